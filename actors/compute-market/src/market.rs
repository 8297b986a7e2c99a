//! The actor's state and its four collections.

use crate::codes;
use crate::construction::Params;
use crate::job::{Job, Status};
use crate::provider::Provider;
use crate::proving::Progress;
use fvm_sdk::cbor::{Malformed, Writer};
use fvm_sdk::{amt, ensure, exit, hamt, refusal, state, Address, Amount, BlockCid, Outcome};

const VERSION: u64 = 2;

/// INTERFACE.md, "State".
pub struct Market {
    pub params: Params,
    pub next_job: u64,
    pub jobs: BlockCid,
    pub providers: BlockCid,
    pub credits: BlockCid,
    /// Progress of proofs, by job id.
    pub proofs: BlockCid,
}

impl Market {
    pub fn load() -> Outcome<Market> {
        state::decode("the market's state", &state::load()?, |reader| {
            let at = reader.position();
            reader.tuple(7)?;
            if reader.uint()? != VERSION {
                return Err(Malformed { what: "unknown version", at });
            }
            Ok(Market {
                params: Params::read(reader)?,
                next_job: reader.uint()?,
                jobs: BlockCid::read(reader)?,
                providers: BlockCid::read(reader)?,
                credits: BlockCid::read(reader)?,
                proofs: BlockCid::read(reader)?,
            })
        })
    }

    pub fn save(&self) -> Outcome<()> {
        let mut writer = Writer::new();
        writer.list(7);
        writer.uint(VERSION);
        self.params.write(&mut writer);
        writer.uint(self.next_job);
        self.jobs.write(&mut writer);
        self.providers.write(&mut writer);
        self.credits.write(&mut writer);
        self.proofs.write(&mut writer);
        state::save(&writer.finish())
    }

    /// The epoch whose randomness challenges a job accepted at `accepted`.
    pub fn challenge_epoch(&self, accepted: i64) -> i64 {
        accepted + self.params.challenge_delay as i64
    }

    pub fn find_job(&self, id: u64) -> Outcome<(amt::Entry, Job)> {
        let entry = amt::find(&self.jobs, id)?;
        let job = match entry.value() {
            None => return Err(refusal!(exit::NOT_FOUND, "there is no job ", id, "; ", self.next_job, " were posted, numbered from 0")),
            Some(value) => state::decode("a job", value, Job::read)?,
        };
        Ok((entry, job))
    }

    /// A job that still has its escrow.
    pub fn find_live_job(&self, id: u64) -> Outcome<(amt::Entry, Job)> {
        let (entry, job) = self.find_job(id)?;
        ensure!(!job.status.is_ended(), codes::JOB_ENDED, "job ", id, " is ", job.status.name(), " already, since epoch ", job.ended.unwrap_or(0));
        Ok((entry, job))
    }

    pub fn find_provider(&self, id: u64) -> Outcome<(hamt::Entry, Option<Provider>)> {
        let entry = hamt::find(&self.providers, Address::of_id(id).as_bytes())?;
        let provider = match entry.value() {
            None => None,
            Some(value) => Some(state::decode("a provider", value, Provider::read)?),
        };
        Ok((entry, provider))
    }

    pub fn find_registered(&self, id: u64) -> Outcome<(hamt::Entry, Provider)> {
        match self.find_provider(id)? {
            (entry, Some(provider)) => Ok((entry, provider)),
            _ => Err(refusal!(exit::NOT_FOUND, "f0", id, " is not a registered provider")),
        }
    }

    pub fn find_credit(&self, holder: u64) -> Outcome<(hamt::Entry, Amount)> {
        let entry = hamt::find(&self.credits, Address::of_id(holder).as_bytes())?;
        let amount = match entry.value() {
            None => Amount::ZERO,
            Some(value) => state::decode("a credit", value, Amount::read)?,
        };
        Ok((entry, amount))
    }

    pub fn find_progress(&self, job: u64) -> Outcome<(hamt::Entry, Option<Progress>)> {
        let entry = hamt::find(&self.proofs, &job.to_le_bytes())?;
        let progress = match entry.value() {
            None => None,
            Some(value) => Some(state::decode("a proof's progress", value, Progress::read)?),
        };
        Ok((entry, progress))
    }

    /// Takes a job's collateral off its provider's lock; a forfeited one leaves the bond too.
    pub fn release(&mut self, job: &Job, forfeited: bool) -> Outcome<()> {
        let id = match (job.status, job.provider) {
            (Status::Accepted, Some(id)) => id,
            _ => return Ok(()),
        };
        let (entry, mut provider) = self.find_registered(id)?;
        provider.release(job.collateral, forfeited)?;
        self.providers = entry.store(&provider.to_bytes())?;
        Ok(())
    }
}
