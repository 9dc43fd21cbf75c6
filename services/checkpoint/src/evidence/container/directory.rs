//! The directory at the end of a ZIP file, by which every reader finds the entries.

use std::collections::HashSet;

use haetae_domain::characters::{is_invisible, is_tag};

use super::{
    fault::{FileFault, Why},
    forbidden::compared,
    layout::{BEGINNING, DIRECTORY, MOST_ENTRIES, Measure, NAME_AT, SIZES, u16_at, u32_at},
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
/// The extra fields of Unix that may name the target of a link: of PKWARE and of ASi.
const UNIX: u16 = 0x000d;
const ASI: u16 = 0x756e;
/// Bytes of the former without a target.
const UNIX_PLAIN: usize = 12;
/// The kind of a file in its mode of Unix, and the kinds that are taken; 0 where none is said.
const UNIX_KIND: u32 = 0xf000;
const UNIX_TAKEN: [u32; 3] = [0, 0x8000, 0x4000];
/// The attributes in Windows of a volume, a device and a link.
const WINDOWS_SPECIAL: u32 = 0x0008 | 0x0040 | 0x0400;

/// One entry of the directory.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) name: String,
    /// Its other name, in the extra field for Unicode names.
    pub(super) other_name: Option<String>,
    bytes: Vec<u8>,
    /// It is no file and no folder.
    special: bool,
    pub(super) method: u16,
    flags: u16,
    pub(super) packed: u64,
    pub(super) unpacked: u64,
    checksum: u32,
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
    once(&entries)?;
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
        if bytes.len() < LINE || !bytes.starts_with(&DIRECTORY) {
            return None;
        }
        let [name, extra, comment] = [28, 30, 32].map(|at| usize::from(u16_at(bytes, at)));
        let named = bytes.get(LINE..LINE + name)?;
        let extra_field = bytes.get(LINE + name..LINE + name + extra)?;
        entries.push(Entry {
            other_name: unicode_name(extra_field),
            room: 0,
            special: is_special(u32_at(bytes, 38)) || links(extra_field),
            name: String::from_utf8_lossy(named).into_owned(),
            bytes: named.to_vec(),
            flags: u16_at(bytes, 8),
            method: u16_at(bytes, 10),
            checksum: u32_at(bytes, 16),
            packed: u32_at(bytes, 20).into(),
            unpacked: u32_at(bytes, 24).into(),
            at: u32_at(bytes, 42).into(),
        });
        bytes = bytes.get(LINE + name + extra + comment..)?;
    }
    bytes.is_empty().then_some(entries)
}

/// Checks that no two entries have one name, and that no file has the name of the folder of another.
fn once(entries: &[Entry]) -> Result<(), FileFault> {
    let (mut names, mut files) = (HashSet::new(), HashSet::new());
    for entry in entries {
        for name in entry.opened_as() {
            if !entry.name.ends_with(['/', '\\']) {
                files.insert(name.clone());
            }
            if !names.insert(name) {
                return Err(FileFault::of(&entry.name, Why::Twice));
            }
        }
    }
    let below = |name: &String| name.match_indices('/').any(|(at, _)| files.contains(&name[..at]));
    let hidden = entries.iter().find(|entry| entry.opened_as().iter().any(below));
    hidden.map_or(Ok(()), |entry| Err(FileFault::of(&entry.name, Why::Twice)))
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
        } else if self.special {
            Why::Special
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

    /// Its sizes and checksum.
    pub(super) const fn measure(&self) -> Measure {
        Measure { packed: self.packed, unpacked: self.unpacked, checksum: self.checksum }
    }

    /// Its names as file systems compare them.
    fn opened_as(&self) -> Vec<String> {
        // A name in another encoding is left as it is: it is not known what its bytes say.
        let raw = || self.bytes.iter().map(|byte| char::from(*byte)).collect();
        let own = std::str::from_utf8(&self.bytes).map_or_else(|_| raw(), opened_as);
        let mut names: Vec<_> = [Some(own), self.other_name.as_deref().map(opened_as)].into_iter().flatten().collect();
        names.dedup();
        names
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
        let same = same && between.is_some_and(|bytes| bytes <= if later { SIZES as u64 } else { 0 });
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
/// Windows drops dots and blanks at the end of each name, so that `.. ` leads out as `..` does.
fn misleads(name: &str) -> bool {
    let name = name.replace('\\', "/");
    let unseen = |c: char| {
        c.is_control() || is_invisible(c) || is_tag(c) || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let leads_out = |part: &str| part.len() > 1 && part.trim_end_matches(['.', ' ']).is_empty();
    name.contains(':') || name.contains(unseen) || name.starts_with('/') || compared(&name).split('/').any(leads_out)
}

/// The name as file systems compare it: in one form and case, without what they drop.
fn opened_as(name: &str) -> String {
    let name = compared(name);
    let parts = name.split('/').map(|part| part.trim_end_matches(['.', ' '])).filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join("/")
}

/// Whether attributes are those of a link, a device or the like. Programs differ in whether they heed the system that
/// the archiver names, so it is not asked for.
fn is_special(attributes: u32) -> bool {
    !UNIX_TAKEN.contains(&((attributes >> 16) & UNIX_KIND)) || attributes & WINDOWS_SPECIAL != 0
}

/// Whether extra fields make a link or a device of the entry.
pub(super) fn links(extra: &[u8]) -> bool {
    fields(extra).any(|(kind, content)| match kind {
        UNIX => content.len() > UNIX_PLAIN,
        // The mode follows a checksum.
        ASI => is_special(u32::from(u16_at(content, 4)) << 16),
        _ => false,
    })
}

/// The name in Unicode among the extra fields, if there is one. It follows a version and the checksum of the plain name.
fn unicode_name(extra: &[u8]) -> Option<String> {
    let (_, content) = fields(extra).find(|(kind, _)| *kind == UNICODE_NAME)?;
    content.get(5..).map(|name| String::from_utf8_lossy(name).into_owned())
}

/// The extra fields, each with its kind.
fn fields(mut extra: &[u8]) -> impl Iterator<Item = (u16, &[u8])> {
    std::iter::from_fn(move || {
        let content = extra.get(4..4 + usize::from(u16_at(extra, 2)))?;
        let kind = u16_at(extra, 0);
        extra = &extra[4 + content.len()..];
        Some((kind, content))
    })
}
