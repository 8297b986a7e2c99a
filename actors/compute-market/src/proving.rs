//! A proof of circuit comes in several messages: statement and core first, then the openings, any number of parts in a message; the last part settles.

use crate::attestation::{self, Addressee, Attestation, GRADE_PROVEN};
use crate::circuit::{self, refused, HostHash};
use crate::codes;
use crate::job::Job;
use crate::market::Market;
use crate::plan::{self, Plan};
use crate::posting::read_job_id;
use crate::settlement::{complete, Live};
use alloc::vec::Vec;
use fvm_sdk::cbor::{Malformed, Reader, Writer};
use fvm_sdk::entry::Reply;
use fvm_sdk::{crypto, ensure, refusal, BlockCid, Message, Outcome};
use proof_verifier::{verify_core, Continuation, Digest, LevelRecord, Openings, Statement, SECURE};

/// Oracles of a profile: at most 5.
const MAX_LEVELS: usize = 8;

/// A part opens at least one position; no profile has more than 309.
const MAX_PARTS: usize = 512;

/// What the chain keeps between the messages of a proof.
pub struct Progress {
    pub continuation: Digest,
    /// The digest in the CID of the attestation that came with the core.
    pub attestation: Digest,
}

impl Progress {
    pub fn read(reader: &mut Reader) -> Result<Progress, Malformed> {
        reader.tuple(2)?;
        Ok(Progress { continuation: reader.array()?, attestation: reader.array()? })
    }

    pub fn to_bytes(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.list(2);
        writer.bytes(&self.continuation);
        writer.bytes(&self.attestation);
        writer.finish()
    }
}

/// Parameters of BeginProof.
struct Beginning<'a> {
    job: u64,
    attestation: &'a [u8],
    signature: &'a [u8],
    statement: &'a [u8],
    core: &'a [u8],
}

impl<'a> Beginning<'a> {
    fn read(reader: &mut Reader<'a>) -> Result<Beginning<'a>, Malformed> {
        reader.tuple(5)?;
        Ok(Beginning { job: reader.uint()?, attestation: reader.bytes()?, signature: reader.bytes()?, statement: reader.bytes()?, core: reader.bytes()? })
    }

    /// Checks statement and core; the records of what is to be opened.
    fn verify(&self, live: &Live, addressee: &Addressee, attestation: &Attestation) -> Outcome<Vec<LevelRecord>> {
        let plan = Plan::read(&live.job.plan)?.circuit()?;
        let plan_cid = plan::cid(&live.job.plan)?;
        let statement = Statement::decode::<HostHash>(self.statement, SECURE).map_err(refused)?;
        plan.check_statement(&statement, &circuit::context(addressee, live.accepted, &plan_cid.digest())?)?;
        let code = codes::ATTESTATION_MISMATCH;
        ensure!(attestation.plan == plan_cid.as_bytes(), code, "attestation: plan is not the job's plan");
        ensure!(plan.names(&attestation.datasets), code, "attestation: datasets must be the CIDs of the job's dataset ids");
        ensure!(attestation.result == statement.hash::<HostHash>(), code, "attestation: result is not the hash of the statement");
        ensure!(attestation.proof == crypto::blake2b256(self.core)?, code, "attestation: proof is not the hash of the core proof");
        let (profile, wanted) = (attestation.profile, plan.profile());
        ensure!(profile == wanted, code, "attestation: profile is ", profile, ", the job asks ", wanted);
        check_time(live, attestation)?;
        verify_core::<HostHash>(&statement, self.core).map_err(refused)
    }
}

fn check_time(live: &Live, attestation: &Attestation) -> Outcome<()> {
    let code = codes::ATTESTATION_MISMATCH;
    ensure!(attestation.grade == GRADE_PROVEN, code, "attestation: grade is ", attestation.grade, ", the job requires ", GRADE_PROVEN);
    let is_timely = live.accepted <= attestation.epoch && attestation.epoch <= live.now;
    ensure!(is_timely, code, "attestation: epoch is ", attestation.epoch, ", allowed are ", live.accepted, " to ", live.now);
    Ok(())
}

pub fn begin(message: &Message) -> Outcome<Reply> {
    let beginning = message.params(Beginning::read)?;
    let id = beginning.job;
    let mut market = Market::load()?;
    let (_, job) = market.find_live_job(id)?;
    let live = Live::check(id, job, message.caller)?;
    let (_, provider) = market.find_registered(message.caller)?;
    let attestation = Attestation::parse(beginning.attestation)?;
    let addressee = Addressee { chain: &market.params.chain, market: message.receiver, job: id, provider: message.caller };
    attestation.check_addressee(&addressee)?;
    let cid = attestation::verify_signature(beginning.attestation, beginning.signature, &provider.key)?;
    let records = beginning.verify(&live, &addressee, &attestation)?;
    let continuation = Continuation::begin::<HostHash>(attestation.result, &records);
    let progress = Progress { continuation: continuation.hash::<HostHash>(), attestation: cid.digest() };
    let (entry, _) = market.find_progress(id)?;
    market.proofs = entry.store(&progress.to_bytes())?;
    market.save()?;
    Ok(Some(progress.to_bytes()))
}

/// Parameters of ProofPart.
struct Part<'a> {
    job: u64,
    openings: Openings<'a>,
}

impl<'a> Part<'a> {
    fn read(reader: &mut Reader<'a>) -> Result<Part<'a>, Malformed> {
        reader.tuple(7)?;
        let job = reader.uint()?;
        let openings = Openings {
            statement: reader.array()?,
            opened: read_list(reader, MAX_LEVELS, Reader::array)?,
            first: read_position(reader)?,
            records: read_list(reader, MAX_LEVELS, Reader::bytes)?,
            ahead: read_list(reader, MAX_LEVELS, Reader::array)?,
            parts: read_list(reader, MAX_PARTS, Reader::bytes)?,
        };
        Ok(Part { job, openings })
    }
}

fn read_list<'a, T>(reader: &mut Reader<'a>, most: usize, item: fn(&mut Reader<'a>) -> Result<T, Malformed>) -> Result<Vec<T>, Malformed> {
    let at = reader.position();
    let count = reader.list()?;
    if count > most {
        return Err(Malformed { what: "a list is longer than any proof needs", at });
    }
    let mut list = Vec::with_capacity(count);
    for _ in 0..count {
        list.push(item(reader)?);
    }
    Ok(list)
}

fn read_position(reader: &mut Reader) -> Result<u16, Malformed> {
    let at = reader.position();
    u16::try_from(reader.uint()?).map_err(|_| Malformed { what: "a position's number is out of range", at })
}

pub fn part(message: &Message) -> Outcome<Reply> {
    let part = message.params(Part::read)?;
    let id = part.job;
    let mut market = Market::load()?;
    let (job_entry, job) = market.find_live_job(id)?;
    let live = Live::check(id, job, message.caller)?;
    Plan::read(&live.job.plan)?.circuit()?;
    let (entry, progress) = market.find_progress(id)?;
    let progress = progress.ok_or_else(|| refusal!(codes::PROOF_NOT_BEGUN, "job ", id, ": no core proof has been accepted, use BeginProof"))?;
    let continuation = part.openings.verify::<HostHash>(&progress.continuation).map_err(refused)?;
    let mut writer = Writer::new();
    writer.list(3);
    writer.uint(continuation.cursor().level as u64);
    writer.uint(continuation.cursor().first as u64);
    if continuation.is_complete() {
        market.proofs = entry.remove()?;
        let cid = BlockCid::of_digest(&progress.attestation);
        writer.raw(&complete(market, job_entry, id, live, &cid)?);
    } else {
        let progress = Progress { continuation: continuation.hash::<HostHash>(), ..progress };
        market.proofs = entry.store(&progress.to_bytes())?;
        market.save()?;
        writer.null();
    }
    Ok(Some(writer.finish()))
}

/// How far the job's proof has come.
pub fn progress(message: &Message) -> Outcome<Reply> {
    let id = read_job_id(message)?;
    let (_, progress) = Market::load()?.find_progress(id)?;
    match progress {
        Some(progress) => Ok(Some(progress.to_bytes())),
        None => Err(refusal!(codes::PROOF_NOT_BEGUN, "job ", id, ": no proof is under way")),
    }
}

/// Forgets the proof of a job that ends without it.
pub fn forget(market: &mut Market, id: u64, job: &Job) -> Outcome<()> {
    if let Plan::Circuit(_) = Plan::read(&job.plan)? {
        let (entry, progress) = market.find_progress(id)?;
        if progress.is_some() {
            market.proofs = entry.remove()?;
        }
    }
    Ok(())
}
