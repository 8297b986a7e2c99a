//! Hashes and signatures, done by the host.

use crate::address::Address;
use crate::refusal::SyscallError;
use crate::syscalls::crypto;

const SHA2_256: u64 = 0x12;
const BLAKE2B_256: u64 = 0xb220;

/// Signature type of secp256k1: digest BLAKE2b-256 of the message, signature r ‖ s ‖ v (65 bytes).
pub const SECP256K1: u32 = 1;
pub const BLS: u32 = 2;

fn hash(code: u64, data: &[u8]) -> Result<[u8; 32], SyscallError> {
    let mut digest = [0u8; 32];
    let mut length = 0u32;
    let number = unsafe { crypto::hash(&mut length, code, data.as_ptr(), data.len() as u32, digest.as_mut_ptr(), 32) };
    SyscallError::check("crypto.hash", number)?;
    Ok(digest)
}

/// Writes the digest where it is needed: a result by value is copied, which for a tree's nodes costs more than the call.
#[inline(always)]
pub fn blake2b256_into(data: &[u8], digest: &mut [u8; 32]) -> Result<(), SyscallError> {
    let mut length = 0u32;
    let number = unsafe { crypto::hash(&mut length, BLAKE2B_256, data.as_ptr(), data.len() as u32, digest.as_mut_ptr(), 32) };
    SyscallError::check("crypto.hash", number)
}

pub fn blake2b256(data: &[u8]) -> Result<[u8; 32], SyscallError> {
    hash(BLAKE2B_256, data)
}

pub fn sha256(data: &[u8]) -> Result<[u8; 32], SyscallError> {
    hash(SHA2_256, data)
}

/// Replaces the second half of 64 bytes by the SHA-256 of all of them: one step up a path that lies in memory as node, sibling, sibling, ... without copies.
pub fn sha256_onto_second_half(pair: &mut [u8]) -> Result<(), SyscallError> {
    assert!(pair.len() == 64);
    let mut length = 0u32;
    let data = pair.as_mut_ptr();
    // the host reads all 64 bytes before it writes the digest
    let number = unsafe { crypto::hash(&mut length, SHA2_256, data, 64, data.add(32), 32) };
    SyscallError::check("crypto.hash", number)
}

/// Whether `signature` over `message` was made by the key that `address` (f1 or f3) names.
pub fn verify_signature(kind: u32, signature: &[u8], address: &Address, message: &[u8]) -> Result<bool, SyscallError> {
    let mut verdict = -1i32;
    let key = address.as_bytes();
    let number = unsafe {
        crypto::verify_signature(
            &mut verdict,
            kind,
            signature.as_ptr(),
            signature.len() as u32,
            key.as_ptr(),
            key.len() as u32,
            message.as_ptr(),
            message.len() as u32,
        )
    };
    SyscallError::check("crypto.verify_signature", number)?;
    Ok(verdict == 0)
}
