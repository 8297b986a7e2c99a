//! Clients post jobs with their payment in escrow, and take back what nobody accepted.

use crate::codes;
use crate::job::{Job, Status};
use crate::market::Market;
use crate::payments::{pay, write_amount};
use crate::plan::{self, Plan};
use alloc::vec::Vec;
use fvm_sdk::cbor::{Malformed, Reader, Writer};
use fvm_sdk::entry::Reply;
use fvm_sdk::event::Event;
use fvm_sdk::{amt, ensure, exit, network, refusal, Address, Amount, Message, Outcome};

struct Post<'a> {
    plan: &'a [u8],
    price: Amount,
    deadline: i64,
    provider: Option<Address>,
}

impl<'a> Post<'a> {
    fn read(reader: &mut Reader<'a>) -> Result<Post<'a>, Malformed> {
        reader.tuple(4)?;
        Ok(Post { plan: reader.raw()?, price: Amount::read(reader)?, deadline: reader.int()?, provider: reader.optional(Address::read)? })
    }

    fn check(&self, market: &Market, escrow: Amount, now: i64) -> Outcome<()> {
        Plan::read(self.plan)?;
        ensure!(!self.price.is_zero(), exit::ILLEGAL_ARGUMENT, "price is 0 attoFIL, at least 1 is allowed");
        ensure!(self.price <= escrow, exit::INSUFFICIENT_FUNDS, "the value in escrow is ", escrow, " attoFIL, the price ", self.price);
        let (first, last) = (market.challenge_epoch(now) + 1, now + market.params.max_duration as i64);
        let allowed = first <= self.deadline && self.deadline <= last;
        ensure!(allowed, exit::ILLEGAL_ARGUMENT, "deadline is epoch ", self.deadline, ", allowed at epoch ", now, " are ", first, " to ", last);
        Ok(())
    }

    /// The id of the named provider.
    fn provider(&self) -> Outcome<Option<u64>> {
        match &self.provider {
            None => Ok(None),
            Some(address) => match address.resolve()? {
                Some(id) => Ok(Some(id)),
                None => Err(refusal!(exit::NOT_FOUND, "provider: there is no actor with this address")),
            },
        }
    }
}

pub fn post(message: &Message) -> Outcome<Reply> {
    let post = message.params(Post::read)?;
    let now = network::epoch()?;
    let mut market = Market::load()?;
    post.check(&market, message.value, now)?;
    let job = Job {
        status: Status::Open,
        plan: post.plan.to_vec(),
        client: message.caller,
        provider: post.provider()?,
        escrow: message.value,
        price: post.price,
        collateral: Amount::ZERO,
        deadline: post.deadline,
        posted: now,
        accepted: None,
        ended: None,
        attestation: None,
    };
    let id = market.next_job;
    market.jobs = amt::find(&market.jobs, id)?.store(&job.to_bytes())?;
    market.next_job += 1;
    market.save()?;
    announce(id, &job)?;
    Ok(Some(write_id(id)))
}

fn announce(id: u64, job: &Job) -> Outcome<()> {
    let event = Event::new("job-posted").indexed("job", id).indexed("client", job.client).indexed_if("provider", job.provider);
    let event = event.bytes("plan", plan::cid(&job.plan)?.as_bytes()).amount("escrow", job.escrow).amount("price", job.price);
    Ok(event.epoch("deadline", job.deadline).emit()?)
}

fn write_id(id: u64) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.list(1);
    writer.uint(id);
    writer.finish()
}

/// The parameters of methods that take a job's id only.
pub fn read_job_id(message: &Message) -> Outcome<u64> {
    message.params(|reader| {
        reader.tuple(1)?;
        reader.uint()
    })
}

pub fn cancel(message: &Message) -> Outcome<Reply> {
    let id = read_job_id(message)?;
    let mut market = Market::load()?;
    let (entry, mut job) = market.find_live_job(id)?;
    ensure!(job.client == message.caller, exit::FORBIDDEN, "only the client f0", job.client, " may cancel job ", id, ", not f0", message.caller);
    ensure!(job.status == Status::Open, codes::JOB_NOT_OPEN, "job ", id, " is accepted; it ends by settlement or after its deadline");
    job.status = Status::Cancelled;
    job.ended = Some(network::epoch()?);
    market.jobs = entry.store(&job.to_bytes())?;
    market.save()?;
    Event::new("job-cancelled").indexed("job", id).indexed("client", job.client).amount("refunded", job.escrow).emit()?;
    pay(job.client, job.escrow)?;
    Ok(Some(write_amount(job.escrow)))
}
