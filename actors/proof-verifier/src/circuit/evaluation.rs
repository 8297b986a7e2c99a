use super::{Domain, Interaction, Node, Table};
use crate::field::{F, K};
use crate::kernels;
use crate::wire::Elements;
use alloc::vec;
use alloc::vec::Vec;

/// The selectors of the four domains and the row number of a table with `rows` rows, at a point.
pub struct Selectors {
    domains: [K; 4],
    index: K,
}

impl Selectors {
    pub fn at(rows: u64, point: &[K]) -> Selectors {
        if rows == 0 {
            return Selectors { domains: [K::ZERO; 4], index: kernels::index(point) };
        }
        let (every, transition) = (kernels::less_than(rows, point), kernels::less_than(rows - 1, point));
        Selectors { domains: [every, transition, kernels::first(point), every - transition], index: kernels::index(point) }
    }

    pub fn of(&self, domain: Domain) -> K {
        self.domains[domain as usize]
    }
}

/// What a table's polynomials depend on at a point.
pub struct Opened<'a> {
    /// Values of `used_current`, then of `used_next`.
    pub values: Elements<'a>,
    pub selectors: Selectors,
}

/// Computes nodes; its memory is reused from table to table.
pub struct Evaluator<'a> {
    publics: &'a [F],
    challenges: &'a [K],
    columns: [Vec<K>; 2],
    values: Vec<K>,
}

fn scatter(columns: &mut Vec<K>, count: usize, used: &[u16], values: Elements) {
    columns.clear();
    columns.resize(count, K::ZERO);
    for (&column, value) in used.iter().zip(values.iter()) {
        columns[column as usize] = value;
    }
}

impl<'a> Evaluator<'a> {
    pub fn new(publics: &'a [F], challenges: &'a [K]) -> Evaluator<'a> {
        Evaluator { publics, challenges, columns: [vec![], vec![]], values: vec![] }
    }

    /// Computes all nodes of a table.
    pub fn run(&mut self, table: &Table, opened: &Opened) {
        let (current, next) = (table.used_current.len(), table.used_next.len());
        scatter(&mut self.columns[0], table.columns(), &table.used_current, opened.values.slice(0, current));
        scatter(&mut self.columns[1], table.columns(), &table.used_next, opened.values.slice(current, next));
        self.values.clear();
        self.values.reserve(table.nodes.len());
        for node in &table.nodes {
            let value = self.node(node, opened.selectors.index);
            self.values.push(value);
        }
    }

    fn node(&self, node: &Node, index: K) -> K {
        match *node {
            Node::Constant(value) => value.into(),
            Node::Current(column) => self.columns[0][column as usize],
            Node::Next(column) => self.columns[1][column as usize],
            Node::Index => index,
            Node::Public(public) => self.publics[public as usize].into(),
            Node::Challenge(challenge) => self.challenges[challenge as usize],
            Node::Add(left, right) => self.at(left) + self.at(right),
            Node::Subtract(left, right) => self.at(left) - self.at(right),
            Node::Multiply(left, right) => self.at(left) * self.at(right),
        }
    }

    pub fn at(&self, node: u32) -> K {
        self.values[node as usize]
    }

    /// Denominator of an interaction without α: bus + β·msg_0 + β²·msg_1 + … .
    pub fn fingerprint(&self, interaction: &Interaction, beta: K) -> K {
        let message = interaction.message.iter().rev().fold(K::ZERO, |sum, &node| (sum + self.at(node)) * beta);
        message + K::from(F::new(interaction.bus as u64))
    }
}
