//! Reads the entries of a ZIP file one after another as they arrive, unpacks them and looks into each. The directory
//! at the end then has to name exactly the entries that were read.

use std::collections::BTreeMap;

use super::{
    content::Content,
    directory::links,
    fault::{FileFault, Why},
    layout::{DIRECTORY, Measure, NAME_AT, SIGNATURE, SIZES, u16_at, u32_at},
    part::Part,
};
use crate::evidence::inflate::{After, too_large};

/// The extra field with sizes of 64 bits.
const WIDE: u16 = 1;
/// Bytes of the longest header. No other part of a file needs so many at once.
const MOST_WAITING: usize = NAME_AT + 2 * u16::MAX as usize;

/// The state of the walk.
#[derive(Debug)]
pub(super) struct Walk {
    /// Whether the container is no document.
    any: bool,
    /// Bytes of the whole file, as announced.
    size: u64,
    /// Bytes not used yet, and the place of the first.
    waiting: Vec<u8>,
    at: u64,
    state: State,
    /// The entries that were read to their end, by their place.
    read: BTreeMap<u64, Measure>,
    unpacked: u64,
    /// Unpacked bytes of the objects of all PDF files.
    objects: u64,
    fault: Option<FileFault>,
}

#[derive(Debug)]
enum State {
    Header,
    Content(Box<Content>),
    /// Behind a content; with `true`, its sizes may follow.
    Behind(bool),
    /// The directory was reached, or the bytes are no entry: the check of the directory says what is wrong with them.
    Done,
}

impl Walk {
    pub(super) const fn new(any: bool, size: u64) -> Self {
        Self {
            any,
            size,
            waiting: Vec::new(),
            at: 0,
            state: State::Header,
            read: BTreeMap::new(),
            unpacked: 0,
            objects: 0,
            fault: None,
        }
    }

    /// Reads the next bytes. A fault is kept until the end: what the directory says comes first.
    pub(super) fn see(&mut self, block: &[u8]) {
        if matches!(self.state, State::Done) {
            return;
        }
        self.waiting.extend_from_slice(block);
        if let Err(fault) = self.go_on() {
            self.fault = Some(fault);
            self.state = State::Done;
        }
        if matches!(self.state, State::Done) {
            self.waiting = Vec::new();
        }
    }

    /// The fault found in the entries, if there is one.
    pub(super) fn end(&self) -> Result<(), FileFault> {
        self.fault.clone().map_or(Ok(()), Err)
    }

    /// Whether the entry at this place was read, and is as the directory says.
    pub(super) fn has_read(&self, at: u64, measure: Measure) -> bool {
        self.read.get(&at) == Some(&measure)
    }

    /// Goes on as far as the bytes lead. It ends on any bytes: a turn that uses none and stays in its state is the last,
    /// and only a header, of which each uses some, leads to a content.
    fn go_on(&mut self) -> Result<(), FileFault> {
        loop {
            let before = (self.at, self.state.number());
            self.state = self.next()?;
            if (self.at, self.state.number()) == before {
                break;
            }
        }
        let stuck = !matches!(self.state, State::Done) && self.waiting.len() > MOST_WAITING;
        if stuck { Err(FileFault::whole(Why::Broken)) } else { Ok(()) }
    }

    /// Uses what has come for the present state; returns the next one, or the same when more bytes are needed.
    fn next(&mut self) -> Result<State, FileFault> {
        match std::mem::replace(&mut self.state, State::Done) {
            State::Header => self.header(),
            State::Content(content) => self.content(content),
            State::Behind(sizes) => Ok(self.behind(sizes)),
            State::Done => Ok(State::Done),
        }
    }

    fn header(&mut self) -> Result<State, FileFault> {
        let head = &self.waiting;
        if head.len() >= SIGNATURE.len() && !head.starts_with(&SIGNATURE) {
            return Ok(State::Done);
        }
        let (name, extra) = (usize::from(u16_at(head, 26)), usize::from(u16_at(head, 28)));
        let length = NAME_AT + name + extra;
        if head.len() < length {
            return Ok(State::Header);
        }
        let (later, method) = (u16_at(head, 6) & 8 != 0, u16_at(head, 8));
        if ![0, 8].contains(&method) {
            return Ok(State::Done);
        }
        let extra = &head[NAME_AT + name..length];
        let packed = packed(head, extra);
        let name = String::from_utf8_lossy(&head[NAME_AT..NAME_AT + name]).into_owned();
        if links(extra) {
            return Err(FileFault::of(&name, Why::Special));
        }
        let left = (!later || packed > 0).then_some(packed);
        let part = Part::new(name, self.any, self.objects);
        let content = Content::new(self.at, (method == 8, later), left, part);
        self.take(length);
        Ok(State::Content(Box::new(content)))
    }

    fn content(&mut self, mut content: Box<Content>) -> Result<State, FileFault> {
        let (unpacked, size) = (&mut self.unpacked, self.size);
        let counted = |bytes| {
            *unpacked += bytes;
            if too_large(*unpacked, size) { Err(FileFault::whole(Why::TooLarge)) } else { Ok(()) }
        };
        let (used, after) = content.read(&self.waiting, counted)?;
        self.take(used);
        match after {
            After::More => Ok(State::Content(content)),
            After::Damaged => Err(FileFault::of(content.part.name(), Why::Broken)),
            After::End => {
                content.part.end()?;
                self.objects = content.part.objects();
                self.read.insert(content.begins_at, content.measure());
                Ok(State::Behind(content.later))
            }
        }
    }

    fn behind(&mut self, sizes: bool) -> State {
        let most = if sizes { SIZES } else { 0 };
        for at in 0..=most {
            let Some(four) = self.waiting.get(at..at + SIGNATURE.len()) else { return State::Behind(sizes) };
            if four == SIGNATURE || four == DIRECTORY {
                self.take(at);
                return State::Header;
            }
        }
        State::Done
    }

    fn take(&mut self, bytes: usize) {
        self.waiting.drain(..bytes);
        self.at += bytes as u64;
    }
}

impl State {
    const fn number(&self) -> u8 {
        match self {
            Self::Header => 0,
            Self::Content(_) => 1,
            Self::Behind(_) => 2,
            Self::Done => 3,
        }
    }
}

/// The packed size in a header: of 64 bits where the extra field has it.
fn packed(head: &[u8], mut extra: &[u8]) -> u64 {
    let short = u32_at(head, 18);
    while short == u32::MAX && extra.len() >= 4 {
        let end = (4 + usize::from(u16_at(extra, 2))).min(extra.len());
        if u16_at(extra, 0) == WIDE {
            // The unpacked size stands before it.
            return u64::from(u32_at(extra, 12)) | (u64::from(u32_at(extra, 16)) << 32);
        }
        extra = &extra[end..];
    }
    short.into()
}

#[cfg(test)]
mod tests;
