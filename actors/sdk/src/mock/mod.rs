//! A small stand-in for the FVM on the host, so that actors can be tested with `rustc --test`: blocks, root, message, epoch, sends and events of one thread.
//! It checks none of the FVM's rules (gas, reachability, limits); the tests that run the real wasm in the real machine do.

mod hashes;
mod machine;
pub mod syscalls;

pub use hashes::{blake2b256, sha256};
pub use machine::{reset, with, Machine, SentValue};

use crate::blocks::BlockCid;
use std::string::String;

/// Base32 text of a block's CID.
pub fn text_of(cid: &BlockCid) -> String {
    const ALPHABET: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
    let mut text = String::from("b");
    let (mut bits, mut held) = (0u32, 0u32);
    for &byte in cid.as_bytes() {
        bits = bits << 8 | byte as u32;
        held += 8;
        while held >= 5 {
            held -= 5;
            text.push(ALPHABET[(bits >> held & 31) as usize] as char);
        }
    }
    if held > 0 {
        text.push(ALPHABET[(bits << (5 - held) & 31) as usize] as char);
    }
    text
}

/// A signature that the stand-in's `verify_signature` takes: not a real scheme, only bound to key and message.
pub fn signature(key: &[u8], message: &[u8]) -> [u8; 65] {
    let mut signature = [0u8; 65];
    signature[..32].copy_from_slice(&blake2b256(&[key, message].concat()));
    signature[63] = 1;
    signature
}
