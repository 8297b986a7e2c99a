//! A provider's record.

use alloc::vec::Vec;
use fvm_sdk::cbor::{Malformed, Reader, Writer};
use fvm_sdk::{exit, refusal, Address, Amount, Outcome, Refusal};

/// INTERFACE.md, "State". `locked` ≤ `bond` is the sum of the collaterals of the `active` jobs.
pub struct Provider {
    pub key: Address,
    pub bond: Amount,
    pub locked: Amount,
    pub active: u64,
}

impl Provider {
    pub fn read(reader: &mut Reader) -> Result<Provider, Malformed> {
        reader.tuple(4)?;
        Ok(Provider { key: Address::read(reader)?, bond: Amount::read(reader)?, locked: Amount::read(reader)?, active: reader.uint()? })
    }

    pub fn to_bytes(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.list(4);
        self.key.write(&mut writer);
        self.bond.write(&mut writer);
        self.locked.write(&mut writer);
        writer.uint(self.active);
        writer.finish()
    }

    /// The part of the bond that no job has locked.
    pub fn free(&self) -> Amount {
        self.bond.minus(self.locked).unwrap_or(Amount::ZERO)
    }

    /// None: the free bond does not cover the collateral.
    pub fn lock(&mut self, collateral: Amount) -> Option<()> {
        self.free().minus(collateral)?;
        self.locked = self.locked.plus(collateral)?;
        self.active += 1;
        Some(())
    }

    pub fn release(&mut self, collateral: Amount, forfeited: bool) -> Outcome<()> {
        self.locked = self.locked.minus(collateral).ok_or_else(broken)?;
        self.active = self.active.checked_sub(1).ok_or_else(broken)?;
        if forfeited {
            self.bond = self.bond.minus(collateral).ok_or_else(broken)?;
        }
        Ok(())
    }
}

fn broken() -> Refusal {
    refusal!(exit::ILLEGAL_STATE, "a provider's locked bond is less than a job's collateral")
}
