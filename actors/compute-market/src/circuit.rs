//! Plans of kind 1: a statement of proof system v1 about a circuit, datasets and public values that the client fixed (INTERFACE.md, "Proof of circuit").

use crate::attestation::Addressee;
use crate::codes;
use alloc::vec::Vec;
use fvm_sdk::cbor::{Malformed, Reader};
use fvm_sdk::{crypto, ensure, exit, refusal, Outcome, Refusal};
use proof_verifier::{Digest, Hasher, Rejection, Statement, SECURE};

const MAX_PLAN_BYTES: usize = 8 * 1024;

/// What an attestation of 512 bytes has room for.
const MAX_DATASETS: usize = 4;

/// Limits of proof-system.md §6.
const MAX_TABLES: usize = 64;
const MAX_ROWS: u64 = 1 << 30;
const FIELD_ORDER: u64 = 0xffff_ffff_0000_0001;

const CONTEXT_DOMAIN: &[u8] = b"FVMJOB/v1/";

/// CIDv1 of a dataset id without its digest: raw, BLAKE2b-256, 32 bytes.
const DATASET_CID_PREFIX: [u8; 6] = [0x01, 0x55, 0xa0, 0xe4, 0x02, 0x20];

/// The verifier's hash, done by the host.
pub struct HostHash;

impl Hasher for HostHash {
    #[inline(always)]
    fn hash(data: &[u8]) -> Digest {
        let mut digest = [0u8; 32];
        if crypto::blake2b256_into(data, &mut digest).is_err() {
            unreachable!("crypto.hash over the actor's own memory");
        }
        digest
    }
}

/// The verifier's reason as an exit of this actor.
pub fn refused(rejection: Rejection) -> Refusal {
    refusal!(codes::PROOF_REFUSED, "proof: ", rejection.place.name(), " ", rejection.index, " ", rejection.reason.name())
}

/// [1, circuit hash, dataset ids, public values or null, [least, most] rows of each table, profile]
pub struct CircuitPlan {
    circuit: Digest,
    datasets: Vec<Digest>,
    /// None: a result, which the proof determines.
    publics: Vec<Option<u64>>,
    rows: Vec<(u64, u64)>,
    profile: u64,
}

fn read_list<T>(reader: &mut Reader, item: impl Fn(&mut Reader) -> Result<T, Malformed>) -> Result<Vec<T>, Malformed> {
    let count = reader.list()?;
    let mut items = Vec::with_capacity(count);
    for _ in 0..count {
        items.push(item(reader)?);
    }
    Ok(items)
}

fn read_range(reader: &mut Reader) -> Result<(u64, u64), Malformed> {
    reader.tuple(2)?;
    Ok((reader.uint()?, reader.uint()?))
}

impl CircuitPlan {
    pub const ELEMENTS: usize = 6;

    /// The elements after the kind.
    pub fn read(reader: &mut Reader) -> Result<CircuitPlan, Malformed> {
        Ok(CircuitPlan {
            circuit: reader.array()?,
            datasets: read_list(reader, |reader| reader.array())?,
            publics: read_list(reader, |reader| reader.optional(|reader| reader.uint()))?,
            rows: read_list(reader, read_range)?,
            profile: reader.uint()?,
        })
    }

    /// `bytes`: of the whole plan.
    pub fn check(&self, bytes: usize) -> Outcome<()> {
        let code = exit::ILLEGAL_ARGUMENT;
        ensure!(bytes <= MAX_PLAN_BYTES, code, "plan has ", bytes, " bytes, at most ", MAX_PLAN_BYTES, " are allowed");
        let (datasets, tables) = (self.datasets.len(), self.rows.len());
        ensure!(datasets <= MAX_DATASETS, code, "plan names ", datasets, " datasets, at most ", MAX_DATASETS, " are allowed");
        ensure!((1..=MAX_TABLES).contains(&tables), code, "plan has row counts of ", tables, " tables, allowed are 1 to ", MAX_TABLES);
        for (table, &(least, most)) in self.rows.iter().enumerate() {
            ensure!(least <= most && most <= MAX_ROWS, code, "rows of table ", table, " are ", least, " to ", most, ", allowed is a range up to ", MAX_ROWS);
        }
        for (number, value) in self.publics.iter().enumerate() {
            ensure!(value.unwrap_or(0) < FIELD_ORDER, code, "public value ", number, " is ", value.unwrap_or(0), ", it must be below ", FIELD_ORDER);
        }
        let is_known = SECURE.iter().any(|profile| profile.id() as u64 == self.profile);
        ensure!(is_known, code, "profile ", self.profile, " is not one of proof-system.md §13.1");
        Ok(())
    }

    pub fn profile(&self) -> u64 {
        self.profile
    }

    /// Whether an attestation's datasets are the CIDs of the plan's, in order.
    pub fn names(&self, cids: &[&[u8]]) -> bool {
        let is_of = |cid: &[u8], id: &Digest| cid.len() == 38 && cid[..6] == DATASET_CID_PREFIX && cid[6..] == id[..];
        cids.len() == self.datasets.len() && cids.iter().zip(&self.datasets).all(|(cid, id)| is_of(cid, id))
    }

    /// The statement is the plan's, made for this job. A proof shows no more than that the statement is true.
    pub fn check_statement(&self, statement: &Statement, context: &Digest) -> Outcome<()> {
        let code = codes::STATEMENT_MISMATCH;
        ensure!(statement.context == *context, code, "statement: context is not this job's");
        let profile = statement.profile.id() as u64;
        ensure!(profile == self.profile, code, "statement: profile is ", profile, ", the job asks ", self.profile);
        ensure!(statement.circuit_hash::<HostHash>() == self.circuit, code, "statement: circuit is not the job's");
        let ids = statement.datasets.iter().map(|dataset| dataset.id::<HostHash>());
        ensure!(ids.eq(self.datasets.iter().copied()), code, "statement: datasets are not the job's");
        self.check_rows(&statement.rows)?;
        let (given, wanted) = (statement.publics.len(), self.publics.len());
        ensure!(given == wanted, code, "statement: ", given, " public values, the job has ", wanted);
        for (number, (value, wanted)) in statement.publics.iter().zip(&self.publics).enumerate() {
            let (value, wanted) = (value.value(), wanted.unwrap_or(value.value()));
            ensure!(value == wanted, code, "statement: public value ", number, " is ", value, ", the job fixed ", wanted);
        }
        Ok(())
    }

    /// A circuit's hash does not say how tall its tables are: a taller range table would prove nothing.
    fn check_rows(&self, rows: &[u64]) -> Outcome<()> {
        let code = codes::STATEMENT_MISMATCH;
        ensure!(rows.len() == self.rows.len(), code, "statement: ", rows.len(), " tables, the job has ", self.rows.len());
        for (table, (&rows, &(least, most))) in rows.iter().zip(&self.rows).enumerate() {
            ensure!((least..=most).contains(&rows), code, "statement: table ", table, " has ", rows, " rows, the job allows ", least, " to ", most);
        }
        Ok(())
    }
}

/// What binds a statement to one acceptance of one job on one chain. `plan`: the digest in the plan's CID.
pub fn context(addressee: &Addressee, accepted: i64, plan: &Digest) -> Outcome<Digest> {
    let mut data = CONTEXT_DOMAIN.to_vec();
    data.push(addressee.chain.len() as u8);
    data.extend_from_slice(addressee.chain.as_bytes());
    for number in [addressee.market, addressee.job, addressee.provider, accepted as u64] {
        data.extend_from_slice(&number.to_le_bytes());
    }
    data.extend_from_slice(plan);
    Ok(crypto::blake2b256(&data)?)
}
