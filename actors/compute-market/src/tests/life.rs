use super::piece::Piece;
use super::world::*;
use crate::{codes, methods};
use fvm_sdk::cbor::Reader;
use fvm_sdk::{exit, mock, Amount, Message};

const PRICE: u128 = 600;

fn piece_plan() -> Vec<u8> {
    Piece::new(16).plan(3)
}

fn status(job: u64) -> u64 {
    let record = on_job(STRANGER, methods::GET_JOB, job).unwrap();
    let mut reader = Reader::new(&record);
    reader.tuple(12).unwrap();
    reader.uint().unwrap()
}

#[test]
fn construct_with_parameters_out_of_range_is_refused() {
    let long = "x".repeat(33);
    let cases = [
        ("chain empty", constructor_params("", 2, 0, 10, 0, 0)),
        ("chain long", constructor_params(&long, 2, 0, 10, 0, 0)),
        ("delay 0", constructor_params(CHAIN, 0, 0, 10, 0, 0)),
        ("delay", constructor_params(CHAIN, 2_881, 0, 10, 0, 0)),
        ("grace", constructor_params(CHAIN, 2, 20_161, 10, 0, 0)),
        ("duration 0", constructor_params(CHAIN, 2, 0, 0, 0, 0)),
        ("duration", constructor_params(CHAIN, 2, 0, 10_512_001, 0, 0)),
        ("collateral", constructor_params(CHAIN, 2, 0, 10, 0, 10_001)),
    ];
    mock::reset();
    for (story, params) in cases {
        assert_eq!(code(story, call(1, 1, 0, params)), exit::ILLEGAL_ARGUMENT, "{}", story);
    }
    assert_eq!(code("not init", call(STRANGER, 1, 0, constructor_params(CHAIN, 2, 0, 10, 0, 0))), exit::FORBIDDEN);
    call(1, 1, 0, constructor_params(&long[..32], 2_880, 20_160, 10_512_000, Amount::MAX_ATTO, 10_000)).unwrap();
}

#[test]
fn post_out_of_range_is_refused_with_the_matching_code() {
    open_market();
    let commitment = Piece::new(4).commitment();
    let good = plan(&commitment, 128, 1);
    let cases = [
        ("no escrow", 0, post_params(&good, 1, 150, None), exit::INSUFFICIENT_FUNDS),
        ("escrow below price", 9, post_params(&good, 10, 150, None), exit::INSUFFICIENT_FUNDS),
        ("price 0", 9, post_params(&good, 0, 150, None), exit::ILLEGAL_ARGUMENT),
        ("deadline past", 9, post_params(&good, 9, 99, None), exit::ILLEGAL_ARGUMENT),
        ("deadline negative", 9, post_params(&good, 9, -1, None), exit::ILLEGAL_ARGUMENT),
        ("deadline at challenge", 9, post_params(&good, 9, 102, None), exit::ILLEGAL_ARGUMENT),
        ("deadline far", 9, post_params(&good, 9, 100 + MAX_DURATION + 1, None), exit::ILLEGAL_ARGUMENT),
        ("no challenges", 9, post_params(&plan(&commitment, 128, 0), 9, 150, None), exit::ILLEGAL_ARGUMENT),
        ("more challenges than leaves", 9, post_params(&plan(&commitment, 128, 5), 9, 150, None), exit::ILLEGAL_ARGUMENT),
        ("proof over 63 KiB", 9, post_params(&plan(&commitment, 1 << 36, 64), 9, 150, None), exit::ILLEGAL_ARGUMENT),
        ("size no power of two", 9, post_params(&plan(&commitment, 384, 1), 9, 150, None), exit::ILLEGAL_ARGUMENT),
        ("size 64", 9, post_params(&plan(&commitment, 64, 1), 9, 150, None), exit::ILLEGAL_ARGUMENT),
        ("size 128 GiB", 9, post_params(&plan(&commitment, 1 << 37, 1), 9, 150, None), exit::ILLEGAL_ARGUMENT),
        ("size 0", 9, post_params(&plan(&commitment, 0, 1), 9, 150, None), exit::ILLEGAL_ARGUMENT),
        ("commitment above 2^254", 9, post_params(&plan(&[0xff; 32], 128, 1), 9, 150, None), exit::ILLEGAL_ARGUMENT),
        ("unknown kind", 9, post_params(&tuple(|writer| (0..4).for_each(|_| writer.uint(1)), 4), 9, 150, None), exit::ILLEGAL_ARGUMENT),
        ("plan of five", 9, post_params(&tuple(|writer| (0..5).for_each(|_| writer.uint(0)), 5), 9, 150, None), exit::ILLEGAL_ARGUMENT),
        (
            "negative price",
            9,
            tuple(
                |writer| {
                    writer.raw(&good);
                    writer.bytes(&[1, 5]);
                    writer.int(150);
                    writer.null();
                },
                4,
            ),
            exit::SERIALIZATION,
        ),
        (
            "unknown address",
            9,
            tuple(
                |writer| {
                    writer.raw(&good);
                    writer.bytes(&[0, 9]);
                    writer.int(150);
                    writer.bytes(&KEY);
                },
                4,
            ),
            exit::NOT_FOUND,
        ),
        (
            "bad address",
            9,
            tuple(
                |writer| {
                    writer.raw(&good);
                    writer.bytes(&[0, 9]);
                    writer.int(150);
                    writer.bytes(&[9]);
                },
                4,
            ),
            exit::SERIALIZATION,
        ),
        ("trailing byte", 9, [&post_params(&good, 9, 150, None)[..], &[0]].concat(), exit::SERIALIZATION),
        ("empty", 9, vec![], exit::SERIALIZATION),
    ];
    for (story, escrow, params, expected) in cases {
        assert_eq!(code(story, call(CLIENT, methods::POST_JOB, escrow, params)), expected, "{}", story);
        assert_eq!(balance(), 0, "{}", story);
    }
    // the edges of what is allowed
    assert_eq!(post(&good, 9, 9, 103, None), Ok(0));
    assert_eq!(post(&plan(&commitment, 128, 4), 9, 9, 100 + MAX_DURATION, None), Ok(1));
    assert_eq!(post(&plan(&commitment, 1 << 36, 63), 9, 1, 150, Some(STRANGER)), Ok(2));
}

#[test]
fn accept_locks_collateral_until_the_bond_is_used_up() {
    open_market();
    let jobs: Vec<u64> = (0..13).map(|_| post(&piece_plan(), PRICE, PRICE, 150, None).unwrap()).collect();
    assert_eq!(code("not registered", on_job(PROVIDER, methods::ACCEPT, jobs[0])), exit::NOT_FOUND);
    assert_eq!(code("bond", register(PROVIDER, MIN_BOND - 1)), exit::INSUFFICIENT_FUNDS);
    register(PROVIDER, MIN_BOND).unwrap();
    // 15 % of 600 is 90: eleven fit into 1000
    for job in &jobs[..11] {
        on_job(PROVIDER, methods::ACCEPT, *job).unwrap();
    }
    assert_eq!(code("exhausted", on_job(PROVIDER, methods::ACCEPT, jobs[11])), codes::BOND_EXHAUSTED);
    register(PROVIDER, 80).unwrap();
    on_job(PROVIDER, methods::ACCEPT, jobs[11]).unwrap();
    assert_eq!(code("exhausted", on_job(PROVIDER, methods::ACCEPT, jobs[12])), codes::BOND_EXHAUSTED);
    assert_eq!(code("busy", call(PROVIDER, methods::UNREGISTER, 0, vec![])), codes::PROVIDER_BUSY);
}

#[test]
fn accept_wrong_state_provider_or_epoch_is_refused() {
    open_market();
    register(PROVIDER, MIN_BOND).unwrap();
    register(STRANGER, MIN_BOND).unwrap();
    let named = post(&piece_plan(), PRICE, PRICE, 150, Some(PROVIDER)).unwrap();
    assert_eq!(code("named", on_job(STRANGER, methods::ACCEPT, named)), exit::FORBIDDEN);
    at_epoch(148);
    assert_eq!(code("late", on_job(PROVIDER, methods::ACCEPT, named)), codes::TOO_LATE);
    at_epoch(147);
    on_job(PROVIDER, methods::ACCEPT, named).unwrap();
    assert_eq!(code("twice", on_job(PROVIDER, methods::ACCEPT, named)), codes::JOB_NOT_OPEN);
    assert_eq!(code("unknown", on_job(PROVIDER, methods::ACCEPT, 9)), exit::NOT_FOUND);
}

#[test]
fn cancel_refunds_the_client_of_an_open_job_only() {
    open_market();
    register(PROVIDER, MIN_BOND).unwrap();
    let (first, second) = (post(&piece_plan(), 700, PRICE, 150, None).unwrap(), post(&piece_plan(), 700, PRICE, 150, None).unwrap());
    assert_eq!(code("stranger", on_job(STRANGER, methods::CANCEL, first)), exit::FORBIDDEN);
    on_job(CLIENT, methods::CANCEL, first).unwrap();
    assert_eq!((status(first), received(CLIENT)), (3, 700));
    assert_eq!(code("twice", on_job(CLIENT, methods::CANCEL, first)), codes::JOB_ENDED);
    assert_eq!(code("accept", on_job(PROVIDER, methods::ACCEPT, first)), codes::JOB_ENDED);
    on_job(PROVIDER, methods::ACCEPT, second).unwrap();
    assert_eq!(code("accepted", on_job(CLIENT, methods::CANCEL, second)), codes::JOB_NOT_OPEN);
}

#[test]
fn expire_refunds_and_forfeits_after_deadline_and_grace() {
    open_market();
    register(PROVIDER, MIN_BOND).unwrap();
    let (open, taken) = (post(&piece_plan(), 700, PRICE, 150, Some(PROVIDER)).unwrap(), post(&piece_plan(), 700, PRICE, 150, None).unwrap());
    on_job(PROVIDER, methods::ACCEPT, taken).unwrap();
    at_epoch(150 + GRACE);
    assert_eq!(code("grace", on_job(STRANGER, methods::EXPIRE, taken)), codes::TOO_EARLY);
    at_epoch(151 + GRACE);
    on_job(STRANGER, methods::EXPIRE, open).unwrap();
    assert_eq!((status(open), received(CLIENT)), (4, 700));
    on_job(STRANGER, methods::EXPIRE, taken).unwrap();
    assert_eq!((status(taken), received(CLIENT)), (4, 700 + 700 + 90));
    assert_eq!(code("twice", on_job(STRANGER, methods::EXPIRE, taken)), codes::JOB_ENDED);
    call(PROVIDER, methods::UNREGISTER, 0, vec![]).unwrap();
    assert_eq!((received(PROVIDER), balance()), (MIN_BOND - 90, 0));
    assert_eq!(code("gone", call(PROVIDER, methods::UNREGISTER, 0, vec![])), exit::NOT_FOUND);
}

#[test]
fn register_takes_only_secp256k1_keys() {
    open_market();
    for (key, expected) in
        [(&[2u8; 21][..], exit::ILLEGAL_ARGUMENT), (&[3; 49], exit::ILLEGAL_ARGUMENT), (&[0, 5], exit::ILLEGAL_ARGUMENT), (&[1; 20], exit::SERIALIZATION)]
    {
        let outcome = call(PROVIDER, methods::REGISTER_PROVIDER, MIN_BOND, tuple(|writer| writer.bytes(key), 1));
        assert_eq!(code("key", outcome), expected, "{:?}", key);
    }
}

#[test]
fn dispatch_value_read_only_and_unknown_methods_are_refused() {
    open_market();
    assert_eq!(code("unknown", call(CLIENT, 7, 0, vec![])), exit::UNHANDLED_MESSAGE);
    assert_eq!(code("value", call(CLIENT, methods::GET_PARAMS, 1, vec![])), exit::NOT_PAYABLE);
    assert_eq!(code("params", call(CLIENT, methods::GET_PARAMS, 0, vec![0])), exit::SERIALIZATION);
    let message = |method| Message { caller: CLIENT, receiver: MARKET, method, value: Amount::ZERO, read_only: true, params: vec![] };
    assert_eq!(code("read-only", methods::dispatch(message(methods::WITHDRAW))), exit::READ_ONLY);
    assert!(methods::dispatch(message(methods::GET_PARAMS)).is_ok());
}

#[test]
fn challenge_is_told_only_after_its_epoch() {
    open_market();
    register(PROVIDER, MIN_BOND).unwrap();
    let job = post(&piece_plan(), PRICE, PRICE, 150, None).unwrap();
    assert_eq!(code("open", on_job(CLIENT, methods::GET_CHALLENGE, job)), codes::JOB_NOT_ACCEPTED);
    on_job(PROVIDER, methods::ACCEPT, job).unwrap();
    at_epoch(102);
    assert_eq!(code("early", on_job(CLIENT, methods::GET_CHALLENGE, job)), codes::TOO_EARLY);
    at_epoch(103);
    let reply = on_job(CLIENT, methods::GET_CHALLENGE, job).unwrap();
    let mut reader = Reader::new(&reply);
    reader.tuple(3).unwrap();
    assert_eq!(reader.int(), Ok(102));
    reader.array::<32>().unwrap();
    assert_eq!(reader.list(), Ok(3));
    (0..3).for_each(|_| assert!(reader.uint().unwrap() < 16));
}
