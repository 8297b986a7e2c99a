//! Bounds-checked little-endian reading and writing (proof-system.md §2, §14).

use crate::field::{F, K};
use crate::hashing::Digest;
use crate::rejection::{Place, Reason, Rejection, Verdict};
use alloc::vec::Vec;

/// Reads one piece of input from its start; every failure names the piece and the byte.
pub struct Reader<'a> {
    data: &'a [u8],
    position: usize,
    place: Place,
}

/// Elements of K in their wire encoding, checked to be canonical.
#[derive(Clone, Copy)]
pub struct Elements<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    pub fn new(data: &'a [u8], place: Place) -> Reader<'a> {
        Reader { data, position: 0, place }
    }

    pub fn position(&self) -> usize {
        self.position
    }

    pub fn fail(&self, reason: Reason) -> Rejection {
        self.place.refuse(reason, self.position)
    }

    pub fn require(&self, holds: bool, reason: Reason) -> Verdict<()> {
        self.place.require(holds, reason, self.position)
    }

    pub fn bytes(&mut self, count: usize) -> Verdict<&'a [u8]> {
        let rest = &self.data[self.position..];
        self.require(count <= rest.len(), Reason::Truncated)?;
        self.position += count;
        Ok(&rest[..count])
    }

    /// The bytes read since `start`.
    pub fn since(&self, start: usize) -> &'a [u8] {
        &self.data[start..self.position]
    }

    fn array<const N: usize>(&mut self) -> Verdict<[u8; N]> {
        let mut array = [0u8; N];
        array.copy_from_slice(self.bytes(N)?);
        Ok(array)
    }

    pub fn digest(&mut self) -> Verdict<Digest> {
        self.array()
    }

    pub fn u8(&mut self) -> Verdict<u8> {
        Ok(self.bytes(1)?[0])
    }

    pub fn u16(&mut self) -> Verdict<u16> {
        Ok(u16::from_le_bytes(self.array()?))
    }

    pub fn u32(&mut self) -> Verdict<u32> {
        Ok(u32::from_le_bytes(self.array()?))
    }

    pub fn u64(&mut self) -> Verdict<u64> {
        Ok(u64::from_le_bytes(self.array()?))
    }

    pub fn f(&mut self) -> Verdict<F> {
        let at = self.position;
        F::canonical(self.u64()?).ok_or_else(|| self.place.refuse(Reason::NotCanonical, at))
    }

    pub fn k(&mut self) -> Verdict<K> {
        Ok(K { a: self.f()?, b: self.f()? })
    }

    /// Names the first of the words just read that is not an element of F.
    pub fn not_canonical(&self, words: &[u8]) -> Rejection {
        let good = words.chunks_exact(F::BYTES).take_while(|word| F::read(word).is_some()).count();
        self.place.refuse(Reason::NotCanonical, self.position - words.len() + good * F::BYTES)
    }

    pub fn elements(&mut self, count: usize) -> Verdict<Elements<'a>> {
        let left = self.data.len() - self.position;
        self.require(count <= left / K::BYTES, Reason::Truncated)?;
        let bytes = self.bytes(count * K::BYTES)?;
        if bytes.chunks_exact(F::BYTES).all(|word| F::read(word).is_some()) {
            Ok(Elements(bytes))
        } else {
            Err(self.not_canonical(bytes))
        }
    }

    /// Reads `count` items of at least `least` bytes each. The list is allocated only if that many can follow.
    pub fn list<T>(&mut self, count: usize, least: usize, mut item: impl FnMut(&mut Reader<'a>) -> Verdict<T>) -> Verdict<Vec<T>> {
        let left = self.data.len() - self.position;
        self.require(count <= left / least, Reason::Truncated)?;
        let mut items = Vec::with_capacity(count);
        for _ in 0..count {
            items.push(item(self)?);
        }
        Ok(items)
    }

    pub fn end(&self) -> Verdict<()> {
        self.require(self.position == self.data.len(), Reason::TrailingBytes)
    }
}

impl<'a> Elements<'a> {
    pub const NONE: Elements<'static> = Elements(&[]);

    pub fn bytes(self) -> &'a [u8] {
        self.0
    }

    pub fn len(self) -> usize {
        self.0.len() / K::BYTES
    }

    /// Panics unless `index` < len.
    pub fn at(self, index: usize) -> K {
        element(&self.0[index * K::BYTES..][..K::BYTES])
    }

    /// `count` elements from `start`; panics unless they exist.
    pub fn slice(self, start: usize, count: usize) -> Elements<'a> {
        Elements(&self.0[start * K::BYTES..(start + count) * K::BYTES])
    }

    pub fn iter(self) -> impl DoubleEndedIterator<Item = K> + 'a {
        self.0.chunks_exact(K::BYTES).map(element)
    }

    pub fn to_vec(self) -> Vec<K> {
        let mut list = Vec::with_capacity(self.len());
        list.extend(self.iter());
        list
    }
}

/// Of 16 bytes that were checked.
#[inline(always)]
fn element(bytes: &[u8]) -> K {
    let word = |bytes: &[u8]| F::read(bytes).unwrap_or(F::ZERO);
    K { a: word(&bytes[..F::BYTES]), b: word(&bytes[F::BYTES..]) }
}

pub fn write_elements(buffer: &mut Vec<u8>, elements: &[K]) {
    for element in elements {
        buffer.extend_from_slice(&element.to_bytes());
    }
}
