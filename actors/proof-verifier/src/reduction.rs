//! Many linear claims about many columns become the values of all rows at one point (proof-system.md §11).

mod weights;

use crate::circuit::{Claim, ClaimKind};
use crate::core_proof::CoreProof;
use crate::field::K;
use crate::hashing::Hasher;
use crate::instance::Instance;
use crate::kernels::{eq, eq_table};
use crate::product::PointClaim;
use crate::rejection::{Place, Reason, Verdict};
use crate::sumcheck::plain_round;
use crate::transcript::Transcript;
use alloc::vec;
use alloc::vec::Vec;
use weights::{cell_value, sum_value, PointKernel, Rows};

/// Everything that is claimed about columns.
pub struct Claims<'a> {
    pub core: &'a CoreProof<'a>,
    /// Where the tables were opened.
    pub point: &'a [K],
    pub products: &'a [PointClaim],
    /// Out-of-domain points of the datasets.
    pub dataset_points: &'a [Vec<K>],
}

/// The point at which `core.row_values` are claimed.
#[inline(never)]
pub fn verify<H: Hasher>(transcript: &mut Transcript<H>, instance: &Instance, claims: &Claims) -> Verdict<Vec<K>> {
    let lambda = transcript.challenge("reduction-lambda");
    let powers = powers(lambda, instance.statement.circuit.claim_count() + instance.statement.datasets.len());
    let mut value = claimed(instance, claims, &powers);
    let mut point = vec![K::ZERO; instance.m()];
    for (round, variable) in (0..point.len()).rev().enumerate() {
        let message = claims.core.reduction.slice(2 * round, 2);
        point[variable] = transcript.round("reduction-round", message);
        value = plain_round(value, message, point[variable]);
    }
    transcript.absorb("row-values", claims.core.row_values.bytes());
    Place::Reduction.require(weighted(instance, claims, &powers, &point) == value, Reason::FinalClaim, 0)?;
    Ok(point)
}

/// What the claims are batched with: 1, λ, λ², … .
fn powers(lambda: K, count: usize) -> Vec<K> {
    let mut powers = Vec::with_capacity(count);
    let mut power = K::ONE;
    for _ in 0..count {
        powers.push(power);
        power = power * lambda;
    }
    powers
}

/// The batched right-hand sides, in the order of §11.
#[inline(never)]
fn claimed(instance: &Instance, claims: &Claims, powers: &[K]) -> K {
    let statement = instance.statement;
    let publics = statement.circuit.claims.iter().map(|claim| statement.publics[claim.public as usize].into());
    let products = claims.products.iter().map(|claim| claim.value);
    let datasets = statement.datasets.iter().map(|dataset| dataset.y);
    let values = claims.core.openings.iter().chain(publics).chain(products).chain(datasets);
    powers.iter().zip(values).fold(K::ZERO, |sum, (&power, value)| sum + power * value)
}

/// The batched left-hand sides at `u`: Σ weight(u)·q_row(u), in the same order. No list of terms is ever built.
#[inline(never)]
fn weighted(instance: &Instance, claims: &Claims, powers: &[K], u: &[K]) -> K {
    let circuit = &instance.statement.circuit;
    let rows = Rows { values: claims.core.row_values, u };
    let (of_openings, powers) = powers.split_at(claims.core.openings.len());
    let (of_claims, powers) = powers.split_at(circuit.claims.len());
    let (of_products, of_datasets) = powers.split_at(claims.products.len());
    let mut sum = openings(instance, claims.point, &rows, of_openings);
    for (claim, &power) in circuit.claims.iter().zip(of_claims) {
        sum = sum + power * claim_value(instance, claim, &rows);
    }
    for (claim, &power) in claims.products.iter().zip(of_products) {
        let column = instance.column(claim.column.table as usize, claim.column.column as usize);
        sum = sum + PointKernel::new(&claim.point, u).eq_sum(&rows, [(power, column)].into_iter());
    }
    sum + datasets(instance, claims.dataset_points, &rows, of_datasets)
}

fn openings(instance: &Instance, point: &[K], rows: &Rows, mut powers: &[K]) -> K {
    let mut sum = K::ZERO;
    for (number, table) in instance.statement.circuit.tables.iter().enumerate() {
        let (current, rest) = powers.split_at(table.used_current.len());
        let (next, rest) = rest.split_at(table.used_next.len());
        powers = rest;
        let mut kernel = PointKernel::new(&point[..instance.log_rows[number]], rows.u);
        let column = |(&power, &column): (&K, &u16)| (power, instance.column(number, column as usize));
        sum = sum + kernel.eq_sum(rows, current.iter().zip(&table.used_current).map(column));
        if !next.is_empty() {
            sum = sum + kernel.next_sum(rows, next.iter().zip(&table.used_next).map(column));
        }
    }
    sum
}

fn claim_value(instance: &Instance, claim: &Claim, rows: &Rows) -> K {
    let table = claim.column.table as usize;
    let column = instance.column(table, claim.column.column as usize);
    match claim.kind {
        ClaimKind::Cell(row) => cell_value(rows, column, row),
        ClaimKind::Sum => sum_value(rows, column, instance.statement.rows[table], instance.log_rows[table]),
    }
}

/// f̂(z) of each dataset: the low coordinates of z address inside a row, the others the row.
fn datasets(instance: &Instance, points: &[Vec<K>], rows: &Rows, powers: &[K]) -> K {
    let mut sum = K::ZERO;
    for (number, (z, &power)) in points.iter().zip(powers).enumerate() {
        let (low, high) = z.split_at(instance.m());
        let (base, count) = (instance.bases[number] as usize, instance.layouts[number].rows as usize);
        let weights = eq_table(high, count);
        sum = sum + power * (rows.sum(base, &weights) * eq(low, rows.u));
    }
    sum
}
