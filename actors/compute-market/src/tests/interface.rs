//! INTERFACE.md against the source: callers read the page, the chain runs the code.

use crate::{codes, methods};

const PAGE: &str = include_str!("../../INTERFACE.md");

fn has_row(start: &str) -> bool {
    PAGE.lines().any(|line| line.starts_with(start))
}

#[test]
fn interface_method_numbers_are_those_of_the_source() {
    let methods = [
        ("RegisterProvider", methods::REGISTER_PROVIDER),
        ("Unregister", methods::UNREGISTER),
        ("PostJob", methods::POST_JOB),
        ("Accept", methods::ACCEPT),
        ("Settle", methods::SETTLE),
        ("Cancel", methods::CANCEL),
        ("Expire", methods::EXPIRE),
        ("Withdraw", methods::WITHDRAW),
        ("GetJob", methods::GET_JOB),
        ("GetProvider", methods::GET_PROVIDER),
        ("GetCredit", methods::GET_CREDIT),
        ("GetParams", methods::GET_PARAMS),
        ("GetChallenge", methods::GET_CHALLENGE),
        ("GetProof", methods::GET_PROOF),
        ("BeginProof", methods::BEGIN_PROOF),
        ("ProofPart", methods::PROOF_PART),
    ];
    for (name, number) in methods {
        assert!(has_row(&format!("| {} | {} |", name, number)), "{} {}", name, number);
    }
}

#[test]
fn interface_exit_codes_are_those_of_the_source() {
    let codes = [
        ("JOB_NOT_OPEN", codes::JOB_NOT_OPEN),
        ("JOB_NOT_ACCEPTED", codes::JOB_NOT_ACCEPTED),
        ("JOB_ENDED", codes::JOB_ENDED),
        ("TOO_EARLY", codes::TOO_EARLY),
        ("TOO_LATE", codes::TOO_LATE),
        ("ATTESTATION_MALFORMED", codes::ATTESTATION_MALFORMED),
        ("ATTESTATION_FOREIGN", codes::ATTESTATION_FOREIGN),
        ("ATTESTATION_MISMATCH", codes::ATTESTATION_MISMATCH),
        ("SIGNATURE_INVALID", codes::SIGNATURE_INVALID),
        ("SIGNATURE_FORM", codes::SIGNATURE_FORM),
        ("PROOF_LENGTH", codes::PROOF_LENGTH),
        ("PROOF_NODE", codes::PROOF_NODE),
        ("PROOF_PATH", codes::PROOF_PATH),
        ("BOND_EXHAUSTED", codes::BOND_EXHAUSTED),
        ("PROVIDER_BUSY", codes::PROVIDER_BUSY),
        ("JOB_KIND", codes::JOB_KIND),
        ("STATEMENT_MISMATCH", codes::STATEMENT_MISMATCH),
        ("PROOF_REFUSED", codes::PROOF_REFUSED),
        ("PROOF_NOT_BEGUN", codes::PROOF_NOT_BEGUN),
    ];
    for (name, code) in codes {
        assert!(has_row(&format!("| {} | {} |", code, name)), "{} {}", code, name);
    }
}
