use super::json::Json;
use super::vectors::{element, elements, load};
use crate::field::{F, K};
use crate::kernels;
use crate::rejection::Place;
use crate::wire::Reader;
use std::vec::Vec;

fn f(json: &Json) -> F {
    F::canonical(json.number()).unwrap()
}

#[test]
fn base_field_over_the_reference_cases_agrees() {
    let file = load("field");
    for case in file.get("base").list() {
        let (a, b) = (f(case.get("a")), f(case.get("b")));
        assert_eq!(a + b, f(case.get("add")));
        assert_eq!(a - b, f(case.get("sub")));
        assert_eq!(a * b, f(case.get("mul")));
        if let Some(inverse) = case.find("inv_a") {
            assert_eq!(a * f(inverse), F::ONE);
        }
    }
}

#[test]
fn extension_over_the_reference_cases_agrees() {
    for case in load("field").get("ext").list() {
        let at = |key: &str| element(&case.get(key).bytes());
        assert_eq!(at("x") + at("y"), at("add"));
        assert_eq!(at("x") - at("y"), at("sub"));
        assert_eq!(at("x") * at("y"), at("mul"));
        assert_eq!(at("x") * at("y").a, at("x") * K::from(at("y").a));
        assert_eq!(at("x").complement(), K::ONE - at("x"));
        assert_eq!(at("x").times_x(), at("x") * K { a: F::ZERO, b: F::ONE });
        assert_eq!(K::sum_of_products([(at("x"), at("y")), (at("y"), at("y"))]), at("mul") + at("y") * at("y"));
        if case.find("inv_x").is_some() {
            assert_eq!(at("x") * at("inv_x"), K::ONE);
        }
    }
}

#[test]
fn roots_and_domain_points_of_the_reference_agree() {
    let file = load("field");
    for (d, root) in file.get("roots_of_unity").list().iter().enumerate() {
        assert_eq!(F::root_of_unity(d), f(root), "root {}", d);
    }
    for domain in file.get("positions").list() {
        for (position, point) in domain.get("points").list().iter().enumerate() {
            assert_eq!(F::domain_point(position as u32), f(point), "position {}", position);
        }
    }
}

#[test]
fn domain_point_of_any_position_is_the_bit_reversed_power() {
    for position in [0u32, 1, 5, 0x8000_0000, 0xdead_beef, u32::MAX] {
        for d in (32 - position.leading_zeros()).max(1)..=32 {
            let exponent = position.reverse_bits() >> (32 - d);
            let mut power = F::ONE;
            for bit in (0..32).rev() {
                power = power.square();
                if exponent >> bit & 1 == 1 {
                    power = power * F::root_of_unity(d as usize);
                }
            }
            assert_eq!(F::domain_point(position), power, "position {} of 2^{}", position, d);
        }
    }
}

#[test]
fn reader_of_elements_takes_only_their_one_encoding() {
    let file = load("field");
    for bytes in file.get("decode_f_reject").list() {
        assert!(Reader::new(&bytes.bytes(), Place::Core).f().is_err());
    }
    for bytes in file.get("decode_f_accept").list() {
        let bytes = bytes.bytes();
        assert_eq!(Reader::new(&bytes, Place::Core).f().unwrap().value().to_le_bytes().to_vec(), bytes);
    }
}

#[test]
fn kernels_over_the_reference_cases_agree() {
    for case in load("kernels").list() {
        let (x, y) = (elements(case.get("x")), elements(case.get("y")));
        let at = |key: &str| element(&case.get(key).bytes());
        assert_eq!(kernels::eq(&x, &y), at("eq"));
        assert_eq!(kernels::next(&x, &y), at("next"));
        assert_eq!(kernels::carry(&x, &y), at("carry"));
        assert_eq!(kernels::index(&x), at("idx"));
        assert_eq!(kernels::first(&x), at("first"));
        for pair in case.get("lt").list() {
            let bound = pair.list()[0].number();
            assert_eq!(kernels::less_than(bound, &x), element(&pair.list()[1].bytes()), "{} of {}", bound, x.len());
        }
    }
}

/// The identity behind `PointKernel::next_sum`: next(x, j) = eq(x, j−1) for a number j > 0, and 0 for j = 0.
#[test]
fn next_towards_a_number_is_eq_of_the_number_before() {
    let file = load("kernels");
    let x = elements(file.list()[3].get("x"));
    let bits = |number: u64| (0..x.len()).map(|bit| K::from(F::new(number >> bit & 1))).collect::<Vec<K>>();
    let table = kernels::eq_table(&x, usize::MAX);
    assert_eq!(kernels::next(&x, &bits(0)), K::ZERO);
    for number in 1..1 << x.len() {
        assert_eq!(kernels::next(&x, &bits(number)), table[number as usize - 1]);
        assert_eq!(kernels::eq_index(number, &x), table[number as usize]);
    }
    assert_eq!(kernels::eq_table(&x, 5)[..], table[..5]);
    assert_eq!(kernels::evaluate(table, &bits(3)), kernels::eq_index(3, &x));
}

#[test]
fn eq_of_neighbouring_numbers_is_that_of_each() {
    let file = load("kernels");
    let x = elements(file.list()[3].get("x"));
    let table = kernels::eq_table(&x, usize::MAX);
    for count in 1..=table.len() {
        for first in 0..=table.len() - count {
            let mut eq = kernels::EqNumbers::new(&x, count);
            for number in first..first + count {
                assert_eq!(eq.at(number as u64), table[number], "{} of {} from {}", number, count, first);
            }
        }
    }
}

#[test]
fn ceil_log_at_powers_of_two_rounds_up_just_above() {
    for (number, log) in [(0, 0), (1, 0), (2, 1), (3, 2), (4, 2), (5, 3), (1 << 30, 30), ((1 << 30) + 1, 31), (1 << 63, 63), (u64::MAX, 64)] {
        assert_eq!(kernels::ceil_log(number), log, "{}", number);
    }
}
