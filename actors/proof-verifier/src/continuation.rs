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

    /// Takes up what was stored as `stored`. `levels`: the records' hashes. A sender gives everything but `stored`, which proves the rest.
    pub fn resume<H: Hasher>(stored: &Digest, statement: Digest, levels: Vec<Digest>, cursor: Cursor) -> Verdict<Continuation> {
        Place::Continuation.require(levels.len() <= u8::MAX as usize, Reason::LimitExceeded, levels.len())?;
        let continuation = Continuation { statement, levels, cursor };
        Place::Continuation.require(continuation.hash::<H>() == *stored, Reason::HashMismatch, 0)?;
        Ok(continuation)
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

    /// Checks the next part with its level's encoded record.
    pub fn advance<H: Hasher>(&mut self, record: &[u8], part: &[u8]) -> Verdict<()> {
        let level = self.cursor.level as usize;
        let wanted = self.levels.get(level).ok_or_else(|| Place::Continuation.refuse(Reason::OutOfOrder, level))?;
        Place::Record.require(hash_encoded::<H>(record) == *wanted, Reason::HashMismatch, level)?;
        self.cursor = self.cursor.advance::<H>(&LevelRecord::decode(record)?, part)?;
        Ok(())
    }
}
