//! Round messages (proof-system.md §3). The top variable is bound first.

use crate::field::K;
use crate::wire::Elements;

/// h(r) for h(X) = a_0 + a_1·X + … with a_1, … given and a_0 = claim − ξ·(a_1 + …), which makes (1−ξ)·h(0) + ξ·h(1) the claim.
pub fn eq_round(claim: K, xi: K, message: Elements, r: K) -> K {
    let mut coefficients = message.iter().rev();
    let top = coefficients.next().unwrap_or(K::ZERO);
    let (sum, tail) = coefficients.fold((top, top), |(sum, tail), coefficient| (sum + coefficient, tail * r + coefficient));
    claim + K::sum_of_products([(tail, r), (K::ZERO - xi, sum)])
}

/// h(r) for h(X) = a_0 + a_1·X + a_2·X² with a_0, a_2 given and a_1 = claim − 2·a_0 − a_2, which makes h(0) + h(1) the claim.
pub fn plain_round(claim: K, message: Elements, r: K) -> K {
    let (a0, a2) = (message.at(0), message.at(1));
    let a1 = claim - a0.double() - a2;
    a0 + r * (a1 + r * a2)
}
