//! Files that hold files, in the ZIP format: looked into as they come. What is kept of them does not grow with them: how
//! each entry begins, and the end of the file, where its directory is.

mod directory;
mod fault;
mod forbidden;
#[cfg(test)]
mod tests;

pub(super) use fault::{Fault, Why};
pub(super) use forbidden::program;

use std::collections::BTreeMap;

use directory::{Entry, SIGNATURE, directory};
use forbidden::{forbidden, inflated};

/// Files in a container.
const MOST_ENTRIES: usize = 2_000;
/// Bytes kept of how an entry begins: its header, and enough of its content to know it by.
const BEGINNING: usize = 1_024;
/// Bytes kept of the entry that says of what kinds the others are.
const TYPES_BEGINNING: usize = 64 * 1024;
/// Bytes kept of all beginnings together.
const MOST_KEPT: usize = 8 << 20;
/// Bytes kept of the end of the file: its directory has to lie there.
const END: usize = 1 << 20;
/// Bytes of all entries together, as the directory has them.
const MOST_UNPACKED: u64 = 1 << 30;
/// By how much all entries together may be larger than the file, where they are not small.
const MOST_RATIO: u64 = 200;
/// Bytes of all entries together that are small.
const SMALL: u64 = 16 << 20;
/// The entry of an office document that says of what kinds the others are. Office reads it in any case.
const TYPES: &str = "[Content_Types].xml";
/// Where the header of an entry has its name.
const NAME_AT: usize = 30;

/// What a container has to hold.
#[derive(Debug)]
pub(crate) enum Package {
    /// Anything.
    Any,
    /// An office document: the kinds of its parts, and parts in this folder.
    Office(&'static str),
    /// A folder.
    Folder(&'static str),
}

/// What has been seen of a container.
#[derive(Debug)]
pub(super) struct Container {
    package: &'static Package,
    size: u64,
    /// How every entry begins, and whatever else looks like one: by its position.
    begun: BTreeMap<u64, Vec<u8>>,
    kept: usize,
    /// The last bytes.
    end: Vec<u8>,
}

impl Container {
    pub(super) const fn new(package: &'static Package) -> Self {
        Self { package, size: 0, begun: BTreeMap::new(), kept: 0, end: Vec::new() }
    }

    /// Looks at the next bytes.
    pub(super) fn see(&mut self, block: &[u8]) -> Result<(), Fault> {
        self.go_on(block)?;
        // A signature may lie across the border to the block before.
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

    /// No more bytes come: the directory is read, and each entry looked at.
    pub(super) fn end(&self) -> Result<(), Fault> {
        let entries = directory(&self.end, self.size)?;
        let unpacked = entries.iter().map(|entry| entry.unpacked).fold(0, u64::saturating_add);
        if unpacked > MOST_UNPACKED || (unpacked > SMALL && unpacked / MOST_RATIO > self.size) {
            return Err(Fault::whole(Why::TooLarge));
        }
        entries.iter().try_for_each(|entry| self.look_at(entry))?;
        let holds = |start: &str| entries.iter().any(|entry| entry.name.starts_with(start));
        let complete = match self.package {
            Package::Any => true,
            Package::Office(folder) => entries.iter().any(|entry| entry.name == TYPES) && holds(folder),
            Package::Folder(folder) => holds(folder),
        };
        if complete { Ok(()) } else { Err(Fault::whole(Why::Incomplete)) }
    }

    /// Adds to the beginnings that are not complete.
    fn go_on(&mut self, block: &[u8]) -> Result<(), Fault> {
        for begun in self.begun.values_mut() {
            let more = wanted(begun).saturating_sub(begun.len()).min(block.len());
            begun.extend_from_slice(&block[..more]);
            // The name has come, which says that more is wanted.
            let yet = wanted(begun).saturating_sub(begun.len()).min(block.len() - more);
            begun.extend_from_slice(&block[more..more + yet]);
            self.kept += more + yet;
        }
        self.bounded()
    }

    fn begin(&mut self, at: u64, bytes: &[u8]) -> Result<(), Fault> {
        let begun = bytes[..wanted(bytes).min(bytes.len())].to_vec();
        self.kept += begun.len();
        self.begun.insert(at, begun);
        self.bounded()
    }

    fn bounded(&self) -> Result<(), Fault> {
        let few = self.begun.len() <= 2 * MOST_ENTRIES && self.kept <= MOST_KEPT;
        if few { Ok(()) } else { Err(Fault::whole(Why::TooMany)) }
    }

    /// An entry has to begin as the directory says, and to hold nothing that is refused.
    fn look_at(&self, entry: &Entry) -> Result<(), Fault> {
        let fault = |why| Err(Fault::of(&entry.name, why));
        let Some(content) = self.begun.get(&entry.at).and_then(|begun| entry.content(begun)) else {
            return fault(Why::Broken);
        };
        let kinds = entry.name.eq_ignore_ascii_case(TYPES);
        if kinds && (content.len() as u64) < entry.packed {
            return fault(Why::TooLarge);
        }
        let content = match entry.method {
            0 => content.to_vec(),
            _ => match inflated(content, if kinds { TYPES_BEGINNING * 16 } else { 64 }) {
                Some(content) => content,
                None => return fault(Why::Broken),
            },
        };
        match forbidden(entry, &content, matches!(self.package, Package::Any)) {
            Some(why) => fault(why),
            None => Ok(()),
        }
    }
}

/// How many bytes are kept of an entry that begins so.
fn wanted(begun: &[u8]) -> usize {
    let name = begun.get(NAME_AT..NAME_AT + TYPES.len());
    let kinds = name.is_some_and(|name| name.eq_ignore_ascii_case(TYPES.as_bytes()));
    if kinds { TYPES_BEGINNING } else { BEGINNING }
}

/// Where the signature of an entry stands.
fn places(bytes: &[u8]) -> impl Iterator<Item = usize> {
    bytes.windows(SIGNATURE.len()).enumerate().filter(|(_, four)| *four == SIGNATURE).map(|(at, _)| at)
}
