//! Method numbers from names (FRC-0042), computed when the actor is compiled.

/// Every actor's constructor.
pub const CONSTRUCTOR: u64 = 1;

/// Numbers below are not FRC-42: the first usable one.
pub const FIRST_EXPORTED: u64 = 1 << 24;

/// BLAKE2b-512 of `1|Name`; the first of its 4-byte big-endian groups that is at least 2^24.
pub const fn method_number(name: &str) -> u64 {
    let name = name.as_bytes();
    let mut message = [0u8; 64];
    message[0] = b'1';
    message[1] = b'|';
    let mut at = 0;
    while at < name.len() {
        message[2 + at] = name[at];
        at += 1;
    }
    let digest = blake2b_512(&message, 2 + name.len());
    let mut group = 0;
    while group < 16 {
        let word = digest[group / 2].swap_bytes();
        let number = if group % 2 == 0 { word >> 32 } else { word & 0xffff_ffff };
        if number >= FIRST_EXPORTED {
            return number;
        }
        group += 1;
    }
    panic!("no group of the digest is large enough")
}

pub(crate) const IV: [u64; 8] = [
    0x6a09_e667_f3bc_c908,
    0xbb67_ae85_84ca_a73b,
    0x3c6e_f372_fe94_f82b,
    0xa54f_f53a_5f1d_36f1,
    0x510e_527f_ade6_82d1,
    0x9b05_688c_2b3e_6c1f,
    0x1f83_d9ab_fb41_bd6b,
    0x5be0_cd19_137e_2179,
];

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

/// Rows of the working vector that a round mixes: four columns, then four diagonals.
const LANES: [[usize; 4]; 8] = [[0, 4, 8, 12], [1, 5, 9, 13], [2, 6, 10, 14], [3, 7, 11, 15], [0, 5, 10, 15], [1, 6, 11, 12], [2, 7, 8, 13], [3, 4, 9, 14]];

/// One BLAKE2b compression (RFC 7693 §3.2) as a constant function.
pub(crate) const fn compress(state: [u64; 8], block: [u64; 16], counted: u64, last: bool) -> [u64; 8] {
    let mut v = [0u64; 16];
    let mut i = 0;
    while i < 8 {
        v[i] = state[i];
        v[i + 8] = IV[i];
        i += 1;
    }
    v[12] ^= counted;
    if last {
        v[14] = !v[14];
    }
    let mut step = 0;
    while step < 96 {
        let (round, lane) = (step / 8, step % 8);
        let [a, b, c, d] = LANES[lane];
        v[a] = v[a].wrapping_add(v[b]).wrapping_add(block[SIGMA[round % 10][2 * lane]]);
        v[d] = (v[d] ^ v[a]).rotate_right(32);
        v[c] = v[c].wrapping_add(v[d]);
        v[b] = (v[b] ^ v[c]).rotate_right(24);
        v[a] = v[a].wrapping_add(v[b]).wrapping_add(block[SIGMA[round % 10][2 * lane + 1]]);
        v[d] = (v[d] ^ v[a]).rotate_right(16);
        v[c] = v[c].wrapping_add(v[d]);
        v[b] = (v[b] ^ v[c]).rotate_right(63);
        step += 1;
    }
    let mut out = [0u64; 8];
    i = 0;
    while i < 8 {
        out[i] = state[i] ^ v[i] ^ v[i + 8];
        i += 1;
    }
    out
}

const fn blake2b_512(message: &[u8; 64], length: usize) -> [u64; 8] {
    let mut block = [0u64; 16];
    let mut at = 0;
    while at < message.len() {
        block[at / 8] |= (message[at] as u64) << (8 * (at % 8));
        at += 1;
    }
    let mut state = IV;
    state[0] ^= 0x0101_0000 ^ 64;
    compress(state, block, length as u64, true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn method_number_of_known_methods_equals_the_published_ones() {
        // FRC-0042 and builtin-actors
        assert_eq!(method_number("AuthenticateMessage"), 2_643_134_072);
        assert_eq!(method_number("InvokeEVM"), 3_844_450_837);
        assert_eq!(method_number("Receive"), 3_726_118_371);
    }
}
