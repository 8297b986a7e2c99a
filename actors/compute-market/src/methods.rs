//! Which method a number names.

use crate::{acceptance, construction, expiry, payments, posting, proving, reading, registration, settlement};
use fvm_sdk::entry::Reply;
use fvm_sdk::frc42::{method_number, CONSTRUCTOR};
use fvm_sdk::{exit, refusal, Message, Outcome};

pub const REGISTER_PROVIDER: u64 = method_number("RegisterProvider");
pub const UNREGISTER: u64 = method_number("Unregister");
pub const POST_JOB: u64 = method_number("PostJob");
pub const ACCEPT: u64 = method_number("Accept");
pub const SETTLE: u64 = method_number("Settle");
pub const BEGIN_PROOF: u64 = method_number("BeginProof");
pub const PROOF_PART: u64 = method_number("ProofPart");
pub const CANCEL: u64 = method_number("Cancel");
pub const EXPIRE: u64 = method_number("Expire");
pub const WITHDRAW: u64 = method_number("Withdraw");
pub const GET_JOB: u64 = method_number("GetJob");
pub const GET_PROVIDER: u64 = method_number("GetProvider");
pub const GET_CREDIT: u64 = method_number("GetCredit");
pub const GET_PARAMS: u64 = method_number("GetParams");
pub const GET_CHALLENGE: u64 = method_number("GetChallenge");
pub const GET_PROOF: u64 = method_number("GetProof");

pub fn dispatch(message: Message) -> Outcome<Reply> {
    match message.method {
        REGISTER_PROVIDER | POST_JOB => {}
        _ => message.no_value()?,
    }
    match message.method {
        GET_JOB => reading::job(&message),
        GET_PROVIDER => reading::provider(&message),
        GET_CREDIT => reading::credit(&message),
        GET_PARAMS => reading::params(&message),
        GET_CHALLENGE => reading::challenge(&message),
        GET_PROOF => proving::progress(&message),
        _ => change(message),
    }
}

fn change(message: Message) -> Outcome<Reply> {
    message.may_change()?;
    match message.method {
        CONSTRUCTOR => construction::construct(&message),
        REGISTER_PROVIDER => registration::register(&message),
        UNREGISTER => registration::unregister(&message),
        POST_JOB => posting::post(&message),
        ACCEPT => acceptance::accept(&message),
        SETTLE => settlement::settle(message),
        BEGIN_PROOF => proving::begin(&message),
        PROOF_PART => proving::part(&message),
        CANCEL => posting::cancel(&message),
        EXPIRE => expiry::expire(&message),
        WITHDRAW => payments::withdraw(&message),
        other => Err(refusal!(exit::UNHANDLED_MESSAGE, "the market has no method ", other)),
    }
}
