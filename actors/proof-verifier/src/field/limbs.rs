use super::base::MASK;
use super::sum::Sum;
use super::{F, K};

/// An element of K as three limbs of 22 bits for each coordinate. Their products with 32-bit numbers are below 2^54: a thousand are added without a carry, and
/// all of them are reduced once. On wasm a term of an inner product costs half of a multiplication and an addition.
#[derive(Clone, Copy)]
pub struct Limbs([u64; Limbs::COUNT]);

impl Limbs {
    const BITS: u32 = 22;
    const COUNT: usize = 6;
}

impl From<K> for Limbs {
    fn from(element: K) -> Limbs {
        let limb = |value: F, number: u32| value.value() >> (Limbs::BITS * number) & ((1 << Limbs::BITS) - 1);
        let K { a, b } = element;
        Limbs([limb(a, 0), limb(a, 1), limb(a, 2), limb(b, 0), limb(b, 1), limb(b, 2)])
    }
}

/// Σ factor·word, of at most `InnerProduct::MAX_TERMS` terms.
pub struct InnerProduct {
    /// Sums of the limbs times the lower and the upper halves of the words.
    lower: [u64; Limbs::COUNT],
    upper: [u64; Limbs::COUNT],
}

impl InnerProduct {
    pub const MAX_TERMS: usize = 1 << 10;

    #[inline(always)]
    pub fn new() -> InnerProduct {
        InnerProduct { lower: [0; Limbs::COUNT], upper: [0; Limbs::COUNT] }
    }

    /// `word`: any 64 bits.
    #[inline(always)]
    pub fn add(&mut self, factor: &Limbs, word: u64) {
        let (low, high) = (word & MASK, word >> 32);
        for limb in 0..Limbs::COUNT {
            self.lower[limb] += low * factor.0[limb];
            self.upper[limb] += high * factor.0[limb];
        }
    }

    #[inline(always)]
    pub fn value(&self) -> K {
        K { a: self.coordinate(0), b: self.coordinate(3) }
    }

    /// Σ_i (lower_i + upper_i·2^32)·2^(22·i) over three limbs from `first`.
    #[inline(always)]
    fn coordinate(&self, first: usize) -> F {
        let limb = |number: usize| {
            let (lower, upper) = (self.lower[first + number], self.upper[first + number]);
            let over = (upper >> 32) as i64;
            Sum::new((lower & MASK) as i64 - over, (lower >> 32) as i64 + (upper & MASK) as i64 + over)
        };
        let shift = 1 << Limbs::BITS;
        limb(2).times(shift).plus(limb(1)).carried().times(shift).plus(limb(0)).reduce()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const P: u64 = 0xffff_ffff_0000_0001;
    const EDGES: [u64; 7] = [0, 1, MASK, MASK + 1, P / 2, P - 2, P - 1];

    #[test]
    fn one_term_is_the_product() {
        for a in EDGES {
            for b in EDGES {
                let factor = K { a: F::new(a), b: F::new(b) };
                for word in EDGES {
                    let mut sum = InnerProduct::new();
                    sum.add(&Limbs::from(factor), word);
                    assert_eq!(sum.value(), factor * F::new(word));
                }
            }
        }
    }

    #[test]
    fn most_terms_of_the_largest_numbers_do_not_overflow() {
        let factor = K { a: F::new(P - 1), b: F::new(P - 2) };
        let mut sum = InnerProduct::new();
        for _ in 0..InnerProduct::MAX_TERMS {
            sum.add(&Limbs::from(factor), u64::MAX);
        }
        assert_eq!(sum.value(), factor * F::new(u64::MAX) * F::new(InnerProduct::MAX_TERMS as u64));
    }

    #[test]
    fn limbs_of_ones_do_not_overflow() {
        let mut sum = InnerProduct::new();
        let limbs = Limbs([(1 << Limbs::BITS) - 1; Limbs::COUNT]);
        for _ in 0..InnerProduct::MAX_TERMS {
            sum.add(&limbs, u64::MAX);
        }
        let value = ((1u128 << 66) - 1) % P as u128 * (u64::MAX as u128 % P as u128) % P as u128 * InnerProduct::MAX_TERMS as u128 % P as u128;
        assert_eq!(sum.value(), K { a: F::new(value as u64), b: F::new(value as u64) });
    }
}
