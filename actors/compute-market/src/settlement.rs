//! The provider answers, the actor checks everything, and the payment moves.

use crate::attestation::{self, Addressee, Attestation, GRADE_PROVEN};
use crate::codes;
use crate::job::{Job, Status};
use crate::market::Market;
use crate::payments::pay;
use crate::plan::{self, Plan};
use crate::possession::{self, Possession};
use crate::provider::Provider;
use alloc::vec::Vec;
use core::ops::Range;
use fvm_sdk::cbor::{Malformed, Reader, Writer};
use fvm_sdk::entry::Reply;
use fvm_sdk::event::Event;
use fvm_sdk::{amt, crypto, ensure, exit, network, refusal, BlockCid, Message, Outcome};

/// Where the parts of an answer lie in the parameters. The proof is last, and is checked in place.
struct Answer {
    job: u64,
    attestation: Range<usize>,
    signature: Range<usize>,
    proof: Range<usize>,
}

impl Answer {
    fn read(reader: &mut Reader) -> Result<Answer, Malformed> {
        reader.tuple(4)?;
        Ok(Answer { job: reader.uint()?, attestation: span(reader)?, signature: span(reader)?, proof: span(reader)? })
    }
}

fn span(reader: &mut Reader) -> Result<Range<usize>, Malformed> {
    let length = reader.bytes()?.len();
    Ok(reader.position() - length..reader.position())
}

/// An accepted job that this caller may answer now.
pub struct Live {
    pub job: Job,
    pub accepted: i64,
    pub now: i64,
}

impl Live {
    pub fn check(id: u64, job: Job, caller: u64) -> Outcome<Live> {
        let accepted = match (job.status, job.accepted) {
            (Status::Accepted, Some(accepted)) => accepted,
            _ => return Err(refusal!(codes::JOB_NOT_ACCEPTED, "job ", id, " has not been accepted")),
        };
        ensure!(job.provider == Some(caller), exit::FORBIDDEN, "job ", id, " was accepted by f0", job.provider.unwrap_or(0), ", not by f0", caller);
        let now = network::epoch()?;
        ensure!(now <= job.deadline, codes::TOO_LATE, "job ", id, " had to be settled by epoch ", job.deadline, ", it is epoch ", now);
        Ok(Live { job, accepted, now })
    }
}

/// A possession job whose challenge is known.
struct Challenged {
    live: Live,
    epoch: i64,
}

impl Challenged {
    fn check(market: &Market, id: u64, live: Live) -> Outcome<Challenged> {
        let (now, epoch) = (live.now, market.challenge_epoch(live.accepted));
        ensure!(now > epoch, codes::TOO_EARLY, "job ", id, " can be settled after epoch ", epoch, ", it is epoch ", now);
        Ok(Challenged { live, epoch })
    }

    /// What the attestation says must be what the job asked, what the chain drew, and what came with the message.
    fn check_claim(&self, attestation: &Attestation, piece: &Possession, seed: &[u8; 32], proof: &[u8]) -> Outcome<()> {
        let code = codes::ATTESTATION_MISMATCH;
        ensure!(attestation.plan == plan::cid(&self.live.job.plan)?.as_bytes(), code, "attestation: plan is not the job's plan");
        ensure!(attestation.datasets == [&piece.piece_cid()[..]], code, "attestation: datasets must be the job's PieceCID v1 and nothing else");
        let result = crypto::blake2b256(&possession::result(self.epoch, seed))?;
        ensure!(attestation.result == result, code, "attestation: result is not the hash of the challenge epoch and seed");
        ensure!(attestation.proof == crypto::blake2b256(proof)?, code, "attestation: proof is not the hash of the proof in this message");
        ensure!(attestation.grade == GRADE_PROVEN, code, "attestation: grade is ", attestation.grade, ", the job requires ", GRADE_PROVEN);
        ensure!(attestation.profile == 0, code, "attestation: profile is ", attestation.profile, ", a possession proof has 0");
        let is_timely = self.epoch <= attestation.epoch && attestation.epoch <= self.live.now;
        ensure!(is_timely, code, "attestation: epoch is ", attestation.epoch, ", allowed are ", self.epoch, " to ", self.live.now);
        Ok(())
    }

    /// Every check of the answer itself; the CID of the attestation.
    fn verify(&self, addressee: &Addressee, provider: &Provider, answer: &Answer, params: &mut [u8]) -> Outcome<BlockCid> {
        let piece = Plan::read(&self.live.job.plan)?.possession()?;
        let (head, tail) = params.split_at_mut(answer.proof.start);
        let proof = &mut tail[..answer.proof.len()];
        let wanted = piece.proof_bytes();
        ensure!(proof.len() as u64 == wanted, codes::PROOF_LENGTH, "proof: ", proof.len(), " bytes, it must have ", wanted);
        let bytes = &head[answer.attestation.clone()];
        let attestation = Attestation::parse(bytes)?;
        attestation.check_addressee(addressee)?;
        let randomness = network::beacon_randomness(self.epoch)?;
        let seed = possession::seed(&randomness, addressee.market, addressee.job, addressee.provider)?;
        self.check_claim(&attestation, &piece, &seed, proof)?;
        let cid = attestation::verify_signature(bytes, &head[answer.signature.clone()], &provider.key)?;
        piece.verify(&seed, proof)?;
        Ok(cid)
    }
}

pub fn settle(mut message: Message) -> Outcome<Reply> {
    let answer = message.params(Answer::read)?;
    let id = answer.job;
    let market = Market::load()?;
    let (entry, job) = market.find_live_job(id)?;
    let challenged = Challenged::check(&market, id, Live::check(id, job, message.caller)?)?;
    let (_, provider) = market.find_registered(message.caller)?;
    let addressee = Addressee { chain: &market.params.chain, market: message.receiver, job: id, provider: message.caller };
    let cid = challenged.verify(&addressee, &provider, &answer, &mut message.params)?;
    Ok(Some(complete(market, entry, id, challenged.live, &cid)?))
}

/// Ends a job whose answer is right; what Settle returns.
pub fn complete(mut market: Market, entry: amt::Entry, id: u64, live: Live, cid: &BlockCid) -> Outcome<Vec<u8>> {
    market.release(&live.job, false)?;
    let provider = live.job.provider.ok_or_else(|| refusal!(exit::ILLEGAL_STATE, "an accepted job has no provider"))?;
    let mut job = live.job;
    job.status = Status::Settled;
    job.ended = Some(live.now);
    job.attestation = Some(cid.digest());
    market.jobs = entry.store(&job.to_bytes())?;
    market.save()?;
    pay_out(id, &job, provider, cid)
}

fn pay_out(id: u64, job: &Job, provider: u64, cid: &BlockCid) -> Outcome<Vec<u8>> {
    let refunded = job.escrow.minus(job.price).ok_or_else(|| refusal!(exit::ILLEGAL_STATE, "a job's escrow is below its price"))?;
    let event = Event::new("job-settled").indexed("job", id).indexed("client", job.client).indexed("provider", provider);
    event.amount("paid", job.price).amount("refunded", refunded).bytes("attestation", cid.as_bytes()).emit()?;
    pay(provider, job.price)?;
    pay(job.client, refunded)?;
    let mut writer = Writer::new();
    writer.list(3);
    job.price.write(&mut writer);
    refunded.write(&mut writer);
    writer.bytes(cid.as_bytes());
    Ok(writer.finish())
}
