//! Parts of the openings: leaves of one oracle's trees with their paths (proof-system.md §14, §15).

use crate::field::{InnerProduct, Limbs, F, K};
use crate::hashing::Hasher;
use crate::kernels::eq_table;
use crate::merkle::{leads_to_root, Known, Leaf};
use crate::record::{LevelRecord, Tree};
use crate::rejection::{Place, Reason, Verdict};
use crate::wire::Reader;
use alloc::vec;
use alloc::vec::Vec;

const DIGEST_BYTES: usize = 32;

/// The next position to open: its oracle and its number among the record's positions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    pub level: u8,
    pub first: u16,
}

impl Cursor {
    pub const START: Cursor = Cursor { level: 0, first: 0 };

    /// Checks a part that must begin here and be about `record`, the record of this level; the cursor after it.
    pub fn advance<H: Hasher>(self, record: &LevelRecord, part: &[u8]) -> Verdict<Cursor> {
        let mut reader = Reader::new(part, Place::Part);
        let header = Cursor { level: reader.u8()?, first: reader.u16()? };
        let count = reader.u16()? as usize;
        Place::Part.require(header == self && record.level == self.level, Reason::OutOfOrder, self.level as usize)?;
        let (first, all) = (self.first as usize, record.positions.len());
        Place::Part.require(1 <= count && first + count <= all, Reason::LimitExceeded, self.level as usize)?;
        check_leaves::<H>(record, first, count, &mut reader)?;
        if first + count < all {
            Ok(Cursor { first: (first + count) as u16, ..self })
        } else {
            Ok(Cursor { level: self.level + 1, first: 0 })
        }
    }
}

/// The leaves are in the trees, and their weighted sums over all trees are the record's values.
fn check_leaves<H: Hasher>(record: &LevelRecord, first: usize, count: usize, reader: &mut Reader) -> Verdict<()> {
    let weights = word_weights(record);
    let words_per_row = record.words_per_row();
    let rows: usize = record.trees.iter().map(|tree| tree.rows as usize).sum();
    Place::Part.require(rows * words_per_row <= weights.len(), Reason::LimitExceeded, record.level as usize)?;
    let positions = &record.positions[first..first + count];
    let mut sums = vec![K::ZERO; count];
    let mut base = 0;
    for tree in &record.trees {
        let end = base + tree.rows as usize * words_per_row;
        check_tree::<H>(record, tree, positions, &weights[base..end], &mut sums, reader)?;
        base = end;
    }
    reader.end()?;
    Place::Part.require(sums[..] == record.values[first..first + count], Reason::FoldedLeaves, record.level as usize)
}

/// Weights of the words of a leaf: c + dX weighs c by the row's weight and d by X times that.
fn word_weights(record: &LevelRecord) -> Vec<Limbs> {
    let rows = eq_table(&record.fold, usize::MAX);
    let mut weights = Vec::with_capacity(rows.len() * record.words_per_row());
    for weight in rows {
        weights.push(weight.into());
        if record.is_extension {
            weights.push(weight.times_x().into());
        }
    }
    weights
}

#[inline(never)]
fn check_tree<H: Hasher>(record: &LevelRecord, tree: &Tree, positions: &[u32], weights: &[Limbs], sums: &mut [K], reader: &mut Reader) -> Verdict<()> {
    let mut leaf = Leaf::new(weights.len() * F::BYTES);
    let mut known: Vec<Known> = Vec::with_capacity(positions.len());
    for (&position, sum) in positions.iter().zip(sums.iter_mut()) {
        *sum = *sum + weigh_leaf(weights, reader, leaf.data())?;
        known.push((position, leaf.hash::<H>()));
    }
    let count = reader.u32()? as usize;
    reader.require(count <= positions.len() * record.depth as usize, Reason::LimitExceeded)?;
    let siblings = reader.bytes(count * DIGEST_BYTES)?;
    let is_opened = leads_to_root::<H>(&tree.root, record.depth, known, siblings);
    Place::Part.require(is_opened, Reason::MerkleRoot, record.level as usize)
}

/// The leaf's words times their weights. Copies the leaf to `data` on the way.
#[inline(never)]
fn weigh_leaf(weights: &[Limbs], reader: &mut Reader, data: &mut [u8]) -> Verdict<K> {
    let mut sum = K::ZERO;
    for (weights, data) in weights.chunks(InnerProduct::MAX_TERMS).zip(data.chunks_mut(F::BYTES * InnerProduct::MAX_TERMS)) {
        let bytes = reader.bytes(data.len())?;
        let mut part = InnerProduct::new();
        for ((weight, word), copy) in weights.iter().zip(bytes.chunks_exact(F::BYTES)).zip(data.chunks_exact_mut(F::BYTES)) {
            copy.copy_from_slice(word);
            match F::read(word) {
                Some(element) => part.add(weight, element.value()),
                None => return Err(reader.not_canonical(bytes)),
            }
        }
        sum = sum + part.value();
    }
    Ok(sum)
}
