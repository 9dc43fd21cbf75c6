//! Checks the messages of a request before they are decoded. The decoder would ignore unexpected data: a second
//! message of a unary call, and bytes after the first member of a compressed message.

use std::{
    io::{self, Read as _},
    mem,
    pin::Pin,
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use flate2::bufread::GzDecoder;
use http_body::{Body, Frame, SizeHint};
use tonic::Status;

use super::body::RequestBody;

/// Header of each message: whether it is compressed, and its length.
const HEADER: usize = 5;

/// The decoder's own error text for a message that is too large.
pub(super) const TOO_LARGE: &str = "decoded message length too large";

/// A body whose messages are checked.
pub(super) struct Messages {
    body: RequestBody,
    framing: Framing,
}

/// The limits of a request.
#[derive(Debug, Clone, Copy)]
pub(super) struct Allowed {
    /// Whether the call takes exactly one message.
    pub(super) one: bool,
    /// Whether the request declares that its messages may be compressed with gzip.
    pub(super) gzip: bool,
    /// Maximum bytes of a message, also after decompression. The decoder refuses larger ones.
    pub(super) largest: usize,
}

/// The position of a body within its messages.
struct Framing {
    allowed: Allowed,
    header: [u8; HEADER],
    /// Bytes of the header that have come.
    begun: usize,
    /// Bytes of the message that are to come.
    left: usize,
    /// The bytes received so far of a compressed message.
    packed: Option<Vec<u8>>,
    complete: bool,
}

impl Messages {
    pub(super) fn of(body: RequestBody, allowed: Allowed) -> Self {
        let framing = Framing { allowed, header: [0; HEADER], begun: 0, left: 0, packed: None, complete: false };
        Self { body, framing }
    }
}

impl Framing {
    /// Takes the next bytes.
    fn take(&mut self, mut bytes: &[u8]) -> Result<(), Status> {
        while !bytes.is_empty() {
            if self.begun < HEADER {
                if self.complete && self.allowed.one {
                    return Err(malformed("more than one message"));
                }
                let (some, rest) = bytes.split_at(bytes.len().min(HEADER - self.begun));
                self.header[self.begun..][..some.len()].copy_from_slice(some);
                self.begun += some.len();
                bytes = rest;
                if self.begun == HEADER {
                    self.begin()?;
                }
            } else {
                let (some, rest) = bytes.split_at(bytes.len().min(self.left));
                if let Some(packed) = &mut self.packed {
                    packed.extend_from_slice(some);
                }
                self.left -= some.len();
                bytes = rest;
                self.end()?;
            }
        }
        Ok(())
    }

    fn begin(&mut self) -> Result<(), Status> {
        let [compressed, length @ ..] = self.header;
        self.left = usize::try_from(u32::from_be_bytes(length)).unwrap_or(usize::MAX);
        if self.left > self.allowed.largest {
            return Err(Status::out_of_range(TOO_LARGE)); // also where the decoder has a limit of its own
        }
        let looked_at = self.allowed.gzip && compressed == 1;
        self.packed = looked_at.then(Vec::new);
        self.end()
    }

    /// Ends the message, if all of it has come.
    fn end(&mut self) -> Result<(), Status> {
        if self.left > 0 {
            return Ok(());
        }
        (self.begun, self.complete) = (0, true);
        match mem::take(&mut self.packed) {
            Some(packed) if has_more(&packed, self.allowed.largest) => {
                Err(malformed("bytes behind its first member of gzip"))
            }
            Some(_) | None => Ok(()),
        }
    }
}

/// Whether more bytes follow the first member. The decoder refuses invalid and larger members.
fn has_more(packed: &[u8], largest: usize) -> bool {
    let mut member = GzDecoder::new(packed);
    let bound = u64::try_from(largest).unwrap_or(u64::MAX).saturating_add(1);
    let size = io::copy(&mut member.by_ref().take(bound), &mut io::sink());
    size.is_ok_and(|size| size < bound) && !member.into_inner().is_empty()
}

/// The decoder's own error text for an invalid message.
fn malformed(what: &str) -> Status {
    Status::internal(format!("protocol error: received message with {what}"))
}

impl Body for Messages {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        let Self { body, framing } = &mut *self;
        let frame = ready!(Pin::new(body).poll_frame(cx));
        if let Some(Ok(frame)) = &frame
            && let Some(bytes) = frame.data_ref()
            && let Err(status) = framing.take(bytes)
        {
            return Poll::Ready(Some(Err(status)));
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use flate2::{Compression, write::GzEncoder};

    use super::*;

    fn member(content: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(content).unwrap();
        encoder.finish().unwrap()
    }

    fn framed(compressed: u8, content: &[u8]) -> Vec<u8> {
        let length = u32::try_from(content.len()).unwrap().to_be_bytes();
        [&[compressed], &length[..], content].concat()
    }

    /// Whether a body is taken that comes in pieces of this size.
    fn taken(allowed: Allowed, body: &[u8], piece: usize) -> bool {
        let framing = Framing { allowed, header: [0; HEADER], begun: 0, left: 0, packed: None, complete: false };
        let mut framing = framing;
        body.chunks(piece).all(|piece| framing.take(piece).is_ok())
    }

    /// `F8`: whatever the pieces in which a body comes, one message of one member is taken, and what follows is refused.
    #[test]
    fn a_body_is_one_message_and_a_compressed_message_is_one_member() {
        let unary = Allowed { one: true, gzip: true, largest: 1000 };
        let stream = Allowed { one: false, ..unary };
        let (one, two) = (member(b"page_size"), member(b"filter"));
        let large = member(&[0; 2000]);
        for piece in [1, 3, 7, 10_000] {
            for (compressed, message) in [(0, b"plain".to_vec()), (0, vec![]), (1, one.clone()), (1, large.clone())] {
                let body = framed(compressed, &message);
                assert!(taken(unary, &body, piece));
                let twice = [body.clone(), body].concat();
                assert!(!taken(unary, &twice, piece), "a second message");
                assert!(taken(stream, &twice, piece));
            }
            for more in [&two[..], b"x", &[0], &one[..4]] {
                let body = framed(1, &[&one[..], more].concat());
                assert!(!taken(unary, &body, piece) && !taken(stream, &body, piece), "{more:?}");
                assert!(taken(Allowed { gzip: false, ..unary }, &body, piece), "not said to be gzip");
            }
            assert!(!taken(unary, b"\0\xff\xff\xff\xff", piece) && !taken(stream, &framed(1, &[0; 1001]), piece));
            assert!(!taken(unary, &[framed(0, b"a"), vec![0]].concat(), piece), "the beginning of a second one");
        }
    }
}
