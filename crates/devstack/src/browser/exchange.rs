//! One request and its response, on a connection of its own.

use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::{
    HeaderMap, Method, Request, Response,
    body::Incoming,
    client::conn::http1::handshake,
    header::{HOST, HeaderValue},
};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use url::{Position, Url};

use super::Page;
use crate::{Error, Result, until::within};

/// Maximum wait for a page.
const BOUND: Duration = Duration::from_secs(60);

pub(super) async fn exchange(method: Method, url: &Url, headers: HeaderMap, body: Bytes) -> Result<Page> {
    within(BOUND, &format!("an answer of {url}"), asked(method, url, headers, body)).await
}

async fn asked(method: Method, url: &Url, headers: HeaderMap, body: Bytes) -> Result<Page> {
    let (head, body) = send(method, url, headers, body).await?.into_parts();
    let body = body.collect().await.map_err(|error| Error::page(url, error))?.to_bytes();
    let text = String::from_utf8_lossy(&body).into_owned();
    Ok(Page { url: url.clone(), status: head.status.as_u16(), headers: head.headers, text })
}

/// The answer, before its body is read.
pub(super) async fn send(method: Method, url: &Url, headers: HeaderMap, body: Bytes) -> Result<Response<Incoming>> {
    let failed = |error: &dyn std::fmt::Display| Error::page(url, error);
    let authority = &url[Position::BeforeHost..Position::AfterPort];
    let stream = TcpStream::connect(authority).await.map_err(|error| failed(&error))?;
    let (mut send, connection) = handshake(TokioIo::new(stream)).await.map_err(|error| failed(&error))?;
    tokio::spawn(async move { drop(connection.await) });
    let mut request = Request::new(Full::new(body));
    *request.method_mut() = method;
    *request.uri_mut() = url[Position::BeforePath..Position::AfterQuery].parse().map_err(|error| failed(&error))?;
    *request.headers_mut() = headers;
    request.headers_mut().insert(HOST, HeaderValue::from_str(authority).map_err(|error| failed(&error))?);
    send.send_request(request).await.map_err(|error| failed(&error))
}
