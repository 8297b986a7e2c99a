//! A verification that goes over several messages (proof-system.md §15): between them only one hash is stored.

use crate::hashing::{Digest, Hasher};
use crate::opening::Cursor;
use crate::record::{hash_encoded, LevelRecord};
use crate::rejection::{Place, Reason, Verdict};
use alloc::vec::Vec;

/// Code before a continuation when it is hashed.
const CONTINUATION: u8 = 3;

/// What is left to open after a core was accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Continuation {
    statement: Digest,
    levels: Vec<Digest>,
    cursor: Cursor,
}

impl Continuation {
    /// `statement`: the hash of the statement whose core gave the records.
    pub fn begin<H: Hasher>(statement: Digest, records: &[LevelRecord]) -> Continuation {
        let mut levels = Vec::with_capacity(records.len());
        levels.extend(records.iter().map(|record| record.hash::<H>()));
        Continuation { statement, levels, cursor: Cursor::START }
    }

    /// What the chain stores.
    pub fn hash<H: Hasher>(&self) -> Digest {
        let mut data = Vec::with_capacity(37 + 32 * self.levels.len());
        data.push(CONTINUATION);
        data.extend_from_slice(&self.statement);
        data.push(self.levels.len() as u8);
        for level in &self.levels {
            data.extend_from_slice(level);
        }
        data.push(self.cursor.level);
        data.extend_from_slice(&self.cursor.first.to_le_bytes());
        H::hash(&data)
    }

    pub fn cursor(&self) -> Cursor {
        self.cursor
    }

    /// Hashes of the records, level by level.
    pub fn levels(&self) -> &[Digest] {
        &self.levels
    }

    /// Everything was opened: only now is the statement proved.
    pub fn is_complete(&self) -> bool {
        self.cursor.level as usize == self.levels.len()
    }
}

/// Everything that a sender brings to open more: what the stored hash is of, and the parts that come next.
pub struct Openings<'a> {
    pub statement: Digest,
    /// Hashes of the records of the levels before the cursor's.
    pub opened: Vec<Digest>,
    /// Of the cursor: the number of the first position that is not opened.
    pub first: u16,
    /// Encoded records of the levels from the cursor's on that the parts open, each once.
    pub records: Vec<&'a [u8]>,
    /// Hashes of the records of the levels after those.
    pub ahead: Vec<Digest>,
    /// At least one for each record, in order.
    pub parts: Vec<&'a [u8]>,
}

impl Openings<'_> {
    /// Checks all parts; the continuation after the last.
    pub fn verify<H: Hasher>(&self, stored: &Digest) -> Verdict<Continuation> {
        let continuation = self.claimed::<H>()?;
        Place::Continuation.require(continuation.hash::<H>() == *stored, Reason::HashMismatch, 0)?;
        Place::Continuation.require(!self.parts.is_empty(), Reason::WithoutPart, 0)?;
        let cursor = self.open::<H>(continuation.cursor)?;
        Ok(Continuation { cursor, ..continuation })
    }

    /// What was stored, if the sender brings that.
    fn claimed<H: Hasher>(&self) -> Verdict<Continuation> {
        let count = self.opened.len() + self.records.len() + self.ahead.len();
        Place::Continuation.require(count <= u8::MAX as usize, Reason::LimitExceeded, count)?;
        let mut levels = Vec::with_capacity(count);
        levels.extend_from_slice(&self.opened);
        levels.extend(self.records.iter().map(|record| hash_encoded::<H>(record)));
        levels.extend_from_slice(&self.ahead);
        Ok(Continuation { statement: self.statement, levels, cursor: Cursor { level: self.opened.len() as u8, first: self.first } })
    }

    fn open<H: Hasher>(&self, mut cursor: Cursor) -> Verdict<Cursor> {
        let mut next = 0;
        for record in &self.records {
            let (record, first) = (LevelRecord::decode(record)?, next);
            while next < self.parts.len() && cursor.level == record.level {
                cursor = cursor.advance::<H>(&record, self.parts[next])?;
                next += 1;
            }
            Place::Record.require(next > first, Reason::WithoutPart, record.level as usize)?;
        }
        Place::Part.require(next == self.parts.len(), Reason::OutOfOrder, next)?;
        Ok(cursor)
    }
}
