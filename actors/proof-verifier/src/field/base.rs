use core::ops::{Add, Mul, Sub};

/// An element of Z/p, p = 2^64 − 2^32 + 1, always stored below p.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct F(u64);

pub(super) const P: u64 = 0xffff_ffff_0000_0001;

/// 2^64 mod p.
pub(super) const EPSILON: u64 = 0xffff_ffff;

pub(super) const MASK: u64 = 0xffff_ffff;

/// log of the order of the 2-Sylow subgroup of F*.
const TWO_ADICITY: usize = 32;

/// `ROOTS[d]` = ω_d = 7^((p−1)/2^d), a primitive 2^d-th root of unity.
const ROOTS: [F; TWO_ADICITY + 1] = roots();

const fn roots() -> [F; TWO_ADICITY + 1] {
    let mut roots = [F::ONE; TWO_ADICITY + 1];
    let mut exponent = (P - 1) >> TWO_ADICITY;
    let mut root = F::ONE;
    let mut power = F(7);
    while exponent > 0 {
        if exponent & 1 == 1 {
            root = root.times(power);
        }
        power = power.times(power);
        exponent >>= 1;
    }
    let mut d = TWO_ADICITY;
    while d > 0 {
        roots[d] = root;
        root = root.times(root);
        d -= 1;
    }
    roots
}

/// The 128-bit product as (high, low). Wasm has no 64×64→128 multiplication, and the compiler's routine for it is slower than four partial products.
#[cfg(target_arch = "wasm32")]
#[inline(always)]
const fn product(a: u64, b: u64) -> (u64, u64) {
    limb_product(a, b)
}

#[cfg(not(target_arch = "wasm32"))]
#[inline(always)]
const fn product(a: u64, b: u64) -> (u64, u64) {
    let wide = a as u128 * b as u128;
    ((wide >> 64) as u64, wide as u64)
}

#[cfg(any(target_arch = "wasm32", test))]
#[inline(always)]
const fn limb_product(a: u64, b: u64) -> (u64, u64) {
    let (a0, a1, b0, b1) = (a & MASK, a >> 32, b & MASK, b >> 32);
    let low = a0 * b0;
    let middle = a0 * b1 + (low >> 32);
    let other = a1 * b0 + (middle & MASK);
    (a1 * b1 + (middle >> 32) + (other >> 32), other << 32 | low & MASK)
}

impl F {
    pub const ZERO: F = F(0);
    pub const ONE: F = F(1);

    /// Bytes of the one encoding of an element.
    pub const BYTES: usize = 8;

    /// `value` mod p.
    pub const fn new(value: u64) -> F {
        F(if value >= P { value - P } else { value })
    }

    /// None: `value` ≥ p.
    pub fn canonical(value: u64) -> Option<F> {
        if value < P {
            Some(F(value))
        } else {
            None
        }
    }

    /// None: not the encoding of an element.
    #[inline(always)]
    pub fn read(bytes: &[u8]) -> Option<F> {
        bytes.try_into().ok().map(u64::from_le_bytes).and_then(F::canonical)
    }

    pub fn value(self) -> u64 {
        self.0
    }

    /// (high·2^64 + low) mod p, by 2^64 ≡ 2^32 − 1 and 2^96 ≡ −1.
    #[inline(always)]
    pub const fn reduce(high: u64, low: u64) -> F {
        let (difference, borrowed) = low.overflowing_sub(high >> 32);
        let difference = if borrowed { difference.wrapping_sub(EPSILON) } else { difference };
        let (sum, carried) = difference.overflowing_add((high & MASK) * EPSILON);
        F::new(if carried { sum.wrapping_add(EPSILON) } else { sum })
    }

    #[inline(always)]
    const fn times(self, other: F) -> F {
        let (high, low) = product(self.0, other.0);
        F::reduce(high, low)
    }

    pub fn square(self) -> F {
        self.times(self)
    }

    /// ω_d for d ≤ 32.
    pub fn root_of_unity(d: usize) -> F {
        ROOTS[d]
    }

    /// The point of a codeword's position: ω_d^{bitrev_d(position)}. Bit l of the position is bit d−1−l of the exponent, and ω_d^(2^(d−1−l)) = ω_{l+1}:
    /// the point does not depend on d. `position` < 2^32.
    pub fn domain_point(position: u32) -> F {
        let mut point = F::ONE;
        let mut rest = position;
        while rest != 0 {
            point = point * ROOTS[rest.trailing_zeros() as usize + 1];
            rest &= rest - 1;
        }
        point
    }
}

impl Add for F {
    type Output = F;

    #[inline(always)]
    fn add(self, other: F) -> F {
        let room = P - other.0;
        F(if self.0 >= room { self.0 - room } else { self.0 + other.0 })
    }
}

impl Sub for F {
    type Output = F;

    #[inline(always)]
    fn sub(self, other: F) -> F {
        F(if self.0 >= other.0 { self.0 - other.0 } else { self.0 + (P - other.0) })
    }
}

impl Mul for F {
    type Output = F;

    #[inline(always)]
    fn mul(self, other: F) -> F {
        self.times(other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limb_product_equals_the_machine_multiplication() {
        let mut x = 1u64;
        for edge in [0, 1, MASK, MASK + 1, P - 1, u64::MAX] {
            for _ in 0..1000 {
                x = x.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
                assert_eq!(limb_product(x, edge), product(x, edge));
                assert_eq!(limb_product(x, x.rotate_left(23)), product(x, x.rotate_left(23)));
            }
        }
    }

    #[test]
    fn reduce_of_any_128_bits_equals_the_remainder() {
        let edges = [0, 1, MASK - 1, MASK, MASK + 1, P - 1, P, P + 1, u64::MAX - 1, u64::MAX, 1 << 63];
        for high in edges {
            for low in edges {
                let wide = (high as u128) << 64 | low as u128;
                assert_eq!(F::reduce(high, low).value() as u128, wide % P as u128, "{} {}", high, low);
            }
        }
    }
}
