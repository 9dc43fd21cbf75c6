//! A witness that remembers every confirmed commit, and judges what became of it.

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use async_nats::jetstream;
use base64::{Engine as _, prelude::BASE64_STANDARD};
use haetae_event_log::EVENTS;
use serde_json::{Value, json};

use crate::support::{Single, until};

/// A log: the id of the commit at each sequence that has one.
pub(super) type Content = BTreeMap<u64, String>;

/// How a round ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Ending {
    /// Nothing that was confirmed was lost.
    Whole,
    /// The log ends where it did, but something before that cannot be read any more; no number was given again. Readers
    /// stop there.
    Holed,
    /// Something that was confirmed was lost, and nothing was appended.
    Refused,
    /// The log went back, and something was appended all the same.
    Reused,
    /// The server does not start any more.
    Unusable,
}

#[derive(Default)]
pub(super) struct Witness {
    told: Mutex<Told>,
}

#[derive(Default)]
struct Told {
    confirmed: Content,
    before: Option<Content>,
    count: u64,
}

impl Witness {
    /// A caller got the answer that this commit has this sequence.
    pub(super) fn confirm(&self, sequence: u64, id: String) {
        let mut told = self.told();
        told.count += 1;
        told.confirmed.insert(sequence, id);
    }

    /// Confirmations so far.
    pub(super) fn count(&self) -> u64 {
        self.told().count
    }

    /// From here on nothing is confirmed by the server as it was.
    pub(super) fn crashed(&self) {
        let mut told = self.told();
        told.before = Some(told.confirmed.clone());
    }

    /// How much of what was confirmed before the crash is not in what is left.
    pub(super) fn lost(&self, left: &Content) -> u64 {
        let told = self.told();
        let lost = told.before().iter().filter(|(sequence, id)| left.get(sequence) != Some(id));
        lost.count() as u64
    }

    /// Whether the log that is left ends before something that was confirmed.
    pub(super) fn went_back(&self, left: &Content) -> bool {
        last(left) < last(self.told().before())
    }

    /// `left` is the log as the server found it after the crash, `end` as it is at last.
    pub(super) fn judge(&self, left: &Content, end: &Content) -> Ending {
        if self.went_back(left) {
            return if left == end { Ending::Refused } else { Ending::Reused };
        }
        assert!(left.iter().all(|(sequence, id)| end.get(sequence) == Some(id)), "something was lost later");
        match self.lost(left) {
            0 => Ending::Whole,
            _ if left == end => Ending::Refused,
            _ => Ending::Holed,
        }
    }

    fn told(&self) -> MutexGuard<'_, Told> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Told {
    fn before(&self) -> &Content {
        self.before.as_ref().unwrap_or(&self.confirmed)
    }
}

/// The last sequence.
fn last(content: &Content) -> u64 {
    content.last_key_value().map_or(0, |(sequence, _)| *sequence)
}

/// The log of a server, read past everything of ours.
pub(super) async fn content(server: &Single) -> Content {
    let js = jetstream::new(server.stranger().await);
    if js.get_stream(EVENTS).await.is_err() {
        // A server that forgot a stream may remember it as soon as it is made again, as every client does that connects.
        server.log().await;
    }
    let stream = js.get_stream(EVENTS).await.expect("the log");
    let (client, last) = (server.stranger().await, stream.cached_info().state.last_sequence);
    let mut content = Content::new();
    for sequence in 1..=last {
        let (subject, ask) = (format!("$JS.API.STREAM.MSG.GET.{EVENTS}"), json!({ "seq": sequence }).to_string());
        let asked = until("an answer", async || client.request(subject.clone(), ask.clone().into()).await.ok());
        let answer: Value = serde_json::from_slice(&asked.await.payload).expect("an answer");
        // Without the client's own reading: it gives up on a header that a flipped bit has spoilt.
        if let Some(headers) = answer["message"]["hdrs"].as_str() {
            let headers = BASE64_STANDARD.decode(headers).expect("headers");
            let headers = String::from_utf8_lossy(&headers).into_owned();
            let id = headers.lines().find_map(|line| line.strip_prefix("Nats-Msg-Id: ")).unwrap_or_default();
            content.insert(sequence, id.to_owned());
        }
    }
    content
}
