//! An actor without methods: the code of singletons that the embedded chain only needs for their balance or state (system f00, reward f02).

#![cfg_attr(target_arch = "wasm32", no_std)]

use fvm_sdk::entry::Reply;
use fvm_sdk::{exit, refusal, Message, Outcome};

fvm_sdk::actor!(dispatch);

pub fn dispatch(message: Message) -> Outcome<Reply> {
    Err(refusal!(exit::UNHANDLED_MESSAGE, "this actor has no method ", message.method))
}
