//! The init actor (f01): gives actors their ids and addresses. State and Exec as on the network; any code that the chain holds may be instantiated.

#![cfg_attr(target_arch = "wasm32", no_std)]

extern crate alloc;

use alloc::string::String;
use fvm_sdk::cbor::{Reader, Writer};
use fvm_sdk::entry::Reply;
use fvm_sdk::frc42::CONSTRUCTOR;
use fvm_sdk::{ensure, exit, hamt, ledger, refusal, registry, state, Address, BlockCid, Message, Outcome};

fvm_sdk::actor!(dispatch);

const EXEC: u64 = 2;

const SYSTEM: u64 = 0;

/// Ids below are the network's own actors.
const FIRST_USER_ID: u64 = 100;

/// [address_map HAMT, next_id, network_name] (builtin-actors v18).
struct State {
    /// Address bytes → id.
    addresses: BlockCid,
    next_id: u64,
    network_name: String,
}

impl State {
    fn load() -> Outcome<State> {
        state::decode("init's state", &state::load()?, |reader| {
            reader.tuple(3)?;
            Ok(State { addresses: BlockCid::read(reader)?, next_id: reader.uint()?, network_name: reader.text()?.into() })
        })
    }

    fn save(&self) -> Outcome<()> {
        let mut writer = Writer::new();
        writer.list(3);
        self.addresses.write(&mut writer);
        writer.uint(self.next_id);
        writer.text(&self.network_name);
        state::save(&writer.finish())
    }

    /// Takes the next id for an address that has none.
    fn assign(&mut self, address: &Address) -> Outcome<u64> {
        let entry = hamt::find(&self.addresses, address.as_bytes())?;
        ensure!(entry.value().is_none(), exit::ILLEGAL_STATE, "the new actor's address has an id already");
        let id = self.next_id;
        let mut value = Writer::new();
        value.uint(id);
        self.addresses = entry.store(&value.finish())?;
        self.next_id = id + 1;
        Ok(id)
    }
}

pub fn dispatch(message: Message) -> Outcome<Reply> {
    match message.method {
        CONSTRUCTOR => construct(&message),
        EXEC => exec(&message),
        other => Err(refusal!(exit::UNHANDLED_MESSAGE, "init has no method ", other)),
    }
}

fn construct(message: &Message) -> Outcome<Reply> {
    message.caller_is(SYSTEM, "the system actor")?;
    let network_name = message.params(|reader| {
        reader.tuple(1)?;
        reader.text()
    })?;
    State { addresses: hamt::empty()?, next_id: FIRST_USER_ID, network_name: network_name.into() }.save()?;
    Ok(None)
}

fn exec(message: &Message) -> Outcome<Reply> {
    let (code, params) = message.params(read_exec)?;
    let robust = registry::next_address()?.ok_or_else(|| refusal!(exit::ILLEGAL_STATE, "the chain gave no address for the new actor"))?;
    let mut state = State::load()?;
    let id = state.assign(&robust)?;
    state.save()?;
    registry::create(id, code)
        .map_err(|error| refusal!(exit::ILLEGAL_ARGUMENT, "no actor can be made of this code: ", error.call, " failed with error number ", error.number))?;
    construct_new(id, params, message)?;
    let mut writer = Writer::new();
    writer.list(2);
    Address::of_id(id).write(&mut writer);
    robust.write(&mut writer);
    Ok(Some(writer.finish()))
}

fn read_exec<'a>(reader: &mut Reader<'a>) -> Result<(&'a [u8], &'a [u8]), fvm_sdk::cbor::Malformed> {
    reader.tuple(2)?;
    Ok((reader.link()?, reader.bytes()?))
}

/// Calls the constructor with the value of Exec; its exit code becomes ours (the network's own codes, below 16, cannot be passed on).
fn construct_new(id: u64, params: &[u8], message: &Message) -> Outcome<()> {
    let answer = ledger::call(id, CONSTRUCTOR, params, message.value)?;
    let code = if answer.exit_code < exit::ILLEGAL_ARGUMENT { exit::UNSPECIFIED } else { answer.exit_code };
    ensure!(answer.exit_code == 0, code, "the constructor failed with exit code ", answer.exit_code);
    Ok(())
}

#[cfg(test)]
mod tests;
