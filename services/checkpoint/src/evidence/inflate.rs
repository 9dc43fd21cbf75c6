//! Deflated bytes, unpacked as they arrive.

use flate2::{Decompress, FlushDecompress, Status};

use super::container::FileFault;

/// The most bytes that a file may unpack to.
const MOST_UNPACKED: u64 = 1 << 30;
/// The largest ratio of these bytes to the file, above the limit for small ones.
const MOST_RATIO: u64 = 200;
/// Unpacked bytes up to which the ratio does not matter.
const SMALL: u64 = 16 << 20;

/// Whether a file of this size unpacks to too many bytes.
pub(super) const fn too_large(unpacked: u64, size: u64) -> bool {
    unpacked > MOST_UNPACKED || (unpacked > SMALL && unpacked / MOST_RATIO > size)
}

/// Bytes unpacked at a time.
const STEP: usize = 32 * 1024;

/// The state of a stream that is being unpacked.
#[derive(Debug)]
pub(super) struct Inflate {
    stream: Decompress,
    out: Vec<u8>,
}

/// What is expected after the bytes that were read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum After {
    /// More bytes of the same content: all that came were used.
    More,
    /// Nothing: the content ended.
    End,
    /// The bytes cannot be unpacked.
    Damaged,
}

impl Inflate {
    /// A stream with the header of zlib, or without one.
    pub(super) fn new(zlib: bool) -> Self {
        Self { stream: Decompress::new(zlib), out: vec![0; STEP] }
    }

    /// Unpacks the next bytes and passes on their content in pieces. Returns how many were used. Every turn of the loop
    /// uses a byte, passes one on, or is the last.
    pub(super) fn unpack(
        &mut self,
        bytes: &[u8],
        mut pass: impl FnMut(&[u8]) -> Result<(), FileFault>,
    ) -> Result<(usize, After), FileFault> {
        let mut used = 0;
        loop {
            let (read, written) = (self.stream.total_in(), self.stream.total_out());
            let status = self.stream.decompress(&bytes[used..], &mut self.out, FlushDecompress::None);
            let read = usize::try_from(self.stream.total_in() - read).unwrap_or(0);
            let written = usize::try_from(self.stream.total_out() - written).unwrap_or(0);
            used += read;
            if written > 0 {
                pass(&self.out[..written])?;
            }
            match status {
                Ok(Status::StreamEnd) => return Ok((used, After::End)),
                Err(_) => return Ok((used, After::Damaged)),
                Ok(_) if read > 0 || written > 0 => {}
                Ok(_) if used == bytes.len() => return Ok((used, After::More)),
                // Bytes are there, and the stream does not go on.
                Ok(_) => return Ok((used, After::Damaged)),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use proptest::prelude::*;

    use super::*;

    fn packed(content: &[u8]) -> Vec<u8> {
        let mut writer = flate2::write::DeflateEncoder::new(vec![], flate2::Compression::default());
        writer.write_all(content).expect("memory");
        writer.finish().expect("memory")
    }

    /// Unpacks in pieces of this size; returns the content, the bytes used, and what is expected after them.
    fn unpacked(bytes: &[u8], piece: usize) -> (Vec<u8>, usize, After) {
        let (mut inflate, mut content, mut all) = (Inflate::new(false), vec![], 0);
        for block in bytes.chunks(piece) {
            let pass = |out: &[u8]| {
                content.extend_from_slice(out);
                Ok(())
            };
            let (used, after) = inflate.unpack(block, pass).expect("no limit");
            all += used;
            if after != After::More {
                return (content, all, after);
            }
            assert_eq!(used, block.len());
        }
        (content, all, After::More)
    }

    #[test]
    fn a_content_that_unpacks_to_much_more_is_passed_on_whole() {
        let content = vec![b'a'; 10 * STEP + 7];
        let bytes = packed(&content);
        let longer = [&bytes[..], b"later"].concat();
        for piece in [1, 7, 32 * 1024] {
            assert!(unpacked(&longer, piece) == (content.clone(), bytes.len(), After::End), "{piece}");
            let (begun, used, after) = unpacked(&bytes[..bytes.len() - 1], piece);
            assert_eq!((used, after), (bytes.len() - 1, After::More));
            assert!(content.starts_with(&begun));
        }
        assert_eq!(unpacked(b"\xff\xff\xff", 1).2, After::Damaged);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(256))]

        /// Whatever the bytes are, the loop ends, and the end does not depend on where they were cut.
        #[test]
        fn any_bytes_come_to_an_end(mut bytes in prop::collection::vec(any::<u8>(), 0..300), good: bool, piece in 1..40_usize) {
            if good {
                bytes = packed(&bytes);
            }
            let (_, used, after) = unpacked(&bytes, piece);
            prop_assert!(used <= bytes.len());
            prop_assert_eq!(after, unpacked(&bytes, bytes.len().max(1)).2);
        }
    }
}
