//! Listens and answers.

use std::{convert::Infallible, io, sync::Arc, time::Instant};

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::{Response, StatusCode, body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use tokio::{net::TcpListener, task::JoinHandle};

use crate::{
    answer::Answer,
    provider::{Provider, Settings},
    request::Request,
    routes,
};

/// Largest form read.
const LARGEST: usize = 16 << 10;

/// An address for a provider. It is part of every token, so it has to be known before there is one.
#[derive(Debug)]
pub struct Place {
    listener: TcpListener,
    url: String,
}

impl Place {
    /// On a loopback port that the system chose.
    ///
    /// # Errors
    /// When there is none.
    pub async fn choose() -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let url = format!("http://{}", listener.local_addr()?);
        Ok(Self { listener, url })
    }

    /// The `iss` of its tokens.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Answers until the value it returns is dropped.
    pub fn serve(self, settings: Settings) -> Serving {
        let provider = Arc::new(Provider::new(settings, self.url));
        Serving(tokio::spawn(async move {
            while let Ok((connection, _)) = self.listener.accept().await {
                let provider = Arc::clone(&provider);
                let answered = service_fn(move |request| answer(Arc::clone(&provider), request));
                tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(connection), answered));
            }
        }))
    }
}

/// Ends with this value.
#[derive(Debug)]
pub struct Serving(JoinHandle<()>);

impl Drop for Serving {
    fn drop(&mut self) {
        self.0.abort();
    }
}

async fn answer(
    provider: Arc<Provider>,
    request: hyper::Request<Incoming>,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let (head, body) = request.into_parts();
    let answer = match Limited::new(body, LARGEST).collect().await {
        Ok(body) => {
            let query = head.uri.query().unwrap_or_default();
            let body = body.to_bytes();
            let request = Request::new(head.method, head.uri.path(), query, &body, head.headers, Instant::now());
            routes::answer(&provider, &request)
        }
        Err(_) => Answer::refused(StatusCode::PAYLOAD_TOO_LARGE, "invalid_request"),
    };
    Ok(answer.into_response())
}
