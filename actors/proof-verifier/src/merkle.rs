//! Pruned multiproofs of BLAKE2b-256 trees (proof-system.md §4).

use crate::hashing::{Digest, Hasher};
use alloc::vec;
use alloc::vec::Vec;

const LEAF: u8 = 0;
const NODE: u8 = 1;
const DIGEST_BYTES: usize = 32;
const PAIR_BYTES: usize = 1 + 2 * DIGEST_BYTES;

/// A node that is known: its position in its level, and its hash.
pub type Known = (u32, Digest);

/// Room for a leaf's data behind the byte that tells it from a node; reused for all leaves.
pub struct Leaf(Vec<u8>);

impl Leaf {
    pub fn new(bytes: usize) -> Leaf {
        Leaf(vec![LEAF; 1 + bytes])
    }

    pub fn data(&mut self) -> &mut [u8] {
        &mut self.0[1..]
    }

    pub fn hash<H: Hasher>(&self) -> Digest {
        H::hash(&self.0)
    }
}

/// `pair` is overwritten but for its first byte; it is reused for all nodes.
#[inline(never)]
fn node_hash<H: Hasher>(left: &Digest, right: &Digest, pair: &mut [u8; PAIR_BYTES]) -> Digest {
    pair[1..1 + DIGEST_BYTES].copy_from_slice(left);
    pair[1 + DIGEST_BYTES..].copy_from_slice(right);
    H::hash(pair)
}

/// Whether the leaves at ascending, distinct positions below 2^depth and the siblings (32 bytes each) give the root, with no sibling left over.
/// Consumes `known`, which holds the leaves' hashes.
#[inline(never)]
pub fn leads_to_root<H: Hasher>(root: &Digest, depth: u8, mut known: Vec<Known>, siblings: &[u8]) -> bool {
    let mut siblings = siblings.chunks_exact(DIGEST_BYTES).filter_map(|sibling| sibling.try_into().ok());
    let mut pair = [NODE; PAIR_BYTES];
    for _ in 0..depth {
        if !climb::<H>(&mut known, &mut siblings, &mut pair) {
            return false;
        }
    }
    siblings.next().is_none() && known.len() == 1 && known[0] == (0, *root)
}

/// Replaces the known nodes of a level by their parents; false if a sibling is missing.
#[inline(never)]
fn climb<'a, H: Hasher>(known: &mut Vec<Known>, siblings: &mut impl Iterator<Item = &'a Digest>, pair: &mut [u8; PAIR_BYTES]) -> bool {
    let (mut read, mut written) = (0, 0);
    while let Some((position, hash)) = known.get(read) {
        let next = known.get(read + 1).filter(|next| position & 1 == 0 && next.0 == position + 1);
        let parent = match (next, position & 1) {
            (Some((_, right)), _) => {
                read += 1;
                node_hash::<H>(hash, right, pair)
            }
            (None, 0) => match siblings.next() {
                Some(sibling) => node_hash::<H>(hash, sibling, pair),
                None => return false,
            },
            (None, _) => match siblings.next() {
                Some(sibling) => node_hash::<H>(sibling, hash, pair),
                None => return false,
            },
        };
        known[written] = (position >> 1, parent);
        read += 1;
        written += 1;
    }
    known.truncate(written);
    true
}
