//! The fields of the protocol: F = Z/p with p = 2^64 − 2^32 + 1, and K = F[X]/(X² − 7) (proof-system.md §2).

mod base;
mod extension;
mod limbs;
mod sum;

pub use base::F;
pub use extension::K;
pub use limbs::{InnerProduct, Limbs};
