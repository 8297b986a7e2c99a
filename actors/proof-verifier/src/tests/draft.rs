//! Statements written from parts, so that each can be wrong.

use super::Blake2b;
use crate::hashing::Hasher;
use crate::instance::Instance;
use crate::profile::{Profile, INSECURE, SECURE};
use crate::rejection::{Place, Reason};
use crate::statement::Statement;
use std::vec;
use std::vec::Vec;

#[derive(Clone, Default)]
pub struct Table {
    pub columns: Vec<[u16; 3]>,
    pub aux: u16,
    pub nodes: Vec<Vec<u8>>,
    pub constraints: Vec<(u8, u32)>,
    /// Domain, bus, numerator, message.
    pub interactions: Vec<(u8, u32, u32, Vec<u32>)>,
}

/// What a statement is written from.
#[derive(Clone)]
pub struct Draft {
    pub profile: &'static Profile,
    pub tables: Vec<Table>,
    pub rows: Vec<u64>,
    pub publics: u16,
    pub thetas: u8,
    pub claims: Vec<(u8, u16, u16, u64, u16)>,
    pub products: Vec<([u16; 6], [u8; 3])>,
    /// Blocks of each dataset.
    pub datasets: Vec<Vec<(u64, u16)>>,
    /// m and rate of the datasets, if not the profile's.
    pub shape: Option<[u8; 2]>,
    /// Public values given, if not as many as the circuit has.
    pub values: Option<u16>,
}

fn join(lists: &[&[u8]]) -> Vec<u8> {
    lists.concat()
}

pub fn short(number: usize) -> [u8; 2] {
    (number as u16).to_le_bytes()
}

impl Table {
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = short(self.columns.len()).to_vec();
        self.columns.iter().flatten().for_each(|number| bytes.extend_from_slice(&number.to_le_bytes()));
        bytes.extend_from_slice(&self.aux.to_le_bytes());
        bytes.extend_from_slice(&(self.nodes.len() as u32).to_le_bytes());
        self.nodes.iter().for_each(|node| bytes.extend_from_slice(node));
        bytes.extend_from_slice(&short(self.constraints.len()));
        for (domain, node) in &self.constraints {
            bytes.extend_from_slice(&join(&[&[*domain], &node.to_le_bytes()]));
        }
        bytes.extend_from_slice(&short(self.interactions.len()));
        for (domain, bus, numerator, message) in &self.interactions {
            bytes.extend_from_slice(&join(&[&[*domain], &bus.to_le_bytes(), &numerator.to_le_bytes(), &[message.len() as u8]]));
            message.iter().for_each(|node| bytes.extend_from_slice(&node.to_le_bytes()));
        }
        bytes
    }
}

impl Draft {
    /// One table with one auxiliary column.
    pub fn plain() -> Draft {
        let table = Table { aux: 1, nodes: vec![current(0)], constraints: vec![(0, 0)], ..Table::default() };
        Draft {
            profile: &INSECURE[0],
            tables: vec![table],
            rows: vec![5],
            publics: 2,
            thetas: 0,
            claims: vec![],
            products: vec![],
            datasets: vec![],
            shape: None,
            values: None,
        }
    }

    pub fn with_nodes(nodes: Vec<Vec<u8>>, constraints: Vec<(u8, u32)>) -> Draft {
        let mut draft = Draft::plain();
        (draft.tables[0].nodes, draft.tables[0].constraints) = (nodes, constraints);
        draft
    }

    fn circuit(&self) -> Vec<u8> {
        let mut bytes = join(&[&short(self.tables.len()), &self.publics.to_le_bytes(), &[self.thetas]]);
        self.tables.iter().for_each(|table| bytes.extend_from_slice(&table.encode()));
        bytes.extend_from_slice(&short(self.claims.len()));
        for (kind, table, column, row, public) in &self.claims {
            bytes.extend_from_slice(&join(&[&[*kind], &table.to_le_bytes(), &column.to_le_bytes(), &row.to_le_bytes(), &public.to_le_bytes()]));
        }
        bytes.extend_from_slice(&short(self.products.len()));
        for (columns, logs) in &self.products {
            columns.iter().for_each(|number| bytes.extend_from_slice(&number.to_le_bytes()));
            bytes.extend_from_slice(logs);
        }
        bytes
    }

    pub fn encode(&self) -> Vec<u8> {
        let circuit = self.circuit();
        let mut bytes = join(&[&[7; 32], &self.profile.id.to_le_bytes(), &Blake2b::hash(&self.profile.encode())]);
        bytes.extend_from_slice(&join(&[&(circuit.len() as u32).to_le_bytes(), &circuit, &short(self.datasets.len())]));
        for blocks in &self.datasets {
            bytes.extend_from_slice(&join(&[&[8; 32], &self.shape.unwrap_or([self.profile.m, self.profile.log_blowup]), &short(blocks.len())]));
            blocks.iter().for_each(|(rows, columns)| bytes.extend_from_slice(&join(&[&rows.to_le_bytes(), &columns.to_le_bytes()])));
            bytes.extend_from_slice(&[0; 48]);
        }
        bytes.extend_from_slice(&short(self.rows.len()));
        self.rows.iter().for_each(|rows| bytes.extend_from_slice(&rows.to_le_bytes()));
        let values = self.values.unwrap_or(self.publics);
        bytes.extend_from_slice(&join(&[&values.to_le_bytes(), &vec![0; 8 * values as usize]]));
        bytes
    }

    /// The reason for which it is refused, and where; None: it is taken.
    pub fn refusal(&self) -> Option<(Reason, Place)> {
        let bytes = self.encode();
        let statement = Statement::decode::<Blake2b>(&bytes, if self.profile.is_insecure { INSECURE } else { SECURE });
        let verdict = statement.and_then(|statement| Instance::new(&statement).map(|_| ()));
        verdict.err().map(|rejection| (rejection.reason, rejection.place))
    }
}

pub fn current(column: u16) -> Vec<u8> {
    join(&[&[1], &column.to_le_bytes()])
}

pub fn multiply(left: u32, right: u32) -> Vec<u8> {
    join(&[&[8], &left.to_le_bytes(), &right.to_le_bytes()])
}

/// Node i is x^(i+1) for the node x.
pub fn powers(x: Vec<u8>, count: usize) -> Vec<Vec<u8>> {
    let mut nodes = vec![x];
    (1..count as u32).for_each(|node| nodes.push(multiply(node - 1, 0)));
    nodes
}
