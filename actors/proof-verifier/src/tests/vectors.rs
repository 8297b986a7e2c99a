//! The files of tests/vectors/proof, and the cases of the end-to-end ones.

use super::json::{parse, Json};
use super::Blake2b;
use crate::field::{F, K};
use crate::profile::{Profile, INSECURE, SECURE};
use crate::rejection::Verdict;
use crate::statement::Statement;
use crate::verification::verify;
use std::string::String;
use std::vec::Vec;

/// actors/test.sh runs in its own folder.
const FOLDER: &str = "../tests/vectors/proof";

pub fn load(name: &str) -> Json {
    let path = std::format!("{}/{}.json", FOLDER, name);
    parse(&std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {} (run actors/test.sh)", path, error)))
}

/// Every end-to-end file, with its name.
pub fn end_to_end() -> Vec<(String, Json)> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(FOLDER).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if let Some(name) = name.strip_suffix(".json").filter(|name| name.starts_with("e2e-")) {
            names.push(String::from(name));
        }
    }
    names.sort();
    assert!(names.len() >= 5, "{} has {} end-to-end files", FOLDER, names.len());
    names.into_iter().map(|name| (name.clone(), load(&name))).collect()
}

pub fn element(bytes: &[u8]) -> K {
    let word = |at: usize| F::canonical(u64::from_le_bytes(bytes[at..at + 8].try_into().unwrap())).unwrap();
    K { a: word(0), b: word(8) }
}

pub fn elements(json: &Json) -> Vec<K> {
    json.list().iter().map(|item| element(&item.bytes())).collect()
}

/// What a verifier makes of the bytes, from the statement's decoding on.
pub fn judge(statement: &[u8], proof: &[u8], profiles: &'static [Profile]) -> Verdict<()> {
    verify::<Blake2b>(&Statement::decode::<Blake2b>(statement, profiles)?, proof)
}

/// The profiles to which the statement's belongs.
pub fn profiles(statement: &[u8]) -> &'static [Profile] {
    let is_secure = SECURE.iter().any(|profile| statement.get(32..34) == Some(&profile.id.to_le_bytes()));
    if is_secure {
        SECURE
    } else {
        INSECURE
    }
}

pub fn decode(statement: &[u8]) -> Verdict<Statement> {
    Statement::decode::<Blake2b>(statement, profiles(statement))
}

pub fn judge_test(statement: &[u8], proof: &[u8]) -> Verdict<()> {
    judge(statement, proof, profiles(statement))
}

/// Statement and proof of a tampered case: it replaces either, or patches the accepted proof.
pub fn tampered(file: &Json, case: &Json) -> (Vec<u8>, Vec<u8>) {
    let statement = case.find("statement").unwrap_or_else(|| file.get("statement")).bytes();
    let mut proof = case.find("proof").unwrap_or_else(|| file.get("proof")).bytes();
    if let Some(patch) = case.find("proof_patch") {
        let (at, bytes) = (patch.list()[0].number() as usize, patch.list()[1].bytes());
        proof[at..at + bytes.len()].copy_from_slice(&bytes);
    }
    (statement, proof)
}

/// Core and parts of a proof that is known to be well formed.
pub fn split(proof: &[u8]) -> (Vec<u8>, Vec<Vec<u8>>) {
    let length = |at: usize| u32::from_le_bytes(proof[at..at + 4].try_into().unwrap()) as usize;
    let end = 4 + length(0);
    let count = u16::from_le_bytes(proof[end..end + 2].try_into().unwrap());
    let (mut parts, mut at) = (Vec::new(), end + 2);
    for _ in 0..count {
        let next = at + 4 + length(at);
        parts.push(proof[at + 4..next].to_vec());
        at = next;
    }
    (proof[4..end].to_vec(), parts)
}

pub fn join(core: &[u8], parts: &[Vec<u8>]) -> Vec<u8> {
    let mut proof = (core.len() as u32).to_le_bytes().to_vec();
    proof.extend_from_slice(core);
    proof.extend_from_slice(&(parts.len() as u16).to_le_bytes());
    for part in parts {
        proof.extend_from_slice(&(part.len() as u32).to_le_bytes());
        proof.extend_from_slice(part);
    }
    proof
}
