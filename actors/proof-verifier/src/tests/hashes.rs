use super::json::Json;
use super::vectors::{element, load};
use super::Blake2b;
use crate::hashing::Digest;
use crate::merkle::{leads_to_root, Leaf};
use crate::rejection::{Place, Reason};
use crate::transcript::Transcript;
use crate::wire::Reader;
use std::vec::Vec;

fn leaf_hash(data: &[u8]) -> Digest {
    let mut leaf = Leaf::new(data.len());
    leaf.data().copy_from_slice(data);
    leaf.hash::<Blake2b>()
}

#[test]
fn multiproofs_of_the_reference_are_taken_and_changed_ones_refused() {
    for tree in load("merkle").list() {
        let root = tree.get("root").bytes().try_into().unwrap();
        let leaves: Vec<Vec<u8>> = tree.get("leaves").list().iter().map(Json::bytes).collect();
        assert_eq!(leaf_hash(&leaves[0]).to_vec(), tree.get("leaf0_hash").bytes());
        for case in tree.get("multiproofs").list() {
            let positions = case.get("positions").numbers();
            let known = || positions.iter().map(|&at| (at as u32, leaf_hash(&leaves[at as usize]))).collect();
            let siblings = |json: &Json| json.get("siblings").list().iter().flat_map(Json::bytes).collect::<Vec<u8>>();
            let depth = tree.get("depth").number() as u8;
            assert!(leads_to_root::<Blake2b>(&root, depth, known(), &siblings(case)));
            for bad in case.get("reject").list() {
                assert!(!leads_to_root::<Blake2b>(&root, depth, known(), &siblings(bad)), "{}", bad.get("why").text());
            }
        }
    }
}

#[test]
fn transcript_over_the_reference_steps_has_its_states() {
    let steps = load("transcript");
    let mut transcript: Transcript<Blake2b> = Transcript::new("vector", 0);
    for step in steps.list() {
        take(&mut transcript, step);
        assert_eq!(transcript.state().to_vec(), step.get("state").bytes(), "{}", step.get("op").text());
    }
}

fn take(transcript: &mut Transcript<Blake2b>, step: &Json) {
    let tag = step.find("tag").map_or("", Json::text);
    match step.get("op").text() {
        "init" => {}
        "absorb" => transcript.absorb(tag, &step.get("data").bytes()),
        "challenge" => assert_eq!(transcript.challenge(tag), element(&step.get("out").bytes())),
        "round" => {
            let data: Vec<u8> = step.get("data").list().iter().flat_map(Json::bytes).collect();
            let message = Reader::new(&data, Place::Core).elements(data.len() / 16).unwrap();
            assert_eq!(transcript.round(tag, message), element(&step.get("out").bytes()));
        }
        "positions" => {
            let positions = transcript.positions(tag, step.get("log_n").number() as usize, step.get("count").number() as usize);
            assert_eq!(positions.iter().map(|&at| at as u64).collect::<Vec<u64>>(), step.get("out").numbers());
        }
        "pow" => transcript.work(tag, step.get("bits").number() as u8, step.get("nonce").number(), Place::QueryWork, 0).unwrap(),
        other => panic!("unknown step {}", other),
    }
}

#[test]
fn work_with_another_nonce_is_refused() {
    let mut refused = 0;
    for nonce in 0..64 {
        let mut transcript: Transcript<Blake2b> = Transcript::new("proof", 0);
        let verdict = transcript.work("pow-query", 30, nonce, Place::QueryWork, 3);
        refused += verdict.map_err(|rejection| assert_eq!((rejection.reason, rejection.index), (Reason::WorkMissing, 3))).is_err() as u32;
    }
    assert_eq!(refused, 64);
}
