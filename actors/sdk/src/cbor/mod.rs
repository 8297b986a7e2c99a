//! Strict DAG-CBOR as Filecoin uses it: shortest heads, no indefinite lengths, no floats, tag 42 only.

mod reader;
mod writer;

pub use reader::{Malformed, Reader};
pub use writer::Writer;

pub(crate) const UNSIGNED: u8 = 0;
pub(crate) const NEGATIVE: u8 = 1;
pub(crate) const BYTES: u8 = 2;
pub(crate) const TEXT: u8 = 3;
pub(crate) const LIST: u8 = 4;
pub(crate) const MAP: u8 = 5;
pub(crate) const TAG: u8 = 6;
pub(crate) const SIMPLE: u8 = 7;

pub(crate) const NULL: u8 = 0xf6;
pub(crate) const TRUE: u8 = 0xf5;
pub(crate) const LINK_TAG: u64 = 42;

#[cfg(test)]
mod tests;
