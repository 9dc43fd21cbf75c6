//! Callers who submit without pause and write down what was acknowledged.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use anyhow::{Result, ensure};
use haetae_client::not_taken;
use haetae_integration_tests::{Caller, Entry, eventually, samples};
use haetae_proto::intake::v1::{SubmitReviewRequest, SubmitReviewResponse};
use tokio::task::JoinSet;
use tonic::{Code, Status};

/// Callers at work. Each submits one review after the other until a request fails or the test stops them.
pub(crate) struct Load {
    callers: JoinSet<Option<(SubmitReviewRequest, Status)>>,
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    stop: AtomicBool,
    acknowledged: Mutex<BTreeMap<String, (SubmitReviewRequest, SubmitReviewResponse)>>,
}

/// What the callers wrote down.
pub(crate) struct Written {
    /// What was acknowledged, by the id of the review.
    pub(crate) acknowledged: BTreeMap<String, (SubmitReviewRequest, SubmitReviewResponse)>,
    /// What was not answered, and why.
    pub(crate) unanswered: Vec<(SubmitReviewRequest, Status)>,
}

impl Load {
    pub(crate) fn start(caller: &Caller, callers: usize) -> Self {
        let shared = Arc::new(Shared::default());
        let mut running = JoinSet::new();
        for _ in 0..callers {
            running.spawn(submit_on(caller.clone(), Arc::clone(&shared)));
        }
        Self { callers: running, shared }
    }

    /// Waits until so much was acknowledged.
    pub(crate) async fn acknowledged(&self, count: usize) -> Result<()> {
        let enough = async || Ok((self.shared.acknowledged().len() >= count).then_some(()));
        eventually("enough load", enough).await
    }

    /// Waits until no call is answered any more.
    pub(crate) async fn broken(self) -> Written {
        let ends = self.callers.join_all().await;
        let acknowledged = std::mem::take(&mut *self.shared.acknowledged());
        Written { acknowledged, unanswered: ends.into_iter().flatten().collect() }
    }

    /// Tells every caller to stop after the current call.
    pub(crate) async fn stop(self) -> Written {
        self.shared.stop.store(true, Ordering::Relaxed);
        self.broken().await
    }
}

impl Shared {
    fn acknowledged(&self) -> std::sync::MutexGuard<'_, BTreeMap<String, (SubmitReviewRequest, SubmitReviewResponse)>> {
        self.acknowledged.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn submit_on(caller: Caller, shared: Arc<Shared>) -> Option<(SubmitReviewRequest, Status)> {
    while !shared.stop.load(Ordering::Relaxed) {
        let request = samples::harmless();
        match caller.intake().submit_review(request.clone()).await {
            Ok(answer) => {
                let answer = answer.into_inner();
                let id = answer.review.clone().unwrap_or_default().review_id;
                shared.acknowledged().insert(id, (request, answer));
            }
            Err(status) => return Some((request, status)),
        }
    }
    None
}

/// How often each review was submitted, scored and given a checklist.
pub(crate) fn effects(entries: &[Entry]) -> BTreeMap<String, [usize; 3]> {
    use haetae_proto::event::v1::event::Event;
    let mut effects = BTreeMap::new();
    for entry in entries {
        for event in entry.events() {
            let kinds = [
                matches!(event, Event::ReviewSubmitted(_)),
                matches!(event, Event::RiskAssessed(_)),
                matches!(event, Event::DiagnosisGenerated(_)),
            ];
            if let Some(place) = kinds.iter().position(|is| *is) {
                effects.entry(entry.commit.aggregate_id.clone()).or_insert([0; 3])[place] += 1;
            }
        }
    }
    effects
}

impl Written {
    /// Asks again for everything that was not answered and writes down the answers.
    pub(crate) async fn ask_again(&mut self, caller: &Caller) -> Result<()> {
        for (request, status) in std::mem::take(&mut self.unanswered) {
            // A lost connection, or a service on its way out; never a wrong answer.
            let away = matches!(status.code(), Code::Unavailable | Code::Cancelled | Code::Unknown);
            ensure!(away || not_taken(&status), "{status:?}");
            let submitted = caller.submit(request.clone()).await?;
            self.acknowledged.insert(submitted.id, (request, submitted.answer));
        }
        Ok(())
    }
}

#[test]
fn a_doubled_and_a_missing_effect_are_seen() {
    use haetae_proto::event::v1::{Commit, Event, ReviewSubmitted, RiskAssessed, event::Event as Kind};
    let entry = |sequence, kind| Entry {
        sequence,
        subject: String::new(),
        traceparent: None,
        commit: Commit { aggregate_id: "r".to_owned(), events: vec![Event { event: Some(kind) }], ..Commit::default() },
    };
    let scored = |sequence| entry(sequence, Kind::RiskAssessed(RiskAssessed::default()));
    let submitted = entry(1, Kind::ReviewSubmitted(ReviewSubmitted::default()));
    assert_eq!(effects(&[submitted, scored(2), scored(3)])["r"], [1, 2, 0]);
}
