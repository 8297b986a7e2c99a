use super::piece::{Answer, Piece};
use super::world::*;
use crate::methods;

/// A panic would be a trap on chain: exit code 4 without a reason.
#[test]
fn mutated_parameters_are_refused_without_a_panic() {
    let piece = Piece::new(16);
    open_market();
    register(PROVIDER, MIN_BOND).unwrap();
    let plan = piece.plan(3);
    let job = post(&plan, 900, 600, 150, None).unwrap();
    on_job(PROVIDER, methods::ACCEPT, job).unwrap();
    at_epoch(103);
    let templates = [
        (methods::REGISTER_PROVIDER, tuple(|writer| writer.bytes(&KEY), 1)),
        (methods::POST_JOB, post_params(&plan, 600, 150, Some(PROVIDER))),
        (methods::SETTLE, Answer::right(&piece, job, 3, 100).params()),
        (methods::EXPIRE, job_params(job)),
        (methods::GET_PROVIDER, job_params(PROVIDER)),
        (1, constructor_params(CHAIN, 2, 0, 10, 0, 0)),
    ];
    let mut random = 0x2545_f491_4f6c_dd1du64;
    let mut next = |limit: usize| {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        (random % limit as u64) as usize
    };
    let mut refused = 0;
    for round in 0..6_000 {
        let (method, template) = &templates[round % templates.len()];
        let mut params = template.clone();
        for _ in 0..=next(3) {
            let at = next(params.len());
            match next(4) {
                0 => params[at] = next(256) as u8,
                1 => params[at] ^= 1 << next(8),
                2 => params.truncate(at + 1),
                _ => params.insert(at, next(256) as u8),
            }
        }
        refused += call(PROVIDER, *method, 0, params).is_err() as u32;
    }
    assert!(refused > 5_000, "{}", refused);
}
