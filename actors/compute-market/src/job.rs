//! A job's record.

use alloc::vec::Vec;
use fvm_sdk::cbor::{Malformed, Reader, Writer};
use fvm_sdk::Amount;

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Status {
    Open = 0,
    Accepted = 1,
    Settled = 2,
    Cancelled = 3,
    Expired = 4,
}

impl Status {
    fn read(reader: &mut Reader) -> Result<Status, Malformed> {
        let at = reader.position();
        match reader.uint()? {
            0 => Ok(Status::Open),
            1 => Ok(Status::Accepted),
            2 => Ok(Status::Settled),
            3 => Ok(Status::Cancelled),
            4 => Ok(Status::Expired),
            _ => Err(Malformed { what: "unknown job status", at }),
        }
    }

    pub fn is_ended(self) -> bool {
        !matches!(self, Status::Open | Status::Accepted)
    }

    pub fn name(self) -> &'static str {
        match self {
            Status::Open => "open",
            Status::Accepted => "accepted",
            Status::Settled => "settled",
            Status::Cancelled => "cancelled",
            Status::Expired => "expired",
        }
    }
}

/// INTERFACE.md, "State".
pub struct Job {
    pub status: Status,
    /// Encoded; its bytes are what the plan CID names.
    pub plan: Vec<u8>,
    pub client: u64,
    pub provider: Option<u64>,
    pub escrow: Amount,
    pub price: Amount,
    pub collateral: Amount,
    pub deadline: i64,
    pub posted: i64,
    pub accepted: Option<i64>,
    pub ended: Option<i64>,
    pub attestation: Option<[u8; 32]>,
}

impl Job {
    pub fn read(reader: &mut Reader) -> Result<Job, Malformed> {
        reader.tuple(12)?;
        Ok(Job {
            status: Status::read(reader)?,
            plan: reader.raw()?.to_vec(),
            client: reader.uint()?,
            provider: reader.optional(|reader| reader.uint())?,
            escrow: Amount::read(reader)?,
            price: Amount::read(reader)?,
            collateral: Amount::read(reader)?,
            deadline: reader.int()?,
            posted: reader.int()?,
            accepted: reader.optional(|reader| reader.int())?,
            ended: reader.optional(|reader| reader.int())?,
            attestation: reader.optional(|reader| reader.array())?,
        })
    }

    pub fn to_bytes(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.list(12);
        writer.uint(self.status as u64);
        writer.raw(&self.plan);
        writer.uint(self.client);
        writer.optional(self.provider, Writer::uint);
        self.escrow.write(&mut writer);
        self.price.write(&mut writer);
        self.collateral.write(&mut writer);
        writer.int(self.deadline);
        writer.int(self.posted);
        writer.optional(self.accepted, Writer::int);
        writer.optional(self.ended, Writer::int);
        writer.optional(self.attestation, |writer, digest| writer.bytes(&digest));
        writer.finish()
    }
}
