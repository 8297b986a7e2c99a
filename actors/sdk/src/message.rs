//! The message this call answers.

use crate::amount::Amount;
use crate::blocks;
use crate::cbor::{Malformed, Reader};
use crate::refusal::{exit, Outcome, SyscallError};
use crate::syscalls::{ipld, vm, BlockStat, MessageContext};
use crate::{ensure, refusal};
use alloc::vec::Vec;

const READ_ONLY: u64 = 1;

/// A message on chain carries ≤ 64 KiB; another actor may send up to a block (1 MiB), which no method here needs.
const MAX_PARAMS_BYTES: u32 = 128 * 1024;

pub struct Message {
    /// Actor ids.
    pub caller: u64,
    pub receiver: u64,
    pub method: u64,
    pub value: Amount,
    pub read_only: bool,
    /// Empty: none.
    pub params: Vec<u8>,
}

impl Message {
    pub(crate) fn receive(params: u32) -> Outcome<Message> {
        let mut context = MessageContext::default();
        SyscallError::check("vm.message_context", unsafe { vm::message_context(&mut context) })?;
        let value = (context.value_high as u128) << 64 | context.value_low as u128;
        Ok(Message {
            caller: context.caller,
            receiver: context.receiver,
            method: context.method,
            value: Amount::new(value).ok_or_else(|| refusal!(exit::ILLEGAL_ARGUMENT, "the value is 2^96 attoFIL or more"))?,
            read_only: context.flags & READ_ONLY != 0,
            params: read_params(params)?,
        })
    }

    /// Reads the parameter tuple; nothing may follow it.
    pub fn params<'a, T>(&'a self, read: impl FnOnce(&mut Reader<'a>) -> Result<T, Malformed>) -> Outcome<T> {
        let mut reader = Reader::new(&self.params);
        let read = |reader: &mut Reader<'a>| {
            let params = read(reader)?;
            reader.end()?;
            Ok(params)
        };
        read(&mut reader).map_err(|error: Malformed| refusal!(exit::SERIALIZATION, "parameters: ", error.what, " (at byte ", error.at, ")"))
    }

    pub fn no_params(&self) -> Outcome<()> {
        ensure!(self.params.is_empty(), exit::SERIALIZATION, "parameters: the method takes none, got ", self.params.len(), " bytes");
        Ok(())
    }

    pub fn no_value(&self) -> Outcome<()> {
        ensure!(self.value.is_zero(), exit::NOT_PAYABLE, "the method takes no value, got ", self.value, " attoFIL");
        Ok(())
    }

    pub fn may_change(&self) -> Outcome<()> {
        ensure!(!self.read_only, exit::READ_ONLY, "the method changes state and cannot be called read-only");
        Ok(())
    }

    pub fn caller_is(&self, id: u64, name: &str) -> Outcome<()> {
        ensure!(self.caller == id, exit::FORBIDDEN, "only ", name, " (f0", id, ") may call this, not f0", self.caller);
        Ok(())
    }
}

fn read_params(id: u32) -> Outcome<Vec<u8>> {
    if id == 0 {
        return Ok(Vec::new());
    }
    let mut stat = BlockStat::default();
    SyscallError::check("ipld.block_stat", unsafe { ipld::block_stat(&mut stat, id) })?;
    let size = stat.size;
    ensure!(size <= MAX_PARAMS_BYTES, exit::SERIALIZATION, "parameters: ", size, " bytes, at most ", MAX_PARAMS_BYTES, " are read");
    Ok(blocks::read(id, size)?)
}
