//! HTTP/2 frame by frame, for what a client library hides: when a stream was answered, and whether it was reset.

use std::net::SocketAddr;

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    time::timeout,
};

/// The start of every HTTP/2 connection, with empty settings.
const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0";
const DATA: u8 = 0;
const END_STREAM: u8 = 1;
const END_HEADERS: u8 = 4;

pub(crate) struct Frames {
    tcp: TcpStream,
    next: u32,
}

/// A frame that the server sent.
#[derive(Debug)]
pub(crate) struct Frame {
    pub(crate) kind: u8,
    pub(crate) stream: u32,
    flags: u8,
}

impl Frame {
    pub(crate) const HEADERS: u8 = 1;
    pub(crate) const RESET: u8 = 3;
    pub(crate) const PING: u8 = 6;

    pub(crate) const fn ends_stream(&self) -> bool {
        self.flags & END_STREAM != 0
    }
}

impl Frames {
    pub(crate) async fn connect(address: SocketAddr) -> Self {
        let mut tcp = TcpStream::connect(address).await.unwrap();
        tcp.write_all(PREFACE).await.unwrap();
        Self { tcp, next: 1 }
    }

    /// Sends the headers of a request whose body is still to come; its stream.
    pub(crate) async fn begin(&mut self, method: &str, path: &str, content_type: &str) -> u32 {
        let stream = self.next;
        self.next += 2;
        // Literal fields whose names have these places in the table of HPACK; and `:scheme: http`, which has one as a whole.
        let fields: [(&[u8], &str); 4] =
            [(&[2], method), (&[4], path), (&[1], "server"), (&[0x0f, 31 - 15], content_type)];
        let mut block = vec![0x86];
        for (name, value) in fields {
            block.extend_from_slice(name);
            block.push(u8::try_from(value.len()).unwrap());
            block.extend_from_slice(value.as_bytes());
        }
        self.send(Frame::HEADERS, END_HEADERS, stream, &block).await;
        stream
    }

    pub(crate) async fn data(&mut self, stream: u32, bytes: &[u8], last: bool) {
        self.send(DATA, if last { END_STREAM } else { 0 }, stream, bytes).await;
    }

    /// Asks for the frame that comes after everything the server had to say before.
    pub(crate) async fn ping(&mut self) {
        self.send(Frame::PING, 0, 0, &[0; 8]).await;
    }

    /// The frames up to the first that is `wanted`.
    pub(crate) async fn until(&mut self, wanted: impl Fn(&Frame) -> bool) -> Vec<Frame> {
        timeout(super::BOUND, async {
            let mut seen = Vec::new();
            loop {
                let mut head = [0; 9];
                self.tcp.read_exact(&mut head).await.unwrap();
                let [a, b, c, kind, flags, stream @ ..] = head;
                let length = u32::from_be_bytes([0, a, b, c]);
                self.tcp.read_exact(&mut vec![0; length as usize]).await.unwrap();
                let frame = Frame { kind, stream: u32::from_be_bytes(stream), flags };
                let last = wanted(&frame);
                seen.push(frame);
                if last {
                    return seen;
                }
            }
        })
        .await
        .expect("the frame never came")
    }

    async fn send(&mut self, kind: u8, flags: u8, stream: u32, payload: &[u8]) {
        let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
        let head = [&length[1..], &[kind, flags], &stream.to_be_bytes()].concat();
        self.tcp.write_all(&[&head, payload].concat()).await.unwrap();
    }
}
