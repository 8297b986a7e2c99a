//! What an actor for the Filecoin Virtual Machine is made of: the syscalls, safe wrappers with typed errors, DAG-CBOR, addresses, content-addressed state
//! (HAMT, AMT), events, sends, and an entry point that turns a handler's refusal into an exit code with a reason.
//!
//! No dependencies, no `core::fmt` (it costs kilobytes of wasm), no panics on input. On the host the syscalls are played by [`mock`],
//! so that `rustc --test` runs an actor's logic natively.

#![cfg_attr(target_arch = "wasm32", no_std, feature(alloc_error_handler))]

extern crate alloc;

pub mod address;
#[cfg(target_arch = "wasm32")]
mod allocator;
pub mod amount;
pub mod amt;
pub mod blocks;
pub mod cbor;
pub mod crypto;
pub mod entry;
pub mod event;
pub mod frc42;
pub mod hamt;
pub mod ledger;
#[cfg(target_arch = "wasm32")]
mod memory;
pub mod message;
#[cfg(not(target_arch = "wasm32"))]
pub mod mock;
pub mod network;
pub mod reason;
pub mod refusal;
pub mod registry;
pub mod state;
mod syscalls;

pub use address::Address;
pub use amount::Amount;
pub use blocks::BlockCid;
pub use message::Message;
pub use refusal::{exit, Outcome, Refusal, SyscallError};
