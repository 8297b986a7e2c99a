//! Proof that a provider holds a piece: leaves that chain randomness picked, with their paths to the piece commitment.

use crate::codes;
use alloc::vec::Vec;
use fvm_sdk::cbor::{Malformed, Reader, Writer};
use fvm_sdk::{crypto, ensure, exit, Outcome, SyscallError};

const NODE: usize = 32;

/// FIPS: a node is a field element below 2^254, so the top two bits of its last byte are clear (truncated SHA-256).
const LAST_BYTE_MASK: u8 = 0x3f;

const MIN_PADDED: u64 = 128;
const MAX_PADDED: u64 = 1 << 36;

/// What a message of 64 KiB has room for beside 1 KiB of envelope, attestation and signature.
const MAX_PROOF_BYTES: u64 = 63 * 1024;

const SEED_DOMAIN: &[u8] = b"FVMPOSS/v1/";

/// PieceCID v1 without its digest: CIDv1, fil-commitment-unsealed, sha2-256-trunc254-padded, 32 bytes.
const PIECE_CID_PREFIX: [u8; 7] = [0x01, 0x81, 0xe2, 0x03, 0x92, 0x20, 0x20];

/// [0, commitment, paddedSize, challenges]
pub struct Possession {
    pub commitment: [u8; NODE],
    pub padded_bytes: u64,
    pub challenges: u64,
}

impl Possession {
    pub const ELEMENTS: usize = 4;

    /// The elements after the kind.
    pub fn read(reader: &mut Reader) -> Result<Possession, Malformed> {
        Ok(Possession { commitment: reader.array()?, padded_bytes: reader.uint()?, challenges: reader.uint()? })
    }

    pub fn check(&self) -> Outcome<()> {
        let (padded, challenges) = (self.padded_bytes, self.challenges);
        ensure!(
            self.commitment[NODE - 1] <= LAST_BYTE_MASK,
            exit::ILLEGAL_ARGUMENT,
            "commitment: byte 31 is ",
            self.commitment[NODE - 1] as u64,
            ", at most 63 is a piece commitment"
        );
        let is_piece = padded.is_power_of_two() && (MIN_PADDED..=MAX_PADDED).contains(&padded);
        ensure!(is_piece, exit::ILLEGAL_ARGUMENT, "paddedSize is ", padded, ", allowed are powers of two from ", MIN_PADDED, " to ", MAX_PADDED);
        let most = self.leaves().min(MAX_PROOF_BYTES / self.path_bytes());
        ensure!((1..=most).contains(&challenges), exit::ILLEGAL_ARGUMENT, "challenges is ", challenges, ", allowed for this paddedSize are 1 to ", most);
        Ok(())
    }

    fn leaves(&self) -> u64 {
        self.padded_bytes / NODE as u64
    }

    /// Siblings of a path.
    fn height(&self) -> u32 {
        self.leaves().trailing_zeros()
    }

    /// A leaf and its siblings.
    fn path_bytes(&self) -> u64 {
        (self.height() as u64 + 1) * NODE as u64
    }

    pub fn proof_bytes(&self) -> u64 {
        self.challenges * self.path_bytes()
    }

    /// Bytes of the one dataset's CID: PieceCID v1.
    pub fn piece_cid(&self) -> Vec<u8> {
        [&PIECE_CID_PREFIX[..], &self.commitment].concat()
    }

    pub fn leaf_index(&self, seed: &[u8; 32], challenge: u32) -> Result<u64, SyscallError> {
        let mut message = [0u8; 36];
        message[..32].copy_from_slice(seed);
        message[32..].copy_from_slice(&challenge.to_le_bytes());
        let digest = crypto::blake2b256(&message)?;
        let mut low = [0u8; 8];
        low.copy_from_slice(&digest[..8]);
        // leaves is a power of two: the remainder is unbiased
        Ok(u64::from_le_bytes(low) & (self.leaves() - 1))
    }

    /// Checks every path of a proof of the right length. The proof's bytes are consumed: each step overwrites what it has used.
    pub fn verify(&self, seed: &[u8; 32], proof: &mut [u8]) -> Outcome<()> {
        let paths = proof.chunks_exact_mut(self.path_bytes() as usize);
        for (challenge, path) in paths.enumerate() {
            let index = self.leaf_index(seed, challenge as u32)?;
            check_nodes(path, challenge)?;
            let reached = climb(path, index)?;
            ensure!(
                reached == self.commitment,
                codes::PROOF_PATH,
                "proof: the path of challenge ",
                challenge,
                " (leaf ",
                index,
                ") does not end in the commitment"
            );
        }
        Ok(())
    }
}

fn check_nodes(path: &[u8], challenge: usize) -> Outcome<()> {
    for (level, node) in path.chunks_exact(NODE).enumerate() {
        ensure!(node[NODE - 1] <= LAST_BYTE_MASK, codes::PROOF_NODE, "proof: node ", level, " of challenge ", challenge, " is not below 2^254");
    }
    Ok(())
}

/// Goes from the leaf to the root. The running node lies before the sibling of its level; the hash of both is written over the sibling, before the next one.
fn climb(path: &mut [u8], index: u64) -> Outcome<[u8; NODE]> {
    let mut rest = index;
    let mut at = 0;
    while at + 2 * NODE <= path.len() {
        let pair = &mut path[at..at + 2 * NODE];
        if rest & 1 == 1 {
            let (node, sibling) = pair.split_at_mut(NODE);
            node.swap_with_slice(sibling);
        }
        crypto::sha256_onto_second_half(pair)?;
        pair[2 * NODE - 1] &= LAST_BYTE_MASK;
        rest >>= 1;
        at += NODE;
    }
    let mut root = [0u8; NODE];
    root.copy_from_slice(&path[at..]);
    Ok(root)
}

/// What the challenged leaves are drawn from.
pub fn seed(randomness: &[u8; 32], market: u64, job: u64, provider: u64) -> Result<[u8; 32], SyscallError> {
    let mut message = Vec::with_capacity(SEED_DOMAIN.len() + 32 + 24);
    message.extend_from_slice(SEED_DOMAIN);
    message.extend_from_slice(randomness);
    for id in [market, job, provider] {
        message.extend_from_slice(&id.to_le_bytes());
    }
    crypto::blake2b256(&message)
}

/// The result that an attestation names: DAG-CBOR [challenge epoch, seed].
pub fn result(challenge_epoch: i64, seed: &[u8; 32]) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.list(2);
    writer.int(challenge_epoch);
    writer.bytes(seed);
    writer.finish()
}
