//! Against the vectors of the reference implementation (tests/vectors/proof), and against changed bytes.

mod arithmetic;
mod blake2b;
mod commitments;
mod draft;
mod end_to_end;
mod hashes;
mod json;
mod limits;
mod messages;
mod mutations;
mod openings;
mod shapes;
mod vectors;

pub use blake2b::Blake2b;
