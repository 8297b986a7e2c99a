use super::vectors::{elements, load};
use super::Blake2b;
use crate::hashing::Hasher;
use crate::layout::{Block, Column, Layout};
use crate::profile::{INSECURE, SECURE};
use crate::statement::Dataset;
use std::vec::Vec;

fn blocks(case: &super::json::Json) -> Vec<Block> {
    let pairs = case.get("blocks").list().iter().map(|pair| pair.numbers());
    pairs.map(|pair| Block { rows: pair[0], columns: pair[1] as u16 }).collect()
}

#[test]
fn layout_of_the_reference_cases_puts_every_chunk_where_it_does() {
    for case in load("commitment").list() {
        let m = case.get("m").number() as usize;
        let layout = Layout::new(&blocks(case), m);
        assert_eq!(layout.rows as usize, case.get("rows").list().len());
        for entry in case.get("layout").list() {
            let (block, column) = (entry.list()[0].number(), entry.list()[1].number());
            let found = layout.column(block as usize, column as usize);
            for (chunk, place) in entry.list()[2].list().iter().enumerate() {
                let is_tall = place.list()[1] == super::json::Json::Null;
                let offset = if is_tall { 0 } else { place.list()[1].number() };
                assert_eq!(found.start + ((chunk as u64) << m), (place.list()[0].number() << m) + offset, "block {} column {}", block, column);
                assert_eq!(found.chunks, if is_tall { entry.list()[2].list().len() } else { 0 });
            }
        }
    }
}

#[test]
fn layout_of_the_tallest_blocks_counts_without_building_anything() {
    let layout = Layout::new(&[Block { rows: 1 << 30, columns: 1024 }, Block { rows: 0, columns: 1024 }], 4);
    assert_eq!(layout.rows, (1 << 36) + 64);
    assert_eq!(layout.column(1, 17), Column { start: (1 << 40) + 17, chunks: 0 });
}

#[test]
fn dataset_of_the_reference_cases_has_its_id_and_point() {
    for case in load("commitment").list() {
        let root: Vec<u8> = case.get("root").bytes();
        let (shape, y) = (case.get("shape_bytes").bytes(), case.get("y").bytes());
        let encoding = [&root[..], &shape, &y].concat();
        let dataset = Dataset::for_test(&encoding, blocks(case));
        assert_eq!(dataset.id::<Blake2b>().to_vec(), case.get("dataset_id").bytes());
        let m = case.get("m").number() as usize;
        let rows = case.get("rows").list().len() as u64;
        assert_eq!(dataset.out_of_domain_point::<Blake2b>(m, rows), elements(case.get("ood_point")));
    }
}

#[test]
fn profiles_of_the_reference_have_our_encoding_hash_and_domains() {
    let file = load("profiles");
    assert_eq!(file.list().len(), SECURE.len() + INSECURE.len());
    for case in file.list() {
        let profile = SECURE.iter().chain(INSECURE).find(|profile| profile.id as u64 == case.get("id").number()).unwrap();
        assert_eq!(profile.name, case.get("name").text());
        assert_eq!(profile.encode(), case.get("encoded").bytes());
        assert_eq!(Blake2b::hash(&profile.encode()).to_vec(), case.get("hash").bytes());
        let domains: Vec<u64> = (0..=profile.levels()).map(|level| profile.log_domain(level) as u64).collect();
        assert_eq!(domains, case.get("log_domain").numbers());
        assert!(profile.work.query.len() > profile.levels() && profile.work.fold.len() >= profile.levels());
    }
}
