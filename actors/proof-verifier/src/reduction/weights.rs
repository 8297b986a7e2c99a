//! Weights of the claims on the rows of the virtual matrix, evaluated at the reduction's point u (table of proof-system.md §11).

use crate::field::K;
use crate::kernels::{carry, eq, eq_index, eq_table, less_than, next};
use crate::layout::Column;
use crate::wire::Elements;
use alloc::vec::Vec;

/// The claimed values of all rows at u.
pub struct Rows<'a> {
    pub values: Elements<'a>,
    pub u: &'a [K],
}

impl Rows<'_> {
    fn m(&self) -> usize {
        self.u.len()
    }

    fn row_of(&self, cell: u64) -> usize {
        (cell >> self.m()) as usize
    }

    /// Σ_j weights_j·q_{first+j}(u).
    pub fn sum(&self, first: usize, weights: &[K]) -> K {
        let values = self.values.slice(first, weights.len());
        weights.iter().zip(values.iter()).fold(K::ZERO, |sum, (&weight, value)| sum + weight * value)
    }

    /// q(u) of a short column's row, restricted to its slice of 2^log cells.
    fn slice_value(&self, column: Column, log: usize) -> K {
        let slice = (column.start & ((1 << self.m()) - 1)) >> log;
        eq_index(slice, &self.u[log..]) * self.values.at(self.row_of(column.start))
    }
}

/// The kernels eq(r, ·) and next(r, ·) for all columns of one height.
pub struct PointKernel<'a> {
    /// r's coordinates inside a row, those that choose the row, and u's that meet the first.
    low: &'a [K],
    high: &'a [K],
    u: &'a [K],
    eq: K,
    /// eq of `high` and every chunk number; computed when a tall column asks for it. A table without columns may have 2^30 rows.
    chunks: Vec<K>,
}

impl<'a> PointKernel<'a> {
    /// `r` has one coordinate for each variable of the columns.
    pub fn new(r: &'a [K], u: &'a [K]) -> PointKernel<'a> {
        let (low, high) = r.split_at(r.len().min(u.len()));
        let u = &u[..low.len()];
        PointKernel { low, high, u, eq: eq(low, u), chunks: Vec::new() }
    }

    /// Weights of a tall column's chunks: there are more than half as many as `high` can number.
    fn chunks(&mut self, count: usize) -> &[K] {
        if self.chunks.is_empty() {
            self.chunks = eq_table(self.high, count);
        }
        &self.chunks
    }

    /// The column without the kernel's part inside a row: what the kernel says of its chunks, or of its slice.
    fn spread(&mut self, rows: &Rows, column: Column) -> K {
        match column.chunks {
            0 => rows.slice_value(column, self.low.len()),
            1 => rows.values.at(rows.row_of(column.start)),
            count => rows.sum(rows.row_of(column.start), self.chunks(count)),
        }
    }

    /// Σ factor·⟨column, eq(r, ·)⟩.
    pub fn eq_sum(&mut self, rows: &Rows, columns: impl Iterator<Item = (K, Column)>) -> K {
        let sum = columns.fold(K::ZERO, |sum, (factor, column)| sum + factor * self.spread(rows, column));
        self.eq * sum
    }

    /// Σ factor·⟨column, next(r, ·)⟩. next(r_hi, j) = eq(r_hi, j−1), and 0 for j = 0: its second argument is a number.
    pub fn next_sum(&mut self, rows: &Rows, columns: impl Iterator<Item = (K, Column)>) -> K {
        let (mut inside, mut across) = (K::ZERO, K::ZERO);
        for (factor, column) in columns {
            inside = inside + factor * self.spread(rows, column);
            if column.chunks > 1 {
                let first = rows.row_of(column.start);
                across = across + factor * rows.sum(first + 1, &self.chunks(column.chunks)[..column.chunks - 1]);
            }
        }
        next(self.low, self.u) * inside + carry(self.low, self.u) * across
    }
}

/// One cell: row number `row` of the column lies at its cell number `row`, in tall and short columns alike.
pub fn cell_value(rows: &Rows, column: Column, row: u64) -> K {
    let cell = column.start + row;
    eq_index(cell & ((1 << rows.m()) - 1), rows.u) * rows.values.at(rows.row_of(cell))
}

/// The sum of the column's first `count` cells. `log`: its padded height.
pub fn sum_value(rows: &Rows, column: Column, count: u64, log: usize) -> K {
    if column.chunks == 0 {
        return less_than(count, &rows.u[..log]) * rows.slice_value(column, log);
    }
    // Every chunk but the last is full: its weights are 1.
    let (first, last) = (rows.row_of(column.start), column.chunks - 1);
    let partial = less_than(count - ((last as u64) << rows.m()), rows.u) * rows.values.at(first + last);
    (0..last).fold(partial, |sum, chunk| sum + rows.values.at(first + chunk))
}
