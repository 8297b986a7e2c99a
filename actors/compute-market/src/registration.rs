//! Providers come and go.

use crate::codes;
use crate::market::Market;
use crate::payments::{pay, write_amount};
use crate::provider::Provider;
use fvm_sdk::entry::Reply;
use fvm_sdk::event::Event;
use fvm_sdk::{address, ensure, exit, refusal, Address, Amount, Message, Outcome};

/// The new provider, or the registered one with more bond and the new key.
fn registered(known: Option<Provider>, key: Address, value: Amount) -> Outcome<Provider> {
    let (bond, locked, active) = known.map_or((Amount::ZERO, Amount::ZERO, 0), |provider| (provider.bond, provider.locked, provider.active));
    let bond = bond.plus(value).ok_or_else(|| refusal!(exit::ILLEGAL_ARGUMENT, "the bond would be 2^96 attoFIL or more"))?;
    Ok(Provider { key, bond, locked, active })
}

pub fn register(message: &Message) -> Outcome<Reply> {
    let key = message.params(|reader| {
        reader.tuple(1)?;
        Address::read(reader)
    })?;
    let protocol = key.protocol() as u64;
    ensure!(protocol == address::SECP256K1 as u64, exit::ILLEGAL_ARGUMENT, "key must be an f1 (secp256k1) address, not one of protocol ", protocol);
    let mut market = Market::load()?;
    let (entry, known) = market.find_provider(message.caller)?;
    let provider = registered(known, key, message.value)?;
    let least = market.params.min_bond;
    ensure!(provider.bond >= least, exit::INSUFFICIENT_FUNDS, "the bond would be ", provider.bond, " attoFIL, at least ", least, " are required");
    market.providers = entry.store(&provider.to_bytes())?;
    market.save()?;
    let event = Event::new("provider-registered").indexed("provider", message.caller);
    event.bytes("key", provider.key.as_bytes()).amount("bond", provider.bond).emit()?;
    Ok(Some(write_amount(provider.bond)))
}

pub fn unregister(message: &Message) -> Outcome<Reply> {
    message.no_params()?;
    let mut market = Market::load()?;
    let (entry, provider) = market.find_registered(message.caller)?;
    ensure!(
        provider.active == 0,
        codes::PROVIDER_BUSY,
        "f0",
        message.caller,
        " has ",
        provider.active,
        " accepted jobs; settle them or wait until they expire"
    );
    market.providers = entry.remove()?;
    market.save()?;
    Event::new("provider-unregistered").indexed("provider", message.caller).amount("returned", provider.bond).emit()?;
    pay(message.caller, provider.bond)?;
    Ok(Some(write_amount(provider.bond)))
}
