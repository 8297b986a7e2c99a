//! A polynomial that is evaluated at many points of F.

use crate::field::{InnerProduct, Limbs, F, K};
use alloc::vec::Vec;

/// Coefficients that are multiplied with the same powers of a point.
const BLOCK: usize = 16;

/// Σ_b values[b]·x^b.
pub struct Polynomial {
    limbs: Vec<Limbs>,
}

impl Polynomial {
    /// `values`: 2^k of them.
    pub fn new(values: &[K]) -> Polynomial {
        let mut limbs = Vec::with_capacity(values.len());
        limbs.extend(values.iter().map(|&value| Limbs::from(value)));
        Polynomial { limbs }
    }

    pub fn variables(&self) -> usize {
        self.limbs.len().trailing_zeros() as usize
    }

    /// Horner's rule over blocks.
    pub fn at(&self, x: F) -> K {
        let mut powers = [F::ONE; BLOCK];
        for number in 1..BLOCK {
            powers[number] = powers[number - 1] * x;
        }
        let step = powers[BLOCK - 1] * x;
        let mut value = K::ZERO;
        for block in self.limbs.chunks(BLOCK).rev() {
            let mut sum = InnerProduct::new();
            for (limbs, power) in block.iter().zip(&powers) {
                sum.add(limbs, power.value());
            }
            value = value * step + sum.value();
        }
        value
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn at_of_every_length_is_the_sum_of_powers() {
        let x = F::new(0x0123_4567_89ab_cdef);
        let mut values = Vec::new();
        for k in 0..8 {
            values.resize_with(1 << k, || K { a: x.square(), b: x });
            for (number, value) in values.iter_mut().enumerate() {
                *value = *value * F::new(number as u64 + 3);
            }
            let sum = values.iter().rev().fold(K::ZERO, |sum, &value| sum * x + value);
            let polynomial = Polynomial::new(&values);
            assert_eq!((polynomial.at(x), polynomial.variables()), (sum, k));
        }
    }
}
