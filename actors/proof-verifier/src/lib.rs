//! A verifier of proof system v1 (proof-system.md) for actors: without dependencies, floating point, panics on input, or recursion.
//!
//! Any bytes give a [`Verdict`]. Memory is bounded by a small multiple of the input and of the limits of §6; a call allocates little that it does not keep,
//! because an actor's memory is never given back. Soundness is decided by integers (§13): a build without `--cfg insecure_profiles` knows no insecure profile.
//! Phases are not inlined, so that a profile of the gas can name them (hardware-notes/gas.md).
//!
//! At once: [`Statement::decode`] and [`verify`]. Over several messages (§15): [`verify_core`], then [`Openings`] message by message. Whoever accepts a proof
//! must compare what the statement says with what was agreed: context, circuit hash, dataset ids, row counts, public values.

#![cfg_attr(target_arch = "wasm32", no_std)]

extern crate alloc;

pub mod circuit;
mod continuation;
mod core_proof;
pub mod field;
mod hashing;
mod instance;
mod kernels;
mod layout;
mod logup;
mod merkle;
mod opening;
mod product;
mod profile;
mod record;
mod reduction;
mod rejection;
mod statement;
mod sumcheck;
mod transcript;
mod verification;
mod whir;
mod wire;
mod zerocheck;

pub use continuation::{Continuation, Openings};
pub use hashing::{Digest, Hasher};
pub use opening::Cursor;
#[cfg(insecure_profiles)]
pub use profile::INSECURE;
pub use profile::{Profile, SECURE};
pub use record::{hash_encoded, LevelRecord, Tree};
pub use rejection::{Place, Reason, Rejection, Verdict};
pub use statement::{Dataset, Statement};
pub use verification::{verify, verify_core};

#[cfg(test)]
mod tests;
