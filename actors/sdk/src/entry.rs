//! From the export `invoke` to a handler and back.

use crate::blocks;
use crate::message::Message;
use crate::refusal::{Outcome, Refusal};
use crate::syscalls::vm;
use alloc::vec::Vec;

/// CBOR of the return value; None: no data.
pub type Reply = Option<Vec<u8>>;

const NO_DATA: u32 = 0;

/// Runs the handler. Its refusal becomes the exit code and message; the FVM then reverts state, events and value.
pub fn run(params: u32, handler: fn(Message) -> Outcome<Reply>) -> u32 {
    match answer(params, handler) {
        Ok(block) => block,
        Err(refusal) => abort(&refusal),
    }
}

fn answer(params: u32, handler: fn(Message) -> Outcome<Reply>) -> Outcome<u32> {
    match handler(Message::receive(params)?)? {
        None => Ok(NO_DATA),
        Some(data) => Ok(blocks::create(blocks::CBOR, &data)?),
    }
}

fn abort(refusal: &Refusal) -> ! {
    unsafe { vm::exit(refusal.code, NO_DATA, refusal.reason.as_ptr(), refusal.reason.len() as u32) };
    unreachable!("vm.exit returned")
}

/// Exports `invoke` for a handler `fn(Message) -> Outcome<Reply>`.
#[macro_export]
macro_rules! actor {
    ($handler:path) => {
        /// Entry point of the FVM: takes a block handle of the parameters, returns one of the result.
        #[cfg(target_arch = "wasm32")]
        #[no_mangle]
        pub extern "C" fn invoke(params: u32) -> u32 {
            $crate::entry::run(params, $handler)
        }
    };
}
