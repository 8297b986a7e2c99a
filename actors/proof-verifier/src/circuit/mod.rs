//! Circuits as data (proof-system.md §6): tables with constraints and interactions, claims and matrix products.

mod decoding;
mod evaluation;
mod validation;

pub use evaluation::{Evaluator, Opened, Selectors};

use crate::field::F;
use alloc::vec::Vec;

pub const MAX_TABLES: usize = 64;
pub const MAX_COLUMNS: usize = 1024;
pub const MAX_LOG_ROWS: usize = 30;

const MAX_NODES: usize = 1 << 16;
const MAX_CHALLENGES: u8 = 4;
const MAX_MESSAGE_WIDTH: usize = 64;
const MAX_DEGREE: u8 = 5;
const MAX_CHALLENGE_DEGREE: u8 = 64;

#[derive(Debug, Clone, Copy)]
pub enum Node {
    Constant(F),
    /// A column's value in this row, and in the next.
    Current(u16),
    Next(u16),
    /// The row's number.
    Index,
    Public(u16),
    /// One of the challenges θ.
    Challenge(u8),
    Add(u32, u32),
    Subtract(u32, u32),
    Multiply(u32, u32),
}

/// The rows to which a constraint or an interaction applies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Domain {
    Every = 0,
    /// All but the last.
    Transition = 1,
    First = 2,
    Last = 3,
}

#[derive(Debug)]
pub struct Constraint {
    pub domain: Domain,
    pub node: u32,
}

#[derive(Debug)]
pub struct Interaction {
    pub domain: Domain,
    pub bus: u32,
    pub numerator: u32,
    pub message: Vec<u32>,
}

/// A column of a block of a dataset.
#[derive(Debug)]
pub struct DatasetColumn {
    pub dataset: u16,
    pub block: u16,
    pub column: u16,
}

/// Columns are numbered: first those of datasets, then the auxiliary ones.
#[derive(Debug)]
pub struct Table {
    pub dataset_columns: Vec<DatasetColumn>,
    pub aux_columns: u16,
    pub nodes: Vec<Node>,
    pub constraints: Vec<Constraint>,
    pub interactions: Vec<Interaction>,
    /// Columns that occur in `Current` and in `Next` nodes, ascending: these are opened. Set by validation.
    pub used_current: Vec<u16>,
    pub used_next: Vec<u16>,
}

impl Table {
    pub fn columns(&self) -> usize {
        self.dataset_columns.len() + self.aux_columns as usize
    }

    /// Values opened for the table.
    pub fn openings(&self) -> usize {
        self.used_current.len() + self.used_next.len()
    }
}

/// What a public value is of its column.
#[derive(Debug, Clone, Copy)]
pub enum ClaimKind {
    /// The value in this row.
    Cell(u64),
    /// The sum of all rows.
    Sum,
}

#[derive(Debug, Clone, Copy)]
pub struct ColumnRef {
    pub table: u16,
    pub column: u16,
}

#[derive(Debug)]
pub struct Claim {
    pub kind: ClaimKind,
    pub column: ColumnRef,
    pub public: u16,
}

/// Y[i·2^b + j] = Σ_l A[i·2^k + l]·B[j·2^k + l].
#[derive(Debug)]
pub struct Product {
    pub left: ColumnRef,
    pub right: ColumnRef,
    pub result: ColumnRef,
    pub log_rows: u8,
    pub log_inner: u8,
    pub log_columns: u8,
}

#[derive(Debug)]
pub struct Circuit {
    pub tables: Vec<Table>,
    pub publics: u16,
    pub challenges: u8,
    pub claims: Vec<Claim>,
    pub products: Vec<Product>,
    /// Coefficients of a zerocheck round, 1..=5. Set by validation.
    pub degree: usize,
}

impl Circuit {
    pub fn constraint_count(&self) -> usize {
        self.tables.iter().map(|table| table.constraints.len()).sum()
    }

    /// Claims that the reduction batches, without those of the datasets.
    pub fn claim_count(&self) -> usize {
        let openings: usize = self.tables.iter().map(Table::openings).sum();
        openings + self.claims.len() + 3 * self.products.len()
    }

    pub fn has_interactions(&self) -> bool {
        self.tables.iter().any(|table| !table.interactions.is_empty())
    }
}
