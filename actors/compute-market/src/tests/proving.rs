//! Proof-of-circuit jobs, with a proof by the reference prover for exactly this job (tests/vectors/proof/job.json).

use super::json::{parse, Json};
use super::world::*;
use crate::{codes, methods};
use fvm_sdk::cbor::{Reader, Writer};
use fvm_sdk::mock::{self, blake2b256, Machine};
use fvm_sdk::{exit, Message, Outcome};
use std::ops::Range;

const ESCROW: u128 = 700;
const PRICE: u128 = 600;
const DEADLINE: i64 = 150;

/// Everything a provider sends, open to be falsified.
#[derive(Clone)]
struct Proof {
    market: u64,
    job: u64,
    provider: u64,
    accepted: i64,
    plan: Vec<u8>,
    datasets: Vec<Vec<u8>>,
    result: Option<[u8; 32]>,
    proof: Option<[u8; 32]>,
    grade: u64,
    profile: u64,
    epoch: i64,
    key: Vec<u8>,
    statement: Vec<u8>,
    core: Vec<u8>,
    parts: Vec<Vec<u8>>,
    records: Vec<Vec<u8>>,
    levels: Vec<Vec<u8>>,
    statement_hash: Vec<u8>,
    continuations: Vec<Vec<u8>>,
}

/// What ProofPart brings besides the job and the statement's hash, open to be falsified.
#[derive(Clone)]
struct Opening {
    opened: Vec<Vec<u8>>,
    first: u64,
    records: Vec<Vec<u8>>,
    ahead: Vec<Vec<u8>>,
    parts: Vec<Vec<u8>>,
}

fn bytes_of(list: &Json) -> Vec<Vec<u8>> {
    list.list().iter().map(Json::bytes).collect()
}

fn load() -> Proof {
    let path = "../tests/vectors/proof/job.json";
    let file = parse(&std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {} (run actors/test.sh)", path, error)));
    Proof {
        market: file.get("market").number(),
        job: file.get("job").number(),
        provider: file.get("provider").number(),
        accepted: file.get("accepted").number() as i64,
        plan: file.get("plan").bytes(),
        datasets: bytes_of(file.get("dataset_ids")).iter().map(|id| [&[0x01, 0x55, 0xa0, 0xe4, 0x02, 0x20][..], id].concat()).collect(),
        result: None,
        proof: None,
        grade: 1,
        profile: 0x020c,
        epoch: 100,
        key: KEY.to_vec(),
        statement: file.get("statement").bytes(),
        core: file.get("core").bytes(),
        parts: bytes_of(file.get("parts")),
        records: bytes_of(file.get("level_records")),
        levels: bytes_of(file.get("level_hashes")),
        statement_hash: file.get("statement_hash").bytes(),
        continuations: bytes_of(file.get("continuations")),
    }
}

impl Proof {
    fn attestation(&self) -> Vec<u8> {
        tuple(
            |writer| {
                writer.uint(1);
                writer.text(CHAIN);
                writer.uint(self.market);
                writer.uint(self.job);
                writer.link(&super::piece::cid(&self.plan));
                writer.list(self.datasets.len());
                self.datasets.iter().for_each(|dataset| writer.link(dataset));
                writer.bytes(&self.result.unwrap_or_else(|| blake2b256(&self.statement)));
                writer.bytes(&self.proof.unwrap_or_else(|| blake2b256(&self.core)));
                writer.uint(self.grade);
                writer.uint(self.profile);
                writer.text("cpu");
                writer.uint(self.provider);
                writer.int(self.epoch);
            },
            13,
        )
    }

    fn call(&self, caller: u64, method: u64, atto: u128, params: Vec<u8>) -> Outcome<Vec<u8>> {
        let message = Message { caller, receiver: self.market, method, value: amount(atto), read_only: false, params };
        Machine::call(message, methods::dispatch).map(|reply| reply.unwrap_or_default())
    }

    fn begin(&self) -> Outcome<Vec<u8>> {
        let attestation = self.attestation();
        let signature = mock::signature(&self.key, &super::piece::cid(&attestation));
        let fields = [&attestation[..], &signature[..], &self.statement, &self.core];
        let params = tuple(
            |writer| {
                writer.uint(self.job);
                fields.iter().for_each(|field| writer.bytes(field));
            },
            5,
        );
        self.call(self.provider, methods::BEGIN_PROOF, 0, params)
    }

    /// The message that opens these levels. In the vector every level has one part.
    fn opening(&self, levels: Range<usize>) -> Opening {
        Opening {
            opened: self.levels[..levels.start].to_vec(),
            first: 0,
            records: self.records[levels.clone()].to_vec(),
            ahead: self.levels[levels.end..].to_vec(),
            parts: self.parts[levels].to_vec(),
        }
    }

    fn part_params(&self, opening: &Opening) -> Vec<u8> {
        tuple(
            |writer| {
                writer.uint(self.job);
                writer.bytes(&self.statement_hash);
                list(writer, &opening.opened);
                writer.uint(opening.first);
                [&opening.records, &opening.ahead, &opening.parts].iter().for_each(|items| list(writer, items));
            },
            7,
        )
    }

    fn send(&self, opening: &Opening) -> Outcome<Vec<u8>> {
        self.call(self.provider, methods::PROOF_PART, 0, self.part_params(opening))
    }

    fn part(&self, number: usize) -> Outcome<Vec<u8>> {
        self.send(&self.opening(number..number + 1))
    }

    fn progress(&self) -> Outcome<Vec<u8>> {
        self.call(STRANGER, methods::GET_PROOF, 0, job_params(self.job))
    }

    /// A job that the provider accepted at epoch 100; it is epoch 101.
    fn accepted_job(&self) {
        open_market();
        register(self.provider, MIN_BOND).unwrap();
        assert_eq!(post(&self.plan, ESCROW, PRICE, DEADLINE, Some(self.provider)).unwrap(), self.job);
        self.call(self.provider, methods::ACCEPT, 0, job_params(self.job)).unwrap();
        assert_eq!(epoch(), self.accepted);
        at_epoch(101);
    }

    fn begun_job() -> Proof {
        let proof = load();
        proof.accepted_job();
        proof.begin().unwrap();
        proof
    }
}

fn list(writer: &mut Writer, items: &[Vec<u8>]) {
    writer.list(items.len());
    items.iter().for_each(|item| writer.bytes(item));
}

fn continuation(reply: &[u8]) -> Vec<u8> {
    let mut reader = Reader::new(reply);
    reader.tuple(2).unwrap();
    reader.array::<32>().unwrap().to_vec()
}

#[test]
fn proof_in_its_messages_settles_with_the_last_part() {
    let proof = load();
    proof.accepted_job();
    assert_eq!(continuation(&proof.begin().unwrap()), proof.continuations[0]);
    let last = proof.parts.len() - 1;
    for number in 0..=last {
        assert_eq!(continuation(&proof.progress().unwrap()), proof.continuations[number]);
        assert_eq!((received(proof.provider), balance()), (0, ESCROW + MIN_BOND), "nothing is paid before the last part");
        let reply = proof.part(number).unwrap();
        let mut reader = Reader::new(&reply);
        reader.tuple(3).unwrap();
        assert_eq!((reader.uint().unwrap(), reader.uint().unwrap()), (number as u64 + 1, 0));
        let settled = reader.optional(|reader| {
            reader.tuple(3)?;
            Ok((fvm_sdk::Amount::read(reader)?, fvm_sdk::Amount::read(reader)?, reader.bytes()?))
        });
        let cid = super::piece::cid(&proof.attestation());
        let wanted = if number == last { Some((amount(PRICE), amount(ESCROW - PRICE), &cid[..])) } else { None };
        assert_eq!(settled.unwrap(), wanted);
    }
    assert_eq!((received(proof.provider), received(CLIENT), balance()), (PRICE, ESCROW - PRICE, MIN_BOND));
    assert_eq!(events().last().unwrap(), "job-settled");
    assert_eq!(code("replayed part", proof.part(last)), codes::JOB_ENDED);
    assert_eq!(code("replayed core", proof.begin()), codes::JOB_ENDED);
    assert_eq!(code("progress", proof.progress()), codes::PROOF_NOT_BEGUN);
    assert_eq!(balance(), MIN_BOND);
}

/// Every falsified piece of the first message, and the code that names it.
#[test]
fn begin_proof_falsified_is_refused_and_changes_nothing() {
    let right = load();
    right.accepted_job();
    let rows_at = right.statement.len() - 2 - 16 - 16;
    let cases: [(&str, u32, &dyn Fn(&mut Proof)); 24] = [
        ("attestation for another market", codes::ATTESTATION_FOREIGN, &|proof| proof.market += 1),
        ("plan", codes::ATTESTATION_MISMATCH, &|proof| proof.plan[5] ^= 1),
        ("no datasets", codes::ATTESTATION_MISMATCH, &|proof| proof.datasets.clear()),
        ("other dataset", codes::ATTESTATION_MISMATCH, &|proof| proof.datasets[0][20] ^= 1),
        ("dataset of another codec", codes::ATTESTATION_MISMATCH, &|proof| proof.datasets[0][1] = 0x71),
        ("one dataset more", codes::ATTESTATION_MISMATCH, &|proof| proof.datasets.push(proof.datasets[0].clone())),
        ("result", codes::ATTESTATION_MISMATCH, &|proof| proof.result = Some([0; 32])),
        ("proof", codes::ATTESTATION_MISMATCH, &|proof| proof.proof = Some([0; 32])),
        ("grade", codes::ATTESTATION_MISMATCH, &|proof| proof.grade = 2),
        ("profile", codes::ATTESTATION_MISMATCH, &|proof| proof.profile = 0),
        ("before acceptance", codes::ATTESTATION_MISMATCH, &|proof| proof.epoch = 99),
        ("in the future", codes::ATTESTATION_MISMATCH, &|proof| proof.epoch = 102),
        ("other key", codes::SIGNATURE_INVALID, &|proof| proof.key = vec![1, 9]),
        ("context", codes::STATEMENT_MISMATCH, &|proof| proof.statement[0] ^= 1),
        ("unknown profile", codes::PROOF_REFUSED, &|proof| proof.statement[33] = 0xff),
        ("circuit", codes::STATEMENT_MISMATCH, &|proof| proof.statement[32 + 34 + 4 + 4] ^= 1),
        ("dataset's root", codes::STATEMENT_MISMATCH, &|proof| proof.statement[rows_at - 2 - 94] ^= 1),
        ("dataset's y", codes::STATEMENT_MISMATCH, &|proof| proof.statement[rows_at - 2 - 16] ^= 1),
        ("taller range table", codes::STATEMENT_MISMATCH, &|proof| proof.statement[rows_at + 8] = 64),
        ("public value that the plan fixed", codes::STATEMENT_MISMATCH, &|proof| *proof.statement.iter_mut().rev().nth(7).unwrap() ^= 1),
        ("public value that the plan left open", codes::PROOF_REFUSED, &|proof| *proof.statement.iter_mut().rev().nth(15).unwrap() ^= 1),
        ("statement cut", codes::PROOF_REFUSED, &|proof| drop(proof.statement.pop())),
        ("core cut", codes::PROOF_REFUSED, &|proof| drop(proof.core.pop())),
        ("core changed", codes::PROOF_REFUSED, &|proof| proof.core[4000] ^= 1),
    ];
    for (story, expected, falsify) in cases {
        let mut proof = right.clone();
        falsify(&mut proof);
        let called = Proof { market: right.market, ..proof.clone() };
        let outcome = if proof.market == right.market { called.begin() } else { begin_of(&right, &proof) };
        assert_eq!(code(story, outcome), expected, "{}", story);
        assert_eq!((code(story, right.progress()), balance()), (codes::PROOF_NOT_BEGUN, ESCROW + MIN_BOND), "{}", story);
    }
    right.begin().unwrap();
}

/// Sends one proof's attestation to another's market.
fn begin_of(right: &Proof, proof: &Proof) -> Outcome<Vec<u8>> {
    let attestation = proof.attestation();
    let signature = mock::signature(&proof.key, &super::piece::cid(&attestation));
    let mut writer = Writer::new();
    writer.list(5);
    writer.uint(right.job);
    [&attestation[..], &signature[..], &proof.statement, &proof.core].iter().for_each(|field| writer.bytes(field));
    right.call(right.provider, methods::BEGIN_PROOF, 0, writer.finish())
}

/// However the parts are cut into messages, nothing is paid before the last.
#[test]
fn proof_in_messages_of_several_parts_settles_with_the_last() {
    for messages in [vec![0..3], vec![0..2, 2..3], vec![0..1, 1..3]] {
        let proof = Proof::begun_job();
        for levels in messages {
            assert_eq!(continuation(&proof.progress().unwrap()), proof.continuations[levels.start]);
            assert_eq!((received(proof.provider), balance()), (0, ESCROW + MIN_BOND));
            let reply = proof.send(&proof.opening(levels.clone())).unwrap();
            let mut reader = Reader::new(&reply);
            reader.tuple(3).unwrap();
            assert_eq!((reader.uint().unwrap(), reader.uint().unwrap()), (levels.end as u64, 0));
        }
        assert_eq!((received(proof.provider), received(CLIENT), balance()), (PRICE, ESCROW - PRICE, MIN_BOND));
        assert_eq!(code("after the end", proof.part(2)), codes::JOB_ENDED);
    }
}

/// Falsifies a message of all parts, or of those that are left, and sees that it is refused and changes nothing.
#[test]
fn part_that_is_not_the_next_or_was_changed_is_refused_wherever_it_is_in_a_message() {
    let proof = Proof::begun_job();
    for start in 0..proof.parts.len() {
        for end in start + 1..=proof.parts.len() {
            let right = proof.opening(start..end);
            let refuse = |story: &str, change: &dyn Fn(&mut Opening)| {
                let mut opening = right.clone();
                change(&mut opening);
                assert_eq!(code(story, proof.send(&opening)), codes::PROOF_REFUSED, "{}: levels {} to {}", story, start, end);
                assert_eq!(continuation(&proof.progress().unwrap()), proof.continuations[start], "{}", story);
                assert_eq!(received(proof.provider), 0);
            };
            refuse("no parts", &|opening| opening.parts.clear());
            refuse("neither parts nor records", &|opening| {
                opening.ahead.splice(0..0, proof.levels[start..end].iter().cloned());
                opening.records.clear();
                opening.parts.clear();
            });
            refuse("a part more", &|opening| opening.parts.push(proof.parts[0].clone()));
            refuse("an empty part more", &|opening| opening.parts.push(Vec::new()));
            refuse("first position", &|opening| opening.first = 1);
            refuse("cursor of the next level", &|opening| {
                opening.opened.push(proof.levels[start].clone());
                opening.records.remove(0);
                opening.parts.remove(0);
            });
            refuse("one level more", &|opening| opening.ahead.push(vec![0; 32]));
            for number in 0..end - start {
                refuse("part missing", &|opening| drop(opening.parts.remove(number)));
                refuse("part twice", &|opening| opening.parts.insert(number, opening.parts[number].clone()));
                refuse("part of another level", &|opening| opening.parts[number] = proof.parts[(start + number + 1) % 3].clone());
                refuse("record missing", &|opening| drop(opening.records.remove(number)));
                refuse("record twice", &|opening| opening.records.insert(number, opening.records[number].clone()));
                refuse("record of another level", &|opening| opening.records[number] = proof.records[(start + number + 1) % 3].clone());
                refuse("record as hash", &|opening| opening.records[number] = proof.levels[start + number].clone());
                refuse("record changed", &|opening| opening.records[number][40] ^= 1);
                let length = right.parts[number].len();
                for at in (0..length).step_by(2003).chain([0, 1, 3, length - 1]) {
                    refuse("part changed", &|opening| opening.parts[number][at] ^= 1);
                }
            }
            for number in end..proof.parts.len() {
                refuse("hash of a level ahead", &|opening| opening.ahead[number - end][0] ^= 1);
                refuse("record without a part", &|opening| {
                    opening.records.extend_from_slice(&proof.records[end..=number]);
                    opening.ahead.drain(..=number - end);
                });
            }
            for number in 0..start {
                refuse("hash of an opened level", &|opening| opening.opened[number][31] ^= 1);
            }
            let mut other = proof.clone();
            other.statement_hash[0] ^= 1;
            assert_eq!(code("statement", other.send(&right)), codes::PROOF_REFUSED);
        }
        if start < 2 {
            proof.part(start).unwrap();
        }
    }
    proof.part(2).unwrap();
    assert_eq!(received(proof.provider), PRICE);
}

/// Counts are bounded before anything is allocated for them.
#[test]
fn part_lists_longer_than_any_proof_needs_are_refused() {
    let proof = Proof::begun_job();
    let right = proof.opening(0..3);
    let refuse = |change: &dyn Fn(&mut Opening), expected: u32| {
        let mut opening = right.clone();
        change(&mut opening);
        assert_eq!(code("list", proof.send(&opening)), expected);
    };
    refuse(&|opening| opening.parts.resize(512, Vec::new()), codes::PROOF_REFUSED);
    refuse(&|opening| opening.parts.resize(513, Vec::new()), exit::SERIALIZATION);
    refuse(&|opening| opening.records.resize(8, Vec::new()), codes::PROOF_REFUSED);
    refuse(&|opening| opening.records.resize(9, Vec::new()), exit::SERIALIZATION);
    refuse(&|opening| opening.opened.resize(8, vec![0; 32]), codes::PROOF_REFUSED);
    refuse(&|opening| opening.opened.resize(9, vec![0; 32]), exit::SERIALIZATION);
    refuse(&|opening| opening.ahead.resize(8, vec![0; 32]), codes::PROOF_REFUSED);
    refuse(&|opening| opening.ahead.resize(9, vec![0; 32]), exit::SERIALIZATION);
    refuse(&|opening| opening.ahead.push(vec![0; 31]), exit::SERIALIZATION);
    refuse(&|opening| opening.first = u16::MAX as u64, codes::PROOF_REFUSED);
    refuse(&|opening| opening.first = u16::MAX as u64 + 1, exit::SERIALIZATION);
    proof.send(&right).unwrap();
}

#[test]
fn part_by_others_too_late_or_before_the_core_is_refused() {
    let proof = load();
    proof.accepted_job();
    assert_eq!(code("no core yet", proof.part(0)), codes::PROOF_NOT_BEGUN);
    proof.begin().unwrap();
    let params = proof.part_params(&proof.opening(0..3));
    assert_eq!(code("client", proof.call(CLIENT, methods::PROOF_PART, 0, params.clone())), exit::FORBIDDEN);
    assert_eq!(code("value", proof.call(proof.provider, methods::PROOF_PART, 1, params)), exit::NOT_PAYABLE);
    at_epoch(DEADLINE + 1);
    assert_eq!(code("late part", proof.part(0)), codes::TOO_LATE);
    assert_eq!(code("late core", proof.begin()), codes::TOO_LATE);
    at_epoch(DEADLINE);
    (0..proof.parts.len()).for_each(|number| drop(proof.part(number).unwrap()));
    assert_eq!(received(proof.provider), PRICE);
}

#[test]
fn core_sent_again_starts_over() {
    let proof = Proof::begun_job();
    proof.part(0).unwrap();
    assert_eq!(continuation(&proof.begin().unwrap()), proof.continuations[0]);
    assert_eq!(code("second part", proof.part(1)), codes::PROOF_REFUSED);
    (0..proof.parts.len()).for_each(|number| drop(proof.part(number).unwrap()));
    assert_eq!(received(proof.provider), PRICE);
}

#[test]
fn job_that_expires_forgets_its_proof() {
    let proof = Proof::begun_job();
    proof.part(0).unwrap();
    at_epoch(DEADLINE + GRACE + 1);
    proof.call(STRANGER, methods::EXPIRE, 0, job_params(proof.job)).unwrap();
    assert_eq!(code("progress", proof.progress()), codes::PROOF_NOT_BEGUN);
    assert_eq!(code("part", proof.part(1)), codes::JOB_ENDED);
}

#[test]
fn method_of_another_job_kind_is_refused() {
    let proof = load();
    proof.accepted_job();
    let piece = super::piece::Piece::new(16);
    at_epoch(103);
    let answer = super::piece::Answer::right(&piece, proof.job, 3, 100);
    assert_eq!(code("settle", proof.call(proof.provider, methods::SETTLE, 0, answer.params())), codes::JOB_KIND);
    assert_eq!(code("challenge", proof.call(STRANGER, methods::GET_CHALLENGE, 0, job_params(proof.job))), codes::JOB_KIND);
    open_market();
    register(proof.provider, MIN_BOND).unwrap();
    post(&piece.plan(3), ESCROW, PRICE, DEADLINE, None).unwrap();
    proof.call(proof.provider, methods::ACCEPT, 0, job_params(0)).unwrap();
    assert_eq!(code("begin", proof.begin()), codes::JOB_KIND);
    assert_eq!(code("part", proof.part(0)), codes::JOB_KIND);
}

/// [1, circuit, datasets, publics, rows, profile]
fn plan_of(datasets: usize, publics: &[Option<u64>], rows: &[(u64, u64)], profile: u64) -> Vec<u8> {
    tuple(
        |writer| {
            writer.uint(1);
            writer.bytes(&[7; 32]);
            writer.list(datasets);
            (0..datasets).for_each(|_| writer.bytes(&[8; 32]));
            writer.list(publics.len());
            publics.iter().for_each(|&value| writer.optional(value, Writer::uint));
            writer.list(rows.len());
            for &(least, most) in rows {
                writer.list(2);
                writer.uint(least);
                writer.uint(most);
            }
            writer.uint(profile);
        },
        6,
    )
}

#[test]
fn post_plan_out_of_range_is_refused() {
    open_market();
    let p = 0xffff_ffff_0000_0001;
    let posted = |plan: Vec<u8>| post(&plan, ESCROW, PRICE, DEADLINE, None);
    posted(plan_of(4, &[None, Some(p - 1)], &[(0, 1 << 30); 64], 0x0212)).unwrap();
    posted(plan_of(0, &[], &[(5, 5)], 0x0116)).unwrap();
    for (story, plan) in [
        ("five datasets", plan_of(5, &[], &[(5, 5)], 0x0212)),
        ("public value p", plan_of(0, &[Some(p)], &[(5, 5)], 0x0212)),
        ("no tables", plan_of(0, &[], &[], 0x0212)),
        ("65 tables", plan_of(0, &[], &[(5, 5); 65], 0x0212)),
        ("empty range", plan_of(0, &[], &[(6, 5)], 0x0212)),
        ("rows above 2^30", plan_of(0, &[], &[(0, (1 << 30) + 1)], 0x0212)),
        ("unknown profile", plan_of(0, &[], &[(5, 5)], 0x0213)),
        ("insecure profile", plan_of(0, &[], &[(5, 5)], 0xff01)),
        ("plan above 8 KiB", plan_of(0, &[Some(1 << 60); 1000], &[(5, 5)], 0x0212)),
    ] {
        assert_eq!(code(story, posted(plan)), exit::ILLEGAL_ARGUMENT, "{}", story);
    }
}

/// A panic would be a trap on chain: exit code 4 without a reason.
#[test]
fn changed_parameters_of_proof_methods_are_refused_without_a_panic() {
    let proof = Proof::begun_job();
    let part = proof.part_params(&proof.opening(0..3));
    let mut random = 0x2545_f491_4f6c_dd1du64;
    let mut next = |limit: usize| {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        (random % limit as u64) as usize
    };
    for round in 0..300 {
        let mut params = part.clone();
        // most changes near the start, where the structure is
        let at = next(if round % 3 == 0 { params.len() } else { 400 });
        match next(3) {
            0 => params[at] ^= 1 << next(8),
            1 => params.truncate(at),
            _ => params.insert(at, next(256) as u8),
        }
        assert!(proof.call(proof.provider, methods::PROOF_PART, 0, params).is_err(), "round {} at {}", round, at);
    }
    for _ in 0..100 {
        let mut changed = proof.clone();
        let at = next(changed.statement.len());
        changed.statement[at] ^= 1 << next(8);
        assert!(changed.begin().is_err(), "statement byte {}", at);
        let mut changed = proof.clone();
        let at = next(changed.core.len());
        changed.core[at] ^= 1 << next(8);
        assert!(changed.begin().is_err(), "core byte {}", at);
    }
}
