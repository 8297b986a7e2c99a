use super::{Circuit, Claim, ClaimKind, ColumnRef, Constraint, DatasetColumn, Domain, Interaction, Node, Product, Table};
use super::{MAX_COLUMNS, MAX_NODES, MAX_TABLES};
use crate::rejection::{Place, Reason, Verdict};
use crate::wire::Reader;
use alloc::vec::Vec;

/// Least bytes of each item: a count is refused if that many cannot follow.
const TABLE_BYTES: usize = 12;
const DATASET_COLUMN_BYTES: usize = 6;
const NODE_BYTES: usize = 1;
const CONSTRAINT_BYTES: usize = 5;
const INTERACTION_BYTES: usize = 10;
const CLAIM_BYTES: usize = 15;
const PRODUCT_BYTES: usize = 15;
const REFERENCE_BYTES: usize = 4;

impl Circuit {
    /// Reads the one encoding of a circuit and checks all that does not depend on row counts.
    #[inline(never)]
    pub fn decode(data: &[u8]) -> Verdict<Circuit> {
        let mut reader = Reader::new(data, Place::Circuit);
        let (tables, publics, challenges) = (reader.u16()? as usize, reader.u16()?, reader.u8()?);
        reader.require(1 <= tables && tables <= MAX_TABLES, Reason::LimitExceeded)?;
        let tables = reader.list(tables, TABLE_BYTES, table)?;
        let count = reader.u16()? as usize;
        let claims = reader.list(count, CLAIM_BYTES, claim)?;
        let count = reader.u16()? as usize;
        let products = reader.list(count, PRODUCT_BYTES, product)?;
        reader.end()?;
        let mut circuit = Circuit { tables, publics, challenges, claims, products, degree: 0 };
        circuit.validate()?;
        Ok(circuit)
    }
}

fn table(reader: &mut Reader) -> Verdict<Table> {
    let count = reader.u16()? as usize;
    reader.require(count <= MAX_COLUMNS, Reason::LimitExceeded)?;
    let dataset_columns =
        reader.list(count, DATASET_COLUMN_BYTES, |reader| Ok(DatasetColumn { dataset: reader.u16()?, block: reader.u16()?, column: reader.u16()? }))?;
    let (aux_columns, count) = (reader.u16()?, reader.u32()? as usize);
    reader.require(count <= MAX_NODES, Reason::LimitExceeded)?;
    let nodes = reader.list(count, NODE_BYTES, node)?;
    let count = reader.u16()? as usize;
    let constraints = reader.list(count, CONSTRAINT_BYTES, |reader| Ok(Constraint { domain: domain(reader)?, node: reader.u32()? }))?;
    let count = reader.u16()? as usize;
    let interactions = reader.list(count, INTERACTION_BYTES, interaction)?;
    Ok(Table { dataset_columns, aux_columns, nodes, constraints, interactions, used_current: Vec::new(), used_next: Vec::new() })
}

fn node(reader: &mut Reader) -> Verdict<Node> {
    Ok(match reader.u8()? {
        0 => Node::Constant(reader.f()?),
        1 => Node::Current(reader.u16()?),
        2 => Node::Next(reader.u16()?),
        3 => Node::Index,
        4 => Node::Public(reader.u16()?),
        5 => Node::Challenge(reader.u8()?),
        6 => Node::Add(reader.u32()?, reader.u32()?),
        7 => Node::Subtract(reader.u32()?, reader.u32()?),
        8 => Node::Multiply(reader.u32()?, reader.u32()?),
        _ => return Err(reader.fail(Reason::UnknownCode)),
    })
}

fn domain(reader: &mut Reader) -> Verdict<Domain> {
    Ok(match reader.u8()? {
        0 => Domain::Every,
        1 => Domain::Transition,
        2 => Domain::First,
        3 => Domain::Last,
        _ => return Err(reader.fail(Reason::UnknownCode)),
    })
}

fn interaction(reader: &mut Reader) -> Verdict<Interaction> {
    let (domain, bus, numerator, width) = (domain(reader)?, reader.u32()?, reader.u32()?, reader.u8()? as usize);
    let message = reader.list(width, REFERENCE_BYTES, |reader| reader.u32())?;
    Ok(Interaction { domain, bus, numerator, message })
}

fn column(reader: &mut Reader) -> Verdict<ColumnRef> {
    Ok(ColumnRef { table: reader.u16()?, column: reader.u16()? })
}

fn claim(reader: &mut Reader) -> Verdict<Claim> {
    let (kind, column, row) = (reader.u8()?, column(reader)?, reader.u64()?);
    let kind = match (kind, row) {
        (0, row) => ClaimKind::Cell(row),
        (1, 0) => ClaimKind::Sum,
        (1, _) => return Err(reader.fail(Reason::RowCount)),
        _ => return Err(reader.fail(Reason::UnknownCode)),
    };
    Ok(Claim { kind, column, public: reader.u16()? })
}

fn product(reader: &mut Reader) -> Verdict<Product> {
    Ok(Product {
        left: column(reader)?,
        right: column(reader)?,
        result: column(reader)?,
        log_rows: reader.u8()?,
        log_inner: reader.u8()?,
        log_columns: reader.u8()?,
    })
}
