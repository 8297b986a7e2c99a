use super::piece::{Answer, Piece};
use super::world::*;
use crate::market::Market;
use crate::methods;
use fvm_sdk::mock;
use std::collections::BTreeMap;

struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }
}

/// What the market owes: escrows of live jobs, bonds, credits.
fn owed(people: &[u64]) -> u128 {
    let market = Market::load().unwrap();
    let jobs = (0..market.next_job).map(|id| market.find_job(id).unwrap().1);
    let escrows: u128 = jobs.filter(|job| !job.status.is_ended()).map(|job| job.escrow.atto()).sum();
    let of = |id: u64| {
        let provider = market.find_provider(id).unwrap().1;
        assert!(provider.iter().all(|provider| provider.locked <= provider.bond));
        provider.map_or(0, |provider| provider.bond.atto()) + market.find_credit(id).unwrap().1.atto()
    };
    escrows + people.iter().map(|&id| of(id)).sum::<u128>()
}

/// One random call, with sensible and senseless arguments.
fn step(random: &mut Random, piece: &Piece, people: &[u64]) -> bool {
    let caller = people[random.below(people.len() as u64) as usize];
    let job = Market::load().unwrap().next_job.saturating_sub(random.below(5));
    let now = epoch();
    let outcome = match random.below(16) {
        0 => register(caller, random.below(4 * MIN_BOND as u64) as u128),
        1 => call(caller, methods::UNREGISTER, 0, vec![]),
        2 | 3 => {
            let named = if random.below(3) == 0 { Some(PROVIDER) } else { None };
            let params = post_params(&piece.plan(3), random.below(900) as u128, now + random.below(30) as i64, named);
            call(caller, methods::POST_JOB, random.below(1000) as u128, params)
        }
        4 => on_job(caller, methods::ACCEPT, job),
        5 | 10 => on_job(PROVIDER, methods::ACCEPT, job),
        6 => on_job(caller, methods::CANCEL, job),
        7 => on_job(caller, methods::EXPIRE, job),
        8 => call(caller, methods::WITHDRAW, 0, vec![]),
        9 | 11 => {
            at_epoch(now + random.below(4) as i64);
            mock::with(|machine| machine.unreachable = people.iter().copied().filter(|_| random.below(4) == 0).collect());
            return false;
        }
        _ => {
            let accepted = Market::load().unwrap().find_job(job).ok().and_then(|(_, job)| job.accepted).unwrap_or(now);
            call(PROVIDER, methods::SETTLE, 0, Answer::right(piece, job, 3, accepted).params())
        }
    };
    outcome.is_ok()
}

#[test]
fn random_calls_keep_balance_equal_to_what_is_owed() {
    let piece = Piece::new(16);
    let people = [CLIENT, PROVIDER, STRANGER];
    let mut seen = BTreeMap::new();
    for round in 1..=60u64 {
        open_market();
        register(PROVIDER, 4 * MIN_BOND).unwrap();
        let mut random = Random(round.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        for _ in 0..120 {
            let before = (balance(), mock::with(|machine| machine.root.clone()));
            let succeeded = step(&mut random, &piece, &people);
            if !succeeded {
                assert_eq!(before, (balance(), mock::with(|machine| machine.root.clone())));
            }
            assert_eq!(balance(), owed(&people), "round {}", round);
        }
        events().into_iter().for_each(|name| *seen.entry(name).or_insert(0) += 1);
    }
    // a walk that misses a kind of event, or rarely settles, proves little
    assert_eq!(seen.len(), 9, "{:?}", seen);
    assert!(seen["job-settled"] > 60, "{:?}", seen);
}
