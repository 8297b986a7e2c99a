use super::*;
use std::vec::Vec;

fn written(write: impl FnOnce(&mut Writer)) -> Vec<u8> {
    let mut writer = Writer::new();
    write(&mut writer);
    writer.finish()
}

/// RFC 8949 appendix A.
const INTEGERS: [(i64, &[u8]); 10] = [
    (0, &[0x00]),
    (23, &[0x17]),
    (24, &[0x18, 0x18]),
    (100, &[0x18, 0x64]),
    (1000, &[0x19, 0x03, 0xe8]),
    (1_000_000, &[0x1a, 0x00, 0x0f, 0x42, 0x40]),
    (1_000_000_000_000, &[0x1b, 0x00, 0x00, 0x00, 0xe8, 0xd4, 0xa5, 0x10, 0x00]),
    (-1, &[0x20]),
    (-100, &[0x38, 0x63]),
    (-1000, &[0x39, 0x03, 0xe7]),
];

#[test]
fn integers_of_the_standard_are_written_and_read() {
    for (value, bytes) in INTEGERS {
        assert_eq!(written(|writer| writer.int(value)), bytes);
        let mut reader = Reader::new(bytes);
        assert_eq!(reader.int(), Ok(value));
        assert_eq!(reader.end(), Ok(()));
    }
    let largest = written(|writer| writer.uint(u64::MAX));
    assert_eq!(Reader::new(&largest).uint(), Ok(u64::MAX));
    assert!(Reader::new(&largest).int().is_err());
    assert_eq!(Reader::new(&written(|writer| writer.int(i64::MIN))).int(), Ok(i64::MIN));
}

#[test]
fn heads_longer_than_needed_are_refused() {
    let cases: [&[u8]; 6] =
        [&[0x18, 23], &[0x19, 0, 0xff], &[0x1a, 0, 0, 0xff, 0xff], &[0x1b, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff], &[0x58, 1, 0], &[0x98, 1, 0]];
    for case in cases {
        assert!(Reader::new(case).raw().is_err(), "{:?}", case);
    }
}

#[test]
fn items_at_the_edge_of_a_head_size_are_read() {
    for value in [24u64, 0xff, 0x100, 0xffff, 0x1_0000, 0xffff_ffff, 0x1_0000_0000] {
        assert_eq!(Reader::new(&written(|writer| writer.uint(value))).uint(), Ok(value));
    }
}

#[test]
fn hostile_bytes_are_refused_without_a_panic() {
    let cases: [&[u8]; 12] = [
        &[],
        &[0x18],
        &[0x5b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
        &[0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
        &[0xbb, 0x80, 0, 0, 0, 0, 0, 0, 0],
        &[0x9f, 0xff],
        &[0x5f, 0x41, 0, 0xff],
        &[0xf9, 0x7e, 0x00],
        &[0xfb, 0, 0, 0, 0, 0, 0, 0, 0],
        &[0xd8, 0x2a],
        &[0x83, 1, 2],
        &[0x1c],
    ];
    for case in cases {
        assert!(Reader::new(case).raw().is_err(), "{:?}", case);
    }
}

#[test]
fn every_truncation_of_an_item_is_refused() {
    let item = written(|writer| {
        writer.list(4);
        writer.link(&[7; 38]);
        writer.text("possession");
        writer.bytes(&[1; 300]);
        writer.null();
    });
    assert_eq!(Reader::new(&item).raw(), Ok(&item[..]));
    for length in 0..item.len() {
        assert!(Reader::new(&item[..length]).raw().is_err(), "{}", length);
    }
}

#[test]
fn link_other_tags_and_forms_are_refused() {
    let good = written(|writer| writer.link(&[1, 0x71]));
    assert_eq!(good, [0xd8, 0x2a, 0x43, 0, 1, 0x71]);
    assert_eq!(Reader::new(&good).link(), Ok(&[1u8, 0x71][..]));
    let cases: [&[u8]; 5] = [&[0xd8, 0x2b, 0x42, 0, 1], &[0xd8, 0x2a, 0x42, 1, 1], &[0xd8, 0x2a, 0x41, 0], &[0xd8, 0x2a, 0x40], &[0xd8, 0x2a, 0x61, 0x30]];
    for case in cases {
        assert!(Reader::new(case).link().is_err(), "{:?}", case);
    }
}

#[test]
fn text_that_is_not_utf8_is_refused() {
    assert_eq!(Reader::new(&[0x62, 0xc3, 0xbc]).text(), Ok("ü"));
    assert!(Reader::new(&[0x61, 0xff]).text().is_err());
}

#[test]
fn tuple_of_another_length_or_bytes_behind_are_refused() {
    let mut reader = Reader::new(&[0x82, 1, 2, 3]);
    assert!(Reader::new(&[0x82, 1, 2]).tuple(3).is_err());
    assert_eq!(reader.tuple(2), Ok(()));
    assert_eq!((reader.uint(), reader.uint()), (Ok(1), Ok(2)));
    assert_eq!(reader.end().unwrap_err().at, 3);
}

#[test]
fn optional_null_is_none() {
    assert_eq!(Reader::new(&[NULL]).optional(|reader| reader.uint()), Ok(None));
    assert_eq!(Reader::new(&[5]).optional(|reader| reader.uint()), Ok(Some(5)));
}
