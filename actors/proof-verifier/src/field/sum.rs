use super::base::{EPSILON, F, MASK};

/// A number that is reduced mod p only once: low + high·2^32, by 2^64 ≡ 2^32 − 1. Products of any 64-bit numbers can be added and multiplied by constants
/// while −2^59 < low < 2^59 and −2^58 < high < 2^62; one product has −2^33 < low < 2^32 and 0 ≤ high < 2^33.
#[derive(Debug, Clone, Copy)]
pub struct Sum {
    low: i64,
    high: i64,
}

/// What makes both parts of a sum positive: OFFSET in `low` is −OFFSET/2^32 in `high`.
const OFFSET: i64 = 1 << 60;

impl Sum {
    pub const ZERO: Sum = Sum::new(0, 0);

    pub const fn new(low: i64, high: i64) -> Sum {
        Sum { low, high }
    }

    /// Four partial products: wasm has no 64×64→128 multiplication, and the compiler's routine for it is slower.
    #[inline(always)]
    pub const fn product(a: u64, b: u64) -> Sum {
        let (a0, a1, b0, b1) = (a & MASK, a >> 32, b & MASK, b >> 32);
        let first = a0 * b0;
        let second = a0 * b1 + (first >> 32);
        let third = a1 * b0 + (second & MASK);
        let top = a1 * b1 + (second >> 32) + (third >> 32);
        Sum { low: (first & MASK) as i64 - (top & MASK) as i64 - (top >> 32) as i64, high: ((third & MASK) + (top & MASK)) as i64 }
    }

    #[inline(always)]
    pub const fn plus(self, other: Sum) -> Sum {
        Sum { low: self.low + other.low, high: self.high + other.high }
    }

    #[inline(always)]
    pub const fn times(self, factor: i64) -> Sum {
        Sum { low: self.low * factor, high: self.high * factor }
    }

    /// The same number with |low| and |high| below 2^34, of a sum with both below 2^62.
    #[inline(always)]
    pub const fn carried(self) -> Sum {
        let high = self.high + (self.low >> 32);
        let over = high >> 32;
        Sum { low: (self.low & MASK as i64) - over, high: (high & MASK as i64) + over }
    }

    #[inline(always)]
    pub const fn reduce(self) -> F {
        let high = self.high - (OFFSET >> 32);
        let rest = ((high >> 32) * EPSILON as i64 + self.low + OFFSET) as u64;
        let (sum, carried) = ((high as u64) << 32).overflowing_add(rest);
        F::new(if carried { sum.wrapping_add(EPSILON) } else { sum })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field::base::P;

    const EDGES: [u64; 11] = [0, 1, MASK - 1, MASK, MASK + 1, P - 1, P, P + 1, u64::MAX - 1, u64::MAX, 1 << 63];

    fn remainder(value: i128) -> u64 {
        value.rem_euclid(P as i128) as u64
    }

    #[test]
    fn product_of_any_64_bits_is_the_remainder() {
        for a in EDGES {
            for b in EDGES {
                assert_eq!(Sum::product(a, b).reduce().value() as u128, a as u128 * b as u128 % P as u128, "{} {}", a, b);
            }
        }
    }

    #[test]
    fn reduce_at_the_limits_is_the_remainder() {
        let (lows, highs) = ([1 - (1i64 << 59), -1, 0, 1, (1 << 59) - 1], [1 - (1i64 << 58), -1, 0, 1, MASK as i64, (1 << 62) - 1]);
        for low in lows {
            for high in highs {
                assert_eq!(Sum::new(low, high).reduce().value(), remainder(low as i128 + ((high as i128) << 32)), "{} {}", low, high);
            }
        }
    }

    #[test]
    fn carried_is_the_same_number_and_small() {
        let edges = [1 - (1i64 << 62), -(1 << 33), -1, 0, 1, MASK as i64, 1 << 33, (1 << 62) - 1];
        for low in edges {
            for high in edges {
                let carried = Sum::new(low, high).carried();
                assert_eq!(carried.reduce().value(), remainder(low as i128 + ((high as i128) << 32)), "{} {}", low, high);
                assert!(carried.low.abs() < 1 << 34 && carried.high.abs() < 1 << 34, "{:?}", carried);
            }
        }
    }

    #[test]
    fn many_products_can_be_added_and_multiplied() {
        let product = Sum::product(P - 1, P - 1);
        let sum = (0..1 << 20).fold(Sum::ZERO, |sum, _| sum.plus(product.times(7)));
        assert_eq!(sum.reduce().value(), 7 << 20);
        assert_eq!(sum.times(-1).reduce().value(), P - (7 << 20));
    }
}
