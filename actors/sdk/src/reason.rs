//! Text of refusals without `core::fmt`.

use crate::amount::{divide, Amount};
use alloc::vec::Vec;

/// Something that can be written into a reason.
pub trait Part {
    fn append(&self, text: &mut Vec<u8>);
}

impl Part for &str {
    fn append(&self, text: &mut Vec<u8>) {
        text.extend_from_slice(self.as_bytes());
    }
}

impl Part for u64 {
    fn append(&self, text: &mut Vec<u8>) {
        let mut digits = [0u8; 20];
        let mut start = digits.len();
        let mut rest = *self;
        loop {
            start -= 1;
            digits[start] = b'0' + (rest % 10) as u8;
            rest /= 10;
            if rest == 0 {
                break;
            }
        }
        text.extend_from_slice(&digits[start..]);
    }
}

impl Part for u32 {
    fn append(&self, text: &mut Vec<u8>) {
        (*self as u64).append(text);
    }
}

impl Part for usize {
    fn append(&self, text: &mut Vec<u8>) {
        (*self as u64).append(text);
    }
}

impl Part for i64 {
    fn append(&self, text: &mut Vec<u8>) {
        if *self < 0 {
            text.push(b'-');
        }
        self.unsigned_abs().append(text);
    }
}

/// Decimal attoFIL.
impl Part for Amount {
    fn append(&self, text: &mut Vec<u8>) {
        const GROUP: u32 = 1_000_000_000;
        let mut groups = [0u32; 4];
        let mut used = 0;
        let mut rest = self.atto();
        while rest > u64::MAX as u128 {
            let (quotient, remainder) = divide(rest, GROUP);
            groups[used] = remainder;
            used += 1;
            rest = quotient;
        }
        (rest as u64).append(text);
        for group in groups[..used].iter().rev() {
            let mut scale = GROUP / 10;
            while scale > 0 {
                text.push(b'0' + (group / scale % 10) as u8);
                scale /= 10;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::string::String;

    fn text(part: &dyn Part) -> String {
        let mut bytes = Vec::new();
        part.append(&mut bytes);
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn part_numbers_read_as_the_standard_formatter_writes_them() {
        for value in [0u64, 1, 9, 10, 99, 100, u64::MAX] {
            assert_eq!(text(&value), std::format!("{}", value));
        }
        for value in [0i64, -1, i64::MIN, i64::MAX] {
            assert_eq!(text(&value), std::format!("{}", value));
        }
        for value in [0u128, 10, u64::MAX as u128, u64::MAX as u128 + 1, 10u128.pow(28), 1_000_000_000_000_000_000_000_000_001, Amount::MAX_ATTO] {
            assert_eq!(text(&Amount::new(value).unwrap()), std::format!("{}", value));
        }
    }
}
