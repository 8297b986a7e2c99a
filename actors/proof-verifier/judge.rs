//! The verifier as a program, to be compared with others. Reads cases from standard input until it ends, each a statement and a proof, both a u32 of bytes and
//! the bytes; writes one line for each: `accept`, or `reject` with place, reason and index. Every proof is judged whole, and in messages of 1, 2 and all parts.

use proof_verifier::{verify, verify_core, Continuation, LevelRecord, Openings, Profile, Rejection, Statement, INSECURE, SECURE};
use std::io::{Read, Write};

mod hashing {
    pub use proof_verifier::{Digest, Hasher};
}

#[path = "src/tests/blake2b.rs"]
mod blake2b;
use blake2b::Blake2b;

fn main() {
    let (mut input, mut output) = (std::io::stdin().lock(), std::io::stdout().lock());
    while let Some(statement) = piece(&mut input) {
        let proof = piece(&mut input).expect("a statement without a proof");
        let whole = judge(&statement, &proof);
        match whole {
            Ok(()) => writeln!(output, "accept"),
            Err(Rejection { place, reason, index }) => writeln!(output, "reject {:?} {:?} {}", place, reason, index),
        }
        .unwrap();
        output.flush().unwrap();
    }
}

/// None at the end of the input.
fn piece(input: &mut impl Read) -> Option<Vec<u8>> {
    let mut length = [0u8; 4];
    input.read_exact(&mut length).ok()?;
    let mut bytes = vec![0u8; u32::from_le_bytes(length) as usize];
    input.read_exact(&mut bytes).expect("the input ends inside a case");
    Some(bytes)
}

fn judge(statement: &[u8], proof: &[u8]) -> Result<(), Rejection> {
    let statement = Statement::decode::<Blake2b>(statement, profiles(statement))?;
    let whole = verify::<Blake2b>(&statement, proof);
    let split = split(proof);
    for length in [1, 2, usize::MAX] {
        let accepted = split.as_ref().map_or(false, |(core, parts)| judge_messages(&statement, core, parts, length));
        assert_eq!(whole.is_ok(), accepted, "whole and in messages of {} parts differ: {:?}", length, whole);
    }
    whole
}

/// The profiles to which the statement's belongs.
fn profiles(statement: &[u8]) -> &'static [Profile] {
    let is_secure = SECURE.iter().any(|profile| statement.get(32..34) == Some(&profile.id().to_le_bytes()));
    if is_secure {
        SECURE
    } else {
        INSECURE
    }
}

/// As a chain does: one hash is kept from message to message, each of so many parts.
fn judge_messages(statement: &Statement, core: &[u8], parts: &[&[u8]], length: usize) -> bool {
    let records = match verify_core::<Blake2b>(statement, core) {
        Ok(records) => records,
        Err(_) => return false,
    };
    let encoded: Vec<Vec<u8>> = records.iter().map(LevelRecord::encode).collect();
    let mut state = Continuation::begin::<Blake2b>(statement.hash::<Blake2b>(), &records);
    for parts in parts.chunks(length) {
        match openings(statement, &state, &encoded, parts).verify::<Blake2b>(&state.hash::<Blake2b>()) {
            Ok(next) => state = next,
            Err(_) => return false,
        }
    }
    state.is_complete()
}

/// With the records of the levels from the cursor's to that which the last part names.
fn openings<'a>(statement: &Statement, state: &Continuation, records: &'a [Vec<u8>], parts: &[&'a [u8]]) -> Openings<'a> {
    let start = (state.cursor().level as usize).min(records.len());
    let last = parts.last().and_then(|part| part.first()).map_or(0, |&level| level as usize);
    let end = (last + 1).clamp(start, records.len());
    Openings {
        statement: statement.hash::<Blake2b>(),
        opened: state.levels()[..start].to_vec(),
        first: state.cursor().first,
        records: records[start..end].iter().map(|record| &record[..]).collect(),
        ahead: state.levels()[end..].to_vec(),
        parts: parts.to_vec(),
    }
}

/// Core and parts of a container; None unless it is exactly one.
fn split(proof: &[u8]) -> Option<(&[u8], Vec<&[u8]>)> {
    let (core, rest) = sized(proof)?;
    let count = u16::from_le_bytes(rest.get(..2)?.try_into().unwrap());
    let (mut parts, mut rest) = (Vec::new(), &rest[2..]);
    for _ in 0..count {
        let (part, after) = sized(rest)?;
        parts.push(part);
        rest = after;
    }
    Some((core, parts)).filter(|_| rest.is_empty())
}

fn sized(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let length = u32::from_le_bytes(bytes.get(..4)?.try_into().unwrap()) as usize;
    Some((bytes.get(4..4 + length)?, &bytes[4 + length..]))
}
