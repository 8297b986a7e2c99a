//! Constructor and the parameters it fixes for good.

use crate::market::Market;
use alloc::string::String;
use fvm_sdk::cbor::{Malformed, Reader, Writer};
use fvm_sdk::entry::Reply;
use fvm_sdk::{amt, ensure, exit, hamt, Amount, Message, Outcome};

const INIT: u64 = 1;

const MAX_CHAIN_BYTES: usize = 32;
const EPOCHS_PER_DAY: u64 = 2_880;
const MAX_DELAY: u64 = EPOCHS_PER_DAY;
const MAX_GRACE: u64 = 7 * EPOCHS_PER_DAY;
const MAX_DURATION: u64 = 3_650 * EPOCHS_PER_DAY;

/// One whole in basis points.
const WHOLE: u64 = 10_000;

/// INTERFACE.md, "Limits and parameters". Epochs are bounded far below 2^63, so that sums of them cannot overflow.
pub struct Params {
    pub chain: String,
    pub challenge_delay: u64,
    pub grace: u64,
    pub max_duration: u64,
    pub min_bond: Amount,
    pub collateral_bps: u64,
}

impl Params {
    pub fn read(reader: &mut Reader) -> Result<Params, Malformed> {
        reader.tuple(6)?;
        Ok(Params {
            chain: reader.text()?.into(),
            challenge_delay: reader.uint()?,
            grace: reader.uint()?,
            max_duration: reader.uint()?,
            min_bond: Amount::read(reader)?,
            collateral_bps: reader.uint()?,
        })
    }

    pub fn write(&self, writer: &mut Writer) {
        writer.list(6);
        writer.text(&self.chain);
        writer.uint(self.challenge_delay);
        writer.uint(self.grace);
        writer.uint(self.max_duration);
        self.min_bond.write(writer);
        writer.uint(self.collateral_bps);
    }

    fn check(&self) -> Outcome<()> {
        let bytes = self.chain.len();
        ensure!((1..=MAX_CHAIN_BYTES).contains(&bytes), exit::ILLEGAL_ARGUMENT, "chain has ", bytes, " bytes, allowed are 1 to ", MAX_CHAIN_BYTES);
        in_range("challengeDelay", self.challenge_delay, 1, MAX_DELAY)?;
        in_range("grace", self.grace, 0, MAX_GRACE)?;
        in_range("maxDuration", self.max_duration, 1, MAX_DURATION)?;
        in_range("collateralBps", self.collateral_bps, 0, WHOLE)
    }
}

fn in_range(name: &str, value: u64, least: u64, most: u64) -> Outcome<()> {
    ensure!((least..=most).contains(&value), exit::ILLEGAL_ARGUMENT, name, " is ", value, ", allowed are ", least, " to ", most);
    Ok(())
}

pub fn construct(message: &Message) -> Outcome<Reply> {
    message.caller_is(INIT, "the init actor")?;
    let params = message.params(Params::read)?;
    params.check()?;
    let (jobs, nothing) = (amt::empty()?, hamt::empty()?);
    Market { params, next_job: 0, jobs, providers: nothing, credits: nothing, proofs: nothing }.save()?;
    Ok(None)
}
