//! Multilinear kernels (proof-system.md §3). Points list variable 0, the least significant bit, first.

use crate::field::{F, K};
use alloc::vec::Vec;

/// eq of one variable: 2xy − x − y + 1.
fn eq_one(x: K, y: K) -> K {
    (x * y).double() - x - y + K::ONE
}

/// The extension of [x = y].
pub fn eq(x: &[K], y: &[K]) -> K {
    x.iter().zip(y).fold(K::ONE, |product, (&x, &y)| product * eq_one(x, y))
}

/// eq of a point and the bits of a number below 2^point.len().
pub fn eq_index(index: u64, point: &[K]) -> K {
    let mut product = K::ONE;
    for (bit, &x) in point.iter().enumerate() {
        product = product * if index >> bit & 1 == 1 { x } else { x.complement() };
    }
    product
}

/// eq of a point and numbers that lie close together, as slots of equal height do.
pub struct EqNumbers<'a> {
    low: Vec<K>,
    high: &'a [K],
    /// A number's upper bits and their eq: neighbours share them.
    shared: (u64, K),
}

impl<'a> EqNumbers<'a> {
    /// `count`: how many numbers will be asked for; at least 1.
    pub fn new(point: &'a [K], count: usize) -> EqNumbers<'a> {
        let (low, high) = point.split_at(point.len().min(ceil_log(count as u64)));
        EqNumbers { low: eq_table(low, usize::MAX), high, shared: (0, eq_index(0, high)) }
    }

    /// `number` < 2^point.len().
    pub fn at(&mut self, number: u64) -> K {
        let size = self.low.len() as u64;
        let upper = number / size;
        if self.shared.0 != upper {
            self.shared = (upper, eq_index(upper, self.high));
        }
        self.low[(number % size) as usize] * self.shared.1
    }
}

/// eq of a point and every number below `count` ≤ 2^point.len().
pub fn eq_table(point: &[K], count: usize) -> Vec<K> {
    let mut table = Vec::with_capacity(1 << point.len());
    table.push(K::ONE);
    for &x in point {
        for index in 0..table.len() {
            let one = table[index] * x;
            table.push(one);
            table[index] = table[index] - one;
        }
    }
    table.truncate(count);
    table
}

/// The extension of [y = x + 1], without wrapping around.
pub fn next(x: &[K], y: &[K]) -> K {
    let mut above = Vec::with_capacity(x.len() + 1);
    above.push(K::ONE);
    for (&x, &y) in x.iter().zip(y).rev() {
        above.push(above[above.len() - 1] * eq_one(x, y));
    }
    let (mut sum, mut carried) = (K::ZERO, K::ONE);
    for (k, (&x, &y)) in x.iter().zip(y).enumerate() {
        sum = sum + carried * (x.complement() * y) * above[above.len() - 2 - k];
        carried = carried * (x * y.complement());
    }
    sum
}

/// The extension of [x is the last number and y = 0].
pub fn carry(x: &[K], y: &[K]) -> K {
    x.iter().zip(y).fold(K::ONE, |product, (&x, &y)| product * (x * y.complement()))
}

/// The extension of [index < bound].
pub fn less_than(bound: u64, x: &[K]) -> K {
    if bound >= 1 << x.len() {
        return K::ONE;
    }
    let (mut sum, mut prefix) = (K::ZERO, K::ONE);
    for (bit, &x) in x.iter().enumerate().rev() {
        if bound >> bit & 1 == 1 {
            sum = sum + prefix * x.complement();
            prefix = prefix * x;
        } else {
            prefix = prefix * x.complement();
        }
    }
    sum
}

/// The extension of the function that is each number itself.
pub fn index(x: &[K]) -> K {
    x.iter().enumerate().fold(K::ZERO, |sum, (bit, &x)| sum + x * F::new(1 << bit))
}

/// The extension of [index = 0].
pub fn first(x: &[K]) -> K {
    x.iter().fold(K::ONE, |product, &x| product * x.complement())
}

/// The multilinear polynomial with the values `table` (2^point.len() of them) at a point.
pub fn evaluate(mut table: Vec<K>, point: &[K]) -> K {
    for &x in point.iter().rev() {
        let half = table.len() / 2;
        for low in 0..half {
            table[low] = table[low] + x * (table[low + half] - table[low]);
        }
        table.truncate(half);
    }
    table[0]
}

/// Smallest k with 2^k ≥ max(n, 1).
pub fn ceil_log(n: u64) -> usize {
    match n {
        0 | 1 => 0,
        _ => 64 - (n - 1).leading_zeros() as usize,
    }
}
