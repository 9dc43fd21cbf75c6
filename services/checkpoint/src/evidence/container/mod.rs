//! Files that contain files, in the ZIP format, checked as they arrive. The memory for a check is bounded: it keeps
//! the beginning of each entry, and the end of the file with its directory.

mod content;
mod directory;
mod endings;
mod fault;
mod forbidden;
mod layout;
mod part;
mod relations;
#[cfg(test)]
mod tests;
mod walk;
mod words;

pub(super) use directory::ends_as_container;
pub(super) use fault::{FileFault, Why};
pub(super) use forbidden::inside;
pub(crate) use forbidden::opens_as;

use std::collections::BTreeMap;

use directory::{Entry, directory};
use forbidden::{forbidden, inflated};
use layout::{BEGINNING, MOST_ENTRIES, NAME_AT, SIGNATURE, TYPES, u16_at, u32_at};
use relations::is_relations;
use walk::Walk;

use super::{inflate::too_large, kind::Package};

/// Bytes unpacked of the beginning of its content.
const UNPACKED_BEGINNING: usize = 4_096;
/// Bytes kept of an entry that is read as a whole: the list of kinds, and lists of references.
const WHOLE_BEGINNING: usize = 64 * 1024;
/// Bytes kept of all beginnings together.
const MOST_KEPT: usize = 8 << 20;
/// Bytes kept of the end of the file, which must include its directory.
const END: usize = 1 << 20;

/// The state of the check of a container.
#[derive(Debug)]
pub(super) struct Container {
    package: &'static Package,
    size: u64,
    /// The beginning of every entry, and of every other place that looks like one, by its position.
    begun: BTreeMap<u64, Vec<u8>>,
    kept: usize,
    /// The last bytes.
    end: Vec<u8>,
    /// The look into the entries, one after another.
    walk: Walk,
}

impl Container {
    /// The check of a file of the announced size.
    pub(super) const fn new(package: &'static Package, announced: u64) -> Self {
        let walk = Walk::new(matches!(package, Package::Any), announced);
        Self { package, size: 0, begun: BTreeMap::new(), kept: 0, end: Vec::new(), walk }
    }

    /// Checks the next bytes.
    pub(super) fn see(&mut self, block: &[u8]) -> Result<(), FileFault> {
        self.go_on(block)?;
        self.walk.see(block);
        // A signature may begin in the previous block.
        let carried = self.end.len().min(SIGNATURE.len() - 1);
        let border: Vec<u8> = [&self.end[self.end.len() - carried..], &block[..block.len().min(3)]].concat();
        let before = self.size - carried as u64;
        for at in places(&border).filter(|at| *at < carried) {
            self.begin(before + at as u64, &[&border[at..carried], block].concat())?;
        }
        for at in places(block) {
            self.begin(self.size + at as u64, &block[at..])?;
        }
        self.size += block.len() as u64;
        self.end.extend_from_slice(block);
        if self.end.len() > 2 * END {
            self.end.drain(..self.end.len() - END);
        }
        Ok(())
    }

    /// Ends the check: reads the directory and checks each entry.
    pub(super) fn end(&self) -> Result<(), FileFault> {
        let entries = directory(&self.end, self.size)?;
        let unpacked = entries.iter().map(|entry| entry.unpacked).fold(0, u64::saturating_add);
        if too_large(unpacked, self.size) {
            return Err(FileFault::whole(Why::TooLarge));
        }
        entries.iter().try_for_each(|entry| self.look_at(entry))?;
        self.walk.end()?;
        if let Some(unread) = entries.iter().find(|entry| !self.walk.has_read(entry.at, entry.measure())) {
            return Err(FileFault::of(&unread.name, Why::Broken));
        }
        let holds = |start: &str| entries.iter().any(|entry| entry.name.starts_with(start));
        let complete = match self.package {
            Package::Any => true,
            Package::Office(folder) => entries.iter().any(|entry| entry.name == TYPES) && holds(folder),
            Package::Folder(folder) => holds(folder),
        };
        if complete { Ok(()) } else { Err(FileFault::whole(Why::Incomplete)) }
    }

    /// Adds to the beginnings that are not complete.
    fn go_on(&mut self, block: &[u8]) -> Result<(), FileFault> {
        for begun in self.begun.values_mut() {
            let more = wanted(begun).saturating_sub(begun.len()).min(block.len());
            begun.extend_from_slice(&block[..more]);
            // With the name complete, more bytes may be wanted.
            let yet = wanted(begun).saturating_sub(begun.len()).min(block.len() - more);
            begun.extend_from_slice(&block[more..more + yet]);
            self.kept += more + yet;
        }
        self.bounded()
    }

    fn begin(&mut self, at: u64, bytes: &[u8]) -> Result<(), FileFault> {
        let begun = bytes[..wanted(bytes).min(bytes.len())].to_vec();
        self.kept += begun.len();
        self.begun.insert(at, begun);
        self.bounded()
    }

    fn bounded(&self) -> Result<(), FileFault> {
        let few = self.begun.len() <= 2 * MOST_ENTRIES && self.kept <= MOST_KEPT;
        if few { Ok(()) } else { Err(FileFault::whole(Why::TooMany)) }
    }

    /// Checks that an entry begins as the directory says, and contains nothing forbidden.
    fn look_at(&self, entry: &Entry) -> Result<(), FileFault> {
        let fault = |why| Err(FileFault::of(&entry.name, why));
        let Some(content) = self.begun.get(&entry.at).and_then(|begun| entry.content(begun)) else {
            return fault(Why::Broken);
        };
        let read = is_read(&entry.name);
        if read && (content.len() as u64) < entry.packed {
            return fault(Why::TooLarge);
        }
        let most = if read { WHOLE_BEGINNING * 16 } else { UNPACKED_BEGINNING };
        let content = match entry.method {
            0 => content.to_vec(),
            _ => match inflated(content, most) {
                Some(content) => content,
                None => return fault(Why::Broken),
            },
        };
        if read && content.len() == most {
            return fault(Why::TooLarge);
        }
        let any = matches!(self.package, Package::Any);
        let mut names = [Some(&entry.name), entry.other_name.as_ref()].into_iter().flatten();
        match names.find_map(|name| forbidden(name, &content, any)) {
            Some(why) => fault(why),
            None => Ok(()),
        }
    }
}

/// The number of bytes to keep of an entry with this beginning.
fn wanted(begun: &[u8]) -> usize {
    let name = begun.get(NAME_AT..).unwrap_or_default();
    let name = &name[..name.len().min(usize::from(u16_at(begun, 26)))];
    if !is_read(&String::from_utf8_lossy(name)) {
        return BEGINNING;
    }
    let later = u16_at(begun, 6) & 8 != 0; // its header does not say how long it is
    let packed = if later { WHOLE_BEGINNING / 2 } else { u32_at(begun, 18) as usize };
    (NAME_AT + name.len() + usize::from(u16_at(begun, 28))).saturating_add(packed).clamp(BEGINNING, WHOLE_BEGINNING)
}

/// Whether an entry with this name is read as a whole, not only recognised by its beginning.
fn is_read(name: &str) -> bool {
    name.eq_ignore_ascii_case(TYPES) || is_relations(&name.to_ascii_lowercase())
}

/// The places of the signature of an entry.
fn places(bytes: &[u8]) -> impl Iterator<Item = usize> {
    bytes.windows(SIGNATURE.len()).enumerate().filter(|(_, four)| *four == SIGNATURE).map(|(at, _)| at)
}
