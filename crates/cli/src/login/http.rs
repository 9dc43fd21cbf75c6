//! Calls of the identity provider, each on a connection of its own: there are a few in a sign-in.

use std::{error::Error, sync::Arc, time::Duration};

use http_body_util::{BodyExt as _, Full, Limited};
use hyper::{
    Method, Request, StatusCode, Uri,
    body::Bytes,
    client::conn::http1,
    header::{ACCEPT, CONTENT_TYPE, HOST},
};
use hyper_util::rt::TokioIo;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
};
use tokio_rustls::{
    TlsConnector,
    rustls::{ClientConfig, RootCertStore, crypto::aws_lc_rs, pki_types::ServerName},
};
use url::form_urlencoded;

use crate::{clients::Unreachable, failure::Failure, settings::secure};

/// Largest answer read: a document of discovery has a few kilobytes.
const LARGEST: usize = 1 << 20;

/// Why there is no answer.
type Cause = Box<dyn Error + Send + Sync>;

/// An answer: its status, and its body where that is JSON.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) body: serde_json::Value,
}

/// Reads a document.
///
/// # Errors
/// When the address would be reached in the clear, or there is no answer in time.
pub(super) async fn get(url: &str, within: Duration) -> Result<Answer, Failure> {
    call(Method::GET, url, String::new(), within).await
}

/// Sends a form.
///
/// # Errors
/// As [`get`].
pub(super) async fn post(url: &str, form: &[(&str, &str)], within: Duration) -> Result<Answer, Failure> {
    let form = form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
    call(Method::POST, url, form, within).await
}

async fn call(method: Method, url: &str, form: String, within: Duration) -> Result<Answer, Failure> {
    // Never in the clear: what goes here and comes back opens everything that the person may do.
    secure(url, false)?;
    let answered = tokio::time::timeout(within, exchange(method, url, form)).await;
    let answer = answered.unwrap_or_else(|_| Err("no answer in time".into()));
    answer.map_err(|cause| Unreachable { url: url.to_owned(), cause: cause.to_string() }.into())
}

async fn exchange(method: Method, url: &str, form: String) -> Result<Answer, Cause> {
    let uri: Uri = url.parse()?;
    let authority = uri.authority().ok_or("no host")?.clone();
    let encrypted = uri.scheme_str() == Some("https");
    let host = authority.host().trim_matches(['[', ']']).to_owned();
    let tcp = TcpStream::connect((host.as_str(), authority.port_u16().unwrap_or(if encrypted { 443 } else { 80 })));
    let tcp = tcp.await?;
    let path = uri.path_and_query().map_or("/", |path| path.as_str());
    let mut request = Request::builder().method(method).uri(path).header(HOST, authority.as_str());
    request = request.header(ACCEPT, "application/json");
    if !form.is_empty() {
        request = request.header(CONTENT_TYPE, "application/x-www-form-urlencoded");
    }
    let request = request.body(Full::new(Bytes::from(form)))?;
    if encrypted {
        let name = ServerName::try_from(host)?;
        send(request, TlsConnector::from(Arc::new(tls()?)).connect(name, tcp).await?).await
    } else {
        send(request, tcp).await
    }
}

async fn send(
    request: Request<Full<Bytes>>,
    connection: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
) -> Result<Answer, Cause> {
    let (mut sender, driver) = http1::handshake(TokioIo::new(connection)).await?;
    let driver = tokio::spawn(driver);
    let answer = sender.send_request(request).await?;
    let status = answer.status();
    let body = Limited::new(answer.into_body(), LARGEST).collect().await?.to_bytes();
    driver.abort();
    Ok(Answer { status, body: serde_json::from_slice(&body).unwrap_or_default() })
}

/// The certificates of the system, as for the services.
fn tls() -> Result<ClientConfig, Cause> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    let config = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()));
    Ok(config.with_safe_default_protocol_versions()?.with_root_certificates(roots).with_no_client_auth())
}
