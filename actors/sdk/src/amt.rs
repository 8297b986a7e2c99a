//! AMT v3: a sparse array of CBOR values in a tree of content-addressed nodes, read and written one path at a time.
//!
//! Bit width 3. A write costs about 0.5 Mgas for each node of the path and 3.35 kgas for each byte of it (vm.md §3.2): with records of 150
//! bytes a leaf of 8 costs 4.5 Mgas where one of 32 costs 16.5, and a million records are 7 levels deep.

use crate::blocks::{self, BlockCid};
use crate::cbor::{Malformed, Reader, Writer};
use crate::refusal;
use crate::refusal::{exit, Outcome};
use crate::state::decode;
use alloc::vec::Vec;

const BIT_WIDTH: u32 = 3;
const WIDTH: u64 = 1 << BIT_WIDTH;

/// Least height at which every 64-bit index fits.
const MAX_HEIGHT: u64 = 21;

/// Items are encoded values in a leaf, encoded links elsewhere; bit i of the bitmap says that slot i holds one.
#[derive(Clone, Default)]
struct Node {
    bitmap: u8,
    items: Vec<Vec<u8>>,
}

impl Node {
    fn read(reader: &mut Reader, height: u64) -> Result<Node, Malformed> {
        let at = reader.position();
        reader.tuple(3)?;
        let [bitmap] = reader.array::<1>()?;
        let links = read_items(reader)?;
        let values = read_items(reader)?;
        let (items, others) = if height == 0 { (values, links) } else { (links, values) };
        if !others.is_empty() || items.len() != bitmap.count_ones() as usize {
            return Err(Malformed { what: "an AMT node's bitmap and items disagree", at });
        }
        Ok(Node { bitmap, items })
    }

    fn write(&self, writer: &mut Writer, height: u64) {
        writer.list(3);
        writer.bytes(&[self.bitmap]);
        if height > 0 {
            write_items(writer, &self.items);
            writer.list(0);
        } else {
            writer.list(0);
            write_items(writer, &self.items);
        }
    }

    fn position(&self, slot: u32) -> usize {
        (self.bitmap & ((1 << slot) - 1)).count_ones() as usize
    }

    fn item(&self, slot: u32) -> Option<&Vec<u8>> {
        if self.bitmap & 1 << slot == 0 {
            return None;
        }
        Some(&self.items[self.position(slot)])
    }

    fn set(&mut self, slot: u32, item: Vec<u8>) {
        let position = self.position(slot);
        if self.bitmap & 1 << slot == 0 {
            self.bitmap |= 1 << slot;
            self.items.insert(position, item);
        } else {
            self.items[position] = item;
        }
    }

    fn put(&self, height: u64) -> Outcome<Vec<u8>> {
        let mut writer = Writer::new();
        self.write(&mut writer, height);
        let cid = blocks::put(&writer.finish())?;
        let mut link = Writer::new();
        cid.write(&mut link);
        Ok(link.finish())
    }
}

fn read_items(reader: &mut Reader) -> Result<Vec<Vec<u8>>, Malformed> {
    let count = reader.list()?;
    let mut items = Vec::with_capacity(count.min(WIDTH as usize));
    for _ in 0..count {
        items.push(reader.raw()?.to_vec());
    }
    Ok(items)
}

fn write_items(writer: &mut Writer, items: &[Vec<u8>]) {
    writer.list(items.len());
    for item in items {
        writer.raw(item);
    }
}

fn slot(index: u64, height: u64) -> u32 {
    (index >> (BIT_WIDTH as u64 * height) & (WIDTH - 1)) as u32
}

/// Whether `index` needs a higher tree.
fn is_beyond(index: u64, height: u64) -> bool {
    height < MAX_HEIGHT && index >> (BIT_WIDTH as u64 * (height + 1)) != 0
}

/// The place of one index: its value, if any, and the path to write it.
pub struct Entry {
    index: u64,
    height: u64,
    count: u64,
    /// Root first; down to the leaf, or to the last node that exists.
    path: Vec<Node>,
}

/// Stores an array without elements.
pub fn empty() -> Outcome<BlockCid> {
    Entry { index: 0, height: 0, count: 0, path: [Node::default()].to_vec() }.put_root()
}

/// Looks an index up.
pub fn find(root: &BlockCid, index: u64) -> Outcome<Entry> {
    let block = blocks::get(root)?;
    let mut entry = decode("an AMT root", &block, |reader| {
        reader.tuple(4)?;
        let at = reader.position();
        let (width, height, count) = (reader.uint()?, reader.uint()?, reader.uint()?);
        if width != BIT_WIDTH as u64 || height > MAX_HEIGHT {
            return Err(Malformed { what: "an AMT of another bit width or height", at });
        }
        Ok(Entry { index, height, count, path: [Node::read(reader, height)?].to_vec() })
    })?;
    entry.descend()?;
    Ok(entry)
}

impl Entry {
    fn descend(&mut self) -> Outcome<()> {
        if is_beyond(self.index, self.height) {
            return Ok(());
        }
        for level in 0..self.height {
            let height = self.height - level;
            let link = match self.path[level as usize].item(slot(self.index, height)) {
                Some(link) => link,
                None => return Ok(()),
            };
            let cid = decode("an AMT link", link, BlockCid::read)?;
            let block = blocks::get(&cid)?;
            self.path.push(decode("an AMT node", &block, |reader| Node::read(reader, height - 1))?);
        }
        Ok(())
    }

    /// The encoded value; None: nothing is stored there.
    pub fn value(&self) -> Option<&[u8]> {
        if self.path.len() as u64 != self.height + 1 || is_beyond(self.index, self.height) {
            return None;
        }
        self.path[self.height as usize].item(slot(self.index, 0)).map(|item| &item[..])
    }

    /// Writes an encoded value and returns the new root.
    pub fn store(mut self, value: &[u8]) -> Outcome<BlockCid> {
        if self.value().is_none() {
            self.count = self.count.checked_add(1).ok_or_else(|| refusal!(exit::ILLEGAL_STATE, "an AMT is full"))?;
        }
        self.grow()?;
        self.path.resize(self.height as usize + 1, Node::default());
        let mut item = value.to_vec();
        for height in 0..self.height {
            let mut node = self.path.pop().unwrap_or_default();
            node.set(slot(self.index, height), item);
            item = node.put(height)?;
        }
        self.path[0].set(slot(self.index, self.height), item);
        self.put_root()
    }

    /// Puts new roots above the old one until the index fits.
    fn grow(&mut self) -> Outcome<()> {
        while is_beyond(self.index, self.height) {
            let below = core::mem::take(&mut self.path[0]);
            if below.bitmap != 0 {
                let link = below.put(self.height)?;
                self.path[0].set(0, link);
            }
            self.height += 1;
        }
        Ok(())
    }

    fn put_root(&self) -> Outcome<BlockCid> {
        let mut writer = Writer::new();
        writer.list(4);
        writer.uint(BIT_WIDTH as u64);
        writer.uint(self.height);
        writer.uint(self.count);
        self.path[0].write(&mut writer, self.height);
        Ok(blocks::put(&writer.finish())?)
    }
}

#[cfg(test)]
mod tests;
