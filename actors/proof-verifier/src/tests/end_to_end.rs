use super::vectors::{decode, end_to_end, judge, judge_test, profiles, split, tampered};
use super::Blake2b;
use crate::continuation::Continuation;
use crate::profile::SECURE;
use crate::rejection::{Place, Reason};
use crate::verification::verify_core;

#[test]
fn proof_of_every_reference_file_is_accepted() {
    for (name, file) in end_to_end() {
        assert_eq!(file.get("expect").text(), "accept");
        assert_eq!(judge_test(&file.get("statement").bytes(), &file.get("proof").bytes()), Ok(()), "{}", name);
    }
}

#[test]
fn tampered_case_of_every_reference_file_is_rejected() {
    let mut cases = 0;
    for (name, file) in end_to_end() {
        for case in file.get("tampered").list() {
            let (statement, proof) = tampered(&file, case);
            assert!(judge_test(&statement, &proof).is_err(), "{}: {} is accepted", name, case.get("why").text());
            cases += 1;
        }
    }
    assert!(cases >= 650, "only {} cases", cases);
}

#[test]
fn profile_in_what_actors_use_is_taken_only_if_secure() {
    let mut insecure = 0;
    for (name, file) in end_to_end() {
        let (statement, proof) = (file.get("statement").bytes(), file.get("proof").bytes());
        let verdict = judge(&statement, &proof, SECURE).map_err(|rejection| (rejection.reason, rejection.place));
        let is_insecure = profiles(&statement)[0].is_insecure;
        assert_eq!(verdict, if is_insecure { Err((Reason::UnknownProfile, Place::Profile)) } else { Ok(()) }, "{}", name);
        insecure += is_insecure as usize;
    }
    assert!(insecure >= 5);
}

#[test]
fn records_hashes_and_continuation_of_every_reference_file_agree() {
    for (name, file) in end_to_end() {
        let bytes = file.get("statement").bytes();
        let statement = decode(&bytes).unwrap();
        assert_eq!(statement.hash::<Blake2b>().to_vec(), file.get("statement_hash").bytes(), "{}", name);
        let records = verify_core::<Blake2b>(&statement, &split(&file.get("proof").bytes()).0).unwrap();
        let (encoded, hashes) = (file.get("level_records").list(), file.get("level_hashes").list());
        assert_eq!(records.len(), encoded.len());
        for (record, (encoded, hash)) in records.iter().zip(encoded.iter().zip(hashes)) {
            assert_eq!(record.encode(), encoded.bytes(), "{} level {}", name, record.level);
            assert_eq!(record.hash::<Blake2b>().to_vec(), hash.bytes(), "{} level {}", name, record.level);
        }
        let continuation = Continuation::begin::<Blake2b>(statement.hash::<Blake2b>(), &records);
        assert_eq!(continuation.hash::<Blake2b>().to_vec(), file.get("continuation_after_core").bytes(), "{}", name);
    }
}

/// Cheating provers whose cores are consistent: only the openings reveal them.
#[test]
fn core_of_a_prover_that_cheats_in_folding_verifies_and_its_openings_do_not() {
    let mut cases = 0;
    for (name, file) in end_to_end() {
        for case in file.get("tampered").list().iter().filter(|case| case.get("why").text().starts_with("cheating f")) {
            let (statement, proof) = tampered(&file, case);
            let decoded = decode(&statement).unwrap();
            assert!(verify_core::<Blake2b>(&decoded, &split(&proof).0).is_ok(), "{}", name);
            let rejection = judge_test(&statement, &proof).unwrap_err();
            assert_eq!((rejection.reason, rejection.place), (Reason::FoldedLeaves, Place::Part), "{}", name);
            cases += 1;
        }
    }
    assert!(cases >= 7, "only {} cases", cases);
}

/// Everything about these is consistent but for one check: whoever forgets it accepts them.
#[test]
fn prover_that_one_check_alone_can_catch_is_caught_by_it() {
    let mut cases = [0; 5];
    for (name, file) in end_to_end() {
        for case in file.get("tampered").list() {
            let why = case.get("why").text();
            let (check, wanted) = match why.split("(only ").nth(1) {
                Some("this nonce)") => (0, None),
                Some("the openings)") => (1, Some((Reason::FoldedLeaves, Place::Part))),
                Some("the tree)") => (2, Some((Reason::MerkleRoot, Place::Part))),
                Some("the reduction)") => (3, Some((Reason::FinalClaim, Place::Reduction))),
                Some("the final polynomial)") => (4, Some((Reason::FinalClaim, Place::Whir))),
                _ => continue,
            };
            let (statement, proof) = tampered(&file, case);
            let rejection = judge_test(&statement, &proof).unwrap_err();
            match wanted {
                Some(wanted) => assert_eq!((rejection.reason, rejection.place), wanted, "{}: {}", name, why),
                None => assert_eq!(rejection.reason, Reason::WorkMissing, "{}: {}", name, why),
            }
            cases[check] += 1;
        }
    }
    assert!(cases[0] >= 20 && cases[1..].iter().all(|&count| count >= 5), "{:?}", cases);
}

/// The root's denominator is looked at before anything is computed from it.
#[test]
fn lookup_tree_with_a_zero_denominator_at_its_root_is_refused_for_that() {
    let mut cases = 0;
    for (name, file) in end_to_end() {
        for case in file.get("tampered").list().iter().filter(|case| case.get("why").text() == "gkr root = 0") {
            let (statement, proof) = tampered(&file, case);
            let rejection = judge_test(&statement, &proof).unwrap_err();
            assert_eq!((rejection.reason, rejection.place), (Reason::ZeroDenominator, Place::Gkr), "{}", name);
            cases += 1;
        }
    }
    assert!(cases >= 4, "only {} cases", cases);
}
