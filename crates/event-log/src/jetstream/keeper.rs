//! Keeps the gate: opens it on a connection whose log was compared with what everybody knows of it, and compares again
//! every few seconds.
//!
//! After a start of the server, whoever connects first may know less of the log than others, or than it lost. So nobody
//! writes before everybody on the list of members said what they know, or had the time to.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use async_nats::{Subscriber, jetstream::stream::Config};
use futures::StreamExt as _;
use tokio::{
    sync::oneshot,
    time::{Instant, interval, sleep, sleep_until, timeout},
};

use super::{
    Options,
    compare::compare,
    connect::PAUSE,
    gate::Gate,
    line::Line,
    members, stream,
    view::View,
    wire,
    words::{Mark, SUBJECT, Word},
};
use crate::{ReadError, unique::unique};

/// How often the log is compared with what is known of it.
const COMPARE: Duration = Duration::from_secs(3);

/// How soon when it could not be read.
const AGAIN: Duration = Duration::from_millis(300);

/// How long a member is waited for after a start of the server. Longer than a living one needs to connect: it tries every
/// [`PAUSE`], and gives an attempt up after 3 s.
const PATIENCE: Duration = Duration::from_secs(4);

/// How often those who are missing are asked for.
const ASK: Duration = Duration::from_millis(250);

/// How long leaving may take.
const FAREWELL: Duration = Duration::from_secs(1);

/// See the module.
pub(super) struct Keeper {
    options: Options,
    /// The log's settings.
    events: Config,
    gate: Arc<Gate>,
    /// The name on the list.
    id: String,
    /// The server whose log was found whole after it started.
    whole: Option<String>,
    /// What others said was in the log and was not looked for yet.
    told: BTreeMap<String, Mark>,
    /// Whether anything was heard since the last look.
    news: bool,
}

impl Keeper {
    pub(super) fn new(options: Options, events: Config, gate: Arc<Gate>, view: &View) -> Self {
        let name = options.client_name.replace(|c: char| !c.is_ascii_alphanumeric(), "-");
        Self {
            id: format!("{name}-{}", unique(&view.client)),
            options,
            events,
            gate,
            whole: None,
            told: BTreeMap::new(),
            news: false,
        }
    }

    /// Runs for ever; `compared` is told of the first comparison, however it ended.
    pub(super) async fn run(&mut self, compared: oneshot::Sender<()>) {
        let mut compared = Some(compared);
        loop {
            match Line::open(&self.options).await {
                Ok(line) => {
                    let held = line.lost.run_until_cancelled(self.hold(&line, &mut compared)).await;
                    self.gate.close();
                    match held {
                        Some(error) => tracing::warn!(%error, "the log cannot be compared; writes wait"),
                        None => tracing::warn!("the connection for commits is gone; writes wait"),
                    }
                }
                Err(error) => tracing::debug!(%error, "no connection for commits yet; writes wait"),
            }
            sleep(PAUSE).await;
        }
    }

    /// Takes this one off the list of members: nobody waits for it any more.
    pub(super) async fn leave(&self, view: &View) {
        if let Ok(Err(error)) = timeout(FAREWELL, members::leave(view, &self.id)).await {
            tracing::debug!(%error, "the list of members could not be left");
        }
    }

    /// As long as the connection holds; gives why it is of no use.
    async fn hold(&mut self, line: &Line, compared: &mut Option<oneshot::Sender<()>>) -> ReadError {
        match self.join(line).await {
            Ok(mut words) => self.attend(line, &mut words, compared).await,
            Err(error) => error,
        }
    }

    /// Says who is here and hears everybody out; gives what they say from then on.
    async fn join(&mut self, line: &Line) -> Result<Subscriber, ReadError> {
        // Before anything is said: whoever comes later is heard, whoever came earlier is asked.
        let mut words = line.view.client.subscribe(SUBJECT).await.map_err(wire::unavailable)?;
        // A server that forgot a stream may remember it as soon as it is made again. If not, it is seen to be empty.
        let any_room = self.options.max_bytes.is_none();
        stream::ensure(&line.view.client, &self.events, any_room).await.map_err(wire::unavailable)?;
        members::ensure(&line.view, self.options.replicas).await.map_err(wire::unavailable)?;
        let mut missing = members::present(&line.view).await?;
        members::join(&line.view, &self.id).await?;
        self.say(line, true).await?;
        missing.remove(&self.id);
        let (end, mut ask) = (Instant::now() + PATIENCE, interval(ASK));
        while !missing.is_empty() && self.whole.as_ref() != Some(&line.server) {
            tokio::select! {
                word = words.next() => if let Some(word) = self.hear(line, word).await? {
                    missing.remove(&word.from);
                    if word.whole.as_ref() == Some(&line.server) {
                        break;
                    }
                },
                _ = ask.tick() => self.say(line, true).await?,
                () = sleep_until(end) => {
                    tracing::warn!(?missing, "no answer from these; they are not waited for any more");
                    for gone in &missing {
                        members::leave(&line.view, gone).await?;
                    }
                    break;
                }
            }
        }
        Ok(words)
    }

    /// Compares, opens the gate, and answers those who ask.
    async fn attend(
        &mut self,
        line: &Line,
        words: &mut Subscriber,
        compared: &mut Option<oneshot::Sender<()>>,
    ) -> ReadError {
        loop {
            let looked = self.look(line).await;
            if looked && let Some(compared) = compared.take() {
                // Nobody waits any more when this fails.
                let _ = compared.send(());
            }
            let next = Instant::now() + if looked { COMPARE } else { AGAIN };
            while !self.news {
                let heard = tokio::select! {
                    word = words.next() => self.hear(line, word).await,
                    () = sleep_until(next) => break,
                };
                if let Err(error) = heard {
                    return error;
                }
            }
        }
    }

    /// Opens the gate if the log is whole; gives whether that is known.
    async fn look(&mut self, line: &Line) -> bool {
        self.news = false;
        let told: Vec<Mark> = self.told.values().cloned().collect();
        let regressed = self.gate.is_regressed();
        match compare(&line.view, &self.gate, &told, self.options.public_key.as_ref()).await {
            Ok(()) => {
                self.told.clear();
                if self.gate.open(&line.view.client) && self.whole.as_ref() != Some(&line.server) {
                    self.whole = Some(line.server.clone());
                    // Whoever still waits for somebody need not any more.
                    return self.say(line, false).await.is_ok();
                }
                true
            }
            Err(ReadError::Gap { .. }) => {
                self.told.clear();
                // Others may not know what was missed here.
                regressed || self.say(line, false).await.is_ok()
            }
            Err(ReadError::Unavailable(cause)) => {
                tracing::warn!(%cause, "the log cannot be looked at yet");
                false
            }
        }
    }

    async fn say(&self, line: &Line, asks: bool) -> Result<(), ReadError> {
        let known = self.gate.known();
        let whole = self.whole.clone().filter(|server| *server == line.server);
        let word = Word { from: self.id.clone(), known, latest: Mark::latest(&self.gate), whole, asks };
        word.say(&line.view.client).await
    }

    /// Takes note of what somebody else says, and answers.
    async fn hear(&mut self, line: &Line, word: Option<async_nats::Message>) -> Result<Option<Word>, ReadError> {
        let word = word.ok_or_else(|| wire::unavailable("the connection was closed"))?;
        let Some(word) = Word::parse(&word.payload).filter(|word| word.from != self.id) else { return Ok(None) };
        self.news = true;
        self.gate.saw(word.known);
        if let Some(mark) = &word.latest {
            self.told.insert(word.from.clone(), mark.clone());
        }
        if word.asks {
            self.say(line, false).await?;
        }
        Ok(Some(word))
    }
}
