//! Roots below are those of ref-fvm's own AMT tests (bit width 3), as digests of the root CIDs in tests/vectors/filecoin/amt/roots.json.

use super::*;
use crate::mock::{self, text_of};
use std::vec::Vec;

fn byte_string(text: &str) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.bytes(text.as_bytes());
    writer.finish()
}

fn built(indices: impl Iterator<Item = u64>, text: &str) -> BlockCid {
    mock::reset();
    let value = byte_string(text);
    indices.fold(empty().unwrap(), |root, index| find(&root, index).unwrap().store(&value).unwrap())
}

#[test]
fn store_reference_arrays_gives_their_roots() {
    let every_third = (0..10_000u64).filter(|index| (index + 1) % 3 == 0);
    assert_eq!(text_of(&built([2].into_iter(), "foo")), "bafy2bzacedv5uu5za6oqtnozjvju5lhbgaybayzhw4txiojw7hd47ktgbv5wc");
    assert_eq!(text_of(&built(0..5000, "foo foo bar")), "bafy2bzacecfquuqzqzlox25aynodzw2qhxijdzfvno6tibyes3kb6nd3f7uxa");
    assert_eq!(text_of(&built(every_third, "value")), "bafy2bzaceanqxtbsuyhqgxubiq6vshtbhktmzp2if4g6kxzttxmzkdxmtipcm");
    assert_eq!(text_of(&built([u64::MAX - 2, u64::MAX - 1].into_iter(), "what is up")), "bafy2bzacecl3zuubhdvkojg6uhbu4mebaehx554q6algfjitqiivvnrqprkxo");
}

#[test]
fn store_in_any_order_gives_one_root() {
    let indices: [u64; 8] = [0, 7, 8, 63, 64, 511, 512, 100_000];
    let forward = built(indices.into_iter(), "x");
    assert_eq!(built(indices.into_iter().rev(), "x"), forward);
}

#[test]
fn find_returns_what_was_stored_last() {
    mock::reset();
    let mut root = empty().unwrap();
    for index in [5u64, 70, 5] {
        root = find(&root, index).unwrap().store(&byte_string(if index == 70 { "other" } else { "first" })).unwrap();
    }
    root = find(&root, 5).unwrap().store(&byte_string("second")).unwrap();
    assert_eq!(find(&root, 5).unwrap().value(), Some(&byte_string("second")[..]));
    assert_eq!(find(&root, 70).unwrap().value(), Some(&byte_string("other")[..]));
    for absent in [0u64, 6, 69, 511, 512, u64::MAX] {
        assert_eq!(find(&root, absent).unwrap().value(), None, "{}", absent);
    }
    assert_eq!(find(&root, 0).unwrap().count, 2);
}

#[test]
fn find_in_a_damaged_root_is_illegal_state() {
    for block in [
        &[0x83u8, 3, 0, 0][..],
        &[0x84, 5, 0, 0, 0x83, 0x41, 0, 0x80, 0x80],
        &[0x84, 3, 0, 1, 0x83, 0x41, 1, 0x80, 0x80],
        &[0x84, 3, 22, 0, 0x83, 0x41, 0, 0x80, 0x80],
    ] {
        mock::reset();
        let root = blocks::put(block).unwrap();
        assert_eq!(find(&root, 0).err().map(|refusal| refusal.code), Some(exit::ILLEGAL_STATE));
    }
}
