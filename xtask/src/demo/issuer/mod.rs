//! The identity provider of the demo, so that `haetae login` works there too. For the demo only: it asks for no password,
//! listens on loopback, and lets anyone be any of the demo's people.

mod desk;
mod page;

use std::{convert::Infallible, sync::Arc};

use anyhow::{Context as _, Result};
use bytes::Bytes;
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::{Request, Response, body::Incoming, header::CONTENT_TYPE, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use tokio::{net::TcpListener, task::JoinHandle};

use self::desk::{Answer, Desk};
use crate::identity::Identity;

/// Largest form read.
const LARGEST: usize = 16 << 10;

/// An address for the issuer. It is part of every token, so it has to be known before there is one.
pub(super) struct Place {
    listener: TcpListener,
    url: String,
}

impl Place {
    /// On a port that the system chose.
    pub(super) async fn choose() -> Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.context("a port for the issuer")?;
        let url = format!("http://{}", listener.local_addr()?);
        Ok(Self { listener, url })
    }

    /// The `iss` of its tokens.
    pub(super) fn url(&self) -> &str {
        &self.url
    }

    /// Answers until the task is dropped.
    pub(super) fn serve(self, identity: Arc<Identity>) -> Serving {
        let desk = Arc::new(Desk::new(identity, self.url));
        Serving(tokio::spawn(async move {
            while let Ok((connection, _)) = self.listener.accept().await {
                let desk = Arc::clone(&desk);
                let answered = service_fn(move |request| answer(Arc::clone(&desk), request));
                tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(connection), answered));
            }
        }))
    }
}

/// Ends with this value.
pub(super) struct Serving(JoinHandle<()>);

impl Drop for Serving {
    fn drop(&mut self) {
        self.0.abort();
    }
}

async fn answer(desk: Arc<Desk>, request: Request<Incoming>) -> Result<Response<Full<Bytes>>, Infallible> {
    let (head, body) = request.into_parts();
    let form = Limited::new(body, LARGEST).collect().await.map(|body| body.to_bytes()).unwrap_or_default();
    let Answer { status, kind, text } = desk.answer(&head.method, head.uri.path(), head.uri.query(), &form);
    let mut response = Response::new(Full::new(Bytes::from(text)));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, kind);
    Ok(response)
}
