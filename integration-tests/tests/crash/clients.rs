//! Clients that never give up: each command is sent with the same `request_id` until it is answered, and written down.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use haetae_integration_tests::{
    Caller, Refusal,
    checker::ledger::{Answer, Asked, Caller as Who, Command, Ledger, Read},
};
use haetae_service_kit::{clock, token};
use jiff::Timestamp;
use rand::{RngExt as _, rngs::StdRng, seq::IndexedRandom as _};
use tokio::time::{sleep, timeout};
use tonic::{Code, Request, Response, Status};
use uuid::{Builder, Uuid};

use crate::requests;

/// Reviews remembered for judging: the newest ones.
const REMEMBERED: usize = 60;
/// What a call may take beyond its deadline before the client hangs up.
const GRACE: Duration = Duration::from_secs(1);

/// Reasons that go away when everything runs again.
const PASSING: [&str; 4] = ["STORE_UNAVAILABLE", "OUTCOME_UNKNOWN", "PROJECTION_LAGGING", "DEADLINE_EXCEEDED"];

/// What all clients of a run share and write down.
#[derive(Debug, Default)]
pub(crate) struct Notebook {
    ledger: Mutex<Ledger>,
    /// Requester and id of the newest reviews.
    reviews: Mutex<Vec<(usize, String)>>,
    /// Times an attempt failed and was made again, by what the client saw.
    retries: Mutex<BTreeMap<String, u64>>,
    /// Answers that no failing server explains.
    surprises: Mutex<Vec<String>>,
    /// When the attempt that was answered began, of commands that needed more than one.
    repeated: Mutex<Vec<(Uuid, Timestamp)>>,
    stop: AtomicBool,
}

impl Notebook {
    pub(crate) fn stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }

    pub(crate) fn ledger(&self) -> Ledger {
        lock(&self.ledger).clone()
    }

    pub(crate) fn retries(&self) -> BTreeMap<String, u64> {
        lock(&self.retries).clone()
    }

    pub(crate) fn surprises(&self) -> Vec<String> {
        lock(&self.surprises).clone()
    }

    pub(crate) fn repeated(&self) -> Vec<(Uuid, Timestamp)> {
        lock(&self.repeated).clone()
    }

    fn surprise(&self, what: String) {
        lock(&self.surprises).push(what);
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// One client: asks for reviews, judges those of others, reads what it wrote.
pub(crate) struct Client {
    pub(crate) number: usize,
    pub(crate) who: Who,
    pub(crate) caller: Caller,
    pub(crate) rng: StdRng,
    pub(crate) notebook: Arc<Notebook>,
}

/// How an attempt ended.
enum Attempt<T> {
    Answered(T),
    Refused(Refusal),
    Again,
}

impl Client {
    /// Works until told to stop; a command that was begun is finished first.
    pub(crate) async fn work(mut self) {
        while !self.notebook.stop.load(Ordering::Relaxed) {
            match self.rng.random_range(0..10) {
                0..4 => self.submit().await,
                4..9 => self.judge().await,
                _ => self.read().await,
            }
            let pause = self.rng.random_range(1..15);
            sleep(Duration::from_millis(pause)).await;
        }
    }

    async fn submit(&mut self) {
        let request_id = self.id();
        let request = requests::submission(request_id, &mut self.rng);
        let mut intake = self.caller.intake();
        let answer =
            self.insist(request_id, async |deadline| intake.submit_review(within(request.clone(), deadline)).await);
        let answer = match answer.await {
            Ok(answer) => {
                let review_id = answer.review.map(|review| review.review_id).unwrap_or_default();
                remember(&mut lock(&self.notebook.reviews), (self.number, review_id.clone()));
                acknowledged(review_id, &answer.etag, &answer.consistency_token)
            }
            Err(refusal) => {
                self.notebook.surprise(format!("a submission was refused: {refusal:?}"));
                Answer::Refused
            }
        };
        self.write_down(request_id, Command::Submit(request), answer);
    }

    async fn judge(&mut self) {
        let others: Vec<_> =
            lock(&self.notebook.reviews).iter().filter(|(by, _)| *by != self.number).cloned().collect();
        let Some((_, review_id)) = others.choose(&mut self.rng) else { return };
        let mut checkpoint = self.caller.checkpoint();
        let asked = requests::checklist(review_id);
        let list =
            self.insist(Uuid::nil(), async |deadline| checkpoint.get_checklist(within(asked.clone(), deadline)).await);
        let list = match list.await {
            Ok(list) => list,
            // Not generated yet: risk or checkpoint may be dead.
            Err(refusal) if refusal.reason == "CHECKLIST_NOT_FOUND" => return,
            Err(refusal) => return self.notebook.surprise(format!("a checklist was refused: {refusal:?}")),
        };
        let request_id = self.id();
        let request = requests::verdicts(request_id, &list, &mut self.rng);
        let mut checkpoint = self.caller.checkpoint();
        let answer = self
            .insist(request_id, async |deadline| checkpoint.record_verdicts(within(request.clone(), deadline)).await);
        let answer = match answer.await {
            Ok(answer) => acknowledged(request.review_id.clone(), &answer.etag, &answer.consistency_token),
            // Somebody else judged meanwhile: this command had no effect and never will.
            Err(refusal) if refusal.code == Code::Aborted => Answer::Refused,
            Err(refusal) => {
                self.notebook.surprise(format!("verdicts were refused: {refusal:?}"));
                Answer::Refused
            }
        };
        self.write_down(request_id, Command::Judge(request), answer);
    }

    /// Reads the timeline of a review with the token of a write on it.
    async fn read(&mut self) {
        let written = lock(&self.notebook.ledger).commands.iter().rev().take(REMEMBERED).find_map(acknowledged_at);
        let Some((review_id, position)) = written else { return };
        let asked = requests::timeline(&review_id, position);
        let mut dashboard = self.caller.dashboard();
        let answer =
            self.insist(Uuid::nil(), async |deadline| dashboard.get_timeline(within(asked.clone(), deadline)).await);
        match answer.await {
            Ok(answer) => {
                let shown = answer.entries.iter().map(|entry| entry.sequence).collect();
                lock(&self.notebook.ledger).reads.push(Read { review_id, position, shown });
            }
            Err(refusal) => self.notebook.surprise(format!("a timeline was refused: {refusal:?}")),
        }
    }

    /// Calls until there is an answer.
    async fn insist<T>(
        &mut self,
        request_id: Uuid,
        mut call: impl AsyncFnMut(Duration) -> Result<Response<T>, Status>,
    ) -> Result<T, Refusal> {
        let mut attempts = 0;
        loop {
            attempts += 1;
            let began = clock::now();
            let deadline = Duration::from_millis(self.rng.random_range(200..4_000));
            let answer = timeout(deadline + GRACE, call(deadline)).await;
            match self.judge_attempt(answer.unwrap_or_else(|_| Err(Status::deadline_exceeded("no answer")))) {
                Attempt::Again => sleep(Duration::from_millis(self.rng.random_range(10..100))).await,
                Attempt::Refused(refusal) => return Err(refusal),
                Attempt::Answered(answer) => {
                    if attempts > 1 && !request_id.is_nil() {
                        lock(&self.notebook.repeated).push((request_id, began));
                    }
                    return Ok(answer);
                }
            }
        }
    }

    fn judge_attempt<T>(&self, answer: Result<Response<T>, Status>) -> Attempt<T> {
        let status = match answer {
            Ok(answer) => return Attempt::Answered(answer.into_inner()),
            Err(status) => status,
        };
        let seen = match Refusal::of(&status) {
            Ok(refusal) if PASSING.contains(&refusal.reason.as_str()) => refusal.reason,
            Ok(refusal) => return Attempt::Refused(refusal),
            // Without details it is no answer of a service: the connection broke, or the client gave up.
            Err(_) => format!("{:?} of the connection", status.code()),
        };
        *lock(&self.notebook.retries).entry(seen).or_default() += 1;
        Attempt::Again
    }

    fn write_down(&self, request_id: Uuid, command: Command, answer: Answer) {
        let caller = self.who.clone();
        lock(&self.notebook.ledger).commands.push(Asked { request_id, caller, command, answer });
    }

    fn id(&mut self) -> Uuid {
        Builder::from_random_bytes(self.rng.random()).into_uuid()
    }
}

fn remember(reviews: &mut Vec<(usize, String)>, review: (usize, String)) {
    reviews.push(review);
    if reviews.len() > REMEMBERED {
        reviews.remove(0);
    }
}

/// A token that cannot be read counts as sequence 0, which no commit has.
fn acknowledged(review_id: String, etag: &str, position: &str) -> Answer {
    let etag = token::parse_etag(etag).unwrap_or_default();
    let position = token::parse_consistency_token(position).ok().flatten().unwrap_or_default();
    Answer::Acknowledged { review_id, etag, position }
}

fn acknowledged_at(asked: &Asked) -> Option<(String, u64)> {
    match &asked.answer {
        Answer::Acknowledged { review_id, position, .. } => Some((review_id.clone(), *position)),
        Answer::Refused | Answer::Unknown => None,
    }
}

fn within<T>(message: T, deadline: Duration) -> Request<T> {
    let mut request = Request::new(message);
    request.set_timeout(deadline);
    request
}
