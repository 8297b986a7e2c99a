//! Events (FIP-0049, FIP-0083): CBOR values under text keys; the first entry, `$type`, names the event.

use crate::amount::Amount;
use crate::blocks::CBOR;
use crate::cbor::Writer;
use crate::refusal::SyscallError;
use crate::syscalls::{event, EntryHeader};
use alloc::vec::Vec;

const INDEXED_KEY_AND_VALUE: u64 = 3;
const NOT_INDEXED: u64 = 0;

/// An event being built; `emit` sends it.
pub struct Event {
    headers: Vec<EntryHeader>,
    keys: Vec<u8>,
    values: Vec<u8>,
}

impl Event {
    pub fn new(kind: &str) -> Event {
        let event = Event { headers: Vec::with_capacity(8), keys: Vec::with_capacity(64), values: Vec::with_capacity(256) };
        event.entry(INDEXED_KEY_AND_VALUE, "$type", |writer| writer.text(kind))
    }

    fn entry(mut self, flags: u64, key: &str, write: impl FnOnce(&mut Writer)) -> Event {
        let mut writer = Writer::new();
        write(&mut writer);
        let value = writer.finish();
        self.headers.push(EntryHeader { flags, codec: CBOR, key_bytes: key.len() as u32, value_bytes: value.len() as u32 });
        self.keys.extend_from_slice(key.as_bytes());
        self.values.extend_from_slice(&value);
        self
    }

    /// An entry to search by: an id or number.
    pub fn indexed(self, key: &str, value: u64) -> Event {
        self.entry(INDEXED_KEY_AND_VALUE, key, |writer| writer.uint(value))
    }

    pub fn indexed_if(self, key: &str, value: Option<u64>) -> Event {
        match value {
            Some(value) => self.indexed(key, value),
            None => self,
        }
    }

    pub fn epoch(self, key: &str, value: i64) -> Event {
        self.entry(NOT_INDEXED, key, |writer| writer.int(value))
    }

    pub fn amount(self, key: &str, value: Amount) -> Event {
        self.entry(NOT_INDEXED, key, |writer| value.write(writer))
    }

    pub fn bytes(self, key: &str, value: &[u8]) -> Event {
        self.entry(NOT_INDEXED, key, |writer| writer.bytes(value))
    }

    pub fn emit(self) -> Result<(), SyscallError> {
        let number = unsafe {
            event::emit_event(
                self.headers.as_ptr(),
                self.headers.len() as u32,
                self.keys.as_ptr(),
                self.keys.len() as u32,
                self.values.as_ptr(),
                self.values.len() as u32,
            )
        };
        SyscallError::check("event.emit_event", number)
    }
}
