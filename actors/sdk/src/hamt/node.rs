use super::BUCKET;
use crate::blocks::{self, BlockCid};
use crate::cbor::{Malformed, Reader, Writer};
use crate::refusal::Outcome;
use alloc::vec::Vec;

#[derive(Clone)]
pub(super) struct Pair {
    pub key: Vec<u8>,
    /// CBOR.
    pub value: Vec<u8>,
}

pub(super) enum Pointer {
    Link(BlockCid),
    /// Sorted by key, at most [`BUCKET`]; an empty one is never written.
    Bucket(Vec<Pair>),
}

/// Bit i of the bitfield says that slot i has a pointer; pointers are in the order of slots.
#[derive(Default)]
pub(super) struct Node {
    bitfield: u32,
    pointers: Vec<Pointer>,
}

impl Node {
    pub fn read(reader: &mut Reader) -> Result<Node, Malformed> {
        let at = reader.position();
        reader.tuple(2)?;
        let bytes = reader.bytes()?;
        if bytes.len() > 4 || bytes.first() == Some(&0) {
            return Err(Malformed { what: "a HAMT node's bitfield is not in its shortest form", at });
        }
        let bitfield = bytes.iter().fold(0u32, |bits, &byte| bits << 8 | byte as u32);
        let count = reader.list()?;
        if count != bitfield.count_ones() as usize {
            return Err(Malformed { what: "a HAMT node's bitfield and pointers disagree", at });
        }
        let mut pointers = Vec::with_capacity(count);
        for _ in 0..count {
            pointers.push(Pointer::read(reader)?);
        }
        Ok(Node { bitfield, pointers })
    }

    pub fn put(&self) -> Outcome<BlockCid> {
        let mut writer = Writer::new();
        writer.list(2);
        let bytes = self.bitfield.to_be_bytes();
        writer.bytes(&bytes[self.bitfield.leading_zeros() as usize / 8..]);
        writer.list(self.pointers.len());
        for pointer in &self.pointers {
            pointer.write(&mut writer);
        }
        Ok(blocks::put(&writer.finish())?)
    }

    fn position(&self, slot: u32) -> usize {
        (self.bitfield & ((1 << slot) - 1)).count_ones() as usize
    }

    fn pointer(&self, slot: u32) -> Option<&Pointer> {
        if self.bitfield & 1 << slot == 0 {
            return None;
        }
        Some(&self.pointers[self.position(slot)])
    }

    /// The node below a slot.
    pub fn child(&self, slot: u32) -> Option<BlockCid> {
        match self.pointer(slot) {
            Some(Pointer::Link(cid)) => Some(*cid),
            _ => None,
        }
    }

    /// The pairs in a slot; none if it holds a link.
    pub fn bucket(&self, slot: u32) -> &[Pair] {
        match self.pointer(slot) {
            Some(Pointer::Bucket(pairs)) => pairs,
            _ => &[],
        }
    }

    /// Replaces what a slot holds; an empty bucket clears it.
    pub fn set(&mut self, slot: u32, pointer: Pointer) {
        let position = self.position(slot);
        let held = self.bitfield & 1 << slot != 0;
        let cleared = matches!(&pointer, Pointer::Bucket(pairs) if pairs.is_empty());
        match (held, cleared) {
            (true, true) => drop(self.pointers.remove(position)),
            (true, false) => self.pointers[position] = pointer,
            (false, true) => return,
            (false, false) => self.pointers.insert(position, pointer),
        }
        self.bitfield = if cleared { self.bitfield & !(1 << slot) } else { self.bitfield | 1 << slot };
    }

    /// All pairs of a node without links that holds at most [`BUCKET`] of them.
    pub fn as_bucket(&self) -> Option<Vec<Pair>> {
        let mut all: Vec<Pair> = Vec::new();
        for pointer in &self.pointers {
            let pairs = match pointer {
                Pointer::Bucket(pairs) if all.len() + pairs.len() <= BUCKET => pairs,
                _ => return None,
            };
            for pair in pairs {
                let at = all.iter().position(|other| other.key > pair.key).unwrap_or(all.len());
                all.insert(at, pair.clone());
            }
        }
        Some(all)
    }
}

impl Pointer {
    fn read(reader: &mut Reader) -> Result<Pointer, Malformed> {
        let at = reader.position();
        let mut probe = Reader::new(reader.raw()?);
        if let Ok(cid) = BlockCid::read(&mut probe) {
            return Ok(Pointer::Link(cid));
        }
        let count = probe.list()?;
        if count == 0 || count > BUCKET {
            return Err(Malformed { what: "a HAMT bucket is empty or too large", at });
        }
        let mut pairs = Vec::with_capacity(count);
        for _ in 0..count {
            probe.tuple(2)?;
            pairs.push(Pair { key: probe.bytes()?.to_vec(), value: probe.raw()?.to_vec() });
        }
        Ok(Pointer::Bucket(pairs))
    }

    fn write(&self, writer: &mut Writer) {
        match self {
            Pointer::Link(cid) => cid.write(writer),
            Pointer::Bucket(pairs) => {
                writer.list(pairs.len());
                for pair in pairs {
                    writer.list(2);
                    writer.bytes(&pair.key);
                    writer.raw(&pair.value);
                }
            }
        }
    }
}
