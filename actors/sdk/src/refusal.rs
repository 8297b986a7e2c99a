//! Why a call changes nothing: an exit code and a sentence.

use crate::reason::Part;
use alloc::vec::Vec;

/// Exit codes shared by all actors (16..31; an actor's own start at 32).
pub mod exit {
    pub const ILLEGAL_ARGUMENT: u32 = 16;
    pub const NOT_FOUND: u32 = 17;
    pub const FORBIDDEN: u32 = 18;
    pub const INSUFFICIENT_FUNDS: u32 = 19;
    pub const ILLEGAL_STATE: u32 = 20;
    pub const SERIALIZATION: u32 = 21;
    pub const UNHANDLED_MESSAGE: u32 = 22;
    pub const UNSPECIFIED: u32 = 23;
    pub const READ_ONLY: u32 = 25;
    pub const NOT_PAYABLE: u32 = 26;
}

/// The end of a call that must not happen; the entry point exits with it and the FVM reverts everything the call did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    pub code: u32,
    /// UTF-8.
    pub reason: Vec<u8>,
}

pub type Outcome<T> = Result<T, Refusal>;

impl Refusal {
    pub fn new(code: u32) -> Refusal {
        Refusal { code, reason: Vec::new() }
    }

    pub fn with(mut self, part: &dyn Part) -> Refusal {
        part.append(&mut self.reason);
        self
    }
}

/// A [`Refusal`] from a code and the parts of a sentence: `refusal!(exit::NOT_FOUND, "there is no job ", id)`.
#[macro_export]
macro_rules! refusal {
    ($code:expr, $($part:expr),+ $(,)?) => {
        $crate::Refusal::new($code)$(.with(&$part))+
    };
}

/// Returns the refusal from the calling function unless the condition holds.
#[macro_export]
macro_rules! ensure {
    ($condition:expr, $code:expr, $($part:expr),+ $(,)?) => {
        if !$condition {
            return Err($crate::refusal!($code, $($part),+));
        }
    };
}

/// A syscall that answered with an error number (ref-fvm `shared/src/error`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SyscallError {
    /// Import module and name.
    pub call: &'static str,
    pub number: u32,
}

impl SyscallError {
    pub const ILLEGAL_ARGUMENT: u32 = 1;
    pub const INSUFFICIENT_FUNDS: u32 = 5;
    pub const NOT_FOUND: u32 = 6;
    pub const READ_ONLY: u32 = 13;

    pub(crate) fn check(call: &'static str, number: u32) -> Result<(), SyscallError> {
        if number == 0 {
            Ok(())
        } else {
            Err(SyscallError { call, number })
        }
    }
}

impl From<SyscallError> for Refusal {
    /// Where a syscall's error is not expected: the state or the environment is not what the actor wrote.
    fn from(error: SyscallError) -> Refusal {
        let code = if error.number == SyscallError::READ_ONLY { exit::READ_ONLY } else { exit::ILLEGAL_STATE };
        refusal!(code, "syscall ", error.call, " failed with error number ", error.number)
    }
}
