//! Calls as bytes: tonic's client would act on `grpc-timeout` itself, hide headers and send nothing malformed.

use std::{net::SocketAddr, time::Duration};

use anyhow::{Context as _, Result, ensure};
use bytes::Bytes;
use http::{HeaderMap, Request};
use http_body_util::{BodyExt as _, Full};
use hyper::client::conn::http2::{SendRequest, handshake};
use hyper_util::rt::{TokioExecutor, TokioIo};
use prost::Message;
use tokio::{net::TcpStream, sync::Mutex, time::timeout};
use tonic::{Code, Status};

use crate::Refusal;

/// No answer takes longer, whatever the deadline of the call.
const PATIENCE: Duration = Duration::from_secs(70);
/// Before every message: whether it is compressed, and its length.
const PREFIX: usize = 5;

/// A bare HTTP/2 connection to one service; made again where the service has ended it, as gRPC clients do.
#[derive(Debug)]
pub struct Wire {
    address: SocketAddr,
    send: Mutex<SendRequest<Full<Bytes>>>,
}

/// An answer as it came.
#[derive(Debug)]
pub struct Answer {
    head: HeaderMap,
    body: Bytes,
    trailers: Option<HeaderMap>,
}

async fn opened(address: SocketAddr) -> Result<SendRequest<Full<Bytes>>> {
    let stream = TcpStream::connect(address).await?;
    let (send, connection) = handshake(TokioExecutor::new(), TokioIo::new(stream)).await?;
    tokio::spawn(async move { drop(connection.await) });
    Ok(send)
}

impl Wire {
    /// Connects to a service.
    ///
    /// # Errors
    /// When it does not listen.
    pub async fn connect(address: SocketAddr) -> Result<Self> {
        Ok(Self { address, send: Mutex::new(opened(address).await?) })
    }

    /// The connection, open.
    async fn sender(&self) -> Result<SendRequest<Full<Bytes>>> {
        let mut send = self.send.lock().await;
        if send.is_closed() {
            *send = opened(self.address).await?;
        }
        Ok(send.clone())
    }

    /// One call with a message.
    ///
    /// # Errors
    /// When there is no answer.
    pub async fn call(&self, path: &str, headers: &[(&str, &str)], message: &impl Message) -> Result<Answer> {
        self.send(path, headers, framed(&message.encode_to_vec())?).await
    }

    /// One call with any bytes.
    ///
    /// # Errors
    /// When there is no answer.
    pub async fn send(&self, path: &str, headers: &[(&str, &str)], body: Bytes) -> Result<Answer> {
        let mut request = Request::post(format!("http://haetae{path}"))
            .header("content-type", "application/grpc")
            .header("te", "trailers");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Full::new(body))?;
        let mut send = self.sender().await?;
        let answer = async move {
            send.ready().await?;
            let (head, body) = send.send_request(request).await?.into_parts();
            let body = body.collect().await?;
            let trailers = body.trailers().cloned();
            anyhow::Ok(Answer { head: head.headers, body: body.to_bytes(), trailers })
        };
        timeout(PATIENCE, answer).await.context("the service never answered")?
    }
}

/// A message with its prefix.
///
/// # Errors
/// When it is longer than the prefix can say.
pub fn framed(message: &[u8]) -> Result<Bytes> {
    let length = u32::try_from(message.len())?.to_be_bytes();
    Ok([&[0], &length[..], message].concat().into())
}

impl Answer {
    /// How the call ended.
    ///
    /// # Errors
    /// When the answer does not say.
    pub fn status(&self) -> Result<Status> {
        let headers = self.trailers.as_ref().unwrap_or(&self.head);
        Status::from_header_map(headers).context("an answer without grpc-status")
    }

    /// The refusal this is.
    ///
    /// # Errors
    /// When it is none, or lacks details.
    pub fn refusal(&self) -> Result<Refusal> {
        let status = self.status()?;
        ensure!(status.code() != Code::Ok, "the call was not refused");
        Refusal::of(&status)
    }

    /// The message of a call that went well.
    ///
    /// # Errors
    /// When it did not.
    pub fn message<M: Message + Default>(&self) -> Result<M> {
        let status = self.status()?;
        ensure!(status.code() == Code::Ok, "{status:?}");
        Ok(M::decode(self.body.get(PREFIX..).context("no message")?)?)
    }

    /// Everything the caller can see but the date.
    pub fn visible(&self) -> (HeaderMap, Bytes, Option<HeaderMap>) {
        let mut head = self.head.clone();
        head.remove("date");
        (head, self.body.clone(), self.trailers.clone())
    }
}
