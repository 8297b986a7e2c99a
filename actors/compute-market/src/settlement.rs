//! The provider answers, the actor checks everything, and the payment moves.

use crate::attestation::{self, Addressee, Attestation, GRADE_PROVEN};
use crate::codes;
use crate::job::{Job, Status};
use crate::market::Market;
use crate::payments::pay;
use crate::possession::{self, Possession};
use crate::{plan, provider::Provider};
use core::ops::Range;
use fvm_sdk::cbor::{Malformed, Reader, Writer};
use fvm_sdk::entry::Reply;
use fvm_sdk::event::Event;
use fvm_sdk::{crypto, ensure, exit, network, refusal, BlockCid, Message, Outcome};

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

/// A job that this caller may settle now.
struct Settleable {
    job: Job,
    challenge_epoch: i64,
    now: i64,
}

impl Settleable {
    fn check(market: &Market, id: u64, job: Job, caller: u64) -> Outcome<Settleable> {
        let accepted = match (job.status, job.accepted) {
            (Status::Accepted, Some(accepted)) => accepted,
            _ => return Err(refusal!(codes::JOB_NOT_ACCEPTED, "job ", id, " has not been accepted")),
        };
        ensure!(job.provider == Some(caller), exit::FORBIDDEN, "job ", id, " was accepted by f0", job.provider.unwrap_or(0), ", not by f0", caller);
        let (now, challenge_epoch) = (network::epoch()?, market.challenge_epoch(accepted));
        ensure!(now > challenge_epoch, codes::TOO_EARLY, "job ", id, " can be settled after epoch ", challenge_epoch, ", it is epoch ", now);
        ensure!(now <= job.deadline, codes::TOO_LATE, "job ", id, " had to be settled by epoch ", job.deadline, ", it is epoch ", now);
        Ok(Settleable { job, challenge_epoch, now })
    }

    /// What the attestation says must be what the job asked, what the chain drew, and what came with the message.
    fn check_claim(&self, attestation: &Attestation, piece: &Possession, seed: &[u8; 32], proof: &[u8]) -> Outcome<()> {
        let code = codes::ATTESTATION_MISMATCH;
        ensure!(attestation.plan == plan::cid(&self.job.plan)?.as_bytes(), code, "attestation: plan is not the job's plan");
        ensure!(attestation.datasets == [&piece.piece_cid()[..]], code, "attestation: datasets must be the job's PieceCID v1 and nothing else");
        let result = crypto::blake2b256(&possession::result(self.challenge_epoch, seed))?;
        ensure!(attestation.result == result, code, "attestation: result is not the hash of the challenge epoch and seed");
        ensure!(attestation.proof == crypto::blake2b256(proof)?, code, "attestation: proof is not the hash of the proof in this message");
        ensure!(attestation.grade == GRADE_PROVEN, code, "attestation: grade is ", attestation.grade, ", the job requires ", GRADE_PROVEN);
        ensure!(attestation.profile == 0, code, "attestation: profile is ", attestation.profile, ", a possession proof has 0");
        let is_timely = self.challenge_epoch <= attestation.epoch && attestation.epoch <= self.now;
        ensure!(is_timely, code, "attestation: epoch is ", attestation.epoch, ", allowed are ", self.challenge_epoch, " to ", self.now);
        Ok(())
    }

    /// Every check of the answer itself; the CID of the attestation.
    fn verify(&self, addressee: &Addressee, provider: &Provider, answer: &Answer, params: &mut [u8]) -> Outcome<BlockCid> {
        let piece = plan::read(&self.job.plan)?;
        let (head, tail) = params.split_at_mut(answer.proof.start);
        let proof = &mut tail[..answer.proof.len()];
        let wanted = piece.proof_bytes();
        ensure!(proof.len() as u64 == wanted, codes::PROOF_LENGTH, "proof: ", proof.len(), " bytes, it must have ", wanted);
        let bytes = &head[answer.attestation.clone()];
        let attestation = Attestation::parse(bytes)?;
        attestation.check_addressee(addressee)?;
        let randomness = network::beacon_randomness(self.challenge_epoch)?;
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
    let mut market = Market::load()?;
    let (entry, job) = market.find_live_job(id)?;
    let mut settled = Settleable::check(&market, id, job, message.caller)?;
    let (_, provider) = market.find_registered(message.caller)?;
    let addressee = Addressee { chain: &market.params.chain, market: message.receiver, job: id, provider: message.caller };
    let cid = settled.verify(&addressee, &provider, &answer, &mut message.params)?;
    market.release(&settled.job, false)?;
    let job = &mut settled.job;
    job.status = Status::Settled;
    job.ended = Some(settled.now);
    job.attestation = Some(cid.digest());
    market.jobs = entry.store(&job.to_bytes())?;
    market.save()?;
    pay_out(id, job, message.caller, &cid)
}

fn pay_out(id: u64, job: &Job, provider: u64, cid: &BlockCid) -> Outcome<Reply> {
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
    Ok(Some(writer.finish()))
}
