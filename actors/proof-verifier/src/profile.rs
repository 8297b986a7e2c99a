//! The frozen parameter sets (proof-system.md §13).

use crate::hashing::{Digest, Hasher};
use alloc::vec::Vec;

/// What the soundness ledger allows besides the row limit of each profile (proof-system.md §13 "On-chain no floats").
pub const MAX_LOG_INTERACTIONS: usize = 30;
pub const MAX_CONSTRAINTS: usize = 65_535;
pub const MAX_CLAIMS: usize = 65_535;

/// One oracle after the first: variables folded into it, and log of its inverse rate.
#[derive(Debug)]
pub(crate) struct Fold {
    pub variables: u8,
    pub log_blowup: u8,
}

/// Samples drawn from one oracle, and its Johnson parameter (0: unique decoding), which only the ledger uses.
#[derive(Debug)]
pub(crate) struct Queries {
    pub samples: u16,
    pub johnson: u8,
}

/// Only this crate can make one: an actor cannot admit a profile of its own.
#[derive(Debug)]
pub struct Profile {
    pub(crate) id: u16,
    pub(crate) name: &'static str,
    /// log of the row length.
    pub(crate) m: u8,
    /// log of the first oracle's inverse rate.
    pub(crate) log_blowup: u8,
    pub(crate) folds: &'static [Fold],
    /// One more than folds.
    pub(crate) queries: &'static [Queries],
    pub(crate) work: Work,
    pub(crate) floor: u8,
    pub(crate) statistical: u8,
    pub(crate) is_insecure: bool,
    /// Rows of the virtual matrix for which the ledger holds.
    pub(crate) max_rows: usize,
}

/// Bits of work at each site; lists are at least as long as there are sites.
#[derive(Debug)]
pub(crate) struct Work {
    pub lookup: u8,
    pub batch: u8,
    pub query: &'static [u8],
    pub fold: &'static [u8],
}

const WORK: Work = Work { lookup: 16, batch: 16, query: &[16; 5], fold: &[16; 4] };

const fn fold(variables: u8, log_blowup: u8) -> Fold {
    Fold { variables, log_blowup }
}

const fn ask(samples: u16, johnson: u8) -> Queries {
    Queries { samples, johnson }
}

/// 84 bits proven and 16 of work. The id is log_blowup·256 + m.
const fn secure(name: &'static str, log_blowup: u8, m: u8, folds: &'static [Fold], queries: &'static [Queries], max_rows: usize) -> Profile {
    let id = (log_blowup as u16) << 8 | m as u16;
    Profile { id, name, m, log_blowup, folds, queries, work: WORK, floor: 100, statistical: 84, is_insecure: false, max_rows }
}

/// The profiles of proof-system.md §13.1: all that an actor accepts.
#[rustfmt::skip]
pub static SECURE: &[Profile] = &[
    secure("chain-4-m12", 2, 12, &[fold(3, 5), fold(3, 8)], &[ask(88, 16), ask(35, 7), ask(22, 4)], 128),
    secure("chain-4-m16", 2, 16, &[fold(4, 5), fold(4, 8), fold(3, 11)], &[ask(91, 10), ask(35, 7), ask(22, 4), ask(16, 3)], 64),
    secure("chain-4-m18", 2, 18, &[fold(4, 5), fold(4, 8), fold(4, 11)], &[ask(93, 8), ask(35, 7), ask(22, 4), ask(17, 2)], 64),
    secure("chain-4-m20", 2, 20, &[fold(5, 5), fold(5, 9), fold(4, 13)], &[ask(98, 5), ask(36, 5), ask(21, 2), ask(15, 1)], 128),
    secure("chain-4-m22", 2, 22, &[fold(4, 4), fold(4, 7), fold(4, 10), fold(4, 13)], &[ask(109, 3), ask(45, 6), ask(26, 3), ask(20, 1), ask(15, 1)], 256),
    secure("chain-8-m12", 3, 12, &[fold(3, 6), fold(3, 9)], &[ask(59, 10), ask(29, 7), ask(20, 3)], 256),
    secure("chain-8-m16", 3, 16, &[fold(5, 6), fold(5, 10)], &[ask(60, 7), ask(29, 7), ask(18, 2)], 64),
    secure("chain-8-m18", 3, 18, &[fold(4, 6), fold(4, 9), fold(4, 12)], &[ask(62, 5), ask(30, 4), ask(20, 3), ask(16, 1)], 64),
    secure("chain-8-m20", 3, 20, &[fold(5, 7), fold(3, 9), fold(3, 11), fold(3, 13)], &[ask(66, 3), ask(27, 2), ask(21, 2), ask(18, 1), ask(15, 1)], 256),
    secure("chain-8-m22", 3, 22, &[fold(4, 4), fold(4, 7), fold(4, 10), fold(4, 13)], &[ask(72, 2), ask(45, 6), ask(26, 3), ask(20, 1), ask(15, 1)], 256),
    secure("offchain-2-m12", 1, 12, &[fold(3, 4), fold(3, 7)], &[ask(179, 24), ask(43, 16), ask(25, 5)], 128),
    secure("offchain-2-m16", 1, 16, &[fold(4, 4), fold(4, 7), fold(3, 10)], &[ask(189, 13), ask(44, 8), ask(25, 5), ask(18, 2)], 128),
    secure("offchain-2-m18", 1, 18, &[fold(4, 4), fold(4, 7), fold(4, 10)], &[ask(196, 10), ask(44, 8), ask(25, 5), ask(18, 2)], 128),
    secure("offchain-2-m20", 1, 20, &[fold(5, 5), fold(5, 9), fold(4, 13)], &[ask(203, 0), ask(36, 5), ask(21, 2), ask(15, 1)], 4096),
    secure("offchain-2-m22", 1, 22, &[fold(4, 4), fold(4, 7), fold(4, 10), fold(4, 13)], &[ask(203, 0), ask(45, 6), ask(26, 3), ask(20, 1), ask(15, 1)], 4096),
];

/// The profiles of proof-system.md §13.3. They exist only in builds with `--cfg insecure_profiles`, which no artifact has.
#[cfg(insecure_profiles)]
#[rustfmt::skip]
pub static INSECURE: &[Profile] = &[
    Profile {
        id: 0xff01, name: "test-a", m: 4, log_blowup: 1, folds: &[fold(1, 2), fold(1, 3)], queries: &[ask(8, 0), ask(6, 0), ask(4, 0)],
        work: Work { lookup: 4, batch: 3, query: &[4, 3, 2], fold: &[2, 2] }, floor: 1, statistical: 1, is_insecure: true, max_rows: 4096,
    },
    Profile {
        id: 0xff02, name: "test-b", m: 6, log_blowup: 2, folds: &[fold(2, 4), fold(2, 6)], queries: &[ask(10, 3), ask(6, 2), ask(5, 1)],
        work: Work { lookup: 5, batch: 5, query: &[5, 5, 5], fold: &[3, 0] }, floor: 1, statistical: 1, is_insecure: true, max_rows: 4096,
    },
    Profile {
        id: 0xff03, name: "test-c", m: 5, log_blowup: 2, folds: &[fold(3, 4)], queries: &[ask(6, 3), ask(5, 2)],
        work: Work { lookup: 0, batch: 0, query: &[0, 4], fold: &[0] }, floor: 1, statistical: 1, is_insecure: true, max_rows: 4096,
    },
];

impl Profile {
    pub fn id(&self) -> u16 {
        self.id
    }

    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Oracles after the first.
    pub(crate) fn levels(&self) -> usize {
        self.folds.len()
    }

    /// Variables left before level `level` folds (1 ≤ level), and at the end for `level` = levels + 1.
    pub(crate) fn variables_before(&self, level: usize) -> usize {
        self.m as usize - self.folds[..level - 1].iter().map(|fold| fold.variables as usize).sum::<usize>()
    }

    pub(crate) fn final_variables(&self) -> usize {
        self.variables_before(self.levels() + 1)
    }

    /// log of the length of an oracle's codewords, ≤ 32.
    pub(crate) fn log_domain(&self, level: usize) -> usize {
        match level {
            0 => self.m as usize + self.log_blowup as usize,
            _ => self.variables_before(level + 1) + self.folds[level - 1].log_blowup as usize,
        }
    }

    pub(crate) fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(64);
        bytes.extend_from_slice(&self.id.to_le_bytes());
        bytes.extend_from_slice(&[self.m, self.log_blowup, self.levels() as u8]);
        for fold in self.folds {
            bytes.extend_from_slice(&[fold.variables, fold.log_blowup]);
        }
        for queries in self.queries {
            bytes.extend_from_slice(&queries.samples.to_le_bytes());
            bytes.push(queries.johnson);
        }
        bytes.extend_from_slice(&[self.work.lookup, self.work.batch]);
        bytes.extend_from_slice(&self.work.query[..=self.levels()]);
        bytes.extend_from_slice(&self.work.fold[..self.levels()]);
        bytes.extend_from_slice(&[self.floor, self.statistical, self.is_insecure as u8]);
        bytes
    }

    pub fn hash<H: Hasher>(&self) -> Digest {
        H::hash(&self.encode())
    }
}
