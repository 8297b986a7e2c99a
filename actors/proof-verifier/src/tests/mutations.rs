//! Changed bytes: nothing but a rejection may come of them.

use super::vectors::{decode, end_to_end, join, judge_test, load, split};
use super::Blake2b;
use crate::record::LevelRecord;
use crate::verification::verify_core;
use std::vec::Vec;

/// A small generator with a fixed start: failures come again.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        self.0 >> 33
    }

    fn below(&mut self, bound: usize) -> usize {
        self.next() as usize % bound
    }
}

/// How many changes of each file: FVMCOMPUTE_MUTATIONS, else a sample.
fn rounds() -> usize {
    std::env::var("FVMCOMPUTE_MUTATIONS").map_or(400, |text| text.parse().unwrap())
}

fn change(bytes: &mut Vec<u8>, random: &mut Random) {
    let at = random.below(bytes.len());
    match random.below(8) {
        0 => bytes[at] = bytes[at].wrapping_add(1),
        1 => bytes[at] = bytes[at].wrapping_sub(1),
        2 => bytes[at] = !bytes[at],
        3 => bytes.truncate(at),
        4 => bytes.insert(at, random.next() as u8),
        5 => {
            bytes.remove(at);
        }
        _ => bytes[at] ^= 1 << random.below(8),
    }
}

#[test]
fn changed_proof_is_rejected() {
    for (name, file) in end_to_end() {
        let (statement, proof) = (file.get("statement").bytes(), file.get("proof").bytes());
        let mut random = Random(1);
        for round in 0..rounds() {
            let mut changed = proof.clone();
            change(&mut changed, &mut random);
            assert!(judge_test(&statement, &changed).is_err(), "{} round {}", name, round);
        }
    }
}

#[test]
fn changed_statement_is_rejected() {
    for (name, file) in end_to_end() {
        let (statement, proof) = (file.get("statement").bytes(), file.get("proof").bytes());
        let mut random = Random(2);
        for round in 0..rounds() {
            let mut changed = statement.clone();
            change(&mut changed, &mut random);
            assert!(judge_test(&changed, &proof).is_err(), "{} round {}", name, round);
        }
    }
}

/// Statements changed in several places reach the limits; many decode. A core of zeros of any length then goes as far as its statement lets it.
#[test]
fn statement_changed_in_many_places_never_panics() {
    for (_, file) in end_to_end() {
        let (statement, proof) = (file.get("statement").bytes(), file.get("proof").bytes());
        let mut random = Random(3);
        for _ in 0..rounds() {
            let mut changed = statement.clone();
            for _ in 0..1 + random.below(6) {
                let at = random.below(changed.len());
                changed[at] = [0, 1, 2, 30, 31, 63, 64, 127, 255][random.below(9)];
            }
            let _ = judge_test(&changed, &proof);
        }
    }
}

#[test]
fn truncated_proof_at_every_length_is_rejected() {
    let file = load("e2e-matmul");
    let (statement, proof) = (file.get("statement").bytes(), file.get("proof").bytes());
    let (core, _) = split(&proof);
    for length in (0..core.len()).chain((core.len()..proof.len()).step_by(7)) {
        assert!(judge_test(&statement, &proof[..length]).is_err(), "{}", length);
    }
}

#[test]
fn every_byte_of_a_core_changed_is_rejected() {
    let file = load("e2e-join");
    let bytes = file.get("statement").bytes();
    let (core, parts) = split(&file.get("proof").bytes());
    for at in 0..core.len() {
        let mut changed = core.clone();
        changed[at] ^= 0x10;
        assert!(judge_test(&bytes, &join(&changed, &parts)).is_err(), "byte {}", at);
    }
}

#[test]
fn changed_record_never_panics_and_decodes_to_what_it_encodes() {
    for (_, file) in end_to_end() {
        let bytes = file.get("statement").bytes();
        let statement = decode(&bytes).unwrap();
        let mut random = Random(4);
        for record in verify_core::<Blake2b>(&statement, &split(&file.get("proof").bytes()).0).unwrap() {
            let encoded = record.encode();
            assert_eq!(LevelRecord::decode(&encoded), Ok(record));
            for _ in 0..200 {
                let mut changed = encoded.clone();
                change(&mut changed, &mut random);
                if let Ok(decoded) = LevelRecord::decode(&changed) {
                    assert_eq!(decoded.encode(), changed);
                }
            }
        }
    }
}
