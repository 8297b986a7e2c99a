//! The rows' claimed values against the committed codewords, all but the openings (proof-system.md §12).

mod polynomial;
mod weights;

use crate::core_proof::{CoreProof, WhirLevel};
use crate::field::{F, K};
use crate::hashing::Hasher;
use crate::instance::Instance;
use crate::kernels::{ceil_log, eq_table};
use crate::profile::Profile;
use crate::record::{LevelRecord, Tree};
use crate::rejection::{Place, Reason, Verdict};
use crate::sumcheck::plain_round;
use crate::transcript::Transcript;
use crate::wire::Elements;
use alloc::vec;
use alloc::vec::Vec;
use polynomial::Polynomial;
use weights::Weights;

/// The claim ⟨g, weights⟩ = value about the current polynomial g, and the oracle that commits to it.
struct Folding {
    value: K,
    weights: Weights,
    /// Variables of g.
    variables: usize,
    trees: Vec<Tree>,
    /// Challenges whose eq-table weighs the oracle's rows into g.
    fold: Vec<K>,
    records: Vec<LevelRecord>,
}

/// What the openings must show, one record for each oracle. `trees` and `core.row_values` are in the order of the virtual matrix; `point`: where they are claimed.
#[inline(never)]
pub fn verify<H: Hasher>(transcript: &mut Transcript<H>, instance: &Instance, core: &CoreProof, trees: Vec<Tree>, point: Vec<K>) -> Verdict<Vec<LevelRecord>> {
    let profile = instance.statement.profile;
    transcript.work("pow-batch", profile.work.batch, core.batch_nonce, Place::BatchWork, 0)?;
    let fold = transcript.challenges("mu", ceil_log(instance.matrix_rows as u64));
    let row_weights = eq_table(&fold, instance.matrix_rows);
    let value = row_weights.iter().zip(core.row_values.iter()).fold(K::ZERO, |sum, (&weight, value)| sum + weight * value);
    let records = Vec::with_capacity(profile.levels() + 1);
    let mut folding = Folding { value, weights: Weights::new(point), variables: instance.m(), trees, fold, records };
    for (number, level) in core.levels.iter().enumerate() {
        folding.level(transcript, profile, number + 1, level)?;
    }
    folding.finish(transcript, profile, core.final_values, core.final_nonce)
}

impl Folding {
    /// Steps 1 to 5 of §12 for level `number` ≥ 1.
    #[inline(never)]
    fn level<H: Hasher>(&mut self, transcript: &mut Transcript<H>, profile: &Profile, number: usize, level: &WhirLevel) -> Verdict<()> {
        transcript.absorb("whir-root", &level.root);
        let zeta = transcript.challenges("ood", self.variables);
        transcript.absorb("ood-value", level.out_of_domain.bytes());
        let positions = draw(transcript, profile, number - 1, level.query_nonce)?;
        Place::Whir.require(level.query_values.len() == positions.len(), Reason::QueryCount, number)?;
        transcript.absorb("query-values", level.query_values.bytes());
        let gamma = transcript.challenge("gamma");
        self.value = self.value + gamma * level.out_of_domain.at(0);
        self.weights.add_eq(gamma, zeta);
        let mut power = gamma;
        let points = positions.iter().zip(level.query_values.iter()).map(|(&position, value)| {
            power = power * gamma;
            self.value = self.value + power * value;
            (power, F::domain_point(position))
        });
        self.weights.add_powers(points, self.variables);
        self.record(profile, number - 1, positions, level.query_values.to_vec());
        self.fold(transcript, profile, number, level)
    }

    fn fold<H: Hasher>(&mut self, transcript: &mut Transcript<H>, profile: &Profile, number: usize, level: &WhirLevel) -> Verdict<()> {
        let mut alphas = vec![K::ZERO; level.rounds.len()];
        for (alpha, (message, nonce)) in alphas.iter_mut().rev().zip(&level.rounds) {
            transcript.absorb("whir-round", message.bytes());
            transcript.work("pow-fold", profile.work.fold[number - 1], *nonce, Place::FoldWork, number)?;
            *alpha = transcript.challenge("alpha-fold");
            self.value = plain_round(self.value, *message, *alpha);
        }
        self.variables -= alphas.len();
        self.weights.bind_top(&alphas);
        self.trees = vec![Tree { root: level.root, rows: 1 << alphas.len() }];
        self.fold = alphas;
        Ok(())
    }

    /// The last polynomial comes in the clear.
    #[inline(never)]
    fn finish<H: Hasher>(mut self, transcript: &mut Transcript<H>, profile: &Profile, values: Elements, nonce: u64) -> Verdict<Vec<LevelRecord>> {
        transcript.absorb("final", values.bytes());
        let positions = draw(transcript, profile, profile.levels(), nonce)?;
        let values = values.to_vec();
        let polynomial = Polynomial::new(&values);
        let mut folded = Vec::with_capacity(positions.len());
        folded.extend(positions.iter().map(|&position| polynomial.at(F::domain_point(position))));
        self.record(profile, profile.levels(), positions, folded);
        Place::Whir.require(self.weights.inner(&values, &polynomial) == self.value, Reason::FinalClaim, profile.levels())?;
        Ok(self.records)
    }

    /// Notes what the openings of the current oracle, of level `level`, must show.
    fn record(&mut self, profile: &Profile, level: usize, positions: Vec<u32>, values: Vec<K>) {
        self.records.push(LevelRecord {
            level: level as u8,
            depth: profile.log_domain(level) as u8,
            is_extension: level > 0,
            trees: core::mem::take(&mut self.trees),
            fold: core::mem::take(&mut self.fold),
            positions,
            values,
        });
    }
}

fn draw<H: Hasher>(transcript: &mut Transcript<H>, profile: &Profile, level: usize, nonce: u64) -> Verdict<Vec<u32>> {
    transcript.work("pow-query", profile.work.query[level], nonce, Place::QueryWork, level)?;
    Ok(transcript.positions("query", profile.log_domain(level), profile.queries[level].samples as usize))
}
