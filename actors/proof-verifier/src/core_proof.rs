//! The core of a proof (proof-system.md §14): everything but the openings. All lengths but those of the query values follow from the statement.

use crate::circuit::Product;
use crate::field::K;
use crate::hashing::Digest;
use crate::instance::Instance;
use crate::profile::Profile;
use crate::rejection::{Place, Reason, Verdict};
use crate::wire::{Elements, Reader};
use alloc::vec::Vec;

const MAGIC: &[u8] = b"FVMP";
const VERSION: u16 = 1;
const WHIR_LEVEL_BYTES: usize = 50;

pub struct CoreProof<'a> {
    pub aux_root: Option<Digest>,
    /// Nonces of sites without work are 0.
    pub lookup_nonce: u64,
    /// If there are interactions: the root's denominator, and layer by layer the rounds' (a_1, a_2) and the four end values.
    pub lookup: Option<(K, Elements<'a>)>,
    /// Rounds of (a_1, …, a_D).
    pub zerocheck: Elements<'a>,
    /// Table by table, current values before next ones.
    pub openings: Elements<'a>,
    pub products: Vec<ProductProof<'a>>,
    /// Rounds of (a_0, a_2).
    pub reduction: Elements<'a>,
    pub row_values: Elements<'a>,
    pub batch_nonce: u64,
    pub levels: Vec<WhirLevel<'a>>,
    pub final_values: Elements<'a>,
    pub final_nonce: u64,
}

pub struct ProductProof<'a> {
    /// One element.
    pub value: Elements<'a>,
    /// Rounds of (a_0, a_2).
    pub rounds: Elements<'a>,
    /// Two elements.
    pub ends: Elements<'a>,
}

pub struct WhirLevel<'a> {
    pub root: Digest,
    /// One element.
    pub out_of_domain: Elements<'a>,
    pub query_nonce: u64,
    pub query_values: Elements<'a>,
    /// (a_0, a_2) and the nonce that protects the challenge after it.
    pub rounds: Vec<(Elements<'a>, u64)>,
}

impl<'a> CoreProof<'a> {
    /// Reads all of `data`; values are canonical, nothing else is checked.
    #[inline(never)]
    pub fn decode(instance: &Instance, data: &'a [u8]) -> Verdict<CoreProof<'a>> {
        let (profile, circuit) = (instance.statement.profile, &instance.statement.circuit);
        let mut reader = Reader::new(data, Place::Core);
        let is_known = reader.bytes(MAGIC.len())? == MAGIC && reader.u16()? == VERSION;
        reader.require(is_known, Reason::UnknownFormat)?;
        let openings = circuit.tables.iter().map(|table| table.openings()).sum();
        let core = CoreProof {
            aux_root: if instance.aux_rows() > 0 { Some(reader.digest()?) } else { None },
            lookup_nonce: nonce(&mut reader, profile.work.lookup)?,
            lookup: if circuit.has_interactions() { Some(lookup(&mut reader, instance.lookup_layers)?) } else { None },
            zerocheck: reader.elements(instance.max_log_rows * circuit.degree)?,
            openings: reader.elements(openings)?,
            products: products(&mut reader, &circuit.products)?,
            reduction: reader.elements(2 * instance.m())?,
            row_values: reader.elements(instance.matrix_rows)?,
            batch_nonce: nonce(&mut reader, profile.work.batch)?,
            levels: whir_levels(&mut reader, profile)?,
            final_values: reader.elements(1 << profile.final_variables())?,
            final_nonce: nonce(&mut reader, profile.work.query[profile.levels()])?,
        };
        reader.end()?;
        Ok(core)
    }
}

fn nonce(reader: &mut Reader, bits: u8) -> Verdict<u64> {
    if bits == 0 {
        Ok(0)
    } else {
        reader.u64()
    }
}

fn lookup<'a>(reader: &mut Reader<'a>, layers: usize) -> Verdict<(K, Elements<'a>)> {
    let root = reader.k()?;
    Ok((root, reader.elements(layers * (layers.saturating_sub(1)) + 4 * layers)?))
}

fn products<'a>(reader: &mut Reader<'a>, products: &[Product]) -> Verdict<Vec<ProductProof<'a>>> {
    let mut proofs = Vec::with_capacity(products.len());
    for product in products {
        let rounds = 2 * product.log_inner as usize;
        proofs.push(ProductProof { value: reader.elements(1)?, rounds: reader.elements(rounds)?, ends: reader.elements(2)? });
    }
    Ok(proofs)
}

fn whir_levels<'a>(reader: &mut Reader<'a>, profile: &Profile) -> Verdict<Vec<WhirLevel<'a>>> {
    let mut number = 0;
    reader.list(profile.levels(), WHIR_LEVEL_BYTES, |reader| {
        let (root, out_of_domain) = (reader.digest()?, reader.elements(1)?);
        let query_nonce = nonce(reader, profile.work.query[number])?;
        let count = reader.u16()?;
        reader.require(count <= profile.queries[number].samples, Reason::LimitExceeded)?;
        let query_values = reader.elements(count as usize)?;
        let rounds = reader
            .list(profile.folds[number].variables as usize, 2 * K::BYTES, |reader| Ok((reader.elements(2)?, nonce(reader, profile.work.fold[number])?)))?;
        number += 1;
        Ok(WhirLevel { root, out_of_domain, query_nonce, query_values, rounds })
    })
}
