//! Why a proof is not accepted.

/// What was wrong. Every check of the verifier has its place here; none ends in a panic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// The bytes end inside a field.
    Truncated,
    /// Bytes follow the last field.
    TrailingBytes,
    /// A field element is written as a number ≥ p.
    NotCanonical,
    /// Not a core proof of version 1.
    UnknownFormat,
    /// A node, domain, claim or flag has a code that does not exist.
    UnknownCode,
    /// A count or size is above (or below) what the protocol allows.
    LimitExceeded,
    /// An index names a column, table, node, public value, challenge, dataset or block that does not exist.
    NoSuchThing,
    /// A polynomial has a degree above what the protocol allows, or a challenge reaches a constraint or message.
    DegreeTooHigh,
    /// Two interactions on one bus have messages of different widths.
    BusWidth,
    /// A row count does not fit a dataset block, product or claim.
    RowCount,
    /// The profile is unknown, its hash differs, or a dataset was registered for another one.
    UnknownProfile,
    /// The instance is larger than the profile's soundness allows (proof-system.md §13 "On-chain no floats").
    BeyondSoundness,
    /// A nonce does not have the work that the profile asks.
    WorkMissing,
    /// The denominator at the root of the lookup tree is zero.
    ZeroDenominator,
    /// The end values of a sumcheck do not give its last claim.
    FinalClaim,
    /// As many query values as distinct positions are needed.
    QueryCount,
    /// A part, record or continuation is not the one that has to come next.
    OutOfOrder,
    /// A message brings a record, or nothing at all, without a part that opens its level.
    WithoutPart,
    /// The bytes given do not have the hash that was stored.
    HashMismatch,
    /// Leaves and siblings do not lead to the tree's root.
    MerkleRoot,
    /// The opened leaves, folded, are not the values the core used.
    FoldedLeaves,
    /// All parts were checked and positions are left.
    OpeningsMissing,
}

/// Which piece of the input, or which phase of the protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Container,
    Statement,
    Profile,
    Circuit,
    Dataset,
    Core,
    LookupWork,
    Gkr,
    Zerocheck,
    Product,
    Reduction,
    BatchWork,
    QueryWork,
    FoldWork,
    Whir,
    Record,
    Part,
    Continuation,
}

/// The closed result of a check that failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rejection {
    pub reason: Reason,
    pub place: Place,
    /// What was read badly: the byte offset in the piece. Else the number of the table, dataset, layer, level, product or part.
    pub index: usize,
}

pub type Verdict<T> = Result<T, Rejection>;

impl Place {
    pub(crate) fn refuse(self, reason: Reason, index: usize) -> Rejection {
        Rejection { reason, place: self, index }
    }

    pub(crate) fn require(self, holds: bool, reason: Reason, index: usize) -> Verdict<()> {
        if holds {
            Ok(())
        } else {
            Err(self.refuse(reason, index))
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Place::Container => "proof container",
            Place::Statement => "statement",
            Place::Profile => "profile",
            Place::Circuit => "circuit",
            Place::Dataset => "dataset",
            Place::Core => "core proof",
            Place::LookupWork => "lookup proof of work",
            Place::Gkr => "lookup layer",
            Place::Zerocheck => "zerocheck",
            Place::Product => "product",
            Place::Reduction => "reduction",
            Place::BatchWork => "batching proof of work",
            Place::QueryWork => "query proof of work",
            Place::FoldWork => "folding proof of work",
            Place::Whir => "level",
            Place::Record => "level record",
            Place::Part => "opening part",
            Place::Continuation => "continuation",
        }
    }
}

impl Reason {
    pub fn name(self) -> &'static str {
        match self {
            Reason::Truncated => "ends too early",
            Reason::TrailingBytes => "has bytes after its end",
            Reason::NotCanonical => "has a field element that is not below p",
            Reason::UnknownFormat => "is not of version 1",
            Reason::UnknownCode => "has an unknown code",
            Reason::LimitExceeded => "is outside the protocol's limits",
            Reason::NoSuchThing => "refers to something that does not exist",
            Reason::DegreeTooHigh => "has a degree that is too high",
            Reason::BusWidth => "has messages of different widths on one bus",
            Reason::RowCount => "has a row count that does not fit",
            Reason::UnknownProfile => "is not of a known profile",
            Reason::BeyondSoundness => "is larger than the profile's soundness allows",
            Reason::WorkMissing => "is not valid",
            Reason::ZeroDenominator => "has a zero denominator",
            Reason::FinalClaim => "does not give the claimed value",
            Reason::QueryCount => "has the wrong number of query values",
            Reason::OutOfOrder => "is not the next one",
            Reason::WithoutPart => "has no opening part in the message",
            Reason::HashMismatch => "does not have the stored hash",
            Reason::MerkleRoot => "does not lead to the root",
            Reason::FoldedLeaves => "does not fold to the core's values",
            Reason::OpeningsMissing => "leaves positions unopened",
        }
    }
}
