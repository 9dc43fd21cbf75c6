//! The bytes of a commit that are proved: its sequence (8 bytes, big-endian), the length of its subject (2 bytes,
//! big-endian), the subject, the payload. Two different commits never give the same bytes.
//!
//! An export is a line of such leaves, each after its own length (4 bytes, big-endian).

use crate::{Hash, hash};

/// Bytes before the subject.
const START: usize = 10;

/// A commit as its leaf names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Leaf<'a> {
    /// Position in the log, from 1.
    pub sequence: u64,
    /// The subject of its aggregate.
    pub subject: &'a str,
    /// The commit as stored.
    pub payload: &'a [u8],
}

impl<'a> Leaf<'a> {
    /// The bytes that are hashed. A subject over 65,535 bytes is cut; the log has none of more than 80.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let length = u16::try_from(self.subject.len()).unwrap_or(u16::MAX);
        let subject = &self.subject.as_bytes()[..length.into()];
        let mut leaf = Vec::with_capacity(START + subject.len() + self.payload.len());
        leaf.extend_from_slice(&self.sequence.to_be_bytes());
        leaf.extend_from_slice(&length.to_be_bytes());
        leaf.extend_from_slice(subject);
        leaf.extend_from_slice(self.payload);
        leaf
    }

    /// The commit from the bytes of a leaf; none when they are no leaf.
    #[must_use]
    pub fn decode(leaf: &'a [u8]) -> Option<Self> {
        let (sequence, rest) = leaf.split_first_chunk()?;
        let (length, rest) = rest.split_first_chunk()?;
        let (subject, payload) = rest.split_at_checked(u16::from_be_bytes(*length).into())?;
        Some(Self { sequence: u64::from_be_bytes(*sequence), subject: std::str::from_utf8(subject).ok()?, payload })
    }

    /// Its hash in the tree.
    #[must_use]
    pub fn hash(&self) -> Hash {
        hash::leaf_hash(&self.encode())
    }
}

/// A leaf as it stands in an export. A leaf of 4 GiB or more, which no log holds, is written as one that is cut.
#[must_use]
pub fn framed(leaf: &[u8]) -> Vec<u8> {
    let length = u32::try_from(leaf.len()).unwrap_or(u32::MAX);
    [&length.to_be_bytes()[..], leaf].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEAF: Leaf<'_> = Leaf { sequence: 258, subject: "ev.review.a", payload: b"\x0a\x00" };

    #[test]
    fn a_leaf_is_what_the_description_says() {
        let encoded = LEAF.encode();
        assert_eq!(encoded, b"\0\0\0\0\0\0\x01\x02\0\x0bev.review.a\x0a\x00");
        assert_eq!(Leaf::decode(&encoded), Some(LEAF));
        assert_eq!(hex::encode(framed(&encoded)), format!("00000017{}", hex::encode(&encoded)));
    }

    #[test]
    fn a_byte_cannot_move_from_the_subject_to_the_payload() {
        let moved = Leaf { subject: "ev.review.", payload: b"a\x0a\x00", ..LEAF };
        assert_ne!(moved.hash(), LEAF.hash());
    }

    #[test]
    fn what_is_cut_is_no_leaf() {
        let encoded = LEAF.encode();
        for end in 0..START + LEAF.subject.len() {
            assert_eq!(Leaf::decode(&encoded[..end]), None, "{end}");
        }
    }
}
