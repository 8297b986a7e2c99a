//! What a job asks for. The first element of a plan tuple is its kind.

use crate::possession::Possession;
use fvm_sdk::cbor::Reader;
use fvm_sdk::{crypto, exit, refusal, BlockCid, Outcome};

const POSSESSION: u64 = 0;

/// Reads the plan tuple of a known kind and checks its ranges.
pub fn read(plan: &[u8]) -> Outcome<Possession> {
    let mut reader = Reader::new(plan);
    let elements = reader.list()?;
    let kind = reader.uint()?;
    if (kind, elements) != (POSSESSION, Possession::ELEMENTS) {
        return Err(refusal!(
            exit::ILLEGAL_ARGUMENT,
            "plan has kind ",
            kind,
            " and ",
            elements,
            " elements; known is kind 0 (possession) with ",
            Possession::ELEMENTS
        ));
    }
    let possession = Possession::read(&mut reader)?;
    reader.end()?;
    possession.check()?;
    Ok(possession)
}

/// The CID that names the question.
pub fn cid(plan: &[u8]) -> Outcome<BlockCid> {
    Ok(BlockCid::of_digest(&crypto::blake2b256(plan)?))
}
