//! Methods that change nothing.

use crate::codes;
use crate::market::Market;
use crate::payments::write_amount;
use crate::plan::Plan;
use crate::possession;
use crate::posting::read_job_id;
use fvm_sdk::cbor::Writer;
use fvm_sdk::entry::Reply;
use fvm_sdk::{ensure, network, refusal, Message, Outcome};

/// The parameters of methods that take an actor's id have the form of those that take a job's.
fn read_actor_id(message: &Message) -> Outcome<u64> {
    read_job_id(message)
}

pub fn job(message: &Message) -> Outcome<Reply> {
    let (_, job) = Market::load()?.find_job(read_job_id(message)?)?;
    Ok(Some(job.to_bytes()))
}

pub fn provider(message: &Message) -> Outcome<Reply> {
    let (_, provider) = Market::load()?.find_registered(read_actor_id(message)?)?;
    Ok(Some(provider.to_bytes()))
}

pub fn credit(message: &Message) -> Outcome<Reply> {
    let (_, credit) = Market::load()?.find_credit(read_actor_id(message)?)?;
    Ok(Some(write_amount(credit)))
}

pub fn params(message: &Message) -> Outcome<Reply> {
    message.no_params()?;
    let market = Market::load()?;
    let mut writer = Writer::new();
    writer.list(2);
    market.params.write(&mut writer);
    writer.uint(market.next_job);
    Ok(Some(writer.finish()))
}

/// What the provider has to open, as Settle will compute it.
pub fn challenge(message: &Message) -> Outcome<Reply> {
    let id = read_job_id(message)?;
    let market = Market::load()?;
    let (_, job) = market.find_job(id)?;
    let (accepted, provider) = match (job.accepted, job.provider) {
        (Some(accepted), Some(provider)) => (accepted, provider),
        _ => return Err(refusal!(codes::JOB_NOT_ACCEPTED, "job ", id, " has not been accepted")),
    };
    let (now, challenge_epoch) = (network::epoch()?, market.challenge_epoch(accepted));
    ensure!(now > challenge_epoch, codes::TOO_EARLY, "job ", id, " is challenged by epoch ", challenge_epoch, ", it is epoch ", now);
    let piece = Plan::read(&job.plan)?.possession()?;
    let seed = possession::seed(&network::beacon_randomness(challenge_epoch)?, message.receiver, id, provider)?;
    let mut writer = Writer::new();
    writer.list(3);
    writer.int(challenge_epoch);
    writer.bytes(&seed);
    writer.list(piece.challenges as usize);
    for challenge in 0..piece.challenges {
        writer.uint(piece.leaf_index(&seed, challenge as u32)?);
    }
    Ok(Some(writer.finish()))
}
