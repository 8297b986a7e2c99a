//! How the columns of a commitment lie in rows of 2^m elements (proof-system.md §7).

use crate::circuit::MAX_LOG_ROWS;
use crate::kernels::ceil_log;
use alloc::vec::Vec;

/// Columns of equal height.
#[derive(Debug, Clone, Copy)]
pub struct Block {
    pub rows: u64,
    pub columns: u16,
}

/// Where the stored part of a column is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Its first cell, counted over all rows of the matrix.
    pub start: u64,
    /// Whole rows it takes; 0: a slice of a row.
    pub chunks: usize,
}

/// A block's first cell, the cells between its columns, and the rows a column takes.
#[derive(Debug, Clone, Copy, Default)]
struct Place {
    start: u64,
    stride: u64,
    chunks: usize,
}

#[derive(Debug)]
pub struct Layout {
    places: Vec<Place>,
    pub rows: u64,
}

impl Layout {
    /// Every block has at most 2^30 rows, and there are at most 64 blocks of 1024 columns: cells fit in 47 bits.
    ///
    /// Blocks are placed by falling height. Slices of a row then stay aligned and a row is filled before the next is begun, so that the rule
    /// "a new row if the slice does not fit" and plain counting of cells are the same.
    pub fn new(blocks: &[Block], m: usize) -> Layout {
        let mut places = Vec::with_capacity(blocks.len());
        places.resize(blocks.len(), Place::default());
        let mut cells = 0u64;
        for height in (0..=MAX_LOG_ROWS).rev() {
            for (place, block) in places.iter_mut().zip(blocks).filter(|(_, block)| ceil_log(block.rows) == height) {
                let chunks = if height >= m { (block.rows + (1 << m) - 1) >> m } else { 0 };
                let stride = if height >= m { chunks << m } else { 1 << height };
                *place = Place { start: cells, stride, chunks: chunks as usize };
                cells += stride * block.columns as u64;
            }
        }
        Layout { places, rows: (cells + (1 << m) - 1) >> m }
    }

    pub fn column(&self, block: usize, column: usize) -> Column {
        let place = &self.places[block];
        Column { start: place.start + place.stride * column as u64, chunks: place.chunks }
    }
}
