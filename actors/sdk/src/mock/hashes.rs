//! Hashes of the stand-in machine: plain, for tests only.

use crate::frc42::{compress, IV};

pub fn blake2b256(data: &[u8]) -> [u8; 32] {
    let mut state = IV;
    state[0] ^= 0x0101_0000 ^ 32;
    let blocks = data.len().saturating_sub(1) / 128 + 1;
    for index in 0..blocks {
        let part = &data[index * 128..data.len().min((index + 1) * 128)];
        let mut bytes = [0u8; 128];
        bytes[..part.len()].copy_from_slice(part);
        let mut words = [0u64; 16];
        for (word, chunk) in words.iter_mut().zip(bytes.chunks_exact(8)) {
            *word = u64::from_le_bytes(chunk.try_into().unwrap());
        }
        let counted = data.len().min((index + 1) * 128) as u64;
        state = compress(state, words, counted, index + 1 == blocks);
    }
    let mut digest = [0u8; 32];
    for (chunk, word) in digest.chunks_exact_mut(8).zip(state) {
        chunk.copy_from_slice(&word.to_le_bytes());
    }
    digest
}

/// The 32-bit fraction bits of the cube roots (64) and square roots (8) of the first primes, FIPS 180-4 §4.2.2.
fn roots() -> ([u32; 64], [u32; 8]) {
    let primes: std::vec::Vec<u32> = (2..312u32).filter(|n| (2..*n).all(|d| n % d != 0)).collect();
    let fraction = |root: f64| ((root - root.floor()) * 4_294_967_296.0) as u32;
    let mut cube = [0u32; 64];
    let mut square = [0u32; 8];
    for (slot, &prime) in cube.iter_mut().zip(&primes) {
        *slot = fraction((prime as f64).cbrt());
    }
    for (slot, &prime) in square.iter_mut().zip(&primes) {
        *slot = fraction((prime as f64).sqrt());
    }
    (cube, square)
}

pub fn sha256(data: &[u8]) -> [u8; 32] {
    let (constants, mut state) = roots();
    let mut message = data.to_vec();
    message.push(0x80);
    while message.len() % 64 != 56 {
        message.push(0);
    }
    message.extend_from_slice(&(data.len() as u64 * 8).to_be_bytes());
    for block in message.chunks_exact(64) {
        let mut w = [0u32; 64];
        for (word, bytes) in w.iter_mut().zip(block.chunks_exact(4)) {
            *word = u32::from_be_bytes(bytes.try_into().unwrap());
        }
        for i in 16..64 {
            let s0 = w[i - 15].rotate_right(7) ^ w[i - 15].rotate_right(18) ^ w[i - 15] >> 3;
            let s1 = w[i - 2].rotate_right(17) ^ w[i - 2].rotate_right(19) ^ w[i - 2] >> 10;
            w[i] = w[i - 16].wrapping_add(s0).wrapping_add(w[i - 7]).wrapping_add(s1);
        }
        let [mut a, mut b, mut c, mut d, mut e, mut f, mut g, mut h] = state;
        for i in 0..64 {
            let s1 = e.rotate_right(6) ^ e.rotate_right(11) ^ e.rotate_right(25);
            let t1 = h.wrapping_add(s1).wrapping_add(e & f ^ !e & g).wrapping_add(constants[i]).wrapping_add(w[i]);
            let s0 = a.rotate_right(2) ^ a.rotate_right(13) ^ a.rotate_right(22);
            let t2 = s0.wrapping_add(a & b ^ a & c ^ b & c);
            (h, g, f, e, d, c, b, a) = (g, f, e, d.wrapping_add(t1), c, b, a, t1.wrapping_add(t2));
        }
        for (word, value) in state.iter_mut().zip([a, b, c, d, e, f, g, h]) {
            *word = word.wrapping_add(value);
        }
    }
    let mut digest = [0u8; 32];
    for (chunk, word) in digest.chunks_exact_mut(4).zip(state) {
        chunk.copy_from_slice(&word.to_be_bytes());
    }
    digest
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::string::String;

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|byte| std::format!("{:02x}", byte)).collect()
    }

    #[test]
    fn sha256_of_standard_messages_equals_fips_180() {
        assert_eq!(hex(&sha256(b"abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_eq!(hex(&sha256(&[0u8; 64])), "f5a5fd42d16a20302798ef6ed309979b43003d2320d9f0e8ea9831a92759fb4b");
    }

    #[test]
    fn blake2b256_of_standard_messages_equals_the_reference() {
        assert_eq!(hex(&blake2b256(b"")), "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8");
        assert_eq!(hex(&blake2b256(b"abc")), "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
        // the empty state of vm.md §4.2, and a message longer than a block
        assert_eq!(hex(&blake2b256(&[0x80])), "45b0cfc220ceec5b7c1c62c4d4193d38e4eba48e8815729ce75f9c0ab0e4c1c0");
    }
}
