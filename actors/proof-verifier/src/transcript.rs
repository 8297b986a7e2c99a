//! Fiat-Shamir: every challenge is a hash of all that was said before (proof-system.md §5).

use crate::field::{F, K};
use crate::hashing::{Digest, Hasher};
use crate::rejection::{Place, Reason, Verdict};
use crate::wire::Elements;
use alloc::vec::Vec;
use core::marker::PhantomData;

const ABSORB: u8 = 1;
const CHALLENGE: u8 = 2;
const ROUND: u8 = 3;
const WORK: u8 = 4;

/// State, code, tag and length before the data of a step.
const MAX_STEP_HEAD: usize = 32 + 1 + 1 + 32 + 4;

pub struct Transcript<H> {
    state: Digest,
    /// Reused for every step: memory of an actor's call is never given back.
    buffer: Vec<u8>,
    hasher: PhantomData<H>,
}

impl<H: Hasher> Transcript<H> {
    /// `longest`: bytes of the longest data that will be absorbed (a hint, it saves copies).
    pub fn new(label: &str, longest: usize) -> Transcript<H> {
        let mut buffer = Vec::with_capacity(longest + MAX_STEP_HEAD);
        buffer.extend_from_slice(b"FVMPROOF/v1/");
        buffer.extend_from_slice(label.as_bytes());
        Transcript { state: H::hash(&buffer), buffer, hasher: PhantomData }
    }

    /// Tags are at most 32 bytes.
    fn step(&mut self, code: u8, tag: &str, parts: [&[u8]; 2]) {
        self.buffer.clear();
        self.buffer.extend_from_slice(&self.state);
        self.buffer.extend_from_slice(&[code, tag.len() as u8]);
        self.buffer.extend_from_slice(tag.as_bytes());
        for part in parts {
            self.buffer.extend_from_slice(part);
        }
        self.state = H::hash(&self.buffer);
    }

    pub fn absorb(&mut self, tag: &str, data: &[u8]) {
        self.step(ABSORB, tag, [&(data.len() as u32).to_le_bytes(), data]);
    }

    pub fn challenge(&mut self, tag: &str) -> K {
        self.step(CHALLENGE, tag, [&[], &[]]);
        self.element()
    }

    pub fn challenges(&mut self, tag: &str, count: usize) -> Vec<K> {
        let mut list = Vec::with_capacity(count);
        for _ in 0..count {
            list.push(self.challenge(tag));
        }
        list
    }

    /// Absorbs a message and draws a challenge in one hash.
    pub fn round(&mut self, tag: &str, message: Elements) -> K {
        let data = message.bytes();
        self.step(ROUND, tag, [&(data.len() as u32).to_le_bytes(), data]);
        self.element()
    }

    /// Checks `bits` of work; a site of 0 bits does not exist and changes nothing.
    pub fn work(&mut self, tag: &str, bits: u8, nonce: u64, place: Place, index: usize) -> Verdict<()> {
        if bits == 0 {
            return Ok(());
        }
        self.step(WORK, tag, [&nonce.to_le_bytes(), &[]]);
        place.require(self.word(0).trailing_zeros() >= bits as u32, Reason::WorkMissing, index)
    }

    /// `samples` positions below 2^log_domain (≤ 32) with replacement: ascending and distinct, so perhaps fewer.
    pub fn positions(&mut self, tag: &str, log_domain: usize, samples: usize) -> Vec<u32> {
        const PER_HASH: usize = 8;
        let mask = ((1u64 << log_domain) - 1) as u32;
        let mut positions = Vec::with_capacity(samples);
        for sample in 0..samples {
            if sample % PER_HASH == 0 {
                self.step(CHALLENGE, tag, [&[], &[]]);
            }
            let lane = sample % PER_HASH;
            let position = (self.word(lane / 2) >> (lane % 2 * 32)) as u32 & mask;
            if let Err(place) = positions.binary_search(&position) {
                positions.insert(place, position);
            }
        }
        positions
    }

    fn word(&self, index: usize) -> u64 {
        let mut word = [0u8; 8];
        word.copy_from_slice(&self.state[index * 8..index * 8 + 8]);
        u64::from_le_bytes(word)
    }

    /// Each half of the state mod p: the bias is 2^-64.
    fn element(&self) -> K {
        K { a: F::reduce(self.word(1), self.word(0)), b: F::reduce(self.word(3), self.word(2)) }
    }

    #[cfg(test)]
    pub fn state(&self) -> Digest {
        self.state
    }
}
