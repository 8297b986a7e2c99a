//! The same functions as the wasm imports, over [`Machine`]. Pointers come from the safe wrappers of this crate.

#![allow(clippy::missing_safety_doc, clippy::too_many_arguments)]

use super::machine::{with, Machine, SentValue};
use crate::syscalls::*;
use crate::SyscallError;
use core::slice::{from_raw_parts, from_raw_parts_mut};

pub mod vm {
    use super::*;

    pub unsafe fn exit(code: u32, _block: u32, message: *const u8, message_bytes: u32) -> u32 {
        let text = std::string::String::from_utf8_lossy(from_raw_parts(message, message_bytes as usize));
        panic!("exit {}: {}", code, text)
    }

    pub unsafe fn message_context(result: *mut MessageContext) -> u32 {
        *result = with(|machine| machine.context());
        0
    }
}

pub mod network {
    use super::*;

    pub unsafe fn context(result: *mut NetworkContext) -> u32 {
        *result = NetworkContext { epoch: with(|machine| machine.epoch), ..NetworkContext::default() };
        0
    }
}

pub mod ipld {
    use super::*;

    pub unsafe fn block_open(result: *mut OpenedBlock, cid: *const u8) -> u32 {
        with(|machine| match machine.store.get(from_raw_parts(cid, 38)).cloned() {
            None => SyscallError::NOT_FOUND,
            Some(data) => {
                *result = OpenedBlock { codec: 0x71, id: machine.add_block(&data), size: data.len() as u32 };
                0
            }
        })
    }

    pub unsafe fn block_create(result: *mut u32, _codec: u64, data: *const u8, data_bytes: u32) -> u32 {
        *result = with(|machine| machine.add_block(from_raw_parts(data, data_bytes as usize)));
        0
    }

    pub unsafe fn block_read(result: *mut i32, id: u32, offset: u32, buffer: *mut u8, buffer_bytes: u32) -> u32 {
        with(|machine| {
            let data = &machine.blocks[id as usize - 1][offset as usize..];
            let read = data.len().min(buffer_bytes as usize);
            from_raw_parts_mut(buffer, read).copy_from_slice(&data[..read]);
            *result = data.len() as i32 - buffer_bytes as i32;
        });
        0
    }

    pub unsafe fn block_stat(result: *mut BlockStat, id: u32) -> u32 {
        *result = BlockStat { codec: 0x51, size: with(|machine| machine.blocks[id as usize - 1].len() as u32) };
        0
    }

    pub unsafe fn block_link(result: *mut u32, id: u32, _hash: u64, _hash_bytes: u32, cid: *mut u8, cid_bytes: u32) -> u32 {
        let linked = with(|machine| machine.link(id));
        from_raw_parts_mut(cid, cid_bytes as usize).copy_from_slice(&linked);
        *result = linked.len() as u32;
        0
    }
}

pub mod own {
    use super::*;

    pub unsafe fn root(result: *mut u32, cid: *mut u8, _cid_bytes: u32) -> u32 {
        with(|machine| {
            from_raw_parts_mut(cid, machine.root.len()).copy_from_slice(&machine.root);
            *result = machine.root.len() as u32;
        });
        0
    }

    pub unsafe fn set_root(cid: *const u8) -> u32 {
        with(|machine| machine.root = from_raw_parts(cid, 38).to_vec());
        0
    }
}

pub mod actor {
    use super::*;

    pub unsafe fn resolve_address(result: *mut u64, address: *const u8, address_bytes: u32) -> u32 {
        let address = from_raw_parts(address, address_bytes as usize);
        if let [0, varint @ ..] = address {
            *result = varint.iter().rev().fold(0, |id, &byte| id << 7 | (byte & 0x7f) as u64);
            return 0;
        }
        match with(|machine| machine.ids.get(address).copied()) {
            None => SyscallError::NOT_FOUND,
            Some(id) => {
                *result = id;
                0
            }
        }
    }

    pub unsafe fn next_actor_address(result: *mut u32, address: *mut u8, address_bytes: u32) -> u32 {
        let next = with(|machine| machine.created.len() as u8);
        from_raw_parts_mut(address, address_bytes as usize).fill(next);
        *address = crate::address::ACTOR;
        *result = address_bytes;
        0
    }

    pub unsafe fn create_actor(id: u64, code: *const u8, _delegated: *const u8, _delegated_bytes: u32) -> u32 {
        with(|machine| machine.created.push((id, from_raw_parts(code, 38).to_vec())));
        0
    }
}

pub mod crypto {
    use super::*;

    pub unsafe fn hash(result: *mut u32, code: u64, data: *const u8, data_bytes: u32, digest: *mut u8, digest_bytes: u32) -> u32 {
        let data = from_raw_parts(data, data_bytes as usize);
        let made = match code {
            0x12 => super::super::sha256(data),
            0xb220 => super::super::blake2b256(data),
            _ => return SyscallError::ILLEGAL_ARGUMENT,
        };
        from_raw_parts_mut(digest, digest_bytes as usize).copy_from_slice(&made);
        *result = digest_bytes;
        0
    }

    pub unsafe fn verify_signature(
        result: *mut i32,
        _kind: u32,
        signature: *const u8,
        signature_bytes: u32,
        address: *const u8,
        address_bytes: u32,
        message: *const u8,
        message_bytes: u32,
    ) -> u32 {
        let key = from_raw_parts(address, address_bytes as usize);
        let expected = super::super::signature(key, from_raw_parts(message, message_bytes as usize));
        *result = if from_raw_parts(signature, signature_bytes as usize) == expected { 0 } else { -1 };
        0
    }
}

pub mod rand {
    use super::*;

    pub unsafe fn get_beacon_randomness(result: *mut [u8; 32], epoch: i64) -> u32 {
        *result = Machine::beacon(epoch);
        0
    }
}

pub mod event {
    use super::*;

    pub unsafe fn emit_event(
        headers: *const EntryHeader,
        _headers_count: u32,
        _keys: *const u8,
        _keys_bytes: u32,
        values: *const u8,
        _values_bytes: u32,
    ) -> u32 {
        let kind = from_raw_parts(values, (*headers).value_bytes as usize).to_vec();
        with(|machine| machine.events.push(kind));
        0
    }
}

pub mod send {
    use super::*;

    pub unsafe fn send(
        result: *mut SendResult,
        address: *const u8,
        address_bytes: u32,
        method: u64,
        _params: u32,
        value_high: u64,
        value_low: u64,
        _gas_limit: u64,
        _flags: u64,
    ) -> u32 {
        let mut to = 0;
        actor::resolve_address(&mut to, address, address_bytes);
        *result = SendResult::default();
        let atto = (value_high as u128) << 64 | value_low as u128;
        with(|machine| machine.send(SentValue { to, method, atto }))
    }
}
