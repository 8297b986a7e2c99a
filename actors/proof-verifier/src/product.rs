//! Matrix products, each by one sumcheck over the inner dimension (proof-system.md §10.4).

use crate::circuit::{ColumnRef, Product};
use crate::core_proof::ProductProof;
use crate::field::K;
use crate::hashing::Hasher;
use crate::rejection::{Place, Reason, Verdict};
use crate::sumcheck::plain_round;
use crate::transcript::Transcript;
use alloc::vec;
use alloc::vec::Vec;

/// The multilinear polynomial of a whole column at a point.
pub struct PointClaim {
    pub column: ColumnRef,
    pub point: Vec<K>,
    pub value: K,
}

/// `number`: of the product in the circuit.
pub fn verify<H: Hasher>(transcript: &mut Transcript<H>, product: &Product, proof: &ProductProof, number: usize) -> Verdict<[PointClaim; 3]> {
    let rho = transcript.challenges("product-rho", product.log_rows as usize);
    let sigma = transcript.challenges("product-sigma", product.log_columns as usize);
    transcript.absorb("product-value", proof.value.bytes());
    let value = proof.value.at(0);
    let mut claim = value;
    let mut tau = vec![K::ZERO; product.log_inner as usize];
    for (round, variable) in (0..tau.len()).rev().enumerate() {
        let message = proof.rounds.slice(2 * round, 2);
        tau[variable] = transcript.round("product-round", message);
        claim = plain_round(claim, message, tau[variable]);
    }
    let (left, right) = (proof.ends.at(0), proof.ends.at(1));
    Place::Product.require(claim == left * right, Reason::FinalClaim, number)?;
    transcript.absorb("product-ends", proof.ends.bytes());
    Ok([
        PointClaim { column: product.left, point: [&tau[..], &rho].concat(), value: left },
        PointClaim { column: product.right, point: [&tau[..], &sigma].concat(), value: right },
        PointClaim { column: product.result, point: [&sigma[..], &rho].concat(), value },
    ])
}
