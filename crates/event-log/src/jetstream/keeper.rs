//! The keeper opens the gate on a connection once the log was compared with what every member knows of it, and
//! repeats the comparison every few seconds.
//!
//! After a server start, the first member to connect may know less of the log than other members, and less than the
//! server lost. Therefore no member writes until every listed member has reported what it knows, or has had the time
//! to.

mod exchange;
mod look;

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use async_nats::{Subscriber, jetstream::stream::Config};
use futures::StreamExt as _;
use haetae_domain::causes::with_causes;
use tokio::{
    sync::oneshot,
    time::{Instant, interval, sleep, sleep_until, timeout},
};

use super::{
    Options,
    clocks::Clocks,
    connect::PAUSE,
    gate::{Gate, State},
    members,
    report::{Mark, SUBJECT},
    session::Session,
    stream,
    view::View,
    wire,
};
use crate::{ReadError, unique::unique};

/// Interval of comparing the log with what is known of it.
const COMPARE: Duration = Duration::from_secs(3);

/// The same while it cannot be read.
const AGAIN: Duration = Duration::from_millis(300);

/// Time to wait for a member after a server start. Longer than a running member needs to connect: it retries every
/// [`PAUSE`] and abandons an attempt after 3 s.
const PATIENCE: Duration = Duration::from_secs(4);

/// How often missing members are asked to answer.
const ASK: Duration = Duration::from_millis(250);

/// Time-out of the first request on a new connection. A cluster that has just lost its leader answers nothing until
/// it has elected another; short attempts detect the new leader soon. Each further attempt gets twice the time, up to
/// the request time-out, for slow servers.
const FIRST_TRY: Duration = Duration::from_millis(500);

/// Failed comparisons after which the keeper reconnects with longer time-outs.
const LOOKS: u32 = 3;

/// Interval of asking for an archive's report.
const ASK_ARCHIVE: Duration = Duration::from_millis(500);

/// Time limit for leaving.
const FAREWELL: Duration = Duration::from_secs(1);

/// See the module.
pub(super) struct Keeper {
    options: Options,
    /// The log's settings.
    events: Config,
    gate: Arc<Gate>,
    clocks: Arc<Clocks>,
    /// The name on the list.
    id: String,
    /// The server whose log was found complete after its start.
    whole: Option<String>,
    /// The server whose log was found to contain everything an archive has.
    archived: Option<String>,
    /// Whether an archive was heard over this connection.
    heard_archive: bool,
    /// Commits that other members reported and that have not been looked up yet.
    told: BTreeMap<String, Mark>,
    /// Whether anything was heard since the last look.
    news: bool,
    /// Consecutive connections on which the log could not be compared.
    in_vain: u32,
    /// When the keeper measures next how much the server stores.
    measure: Instant,
    /// When this member renews its entry in the list.
    renew: Instant,
}

impl Keeper {
    pub(super) fn new(options: Options, events: Config, (gate, clocks): (Arc<Gate>, Arc<Clocks>), view: &View) -> Self {
        let name = options.client_name.replace(|c: char| !c.is_ascii_alphanumeric(), "-");
        Self {
            id: format!("{name}-{}", unique(&view.client)),
            options,
            events,
            gate,
            clocks,
            whole: None,
            archived: None,
            heard_archive: false,
            told: BTreeMap::new(),
            news: false,
            in_vain: 0,
            measure: Instant::now(),
            renew: Instant::now(),
        }
    }

    /// Runs for ever; notifies `compared` of the first comparison, however it ended.
    pub(super) async fn run(&mut self, compared: oneshot::Sender<()>) {
        let mut compared = Some(compared);
        loop {
            match Session::open(&self.options, &self.gate, self.patience()).await {
                Ok(session) => {
                    let held = session.lost.run_until_cancelled(self.hold(&session, &mut compared)).await;
                    self.gate.close();
                    match held {
                        Some(error) => {
                            self.gate.contact.failed(with_causes(&error));
                            tracing::warn!(error = with_causes(&error), "the log cannot be compared; writes wait");
                        }
                        None => tracing::warn!("lost the connection for commits; writes wait"),
                    }
                }
                Err(error) if error.is_refusal() => {
                    self.gate.contact.refused(with_causes(&error));
                    tracing::debug!(error = with_causes(&error), "the log's server refuses the credentials");
                }
                Err(error) => {
                    self.gate.contact.failed(with_causes(&error));
                    tracing::debug!(error = with_causes(&error), "not connected for commits yet; writes wait");
                }
            }
            sleep(PAUSE).await;
        }
    }

    fn patience(&self) -> Duration {
        (FIRST_TRY * (1 << self.in_vain.min(6))).min(self.options.request_timeout)
    }

    /// Removes this process from the list of members, so that no other member waits for it.
    pub(super) async fn leave(&self, view: &View) {
        if let Ok(Err(error)) = timeout(FAREWELL, members::leave(view, &self.id)).await {
            tracing::debug!(
                error = with_causes(&error),
                "this member's entry in the list of members could not be removed"
            );
        }
    }

    /// Puts this process on the list of members.
    async fn enlist(&mut self, view: &View) -> Result<(), ReadError> {
        members::join(view, &self.id).await?;
        self.renew = Instant::now() + members::RENEW;
        Ok(())
    }

    /// Keeps this process on the list of members.
    async fn stay(&mut self, view: &View) -> Result<(), ReadError> {
        members::stay(view, &self.id, self.options.replicas, self.options.rooms).await?;
        if self.renew <= Instant::now() { self.enlist(view).await } else { Ok(()) }
    }

    /// Runs as long as the connection is of use; returns why it no longer is.
    async fn hold(&mut self, session: &Session, compared: &mut Option<oneshot::Sender<()>>) -> ReadError {
        self.in_vain = self.in_vain.saturating_add(1);
        match self.join(session).await {
            Ok(mut reports) => self.attend(session, &mut reports, compared).await,
            Err(error) => error,
        }
    }

    /// Joins the members and waits for each member's answer; returns the subscription to their later reports.
    async fn join(&mut self, session: &Session) -> Result<Subscriber, ReadError> {
        self.heard_archive = false;
        // Subscribe before reporting: later members are heard, and earlier members are asked.
        let mut reports = session.view.client.subscribe(SUBJECT).await.map_err(wire::unavailable)?;
        // A server that forgot a stream may recover it when the stream is created again. If it does not, the stream
        // turns out to be empty.
        let any_room = self.options.max_bytes.is_none();
        stream::ensure(&session.view.client, &self.events, any_room).await.map_err(wire::unavailable)?;
        members::ensure(&session.view, self.options.replicas, self.options.rooms).await.map_err(wire::unavailable)?;
        let mut missing = members::present(&session.view).await?;
        self.gate.contact.heard();
        self.enlist(&session.view).await?;
        self.say(session, true).await?;
        missing.remove(&self.id);
        let (end, mut ask) = (Instant::now() + PATIENCE, interval(ASK));
        while !missing.is_empty() && self.whole.as_ref() != Some(&session.server) {
            tokio::select! {
                report = reports.next() => if let Some(report) = self.hear(session, report).await? {
                    missing.remove(&report.from);
                    if report.whole.as_ref() == Some(&session.server) {
                        break;
                    }
                },
                _ = ask.tick() => self.say(session, true).await?,
                () = sleep_until(end) => {
                    tracing::warn!(?missing, "these members did not answer and are no longer waited for");
                    for gone in &missing {
                        members::leave(&session.view, gone).await?;
                    }
                    break;
                }
            }
        }
        Ok(reports)
    }

    /// Compares the log, opens the gate, and answers other members' questions.
    async fn attend(
        &mut self,
        session: &Session,
        reports: &mut Subscriber,
        compared: &mut Option<oneshot::Sender<()>>,
    ) -> ReadError {
        let (mut view, mut failures, mut ask) = (session.view.clone(), 0, Instant::now());
        loop {
            let looked = self.look(session, &view).await;
            if looked && self.in_vain > 0 {
                // The log was compared: from now on, a slow answer is better than none.
                view = match View::new(session.view.client.clone(), self.options.request_timeout).await {
                    Ok(view) => view,
                    Err(error) => return wire::unavailable(error),
                };
            }
            (self.in_vain, failures) = if looked { (0, 0) } else { (self.in_vain, failures + 1) };
            if failures == LOOKS {
                return wire::unavailable("the log cannot be compared");
            }
            if looked && let Some(compared) = compared.take() {
                // This fails when the connecting call no longer waits.
                let _ = compared.send(());
            }
            if looked && let Err(error) = self.stay(&view).await {
                // Writes need no list before the server starts again.
                tracing::warn!(
                    error = with_causes(&error),
                    "this member could not renew its entry in the list of members"
                );
            }
            let waits = self.gate.state() == State::Unarchived;
            // Do not ask on every received report, because other members wait and ask as well.
            if waits && ask <= Instant::now() {
                ask = Instant::now() + ASK_ARCHIVE;
                if let Err(error) = self.say(session, true).await {
                    return error;
                }
            }
            let pause = if waits { ASK_ARCHIVE } else { COMPARE };
            let next = Instant::now() + if looked { pause } else { AGAIN };
            while !self.news {
                let heard = tokio::select! {
                    report = reports.next() => self.hear(session, report).await,
                    () = sleep_until(next) => break,
                };
                if let Err(error) = heard {
                    return error;
                }
            }
        }
    }
}
