use super::*;
use fvm_sdk::{mock, Amount};

const KEY: [u8; 21] = [1; 21];

fn call(caller: u64, method: u64, params: &[u8]) -> Outcome<Reply> {
    dispatch(Message { caller, receiver: 100, method, value: Amount::ZERO, read_only: false, params: params.to_vec() })
}

fn key_params(key: &[u8]) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.bytes(key);
    writer.finish()
}

fn signed_params(signature: &[u8], text: &[u8]) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.list(2);
    writer.bytes(signature);
    writer.bytes(text);
    writer.finish()
}

fn code(outcome: Outcome<Reply>) -> Option<u32> {
    outcome.err().map(|refusal| refusal.code)
}

#[test]
fn construct_keeps_the_key_address() {
    mock::reset();
    assert_eq!(call(SYSTEM, CONSTRUCTOR, &key_params(&KEY)), Ok(None));
    assert_eq!(call(5, PUBKEY_ADDRESS, &[]), Ok(Some(key_params(&KEY))));
    assert_eq!(state::load().unwrap(), [&[0x81u8][..], &key_params(&KEY)].concat());
}

#[test]
fn construct_by_others_or_with_other_addresses_is_refused() {
    mock::reset();
    assert_eq!(code(call(1, CONSTRUCTOR, &key_params(&KEY))), Some(exit::FORBIDDEN));
    assert_eq!(code(call(SYSTEM, CONSTRUCTOR, &key_params(&[0, 5]))), Some(exit::ILLEGAL_ARGUMENT));
    assert_eq!(code(call(SYSTEM, CONSTRUCTOR, &[0x81])), Some(exit::SERIALIZATION));
}

#[test]
fn authenticate_takes_only_a_signature_of_its_key() {
    mock::reset();
    call(SYSTEM, CONSTRUCTOR, &key_params(&KEY)).unwrap();
    let signature = mock::signature(&KEY, b"text");
    assert_eq!(call(5, AUTHENTICATE_MESSAGE, &signed_params(&signature, b"text")), Ok(Some([0xf5].to_vec())));
    assert_eq!(code(call(5, AUTHENTICATE_MESSAGE, &signed_params(&signature, b"other"))), Some(exit::ILLEGAL_ARGUMENT));
}

#[test]
fn dispatch_unknown_methods_succeed_only_above_two_to_the_24() {
    mock::reset();
    assert_eq!(call(5, FIRST_EXPORTED, &[]), Ok(None));
    assert_eq!(code(call(5, FIRST_EXPORTED - 1, &[])), Some(exit::UNHANDLED_MESSAGE));
}
