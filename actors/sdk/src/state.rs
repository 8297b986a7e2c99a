//! The actor's state: one root block.

use crate::blocks::{self, BlockCid};
use crate::cbor::{Malformed, Reader};
use crate::refusal;
use crate::refusal::{exit, Outcome, SyscallError};
use crate::syscalls::own;
use alloc::vec::Vec;

/// The state root's bytes.
pub fn load() -> Outcome<Vec<u8>> {
    let mut length = 0u32;
    let mut cid = [0u8; 100];
    SyscallError::check("self.root", unsafe { own::root(&mut length, cid.as_mut_ptr(), cid.len() as u32) })?;
    let root = cid.get(..length as usize).and_then(BlockCid::parse);
    match root {
        Some(root) => Ok(blocks::get(&root)?),
        None => Err(refusal!(exit::ILLEGAL_STATE, "the state root is not a DAG-CBOR block")),
    }
}

pub fn save(data: &[u8]) -> Outcome<()> {
    let root = blocks::put(data)?;
    Ok(SyscallError::check("self.set_root", unsafe { own::set_root(root.as_bytes().as_ptr()) })?)
}

/// Reads all of a block of the actor's own; what cannot be read is ILLEGAL_STATE, for the caller did not write it.
pub fn decode<'a, T>(name: &str, data: &'a [u8], read: impl FnOnce(&mut Reader<'a>) -> Result<T, Malformed>) -> Outcome<T> {
    let mut reader = Reader::new(data);
    let value = read(&mut reader).and_then(|value| reader.end().map(|()| value));
    value.map_err(|error| refusal!(exit::ILLEGAL_STATE, name, " cannot be read: ", error.what, " (at byte ", error.at, ")"))
}
