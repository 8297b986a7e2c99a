use super::*;
use fvm_sdk::{mock, Amount};

const CODE: [u8; 38] = [0x01; 38];

fn call(caller: u64, method: u64, params: &[u8]) -> Outcome<Reply> {
    let message = Message { caller, receiver: 1, method, value: Amount::new(7).unwrap(), read_only: false, params: params.to_vec() };
    mock::Machine::call(message, dispatch)
}

fn construct_params() -> Vec<u8> {
    let mut writer = Writer::new();
    writer.list(1);
    writer.text("testing");
    writer.finish()
}

fn exec_params() -> Vec<u8> {
    let mut writer = Writer::new();
    writer.list(2);
    writer.link(&CODE);
    writer.bytes(&[0x80]);
    writer.finish()
}

#[test]
fn exec_assigns_ids_and_addresses_and_constructs() {
    mock::reset();
    call(SYSTEM, CONSTRUCTOR, &construct_params()).unwrap();
    for expected in [100u64, 101] {
        let reply = call(1234, EXEC, &exec_params()).unwrap().unwrap();
        let mut reader = Reader::new(&reply);
        reader.tuple(2).unwrap();
        assert_eq!(Address::read(&mut reader).unwrap(), Address::of_id(expected));
        let robust = Address::read(&mut reader).unwrap();
        let entry = hamt::find(&State::load().unwrap().addresses, robust.as_bytes()).unwrap();
        assert_eq!(entry.value(), Some(&[0x18, expected as u8][..]));
    }
    mock::with(|machine| {
        assert_eq!(machine.created, [(100, CODE.to_vec()), (101, CODE.to_vec())]);
        assert_eq!(machine.sent[1], mock::SentValue { to: 101, method: CONSTRUCTOR, atto: 7 });
    });
    assert_eq!(State::load().unwrap().next_id, 102);
    assert_eq!(State::load().unwrap().network_name, "testing");
}

#[test]
fn exec_with_other_parameters_is_refused() {
    mock::reset();
    call(SYSTEM, CONSTRUCTOR, &construct_params()).unwrap();
    for params in [&[][..], &[0x80], &[0x82, 0x41, 0, 0x40]] {
        assert_eq!(call(1234, EXEC, params).unwrap_err().code, exit::SERIALIZATION);
    }
    assert_eq!(call(1234, CONSTRUCTOR, &construct_params()).unwrap_err().code, exit::FORBIDDEN);
    assert_eq!(call(1234, 3, &[]).unwrap_err().code, exit::UNHANDLED_MESSAGE);
}
