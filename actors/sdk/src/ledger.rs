//! Value and calls to other actors.

use crate::address::Address;
use crate::amount::Amount;
use crate::blocks;
use crate::refusal::SyscallError;
use crate::syscalls::{send, SendResult};
use alloc::vec::Vec;

/// A plain transfer: no code of the receiver runs.
pub const TRANSFER: u64 = 0;

const ALL_GAS: u64 = u64::MAX;
const NO_FLAGS: u64 = 0;

/// How a call to another actor ended.
#[derive(Debug, PartialEq, Eq)]
pub struct Answer {
    /// 0: success.
    pub exit_code: u32,
    pub data: Vec<u8>,
}

/// Calls a method of the actor `to` with value from this actor's balance. `params` is CBOR; empty: none.
pub fn call(to: u64, method: u64, params: &[u8], value: Amount) -> Result<Answer, SyscallError> {
    let params = if params.is_empty() { 0 } else { blocks::create(blocks::CBOR, params)? };
    let address = Address::of_id(to);
    let receiver = address.as_bytes();
    let mut result = SendResult::default();
    let (high, low) = ((value.atto() >> 64) as u64, value.atto() as u64);
    let number = unsafe { send::send(&mut result, receiver.as_ptr(), receiver.len() as u32, method, params, high, low, ALL_GAS, NO_FLAGS) };
    SyscallError::check("send.send", number)?;
    let data = if result.return_id == 0 { Vec::new() } else { blocks::read(result.return_id, result.return_size)? };
    Ok(Answer { exit_code: result.exit_code, data })
}

/// Transfers value; false if it did not arrive (no such actor any more, or the call stack is at its limit).
pub fn transfer(to: u64, value: Amount) -> bool {
    matches!(call(to, TRANSFER, &[], value), Ok(Answer { exit_code: 0, .. }))
}
