//! Value that leaves the market.

use crate::market::Market;
use alloc::vec::Vec;
use fvm_sdk::cbor::Writer;
use fvm_sdk::entry::Reply;
use fvm_sdk::event::Event;
use fvm_sdk::{ensure, exit, ledger, refusal, Amount, Message, Outcome};

/// Sends value; if it does not arrive (deleted actor, call stack at its limit) it becomes a credit that the holder can withdraw.
/// The caller has saved the state before.
pub fn pay(holder: u64, amount: Amount) -> Outcome<()> {
    if amount.is_zero() || ledger::transfer(holder, amount) {
        return Ok(());
    }
    let mut market = Market::load()?;
    let (entry, credit) = market.find_credit(holder)?;
    let total = credit.plus(amount).ok_or_else(|| refusal!(exit::ILLEGAL_STATE, "the credit of f0", holder, " would be 2^96 attoFIL or more"))?;
    let mut writer = Writer::new();
    total.write(&mut writer);
    market.credits = entry.store(&writer.finish())?;
    market.save()?;
    Ok(Event::new("payment-credited").indexed("holder", holder).amount("amount", amount).emit()?)
}

pub fn withdraw(message: &Message) -> Outcome<Reply> {
    message.no_params()?;
    let holder = message.caller;
    let mut market = Market::load()?;
    let (entry, credit) = market.find_credit(holder)?;
    ensure!(!credit.is_zero(), exit::NOT_FOUND, "f0", holder, " has no credit");
    market.credits = entry.remove()?;
    market.save()?;
    ensure!(ledger::transfer(holder, credit), exit::ILLEGAL_STATE, "the transfer of ", credit, " attoFIL to f0", holder, " failed; the credit is unchanged");
    Event::new("payment-withdrawn").indexed("holder", holder).amount("amount", credit).emit()?;
    Ok(Some(write_amount(credit)))
}

/// Return value of methods that report one amount.
pub fn write_amount(amount: Amount) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.list(1);
    amount.write(&mut writer);
    writer.finish()
}
