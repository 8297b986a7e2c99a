//! Addresses: a protocol byte and a payload (FIP-0048).

use crate::cbor::{Malformed, Reader, Writer};
use crate::refusal::SyscallError;
use crate::syscalls::actor;
use alloc::vec::Vec;

pub const ID: u8 = 0;
pub const SECP256K1: u8 = 1;
pub const ACTOR: u8 = 2;
pub const BLS: u8 = 3;
pub const DELEGATED: u8 = 4;

const HASH_PAYLOAD: usize = 20;
const BLS_PAYLOAD: usize = 48;
const MAX_SUBADDRESS: usize = 54;

/// A well-formed address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address(Vec<u8>);

impl Address {
    pub fn of_id(id: u64) -> Address {
        let mut bytes = Vec::with_capacity(11);
        bytes.push(ID);
        let mut rest = id;
        while rest >= 0x80 {
            bytes.push(rest as u8 | 0x80);
            rest >>= 7;
        }
        bytes.push(rest as u8);
        Address(bytes)
    }

    /// None: an unknown protocol or a payload that it does not have.
    pub fn parse(bytes: &[u8]) -> Option<Address> {
        let (&protocol, payload) = bytes.split_first()?;
        let well_formed = match protocol {
            ID => varint_bytes(payload)? == payload.len(),
            SECP256K1 | ACTOR => payload.len() == HASH_PAYLOAD,
            BLS => payload.len() == BLS_PAYLOAD,
            DELEGATED => payload.len() - varint_bytes(payload)? <= MAX_SUBADDRESS,
            _ => false,
        };
        if well_formed {
            Some(Address(bytes.to_vec()))
        } else {
            None
        }
    }

    pub fn protocol(&self) -> u8 {
        self.0[0]
    }

    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The actor's id; None if no actor has this address.
    pub fn resolve(&self) -> Result<Option<u64>, SyscallError> {
        let mut id = 0u64;
        let number = unsafe { actor::resolve_address(&mut id, self.0.as_ptr(), self.0.len() as u32) };
        if number == SyscallError::NOT_FOUND {
            return Ok(None);
        }
        SyscallError::check("actor.resolve_address", number)?;
        Ok(Some(id))
    }

    pub fn write(&self, writer: &mut Writer) {
        writer.bytes(&self.0);
    }

    pub fn read(reader: &mut Reader) -> Result<Address, Malformed> {
        let at = reader.position();
        Address::parse(reader.bytes()?).ok_or(Malformed { what: "not a well-formed address", at })
    }
}

/// Length of the shortest-form varint below 2^63 that `bytes` start with.
fn varint_bytes(bytes: &[u8]) -> Option<usize> {
    let last = bytes.iter().take(9).position(|byte| byte & 0x80 == 0)?;
    if last > 0 && bytes[last] == 0 {
        return None;
    }
    Some(last + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::vec;

    #[test]
    fn of_id_is_the_shortest_varint() {
        assert_eq!(Address::of_id(0).as_bytes(), [0, 0]);
        assert_eq!(Address::of_id(127).as_bytes(), [0, 127]);
        assert_eq!(Address::of_id(128).as_bytes(), [0, 0x80, 1]);
        assert_eq!(Address::of_id(1 << 62).as_bytes().len(), 10);
    }

    #[test]
    fn parse_accepts_what_the_protocols_allow() {
        let delegated = [&[4u8, 10][..], &[7; 54]].concat();
        for good in [&[0u8, 0x80, 1][..], &[1; 21], &[2; 21], &[3; 49], &[4, 10], &delegated] {
            assert_eq!(Address::parse(good).expect("well formed").as_bytes(), good);
        }
    }

    #[test]
    fn parse_other_bytes_is_none() {
        let long_subaddress = [&[4u8, 10][..], &[7; 55]].concat();
        let endless = vec![0u8, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 1];
        for bad in [&[][..], &[0], &[0, 0x80], &[0, 0x80, 0], &[0, 1, 2], &[1; 20], &[1; 22], &[2; 2], &[3; 48], &[5, 1], &[4], &long_subaddress, &endless] {
            assert_eq!(Address::parse(bad), None, "{:?}", bad);
        }
    }
}
