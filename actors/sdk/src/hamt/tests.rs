//! Roots below are those of ref-fvm's own HAMT tests (bit width 5), as in tests/vectors/filecoin/hamt/roots.json.

use super::*;
use crate::address::Address;
use crate::cbor::Writer;
use crate::mock::{self, text_of};
use std::collections::BTreeMap;
use std::string::ToString;
use std::vec::Vec;

fn stored(root: BlockCid, key: &[u8], value: &[u8]) -> BlockCid {
    find(&root, key).unwrap().store(value).unwrap()
}

fn removed(root: BlockCid, key: &[u8]) -> BlockCid {
    find(&root, key).unwrap().remove().unwrap()
}

/// Varint of a number, as in an id address.
fn varint(number: u64) -> Vec<u8> {
    Address::of_id(number).as_bytes()[1..].to_vec()
}

#[test]
fn store_four_hundred_keys_gives_the_reference_root() {
    mock::reset();
    let root = (0..400).fold(empty().unwrap(), |root, number: u32| {
        let digits = number.to_string();
        let mut value = Writer::new();
        value.bytes(digits.as_bytes());
        stored(root, digits.as_bytes(), &value.finish())
    });
    assert_eq!(text_of(&root), "bafy2bzacecxcp736xkl2mcyjlors3tug6vdlbispbzxvb75xlrhthiw2xwxvw");
}

#[test]
fn remove_two_of_ninety_five_keys_gives_the_reference_root() {
    mock::reset();
    let root = (100..195).fold(empty().unwrap(), |root, number| stored(root, &varint(number), &[0x18, 42]));
    let root = [104, 108].into_iter().fold(root, |root, number| removed(root, &varint(number)));
    assert_eq!(text_of(&root), "bafy2bzacedlyeuub3mo4aweqs7zyxrbldsq2u4a2taswubudgupglu2j4eru6");
}

/// Random stores and removes beside a BTreeMap: same contents, and the root that inserting them afresh gives.
#[test]
fn random_changes_equal_a_plain_map() {
    mock::reset();
    let mut random = 88_172_645_463_325_252u64;
    let mut next = || {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        random
    };
    let mut map = BTreeMap::new();
    let mut root = empty().unwrap();
    for _ in 0..3000 {
        let key = varint(next() % 150);
        if next() % 2 == 0 {
            let value = [0x18, 24 + (next() % 200) as u8];
            root = stored(root, &key, &value);
            map.insert(key, value);
        } else {
            root = removed(root, &key);
            map.remove(&key);
        }
    }
    for number in 0..150 {
        let key = varint(number);
        assert_eq!(find(&root, &key).unwrap().value(), map.get(&key).map(|value| &value[..]));
    }
    assert_eq!(map.iter().fold(empty().unwrap(), |root, (key, value)| stored(root, key, value)), root);
    assert_eq!(map.keys().fold(root, |root, key| removed(root, key)), empty().unwrap());
}

#[test]
fn find_in_a_damaged_node_is_illegal_state() {
    // bitfield with a leading zero; count disagrees; empty bucket; bucket of four
    let cases: [&[u8]; 4] = [
        &[0x82, 0x41, 0, 0x80],
        &[0x82, 0x41, 1, 0x80],
        &[0x82, 0x41, 1, 0x81, 0x80],
        &[0x82, 0x41, 1, 0x81, 0x84, 0x82, 0x40, 0, 0x82, 0x40, 0, 0x82, 0x40, 0, 0x82, 0x40, 0],
    ];
    for case in cases {
        mock::reset();
        let root = blocks::put(case).unwrap();
        assert_eq!(find(&root, &[1]).err().map(|refusal| refusal.code), Some(exit::ILLEGAL_STATE), "{:?}", case);
    }
}
