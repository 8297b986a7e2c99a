use super::*;
use crate::refusal::{exit, Refusal};

/// Bytes that are not what they must be, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Malformed {
    pub what: &'static str,
    /// Offset of the item's first byte.
    pub at: usize,
}

/// Malformed bytes come from the caller unless the reader of a state says otherwise.
impl From<Malformed> for Refusal {
    fn from(error: Malformed) -> Refusal {
        crate::refusal!(exit::SERIALIZATION, error.what, " (at byte ", error.at, ")")
    }
}

/// Reads items one after another. Never reads past the end, never panics, allocates nothing.
pub struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    pub fn new(bytes: &'a [u8]) -> Reader<'a> {
        Reader { bytes, at: 0 }
    }

    /// Offset of the next item.
    pub fn position(&self) -> usize {
        self.at
    }

    fn fail<T>(&self, what: &'static str) -> Result<T, Malformed> {
        Err(Malformed { what, at: self.at })
    }

    fn take(&mut self, length: u64) -> Result<&'a [u8], Malformed> {
        let left = &self.bytes[self.at..];
        if length > left.len() as u64 {
            return self.fail("the bytes end inside an item");
        }
        self.at += length as usize;
        Ok(&left[..length as usize])
    }

    fn head(&mut self) -> Result<(u8, u64), Malformed> {
        let start = self.at;
        let first = self.take(1)?[0];
        let argument = match first & 31 {
            small @ 0..=23 => small as u64,
            size @ 24..=27 => {
                let width = 1usize << (size - 24);
                let value = self.take(width as u64)?.iter().fold(0u64, |value, &byte| value << 8 | byte as u64);
                let shortest = if width == 1 { 24 } else { 1u64 << (4 * width) };
                if value < shortest {
                    return Err(Malformed { what: "an item's head is not in its shortest form", at: start });
                }
                value
            }
            _ => return Err(Malformed { what: "an item has an indefinite or reserved length", at: start }),
        };
        Ok((first >> 5, argument))
    }

    fn expect(&mut self, major: u8, what: &'static str) -> Result<u64, Malformed> {
        let start = self.at;
        match self.head()? {
            (found, argument) if found == major => Ok(argument),
            _ => {
                self.at = start;
                self.fail(what)
            }
        }
    }

    pub fn uint(&mut self) -> Result<u64, Malformed> {
        self.expect(UNSIGNED, "expected an unsigned integer")
    }

    pub fn int(&mut self) -> Result<i64, Malformed> {
        let start = self.at;
        match self.head()? {
            (UNSIGNED, value) if value <= i64::MAX as u64 => Ok(value as i64),
            (NEGATIVE, value) if value <= i64::MAX as u64 => Ok(-1 - value as i64),
            _ => Err(Malformed { what: "expected an integer of 64 bits with sign", at: start }),
        }
    }

    pub fn bytes(&mut self) -> Result<&'a [u8], Malformed> {
        let length = self.expect(BYTES, "expected a byte string")?;
        self.take(length)
    }

    /// A byte string of exactly N bytes.
    pub fn array<const N: usize>(&mut self) -> Result<[u8; N], Malformed> {
        let start = self.at;
        let mut array = [0u8; N];
        let bytes = self.bytes()?;
        if bytes.len() != N {
            return Err(Malformed { what: "a byte string has the wrong length", at: start });
        }
        array.copy_from_slice(bytes);
        Ok(array)
    }

    pub fn text(&mut self) -> Result<&'a str, Malformed> {
        let start = self.at;
        let length = self.expect(TEXT, "expected a text string")?;
        core::str::from_utf8(self.take(length)?).map_err(|_| Malformed { what: "a text string is not UTF-8", at: start })
    }

    /// The number of elements that follow; never more than there are bytes left.
    pub fn list(&mut self) -> Result<usize, Malformed> {
        let start = self.at;
        let count = self.expect(LIST, "expected a list")?;
        if count > (self.bytes.len() - self.at) as u64 {
            return Err(Malformed { what: "a list claims more elements than there are bytes", at: start });
        }
        Ok(count as usize)
    }

    pub fn tuple(&mut self, count: usize) -> Result<(), Malformed> {
        let start = self.at;
        if self.list()? != count {
            return Err(Malformed { what: "a tuple has the wrong number of elements", at: start });
        }
        Ok(())
    }

    /// The bytes of a CID behind tag 42, not yet looked into.
    pub fn link(&mut self) -> Result<&'a [u8], Malformed> {
        let start = self.at;
        let wrong = Malformed { what: "expected a link (tag 42)", at: start };
        if self.expect(TAG, wrong.what)? != LINK_TAG {
            return Err(wrong);
        }
        match self.bytes()? {
            [0, cid @ ..] if !cid.is_empty() => Ok(cid),
            _ => Err(wrong),
        }
    }

    /// Reads null if it is next; otherwise `value`.
    pub fn optional<T>(&mut self, value: impl FnOnce(&mut Self) -> Result<T, Malformed>) -> Result<Option<T>, Malformed> {
        if self.bytes.get(self.at) == Some(&NULL) {
            self.at += 1;
            return Ok(None);
        }
        value(self).map(Some)
    }

    /// The next item's bytes, whatever it is. Checks heads only.
    pub fn raw(&mut self) -> Result<&'a [u8], Malformed> {
        let start = self.at;
        let mut items = 1u64;
        while items > 0 {
            items -= 1;
            let (major, argument) = self.head()?;
            match major {
                BYTES | TEXT => drop(self.take(argument)?),
                LIST | MAP => {
                    let inner = argument.saturating_mul(1 + (major == MAP) as u64);
                    if inner > (self.bytes.len() - self.at) as u64 {
                        return self.fail("a list claims more elements than there are bytes");
                    }
                    items += inner;
                }
                TAG => items += 1,
                SIMPLE if !(20..=22).contains(&argument) => return self.fail("floats, undefined and unnamed simple values are not allowed"),
                _ => {}
            }
        }
        Ok(&self.bytes[start..self.at])
    }

    /// Nothing may be left.
    pub fn end(&self) -> Result<(), Malformed> {
        if self.at == self.bytes.len() {
            Ok(())
        } else {
            self.fail("there are bytes after the last item")
        }
    }
}
