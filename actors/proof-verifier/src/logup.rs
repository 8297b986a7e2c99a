//! All lookups as one tree of fractions that sum to zero (proof-system.md §9).

use crate::field::K;
use crate::hashing::Hasher;
use crate::rejection::{Place, Reason, Verdict};
use crate::sumcheck::eq_round;
use crate::transcript::Transcript;
use crate::wire::Elements;
use alloc::vec::Vec;

/// What the tree reduces to: the leaves' numerators and denominators at a point.
pub struct LeafClaim {
    pub numerator: K,
    pub denominator: K,
    /// One coordinate for each layer.
    pub point: Vec<K>,
}

/// `messages`: for layer k its k rounds of 2 elements and 4 end values. The root's numerator is not sent: it is 0.
#[inline(never)]
pub fn verify<H: Hasher>(transcript: &mut Transcript<H>, root: K, messages: Elements, layers: usize) -> Verdict<LeafClaim> {
    transcript.absorb("gkr-root", &root.to_bytes());
    Place::Gkr.require(root != K::ZERO, Reason::ZeroDenominator, 0)?;
    let mut claim = LeafClaim { numerator: K::ZERO, denominator: root, point: Vec::with_capacity(layers) };
    let mut start = 0;
    for number in 0..layers {
        let rounds = messages.slice(start, 2 * number);
        let ends = messages.slice(start + 2 * number, 4);
        layer(transcript, &mut claim, rounds, ends)?;
        start += 2 * number + 4;
    }
    Ok(claim)
}

fn layer<H: Hasher>(transcript: &mut Transcript<H>, claim: &mut LeafClaim, rounds: Elements, ends: Elements) -> Verdict<()> {
    let number = claim.point.len();
    let lambda = transcript.challenge("gkr-lambda");
    let mut value = claim.numerator + lambda * claim.denominator;
    for round in 0..number {
        let variable = number - 1 - round;
        let message = rounds.slice(2 * round, 2);
        let r = transcript.round("gkr-round", message);
        value = eq_round(value, claim.point[variable], message, r);
        claim.point[variable] = r;
    }
    let (p0, p1, q0, q1) = (ends.at(0), ends.at(1), ends.at(2), ends.at(3));
    let combined = p0 * q1 + p1 * q0 + lambda * (q0 * q1);
    Place::Gkr.require(value == combined, Reason::FinalClaim, number)?;
    let mu = transcript.round("gkr-layer", ends);
    claim.numerator = p0 + mu * (p1 - p0);
    claim.denominator = q0 + mu * (q1 - q0);
    claim.point.push(mu);
    Ok(())
}
