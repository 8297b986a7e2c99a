//! The one hash of the protocol: BLAKE2b with 32 bytes of output (RFC 7693), no key, salt or personalisation.

pub type Digest = [u8; 32];

/// Who computes BLAKE2b-256: on chain the host (`crypto.hash`, multihash code 0xb220), in tests plain code.
///
/// It cannot fail. An implementation whose host can refuse must end the call itself.
pub trait Hasher {
    fn hash(data: &[u8]) -> Digest;
}
