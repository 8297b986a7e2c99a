//! BLAKE2b-256 as RFC 7693 writes it, for tests: on chain the host hashes.

use crate::hashing::{Digest, Hasher};

pub struct Blake2b;

const IV: [u64; 8] = [
    0x6a09e667f3bcc908,
    0xbb67ae8584caa73b,
    0x3c6ef372fe94f82b,
    0xa54ff53a5f1d36f1,
    0x510e527fade682d1,
    0x9b05688c2b3e6c1f,
    0x1f83d9abfb41bd6b,
    0x5be0cd19137e2179,
];

#[rustfmt::skip]
const SIGMA: [[usize; 16]; 10] = [
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
    [14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3],
    [11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4],
    [7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8],
    [9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13],
    [2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9],
    [12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11],
    [13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10],
    [6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5],
    [10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0],
];

const LANES: [[usize; 4]; 8] = [[0, 4, 8, 12], [1, 5, 9, 13], [2, 6, 10, 14], [3, 7, 11, 15], [0, 5, 10, 15], [1, 6, 11, 12], [2, 7, 8, 13], [3, 4, 9, 14]];

fn compress(state: &mut [u64; 8], block: &[u8], hashed: u64, is_last: bool) {
    let mut words = [0u64; 16];
    for (word, bytes) in words.iter_mut().zip(block.chunks_exact(8)) {
        *word = u64::from_le_bytes(bytes.try_into().unwrap());
    }
    let mut v = [0u64; 16];
    v[..8].copy_from_slice(state);
    v[8..].copy_from_slice(&IV);
    v[12] ^= hashed;
    if is_last {
        v[14] = !v[14];
    }
    for round in 0..12 {
        let order = &SIGMA[round % 10];
        for (lane, &[a, b, c, d]) in LANES.iter().enumerate() {
            v[a] = v[a].wrapping_add(v[b]).wrapping_add(words[order[2 * lane]]);
            v[d] = (v[d] ^ v[a]).rotate_right(32);
            v[c] = v[c].wrapping_add(v[d]);
            v[b] = (v[b] ^ v[c]).rotate_right(24);
            v[a] = v[a].wrapping_add(v[b]).wrapping_add(words[order[2 * lane + 1]]);
            v[d] = (v[d] ^ v[a]).rotate_right(16);
            v[c] = v[c].wrapping_add(v[d]);
            v[b] = (v[b] ^ v[c]).rotate_right(63);
        }
    }
    for (word, (low, high)) in state.iter_mut().zip(v[..8].iter().zip(&v[8..])) {
        *word ^= low ^ high;
    }
}

impl Hasher for Blake2b {
    fn hash(data: &[u8]) -> Digest {
        let mut state = IV;
        state[0] ^= 0x0101_0020;
        let last = data.len().saturating_sub(1) / 128 * 128;
        for start in (0..last).step_by(128) {
            compress(&mut state, &data[start..start + 128], start as u64 + 128, false);
        }
        let mut block = [0u8; 128];
        block[..data.len() - last].copy_from_slice(&data[last..]);
        compress(&mut state, &block, data.len() as u64, true);
        let mut digest = [0u8; 32];
        for (bytes, word) in digest.chunks_exact_mut(8).zip(state) {
            bytes.copy_from_slice(&word.to_le_bytes());
        }
        digest
    }
}

#[test]
fn hash_of_standard_messages_equals_rfc_7693_and_block_edges_are_whole() {
    let hex = super::json::unhex;
    assert_eq!(Blake2b::hash(b"").to_vec(), hex("0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8"));
    assert_eq!(Blake2b::hash(b"abc").to_vec(), hex("bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319"));
    assert_eq!(Blake2b::hash(&[0; 128]).to_vec(), hex("378d0caaaa3855f1b38693c1d6ef004fd118691c95c959d4efa950d6d6fcf7c1"));
    assert_eq!(Blake2b::hash(&[0; 129]).to_vec(), hex("baadfb64c3bd2cd187b54accc5e61a0720ed86bf48c28017873536cf9015d1b8"));
}
