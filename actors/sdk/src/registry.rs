//! Making actors. Only the init actor (f01) may.

use crate::address::Address;
use crate::refusal::SyscallError;
use crate::syscalls::actor;

/// f2 address of an actor created by this message: stable when the chain is reorganised, unlike its id.
pub fn next_address() -> Result<Option<Address>, SyscallError> {
    let mut length = 0u32;
    let mut bytes = [0u8; 21];
    SyscallError::check("actor.next_actor_address", unsafe { actor::next_actor_address(&mut length, bytes.as_mut_ptr(), bytes.len() as u32) })?;
    Ok(bytes.get(..length as usize).and_then(Address::parse))
}

/// `code` holds the bytes of a CID.
pub fn create(id: u64, code: &[u8]) -> Result<(), SyscallError> {
    SyscallError::check("actor.create_actor", unsafe { actor::create_actor(id, code.as_ptr(), core::ptr::null(), 0) })
}
