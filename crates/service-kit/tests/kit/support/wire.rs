//! A bare HTTP/2 client: tonic's own would act on `grpc-timeout` itself and hide what the server sent.

use std::{convert::Infallible, net::SocketAddr};

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Request};
use http_body_util::{BodyExt, Full, combinators::BoxBody};
use hyper::client::conn::http2::{SendRequest, handshake};
use hyper_util::rt::{TokioExecutor, TokioIo};
use prost::Message;
use tokio::{net::TcpStream, time::timeout};
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, StatusExt};

pub(crate) struct Wire {
    send: SendRequest<BoxBody<Bytes, Infallible>>,
}

/// An answer as it came.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    pub(crate) trailers: Option<HeaderMap>,
}

/// A message with its gRPC length prefix.
pub(crate) fn framed(message: &impl Message) -> Bytes {
    prefixed(&message.encode_to_vec())
}

fn prefixed(message: &[u8]) -> Bytes {
    let length = u32::try_from(message.len()).unwrap().to_be_bytes();
    [&[0], &length[..], message].concat().into()
}

impl Wire {
    pub(crate) async fn connect(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).await.unwrap();
        let (send, connection) = handshake(TokioExecutor::new(), TokioIo::new(stream)).await.unwrap();
        tokio::spawn(async move { drop(connection.await) });
        Self { send }
    }

    /// A client that takes as few bytes of headers as the strictest ones do.
    pub(crate) async fn strict(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).await.unwrap();
        let mut client = hyper::client::conn::http2::Builder::new(TokioExecutor::new());
        client.max_header_list_size(8 * 1024);
        let (send, connection) = client.handshake(TokioIo::new(stream)).await.unwrap();
        tokio::spawn(async move { drop(connection.await) });
        Self { send }
    }

    /// One call with a whole body.
    pub(crate) async fn call(&self, path: &str, headers: &[(&str, &str)], body: Bytes) -> Answer {
        self.send(path, headers, Full::new(body).boxed()).await
    }

    /// What HTTP says to any request.
    pub(crate) async fn raw(&self, request: Request<BoxBody<Bytes, Infallible>>) -> http::StatusCode {
        let mut send = self.send.clone();
        let answer = timeout(super::BOUND, async move {
            send.ready().await.unwrap();
            send.send_request(request).await.unwrap().status()
        });
        answer.await.expect("the server never answered")
    }

    /// One call with any body.
    pub(crate) async fn send(&self, path: &str, headers: &[(&str, &str)], body: BoxBody<Bytes, Infallible>) -> Answer {
        let mut request = Request::post(format!("http://server{path}"))
            .header("content-type", "application/grpc")
            .header("te", "trailers");
        for (name, value) in headers {
            request = request.header(*name, HeaderValue::from_str(value).unwrap());
        }
        let mut send = self.send.clone();
        let answer = timeout(super::BOUND, async move {
            send.ready().await.unwrap();
            let answer = send.send_request(request.body(body).unwrap()).await.unwrap();
            let (head, body) = answer.into_parts();
            let body = body.collect().await.unwrap();
            let trailers = body.trailers().cloned();
            Answer { headers: head.headers, body: body.to_bytes(), trailers }
        });
        answer.await.expect("the server never answered")
    }
}

impl Answer {
    pub(crate) fn status(&self) -> Status {
        let headers = self.trailers.as_ref().unwrap_or(&self.headers);
        Status::from_header_map(headers).expect("no grpc-status")
    }

    pub(crate) fn code(&self) -> Code {
        self.status().code()
    }

    pub(crate) fn details(&self) -> ErrorDetails {
        self.status().get_error_details()
    }

    /// `ErrorInfo.reason`, after checking what every error of ours has.
    pub(crate) fn reason(&self) -> String {
        let details = self.details();
        let info = details.error_info().expect("no ErrorInfo");
        assert_eq!(info.domain, "haetae");
        assert!(!details.localized_message().expect("no LocalizedMessage").message.is_empty());
        info.reason.clone()
    }

    /// Everything the caller can see, save the date.
    pub(crate) fn visible(&self) -> (Vec<(String, Vec<u8>)>, Bytes, bool) {
        let headers = self.headers.iter().filter(|(name, _)| *name != "date");
        let mut headers: Vec<_> = headers.map(|(name, value)| (name.to_string(), value.as_bytes().to_vec())).collect();
        headers.sort();
        (headers, self.body.clone(), self.trailers.is_some())
    }

    pub(crate) fn message<M: Message + Default>(&self) -> M {
        assert_eq!(self.code(), Code::Ok, "{:?}", self.status());
        M::decode(&self.body[5..]).unwrap()
    }
}
