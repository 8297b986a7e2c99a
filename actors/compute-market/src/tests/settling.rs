use super::piece::{params, Answer, Piece};
use super::world::*;
use crate::{codes, methods};
use fvm_sdk::{exit, mock, Outcome};

const CHALLENGES: u32 = 5;
const ESCROW: u128 = 700;
const PRICE: u128 = 600;
const DEADLINE: i64 = 150;

/// A job accepted at epoch 100, now at 103: the first epoch at which it can settle.
fn accepted_job(piece: &Piece) -> u64 {
    open_market();
    register(PROVIDER, MIN_BOND).unwrap();
    let job = post(&piece.plan(CHALLENGES as u64), ESCROW, PRICE, DEADLINE, None).unwrap();
    on_job(PROVIDER, methods::ACCEPT, job).unwrap();
    at_epoch(103);
    job
}

fn settle(answer: &Answer) -> Outcome<Vec<u8>> {
    call(PROVIDER, methods::SETTLE, 0, answer.params())
}

#[test]
fn settle_right_answer_pays_and_refunds_once() {
    for leaves in [4usize, 8, 1024] {
        let piece = Piece::new(leaves);
        let challenges = CHALLENGES.min(leaves as u32);
        open_market();
        register(PROVIDER, MIN_BOND).unwrap();
        let job = post(&piece.plan(challenges as u64), ESCROW, PRICE, DEADLINE, Some(PROVIDER)).unwrap();
        on_job(PROVIDER, methods::ACCEPT, job).unwrap();
        at_epoch(103);
        let answer = Answer::right(&piece, job, challenges, 100);
        settle(&answer).unwrap();
        assert_eq!((received(PROVIDER), received(CLIENT), balance()), (PRICE, ESCROW - PRICE, MIN_BOND));
        assert_eq!(events().last().unwrap(), "job-settled");
        assert_eq!(code("replay", settle(&answer)), codes::JOB_ENDED);
        assert_eq!(balance(), MIN_BOND);
    }
}

/// Every falsified field, and the code that names it.
#[test]
fn settle_falsified_answer_is_refused_and_changes_nothing() {
    let piece = Piece::new(64);
    let job = accepted_job(&piece);
    let right = Answer::right(&piece, job, CHALLENGES, 100);
    let cases: [(&str, u32, &dyn Fn(&mut Answer)); 22] = [
        ("version", codes::ATTESTATION_MALFORMED, &|answer| answer.version = 2),
        ("device too long", codes::ATTESTATION_MALFORMED, &|answer| answer.device = "x".repeat(129)),
        ("too many datasets", codes::ATTESTATION_MALFORMED, &|answer| answer.datasets = vec![vec![1, 2]; 9]),
        ("foreign chain", codes::ATTESTATION_FOREIGN, &|answer| answer.chain = "mainnet".into()),
        ("foreign market", codes::ATTESTATION_FOREIGN, &|answer| answer.market += 1),
        ("foreign job", codes::ATTESTATION_FOREIGN, &|answer| answer.named_job += 1),
        ("foreign provider", codes::ATTESTATION_FOREIGN, &|answer| answer.provider = STRANGER),
        ("plan", codes::ATTESTATION_MISMATCH, &|answer| answer.plan_cid[20] ^= 1),
        ("no datasets", codes::ATTESTATION_MISMATCH, &|answer| answer.datasets.clear()),
        ("other dataset", codes::ATTESTATION_MISMATCH, &|answer| answer.datasets[0][10] ^= 1),
        ("one dataset more", codes::ATTESTATION_MISMATCH, &|answer| answer.datasets.push(vec![1, 2])),
        ("result", codes::ATTESTATION_MISMATCH, &|answer| answer.result[0] ^= 1),
        ("proof hash", codes::ATTESTATION_MISMATCH, &|answer| answer.proof_hash = Some([0; 32])),
        ("grade", codes::ATTESTATION_MISMATCH, &|answer| answer.grade = 2),
        ("profile", codes::ATTESTATION_MISMATCH, &|answer| answer.profile = 256),
        ("before the challenge", codes::ATTESTATION_MISMATCH, &|answer| answer.epoch = 101),
        ("in the future", codes::ATTESTATION_MISMATCH, &|answer| answer.epoch = 104),
        ("other key", codes::SIGNATURE_INVALID, &|answer| answer.signing_key = vec![1, 9]),
        ("short proof", codes::PROOF_LENGTH, &|answer| answer.proof.truncate(answer.proof.len() - 32)),
        ("long proof", codes::PROOF_LENGTH, &|answer| answer.proof.push(0)),
        ("flipped bit of a leaf", codes::PROOF_PATH, &|answer| answer.proof[0] ^= 1),
        ("node above 2^254", codes::PROOF_NODE, &|answer| *answer.proof.last_mut().unwrap() |= 0x40),
    ];
    for (story, expected, falsify) in cases {
        let mut answer = right.clone();
        falsify(&mut answer);
        assert_eq!(code(story, settle(&answer)), expected, "{}", story);
        assert_eq!((balance(), received(PROVIDER)), (ESCROW + MIN_BOND, 0), "{}", story);
    }
    settle(&right).unwrap();
}

/// Any flipped bit anywhere in the proof is refused.
#[test]
fn settle_proof_with_any_flipped_byte_is_refused() {
    let piece = Piece::new(16);
    let job = accepted_job(&piece);
    let right = Answer::right(&piece, job, CHALLENGES, 100);
    for at in 0..right.proof.len() {
        let mut answer = right.clone();
        answer.proof[at] ^= 1 << (at % 8);
        let refused = code("flipped bit", settle(&answer));
        assert!(matches!(refused, codes::PROOF_PATH | codes::PROOF_NODE), "byte {}: {}", at, refused);
    }
}

#[test]
fn settle_attestation_with_bytes_cut_or_added_is_malformed() {
    let piece = Piece::new(16);
    let job = accepted_job(&piece);
    let right = Answer::right(&piece, job, CHALLENGES, 100);
    let whole = right.attestation();
    let longer = [&whole[..], &[0]].concat();
    for attestation in (0..whole.len()).map(|length| &whole[..length]).chain([&longer[..]]) {
        let outcome = call(PROVIDER, methods::SETTLE, 0, params(job, attestation, &right.signature(), &right.proof));
        assert_eq!(code("cut", outcome), codes::ATTESTATION_MALFORMED, "{} bytes", attestation.len());
    }
}

#[test]
fn settle_signature_of_another_form_is_refused() {
    let piece = Piece::new(16);
    let job = accepted_job(&piece);
    let right = Answer::right(&piece, job, CHALLENGES, 100);
    let half = [&[0x7f][..], &[0xff; 15], &[0x5d, 0x57, 0x6e, 0x73, 0x57, 0xa4, 0x50, 0x1d, 0xdf, 0xe9, 0x2f, 0x46, 0x68, 0x1b, 0x20, 0xa0]].concat();
    let with_s = |s: &[u8]| [&right.signature()[..32], s, &[0]].concat();
    let mut above = half.clone();
    above[31] += 1;
    for (story, signature, expected) in [
        ("64 bytes", right.signature()[..64].to_vec(), codes::SIGNATURE_FORM),
        ("66 bytes", [&right.signature()[..], &[0]].concat(), codes::SIGNATURE_FORM),
        ("empty", vec![], codes::SIGNATURE_FORM),
        ("s one above half", with_s(&above), codes::SIGNATURE_FORM),
        ("s of all ones", with_s(&[0xff; 32]), codes::SIGNATURE_FORM),
        ("s at half, but not by the key", with_s(&half), codes::SIGNATURE_INVALID),
    ] {
        let outcome = call(PROVIDER, methods::SETTLE, 0, params(job, &right.attestation(), &signature, &right.proof));
        assert_eq!(code(story, outcome), expected, "{}", story);
    }
}

#[test]
fn settle_at_other_epochs_or_by_others_is_refused() {
    let piece = Piece::new(16);
    let job = accepted_job(&piece);
    let answer = Answer::right(&piece, job, CHALLENGES, 100);
    for (epoch, expected) in [(100, codes::TOO_EARLY), (102, codes::TOO_EARLY), (DEADLINE + 1, codes::TOO_LATE)] {
        at_epoch(epoch);
        assert_eq!(code("epoch", settle(&answer)), expected, "{}", epoch);
    }
    at_epoch(DEADLINE);
    for caller in [CLIENT, STRANGER] {
        assert_eq!(code("caller", call(caller, methods::SETTLE, 0, answer.params())), exit::FORBIDDEN);
    }
    assert_eq!(code("value", call(PROVIDER, methods::SETTLE, 1, answer.params())), exit::NOT_PAYABLE);
    settle(&answer).unwrap();
}

#[test]
fn settle_job_without_provider_is_refused() {
    let piece = Piece::new(16);
    open_market();
    register(PROVIDER, MIN_BOND).unwrap();
    let job = post(&piece.plan(CHALLENGES as u64), ESCROW, PRICE, DEADLINE, None).unwrap();
    assert_eq!(code("open", settle(&Answer::right(&piece, job, CHALLENGES, 100))), codes::JOB_NOT_ACCEPTED);
    assert_eq!(code("unknown", settle(&Answer::right(&piece, job + 1, CHALLENGES, 100))), exit::NOT_FOUND);
}

/// The price and the refund of receivers that cannot be paid wait for them.
#[test]
fn settle_with_unreachable_receivers_credits_them() {
    let piece = Piece::new(16);
    let job = accepted_job(&piece);
    mock::with(|machine| machine.unreachable.extend([PROVIDER, CLIENT]));
    settle(&Answer::right(&piece, job, CHALLENGES, 100)).unwrap();
    assert_eq!(events()[3..], ["job-settled", "payment-credited", "payment-credited"]);
    assert_eq!(balance(), ESCROW + MIN_BOND);
    assert_eq!(code("still unreachable", call(CLIENT, methods::WITHDRAW, 0, vec![])), exit::ILLEGAL_STATE);
    mock::with(|machine| machine.unreachable.clear());
    for holder in [PROVIDER, CLIENT] {
        call(holder, methods::WITHDRAW, 0, vec![]).unwrap();
        assert_eq!(code("twice", call(holder, methods::WITHDRAW, 0, vec![])), exit::NOT_FOUND);
    }
    assert_eq!((received(PROVIDER), received(CLIENT), balance()), (PRICE, ESCROW - PRICE, MIN_BOND));
}
