//! All constraints and the leaves of the lookup tree in one sumcheck (proof-system.md §10.1-10.3).

use crate::circuit::{Evaluator, Opened, Selectors};
use crate::core_proof::CoreProof;
use crate::field::K;
use crate::hashing::Hasher;
use crate::instance::Instance;
use crate::kernels::eq_index;
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
fn evaluate(instance: &Instance, core: &CoreProof, challenges: &Challenges, batching: &Batching, xi: &[K], point: &[K]) -> K {
    let statement = instance.statement;
    let weights = slot_weights(instance, xi);
    let mut evaluator = Evaluator::new(&statement.publics, &challenges.thetas);
    let (mut sum, mut power, mut start) = (K::ZERO, K::ONE, 0);
    for (number, table) in statement.circuit.tables.iter().enumerate() {
        let values = core.openings.slice(start, table.openings());
        start += table.openings();
        let opened = Opened { values, selectors: Selectors::at(statement.rows[number], &point[..instance.log_rows[number]]) };
        evaluator.run(table, &opened);
        for constraint in &table.constraints {
            sum = sum + power * (opened.selectors.of(constraint.domain) * evaluator.at(constraint.node));
            power = power * batching.lambda;
        }
        for (interaction, &weight) in table.interactions.iter().zip(&weights[number]) {
            let numerator = opened.selectors.of(interaction.domain) * evaluator.at(interaction.numerator);
            let denominator = evaluator.fingerprint(interaction, challenges.beta);
            sum = sum + weight * (batching.mu * (numerator + batching.mu * denominator));
        }
    }
    sum
}

/// e_σ of each interaction of each table: where its slot is in the lookup tree.
fn slot_weights(instance: &Instance, xi: &[K]) -> Vec<Vec<K>> {
    let tables = &instance.statement.circuit.tables;
    let mut weights: Vec<Vec<K>> = Vec::with_capacity(tables.len());
    weights.extend(tables.iter().map(|table| vec![K::ZERO; table.interactions.len()]));
    for slot in &instance.slots {
        let height = instance.log_rows[slot.table];
        weights[slot.table][slot.interaction] = eq_index(slot.leaf >> height, &xi[height..instance.lookup_layers]);
    }
    weights
}
