//! Verification over several messages, with nothing kept between them but the stored hash.

use super::vectors::{decode, end_to_end, load, split};
use super::Blake2b;
use crate::continuation::Continuation;
use crate::hashing::Digest;
use crate::opening::Cursor;
use crate::rejection::{Place, Reason, Rejection, Verdict};
use crate::verification::verify_core;
use std::vec::Vec;

/// What a chain and a sender know after a core was accepted.
struct Session {
    statement: Digest,
    stored: Digest,
    cursor: Cursor,
    levels: Vec<Digest>,
    records: Vec<Vec<u8>>,
    parts: Vec<Vec<u8>>,
}

impl Session {
    fn start(file: &super::json::Json) -> Session {
        let bytes = file.get("statement").bytes();
        let statement = decode(&bytes).unwrap();
        let (core, parts) = split(&file.get("proof").bytes());
        let records = verify_core::<Blake2b>(&statement, &core).unwrap();
        let continuation = Continuation::begin::<Blake2b>(statement.hash::<Blake2b>(), &records);
        Session {
            statement: statement.hash::<Blake2b>(),
            stored: continuation.hash::<Blake2b>(),
            cursor: continuation.cursor(),
            levels: continuation.levels().to_vec(),
            records: records.iter().map(|record| record.encode()).collect(),
            parts,
        }
    }

    /// One message; true once everything is opened. What fails changes nothing.
    fn send(&mut self, record: &[u8], part: &[u8]) -> Verdict<bool> {
        let mut continuation = Continuation::resume::<Blake2b>(&self.stored, self.statement, self.levels.clone(), self.cursor)?;
        continuation.advance::<Blake2b>(record, part)?;
        self.stored = continuation.hash::<Blake2b>();
        self.cursor = continuation.cursor();
        Ok(continuation.is_complete())
    }

    fn send_part(&mut self, number: usize) -> Verdict<bool> {
        let level = (self.cursor.level as usize).min(self.records.len() - 1);
        let (record, part) = (self.records[level].clone(), self.parts[number].clone());
        self.send(&record, &part)
    }
}

fn what(verdict: Verdict<bool>) -> (Reason, Place) {
    let Rejection { reason, place, .. } = verdict.unwrap_err();
    (reason, place)
}

#[test]
fn parts_in_order_complete_with_the_last() {
    for (name, file) in end_to_end() {
        let mut session = Session::start(&file);
        let last = session.parts.len() - 1;
        for number in 0..=last {
            assert_eq!(session.send_part(number), Ok(number == last), "{} part {}", name, number);
        }
        assert_eq!(what(session.send_part(last)), (Reason::OutOfOrder, Place::Continuation), "{}: a part after the last", name);
    }
}

#[test]
fn part_out_of_turn_is_refused_and_changes_nothing() {
    for (name, file) in end_to_end() {
        let mut session = Session::start(&file);
        for number in 0..session.parts.len() {
            for other in (0..session.parts.len()).filter(|&other| other != number) {
                let cursor = session.cursor;
                assert!(session.send_part(other).is_err(), "{}: part {} instead of {}", name, other, number);
                assert_eq!(session.cursor, cursor);
            }
            session.send_part(number).unwrap();
        }
    }
}

#[test]
fn sender_that_changes_what_it_resupplies_is_refused() {
    let file = load("e2e-group-by");
    let mut session = Session::start(&file);
    let (record, part) = (session.records[0].clone(), session.parts[0].clone());
    for at in 0..record.len() {
        let mut changed = record.clone();
        changed[at] ^= 1;
        assert_eq!(what(session.send(&changed, &part)), (Reason::HashMismatch, Place::Record), "byte {}", at);
    }
    let wrong = (Reason::HashMismatch, Place::Continuation);
    session.cursor = Cursor { level: 1, first: 0 };
    assert_eq!(what(session.send_part(0)), wrong);
    session.cursor = Cursor { level: session.levels.len() as u8, first: 0 };
    assert_eq!(what(session.send_part(0)), wrong);
    session.cursor = Cursor::START;
    session.levels.swap(0, 1);
    assert_eq!(what(session.send_part(0)), wrong);
    session.levels.swap(0, 1);
    session.statement[5] ^= 1;
    assert_eq!(what(session.send_part(0)), wrong);
    session.statement[5] ^= 1;
    session.stored[31] ^= 1;
    assert_eq!(what(session.send_part(0)), wrong);
    session.stored[31] ^= 1;
    let levels = session.levels.clone();
    session.levels.resize(256, [0; 32]);
    assert_eq!(what(session.send_part(0)), (Reason::LimitExceeded, Place::Continuation));
    session.levels = levels;
    assert_eq!(session.send_part(0), Ok(false));
}
