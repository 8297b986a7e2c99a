//! What the core fixes about one oracle: enough to check its openings later, one by one (proof-system.md §12, §15).

use crate::field::K;
use crate::hashing::{Digest, Hasher};
use crate::rejection::{Place, Reason, Verdict};
use crate::wire::{write_elements, Reader};
use alloc::vec::Vec;

/// Code before a record when it is hashed.
const RECORD: u8 = 2;

const MAX_DEPTH: u8 = 32;

/// eq-tables of more challenges are never needed: a matrix has at most 4096 rows.
const MAX_FOLD: usize = 12;

const TREE_BYTES: usize = 34;
const POSITION_BYTES: usize = 4;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tree {
    pub root: Digest,
    /// Elements in a leaf.
    pub rows: u16,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LevelRecord {
    pub level: u8,
    /// Of the trees: log of the oracle's length.
    pub depth: u8,
    /// Leaves hold elements of K, else of F.
    pub is_extension: bool,
    pub trees: Vec<Tree>,
    /// Row weights are the eq-table of these challenges.
    pub fold: Vec<K>,
    /// Ascending, distinct.
    pub positions: Vec<u32>,
    /// The weighted sum of the rows at each position.
    pub values: Vec<K>,
}

impl LevelRecord {
    #[inline(never)]
    pub fn encode(&self) -> Vec<u8> {
        let length = 7 + TREE_BYTES * self.trees.len() + K::BYTES * self.fold.len() + (POSITION_BYTES + K::BYTES) * self.positions.len();
        let mut bytes = Vec::with_capacity(length);
        bytes.extend_from_slice(&[self.level, self.depth, self.is_extension as u8, self.trees.len() as u8]);
        for tree in &self.trees {
            bytes.extend_from_slice(&tree.root);
            bytes.extend_from_slice(&tree.rows.to_le_bytes());
        }
        bytes.push(self.fold.len() as u8);
        write_elements(&mut bytes, &self.fold);
        bytes.extend_from_slice(&(self.positions.len() as u16).to_le_bytes());
        for position in &self.positions {
            bytes.extend_from_slice(&position.to_le_bytes());
        }
        write_elements(&mut bytes, &self.values);
        bytes
    }

    #[inline(never)]
    pub fn decode(data: &[u8]) -> Verdict<LevelRecord> {
        let mut reader = Reader::new(data, Place::Record);
        let (level, depth, is_extension, count) = (reader.u8()?, reader.u8()?, reader.u8()?, reader.u8()? as usize);
        reader.require(depth <= MAX_DEPTH && is_extension <= 1, Reason::UnknownCode)?;
        let trees = reader.list(count, TREE_BYTES, |reader| Ok(Tree { root: reader.digest()?, rows: reader.u16()? }))?;
        let count = reader.u8()? as usize;
        reader.require(count <= MAX_FOLD, Reason::LimitExceeded)?;
        let fold = reader.elements(count)?.to_vec();
        let count = reader.u16()? as usize;
        let positions = reader.list(count, POSITION_BYTES, |reader| reader.u32())?;
        reader.require(positions.windows(2).all(|pair| pair[0] < pair[1]), Reason::LimitExceeded)?;
        let values = reader.elements(count)?.to_vec();
        reader.end()?;
        Ok(LevelRecord { level, depth, is_extension: is_extension == 1, trees, fold, positions, values })
    }

    /// Elements of F in a row of a leaf.
    pub(crate) fn words_per_row(&self) -> usize {
        1 + self.is_extension as usize
    }

    pub fn hash<H: Hasher>(&self) -> Digest {
        hash_encoded::<H>(&self.encode())
    }
}

/// The hash of an encoded record.
pub fn hash_encoded<H: Hasher>(record: &[u8]) -> Digest {
    let mut data = Vec::with_capacity(1 + record.len());
    data.push(RECORD);
    data.extend_from_slice(record);
    H::hash(&data)
}
