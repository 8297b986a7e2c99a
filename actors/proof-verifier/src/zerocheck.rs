//! All constraints and the leaves of the lookup tree in one sumcheck (proof-system.md §10.1-10.3).

use crate::circuit::{Evaluator, Opened, Selectors};
use crate::core_proof::CoreProof;
use crate::field::K;
use crate::hashing::Hasher;
use crate::instance::Instance;
use crate::kernels::EqNumbers;
use crate::logup::LeafClaim;
use crate::rejection::{Place, Reason, Verdict};
use crate::sumcheck::eq_round;
use crate::transcript::Transcript;
use alloc::vec;
use alloc::vec::Vec;

/// Challenges drawn after the auxiliary columns were committed.
pub struct Challenges {
    pub alpha: K,
    pub beta: K,
    pub thetas: Vec<K>,
}

/// Powers that keep constraints, numerators and denominators apart.
struct Batching {
    lambda: K,
    mu: K,
}

/// The point at which all tables were opened; each table uses its first coordinates.
#[inline(never)]
pub fn verify<H: Hasher>(transcript: &mut Transcript<H>, instance: &Instance, core: &CoreProof, challenges: &Challenges, leaves: LeafClaim) -> Verdict<Vec<K>> {
    let LeafClaim { numerator, denominator, point: mut xi } = leaves;
    while xi.len() < instance.max_log_rows {
        xi.push(transcript.challenge("xi"));
    }
    let batching = Batching { lambda: transcript.challenge("zerocheck-lambda"), mu: transcript.challenge("zerocheck-mu") };
    let mut claim = batching.mu * (numerator + batching.mu * (denominator - challenges.alpha));
    let degree = instance.statement.circuit.degree;
    let mut point = vec![K::ZERO; instance.max_log_rows];
    for (round, variable) in (0..point.len()).rev().enumerate() {
        let message = core.zerocheck.slice(round * degree, degree);
        let r = transcript.round("zerocheck-round", message);
        claim = eq_round(claim, xi[variable], message, r);
        point[variable] = r;
    }
    transcript.absorb("openings", core.openings.bytes());
    let value = evaluate(instance, core, challenges, &batching, &xi, &point);
    Place::Zerocheck.require(value == claim, Reason::FinalClaim, 0)?;
    Ok(point)
}

/// Σ_T G_T at the opened values.
#[inline(never)]
fn evaluate(instance: &Instance, core: &CoreProof, challenges: &Challenges, batching: &Batching, xi: &[K], point: &[K]) -> K {
    let statement = instance.statement;
    let weights = slot_weights(instance, &xi[..instance.lookup_layers]);
    let mut evaluator = Evaluator::new(&statement.publics, &challenges.thetas);
    let (mut constraints, mut numerators, mut denominators) = (K::ZERO, K::ZERO, K::ZERO);
    let (mut power, mut start) = (K::ONE, 0);
    for (number, table) in statement.circuit.tables.iter().enumerate() {
        let values = core.openings.slice(start, table.openings());
        start += table.openings();
        let opened = Opened { values, selectors: Selectors::at(statement.rows[number], &point[..instance.log_rows[number]]) };
        evaluator.run(table, &opened);
        for constraint in &table.constraints {
            constraints = constraints + power * (opened.selectors.of(constraint.domain) * evaluator.at(constraint.node));
            power = power * batching.lambda;
        }
        for (interaction, &weight) in table.interactions.iter().zip(&weights[number]) {
            numerators = numerators + weight * (opened.selectors.of(interaction.domain) * evaluator.at(interaction.numerator));
            denominators = denominators + weight * evaluator.fingerprint(interaction, challenges.beta);
        }
    }
    constraints + batching.mu * (numerators + batching.mu * denominators)
}

/// e_σ of each interaction of each table: where its slot is in the lookup tree.
fn slot_weights(instance: &Instance, xi: &[K]) -> Vec<Vec<K>> {
    let tables = &instance.statement.circuit.tables;
    let mut weights: Vec<Vec<K>> = Vec::with_capacity(tables.len());
    weights.extend(tables.iter().map(|table| vec![K::ZERO; table.interactions.len()]));
    let mut slots = &instance.slots[..];
    while let Some(first) = slots.first() {
        let height = instance.log_rows[first.table];
        let count = slots.iter().take_while(|slot| instance.log_rows[slot.table] == height).count();
        let mut eq = EqNumbers::new(&xi[height..], count);
        for slot in &slots[..count] {
            weights[slot.table][slot.interaction] = eq.at(slot.leaf >> height);
        }
        slots = &slots[count..];
    }
    weights
}
