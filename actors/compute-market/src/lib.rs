//! The compute-market actor: holds a client's payment in escrow, checks a provider's answer, pays. Interface: ../INTERFACE.md.

#![cfg_attr(target_arch = "wasm32", no_std)]

extern crate alloc;

mod acceptance;
mod attestation;
mod circuit;
mod codes;
mod construction;
mod expiry;
mod job;
mod market;
mod methods;
mod payments;
mod plan;
mod possession;
mod posting;
mod provider;
mod proving;
mod reading;
mod registration;
mod settlement;

fvm_sdk::actor!(methods::dispatch);

#[cfg(test)]
mod tests;
