//! Verification over several messages, with nothing kept between them but the stored hash.

use super::vectors::{decode, end_to_end, judge_test, load, split, tampered};
use super::Blake2b;
use crate::continuation::{Continuation, Openings};
use crate::hashing::{Digest, Hasher};
use crate::rejection::{Place, Reason, Rejection, Verdict};
use crate::statement::Statement;
use crate::verification::verify_core;
use std::ops::Range;
use std::vec::Vec;

/// What a chain and a sender know after a core was accepted.
struct Session {
    state: Continuation,
    statement: Digest,
    records: Vec<Vec<u8>>,
    parts: Vec<Vec<u8>>,
}

/// A message, open to be falsified.
#[derive(Clone)]
struct Draft {
    statement: Digest,
    opened: Vec<Digest>,
    first: u16,
    records: Vec<Vec<u8>>,
    ahead: Vec<Digest>,
    parts: Vec<Vec<u8>>,
}

impl Draft {
    fn send(&self, stored: &Digest) -> Verdict<Continuation> {
        let openings = Openings {
            statement: self.statement,
            opened: self.opened.clone(),
            first: self.first,
            records: self.records.iter().map(|record| &record[..]).collect(),
            ahead: self.ahead.clone(),
            parts: self.parts.iter().map(|part| &part[..]).collect(),
        };
        openings.verify::<Blake2b>(stored)
    }
}

impl Session {
    fn start(file: &super::json::Json) -> Session {
        let bytes = file.get("statement").bytes();
        let (core, parts) = split(&file.get("proof").bytes());
        Session::of(&decode(&bytes).unwrap(), &core, parts).unwrap()
    }

    fn of(statement: &Statement, core: &[u8], parts: Vec<Vec<u8>>) -> Verdict<Session> {
        let records = verify_core::<Blake2b>(statement, core)?;
        let statement = statement.hash::<Blake2b>();
        let state = Continuation::begin::<Blake2b>(statement, &records);
        Ok(Session { state, statement, records: records.iter().map(|record| record.encode()).collect(), parts })
    }

    fn stored(&self) -> Digest {
        self.state.hash::<Blake2b>()
    }

    /// A right message, if the parts are those that come next.
    fn draft(&self, parts: Range<usize>) -> Draft {
        let levels = self.state.levels();
        let start = self.state.cursor().level as usize;
        let last = self.parts[parts.clone()].last().and_then(|part| part.first());
        let end = last.map_or(start, |&level| level as usize + 1).clamp(start, levels.len());
        Draft {
            statement: self.statement,
            opened: levels[..start].to_vec(),
            first: self.state.cursor().first,
            records: self.records[start..end].to_vec(),
            ahead: levels[end..].to_vec(),
            parts: self.parts[parts].to_vec(),
        }
    }

    fn send(&mut self, parts: Range<usize>) {
        self.state = self.draft(parts).send(&self.stored()).unwrap();
    }

    /// Why a message is refused.
    fn refusal(&self, draft: &Draft) -> (Reason, Place) {
        let Rejection { reason, place, .. } = draft.send(&self.stored()).unwrap_err();
        (reason, place)
    }
}

/// Every way to cut `count` parts into messages.
fn cuts(count: usize) -> impl Iterator<Item = Vec<Range<usize>>> {
    (0..1usize << (count - 1)).map(move |mask| {
        let mut messages = Vec::new();
        let mut start = 0;
        for end in (1..=count).filter(|&end| end == count || mask >> (end - 1) & 1 == 1) {
            messages.push(start..end);
            start = end;
        }
        messages
    })
}

#[test]
fn parts_in_order_complete_with_the_last() {
    for (name, file) in end_to_end() {
        let mut session = Session::start(&file);
        let last = session.parts.len() - 1;
        for number in 0..=last {
            assert!(!session.state.is_complete(), "{} part {}", name, number);
            session.send(number..number + 1);
        }
        assert!(session.state.is_complete(), "{}", name);
    }
}

#[test]
fn parts_cut_into_messages_in_every_way_leave_the_same_hashes() {
    for (name, file) in end_to_end() {
        let mut session = Session::start(&file);
        let mut stored = [session.stored()].to_vec();
        for number in 0..session.parts.len() {
            session.send(number..number + 1);
            stored.push(session.stored());
        }
        let count = session.parts.len();
        for messages in cuts(count).step_by(if count > 8 { 97 } else { 1 }) {
            let mut session = Session::start(&file);
            for parts in messages {
                session.send(parts.clone());
                assert_eq!(session.stored(), stored[parts.end], "{} parts {:?}", name, parts);
            }
        }
    }
}

#[test]
fn part_out_of_turn_dropped_repeated_or_one_too_many_is_refused() {
    for (name, file) in end_to_end() {
        let session = Session::start(&file);
        let count = session.parts.len();
        let whole = session.draft(0..count);
        let refuse = |parts: Vec<Vec<u8>>, story: &str, number: usize| {
            let draft = Draft { parts, ..whole.clone() };
            assert!(draft.send(&session.stored()).is_err(), "{}: part {} {}", name, number, story);
        };
        for number in 0..count {
            let mut parts = whole.parts.clone();
            let part = parts.remove(number);
            if number < count - 1 {
                refuse(parts.clone(), "dropped", number);
            }
            for at in (0..count).filter(|&at| at != number) {
                let mut moved = parts.clone();
                moved.insert(at, part.clone());
                refuse(moved, "moved", number);
            }
            for at in 0..=count {
                let mut repeated = whole.parts.clone();
                repeated.insert(at, part.clone());
                refuse(repeated, "repeated", number);
            }
        }
        let mut more = whole.clone();
        more.parts.push(Vec::new());
        assert_eq!(session.refusal(&more), (Reason::OutOfOrder, Place::Part), "{}: a part after the last", name);
        whole.send(&session.stored()).unwrap();
    }
}

/// The first part of a message decides nothing about the others.
#[test]
fn part_with_a_changed_byte_anywhere_in_a_message_is_refused() {
    let session = Session::start(&load("e2e-group-by"));
    let whole = session.draft(0..session.parts.len());
    for number in 0..session.parts.len() {
        for at in (0..whole.parts[number].len()).step_by(7).chain(0..5) {
            let mut changed = whole.clone();
            changed.parts[number][at] ^= 1;
            assert!(changed.send(&session.stored()).is_err(), "part {} byte {}", number, at);
        }
        for length in (0..whole.parts[number].len()).step_by(101) {
            let mut cut = whole.clone();
            cut.parts[number].truncate(length);
            assert!(cut.send(&session.stored()).is_err(), "part {} of {} bytes", number, length);
        }
    }
}

/// Every way in which what is brought again is not what was stored.
#[test]
fn sender_that_changes_what_it_brings_again_is_refused() {
    let mut session = Session::start(&load("e2e-group-by"));
    for number in 0..session.parts.len() {
        for end in number + 1..=session.parts.len() {
            refuse_changes(&session, &session.draft(number..end));
        }
        session.send(number..number + 1);
    }
}

fn refuse_changes(session: &Session, right: &Draft) {
    let refuse = |change: &dyn Fn(&mut Draft), story: &str| {
        let mut changed = right.clone();
        change(&mut changed);
        assert_eq!(session.refusal(&changed), (Reason::HashMismatch, Place::Continuation), "{}", story);
    };
    for number in 0..right.records.len() {
        for at in (0..right.records[number].len()).step_by(13) {
            refuse(&|draft| draft.records[number][at] ^= 1, "record changed");
        }
        refuse(&|draft| drop(draft.records[number].pop()), "record cut");
        refuse(&|draft| draft.records[number].push(0), "record longer");
        refuse(&|draft| drop(draft.records.remove(number)), "record missing");
        refuse(&|draft| draft.records.insert(number, draft.records[number].clone()), "record repeated");
        refuse(&|draft| draft.records[number] = Blake2b::hash(&draft.records[number]).to_vec(), "a hash as record");
    }
    for number in 1..right.records.len() {
        refuse(&|draft| draft.records.swap(0, number), "records swapped");
    }
    refuse(&|draft| draft.first ^= 1, "position");
    refuse(&|draft| draft.statement[5] ^= 1, "statement");
    refuse(&|draft| draft.opened.push([7; 32]), "one level more before");
    refuse(&|draft| draft.ahead.push([7; 32]), "one level more after");
    for number in 0..right.opened.len() {
        refuse(&|draft| draft.opened[number][0] ^= 1, "hash of a level before");
        refuse(&|draft| drop(draft.opened.remove(number)), "no hash of a level before");
    }
    for number in 0..right.ahead.len() {
        refuse(&|draft| draft.ahead[number][31] ^= 1, "hash of a level after");
        refuse(&|draft| drop(draft.ahead.remove(number)), "no hash of a level after");
    }
    let mut stored = session.stored();
    stored[31] ^= 1;
    assert!(right.send(&stored).is_err());
    right.send(&session.stored()).unwrap();
}

/// The cursor says which levels are opened: a level's hash on the other side of it is another cursor.
#[test]
fn levels_on_the_other_side_of_the_cursor_are_refused() {
    let mut session = Session::start(&load("e2e-group-by"));
    session.send(0..4);
    let right = session.draft(4..5);
    let wrong = (Reason::HashMismatch, Place::Continuation);
    assert_eq!((right.opened.len(), right.records.len(), right.ahead.len()), (2, 1, 0));
    let mut behind = right.clone();
    behind.records.insert(0, session.records[1].clone());
    behind.opened.pop();
    assert_eq!(session.refusal(&behind), wrong);
    let session = Session::start(&load("e2e-group-by"));
    let mut past = session.draft(0..1);
    past.opened = session.state.levels()[..1].to_vec();
    past.records = session.records[1..2].to_vec();
    past.ahead = session.state.levels()[2..].to_vec();
    past.parts = session.parts[3..4].to_vec();
    assert_eq!(session.refusal(&past), wrong);
}

#[test]
fn record_without_a_part_is_refused() {
    for (name, file) in end_to_end() {
        let mut session = Session::start(&file);
        let levels = session.state.levels().to_vec();
        for number in 0..session.parts.len() {
            let mut draft = session.draft(number..number + 1);
            let end = draft.opened.len() + draft.records.len();
            for next in end..levels.len() {
                draft.records.push(session.records[next].clone());
                draft.ahead.remove(0);
                assert_eq!(session.refusal(&draft), (Reason::WithoutPart, Place::Record), "{} part {} record {}", name, number, next);
            }
            session.send(number..number + 1);
        }
    }
}

#[test]
fn part_without_its_record_is_refused() {
    let session = Session::start(&load("e2e-group-by"));
    let mut draft = session.draft(0..session.parts.len());
    for next in (0..draft.records.len()).rev() {
        draft.records.pop();
        draft.ahead.insert(0, session.state.levels()[next]);
        assert_eq!(session.refusal(&draft), (Reason::OutOfOrder, Place::Part), "record {}", next);
    }
}

#[test]
fn message_without_parts_is_refused() {
    for (name, file) in end_to_end() {
        let mut session = Session::start(&file);
        for number in 0..=session.parts.len() {
            let level = session.state.cursor().level as usize;
            for end in level..=session.records.len() {
                let mut empty = session.draft(0..0);
                empty.records = session.records[level..end].to_vec();
                empty.ahead = session.state.levels()[end..].to_vec();
                assert_eq!(session.refusal(&empty), (Reason::WithoutPart, Place::Continuation), "{} before part {}", name, number);
            }
            if number < session.parts.len() {
                session.send(number..number + 1);
            }
        }
    }
}

#[test]
fn part_after_everything_is_opened_is_refused() {
    for (name, file) in end_to_end() {
        let mut session = Session::start(&file);
        session.send(0..session.parts.len());
        assert!(session.state.is_complete());
        let mut after = session.draft(0..0);
        after.parts.push(session.parts.last().unwrap().clone());
        assert_eq!(session.refusal(&after), (Reason::OutOfOrder, Place::Part), "{}", name);
        after.records.push(session.records.last().unwrap().clone());
        assert_eq!(session.refusal(&after), (Reason::HashMismatch, Place::Continuation), "{}", name);
    }
}

#[test]
fn more_levels_than_a_byte_counts_are_refused() {
    let session = Session::start(&load("e2e-group-by"));
    let mut draft = session.draft(0..1);
    draft.ahead.resize(255, [0; 32]);
    assert_eq!(session.refusal(&draft), (Reason::LimitExceeded, Place::Continuation));
    draft.ahead.resize(254, [0; 32]);
    assert_eq!(session.refusal(&draft), (Reason::HashMismatch, Place::Continuation));
}

/// Every negative vector that is core and parts at all: whoever cuts it into messages, it does not complete.
#[test]
fn tampered_case_of_every_reference_file_is_refused_in_messages_too() {
    let mut cases = 0;
    for (name, file) in end_to_end() {
        for case in file.get("tampered").list() {
            let (statement, proof) = tampered(&file, case);
            let rejection = judge_test(&statement, &proof).unwrap_err();
            if rejection.place == Place::Container && rejection.reason != Reason::OpeningsMissing {
                continue;
            }
            for length in [1, 2, 3, usize::MAX] {
                assert_ne!(completes(&statement, &proof, length), Ok(true), "{}: {}", name, case.get("why").text());
            }
            cases += 1;
        }
        for length in [1, 2, 3, usize::MAX] {
            assert_eq!(completes(&file.get("statement").bytes(), &file.get("proof").bytes(), length), Ok(true), "{}", name);
        }
    }
    assert!(cases >= 500, "only {} cases", cases);
}

/// Whether everything is opened after the last message, each of so many parts.
fn completes(statement: &[u8], proof: &[u8], length: usize) -> Verdict<bool> {
    let statement = decode(statement)?;
    let (core, parts) = split(proof);
    let mut session = Session::of(&statement, &core, parts)?;
    let count = session.parts.len();
    for start in (0..count).step_by(length) {
        session.state = session.draft(start..start.saturating_add(length).min(count)).send(&session.stored())?;
    }
    Ok(session.state.is_complete())
}
