//! PDF, checked without reading its structure: the check searches the file and its streams of objects for names of active
//! content.

use super::{
    container::{FileFault, Why, inside},
    inflate::{After, Inflate},
};

/// Names that make a document run, open, send or fetch something, or carry another file.
const ACTIVE: [&[u8]; 14] = [
    b"JavaScript",
    b"Launch",
    b"EmbeddedFile",
    b"EmbeddedFiles",
    b"FileAttachment",
    b"RichMedia",
    b"Rendition",
    b"Movie",
    b"OnInstantiate",
    b"XFA",
    b"GoToR",
    b"GoToE",
    b"ImportData",
    b"SubmitForm",
];
/// Names of two letters that do so with a value. By themselves packed bytes would spell them by chance.
const WITH_VALUE: [&[u8]; 2] = [b"EF", b"JS"];
/// Ways of packing other than the one that is unpacked here.
const OTHER_PACKING: [&[u8]; 5] = [b"ASCIIHexDecode", b"ASCII85Decode", b"LZWDecode", b"RunLengthDecode", b"Predictor"];
/// Bytes of the longest of these names with every character escaped, and of the value behind it.
const LONGEST: usize = 256;
/// Bytes of a name.
const LONGEST_NAME: usize = 48;
/// Bytes of all unpacked objects.
const MOST_UNPACKED: u64 = 256 << 20;

/// The state of the check of a PDF.
#[derive(Debug, Default)]
pub(super) struct Pdf {
    /// The end of the previous block, which is read with the next.
    carried: Vec<u8>,
    /// The object being read is a stream of objects.
    objects: bool,
    /// It is packed in another way than is unpacked here.
    otherwise: bool,
    unpacking: Option<Unpacking>,
    unpacked: u64,
    tail: Tail,
}

/// The bytes behind the last mark of the end.
#[derive(Debug, Default)]
struct Tail {
    /// The end of the previous block, in case the mark begins in it.
    carried: Vec<u8>,
    /// The first bytes behind the mark; none before it came.
    behind: Option<Vec<u8>>,
}

/// The mark of the end. A document that was changed later has several.
const MARK: &[u8] = b"%%EOF";
/// Bytes behind it that are checked.
const BEHIND: usize = 4_096;

impl Tail {
    fn see(&mut self, block: &[u8]) {
        let bytes = [&self.carried, block].concat();
        match bytes.windows(MARK.len()).rposition(|part| part == MARK) {
            Some(at) => self.behind = Some(bytes[at + MARK.len()..].iter().copied().take(BEHIND).collect()),
            None => {
                if let Some(behind) = &mut self.behind {
                    let room = BEHIND.saturating_sub(behind.len());
                    behind.extend(block.iter().take(room));
                }
            }
        }
        self.carried = bytes[bytes.len().saturating_sub(MARK.len() - 1)..].to_vec();
    }

    /// Refuses a document that is followed by another file.
    fn end(&self) -> Result<(), FileFault> {
        let behind = self.behind.as_deref().unwrap_or_default();
        let begins = behind.iter().position(|byte| !byte.is_ascii_whitespace() && *byte != 0).unwrap_or(behind.len());
        let rest = &behind[begins..];
        let hidden = inside(rest).is_some() || rest.starts_with(b"MZ");
        if hidden { Err(FileFault::whole(Why::Polyglot)) } else { Ok(()) }
    }
}

/// A stream of objects being unpacked.
#[derive(Debug)]
struct Unpacking {
    inflate: Inflate,
    carried: Vec<u8>,
}

impl Pdf {
    /// One of several documents, when so many bytes of objects of the others were unpacked.
    pub(super) fn after(unpacked: u64) -> Self {
        Self { unpacked, ..Self::default() }
    }

    /// Bytes of objects unpacked, with those of the documents before.
    pub(super) const fn unpacked(&self) -> u64 {
        self.unpacked
    }

    pub(super) fn end(&mut self) -> Result<(), FileFault> {
        let last = std::mem::take(&mut self.carried);
        self.read(&last, 0)?;
        self.tail.end()
    }

    pub(super) fn see(&mut self, block: &[u8]) -> Result<(), FileFault> {
        self.tail.see(block);
        let bytes = [&std::mem::take(&mut self.carried), block].concat();
        let rest = self.read(&bytes, LONGEST)?;
        self.carried = rest.to_vec();
        Ok(())
    }

    /// Reads all but the last bytes, which it returns: too little of what stands behind them has come.
    fn read<'a>(&mut self, bytes: &'a [u8], last: usize) -> Result<&'a [u8], FileFault> {
        let mut rest = bytes;
        loop {
            rest = self.unpack(rest)?;
            let whole = rest.len().saturating_sub(last);
            match self.scan(rest, whole)? {
                Some(begin) => {
                    rest = &rest[begin..];
                    self.unpacking = Some(Unpacking { inflate: Inflate::new(true), carried: vec![] });
                }
                None => return Ok(&rest[whole..]),
            }
        }
    }

    /// Searches the first bytes for names; returns where the content of a stream of objects begins.
    fn scan(&mut self, bytes: &[u8], first: usize) -> Result<Option<usize>, FileFault> {
        for (at, byte) in bytes.iter().enumerate().take(first) {
            let rest = &bytes[at..];
            match byte {
                b'/' => {
                    let name = name(rest);
                    refused(&name, rest)?;
                    self.objects |= name == b"ObjStm";
                    self.otherwise |= OTHER_PACKING.contains(&&name[..]);
                }
                b'e' if rest.starts_with(b"endobj") => (self.objects, self.otherwise) = (false, false),
                b's' if self.objects && rest.starts_with(b"stream") => {
                    let line = [&b"stream\r\n"[..], b"stream\n"].into_iter().find(|line| rest.starts_with(line));
                    if let Some(line) = line {
                        if self.otherwise {
                            return Err(FileFault::of("/ObjStm", Why::Method));
                        }
                        self.objects = false;
                        return Ok(Some(at + line.len()));
                    }
                }
                _ => {}
            }
        }
        Ok(None)
    }

    /// Unpacks the stream of objects that is being read, if there is one; returns the bytes after it.
    fn unpack<'a>(&mut self, bytes: &'a [u8]) -> Result<&'a [u8], FileFault> {
        let Some(Unpacking { mut inflate, mut carried }) = self.unpacking.take() else { return Ok(bytes) };
        let (used, after) = inflate.unpack(bytes, |objects| {
            self.unpacked += objects.len() as u64;
            if self.unpacked > MOST_UNPACKED {
                return Err(FileFault::whole(Why::TooLarge));
            }
            carried.extend_from_slice(objects);
            for at in (0..carried.len()).filter(|at| carried[*at] == b'/') {
                let rest = &carried[at..];
                refused(&name(rest), rest)?;
            }
            carried.drain(..carried.len().saturating_sub(LONGEST));
            Ok(())
        })?;
        // A stream with another filter is not unpacked.
        if after == After::More {
            self.unpacking = Some(Unpacking { inflate, carried });
        }
        Ok(&bytes[used..])
    }
}

/// Checks a name; `rest` begins with it.
fn refused(name: &[u8], rest: &[u8]) -> Result<(), FileFault> {
    let shown = || format!("/{}", String::from_utf8_lossy(name));
    let active = ACTIVE.contains(&name)
        || (WITH_VALUE.contains(&name) && value(rest).is_some_and(|value| value.is_empty() || has_value(value)))
        || (name == b"URI" && value(rest).is_some_and(leads_to_a_server));
    if active {
        return Err(FileFault::of(&shown(), Why::Active));
    }
    if name == b"Encrypt" { Err(FileFault::of(&shown(), Why::Encrypted)) } else { Ok(()) }
}

/// What stands behind the name with which `rest` begins; empty where more blanks stand there than any program writes,
/// and none while it has not come.
fn value(rest: &[u8]) -> Option<&[u8]> {
    let rest = &rest[..rest.len().min(LONGEST)];
    let name = 1 + rest[1..].iter().position(|byte| ends_name(*byte))?;
    let blanks = rest[name..].iter().position(|byte| !byte.is_ascii_whitespace() && *byte != 0);
    match blanks {
        Some(blanks) => Some(&rest[name + blanks..]),
        None => (rest.len() == LONGEST).then_some(&[]),
    }
}

/// Whether a dictionary, a string, a reference or a comment begins.
fn has_value(value: &[u8]) -> bool {
    value.first().is_some_and(|byte| byte.is_ascii_digit() || b"<(%".contains(byte))
}

/// Whether an address leads to a file server (`\\server\…`, `file://server/…`): following it sends the credentials of
/// the person there. Strings may have escapes, and may be written as hexadecimal digits.
fn leads_to_a_server(value: &[u8]) -> bool {
    let text = match value {
        [b'(', text @ ..] => unescaped(text),
        [b'<', digits @ ..] => {
            let digits: Vec<u32> = digits
                .iter()
                .filter(|byte| !byte.is_ascii_whitespace())
                .map_while(|byte| char::from(*byte).to_digit(16))
                .collect();
            digits.chunks(2).filter_map(|two| u8::try_from(two[0] * 16 + two.get(1).unwrap_or(&0)).ok()).collect()
        }
        _ => return false,
    };
    let text = String::from_utf8_lossy(&text).trim_start().to_ascii_lowercase().replace('\\', "/");
    match text.strip_prefix("file:") {
        // `file:///C:/…` is a file on the reader's own disk.
        Some(file) => file.strip_prefix("//").is_some_and(|path| !path.starts_with('/') || path.starts_with("//")),
        None => text.starts_with("//") || text.starts_with("smb:"),
    }
}

/// The string in parentheses, with its escapes resolved as far as they matter here.
fn unescaped(text: &[u8]) -> Vec<u8> {
    let (mut out, mut rest) = (vec![], text);
    while let [byte, later @ ..] = rest {
        rest = later;
        if *byte != b'\\' {
            out.push(*byte);
            continue;
        }
        let digits = rest.iter().take(3).take_while(|byte| (b'0'..=b'7').contains(*byte)).count();
        let code = rest[..digits].iter().fold(0_u32, |code, digit| code * 8 + u32::from(digit - b'0'));
        if digits > 0 {
            out.push(code.to_le_bytes()[0]);
        } else {
            // An escaped end of a line is none of the string.
            out.extend(rest.first().filter(|byte| !b"\r\n".contains(byte)));
        }
        rest = &rest[digits.max(1).min(rest.len())..];
    }
    out
}

fn ends_name(byte: u8) -> bool {
    byte.is_ascii_whitespace() || byte == 0 || b"()<>[]{}/%".contains(&byte)
}

/// The name that begins with this `/`, with its escapes (`#4a`) resolved; none while its end has not come.
fn name(bytes: &[u8]) -> Vec<u8> {
    let raw = &bytes[1..bytes.len().min(LONGEST_NAME)];
    let Some(end) = raw.iter().position(|byte| ends_name(*byte)) else { return vec![] };
    let digit = |at: usize| raw[..end].get(at).and_then(|byte| char::from(*byte).to_digit(16));
    let (mut name, mut at) = (Vec::with_capacity(end), 0);
    while at < end {
        match (raw[at], digit(at + 1), digit(at + 2)) {
            (b'#', Some(high), Some(low)) => {
                name.extend(u8::try_from(high * 16 + low));
                at += 3;
            }
            (byte, ..) => {
                name.push(byte);
                at += 1;
            }
        }
    }
    name
}

#[cfg(test)]
mod tests;
