//! Pruned multiproofs of BLAKE2b-256 trees (proof-system.md §4).

use crate::hashing::{Digest, Hasher};
use alloc::vec::Vec;

const LEAF: u8 = 0;
const NODE: u8 = 1;
const DIGEST_BYTES: usize = 32;

/// A node that is known: its position in its level, and its hash.
pub type Known = (u32, Digest);

/// `scratch` is overwritten; it is reused for all leaves.
pub fn leaf_hash<H: Hasher>(data: &[u8], scratch: &mut Vec<u8>) -> Digest {
    scratch.clear();
    scratch.push(LEAF);
    scratch.extend_from_slice(data);
    H::hash(scratch)
}

fn node_hash<H: Hasher>(left: &[u8], right: &[u8]) -> Digest {
    let mut data = [NODE; 1 + 2 * DIGEST_BYTES];
    data[1..1 + DIGEST_BYTES].copy_from_slice(left);
    data[1 + DIGEST_BYTES..].copy_from_slice(right);
    H::hash(&data)
}

/// Whether the leaves at ascending, distinct positions below 2^depth and the siblings (32 bytes each) give the root, with no sibling left over.
/// Consumes `known`, which holds the leaves' hashes.
pub fn leads_to_root<H: Hasher>(root: &Digest, depth: u8, mut known: Vec<Known>, siblings: &[u8]) -> bool {
    let mut siblings = siblings.chunks_exact(DIGEST_BYTES);
    for _ in 0..depth {
        if !climb::<H>(&mut known, &mut siblings) {
            return false;
        }
    }
    siblings.next().is_none() && known.len() == 1 && known[0] == (0, *root)
}

/// Replaces the known nodes of a level by their parents; false if a sibling is missing.
fn climb<'a, H: Hasher>(known: &mut Vec<Known>, siblings: &mut impl Iterator<Item = &'a [u8]>) -> bool {
    let (mut read, mut written) = (0, 0);
    while read < known.len() {
        let (position, hash) = known[read];
        let pair = known.get(read + 1).filter(|next| position & 1 == 0 && next.0 == position + 1);
        let parent = match pair {
            Some((_, right)) => {
                read += 1;
                node_hash::<H>(&hash, right)
            }
            None => match siblings.next() {
                None => return false,
                Some(sibling) if position & 1 == 0 => node_hash::<H>(&hash, sibling),
                Some(sibling) => node_hash::<H>(sibling, &hash),
            },
        };
        known[written] = (position >> 1, parent);
        read += 1;
        written += 1;
    }
    known.truncate(written);
    true
}
