//! The weights of a linear claim about a polynomial: a sum of eq-kernels and of powers of points (proof-system.md §12).

use crate::field::{F, K};
use crate::kernels::{eq, evaluate};
use alloc::vec;
use alloc::vec::Vec;

pub struct Weights {
    /// Coefficient and point of eq(point, ·).
    eqs: Vec<(K, Vec<K>)>,
    /// Coefficient and x of the kernel b ↦ x^b.
    powers: Vec<(K, F)>,
}

impl Weights {
    pub fn new(point: Vec<K>) -> Weights {
        Weights { eqs: vec![(K::ONE, point)], powers: Vec::new() }
    }

    pub fn add_eq(&mut self, coefficient: K, point: Vec<K>) {
        self.eqs.push((coefficient, point));
    }

    pub fn add_powers(&mut self, coefficient: K, x: F) {
        self.powers.push((coefficient, x));
    }

    /// Fixes the variables from `left` on to `alphas`; variables below `left` remain.
    pub fn bind_top(&mut self, alphas: &[K], left: usize) {
        for (coefficient, point) in &mut self.eqs {
            *coefficient = *coefficient * eq(&point[left..], alphas);
            point.truncate(left);
        }
        for (coefficient, x) in &mut self.powers {
            let mut power = (0..left).fold(*x, |power, _| power.square());
            for &alpha in alphas {
                *coefficient = *coefficient * (alpha.complement() + alpha * power);
                power = power.square();
            }
        }
    }

    /// ⟨g, weights⟩ for g given by all its values.
    pub fn inner(&self, g: &[K]) -> K {
        let eqs = self.eqs.iter().fold(K::ZERO, |sum, (coefficient, point)| sum + *coefficient * evaluate(g.to_vec(), point));
        self.powers.iter().fold(eqs, |sum, (coefficient, x)| sum + *coefficient * power_sum(g, *x))
    }
}

/// Σ_b g[b]·x^b.
pub fn power_sum(g: &[K], x: F) -> K {
    g.iter().rev().fold(K::ZERO, |sum, &value| sum * x + value)
}
