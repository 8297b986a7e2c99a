//! Exit codes of the market's own (INTERFACE.md, "Exit codes").

pub const JOB_NOT_OPEN: u32 = 32;
pub const JOB_NOT_ACCEPTED: u32 = 33;
pub const JOB_ENDED: u32 = 34;
pub const TOO_EARLY: u32 = 35;
pub const TOO_LATE: u32 = 36;
pub const ATTESTATION_MALFORMED: u32 = 37;
pub const ATTESTATION_FOREIGN: u32 = 38;
pub const ATTESTATION_MISMATCH: u32 = 39;
pub const SIGNATURE_INVALID: u32 = 40;
pub const SIGNATURE_FORM: u32 = 41;
pub const PROOF_LENGTH: u32 = 42;
pub const PROOF_NODE: u32 = 43;
pub const PROOF_PATH: u32 = 44;
pub const BOND_EXHAUSTED: u32 = 45;
pub const PROVIDER_BUSY: u32 = 46;
pub const JOB_KIND: u32 = 47;
pub const STATEMENT_MISMATCH: u32 = 48;
pub const PROOF_REFUSED: u32 = 49;
pub const PROOF_NOT_BEGUN: u32 = 50;
