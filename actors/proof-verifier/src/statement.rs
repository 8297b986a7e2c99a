//! What is claimed (proof-system.md §6): the whole of it is hashed before the first challenge.

use crate::circuit::{Circuit, MAX_COLUMNS, MAX_LOG_ROWS};
use crate::field::{F, K};
use crate::hashing::{Digest, Hasher};
use crate::kernels::ceil_log;
use crate::layout::{Block, Layout};
use crate::profile::Profile;
use crate::rejection::{Place, Reason, Verdict};
use crate::transcript::Transcript;
use crate::wire::Reader;
use alloc::vec::Vec;

const MAX_DATASETS: usize = 64;
const MAX_BLOCKS: usize = 64;
const MAX_DATASET_COLUMNS: usize = 4096;

/// Least bytes of each item: a count is refused if that many cannot follow.
const DATASET_BYTES: usize = 84;
const BLOCK_BYTES: usize = 10;
const ROW_COUNT_BYTES: usize = 8;
const PUBLIC_BYTES: usize = 8;

/// The public record of a registered commitment.
pub struct Dataset<'a> {
    pub root: Digest,
    pub(crate) blocks: Vec<Block>,
    /// The declared value at the out-of-domain point.
    pub(crate) y: K,
    /// The whole record: root, shape with schema, y.
    encoding: &'a [u8],
}

impl<'a> Dataset<'a> {
    /// What a job names.
    pub fn id<H: Hasher>(&self) -> Digest {
        let mut data = Vec::with_capacity(32 + self.encoding.len());
        data.extend_from_slice(b"FVMPROOF/v1/dataset-id");
        data.extend_from_slice(self.encoding);
        H::hash(&data)
    }

    /// z, a hash of root and shape: m coordinates inside a row, then the row's number. `rows`: of the commitment.
    pub(crate) fn out_of_domain_point<H: Hasher>(&self, m: usize, rows: u64) -> Vec<K> {
        let shape = &self.encoding[self.root.len()..self.encoding.len() - K::BYTES];
        let mut transcript: Transcript<H> = Transcript::new("dataset-ood", shape.len());
        transcript.absorb("root", &self.root);
        transcript.absorb("shape", shape);
        transcript.challenges("z", m + ceil_log(rows))
    }

    fn decode(reader: &mut Reader<'a>, profile: &Profile) -> Verdict<Dataset<'a>> {
        let start = reader.position();
        let root = reader.digest()?;
        let (m, log_blowup) = (reader.u8()?, reader.u8()?);
        reader.require(m == profile.m && log_blowup == profile.log_blowup, Reason::UnknownProfile)?;
        let count = reader.u16()? as usize;
        reader.require(count <= MAX_BLOCKS, Reason::LimitExceeded)?;
        let blocks = reader.list(count, BLOCK_BYTES, block)?;
        let columns: usize = blocks.iter().map(|block| block.columns as usize).sum();
        reader.require(columns <= MAX_DATASET_COLUMNS, Reason::LimitExceeded)?;
        reader.digest()?;
        let y = reader.k()?;
        Ok(Dataset { root, blocks, y, encoding: reader.since(start) })
    }

    #[cfg(test)]
    pub(crate) fn for_test(encoding: &'a [u8], blocks: Vec<Block>) -> Dataset<'a> {
        let mut root = [0u8; 32];
        root.copy_from_slice(&encoding[..32]);
        Dataset { root, blocks, y: K::ZERO, encoding }
    }

    pub(crate) fn layout(&self, m: usize) -> Layout {
        Layout::new(&self.blocks, m)
    }
}

fn block(reader: &mut Reader) -> Verdict<Block> {
    let block = Block { rows: reader.u64()?, columns: reader.u16()? };
    let is_allowed = ceil_log(block.rows) <= MAX_LOG_ROWS && block.columns as usize <= MAX_COLUMNS;
    reader.require(is_allowed, Reason::LimitExceeded)?;
    Ok(block)
}

/// A decoded statement. Whoever accepts a proof must compare the circuit, the datasets, the row counts, the public values and the context with what was agreed:
/// a proof only shows that the statement is true.
pub struct Statement<'a> {
    pub context: Digest,
    pub profile: &'static Profile,
    pub circuit: Circuit,
    pub datasets: Vec<Dataset<'a>>,
    /// Of each table. They are not part of the circuit.
    pub rows: Vec<u64>,
    pub publics: Vec<F>,
    circuit_bytes: &'a [u8],
    bytes: &'a [u8],
}

impl<'a> Statement<'a> {
    /// Reads a statement whose profile is one of `profiles`.
    #[inline(never)]
    pub fn decode<H: Hasher>(bytes: &'a [u8], profiles: &'static [Profile]) -> Verdict<Statement<'a>> {
        let mut reader = Reader::new(bytes, Place::Statement);
        let context = reader.digest()?;
        let (id, hash) = (reader.u16()?, reader.digest()?);
        let profile = profiles.iter().find(|profile| profile.id == id && profile.hash::<H>() == hash);
        let profile = profile.ok_or_else(|| Place::Profile.refuse(Reason::UnknownProfile, id as usize))?;
        let length = reader.u32()? as usize;
        let circuit_bytes = reader.bytes(length)?;
        let count = reader.u16()? as usize;
        reader.require(count <= MAX_DATASETS, Reason::LimitExceeded)?;
        let datasets = reader.list(count, DATASET_BYTES, |reader| Dataset::decode(reader, profile))?;
        let count = reader.u16()? as usize;
        let rows = reader.list(count, ROW_COUNT_BYTES, |reader| reader.u64())?;
        let count = reader.u16()? as usize;
        let publics = reader.list(count, PUBLIC_BYTES, |reader| reader.f())?;
        reader.end()?;
        let circuit = Circuit::decode(circuit_bytes)?;
        Place::Statement.require(publics.len() == circuit.publics as usize, Reason::NoSuchThing, publics.len())?;
        circuit.validate_rows(&rows)?;
        Ok(Statement { context, profile, circuit, datasets, rows, publics, circuit_bytes, bytes })
    }

    pub fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    pub fn hash<H: Hasher>(&self) -> Digest {
        H::hash(self.bytes)
    }

    /// BLAKE2b-256 of the circuit's encoding.
    pub fn circuit_hash<H: Hasher>(&self) -> Digest {
        H::hash(self.circuit_bytes)
    }
}
