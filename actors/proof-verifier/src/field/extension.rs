use super::sum::Sum;
use super::F;
use core::ops::{Add, Mul, Sub};

/// a + bX with X² = 7.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct K {
    pub a: F,
    pub b: F,
}

impl K {
    pub const ZERO: K = K { a: F::ZERO, b: F::ZERO };
    pub const ONE: K = K { a: F::ONE, b: F::ZERO };

    /// Bytes of the one encoding of an element.
    pub const BYTES: usize = 16;

    pub fn to_bytes(self) -> [u8; K::BYTES] {
        let mut bytes = [0u8; K::BYTES];
        bytes[..8].copy_from_slice(&self.a.value().to_le_bytes());
        bytes[8..].copy_from_slice(&self.b.value().to_le_bytes());
        bytes
    }

    /// The product, for loops that are worth the code.
    #[inline(always)]
    pub fn times(self, other: K) -> K {
        K::sum_of_products([(self, other)])
    }

    /// Σ (ac + 7bd) + (ad + bc)·X, each coordinate reduced once.
    #[inline(always)]
    pub fn sum_of_products<const N: usize>(pairs: [(K, K); N]) -> K {
        let product = |x: F, y: F| Sum::product(x.value(), y.value());
        let (mut a, mut b) = (Sum::ZERO, Sum::ZERO);
        for (x, y) in pairs {
            a = a.plus(product(x.a, y.a)).plus(product(x.b, y.b).times(7));
            b = b.plus(product(x.a, y.b)).plus(product(x.b, y.a));
        }
        K { a: a.reduce(), b: b.reduce() }
    }

    /// X·self.
    pub fn times_x(self) -> K {
        K { a: self.b * F::new(7), b: self.a }
    }

    /// 1 − self.
    #[inline(always)]
    pub fn complement(self) -> K {
        K { a: F::ONE - self.a, b: F::ZERO - self.b }
    }

    pub fn double(self) -> K {
        self + self
    }
}

impl From<F> for K {
    fn from(a: F) -> K {
        K { a, b: F::ZERO }
    }
}

impl Add for K {
    type Output = K;

    #[inline(always)]
    fn add(self, other: K) -> K {
        K { a: self.a + other.a, b: self.b + other.b }
    }
}

impl Sub for K {
    type Output = K;

    #[inline(always)]
    fn sub(self, other: K) -> K {
        K { a: self.a - other.a, b: self.b - other.b }
    }
}

impl Mul for K {
    type Output = K;

    /// Inlined everywhere, it would make the market's wasm a quarter larger and a core 3 % cheaper.
    #[inline(never)]
    fn mul(self, other: K) -> K {
        self.times(other)
    }
}

impl Mul<F> for K {
    type Output = K;

    #[inline(always)]
    fn mul(self, other: F) -> K {
        K { a: self.a * other, b: self.b * other }
    }
}
