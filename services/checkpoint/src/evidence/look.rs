//! Checks as they arrive that bytes are of the announced kind.

use super::{
    container::{Container, FileFault, Why},
    json::Json,
    kind::{Content, Kind},
    packed::Packed,
    pdf::Pdf,
    picture::{End, Picture},
};

/// Most bytes of a character in UTF-8.
const LONGEST: usize = 4;
/// The name of Office macros in the directory of a compound file, in UTF-16.
const MACROS: &[u8] = b"_\0V\0B\0A\0_\0P\0R\0O\0J\0E\0C\0T\0";
/// The names in it of contents that Hancom does not write: a Word document, a message.
const OTHERS: [&[u8]; 2] = [b"W\0o\0r\0d\0D\0o\0c\0u\0m\0e\0n\0t\0\0\0", b"_\0_\0p\0r\0o\0p\0e\0r\0t\0i\0e\0s\0_\0"];

/// The state of the check of a file.
#[derive(Debug)]
pub(crate) struct Look {
    kind: &'static Kind,
    begun: bool,
    seen: Seen,
}

/// The state of the check, by the kind of content.
#[derive(Debug)]
enum Seen {
    Known,
    Text(TextCheck),
    Json(TextCheck, Json),
    Container(Container),
    Compound(Compound),
    Packed(Packed),
    Picture(Picture),
    Pdf(Pdf, Picture),
}

/// Why the bytes are refused: they are not of the announced kind, or have forbidden contents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Contradiction {
    /// They do not begin as this kind does.
    Signature,
    /// They are not text in UTF-8.
    Encoding,
    /// They are not JSON from this byte on.
    Json(u64),
    /// Their contents are faulty or forbidden.
    Inside(FileFault),
}

impl Look {
    /// The check of a file of this kind and size.
    pub(crate) fn new(kind: &'static Kind, size: u64) -> Self {
        let seen = match &kind.content {
            Content::Known => Seen::Known,
            Content::Text => Seen::Text(TextCheck::default()),
            Content::Json => Seen::Json(TextCheck::default(), Json::new()),
            Content::Container(package) => Seen::Container(Container::new(package, size)),
            Content::Packed => Seen::Packed(Packed::new(size)),
            Content::Picture(end) => Seen::Picture(Picture::new(*end)),
            Content::Pdf => Seen::Pdf(Pdf::default(), Picture::new(End::Document)),
            Content::Compound(needed) => Seen::Compound(Compound::new(needed)),
        };
        Self { kind, begun: false, seen }
    }

    /// Checks the next bytes. The first block must be long enough to recognise the kind.
    pub(crate) fn see(&mut self, block: &[u8]) -> Result<(), Contradiction> {
        if !std::mem::replace(&mut self.begun, true) && !(self.kind.begins)(block) {
            return Err(Contradiction::Signature);
        }
        match &mut self.seen {
            Seen::Known => Ok(()),
            Seen::Text(text) => text.read(block),
            Seen::Json(text, json) => {
                text.read(block)?;
                json.read(block).map_err(Contradiction::Json)
            }
            Seen::Container(container) => container.see(block).map_err(Contradiction::Inside),
            Seen::Compound(compound) => compound.see(block),
            Seen::Packed(packed) => packed.see(block).map_err(Contradiction::Inside),
            Seen::Picture(picture) => picture.see(block).map_err(Contradiction::Inside),
            Seen::Pdf(pdf, whole) => pdf.see(block).and_then(|()| whole.see(block)).map_err(Contradiction::Inside),
        }
    }

    /// Ends the check.
    pub(crate) fn end(&mut self) -> Result<(), Contradiction> {
        match &mut self.seen {
            Seen::Known => Ok(()),
            Seen::Text(text) => text.end(),
            Seen::Json(text, json) => {
                text.end()?;
                json.end().map_err(Contradiction::Json)
            }
            Seen::Container(container) => container.end().map_err(Contradiction::Inside),
            Seen::Packed(packed) => packed.end().map_err(Contradiction::Inside),
            Seen::Picture(picture) => picture.end().map_err(Contradiction::Inside),
            Seen::Pdf(pdf, whole) => pdf.end().and_then(|()| whole.end()).map_err(Contradiction::Inside),
            Seen::Compound(compound) if compound.found => Ok(()),
            Seen::Compound(_) => Err(Contradiction::Signature),
        }
    }
}

/// The state of the check of a text.
#[derive(Debug, Default)]
struct TextCheck {
    /// The beginning of a character whose remaining bytes have not arrived yet.
    rest: Vec<u8>,
}

impl TextCheck {
    fn end(&self) -> Result<(), Contradiction> {
        if self.rest.is_empty() { Ok(()) } else { Err(Contradiction::Encoding) }
    }

    fn read(&mut self, mut block: &[u8]) -> Result<(), Contradiction> {
        while !self.rest.is_empty() && !block.is_empty() {
            let (next, later) = block.split_at(1);
            self.rest.extend_from_slice(next);
            block = later;
            match std::str::from_utf8(&self.rest) {
                Ok(_) => self.rest.clear(),
                Err(error) if error.error_len().is_none() && self.rest.len() < LONGEST => {}
                Err(_) => return Err(Contradiction::Encoding),
            }
        }
        let whole = match std::str::from_utf8(block) {
            Ok(text) => text,
            Err(error) if error.error_len().is_none() => {
                let (whole, rest) = block.split_at(error.valid_up_to());
                self.rest = rest.to_vec();
                std::str::from_utf8(whole).map_err(|_| Contradiction::Encoding)?
            }
            Err(_) => return Err(Contradiction::Encoding),
        };
        // The escape character colours the output of tools.
        let strange = |byte: u8| byte.is_ascii_control() && !b"\t\n\r\x0c\x1b".contains(&byte);
        if whole.bytes().any(strange) { Err(Contradiction::Encoding) } else { Ok(()) }
    }
}

/// The state of the check of a compound file.
#[derive(Debug)]
struct Compound {
    needed: &'static [u8],
    found: bool,
    /// The end of the previous block, in case a name begins in it.
    carried: Vec<u8>,
}

impl Compound {
    const fn new(needed: &'static [u8]) -> Self {
        Self { needed, found: false, carried: Vec::new() }
    }

    fn see(&mut self, block: &[u8]) -> Result<(), Contradiction> {
        let mut bytes = std::mem::take(&mut self.carried);
        bytes.extend_from_slice(block);
        let holds = |name: &[u8]| bytes.windows(name.len()).any(|part| part == name);
        if holds(MACROS) {
            return Err(Contradiction::Inside(FileFault::whole(Why::Macro)));
        }
        if OTHERS.iter().any(|name| holds(name)) {
            return Err(Contradiction::Signature);
        }
        self.found = self.found || holds(self.needed);
        let longest = OTHERS.iter().map(|name| name.len()).fold(MACROS.len().max(self.needed.len()), usize::max);
        let kept = bytes.len().saturating_sub(longest);
        self.carried = bytes.split_off(kept);
        Ok(())
    }
}

#[cfg(test)]
mod tests;
