//! A piece with its tree, and answers over it.

use super::world::{tuple, CHAIN, DELAY, KEY, MARKET, PROVIDER};
use crate::possession::Possession;
use fvm_sdk::mock::{self, blake2b256, sha256, Machine};

pub struct Piece {
    /// Leaves first, the root last.
    rows: Vec<Vec<[u8; 32]>>,
}

impl Piece {
    pub fn new(leaves: usize) -> Piece {
        let leaf = |i: usize| {
            let mut leaf = blake2b256(&i.to_le_bytes());
            leaf[31] &= 0x3f;
            leaf
        };
        let mut rows = vec![(0..leaves).map(leaf).collect::<Vec<_>>()];
        while rows.last().unwrap().len() > 1 {
            let parents = rows.last().unwrap().chunks(2).map(|pair| {
                let mut parent = sha256(&pair.concat());
                parent[31] &= 0x3f;
                parent
            });
            rows.push(parents.collect());
        }
        Piece { rows }
    }

    pub fn commitment(&self) -> [u8; 32] {
        self.rows.last().unwrap()[0]
    }

    pub fn padded_bytes(&self) -> u64 {
        self.rows[0].len() as u64 * 32
    }

    pub fn plan(&self, challenges: u64) -> Vec<u8> {
        super::world::plan(&self.commitment(), self.padded_bytes(), challenges)
    }

    fn path(&self, index: usize) -> Vec<u8> {
        let siblings = self.rows[..self.rows.len() - 1].iter().enumerate().map(|(level, row)| row[index >> level ^ 1]);
        std::iter::once(self.rows[0][index]).chain(siblings).flatten().collect()
    }
}

/// Everything a provider sends, open to be falsified field by field.
#[derive(Clone)]
pub struct Answer {
    pub job: u64,
    pub version: u64,
    pub chain: String,
    pub market: u64,
    pub named_job: u64,
    pub plan_cid: Vec<u8>,
    pub datasets: Vec<Vec<u8>>,
    pub result: [u8; 32],
    pub proof_hash: Option<[u8; 32]>,
    pub grade: u64,
    pub profile: u64,
    pub device: String,
    pub provider: u64,
    pub epoch: i64,
    pub signing_key: Vec<u8>,
    pub proof: Vec<u8>,
}

fn seed(job: u64, challenge_epoch: i64) -> [u8; 32] {
    let ids: Vec<u8> = [MARKET, job, PROVIDER].iter().flat_map(|id| id.to_le_bytes()).collect();
    blake2b256(&[b"FVMPOSS/v1/", &Machine::beacon(challenge_epoch)[..], &ids].concat())
}

impl Answer {
    /// The right answer to a job accepted by PROVIDER at `accepted`.
    pub fn right(piece: &Piece, job: u64, challenges: u32, accepted: i64) -> Answer {
        let challenge_epoch = accepted + DELAY;
        let seed = seed(job, challenge_epoch);
        let asked = Possession { commitment: piece.commitment(), padded_bytes: piece.padded_bytes(), challenges: challenges as u64 };
        let proof = (0..challenges).flat_map(|i| piece.path(asked.leaf_index(&seed, i).unwrap() as usize)).collect();
        let result = tuple(
            |writer| {
                writer.int(challenge_epoch);
                writer.bytes(&seed);
            },
            2,
        );
        Answer {
            job,
            version: 1,
            chain: CHAIN.into(),
            market: MARKET,
            named_job: job,
            plan_cid: cid(&piece.plan(challenges as u64)),
            datasets: vec![[&[0x01, 0x81, 0xe2, 0x03, 0x92, 0x20, 0x20][..], &piece.commitment()].concat()],
            result: blake2b256(&result),
            proof_hash: None,
            grade: 1,
            profile: 0,
            device: "cpu".into(),
            provider: PROVIDER,
            epoch: challenge_epoch,
            signing_key: KEY.to_vec(),
            proof,
        }
    }

    pub fn attestation(&self) -> Vec<u8> {
        tuple(
            |writer| {
                writer.uint(self.version);
                writer.text(&self.chain);
                writer.uint(self.market);
                writer.uint(self.named_job);
                writer.link(&self.plan_cid);
                writer.list(self.datasets.len());
                self.datasets.iter().for_each(|dataset| writer.link(dataset));
                writer.bytes(&self.result);
                writer.bytes(&self.proof_hash.unwrap_or_else(|| blake2b256(&self.proof)));
                writer.uint(self.grade);
                writer.uint(self.profile);
                writer.text(&self.device);
                writer.uint(self.provider);
                writer.int(self.epoch);
            },
            13,
        )
    }

    pub fn signature(&self) -> Vec<u8> {
        mock::signature(&self.signing_key, &cid(&self.attestation())).to_vec()
    }

    pub fn params(&self) -> Vec<u8> {
        params(self.job, &self.attestation(), &self.signature(), &self.proof)
    }
}

pub fn params(job: u64, attestation: &[u8], signature: &[u8], proof: &[u8]) -> Vec<u8> {
    tuple(
        |writer| {
            writer.uint(job);
            writer.bytes(attestation);
            writer.bytes(signature);
            writer.bytes(proof);
        },
        4,
    )
}

pub fn cid(block: &[u8]) -> Vec<u8> {
    [&[0x01, 0x71, 0xa0, 0xe4, 0x02, 0x20][..], &blake2b256(block)].concat()
}
