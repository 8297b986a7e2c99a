use super::*;
use alloc::vec::Vec;

/// Writes items one after another; the caller keeps list counts right.
pub struct Writer {
    bytes: Vec<u8>,
}

impl Writer {
    #[allow(clippy::new_without_default)]
    pub fn new() -> Writer {
        Writer { bytes: Vec::with_capacity(256) }
    }

    pub fn finish(self) -> Vec<u8> {
        self.bytes
    }

    fn head(&mut self, major: u8, argument: u64) {
        let major = major << 5;
        match argument {
            0..=23 => self.bytes.push(major | argument as u8),
            24..=0xff => self.bytes.extend_from_slice(&[major | 24, argument as u8]),
            0x100..=0xffff => {
                self.bytes.push(major | 25);
                self.bytes.extend_from_slice(&(argument as u16).to_be_bytes());
            }
            0x1_0000..=0xffff_ffff => {
                self.bytes.push(major | 26);
                self.bytes.extend_from_slice(&(argument as u32).to_be_bytes());
            }
            _ => {
                self.bytes.push(major | 27);
                self.bytes.extend_from_slice(&argument.to_be_bytes());
            }
        }
    }

    pub fn uint(&mut self, value: u64) {
        self.head(UNSIGNED, value);
    }

    pub fn int(&mut self, value: i64) {
        if value < 0 {
            self.head(NEGATIVE, !value as u64);
        } else {
            self.head(UNSIGNED, value as u64);
        }
    }

    pub fn bytes(&mut self, value: &[u8]) {
        self.head(BYTES, value.len() as u64);
        self.bytes.extend_from_slice(value);
    }

    pub fn text(&mut self, value: &str) {
        self.head(TEXT, value.len() as u64);
        self.bytes.extend_from_slice(value.as_bytes());
    }

    pub fn list(&mut self, count: usize) {
        self.head(LIST, count as u64);
    }

    pub fn null(&mut self) {
        self.bytes.push(NULL);
    }

    pub fn truth(&mut self) {
        self.bytes.push(TRUE);
    }

    pub fn link(&mut self, cid: &[u8]) {
        self.head(TAG, LINK_TAG);
        self.head(BYTES, cid.len() as u64 + 1);
        self.bytes.push(0);
        self.bytes.extend_from_slice(cid);
    }

    pub fn optional<T>(&mut self, value: Option<T>, write: impl FnOnce(&mut Self, T)) {
        match value {
            None => self.null(),
            Some(value) => write(self, value),
        }
    }

    /// An item that is encoded already.
    pub fn raw(&mut self, item: &[u8]) {
        self.bytes.extend_from_slice(item);
    }
}
