//! Records, parts and query values that are wrong by themselves, each refused for its own reason.

use super::vectors::{decode, join, judge_test, load, split};
use super::Blake2b;
use crate::field::{F, K};
use crate::hashing::Hasher;
use crate::kernels::eq_table;
use crate::opening::Cursor;
use crate::record::{LevelRecord, Tree};
use crate::rejection::{Place, Reason};
use crate::verification::verify_core;
use std::vec::Vec;

/// A file with one folding level, without work before its queries.
const FILE: &str = "e2e-join";

struct Opened {
    statement: Vec<u8>,
    core: Vec<u8>,
    parts: Vec<Vec<u8>>,
    records: Vec<LevelRecord>,
}

fn open() -> Opened {
    let file = load(FILE);
    let statement = file.get("statement").bytes();
    let (core, parts) = split(&file.get("proof").bytes());
    let records = verify_core::<Blake2b>(&decode(&statement).unwrap(), &core).unwrap();
    Opened { statement, core, parts, records }
}

impl Opened {
    /// Why the first part is refused.
    fn refusal(&self) -> (Reason, Place) {
        let rejection = Cursor::START.advance::<Blake2b>(&self.records[0], &self.parts[0]).unwrap_err();
        (rejection.reason, rejection.place)
    }

    /// Where the core has the number of query values: before 4 final values and a nonce, and 3 rounds of 2 elements.
    fn count_offset(&self) -> usize {
        self.core.len() - 8 - 16 * (4 + 3 * 2 + self.records[0].positions.len()) - 2
    }

    fn judge_core(&self, core: &[u8]) -> (Reason, Place) {
        let rejection = judge_test(&self.statement, &join(core, &self.parts)).unwrap_err();
        (rejection.reason, rejection.place)
    }
}

#[test]
fn core_with_another_number_of_query_values_is_refused() {
    let opened = open();
    let (at, count) = (opened.count_offset(), opened.records[0].positions.len());
    assert_eq!(opened.core[at..at + 2], (count as u16).to_le_bytes());
    let mut fewer = opened.core.clone();
    fewer[at] -= 1;
    fewer.drain(at + 2..at + 18);
    assert_eq!(opened.judge_core(&fewer), (Reason::QueryCount, Place::Whir));
    let mut many = opened.core.clone();
    many[at] = 7; // the profile draws 6
    assert_eq!(opened.judge_core(&many), (Reason::LimitExceeded, Place::Core));
}

#[test]
fn part_of_no_positions_or_too_many_is_refused() {
    let mut opened = open();
    let count = opened.records[0].positions.len() as u8;
    opened.parts[0][3] = 0;
    assert_eq!(opened.refusal(), (Reason::LimitExceeded, Place::Part));
    opened.parts[0][3] = count + 1;
    assert_eq!(opened.refusal(), (Reason::LimitExceeded, Place::Part));
}

#[test]
fn part_with_more_siblings_than_paths_have_is_refused() {
    let mut opened = open();
    let record = &opened.records[0];
    let count = opened.parts[0][3] as usize;
    let at = 5 + count * 8 * record.trees[0].rows as usize;
    let most = count * record.depth as usize;
    opened.parts[0][at..at + 4].copy_from_slice(&(most as u32 + 1).to_le_bytes());
    opened.parts[0].resize(100_000, 0);
    assert_eq!(opened.refusal(), (Reason::LimitExceeded, Place::Part));
    opened.parts[0][at..at + 4].copy_from_slice(&(most as u32).to_le_bytes());
    assert_eq!(opened.refusal(), (Reason::MerkleRoot, Place::Part));
}

#[test]
fn record_of_trees_with_more_rows_than_weights_is_refused() {
    let mut opened = open();
    opened.records[0].trees[0].rows = 200;
    assert_eq!(opened.refusal(), (Reason::LimitExceeded, Place::Part));
}

#[test]
fn record_that_no_core_gives_is_refused() {
    let record = open().records.remove(0);
    let refusal = |change: fn(&mut LevelRecord)| {
        let mut changed = record.clone();
        change(&mut changed);
        LevelRecord::decode(&changed.encode()).map_err(|rejection| rejection.reason).err()
    };
    assert_eq!(refusal(|_| ()), None);
    assert_eq!(refusal(|record| record.depth = 33), Some(Reason::UnknownCode));
    assert_eq!(refusal(|record| record.positions[1] = record.positions[0]), Some(Reason::LimitExceeded));
    assert_eq!(refusal(|record| record.positions.swap(0, 1)), Some(Reason::LimitExceeded));
    assert_eq!(refusal(|record| record.fold.resize(12, record.fold[0])), None);
    assert_eq!(refusal(|record| record.fold.resize(13, record.fold[0])), Some(Reason::LimitExceeded));
}

/// More rows than one inner product takes.
#[test]
fn leaf_of_many_rows_is_weighed_to_the_last_and_its_bad_word_named() {
    const ROWS: usize = 1500;
    let mut fold = Vec::new();
    for challenge in 0..11 {
        fold.push(K { a: F::new(3 + challenge), b: F::new(u64::MAX / 3) });
    }
    let mut part = [0u8, 0, 0, 1, 0].to_vec();
    let words: Vec<u64> = (0..ROWS as u64).map(|row| u64::MAX / 2 - row * row).collect();
    words.iter().for_each(|word| part.extend_from_slice(&word.to_le_bytes()));
    let weights = eq_table(&fold, ROWS);
    let value = weights.iter().zip(&words).fold(K::ZERO, |sum, (&weight, &word)| sum + weight * F::new(word));
    let root = Blake2b::hash(&[&[0][..], &part[5..]].concat());
    let trees = [Tree { root, rows: ROWS as u16 }].to_vec();
    let record = LevelRecord { level: 0, depth: 0, is_extension: false, trees, fold, positions: [0].to_vec(), values: [value].to_vec() };
    part.extend_from_slice(&[0; 4]);
    assert_eq!(Cursor::START.advance::<Blake2b>(&record, &part), Ok(Cursor { level: 1, first: 0 }));
    let at = 5 + 8 * (ROWS - 1);
    part[at] ^= 1;
    assert_eq!(Cursor::START.advance::<Blake2b>(&record, &part).unwrap_err().reason, Reason::MerkleRoot);
    part[at..at + 8].fill(255);
    let rejection = Cursor::START.advance::<Blake2b>(&record, &part).unwrap_err();
    assert_eq!((rejection.reason, rejection.index), (Reason::NotCanonical, at));
}
