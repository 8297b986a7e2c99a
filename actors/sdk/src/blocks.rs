//! Content-addressed blocks: DAG-CBOR under BLAKE2b-256, as all chain state is.

use crate::cbor::{Malformed, Reader, Writer};
use crate::refusal::SyscallError;
use crate::syscalls::{ipld, OpenedBlock};
use alloc::vec::Vec;

pub const CBOR: u64 = 0x51;
pub const DAG_CBOR: u64 = 0x71;
const BLAKE2B_256: u64 = 0xb220;

/// CIDv1, DAG-CBOR, BLAKE2b-256: the first 6 of 38 bytes.
const PREFIX: [u8; 6] = [0x01, 0x71, 0xa0, 0xe4, 0x02, 0x20];

/// The CID of a DAG-CBOR block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BlockCid([u8; BlockCid::BYTES]);

impl BlockCid {
    pub const BYTES: usize = 38;

    pub fn of_digest(digest: &[u8; 32]) -> BlockCid {
        let mut bytes = [0u8; BlockCid::BYTES];
        bytes[..PREFIX.len()].copy_from_slice(&PREFIX);
        bytes[PREFIX.len()..].copy_from_slice(digest);
        BlockCid(bytes)
    }

    /// None: a CID of another version, codec or hash.
    pub fn parse(bytes: &[u8]) -> Option<BlockCid> {
        let array: [u8; BlockCid::BYTES] = bytes.try_into().ok()?;
        if array[..PREFIX.len()] == PREFIX {
            Some(BlockCid(array))
        } else {
            None
        }
    }

    pub fn digest(&self) -> [u8; 32] {
        let mut digest = [0u8; 32];
        digest.copy_from_slice(&self.0[PREFIX.len()..]);
        digest
    }

    pub fn as_bytes(&self) -> &[u8; BlockCid::BYTES] {
        &self.0
    }

    pub fn write(&self, writer: &mut Writer) {
        writer.link(&self.0);
    }

    pub fn read(reader: &mut Reader) -> Result<BlockCid, Malformed> {
        let at = reader.position();
        BlockCid::parse(reader.link()?).ok_or(Malformed { what: "expected a link to a DAG-CBOR block under BLAKE2b-256", at })
    }
}

/// The bytes of a block that this call may reach: the state root, what it links to, and what was put.
pub fn get(cid: &BlockCid) -> Result<Vec<u8>, SyscallError> {
    let mut opened = OpenedBlock::default();
    SyscallError::check("ipld.block_open", unsafe { ipld::block_open(&mut opened, cid.0.as_ptr()) })?;
    read(opened.id, opened.size)
}

/// Stores a block and names it. Links in it must be reachable.
pub fn put(data: &[u8]) -> Result<BlockCid, SyscallError> {
    let id = create(DAG_CBOR, data)?;
    let mut length = 0u32;
    let mut cid = [0u8; BlockCid::BYTES];
    let number = unsafe { ipld::block_link(&mut length, id, BLAKE2B_256, 32, cid.as_mut_ptr(), cid.len() as u32) };
    SyscallError::check("ipld.block_link", number)?;
    Ok(BlockCid(cid))
}

/// A block that lives as long as this call: parameters and return values.
pub(crate) fn create(codec: u64, data: &[u8]) -> Result<u32, SyscallError> {
    let mut id = 0u32;
    SyscallError::check("ipld.block_create", unsafe { ipld::block_create(&mut id, codec, data.as_ptr(), data.len() as u32) })?;
    Ok(id)
}

pub(crate) fn read(id: u32, size: u32) -> Result<Vec<u8>, SyscallError> {
    let mut data = Vec::with_capacity(size as usize);
    let mut left = 0i32;
    SyscallError::check("ipld.block_read", unsafe { ipld::block_read(&mut left, id, 0, data.as_mut_ptr(), size) })?;
    // block_read filled all `size` bytes or failed
    unsafe { data.set_len(size as usize) };
    Ok(data)
}
