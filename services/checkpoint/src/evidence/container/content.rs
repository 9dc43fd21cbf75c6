//! The content of one entry, read as it arrives up to its end.

use flate2::Crc;

use super::{
    fault::FileFault,
    layout::{DIRECTORY, Measure, SIGNATURE, u32_at},
    part::Part,
};
use crate::evidence::inflate::{After, Inflate};

/// How the sizes behind a content begin.
const SIZES_BEHIND: &[u8] = b"PK\x07\x08";
/// Bytes of them up to the packed size.
const SIZES_LEAST: usize = 12;

/// The content being read.
#[derive(Debug)]
pub(super) struct Content {
    pub(super) begins_at: u64,
    /// Its sizes may follow.
    pub(super) later: bool,
    pub(super) part: Part,
    inflate: Option<Inflate>,
    /// Packed bytes still to come, where the header says how many there are.
    left: Option<u64>,
    packed: u64,
    checksum: Crc,
    unpacked: u64,
}

impl Content {
    /// A content that begins here; `left` where its header says how long it is.
    pub(super) fn new(begins_at: u64, (deflated, later): (bool, bool), left: Option<u64>, part: Part) -> Self {
        let inflate = deflated.then(|| Inflate::new(false));
        Self { begins_at, later, part, inflate, left, packed: 0, checksum: Crc::new(), unpacked: 0 }
    }

    /// Reads of these bytes those that belong to it; returns how many. `counted` is called with the number of bytes of
    /// each piece before it is looked into.
    pub(super) fn read(
        &mut self,
        waiting: &[u8],
        mut counted: impl FnMut(u64) -> Result<(), FileFault>,
    ) -> Result<(usize, After), FileFault> {
        let left = self.left.map_or(usize::MAX, |left| usize::try_from(left).unwrap_or(usize::MAX));
        let waiting = &waiting[..waiting.len().min(left)];
        let (checksum, unpacked, part) = (&mut self.checksum, &mut self.unpacked, &mut self.part);
        let mut look = |bytes: &[u8]| {
            counted(bytes.len() as u64)?;
            checksum.update(bytes);
            *unpacked += bytes.len() as u64;
            part.see(bytes);
            Ok(())
        };
        let (used, after) = match &mut self.inflate {
            Some(inflate) => inflate.unpack(waiting, look)?,
            None => {
                let stored =
                    if self.left.is_some() { (waiting.len(), After::More) } else { stored(waiting, self.packed) };
                look(&waiting[..stored.0])?;
                stored
            }
        };
        self.packed += used as u64;
        self.left = self.left.map(|left| left - used as u64);
        Ok((used, self.ended(after)))
    }

    /// What is expected, given the length in the header: the content has to end exactly there.
    fn ended(&self, after: After) -> After {
        match (after, self.left) {
            (After::End, Some(1..)) => After::Damaged,
            // A deflated content of nothing may have no bytes.
            (After::More, Some(0)) if self.inflate.is_none() || self.packed == 0 => After::End,
            (After::More, Some(0)) => After::Damaged,
            (after, _) => after,
        }
    }

    pub(super) fn measure(&self) -> Measure {
        Measure { packed: self.packed, unpacked: self.unpacked, checksum: self.checksum.sum() }
    }
}

/// How many bytes of a stored content of unknown length are there, and whether it ends with them. It ends where the sizes
/// follow that name the bytes before them.
fn stored(waiting: &[u8], before: u64) -> (usize, After) {
    if before == 0 && (waiting.starts_with(&SIGNATURE) || waiting.starts_with(&DIRECTORY)) {
        return (0, After::End);
    }
    let whole = waiting.len().saturating_sub(SIZES_LEAST - 1);
    let ends = |at: &usize| {
        let rest = &waiting[*at..];
        rest.starts_with(SIZES_BEHIND) && u64::from(u32_at(rest, 8)) == before + *at as u64
    };
    (0..whole).find(ends).map_or((whole, After::More), |at| (at, After::End))
}
