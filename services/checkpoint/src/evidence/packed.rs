//! One file packed by gzip, unpacked as it arrives, so that its end, its checksum and its size are checked.

use std::io::Write;

use flate2::write::GzDecoder;

use super::{
    container::{FileFault, Why, inside},
    inflate::too_large,
};

/// Bytes kept of the beginning of the content.
const BEGINNING: usize = 4_096;

/// The state of the check of a gzip file.
#[derive(Debug)]
pub(super) struct Packed {
    decoder: GzDecoder<Unpacked>,
    /// Bytes of the file, as announced.
    size: u64,
}

/// The unpacked content, as far as the check needs it.
#[derive(Debug, Default)]
struct Unpacked {
    begins: Vec<u8>,
    bytes: u64,
}

impl Packed {
    pub(super) fn new(size: u64) -> Self {
        Self { decoder: GzDecoder::new(Unpacked::default()), size }
    }

    pub(super) fn see(&mut self, mut block: &[u8]) -> Result<(), FileFault> {
        while !block.is_empty() {
            match self.decoder.write(block) {
                // The gzip member ended before the file.
                Ok(0) => return Err(FileFault::whole(Why::Trailing)),
                Ok(taken) => block = &block[taken..],
                Err(_) => return Err(FileFault::whole(Why::Cut)),
            }
            if too_large(self.decoder.get_ref().bytes, self.size) {
                return Err(FileFault::whole(Why::TooLarge));
            }
        }
        Ok(())
    }

    pub(super) fn end(&mut self) -> Result<(), FileFault> {
        self.decoder.try_finish().map_err(|_| FileFault::whole(Why::Cut))?;
        let content = self.decoder.get_ref();
        if too_large(content.bytes, self.size) {
            return Err(FileFault::whole(Why::TooLarge));
        }
        inside(&content.begins).map_or(Ok(()), |why| Err(FileFault::whole(why)))
    }
}

impl Write for Unpacked {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let more = BEGINNING.saturating_sub(self.begins.len()).min(bytes.len());
        self.begins.extend_from_slice(&bytes[..more]);
        self.bytes += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packed(content: &[u8]) -> Vec<u8> {
        let mut writer = flate2::write::GzEncoder::new(vec![], flate2::Compression::default());
        writer.write_all(content).expect("memory");
        writer.finish().expect("memory")
    }

    fn look(bytes: &[u8], piece: usize) -> Result<(), Why> {
        let mut packed = Packed::new(bytes.len() as u64);
        let seen = bytes.chunks(piece).try_for_each(|block| packed.see(block)).and_then(|()| packed.end());
        seen.map_err(|fault| fault.why)
    }

    /// F10: a packed file is one whole member, and holds neither a program, a page nor what is not looked into; wherever it is
    /// cut on its way.
    #[test]
    fn one_whole_member_is_taken_and_nothing_else() {
        let log: Vec<u8> = (0..60_000_u32).flat_map(|n| format!("{} denied\n", n * 7_919).into_bytes()).collect();
        let good = packed(&log);
        let flipped = {
            let mut bytes = good.clone();
            *bytes.last_mut().unwrap() ^= 1;
            bytes
        };
        let cases: Vec<(&str, Vec<u8>, Result<(), Why>)> = vec![
            ("a log", good.clone(), Ok(())),
            ("empty", packed(b""), Ok(())),
            ("cut in the trailer", good[..good.len() - 1].to_vec(), Err(Why::Cut)),
            ("without its trailer", good[..good.len() - 8].to_vec(), Err(Why::Cut)),
            ("cut in the middle", good[..good.len() / 2].to_vec(), Err(Why::Cut)),
            ("only a header", good[..10].to_vec(), Err(Why::Cut)),
            ("half a header", good[..5].to_vec(), Err(Why::Cut)),
            ("another length", flipped, Err(Why::Cut)),
            ("a second member", [&good[..], &packed(b"x")].concat(), Err(Why::Trailing)),
            ("trailing bytes", [&good[..], b"x"].concat(), Err(Why::Trailing)),
            ("trailing zeros", [&good[..], &[0; 512]].concat(), Err(Why::Trailing)),
            ("a bomb", packed(&vec![0; 20 << 20]), Err(Why::TooLarge)),
            ("a TAR", packed(&[&[b'a'; 257][..], b"ustar"].concat()), Err(Why::Nested)),
            ("a ZIP", packed(b"PK\x03\x04"), Err(Why::Nested)),
            ("twice packed", packed(&good), Err(Why::Nested)),
            ("a program", packed(b"\x7fELF"), Err(Why::Program)),
            ("a script", packed(b"#!/bin/sh"), Err(Why::Program)),
            ("a page", packed(b"<!-- --><html>"), Err(Why::Page)),
            ("an old document", packed(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), Err(Why::Compound)),
        ];
        for (what, bytes, expected) in cases {
            for piece in [1_000, 131_072] {
                assert_eq!(look(&bytes, piece), expected, "{what} {piece}");
            }
        }
    }
}
