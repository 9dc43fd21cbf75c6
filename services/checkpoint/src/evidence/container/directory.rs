//! The directory at the end of a ZIP file, by which every reader finds the entries.

use std::collections::HashSet;

use haetae_domain::characters::{is_invisible, is_tag};

use super::{
    fault::{FileFault, Why},
    layout::{BEGINNING, MOST_ENTRIES, NAME_AT, u16_at, u32_at},
};

/// Bytes of a line of the directory before its name.
const LINE: usize = 46;
/// Bytes of the end of the directory before its comment.
const END: usize = 22;
/// Bytes before it in a file with 64-bit sizes.
const LOCATOR: usize = 20;
/// Bytes of a name.
const LONGEST_NAME: usize = 512;
/// The extra field with the name in Unicode, which some programs prefer to the name itself.
const UNICODE_NAME: u16 = 0x7075;
/// The largest data descriptor after an entry, which has its sizes.
const SIZES: u64 = 24;

/// One entry of the directory.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) name: String,
    /// Its other name, in the extra field for Unicode names.
    pub(super) other_name: Option<String>,
    bytes: Vec<u8>,
    pub(super) method: u16,
    flags: u16,
    pub(super) packed: u64,
    pub(super) unpacked: u64,
    pub(super) at: u64,
    /// Bytes between its content and the next entry, including its extra field.
    room: u64,
}

/// The entries of a file, given its end and its size.
pub(super) fn directory(end: &[u8], size: u64) -> Result<Vec<Entry>, FileFault> {
    let broken = || FileFault::whole(Why::Broken);
    let last = (0..=end.len().saturating_sub(END)).rev().find(|at| is_end(&end[*at..])).ok_or_else(broken)?;
    let close = &end[last..];
    let (disk, of, here, all) = (u16_at(close, 4), u16_at(close, 6), u16_at(close, 8), u16_at(close, 10));
    let (length, start) = (u32_at(close, 12), u32_at(close, 16));
    let wide = last.checked_sub(LOCATOR).is_some_and(|at| end[at..].starts_with(b"PK\x06\x07"));
    if wide || all == u16::MAX || start == u32::MAX || length == u32::MAX {
        return Err(FileFault::whole(Why::Wide));
    }
    let ends_at = size - (end.len() - last) as u64;
    if disk != 0 || of != 0 || here != all || u64::from(start) + u64::from(length) != ends_at {
        return Err(broken());
    }
    if all == 0 {
        return Err(FileFault::whole(Why::Empty));
    }
    if usize::from(all) > MOST_ENTRIES {
        return Err(FileFault::whole(Why::TooMany));
    }
    let begin = last.checked_sub(length as usize).ok_or_else(|| FileFault::whole(Why::TooMany))?;
    let mut entries = lines(&end[begin..last], all).ok_or_else(broken)?;
    entries.iter().try_for_each(Entry::sound)?;
    let mut names = HashSet::new();
    if let Some(again) = entries.iter().find(|entry| !names.insert(entry.opened_as())) {
        return Err(FileFault::of(&again.name, Why::Twice));
    }
    apart(&mut entries, start.into())?;
    Ok(entries)
}

/// Whether programs open a file with this end as a container, whatever its beginning is.
pub(in crate::evidence) fn ends_as_container(end: &[u8]) -> bool {
    (0..=end.len().saturating_sub(END)).any(|at| is_end(&end[at..]))
}

/// Whether these bytes are the end of a directory, with a comment up to the end of the file.
fn is_end(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x05\x06") && bytes.len() >= END && END + usize::from(u16_at(bytes, 20)) == bytes.len()
}

/// The lines of the directory, which must fill it.
fn lines(mut bytes: &[u8], count: u16) -> Option<Vec<Entry>> {
    let mut entries = Vec::with_capacity(count.into());
    for _ in 0..count {
        if bytes.len() < LINE || !bytes.starts_with(b"PK\x01\x02") {
            return None;
        }
        let [name, extra, comment] = [28, 30, 32].map(|at| usize::from(u16_at(bytes, at)));
        let named = bytes.get(LINE..LINE + name)?;
        let extra_field = bytes.get(LINE + name..LINE + name + extra)?;
        entries.push(Entry {
            other_name: unicode_name(extra_field),
            room: 0,
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

/// Checks that entries follow one another without overlap, from the beginning of the file up to the directory.
fn apart(entries: &mut [Entry], directory: u64) -> Result<(), FileFault> {
    let mut sorted: Vec<&mut Entry> = entries.iter_mut().collect();
    sorted.sort_by_key(|entry| entry.at);
    if sorted.first().is_some_and(|first| first.at != 0) {
        return Err(FileFault::whole(Why::Broken));
    }
    let next: Vec<u64> = sorted.iter().skip(1).map(|entry| entry.at).chain([directory]).collect();
    for (entry, next) in sorted.iter_mut().zip(next) {
        let least = entry.at + (NAME_AT + entry.bytes.len()) as u64 + entry.packed;
        let room = next.checked_sub(least);
        entry.room = room.ok_or_else(|| FileFault::of(&entry.name, Why::Overlaps))?;
    }
    Ok(())
}

impl Entry {
    /// Whether an entry described like this can be checked.
    fn sound(&self) -> Result<(), FileFault> {
        let mut names = [Some(&self.name), self.other_name.as_ref()].into_iter().flatten();
        let why = if self.bytes.len() > LONGEST_NAME || names.any(|name| name.is_empty() || misleads(name)) {
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
        Err(FileFault::of(&self.name, why))
    }

    /// Its name on a case-insensitive file system. A name that is not UTF-8 is left unchanged.
    fn opened_as(&self) -> Vec<u8> {
        let name = std::str::from_utf8(&self.bytes).map(|name| name.to_lowercase().replace('\\', "/").into_bytes());
        name.unwrap_or_else(|_| self.bytes.clone())
    }

    /// The beginning of its packed content, if its header agrees with the directory.
    pub(super) fn content<'a>(&self, begun: &'a [u8]) -> Option<&'a [u8]> {
        let name = begun.get(NAME_AT..NAME_AT + self.bytes.len())?;
        let later = u16_at(begun, 6) & 8 != 0; // sizes come after the content
        let sizes = later || (u32_at(begun, 18).into(), u32_at(begun, 22).into()) == (self.packed, self.unpacked);
        let same = name == self.bytes
            && usize::from(u16_at(begun, 26)) == self.bytes.len()
            && u16_at(begun, 8) == self.method
            && (sizes || u32_at(begun, 18) == u32::MAX);
        // No other bytes may lie between it and the next entry.
        let between = self.room.checked_sub(u16_at(begun, 28).into());
        let same = same && between.is_some_and(|bytes| bytes <= if later { SIZES } else { 0 });
        let from = NAME_AT + self.bytes.len() + usize::from(u16_at(begun, 28));
        // An extra field longer than the kept bytes hides the content.
        if !same || (from >= BEGINNING && self.packed > 0) {
            return None;
        }
        let kept = begun.get(from..).unwrap_or_default();
        Some(&kept[..kept.len().min(usize::try_from(self.packed).unwrap_or(usize::MAX))])
    }
}

/// Whether unpacking would write outside the target folder, or the name is displayed differently from its characters.
fn misleads(name: &str) -> bool {
    let name = name.replace('\\', "/");
    let unseen = |c: char| {
        c.is_control() || is_invisible(c) || is_tag(c) || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    name.contains(':') || name.contains(unseen) || name.starts_with('/') || name.split('/').any(|part| part == "..")
}

/// The name in Unicode among the extra fields, if there is one.
fn unicode_name(mut fields: &[u8]) -> Option<String> {
    while fields.len() >= 4 {
        let content = fields.get(4..4 + usize::from(u16_at(fields, 2)))?;
        if u16_at(fields, 0) == UNICODE_NAME {
            // The name follows a version and the checksum of the plain name.
            return content.get(5..).map(|name| String::from_utf8_lossy(name).into_owned());
        }
        fields = &fields[4 + content.len()..];
    }
    None
}
