//! Server-sent events, as a browser takes them.

use std::time::Duration;

use bytes::Bytes;
use http_body_util::BodyExt as _;
use hyper::{
    HeaderMap,
    body::Incoming,
    header::{HeaderName, HeaderValue},
};
use url::Url;

use super::{Browser, exchange::send};
use crate::{Error, Result, until::within};

/// The header that names the last event.
const LAST: HeaderName = HeaderName::from_static("last-event-id");
/// Maximum wait for an event.
const BOUND: Duration = Duration::from_secs(60);

/// A stream of events. It is closed when this value is dropped.
#[derive(Debug)]
pub struct Events {
    url: Url,
    /// The status of the answer; there are events with 200 only.
    pub status: u16,
    /// The headers of the answer.
    pub headers: HeaderMap,
    /// The id of the last event.
    pub last: String,
    body: Incoming,
    text: String,
}

impl Browser {
    /// Asks for events, after the one with the id `last`, if there is one.
    ///
    /// # Errors
    /// An error if there is no response.
    pub async fn events(&mut self, url: &str, last: &str) -> Result<Events> {
        let url = super::parsed(url)?;
        let mut headers = self.headers(&url)?;
        if !last.is_empty() {
            headers.insert(LAST, HeaderValue::from_str(last).map_err(|error| Error::page(&url, error))?);
        }
        let asked = send(hyper::Method::GET, &url, headers, Bytes::new());
        let (head, body) = within(BOUND, &format!("an answer of {url}"), asked).await?.into_parts();
        self.cookies.take(&head.headers);
        let (status, last) = (head.status.as_u16(), last.to_owned());
        Ok(Events { url, status, headers: head.headers, last, body, text: String::new() })
    }
}

impl Events {
    /// The data of the next event that has some; none at the end of the stream.
    ///
    /// # Errors
    /// An error if neither arrives, or if the connection breaks.
    pub async fn next(&mut self) -> Result<Option<String>> {
        let what = format!("an event of {}", self.url);
        within(BOUND, &what, self.data()).await
    }

    async fn data(&mut self) -> Result<Option<String>> {
        loop {
            while let Some((event, rest)) = self.text.split_once("\n\n") {
                let fields: Vec<_> = event.lines().filter_map(|line| line.split_once(": ")).collect();
                let field = |name: &str| fields.iter().find(|(field, _)| *field == name).map(|(_, value)| *value);
                let data = field("data").map(str::to_owned);
                if let Some(id) = field("id") {
                    id.clone_into(&mut self.last);
                }
                self.text = rest.to_owned();
                if data.is_some() {
                    return Ok(data);
                }
            }
            let Some(frame) = self.body.frame().await else { return Ok(None) };
            let frame = frame.map_err(|error| Error::page(&self.url, error))?;
            if let Some(bytes) = frame.data_ref() {
                self.text.push_str(&String::from_utf8_lossy(bytes));
            }
        }
    }
}
