//! HTTP calls to the identity provider. A sign-in makes only a few, so each uses its own connection.

use std::{
    error::Error as StdError,
    sync::{Arc, OnceLock},
    time::Duration,
};

use http_body_util::{BodyExt as _, Full, Limited};
use hyper::{
    Method, Request, Uri,
    body::Bytes,
    client::conn::http1,
    header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HOST, HeaderValue},
    http::request::Builder,
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

use super::{answer::Answer, error::Error};
use crate::{address::secure, channels::Unreachable};

/// Maximum size of a response; a discovery document has a few kilobytes.
const LARGEST: usize = 1 << 20;

/// The cause of a missing response.
type Cause = Box<dyn StdError + Send + Sync>;

/// Reads a document.
///
/// # Errors
/// An error if the connection would be unencrypted, or if there is no response in time.
pub(super) async fn get(url: &str, within: Duration) -> Result<Answer, Error> {
    call(url, Request::builder(), String::new(), within).await
}

/// Sends a form, with the authentication header of a client with a secret.
///
/// # Errors
/// The same as for [`get`].
pub(super) async fn post(
    url: &str,
    form: &[(&str, &str)],
    authorization: Option<HeaderValue>,
    within: Duration,
) -> Result<Answer, Error> {
    let form = form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
    let mut request = Request::builder().method(Method::POST).header(CONTENT_TYPE, "application/x-www-form-urlencoded");
    if let Some(authorization) = authorization {
        request = request.header(AUTHORIZATION, authorization);
    }
    call(url, request, form, within).await
}

async fn call(url: &str, request: Builder, body: String, within: Duration) -> Result<Answer, Error> {
    // Never unencrypted: the request and the response carry everything needed to act as the person.
    secure(url, false)?;
    let answered = tokio::time::timeout(within, exchange(url, request, body)).await;
    let answer = answered.unwrap_or_else(|_| Err("no answer in time".into()));
    answer.map_err(|cause| Unreachable { url: url.to_owned(), cause: cause.to_string() }.into())
}

async fn exchange(url: &str, request: Builder, body: String) -> Result<Answer, Cause> {
    let uri: Uri = url.parse()?;
    let authority = uri.authority().ok_or("no host")?.clone();
    let encrypted = uri.scheme_str() == Some("https");
    let host = authority.host().trim_matches(['[', ']']).to_owned();
    let tcp = TcpStream::connect((host.as_str(), authority.port_u16().unwrap_or(if encrypted { 443 } else { 80 })));
    let tcp = tcp.await?;
    let path = uri.path_and_query().map_or("/", |path| path.as_str());
    let request = request.uri(path).header(HOST, authority.as_str()).header(ACCEPT, "application/json");
    let request = request.body(Full::new(Bytes::from(body)))?;
    if encrypted {
        let name = ServerName::try_from(host)?;
        send(request, TlsConnector::from(tls()?).connect(name, tcp).await?).await
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

/// The certificates of the system, as for the services. They are read once: there are hundreds.
fn tls() -> Result<Arc<ClientConfig>, Cause> {
    static CONFIG: OnceLock<Arc<ClientConfig>> = OnceLock::new();
    if let Some(config) = CONFIG.get() {
        return Ok(Arc::clone(config));
    }
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    let config = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()));
    let config = config.with_safe_default_protocol_versions()?.with_root_certificates(roots).with_no_client_auth();
    Ok(Arc::clone(CONFIG.get_or_init(|| Arc::new(config))))
}
