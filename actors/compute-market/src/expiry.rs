//! Jobs that were not settled in time.

use crate::codes;
use crate::job::Status;
use crate::market::Market;
use crate::payments::pay;
use crate::posting::read_job_id;
use crate::proving;
use fvm_sdk::cbor::Writer;
use fvm_sdk::entry::Reply;
use fvm_sdk::event::Event;
use fvm_sdk::{ensure, exit, network, refusal, Message, Outcome};

pub fn expire(message: &Message) -> Outcome<Reply> {
    let id = read_job_id(message)?;
    let now = network::epoch()?;
    let mut market = Market::load()?;
    let (entry, mut job) = market.find_live_job(id)?;
    let last = job.deadline + market.params.grace as i64;
    ensure!(now > last, codes::TOO_EARLY, "job ", id, " expires after epoch ", last, " (deadline and grace), it is epoch ", now);
    market.release(&job, true)?;
    proving::forget(&mut market, id, &job)?;
    let provider = job.provider.filter(|_| job.status == Status::Accepted);
    job.status = Status::Expired;
    job.ended = Some(now);
    market.jobs = entry.store(&job.to_bytes())?;
    market.save()?;
    let event = Event::new("job-expired").indexed("job", id).indexed("client", job.client).indexed_if("provider", provider);
    event.amount("refunded", job.escrow).amount("forfeited", job.collateral).emit()?;
    let total = job.escrow.plus(job.collateral).ok_or_else(|| refusal!(exit::ILLEGAL_STATE, "escrow and collateral are 2^96 attoFIL or more"))?;
    pay(job.client, total)?;
    let mut writer = Writer::new();
    writer.list(2);
    job.escrow.write(&mut writer);
    job.collateral.write(&mut writer);
    Ok(Some(writer.finish()))
}
