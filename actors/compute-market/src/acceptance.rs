//! A provider takes a job on. The randomness that challenges it does not exist yet.

use crate::codes;
use crate::job::{Job, Status};
use crate::market::Market;
use crate::posting::read_job_id;
use fvm_sdk::cbor::Writer;
use fvm_sdk::entry::Reply;
use fvm_sdk::event::Event;
use fvm_sdk::{ensure, exit, network, refusal, Message, Outcome};

fn check(job: &Job, id: u64, caller: u64, challenge_epoch: i64) -> Outcome<()> {
    ensure!(job.status == Status::Open, codes::JOB_NOT_OPEN, "job ", id, " is accepted already, by f0", job.provider.unwrap_or(0));
    if let Some(named) = job.provider {
        ensure!(named == caller, exit::FORBIDDEN, "job ", id, " names f0", named, " as its provider, not f0", caller);
    }
    let deadline = job.deadline;
    ensure!(challenge_epoch < deadline, codes::TOO_LATE, "job ", id, " would be challenged at epoch ", challenge_epoch, ", its deadline is epoch ", deadline);
    Ok(())
}

pub fn accept(message: &Message) -> Outcome<Reply> {
    let id = read_job_id(message)?;
    let now = network::epoch()?;
    let mut market = Market::load()?;
    let (entry, mut job) = market.find_live_job(id)?;
    let challenge_epoch = market.challenge_epoch(now);
    check(&job, id, message.caller, challenge_epoch)?;
    let (provider_entry, mut provider) = market.find_registered(message.caller)?;
    let (collateral, free) = (job.price.fraction_up(market.params.collateral_bps as u32), provider.free());
    provider.lock(collateral).ok_or_else(|| refusal!(codes::BOND_EXHAUSTED, "job ", id, " locks ", collateral, " attoFIL of the bond, ", free, " are free"))?;
    job.status = Status::Accepted;
    job.provider = Some(message.caller);
    job.accepted = Some(now);
    job.collateral = collateral;
    market.jobs = entry.store(&job.to_bytes())?;
    market.providers = provider_entry.store(&provider.to_bytes())?;
    market.save()?;
    let event = Event::new("job-accepted").indexed("job", id).indexed("client", job.client).indexed("provider", message.caller);
    event.epoch("challenge-epoch", challenge_epoch).amount("collateral", collateral).emit()?;
    let mut writer = Writer::new();
    writer.list(2);
    writer.int(challenge_epoch);
    collateral.write(&mut writer);
    Ok(Some(writer.finish()))
}
