use super::{Circuit, ClaimKind, ColumnRef, Node, Product, Table};
use super::{MAX_CHALLENGES, MAX_CHALLENGE_DEGREE, MAX_COLUMNS, MAX_DEGREE, MAX_LOG_ROWS, MAX_MESSAGE_WIDTH};
use crate::kernels::ceil_log;
use crate::rejection::{Place, Reason, Verdict};
use alloc::vec;
use alloc::vec::Vec;

/// Degrees of a node as a polynomial in the row's values, and in the challenges θ.
#[derive(Clone, Copy, Default)]
struct Degrees {
    row: u8,
    challenge: u8,
}

const ROW: Degrees = Degrees { row: 1, challenge: 0 };
const CHALLENGE: Degrees = Degrees { row: 0, challenge: 1 };

fn require(holds: bool, reason: Reason, table: usize) -> Verdict<()> {
    Place::Circuit.require(holds, reason, table)
}

fn list_true(marks: &[bool]) -> Vec<u16> {
    let mut list = Vec::with_capacity(marks.len());
    list.extend((0..marks.len()).filter(|&column| marks[column]).map(|column| column as u16));
    list
}

impl Circuit {
    /// Checks everything that the circuit alone decides; fills `used_current`, `used_next` and `degree`.
    #[inline(never)]
    pub(super) fn validate(&mut self) -> Verdict<()> {
        require(self.challenges <= MAX_CHALLENGES, Reason::LimitExceeded, 0)?;
        let mut degree = 1;
        for number in 0..self.tables.len() {
            let degrees = self.tables[number].validate(number, self.publics, self.challenges)?;
            degree = degree.max(self.tables[number].round_degree(&degrees));
        }
        self.degree = degree as usize;
        self.check_buses()?;
        for (number, claim) in self.claims.iter().enumerate() {
            require(claim.public < self.publics && self.has(claim.column), Reason::NoSuchThing, number)?;
        }
        for (number, product) in self.products.iter().enumerate() {
            require(product.columns().iter().all(|&column| self.has(column)), Reason::NoSuchThing, number)?;
        }
        Ok(())
    }

    fn has(&self, column: ColumnRef) -> bool {
        self.tables.get(column.table as usize).map_or(false, |table| (column.column as usize) < table.columns())
    }

    /// All messages on one bus have the same width.
    fn check_buses(&self) -> Verdict<()> {
        let count = self.tables.iter().map(|table| table.interactions.len()).sum();
        let mut buses: Vec<(u32, u8)> = Vec::with_capacity(count);
        for interaction in self.tables.iter().flat_map(|table| &table.interactions) {
            buses.push((interaction.bus, interaction.message.len() as u8));
        }
        buses.sort_unstable();
        let mixed = buses.windows(2).position(|pair| pair[0].0 == pair[1].0 && pair[0].1 != pair[1].1);
        require(mixed.is_none(), Reason::BusWidth, mixed.map_or(0, |place| buses[place].0 as usize))
    }

    /// Checks the row counts of the statement, one for each table.
    pub fn validate_rows(&self, rows: &[u64]) -> Verdict<()> {
        require(rows.len() == self.tables.len(), Reason::RowCount, rows.len())?;
        for (number, &count) in rows.iter().enumerate() {
            require(ceil_log(count) <= MAX_LOG_ROWS, Reason::RowCount, number)?;
        }
        for (number, claim) in self.claims.iter().enumerate() {
            let exists = match claim.kind {
                ClaimKind::Cell(row) => row < rows[claim.column.table as usize],
                ClaimKind::Sum => true,
            };
            require(exists, Reason::RowCount, number)?;
        }
        for (number, product) in self.products.iter().enumerate() {
            require(product.fits(rows), Reason::RowCount, number)?;
        }
        Ok(())
    }
}

impl Product {
    pub fn columns(&self) -> [ColumnRef; 3] {
        [self.left, self.right, self.result]
    }

    fn fits(&self, rows: &[u64]) -> bool {
        let (a, k, b) = (self.log_rows as usize, self.log_inner as usize, self.log_columns as usize);
        let logs = [a + k, k + b, a + b];
        self.columns().iter().zip(logs).all(|(column, log)| log <= MAX_LOG_ROWS && rows[column.table as usize] == 1 << log)
    }
}

impl Table {
    fn validate(&mut self, number: usize, publics: u16, challenges: u8) -> Verdict<Vec<Degrees>> {
        require(self.columns() <= MAX_COLUMNS, Reason::LimitExceeded, number)?;
        let mut used = [vec![false; self.columns()], vec![false; self.columns()]];
        let mut degrees: Vec<Degrees> = Vec::with_capacity(self.nodes.len());
        for node in &self.nodes {
            let degree = node_degrees(node, &degrees, &mut used, publics, challenges).ok_or_else(|| Place::Circuit.refuse(Reason::NoSuchThing, number))?;
            require(degree.row <= MAX_DEGREE && degree.challenge <= MAX_CHALLENGE_DEGREE, Reason::DegreeTooHigh, number)?;
            degrees.push(degree);
        }
        self.used_current = list_true(&used[0]);
        self.used_next = list_true(&used[1]);
        self.check_uses(number, &degrees)?;
        Ok(degrees)
    }

    /// Constraints, numerators and messages refer to nodes of allowed degrees.
    fn check_uses(&self, number: usize, degrees: &[Degrees]) -> Verdict<()> {
        let at = |node: u32| degrees.get(node as usize).ok_or_else(|| Place::Circuit.refuse(Reason::NoSuchThing, number));
        for constraint in &self.constraints {
            let degree = at(constraint.node)?;
            require(degree.row < MAX_DEGREE && degree.challenge == 0, Reason::DegreeTooHigh, number)?;
        }
        for interaction in &self.interactions {
            let width = interaction.message.len();
            require(1 <= width && width <= MAX_MESSAGE_WIDTH, Reason::LimitExceeded, number)?;
            require(at(interaction.numerator)?.row < MAX_DEGREE, Reason::DegreeTooHigh, number)?;
            for &node in &interaction.message {
                require(at(node)?.challenge == 0, Reason::DegreeTooHigh, number)?;
            }
        }
        Ok(())
    }

    /// Degree of the table's part of a zerocheck round: selectors add one.
    fn round_degree(&self, degrees: &[Degrees]) -> u8 {
        let at = |node: u32| degrees[node as usize].row;
        let constraints = self.constraints.iter().map(|constraint| at(constraint.node) + 1);
        let numerators = self.interactions.iter().map(|interaction| at(interaction.numerator) + 1);
        let messages = self.interactions.iter().flat_map(|interaction| &interaction.message).map(|&node| at(node));
        constraints.chain(numerators).chain(messages).max().unwrap_or(0)
    }
}

/// None: the node refers to something that does not exist. Marks the columns it uses.
fn node_degrees(node: &Node, earlier: &[Degrees], used: &mut [Vec<bool>; 2], publics: u16, challenges: u8) -> Option<Degrees> {
    match *node {
        Node::Constant(_) => Some(Degrees::default()),
        Node::Current(column) => used[0].get_mut(column as usize).map(|mark| *mark = true).map(|()| ROW),
        Node::Next(column) => used[1].get_mut(column as usize).map(|mark| *mark = true).map(|()| ROW),
        Node::Index => Some(ROW),
        Node::Public(public) => Some(Degrees::default()).filter(|_| public < publics),
        Node::Challenge(challenge) => Some(CHALLENGE).filter(|_| challenge < challenges),
        Node::Add(left, right) | Node::Subtract(left, right) => {
            let (left, right) = (earlier.get(left as usize)?, earlier.get(right as usize)?);
            Some(Degrees { row: left.row.max(right.row), challenge: left.challenge.max(right.challenge) })
        }
        Node::Multiply(left, right) => {
            let (left, right) = (earlier.get(left as usize)?, earlier.get(right as usize)?);
            Some(Degrees { row: left.row + right.row, challenge: left.challenge + right.challenge })
        }
    }
}
