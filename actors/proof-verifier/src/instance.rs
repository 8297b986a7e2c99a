//! Everything that follows from a statement before a proof is looked at: the virtual matrix, the lookup tree's shape, and the limits.

use crate::circuit::{ClaimKind, ColumnRef};
use crate::kernels::ceil_log;
use crate::layout::{Block, Column, Layout};
use crate::profile::{MAX_CLAIMS, MAX_CONSTRAINTS, MAX_LOG_INTERACTIONS};
use crate::rejection::{Place, Reason, Verdict};
use crate::statement::Statement;
use alloc::vec::Vec;

const MAX_MATRIX_ROWS: u64 = 4096;
const MAX_REDUCTION_TERMS: u64 = 1 << 18;

/// One interaction of a table and the first leaf of its slot in the lookup tree.
pub struct Slot {
    pub table: usize,
    pub interaction: usize,
    pub leaf: u64,
}

pub struct Instance<'a> {
    pub statement: &'a Statement<'a>,
    /// Padded height of each table.
    pub log_rows: Vec<usize>,
    /// Of the datasets, then of the auxiliary columns.
    pub layouts: Vec<Layout>,
    /// First row of each layout in the virtual matrix.
    pub bases: Vec<u64>,
    /// Of the virtual matrix, 1..=4096.
    pub matrix_rows: usize,
    pub slots: Vec<Slot>,
    /// Layers of the lookup tree.
    pub lookup_layers: usize,
    /// Largest padded height.
    pub max_log_rows: usize,
}

fn require(holds: bool, reason: Reason, index: usize) -> Verdict<()> {
    Place::Statement.require(holds, reason, index)
}

impl<'a> Instance<'a> {
    #[inline(never)]
    pub fn new(statement: &'a Statement<'a>) -> Verdict<Instance<'a>> {
        let log_rows = collect(statement.rows.iter().map(|&rows| ceil_log(rows)));
        let layouts = layouts(statement);
        let mut bases = Vec::with_capacity(layouts.len());
        let mut rows = 0;
        for layout in &layouts {
            bases.push(rows);
            rows += layout.rows;
        }
        require(1 <= rows && rows <= MAX_MATRIX_ROWS, Reason::LimitExceeded, rows as usize)?;
        let (slots, leaves) = slots(statement, &log_rows);
        let max_log_rows = log_rows.iter().copied().max().unwrap_or(0);
        let instance = Instance { statement, log_rows, layouts, bases, matrix_rows: rows as usize, slots, lookup_layers: ceil_log(leaves), max_log_rows };
        instance.check_references()?;
        require(instance.reduction_terms() <= MAX_REDUCTION_TERMS, Reason::LimitExceeded, 0)?;
        instance.check_soundness()?;
        Ok(instance)
    }

    /// Rows of the auxiliary commitment; 0: there is none.
    pub fn aux_rows(&self) -> u64 {
        self.layouts[self.layouts.len() - 1].rows
    }

    pub fn m(&self) -> usize {
        self.statement.profile.m as usize
    }

    /// Referenced dataset columns exist, in blocks of exactly the table's rows.
    fn check_references(&self) -> Verdict<()> {
        for (number, (table, &rows)) in self.statement.circuit.tables.iter().zip(&self.statement.rows).enumerate() {
            for reference in &table.dataset_columns {
                let dataset = self.statement.datasets.get(reference.dataset as usize);
                let block = dataset.and_then(|dataset| dataset.blocks.get(reference.block as usize));
                let block = block.filter(|block| reference.column < block.columns);
                let block = block.ok_or_else(|| Place::Statement.refuse(Reason::NoSuchThing, number))?;
                require(block.rows == rows, Reason::RowCount, number)?;
            }
        }
        Ok(())
    }

    /// Where a table's column lies in the virtual matrix.
    pub fn column(&self, table: usize, column: usize) -> Column {
        let described = &self.statement.circuit.tables[table];
        let (commitment, place) = match described.dataset_columns.get(column) {
            Some(reference) => {
                let dataset = reference.dataset as usize;
                (dataset, self.layouts[dataset].column(reference.block as usize, reference.column as usize))
            }
            None => (self.layouts.len() - 1, self.layouts[self.layouts.len() - 1].column(table, column - described.dataset_columns.len())),
        };
        Column { start: place.start + (self.bases[commitment] << self.m()), chunks: place.chunks }
    }

    /// Stored chunks that all claims of the reduction touch.
    fn reduction_terms(&self) -> u64 {
        let chunks = |table: usize, column: u16| self.column(table, column as usize).chunks.max(1) as u64;
        let of = |column: &ColumnRef| chunks(column.table as usize, column.column);
        let circuit = &self.statement.circuit;
        let mut terms = self.bases[self.bases.len() - 1];
        for (number, table) in circuit.tables.iter().enumerate() {
            terms += table.used_current.iter().map(|&column| chunks(number, column)).sum::<u64>();
            terms += table.used_next.iter().map(|&column| 2 * chunks(number, column)).sum::<u64>();
        }
        for claim in &circuit.claims {
            terms += match claim.kind {
                ClaimKind::Cell(_) => 1,
                ClaimKind::Sum => of(&claim.column),
            };
        }
        terms + circuit.products.iter().map(|product| product.columns().iter().map(of).sum::<u64>()).sum::<u64>()
    }

    /// The integers under which the profile's ledger holds.
    fn check_soundness(&self) -> Verdict<()> {
        let circuit = &self.statement.circuit;
        let claims = circuit.claim_count() + self.statement.datasets.len();
        let holds = self.matrix_rows <= self.statement.profile.max_rows
            && self.lookup_layers <= MAX_LOG_INTERACTIONS
            && circuit.constraint_count() <= MAX_CONSTRAINTS
            && claims <= MAX_CLAIMS;
        Place::Profile.require(holds, Reason::BeyondSoundness, self.matrix_rows)
    }
}

fn layouts(statement: &Statement) -> Vec<Layout> {
    let m = statement.profile.m as usize;
    let mut layouts = Vec::with_capacity(statement.datasets.len() + 1);
    layouts.extend(statement.datasets.iter().map(|dataset| dataset.layout(m)));
    let tables = statement.circuit.tables.iter().zip(&statement.rows);
    let blocks = collect(tables.map(|(table, &rows)| Block { rows, columns: table.aux_columns }));
    layouts.push(Layout::new(&blocks, m));
    layouts
}

/// Interactions by falling height of their tables, each with an aligned slot; and the number of leaves they take.
fn slots(statement: &Statement, log_rows: &[usize]) -> (Vec<Slot>, u64) {
    let tables = &statement.circuit.tables;
    let mut slots = Vec::with_capacity(tables.iter().map(|table| table.interactions.len()).sum());
    let mut leaf = 0u64;
    for height in (0..=log_rows.iter().copied().max().unwrap_or(0)).rev() {
        for table in (0..tables.len()).filter(|&table| log_rows[table] == height) {
            for interaction in 0..tables[table].interactions.len() {
                slots.push(Slot { table, interaction, leaf });
                leaf += 1 << height;
            }
        }
    }
    (slots, leaf)
}

fn collect<T>(items: impl ExactSizeIterator<Item = T>) -> Vec<T> {
    let mut list = Vec::with_capacity(items.len());
    list.extend(items);
    list
}
