//! The content of one entry, looked into as a file of its kind would be by itself.

use super::{
    fault::{FileFault, Why},
    forbidden::{compared, file_and_ending},
    words::Words,
};
use crate::evidence::{
    kind::{self, Content},
    pdf::Pdf,
    picture::{End, Picture},
};

/// The bytes by which a content is recognised, among them those in which PDF readers look for `%PDF-`.
const BEGINNING: usize = 1_024;
/// The endings whose files have to be of a kind, and that kind.
const KINDS: [(&str, &str); 8] = [
    ("pdf", "application/pdf"),
    ("txt", "text/plain"),
    ("log", "text/plain"),
    ("csv", "text/csv"),
    ("md", "text/markdown"),
    ("eml", "message/rfc822"),
    ("json", "application/json"),
    ("sarif", "application/sarif+json"),
];

/// The state of the look into an entry.
#[derive(Debug)]
pub(super) struct Part {
    name: String,
    any: bool,
    /// Unpacked bytes of the objects of all PDF files before.
    objects: u64,
    begins: Vec<u8>,
    seen: Seen,
    /// The first fault found. It counts when the content has come to its end: before, the content may turn out damaged.
    fault: Option<FileFault>,
}

#[derive(Debug)]
enum Seen {
    /// Too little came to recognise it.
    Begun,
    /// It needs no further look.
    Idle,
    Pdf(Box<(Pdf, Picture)>),
    Picture(Picture),
    Words(Words),
}

impl Part {
    pub(super) fn new(name: String, any: bool, objects: u64) -> Self {
        Self { name, any, objects, begins: vec![], seen: Seen::Begun, fault: None }
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Unpacked bytes of the objects of all PDF files up to this one.
    pub(super) fn objects(&self) -> u64 {
        if let Seen::Pdf(pdf) = &self.seen { pdf.0.unpacked() } else { self.objects }
    }

    /// Looks into the next bytes.
    pub(super) fn see(&mut self, bytes: &[u8]) {
        if self.fault.is_none() {
            self.fault = self.next(bytes).err();
        }
    }

    fn next(&mut self, bytes: &[u8]) -> Result<(), FileFault> {
        if !matches!(self.seen, Seen::Begun) {
            return self.look(bytes);
        }
        self.begins.extend_from_slice(bytes);
        if self.begins.len() < BEGINNING { Ok(()) } else { self.recognise() }
    }

    /// Ends the look, where the content ends; returns the fault of the content, if there is one.
    pub(super) fn end(&mut self) -> Result<(), FileFault> {
        if let Some(fault) = &self.fault {
            return Err(fault.clone());
        }
        if matches!(self.seen, Seen::Begun) {
            self.recognise()?;
        }
        let ended = match &mut self.seen {
            Seen::Pdf(pdf) => pdf.0.end().and_then(|()| pdf.1.end()),
            Seen::Picture(picture) => picture.end(),
            Seen::Begun | Seen::Idle | Seen::Words(_) => Ok(()),
        };
        match ended {
            // Office takes pictures from anywhere, also such as go on behind their end.
            Err(fault) if !self.any && fault.why == Why::Unfinished => Ok(()),
            ended => self.named(ended),
        }
    }

    fn recognise(&mut self) -> Result<(), FileFault> {
        let begins = std::mem::take(&mut self.begins);
        let head = &begins[..begins.len().min(BEGINNING)];
        let name = compared(&self.name);
        let (file, ending) = file_and_ending(&name);
        // The archiver of macOS adds a file `._a.pdf` with the marks of `a.pdf`.
        let claimed = KINDS.iter().find(|(of, _)| *of == ending && self.any && !file.starts_with("._"));
        let claimed = claimed.filter(|_| !begins.is_empty()).and_then(|(_, media_type)| kind::of(media_type));
        if claimed.is_some_and(|kind| !(kind.begins)(head)) {
            return Err(FileFault::of(&self.name, Why::Kind));
        }
        let xml = ["xml", "rels", "vml"].contains(&ending) || is_xml(head);
        self.seen = if head.windows(5).any(|part| part == b"%PDF-") {
            Seen::Pdf(Box::new((Pdf::after(self.objects), Picture::new(End::Document))))
        } else if let Some(Content::Picture(end)) = kind::picture(head) {
            Seen::Picture(Picture::new(*end))
        } else if !self.any && xml {
            Seen::Words(Words::default())
        } else {
            Seen::Idle
        };
        self.look(&begins)
    }

    fn look(&mut self, bytes: &[u8]) -> Result<(), FileFault> {
        let seen = match &mut self.seen {
            Seen::Pdf(pdf) => pdf.0.see(bytes).and_then(|()| pdf.1.see(bytes)),
            Seen::Picture(picture) => picture.see(bytes),
            Seen::Words(words) => words.see(bytes).map_err(FileFault::whole),
            Seen::Begun | Seen::Idle => Ok(()),
        };
        self.named(seen)
    }

    /// The fault with the name of this entry.
    fn named(&self, seen: Result<(), FileFault>) -> Result<(), FileFault> {
        seen.map_err(|fault| FileFault::of(&self.name, fault.why))
    }
}

/// Whether a content begins as XML does, in UTF-8 or UTF-16.
fn is_xml(head: &[u8]) -> bool {
    let first = head.iter().find(|byte| !byte.is_ascii_whitespace() && !b"\0\xef\xbb\xbf\xff\xfe".contains(byte));
    first == Some(&b'<')
}
