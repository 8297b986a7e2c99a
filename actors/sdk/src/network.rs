//! The chain this call runs on.

use crate::refusal::SyscallError;
use crate::syscalls::{network, rand, NetworkContext};

/// The epoch of the tipset being made (30 s each).
pub fn epoch() -> Result<i64, SyscallError> {
    let mut context = NetworkContext::default();
    SyscallError::check("network.context", unsafe { network::context(&mut context) })?;
    Ok(context.epoch)
}

/// Digest of the beacon entry of an epoch that is not in the future. Unlike tickets, nobody on the chain can bias it.
pub fn beacon_randomness(epoch: i64) -> Result<[u8; 32], SyscallError> {
    let mut randomness = [0u8; 32];
    SyscallError::check("rand.get_beacon_randomness", unsafe { rand::get_beacon_randomness(&mut randomness, epoch) })?;
    Ok(randomness)
}
