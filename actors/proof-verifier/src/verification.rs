//! The whole protocol in order (proof-system.md §5.1).

use crate::core_proof::CoreProof;
use crate::field::K;
use crate::hashing::Hasher;
use crate::instance::Instance;
use crate::logup::{self, LeafClaim};
use crate::opening::Cursor;
use crate::product;
use crate::record::{LevelRecord, Tree};
use crate::reduction::{self, Claims};
use crate::rejection::{Place, Reason, Verdict};
use crate::statement::Statement;
use crate::transcript::Transcript;
use crate::whir;
use crate::wire::Reader;
use crate::zerocheck::{self, Challenges};
use alloc::vec::Vec;

/// Checks a core; the records say what its openings must show. The statement is proved only when they all do.
#[inline(never)]
pub fn verify_core<H: Hasher>(statement: &Statement, core: &[u8]) -> Verdict<Vec<LevelRecord>> {
    let instance = Instance::new(statement)?;
    let core = CoreProof::decode(&instance, core)?;
    let mut transcript: Transcript<H> = Transcript::new("proof", statement.bytes().len());
    let transcript = &mut transcript;
    transcript.absorb("statement", statement.bytes());
    let (challenges, leaves) = verify_lookups(transcript, &instance, &core)?;
    let point = zerocheck::verify(transcript, &instance, &core, &challenges, leaves)?;
    let mut products = Vec::with_capacity(3 * core.products.len());
    for (number, (product, proof)) in statement.circuit.products.iter().zip(&core.products).enumerate() {
        products.extend(product::verify(transcript, product, proof, number)?);
    }
    let dataset_points = dataset_points::<H>(&instance);
    let claims = Claims { core: &core, point: &point, products: &products, dataset_points: &dataset_points };
    let row_point = reduction::verify(transcript, &instance, &claims)?;
    whir::verify(transcript, &instance, &core, trees(&instance, &core), row_point)
}

fn verify_lookups<H: Hasher>(transcript: &mut Transcript<H>, instance: &Instance, core: &CoreProof) -> Verdict<(Challenges, LeafClaim)> {
    if let Some(root) = &core.aux_root {
        transcript.absorb("aux-root", root);
    }
    transcript.work("pow-lookup", instance.statement.profile.work.lookup, core.lookup_nonce, Place::LookupWork, 0)?;
    let (alpha, beta) = (transcript.challenge("alpha"), transcript.challenge("beta"));
    let thetas = transcript.challenges("theta", instance.statement.circuit.challenges as usize);
    let leaves = match core.lookup {
        Some((root, messages)) => logup::verify(transcript, root, messages, instance.lookup_layers)?,
        None => LeafClaim { numerator: K::ZERO, denominator: alpha, point: Vec::new() },
    };
    Ok((Challenges { alpha, beta, thetas }, leaves))
}

fn dataset_points<H: Hasher>(instance: &Instance) -> Vec<Vec<K>> {
    let datasets = &instance.statement.datasets;
    let mut points = Vec::with_capacity(datasets.len());
    for (dataset, layout) in datasets.iter().zip(&instance.layouts) {
        points.push(dataset.out_of_domain_point::<H>(instance.m(), layout.rows));
    }
    points
}

/// The trees of the first oracle: the datasets', then that of the auxiliary columns.
fn trees(instance: &Instance, core: &CoreProof) -> Vec<Tree> {
    let datasets = &instance.statement.datasets;
    let mut trees = Vec::with_capacity(datasets.len() + 1);
    for (dataset, layout) in datasets.iter().zip(&instance.layouts) {
        trees.push(Tree { root: dataset.root, rows: layout.rows as u16 });
    }
    if let Some(root) = core.aux_root {
        trees.push(Tree { root, rows: instance.aux_rows() as u16 });
    }
    trees
}

/// Checks a whole proof, core and parts in one container.
pub fn verify<H: Hasher>(statement: &Statement, proof: &[u8]) -> Verdict<()> {
    let mut reader = Reader::new(proof, Place::Container);
    let length = reader.u32()? as usize;
    let core = reader.bytes(length)?;
    let count = reader.u16()? as usize;
    let parts = reader.list(count, 4, |reader| {
        let length = reader.u32()? as usize;
        reader.bytes(length)
    })?;
    reader.end()?;
    let records = verify_core::<H>(statement, core)?;
    let mut cursor = Cursor::START;
    for (number, part) in parts.iter().enumerate() {
        let record = records.get(cursor.level as usize).ok_or_else(|| Place::Part.refuse(Reason::OutOfOrder, number))?;
        cursor = cursor.advance::<H>(record, part)?;
    }
    Place::Container.require(cursor.level as usize == records.len(), Reason::OpeningsMissing, cursor.level as usize)
}
