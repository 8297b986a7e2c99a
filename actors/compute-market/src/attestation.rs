//! What a provider signs: INTERFACE.md, "Attestation".

use crate::codes;
use alloc::vec::Vec;
use fvm_sdk::cbor::{Malformed, Reader};
use fvm_sdk::{crypto, ensure, refusal, Address, BlockCid, Outcome};

const VERSION: u64 = 1;
const MAX_BYTES: usize = 512;
const MAX_DEVICE_BYTES: usize = 128;

/// Possession names one dataset; the tuple has room for more, its length bounds them.
const MAX_DATASETS: usize = 8;

/// Verified by this actor.
pub const GRADE_PROVEN: u64 = 1;

/// r ‖ s ‖ v
const SIGNATURE_BYTES: usize = 65;

/// (n − 1) / 2 for the order n of secp256k1.
const HALF_ORDER: [u8; 32] = [
    0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x5d, 0x57, 0x6e, 0x73, 0x57, 0xa4, 0x50, 0x1d, 0xdf, 0xe9,
    0x2f, 0x46, 0x68, 0x1b, 0x20, 0xa0,
];

pub struct Attestation<'a> {
    pub chain: &'a str,
    pub market: u64,
    pub job: u64,
    pub plan: &'a [u8],
    pub datasets: Vec<&'a [u8]>,
    pub result: [u8; 32],
    pub proof: [u8; 32],
    pub grade: u64,
    pub profile: u64,
    pub provider: u64,
    pub epoch: i64,
}

/// Whom an attestation must be for.
pub struct Addressee<'a> {
    pub chain: &'a str,
    pub market: u64,
    pub job: u64,
    pub provider: u64,
}

impl<'a> Attestation<'a> {
    pub fn parse(bytes: &'a [u8]) -> Outcome<Attestation<'a>> {
        ensure!(bytes.len() <= MAX_BYTES, codes::ATTESTATION_MALFORMED, "attestation: ", bytes.len(), " bytes, at most ", MAX_BYTES, " are allowed");
        let mut reader = Reader::new(bytes);
        let attestation = Attestation::read(&mut reader).and_then(|attestation| reader.end().map(|()| attestation));
        attestation.map_err(|error| refusal!(codes::ATTESTATION_MALFORMED, "attestation: ", error.what, " (at byte ", error.at, ")"))
    }

    fn read(reader: &mut Reader<'a>) -> Result<Attestation<'a>, Malformed> {
        reader.tuple(13)?;
        read_version(reader)?;
        let (chain, market, job) = (reader.text()?, reader.uint()?, reader.uint()?);
        let (plan, datasets) = (reader.link()?, read_datasets(reader)?);
        let (result, proof, grade, profile) = (reader.array()?, reader.array()?, reader.uint()?, reader.uint()?);
        read_device(reader)?;
        Ok(Attestation { chain, market, job, plan, datasets, result, proof, grade, profile, provider: reader.uint()?, epoch: reader.int()? })
    }

    /// Refuses an attestation made for another chain, market, job or provider.
    pub fn check_addressee(&self, addressee: &Addressee) -> Outcome<()> {
        let code = codes::ATTESTATION_FOREIGN;
        ensure!(self.chain == addressee.chain, code, "attestation: chain is ", self.chain, ", this one is ", addressee.chain);
        for (name, found, wanted) in
            [("market", self.market, addressee.market), ("job", self.job, addressee.job), ("provider", self.provider, addressee.provider)]
        {
            ensure!(found == wanted, code, "attestation: ", name, " is ", found, ", this one is ", wanted);
        }
        Ok(())
    }
}

fn read_version(reader: &mut Reader) -> Result<(), Malformed> {
    let at = reader.position();
    match reader.uint()? {
        VERSION => Ok(()),
        _ => Err(Malformed { what: "unknown version", at }),
    }
}

fn read_datasets<'a>(reader: &mut Reader<'a>) -> Result<Vec<&'a [u8]>, Malformed> {
    let at = reader.position();
    let count = reader.list()?;
    if count > MAX_DATASETS {
        return Err(Malformed { what: "too many datasets", at });
    }
    let mut datasets = Vec::with_capacity(count);
    for _ in 0..count {
        datasets.push(reader.link()?);
    }
    Ok(datasets)
}

fn read_device(reader: &mut Reader) -> Result<(), Malformed> {
    let at = reader.position();
    if reader.text()?.len() > MAX_DEVICE_BYTES {
        return Err(Malformed { what: "device has more than 128 bytes", at });
    }
    Ok(())
}

/// The CID of the attestation, if `signature` is the one form of the key's signature over it.
pub fn verify_signature(attestation: &[u8], signature: &[u8], key: &Address) -> Outcome<BlockCid> {
    ensure!(signature.len() == SIGNATURE_BYTES, codes::SIGNATURE_FORM, "signature: ", signature.len(), " bytes, it must have ", SIGNATURE_BYTES);
    ensure!(signature[32..64] <= HALF_ORDER[..], codes::SIGNATURE_FORM, "signature: s is above half the group order; use the low form");
    let cid = BlockCid::of_digest(&crypto::blake2b256(attestation)?);
    let is_valid = crypto::verify_signature(crypto::SECP256K1, signature, key, cid.as_bytes())?;
    ensure!(is_valid, codes::SIGNATURE_INVALID, "signature: not made by the provider's registered key over this attestation");
    Ok(cid)
}
