//! PDF, checked without reading its structure: the check searches the file and its streams of objects for names of active
//! content.

use flate2::{Decompress, FlushDecompress, Status};

use super::container::{FileFault, Why, inside};

/// Names that make a document run something or carry another file.
const ACTIVE: [&[u8]; 6] = [b"JavaScript", b"Launch", b"EmbeddedFile", b"EmbeddedFiles", b"RichMedia", b"XFA"];
/// Bytes of the longest of these names with every character escaped.
const LONGEST: usize = 48;
/// Bytes of all unpacked objects.
const MOST_UNPACKED: u64 = 256 << 20;
const STEP: usize = 32 * 1024;

/// The state of the check of a PDF.
#[derive(Debug, Default)]
pub(super) struct Pdf {
    /// The end of the previous block, in case a name begins in it.
    carried: Vec<u8>,
    /// The object being read is a stream of objects.
    objects: bool,
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
    inflater: Decompress,
    carried: Vec<u8>,
}

impl Pdf {
    pub(super) fn end(&self) -> Result<(), FileFault> {
        self.tail.end()
    }

    pub(super) fn see(&mut self, block: &[u8]) -> Result<(), FileFault> {
        self.tail.see(block);
        let bytes = [&std::mem::take(&mut self.carried), block].concat();
        let mut rest = &bytes[..];
        loop {
            rest = self.unpack(rest)?;
            match self.scan(rest)? {
                Some(begin) => {
                    rest = &rest[begin..];
                    self.unpacking = Some(Unpacking { inflater: Decompress::new(true), carried: vec![] });
                }
                None => break,
            }
        }
        self.carried = rest[rest.len().saturating_sub(LONGEST)..].to_vec();
        Ok(())
    }

    /// Searches for names; returns where the content of a stream of objects begins.
    fn scan(&mut self, bytes: &[u8]) -> Result<Option<usize>, FileFault> {
        for (at, byte) in bytes.iter().enumerate() {
            let rest = &bytes[at..];
            match byte {
                b'/' => {
                    let name = name(rest);
                    refused(&name)?;
                    self.objects |= name == b"ObjStm";
                }
                b'e' if rest.starts_with(b"endobj") => self.objects = false,
                b's' if self.objects && rest.starts_with(b"stream") => {
                    let line = [&b"stream\r\n"[..], b"stream\n"].into_iter().find(|line| rest.starts_with(line));
                    if let Some(line) = line {
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
    fn unpack<'a>(&mut self, mut bytes: &'a [u8]) -> Result<&'a [u8], FileFault> {
        let Some(mut stream) = self.unpacking.take() else { return Ok(bytes) };
        let mut out = vec![0; STEP];
        while !bytes.is_empty() {
            let (read, written) = (stream.inflater.total_in(), stream.inflater.total_out());
            let status = stream.inflater.decompress(bytes, &mut out, FlushDecompress::None);
            let written = stream.inflater.total_out() - written;
            bytes = &bytes[usize::try_from(stream.inflater.total_in() - read).unwrap_or(0).min(bytes.len())..];
            self.unpacked += written;
            if self.unpacked > MOST_UNPACKED {
                return Err(FileFault::whole(Why::TooLarge));
            }
            stream.carried.extend_from_slice(&out[..usize::try_from(written).unwrap_or(0)]);
            for at in (0..stream.carried.len()).filter(|at| stream.carried[*at] == b'/') {
                refused(&name(&stream.carried[at..]))?;
            }
            stream.carried.drain(..stream.carried.len().saturating_sub(LONGEST));
            // A stream with another filter is not unpacked.
            match status {
                Ok(Status::Ok) => {}
                Ok(Status::BufError) if written > 0 => {}
                Ok(Status::BufError | Status::StreamEnd) | Err(_) => return Ok(bytes),
            }
        }
        self.unpacking = Some(stream);
        Ok(bytes)
    }
}

fn refused(name: &[u8]) -> Result<(), FileFault> {
    let shown = || format!("/{}", String::from_utf8_lossy(name));
    if ACTIVE.contains(&name) {
        return Err(FileFault::of(&shown(), Why::Active));
    }
    if name == b"Encrypt" { Err(FileFault::of(&shown(), Why::Encrypted)) } else { Ok(()) }
}

/// The name that begins with this `/`, with its escapes (`#4a`) resolved; none while its end has not come.
fn name(bytes: &[u8]) -> Vec<u8> {
    let raw = &bytes[1..bytes.len().min(LONGEST)];
    let ends = |byte: &u8| byte.is_ascii_whitespace() || *byte == 0 || b"()<>[]{}/%".contains(byte);
    let Some(end) = raw.iter().position(ends) else { return vec![] };
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
