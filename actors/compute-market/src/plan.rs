//! What a job asks for. The first element of a plan tuple is its kind.

use crate::circuit::CircuitPlan;
use crate::codes;
use crate::possession::Possession;
use fvm_sdk::cbor::Reader;
use fvm_sdk::{crypto, exit, refusal, BlockCid, Outcome};

const POSSESSION: u64 = 0;
const CIRCUIT: u64 = 1;

pub enum Plan {
    Possession(Possession),
    Circuit(CircuitPlan),
}

impl Plan {
    /// Reads the plan tuple of a known kind and checks its ranges.
    pub fn read(bytes: &[u8]) -> Outcome<Plan> {
        let mut reader = Reader::new(bytes);
        let elements = reader.list()?;
        let plan = match (reader.uint()?, elements) {
            (POSSESSION, Possession::ELEMENTS) => Plan::Possession(Possession::read(&mut reader)?),
            (CIRCUIT, CircuitPlan::ELEMENTS) => Plan::Circuit(CircuitPlan::read(&mut reader)?),
            (kind, _) => {
                return Err(refusal!(
                    exit::ILLEGAL_ARGUMENT,
                    "plan has kind ",
                    kind,
                    " and ",
                    elements,
                    " elements; known are kind 0 (possession) with ",
                    Possession::ELEMENTS,
                    " and kind 1 (proof of circuit) with ",
                    CircuitPlan::ELEMENTS
                ))
            }
        };
        reader.end()?;
        match &plan {
            Plan::Possession(possession) => possession.check()?,
            Plan::Circuit(circuit) => circuit.check(bytes.len())?,
        }
        Ok(plan)
    }

    /// For methods that only possession jobs have.
    pub fn possession(self) -> Outcome<Possession> {
        match self {
            Plan::Possession(possession) => Ok(possession),
            Plan::Circuit(_) => Err(refusal!(codes::JOB_KIND, "the job asks for a proof of circuit: use BeginProof and ProofPart")),
        }
    }

    /// For methods that only proof jobs have.
    pub fn circuit(self) -> Outcome<CircuitPlan> {
        match self {
            Plan::Circuit(circuit) => Ok(circuit),
            Plan::Possession(_) => Err(refusal!(codes::JOB_KIND, "the job asks for a proof of possession: use Settle")),
        }
    }
}

/// The CID that names the question.
pub fn cid(plan: &[u8]) -> Outcome<BlockCid> {
    Ok(BlockCid::of_digest(&crypto::blake2b256(plan)?))
}
