//! HAMT v3: a map from byte keys to CBOR values in a trie of content-addressed nodes, read and written one path at a time.
//!
//! Bit width 5, SHA-256 of the key, buckets of 3: the form of the network's own maps (state tree, init's address map).

mod node;

use crate::blocks::{self, BlockCid};
use crate::crypto;
use crate::ensure;
use crate::refusal::{exit, Outcome};
use crate::state::decode;
use alloc::vec::Vec;
use node::{Node, Pair, Pointer};

const BIT_WIDTH: usize = 5;
const BUCKET: usize = 3;

/// Levels whose 5 bits the 256 bits of a hash hold.
const MAX_DEPTH: usize = 256 / BIT_WIDTH;

/// Bits of the hash for a level, most significant first.
fn slot(hash: &[u8; 32], depth: usize) -> u32 {
    let bit = depth * BIT_WIDTH;
    let pair = (hash[bit / 8] as u32) << 8 | *hash.get(bit / 8 + 1).unwrap_or(&0) as u32;
    pair >> (16 - BIT_WIDTH - bit % 8) & 31
}

fn load(cid: &BlockCid) -> Outcome<Node> {
    let block = blocks::get(cid)?;
    decode("a HAMT node", &block, Node::read)
}

/// The place of one key: its value, if any, and the path to write it.
pub struct Entry {
    key: Vec<u8>,
    /// Root first; the slot of the key in every node.
    path: Vec<(Node, u32)>,
}

/// Stores a map without entries.
pub fn empty() -> Outcome<BlockCid> {
    Node::default().put()
}

/// Looks a key up.
pub fn find(root: &BlockCid, key: &[u8]) -> Outcome<Entry> {
    let hash = crypto::sha256(key)?;
    let mut path = Vec::new();
    let mut next = Some(*root);
    while let Some(cid) = next {
        ensure!(path.len() < MAX_DEPTH, exit::ILLEGAL_STATE, "a HAMT is deeper than its hash");
        let node = load(&cid)?;
        let slot = slot(&hash, path.len());
        next = node.child(slot);
        path.push((node, slot));
    }
    Ok(Entry { key: key.to_vec(), path })
}

impl Entry {
    fn bucket(&self) -> &[Pair] {
        let (node, slot) = &self.path[self.path.len() - 1];
        node.bucket(*slot)
    }

    /// The encoded value; None: no such key.
    pub fn value(&self) -> Option<&[u8]> {
        self.bucket().iter().find(|pair| pair.key == self.key).map(|pair| &pair.value[..])
    }

    /// Writes an encoded value and returns the new root.
    pub fn store(mut self, value: &[u8]) -> Outcome<BlockCid> {
        let mut pairs = self.bucket().to_vec();
        let pair = Pair { key: self.key.clone(), value: value.to_vec() };
        match pairs.iter().position(|other| other.key >= pair.key) {
            Some(at) if pairs[at].key == pair.key => pairs[at] = pair,
            Some(at) => pairs.insert(at, pair),
            None => pairs.push(pair),
        }
        let depth = self.path.len();
        let pointer = if pairs.len() <= BUCKET { Pointer::Bucket(pairs) } else { Pointer::Link(overflow(pairs, depth)?) };
        let (mut node, slot) = self.path.pop().unwrap_or_default();
        node.set(slot, pointer);
        self.flush(node)
    }

    /// Takes the key out, if it is there, and returns the new root.
    pub fn remove(mut self) -> Outcome<BlockCid> {
        let pairs: Vec<Pair> = self.bucket().iter().filter(|pair| pair.key != self.key).cloned().collect();
        let (mut node, slot) = self.path.pop().unwrap_or_default();
        node.set(slot, Pointer::Bucket(pairs));
        self.flush(node)
    }

    /// Writes the path from `node` up. A node that fits a bucket becomes one, so that equal maps have equal roots.
    fn flush(mut self, mut node: Node) -> Outcome<BlockCid> {
        while let Some((mut parent, slot)) = self.path.pop() {
            let pointer = match node.as_bucket() {
                Some(pairs) => Pointer::Bucket(pairs),
                None => Pointer::Link(node.put()?),
            };
            parent.set(slot, pointer);
            node = parent;
        }
        node.put()
    }
}

/// A new node for pairs that share their slots above `depth`.
fn overflow(pairs: Vec<Pair>, depth: usize) -> Outcome<BlockCid> {
    ensure!(depth < MAX_DEPTH, exit::ILLEGAL_STATE, "two keys of a HAMT share their hash");
    let mut groups: Vec<(u32, Vec<Pair>)> = Vec::new();
    for pair in pairs {
        let slot = slot(&crypto::sha256(&pair.key)?, depth);
        match groups.iter_mut().find(|(other, _)| *other == slot) {
            Some((_, group)) => group.push(pair),
            None => groups.push((slot, [pair].to_vec())),
        }
    }
    let mut node = Node::default();
    for (slot, group) in groups {
        let pointer = if group.len() <= BUCKET { Pointer::Bucket(group) } else { Pointer::Link(overflow(group, depth + 1)?) };
        node.set(slot, pointer);
    }
    node.put()
}

#[cfg(test)]
mod tests;
