//! The weights of a linear claim about a polynomial: a sum of eq-kernels and of powers of points (proof-system.md §12).

use super::polynomial::Polynomial;
use crate::field::{F, K};
use crate::kernels::{eq, evaluate};
use alloc::vec;
use alloc::vec::Vec;

/// The kernel b ↦ x^b.
struct Powers {
    coefficient: K,
    x: F,
    /// Of the polynomial when the kernel was added.
    variables: usize,
}

pub struct Weights {
    /// Coefficient and point of eq(point, ·).
    eqs: Vec<(K, Vec<K>)>,
    powers: Vec<Powers>,
    /// What the top variables were fixed to, lowest variable first. Kernels are evaluated there at the end, once.
    bound: Vec<K>,
}

impl Weights {
    pub fn new(point: Vec<K>) -> Weights {
        Weights { eqs: vec![(K::ONE, point)], powers: Vec::new(), bound: Vec::new() }
    }

    pub fn add_eq(&mut self, coefficient: K, point: Vec<K>) {
        self.eqs.push((coefficient, point));
    }

    /// `points`: coefficients and x of polynomials of `variables` variables.
    pub fn add_powers(&mut self, points: impl Iterator<Item = (K, F)>, variables: usize) {
        self.powers.extend(points.map(|(coefficient, x)| Powers { coefficient, x, variables }));
    }

    /// Fixes the top variables.
    pub fn bind_top(&mut self, alphas: &[K]) {
        self.bound = [alphas, &self.bound].concat();
    }

    /// ⟨g, weights⟩ for the polynomial g that is left.
    #[inline(never)]
    pub fn inner(&self, values: &[K], g: &Polynomial) -> K {
        let left = g.variables();
        let mut sum = K::ZERO;
        for (coefficient, point) in &self.eqs {
            sum = sum + *coefficient * eq(&point[left..], &self.bound) * evaluate(values.to_vec(), &point[..left]);
        }
        for powers in &self.powers {
            sum = sum + powers.bound(&self.bound, left) * g.at(powers.x);
        }
        sum
    }
}

impl Powers {
    /// The coefficient when the variables from `left` on are fixed to `alphas`: times Π_l (1 − α_l + α_l·x^(2^l)).
    #[inline(never)]
    fn bound(&self, alphas: &[K], left: usize) -> K {
        let mut power = (0..left).fold(self.x, |power, _| power.square());
        let mut coefficient = self.coefficient;
        for &alpha in &alphas[..self.variables - left] {
            coefficient = coefficient.times(alpha.complement() + alpha * power);
            power = power.square();
        }
        coefficient
    }
}
