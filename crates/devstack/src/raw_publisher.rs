//! A publisher that sends what no client library would.

use std::{io, time::Duration};

use tokio::{
    io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader},
    net::TcpStream,
    time::timeout,
};

/// The reply subject.
const INBOX: &str = "raw.publisher";
/// Longest wait for the answer of a stream. A server sends none for a subject that no stream takes.
const PATIENCE: Duration = Duration::from_secs(30);

/// A connection to a NATS server that takes any bytes as subjects and headers.
#[derive(Debug)]
pub struct RawPublisher(BufReader<TcpStream>);

impl RawPublisher {
    /// Connects to the server at this URL, without credentials.
    ///
    /// # Errors
    /// An error if the server cannot be reached.
    pub async fn connect(url: &str) -> io::Result<Self> {
        let address = url.trim_start_matches("nats://");
        let mut publisher = Self(BufReader::new(TcpStream::connect(address).await?));
        publisher.line().await?;
        let hello = format!("CONNECT {{\"verbose\":false,\"headers\":true}}\r\nSUB {INBOX} 1\r\n");
        publisher.0.write_all(hello.as_bytes()).await?;
        Ok(publisher)
    }

    /// Publishes a message to a stream; returns the answer of the stream.
    ///
    /// # Errors
    /// An error if the connection fails, the server refuses the message, or no stream acknowledges it within 30
    /// seconds.
    pub async fn publish(&mut self, subject: &[u8], headers: Option<&[u8]>, payload: &[u8]) -> io::Result<String> {
        let inbox = INBOX.as_bytes();
        let (head, sizes) = match headers {
            Some(headers) => (&b"HPUB "[..], format!(" {} {}\r\n", headers.len(), headers.len() + payload.len())),
            None => (&b"PUB "[..], format!(" {}\r\n", payload.len())),
        };
        let parts = [head, subject, b" ", inbox, sizes.as_bytes(), headers.unwrap_or_default(), payload, b"\r\n"];
        self.0.write_all(&parts.concat()).await?;
        timeout(PATIENCE, self.answer()).await.map_err(|_elapsed| io::Error::other("no stream answered"))?
    }

    async fn answer(&mut self) -> io::Result<String> {
        loop {
            let line = self.line().await?;
            if line.starts_with("PING") {
                self.0.write_all(b"PONG\r\n").await?;
            } else if line.starts_with("-ERR") {
                return Err(io::Error::other(line));
            } else if let Some(size) = line.strip_prefix("MSG ").and_then(|line| line.split(' ').next_back()) {
                let size: usize = size.parse().map_err(io::Error::other)?;
                let mut answer = vec![0; size + 2];
                self.0.read_exact(&mut answer).await?;
                answer.truncate(size);
                return String::from_utf8(answer).map_err(io::Error::other);
            }
        }
    }

    async fn line(&mut self) -> io::Result<String> {
        let mut line = String::new();
        if self.0.read_line(&mut line).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(line.trim_end().to_owned())
    }
}
