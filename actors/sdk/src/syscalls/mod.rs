//! The FVM's imports as they are (vm.md §2.2, NV21+): raw pointers, error numbers, results through out-pointers. Everything else in this crate is safe.

mod results;
pub use results::*;

#[cfg(target_arch = "wasm32")]
mod wasm;
#[cfg(target_arch = "wasm32")]
pub use wasm::*;

#[cfg(not(target_arch = "wasm32"))]
pub use crate::mock::syscalls::*;
