//! Every limit of proof-system.md §6 and §13: at it a statement is taken, beyond it refused.

use super::draft::{current, multiply, powers, Draft, Table};
use super::vectors::load;
use crate::circuit::Circuit;
use crate::profile::SECURE;
use crate::rejection::{Place, Reason};
use std::vec;

const TAKEN: Option<(Reason, Place)> = None;
const TOO_BIG: Option<(Reason, Place)> = Some((Reason::LimitExceeded, Place::Statement));

fn circuit(reason: Reason) -> Option<(Reason, Place)> {
    Some((reason, Place::Circuit))
}

fn check(name: &str, draft: Draft, wanted: Option<(Reason, Place)>) {
    assert_eq!(draft.refusal(), wanted, "{}", name);
}

fn edit(name: &str, wanted: Option<(Reason, Place)>, change: impl FnOnce(&mut Draft)) {
    let mut draft = Draft::plain();
    change(&mut draft);
    check(name, draft, wanted);
}

#[test]
fn statement_that_asks_for_absurd_layouts_is_refused() {
    edit("nothing special", TAKEN, |_| {});
    edit("block of 2^63 rows", TOO_BIG, |draft| draft.datasets = vec![vec![(1 << 63, 1)]]);
    edit("block of 2^64 - 1 rows without columns", TOO_BIG, |draft| draft.datasets = vec![vec![(u64::MAX, 0)]]);
    edit("block of 2^30 rows", TOO_BIG, |draft| draft.datasets = vec![vec![(1 << 30, 1)]]);
    edit("block of 2^30 rows without columns", TAKEN, |draft| draft.datasets = vec![vec![(1 << 30, 0)]]);
    edit("block of 65535 columns", TOO_BIG, |draft| draft.datasets = vec![vec![(0, 65535)]]);
    edit("1024 columns", TAKEN, |draft| draft.datasets = vec![vec![(0, 1024)]]);
    edit("4096 columns in a dataset", TAKEN, |draft| draft.datasets = vec![vec![(0, 1024); 4]]);
    edit("4097 columns in a dataset", TOO_BIG, |draft| draft.datasets = vec![[vec![(0, 1024); 4], vec![(0, 1)]].concat()]);
    edit("64 blocks", TAKEN, |draft| draft.datasets = vec![vec![(0, 1); 64]]);
    edit("65 blocks", TOO_BIG, |draft| draft.datasets = vec![vec![(0, 1); 65]]);
    edit("64 datasets", TAKEN, |draft| draft.datasets = vec![vec![]; 64]);
    edit("65 datasets", TOO_BIG, |draft| draft.datasets = vec![vec![]; 65]);
    edit("table of 2^30 rows", TOO_BIG, |draft| draft.rows[0] = 1 << 30);
    edit("table of 2^30 + 1 rows", circuit(Reason::RowCount), |draft| draft.rows[0] = (1 << 30) + 1);
    edit("4096 rows of the matrix", TAKEN, |draft| draft.rows[0] = 1 << 16);
    edit("4097 rows of the matrix", TOO_BIG, |draft| draft.rows[0] = (1 << 16) + 1);
    edit("a matrix without rows", TOO_BIG, |draft| draft.tables[0] = Table::default());
}

#[test]
fn table_of_2_to_the_30_rows_without_columns_costs_nothing() {
    edit("an empty tall table", TAKEN, |draft| {
        draft.tables.push(Table { nodes: vec![vec![3]], constraints: vec![(0, 0)], ..Table::default() });
        draft.rows.push(1 << 30);
    });
}

#[test]
fn reduction_of_too_many_terms_is_refused() {
    let tall = |claims: usize| {
        let mut draft = Draft::plain();
        draft.rows[0] = 1 << 12;
        draft.tables[0].nodes.clear();
        draft.tables[0].constraints.clear();
        draft.claims = vec![(1, 0, 0, 0, 0); claims];
        draft
    };
    check("2^18 terms", tall(1024), TAKEN);
    check("2^18 + 2^8 terms", tall(1025), TOO_BIG);
    check("65535 sums", tall(65535), TOO_BIG);
    let mut cells = tall(0);
    cells.claims = vec![(0, 0, 0, 7, 1); 65535];
    check("65535 cells", cells, TAKEN);
}

#[test]
fn circuit_with_a_wrong_reference_is_refused() {
    let missing = circuit(Reason::NoSuchThing);
    edit("column", missing, |draft| draft.tables[0].nodes[0] = current(1));
    edit("next column", missing, |draft| draft.tables[0].nodes[0] = vec![2, 1, 0]);
    edit("public value", missing, |draft| draft.tables[0].nodes[0] = vec![4, 2, 0]);
    edit("challenge", missing, |draft| draft.tables[0].nodes[0] = vec![5, 0]);
    edit("operand that is the node itself", missing, |draft| draft.tables[0].nodes.push(multiply(1, 0)));
    edit("later operand", missing, |draft| draft.tables[0].nodes.push(multiply(0, 2)));
    edit("constraint's node", missing, |draft| draft.tables[0].constraints.push((0, 1)));
    edit("numerator", missing, |draft| draft.tables[0].interactions.push((0, 1, 1, vec![0])));
    edit("message", missing, |draft| draft.tables[0].interactions.push((0, 1, 0, vec![1])));
    edit("claim's column", missing, |draft| draft.claims.push((1, 0, 1, 0, 0)));
    edit("claim's table", missing, |draft| draft.claims.push((1, 1, 0, 0, 0)));
    edit("claim's public value", missing, |draft| draft.claims.push((1, 0, 0, 0, 2)));
    edit("product's column", missing, |draft| draft.products.push(([0, 0, 0, 0, 0, 1], [0; 3])));
    for column in [[1, 0, 0], [0, 1, 0], [0, 0, 1]] {
        edit("dataset, block, column", Some((Reason::NoSuchThing, Place::Statement)), |draft| {
            (draft.datasets, draft.tables[0].columns) = (vec![vec![(5, 1)]], vec![column]);
        });
    }
    for (rows, wanted) in [(5, TAKEN), (4, Some((Reason::RowCount, Place::Statement))), (6, Some((Reason::RowCount, Place::Statement)))] {
        edit("block of other rows", wanted, |draft| (draft.datasets, draft.tables[0].columns) = (vec![vec![(rows, 1)]], vec![[0, 0, 0]]));
    }
}

#[test]
fn circuit_of_other_bytes_than_its_own_is_refused() {
    let bytes = load("e2e-join").get("circuit").bytes();
    let refusal = |bytes: &[u8]| Circuit::decode(bytes).map_err(|rejection| (rejection.reason, rejection.place)).err();
    assert_eq!(refusal(&bytes), TAKEN);
    assert_eq!(refusal(&[&bytes[..], &[0]].concat()), circuit(Reason::TrailingBytes));
    for length in 0..bytes.len() {
        assert_eq!(refusal(&bytes[..length]), circuit(Reason::Truncated), "{}", length);
    }
}

#[test]
fn circuit_with_an_unknown_code_is_refused() {
    let unknown = circuit(Reason::UnknownCode);
    edit("node 9", unknown, |draft| draft.tables[0].nodes[0] = vec![9, 0, 0]);
    edit("domain 3", TAKEN, |draft| draft.tables[0].constraints.push((3, 0)));
    edit("domain 4", unknown, |draft| draft.tables[0].constraints.push((4, 0)));
    edit("interaction of domain 4", unknown, |draft| draft.tables[0].interactions.push((4, 1, 0, vec![0])));
    edit("claim 2", unknown, |draft| draft.claims.push((2, 0, 0, 0, 0)));
    edit("constant p", circuit(Reason::NotCanonical), |draft| draft.tables[0].nodes[0] = [&[0], &0xffff_ffff_0000_0001u64.to_le_bytes()[..]].concat());
}

#[test]
fn degree_at_its_limit_is_taken_and_beyond_refused() {
    let too_high = circuit(Reason::DegreeTooHigh);
    let with = |count, constraint| Draft::with_nodes(powers(current(0), count), vec![(0, constraint)]);
    check("node of degree 5", with(5, 3), TAKEN);
    check("node of degree 6", with(6, 3), too_high);
    check("constraint of degree 5", with(5, 4), too_high);
    for (numerator, message, wanted) in [(3, 4, TAKEN), (4, 0, too_high)] {
        let mut draft = with(5, 0);
        draft.tables[0].interactions.push((0, 1, numerator, vec![message]));
        check("numerator and message", draft, wanted);
    }
    for (count, uses, wanted) in [(64, [0u32; 0].to_vec(), TAKEN), (65, vec![], too_high), (64, vec![63], too_high)] {
        let constraints = uses.iter().map(|&node| (0, node)).collect();
        let mut draft = Draft::with_nodes(powers(vec![5, 0], count), constraints);
        draft.thetas = 1;
        check("powers of a challenge", draft.clone(), wanted);
        draft.tables[0].interactions.push((0, 1, 0, vec![0]));
        check("challenge in a message", draft, too_high);
    }
}

#[test]
fn message_width_outside_1_to_64_or_mixed_on_a_bus_is_refused() {
    let widths = |widths: &[(u32, usize)]| {
        let mut draft = Draft::plain();
        draft.tables[0].interactions = widths.iter().map(|&(bus, width)| (0, bus, 0, vec![0; width])).collect();
        draft
    };
    check("64 values", widths(&[(1, 64)]), TAKEN);
    check("65 values", widths(&[(1, 65)]), circuit(Reason::LimitExceeded));
    check("no value", widths(&[(1, 0)]), circuit(Reason::LimitExceeded));
    check("two buses", widths(&[(1, 2), (9, 3), (1, 2)]), TAKEN);
    check("one bus", widths(&[(1, 2), (9, 3), (1, 3)]), circuit(Reason::BusWidth));
}

#[test]
fn circuit_beyond_its_counts_is_refused() {
    let too_many = circuit(Reason::LimitExceeded);
    edit("64 tables", TAKEN, |draft| (draft.tables, draft.rows) = (vec![draft.tables[0].clone(); 64], vec![5; 64]));
    edit("65 tables", too_many, |draft| (draft.tables, draft.rows) = (vec![draft.tables[0].clone(); 65], vec![5; 65]));
    edit("no table", too_many, |draft| (draft.tables, draft.rows) = (vec![], vec![]));
    edit("1024 columns", TAKEN, |draft| draft.tables[0].aux = 1024);
    edit("1025 columns", too_many, |draft| draft.tables[0].aux = 1025);
    edit("65536 nodes", TAKEN, |draft| draft.tables[0].nodes = vec![vec![3]; 65536]);
    edit("65537 nodes", too_many, |draft| draft.tables[0].nodes = vec![vec![3]; 65537]);
    edit("4 challenges", TAKEN, |draft| draft.thetas = 4);
    edit("5 challenges", too_many, |draft| draft.thetas = 5);
    edit("rows of a table missing", circuit(Reason::RowCount), |draft| draft.rows.clear());
    edit("rows of another table", circuit(Reason::RowCount), |draft| draft.rows.push(1));
}

#[test]
fn claim_and_product_that_do_not_fit_the_rows_are_refused() {
    let wrong = circuit(Reason::RowCount);
    edit("cell in the last row", TAKEN, |draft| draft.claims.push((0, 0, 0, 4, 0)));
    edit("cell after the last row", wrong, |draft| draft.claims.push((0, 0, 0, 5, 0)));
    edit("sum with a row", wrong, |draft| draft.claims.push((1, 0, 0, 1, 0)));
    for (logs, rows, wanted) in
        [([1, 2, 3], [8, 32, 16], TAKEN), ([1, 2, 3], [8, 32, 15], wrong), ([255, 255, 255], [8, 32, 16], wrong), ([30, 1, 0], [0; 3], wrong)]
    {
        edit("product", wanted, |draft| {
            (draft.tables, draft.rows) = (vec![draft.tables[0].clone(); 3], rows.to_vec());
            draft.products.push(([0, 0, 1, 0, 2, 0], logs));
        });
    }
}

#[test]
fn instance_beyond_what_a_secure_profile_allows_is_refused() {
    let beyond = Some((Reason::BeyondSoundness, Place::Profile));
    for profile in SECURE.iter().filter(|profile| profile.max_rows < 4096) {
        for (extra, wanted) in [(0, TAKEN), (1, beyond)] {
            edit(profile.name, wanted, |draft| {
                draft.profile = profile;
                draft.rows[0] = (profile.max_rows as u64) << profile.m;
                draft.datasets = vec![vec![(1, extra)]];
            });
        }
    }
    let mut draft = Draft::plain();
    draft.profile = &SECURE[0];
    draft.tables[0].constraints = vec![(0, 0); 65535];
    check("65535 constraints", draft.clone(), TAKEN);
    draft.tables.push(draft.tables[0].clone());
    draft.rows.push(5);
    check("131070 constraints", draft, beyond);
    let mut draft = Draft::plain();
    draft.profile = &SECURE[0];
    draft.claims = vec![(0, 0, 0, 0, 0); 65535];
    check("65535 claims and an opening", draft.clone(), beyond);
    draft.claims.pop();
    check("65535 claims with the opening", draft, TAKEN);
}

#[test]
fn lookup_tree_of_more_than_30_layers_is_refused() {
    for (interactions, wanted) in [(1, TAKEN), (2, Some((Reason::BeyondSoundness, Place::Profile)))] {
        edit("table of 2^30 rows", wanted, |draft| {
            let interactions = vec![(0, 1, 0, vec![0]); interactions];
            draft.tables.push(Table { nodes: vec![vec![3]], interactions, ..Table::default() });
            draft.rows.push(1 << 30);
        });
    }
}

#[test]
fn statement_whose_parts_do_not_fit_each_other_is_refused() {
    let foreign = Some((Reason::UnknownProfile, Place::Statement));
    let with = |shape| move |draft: &mut Draft| (draft.datasets, draft.shape) = (vec![vec![(5, 1)]], Some(shape));
    edit("dataset of the profile", TAKEN, with([4, 1]));
    edit("dataset of other rows", foreign, with([5, 1]));
    edit("dataset of another rate", foreign, with([4, 2]));
    for values in [1, 3] {
        edit("public values", Some((Reason::NoSuchThing, Place::Statement)), |draft| draft.values = Some(values));
    }
}
