//! shapes.json: proofs by the reference prover over edge shapes. Row counts 0, 1, 2, around H and its multiples; an empty dataset, nothing selected, garbage in
//! padding rows, a lookup tree of one leaf, tables taller than the tree, degree 5, each row domain kept and broken, several datasets with blocks of many heights.

use super::vectors::{judge_test, load};

#[test]
fn proof_of_every_edge_shape_is_judged_as_by_the_reference() {
    let file = load("shapes");
    for case in file.list() {
        let verdict = judge_test(&case.get("statement").bytes(), &case.get("proof").bytes());
        let (name, expected) = (case.get("name").text(), case.get("expect").text());
        assert_eq!(verdict.is_ok(), expected == "accept", "{}: {:?}", name, verdict);
    }
    let accepted = file.list().iter().filter(|case| case.get("expect").text() == "accept").count();
    assert!(accepted >= 40 && accepted < file.list().len());
}
