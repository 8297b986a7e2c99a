use crate::blocks::BlockCid;
use crate::syscalls::MessageContext;
use crate::{Message, Outcome};
use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::vec::Vec;

/// Value that left the actor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentValue {
    pub to: u64,
    pub method: u64,
    pub atto: u128,
}

/// What the syscalls of this thread see and leave behind.
#[derive(Clone, Default)]
pub struct Machine {
    pub store: HashMap<Vec<u8>, Vec<u8>>,
    /// Handle h is element h − 1.
    pub blocks: Vec<Vec<u8>>,
    pub root: Vec<u8>,
    pub epoch: i64,
    pub caller: u64,
    pub receiver: u64,
    pub method: u64,
    pub value: u128,
    pub read_only: bool,
    /// Of the actor under test, in attoFIL.
    pub balance: u128,
    /// Addresses that resolve, beside id addresses.
    pub ids: HashMap<Vec<u8>, u64>,
    /// Ids that no value arrives at.
    pub unreachable: HashSet<u64>,
    pub sent: Vec<SentValue>,
    /// `$type` of each event, CBOR.
    pub events: Vec<Vec<u8>>,
    pub created: Vec<(u64, Vec<u8>)>,
}

thread_local! {
    static MACHINE: RefCell<Machine> = RefCell::new(Machine::default());
}

/// Starts over with an empty machine.
pub fn reset() {
    with(|machine| *machine = Machine::default());
}

pub fn with<T>(action: impl FnOnce(&mut Machine) -> T) -> T {
    MACHINE.with(|machine| action(&mut machine.borrow_mut()))
}

impl Machine {
    pub(super) fn context(&self) -> MessageContext {
        MessageContext {
            caller: self.caller,
            receiver: self.receiver,
            method: self.method,
            value_low: self.value as u64,
            value_high: (self.value >> 64) as u64,
            flags: self.read_only as u64,
            ..MessageContext::default()
        }
    }

    /// Bytes of the beacon entry: any function of the epoch will do.
    pub fn beacon(epoch: i64) -> [u8; 32] {
        super::blake2b256(&epoch.to_be_bytes())
    }

    /// Makes a block and returns its handle.
    pub fn add_block(&mut self, data: &[u8]) -> u32 {
        self.blocks.push(data.to_vec());
        self.blocks.len() as u32
    }

    /// Runs a call on this thread's machine: its value arrives first, and a refusal undoes everything.
    pub fn call<T>(message: Message, handler: impl FnOnce(Message) -> Outcome<T>) -> Outcome<T> {
        let before = with(|machine| machine.clone());
        with(|machine| machine.balance += message.value.atto());
        let outcome = handler(message);
        if outcome.is_err() {
            with(|machine| *machine = before);
        }
        outcome
    }

    pub(super) fn link(&mut self, id: u32) -> [u8; BlockCid::BYTES] {
        let data = self.blocks[id as usize - 1].clone();
        let cid = *BlockCid::of_digest(&super::blake2b256(&data)).as_bytes();
        self.store.insert(cid.to_vec(), data);
        cid
    }

    pub(super) fn send(&mut self, sent: SentValue) -> u32 {
        if self.unreachable.contains(&sent.to) {
            return crate::SyscallError::NOT_FOUND;
        }
        self.balance = match self.balance.checked_sub(sent.atto) {
            None => return crate::SyscallError::INSUFFICIENT_FUNDS,
            Some(rest) => rest,
        };
        self.sent.push(sent);
        0
    }
}
