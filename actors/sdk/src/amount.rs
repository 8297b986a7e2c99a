//! Token amounts in attoFIL.

use crate::cbor::{Malformed, Reader, Writer};

/// 0 ≤ attoFIL < 2^96. The whole supply (2·10^27) is below 2^91, and the product with a fraction in basis points stays in 128 bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Amount(u128);

impl Amount {
    pub const MAX_ATTO: u128 = (1 << 96) - 1;
    pub const ZERO: Amount = Amount(0);

    pub const fn new(atto: u128) -> Option<Amount> {
        if atto <= Self::MAX_ATTO {
            Some(Amount(atto))
        } else {
            None
        }
    }

    pub const fn atto(self) -> u128 {
        self.0
    }

    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    pub const fn plus(self, other: Amount) -> Option<Amount> {
        Amount::new(self.0 + other.0)
    }

    pub fn minus(self, other: Amount) -> Option<Amount> {
        self.0.checked_sub(other.0).map(Amount)
    }

    /// ⌈self · basis_points / 10 000⌉, for basis_points ≤ 10 000.
    pub fn fraction_up(self, basis_points: u32) -> Amount {
        let (quotient, remainder) = divide(self.0 * basis_points as u128, 10_000);
        Amount(quotient + (remainder != 0) as u128)
    }

    pub fn write(self, writer: &mut Writer) {
        let bytes = self.0.to_be_bytes();
        match bytes.iter().position(|&byte| byte != 0) {
            None => writer.bytes(&[]),
            Some(first) => {
                let mut signed = [0u8; 17];
                let length = bytes.len() - first;
                signed[1..=length].copy_from_slice(&bytes[first..]);
                writer.bytes(&signed[..=length]);
            }
        }
    }

    /// A Filecoin big integer: empty = 0, else sign byte 00 and a big-endian magnitude without leading zeros. Negative and too large ones are refused.
    pub fn read(reader: &mut Reader) -> Result<Amount, Malformed> {
        let at = reader.position();
        let bytes = reader.bytes()?;
        match bytes {
            [] => Ok(Amount::ZERO),
            [1, ..] => Err(Malformed { what: "an amount must not be negative", at }),
            [0, first, rest @ ..] if *first != 0 && rest.len() < 12 => Ok(Amount(bytes[1..].iter().fold(0, |value, &byte| value << 8 | byte as u128))),
            _ => Err(Malformed { what: "an amount must be empty, or 00 and 1 to 12 bytes without leading zeros", at }),
        }
    }
}

/// Quotient and remainder, limb by limb: the compiler's 128-bit division is a kilobyte of wasm.
pub(crate) fn divide(value: u128, divisor: u32) -> (u128, u32) {
    let mut quotient = 0u128;
    let mut remainder = 0u64;
    for limb in (0..4).rev() {
        let part = remainder << 32 | (value >> (32 * limb)) as u64 & 0xffff_ffff;
        quotient = quotient << 32 | (part / divisor as u64) as u128;
        remainder = part % divisor as u64;
    }
    (quotient, remainder as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn divide_any_value_equals_native_division() {
        for value in [0u128, 1, 9_999, 10_000, u64::MAX as u128, u128::MAX, 123_456_789_012_345_678_901_234_567_890] {
            for divisor in [1u32, 7, 10_000, 1_000_000_000, u32::MAX] {
                assert_eq!(divide(value, divisor), (value / divisor as u128, (value % divisor as u128) as u32));
            }
        }
    }

    #[test]
    fn fraction_up_rounds_towards_the_larger() {
        for (atto, points, expected) in
            [(0u128, 10_000u32, 0u128), (1, 1, 1), (10_000, 1, 1), (10_001, 1, 2), (5, 10_000, 5), (7, 0, 0), (Amount::MAX_ATTO, 10_000, Amount::MAX_ATTO)]
        {
            assert_eq!(Amount::new(atto).unwrap().fraction_up(points).atto(), expected);
        }
    }

    #[test]
    fn write_then_read_gives_the_same_amount() {
        for atto in [0u128, 1, 0xff, 0x100, 1_000_000_000_000_000_000, Amount::MAX_ATTO] {
            let mut writer = Writer::new();
            Amount(atto).write(&mut writer);
            let bytes = writer.finish();
            assert_eq!(Amount::read(&mut Reader::new(&bytes)), Ok(Amount(atto)));
        }
    }

    #[test]
    fn read_other_forms_of_a_number_are_refused() {
        let cases: [&[u8]; 5] = [&[0x42, 1, 1], &[0x41, 0], &[0x43, 0, 0, 1], &[0x4e, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], &[0x42, 2, 1]];
        for case in cases {
            assert!(Amount::read(&mut Reader::new(case)).is_err(), "{:?}", case);
        }
    }
}
