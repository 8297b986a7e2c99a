//! The account actor: whoever holds a key. Same methods and state as the network's own, so that the embedded chain's accounts look like mainnet's.

#![cfg_attr(target_arch = "wasm32", no_std)]

use fvm_sdk::cbor::Writer;
use fvm_sdk::entry::Reply;
use fvm_sdk::frc42::{method_number, CONSTRUCTOR, FIRST_EXPORTED};
use fvm_sdk::{address, crypto, ensure, exit, refusal, state, Address, Message, Outcome};

fvm_sdk::actor!(dispatch);

const PUBKEY_ADDRESS: u64 = 2;
const AUTHENTICATE_MESSAGE: u64 = method_number("AuthenticateMessage");

/// Id of the system actor, the caller when a first transfer to a key address makes its account.
const SYSTEM: u64 = 0;

pub fn dispatch(message: Message) -> Outcome<Reply> {
    match message.method {
        CONSTRUCTOR => construct(&message),
        PUBKEY_ADDRESS => pubkey_address(),
        AUTHENTICATE_MESSAGE => authenticate(&message),
        // a receiver of any token or call: FRC-42 numbers succeed and do nothing
        other if other >= FIRST_EXPORTED => Ok(None),
        other => Err(refusal!(exit::UNHANDLED_MESSAGE, "an account has no method ", other)),
    }
}

fn construct(message: &Message) -> Outcome<Reply> {
    message.caller_is(SYSTEM, "the system actor")?;
    let key = message.params(Address::read)?;
    let is_key = matches!(key.protocol(), address::SECP256K1 | address::BLS);
    ensure!(is_key, exit::ILLEGAL_ARGUMENT, "an account's address must be of protocol 1 or 3, not ", key.protocol() as u64);
    let mut writer = Writer::new();
    writer.list(1);
    key.write(&mut writer);
    state::save(&writer.finish())?;
    Ok(None)
}

fn load_key() -> Outcome<Address> {
    state::decode("the account's state", &state::load()?, |reader| {
        reader.tuple(1)?;
        Address::read(reader)
    })
}

fn pubkey_address() -> Outcome<Reply> {
    let mut writer = Writer::new();
    load_key()?.write(&mut writer);
    Ok(Some(writer.finish()))
}

fn authenticate(message: &Message) -> Outcome<Reply> {
    let (signature, text) = message.params(|reader| {
        reader.tuple(2)?;
        Ok((reader.bytes()?, reader.bytes()?))
    })?;
    let key = load_key()?;
    let kind = if key.protocol() == address::BLS { crypto::BLS } else { crypto::SECP256K1 };
    ensure!(crypto::verify_signature(kind, signature, &key, text)?, exit::ILLEGAL_ARGUMENT, "the signature is not this account's over the message");
    let mut writer = Writer::new();
    writer.truth();
    Ok(Some(writer.finish()))
}

#[cfg(test)]
mod tests;
