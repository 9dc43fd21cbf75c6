//! The directory at the end of a ZIP file, which every reader goes by.

use super::{BEGINNING, Fault, MOST_ENTRIES, NAME_AT, Why};

/// What the header of an entry begins with.
pub(super) const SIGNATURE: [u8; 4] = *b"PK\x03\x04";
/// Bytes of a line of the directory before its name.
const LINE: usize = 46;
/// Bytes of the end of the directory before its comment.
const END: usize = 22;
/// Bytes that stand before it where sizes have 64 bits.
const LOCATOR: usize = 20;
/// Bytes of a name.
const LONGEST_NAME: usize = 512;

/// One entry, as the directory has it.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) name: String,
    bytes: Vec<u8>,
    pub(super) method: u16,
    flags: u16,
    pub(super) packed: u64,
    pub(super) unpacked: u64,
    pub(super) at: u64,
}

/// The entries of a file of this size that ends so.
pub(super) fn directory(end: &[u8], size: u64) -> Result<Vec<Entry>, Fault> {
    let broken = || Fault::whole(Why::Broken);
    let last = (0..=end.len().saturating_sub(END)).rev().find(|at| is_end(&end[*at..])).ok_or_else(broken)?;
    let close = &end[last..];
    let (disk, of, here, all) = (u16_at(close, 4), u16_at(close, 6), u16_at(close, 8), u16_at(close, 10));
    let (length, start) = (u32_at(close, 12), u32_at(close, 16));
    let wide = last.checked_sub(LOCATOR).is_some_and(|at| end[at..].starts_with(b"PK\x06\x07"));
    if wide || all == u16::MAX || start == u32::MAX || length == u32::MAX {
        return Err(Fault::whole(Why::Wide));
    }
    let ends_at = size - (end.len() - last) as u64;
    if disk != 0 || of != 0 || here != all || u64::from(start) + u64::from(length) != ends_at {
        return Err(broken());
    }
    if all == 0 {
        return Err(Fault::whole(Why::Empty));
    }
    if usize::from(all) > MOST_ENTRIES {
        return Err(Fault::whole(Why::TooMany));
    }
    let begin = last.checked_sub(length as usize).ok_or_else(|| Fault::whole(Why::TooMany))?;
    let entries = lines(&end[begin..last], all).ok_or_else(broken)?;
    entries.iter().try_for_each(Entry::sound)?;
    apart(&entries, start.into())?;
    Ok(entries)
}

/// Whether the end of a directory stands here, with a comment that ends the file.
fn is_end(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x05\x06") && bytes.len() >= END && END + usize::from(u16_at(bytes, 20)) == bytes.len()
}

/// All lines, which have to fill the directory.
fn lines(mut bytes: &[u8], count: u16) -> Option<Vec<Entry>> {
    let mut entries = Vec::with_capacity(count.into());
    for _ in 0..count {
        if bytes.len() < LINE || !bytes.starts_with(b"PK\x01\x02") {
            return None;
        }
        let [name, extra, comment] = [28, 30, 32].map(|at| usize::from(u16_at(bytes, at)));
        let named = bytes.get(LINE..LINE + name)?;
        entries.push(Entry {
            name: String::from_utf8_lossy(named).into_owned(),
            bytes: named.to_vec(),
            flags: u16_at(bytes, 8),
            method: u16_at(bytes, 10),
            packed: u32_at(bytes, 20).into(),
            unpacked: u32_at(bytes, 24).into(),
            at: u32_at(bytes, 42).into(),
        });
        bytes = bytes.get(LINE + name + extra + comment..)?;
    }
    bytes.is_empty().then_some(entries)
}

/// Entries lie one after another, the first at the beginning of the file, each in bytes of its own, before the directory.
fn apart(entries: &[Entry], directory: u64) -> Result<(), Fault> {
    let mut sorted: Vec<&Entry> = entries.iter().collect();
    sorted.sort_by_key(|entry| entry.at);
    if sorted.first().is_some_and(|first| first.at != 0) {
        return Err(Fault::whole(Why::Broken));
    }
    let next = sorted.iter().skip(1).map(|entry| entry.at).chain([directory]);
    for (entry, next) in sorted.iter().zip(next) {
        if entry.at + (NAME_AT + entry.bytes.len()) as u64 + entry.packed > next {
            return Err(Fault::of(&entry.name, Why::Overlaps));
        }
    }
    Ok(())
}

impl Entry {
    /// Whether what the directory says of it can be looked into.
    fn sound(&self) -> Result<(), Fault> {
        let why = if self.bytes.is_empty() || self.bytes.len() > LONGEST_NAME || self.leads_out() {
            Why::Name
        } else if self.flags & 0x2041 != 0 {
            Why::Encrypted
        } else if [self.packed, self.unpacked, self.at].contains(&u32::MAX.into()) {
            Why::Wide
        } else if ![0, 8].contains(&self.method) {
            Why::Method
        } else if self.method == 0 && self.packed != self.unpacked {
            Why::Broken
        } else {
            return Ok(());
        };
        Err(Fault::of(&self.name, why))
    }

    /// Whether unpacking it would write elsewhere than into the folder that is unpacked to.
    fn leads_out(&self) -> bool {
        let name = self.name.replace('\\', "/");
        name.contains(['\0', ':']) || name.starts_with('/') || name.split('/').any(|part| part == "..")
    }

    /// The beginning of its packed content, where its header says the same as the directory.
    pub(super) fn content<'a>(&self, begun: &'a [u8]) -> Option<&'a [u8]> {
        let name = begun.get(NAME_AT..NAME_AT + self.bytes.len())?;
        let later = u16_at(begun, 6) & 8 != 0; // sizes come after the content
        let sizes = later || (u32_at(begun, 18).into(), u32_at(begun, 22).into()) == (self.packed, self.unpacked);
        let same = name == self.bytes
            && usize::from(u16_at(begun, 26)) == self.bytes.len()
            && u16_at(begun, 8) == self.method
            && (sizes || u32_at(begun, 18) == u32::MAX);
        let from = NAME_AT + self.bytes.len() + usize::from(u16_at(begun, 28));
        // An extra field longer than what is kept hides the content.
        if !same || (from >= BEGINNING && self.packed > 0) {
            return None;
        }
        let kept = begun.get(from..).unwrap_or_default();
        Some(&kept[..kept.len().min(usize::try_from(self.packed).unwrap_or(usize::MAX))])
    }
}

fn u16_at(bytes: &[u8], at: usize) -> u16 {
    bytes.get(at..at + 2).map_or(0, |two| u16::from_le_bytes([two[0], two[1]]))
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..at + 4).and_then(|four| four.first_chunk()).map_or(0, |four| u32::from_le_bytes(*four))
}
