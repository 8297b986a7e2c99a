//! A market with one provider and one client, and the encoding of calls to it.

use crate::methods;
use fvm_sdk::cbor::{Reader, Writer};
use fvm_sdk::mock::{self, Machine};
use fvm_sdk::{Amount, Message, Outcome};

pub const MARKET: u64 = 1000;
pub const CLIENT: u64 = 200;
pub const PROVIDER: u64 = 201;
pub const STRANGER: u64 = 202;
pub const KEY: [u8; 21] = [1; 21];

pub const CHAIN: &str = "testing";
pub const DELAY: i64 = 2;
pub const GRACE: i64 = 5;
pub const MAX_DURATION: i64 = 1_000;
pub const MIN_BOND: u128 = 1_000;
pub const COLLATERAL_BPS: u64 = 1_500;

pub fn tuple(write: impl FnOnce(&mut Writer), count: usize) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.list(count);
    write(&mut writer);
    writer.finish()
}

pub fn amount(atto: u128) -> Amount {
    Amount::new(atto).unwrap()
}

pub fn call(caller: u64, method: u64, atto: u128, params: Vec<u8>) -> Outcome<Vec<u8>> {
    let message = Message { caller, receiver: MARKET, method, value: amount(atto), read_only: false, params };
    Machine::call(message, methods::dispatch).map(|reply| reply.unwrap_or_default())
}

/// The code of a refusal; panics on success, with the story's name.
pub fn code<T>(story: &str, outcome: Outcome<T>) -> u32 {
    match outcome {
        Ok(_) => panic!("{}: was not refused", story),
        Err(refusal) => refusal.code,
    }
}

pub fn constructor_params(chain: &str, delay: u64, grace: u64, duration: u64, bond: u128, points: u64) -> Vec<u8> {
    tuple(
        |writer| {
            writer.text(chain);
            writer.uint(delay);
            writer.uint(grace);
            writer.uint(duration);
            amount(bond).write(writer);
            writer.uint(points);
        },
        6,
    )
}

/// A fresh market at epoch 100.
pub fn open_market() {
    mock::reset();
    mock::with(|machine| machine.epoch = 100);
    let params = constructor_params(CHAIN, DELAY as u64, GRACE as u64, MAX_DURATION as u64, MIN_BOND, COLLATERAL_BPS);
    call(1, 1, 0, params).unwrap();
}

pub fn at_epoch(epoch: i64) {
    mock::with(|machine| machine.epoch = epoch);
}

pub fn epoch() -> i64 {
    mock::with(|machine| machine.epoch)
}

pub fn register(provider: u64, bond: u128) -> Outcome<Vec<u8>> {
    call(provider, methods::REGISTER_PROVIDER, bond, tuple(|writer| writer.bytes(&KEY), 1))
}

pub fn plan(commitment: &[u8; 32], padded: u64, challenges: u64) -> Vec<u8> {
    tuple(
        |writer| {
            writer.uint(0);
            writer.bytes(commitment);
            writer.uint(padded);
            writer.uint(challenges);
        },
        4,
    )
}

pub fn post_params(plan: &[u8], price: u128, deadline: i64, provider: Option<u64>) -> Vec<u8> {
    tuple(
        |writer| {
            writer.raw(plan);
            amount(price).write(writer);
            writer.int(deadline);
            writer.optional(provider, |writer, id| fvm_sdk::Address::of_id(id).write(writer));
        },
        4,
    )
}

pub fn post(plan: &[u8], escrow: u128, price: u128, deadline: i64, provider: Option<u64>) -> Outcome<u64> {
    let reply = call(CLIENT, methods::POST_JOB, escrow, post_params(plan, price, deadline, provider))?;
    let mut reader = Reader::new(&reply);
    reader.tuple(1).unwrap();
    Ok(reader.uint().unwrap())
}

pub fn job_params(job: u64) -> Vec<u8> {
    tuple(|writer| writer.uint(job), 1)
}

pub fn on_job(caller: u64, method: u64, job: u64) -> Outcome<Vec<u8>> {
    call(caller, method, 0, job_params(job))
}

/// Value received by an actor so far.
pub fn received(id: u64) -> u128 {
    mock::with(|machine| machine.sent.iter().filter(|sent| sent.to == id).map(|sent| sent.atto).sum())
}

pub fn balance() -> u128 {
    mock::with(|machine| machine.balance)
}

/// Names of the events so far.
pub fn events() -> Vec<String> {
    mock::with(|machine| machine.events.iter().map(|kind| Reader::new(kind).text().unwrap().to_string()).collect())
}
