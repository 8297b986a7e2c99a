//! Many linear claims about many columns become the values of all rows at one point (proof-system.md §11).

mod weights;

use crate::circuit::ClaimKind;
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

/// Adds values with rising powers of the batching challenge.
struct Batch {
    lambda: K,
    power: K,
    sum: K,
}

impl Batch {
    fn new(lambda: K) -> Batch {
        Batch { lambda, power: K::ONE, sum: K::ZERO }
    }

    fn add(&mut self, value: K) {
        self.sum = self.sum + self.power * value;
        self.power = self.power * self.lambda;
    }
}

/// The point at which `core.row_values` are claimed.
pub fn verify<H: Hasher>(transcript: &mut Transcript<H>, instance: &Instance, claims: &Claims) -> Verdict<Vec<K>> {
    let lambda = transcript.challenge("reduction-lambda");
    let mut value = claimed(instance, claims, lambda);
    let mut point = vec![K::ZERO; instance.m()];
    for (round, variable) in (0..point.len()).rev().enumerate() {
        let message = claims.core.reduction.slice(2 * round, 2);
        point[variable] = transcript.round("reduction-round", message);
        value = plain_round(value, message, point[variable]);
    }
    transcript.absorb("row-values", claims.core.row_values.bytes());
    Place::Reduction.require(weighted(instance, claims, lambda, &point) == value, Reason::FinalClaim, 0)?;
    Ok(point)
}

/// The batched right-hand sides, in the order of §11.
fn claimed(instance: &Instance, claims: &Claims, lambda: K) -> K {
    let statement = instance.statement;
    let mut batch = Batch::new(lambda);
    claims.core.openings.iter().for_each(|value| batch.add(value));
    for claim in &statement.circuit.claims {
        batch.add(statement.publics[claim.public as usize].into());
    }
    claims.products.iter().for_each(|claim| batch.add(claim.value));
    statement.datasets.iter().for_each(|dataset| batch.add(dataset.y));
    batch.sum
}

/// The batched left-hand sides at `u`: Σ weight(u)·q_row(u), in the same order. No list of terms is ever built.
fn weighted(instance: &Instance, claims: &Claims, lambda: K, u: &[K]) -> K {
    let rows = Rows { values: claims.core.row_values, u };
    let mut batch = Batch::new(lambda);
    add_openings(&mut batch, instance, claims.point, &rows);
    for claim in &instance.statement.circuit.claims {
        let (table, number) = (claim.column.table as usize, claim.column.column as usize);
        let column = instance.column(table, number);
        batch.add(match claim.kind {
            ClaimKind::Cell(row) => cell_value(&rows, column, row),
            ClaimKind::Sum => sum_value(&rows, column, instance.statement.rows[table], instance.log_rows[table]),
        });
    }
    for claim in claims.products {
        let column = instance.column(claim.column.table as usize, claim.column.column as usize);
        batch.add(PointKernel::new(&claim.point, u).eq_value(&rows, column));
    }
    add_datasets(&mut batch, instance, claims.dataset_points, &rows);
    batch.sum
}

fn add_openings(batch: &mut Batch, instance: &Instance, point: &[K], rows: &Rows) {
    for (number, table) in instance.statement.circuit.tables.iter().enumerate() {
        let mut kernel = PointKernel::new(&point[..instance.log_rows[number]], rows.u);
        for &column in &table.used_current {
            batch.add(kernel.eq_value(rows, instance.column(number, column as usize)));
        }
        for &column in &table.used_next {
            batch.add(kernel.next_value(rows, instance.column(number, column as usize)));
        }
    }
}

/// f̂(z) of each dataset: the low coordinates of z address inside a row, the others the row.
fn add_datasets(batch: &mut Batch, instance: &Instance, points: &[Vec<K>], rows: &Rows) {
    for (number, z) in points.iter().enumerate() {
        let (low, high) = z.split_at(instance.m());
        let (base, count) = (instance.bases[number] as usize, instance.layouts[number].rows as usize);
        let weights = eq_table(high, count);
        batch.add(rows.sum(base, &weights) * eq(low, rows.u));
    }
}
