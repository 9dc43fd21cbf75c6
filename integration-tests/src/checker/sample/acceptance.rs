//! A risk that is accepted: asked for, granted, announced, and open again at its end. Asked for again, the request lapses.

use haetae_domain::{
    coverage::outlook,
    diagnosis::{self, Event, State},
    finding::{Asked, FindingId},
    ids::{CommitId, Meta, Person},
    residual::residual,
    risk,
};
use haetae_event_log::{
    AggregateKey, Category, EventLog as _,
    codec::{Aggregate as _, Diagnoses, Risks},
};
use haetae_proto::common::v1::VerdictResult;
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::{Origin, Platform, content, person, write};

const F1: FindingId = FindingId(1);

/// Stands for the service, which writes what becomes due.
const CLOCK: u128 = 900;

impl Platform {
    /// Fails a checkpoint, accepts its risk for ten days, concludes, and lets the acceptance end; another request for it lapses.
    pub(super) async fn accept(&mut self, id: &str) {
        let results =
            [("APP-01", VerdictResult::Fail), ("DAT-01", VerdictResult::Pass), ("NET-01", VerdictResult::Pass)];
        let verdicts = results.map(|(control, result)| content::decided(&content::verdict(control, result)));
        let judged = |state: &_, meta: &Meta| diagnosis::record_verdicts(state, meta, verdicts.to_vec());
        self.happen(id, 100, |state, meta| judged(state, meta).expect("judged")).await;
        let asked = Asked { reason: "사유".into(), conditions: vec![], ends_at: on_day(10) };
        self.happen(id, 0, |state, meta| diagnosis::request_acceptance(state, meta, F1, asked.clone()).expect("asked"))
            .await;
        self.happen(id, 300, |state, meta| {
            diagnosis::decide_acceptance(state, meta, F1, true, String::new()).expect("granted")
        })
        .await;

        self.now = on_day(1);
        let catalog = self.catalog.1.clone();
        let concluded = self
            .happen(id, 100, |state, meta| {
                diagnosis::conclude(state, meta, String::new(), |known| outlook([&catalog], known)).expect("concluded")
            })
            .await;
        self.assess_residual(id, concluded).await;
        for day in [3, 9, 10] {
            self.now = on_day(day);
            self.happen(id, CLOCK, |state, meta| diagnosis::ring(state, meta.at)).await;
        }
        // Asked for once more, and not decided before its end.
        let again = Asked { reason: "사유".into(), conditions: vec![], ends_at: on_day(12) };
        self.happen(id, 0, |state, meta| diagnosis::request_acceptance(state, meta, F1, again.clone()).expect("asked"))
            .await;
        self.now = on_day(12);
        self.happen(id, CLOCK, |state, meta| diagnosis::ring(state, meta.at)).await;
    }

    /// A commit of the diagnosis, and what the review makes of it.
    async fn happen(&self, id: &str, who: u128, decide: impl Fn(&State, &Meta) -> Vec<Event>) -> (CommitId, u64) {
        let service = Person { subject: "service:checkpoint".into(), name: "checkpoint".into() };
        let by = if who == CLOCK { service } else { person(who).1 };
        let meta = Meta { by: by.clone(), at: self.now };
        let key = AggregateKey::new(Category::Diagnosis, id).expect("a key");
        let version = self.log.load(&key, 0).await.expect("loads").len();
        let commit = CommitId::of_request(id, &by.subject, Uuid::from_u128(30_000 + version as u128));
        let origin = Origin { by: &by, request: None, cause: None, at: self.now };
        let at = write::<Diagnoses>(&self.log, id, commit, &origin, |state| decide(state, &meta)).await;
        self.follow(id, (commit, at)).await;
        (commit, at)
    }

    /// What risk does about a concluded round.
    async fn assess_residual(&self, id: &str, cause: (CommitId, u64)) {
        let key = AggregateKey::new(Category::Diagnosis, id).expect("a key");
        let mut commit = self.log.load(&key, cause.1 - 1).await.expect("loads")[0].decode().expect("a commit");
        let event = commit.events.remove(0).event.expect("an event");
        let Event::Concluded(concluded) = Diagnoses::decode(event).expect("decodes") else { panic!("no conclusion") };
        let (name, policy) = &self.policy;
        let rule = policy.residual.unwrap_or_default();
        let left = |inherent| residual(name.clone(), rule, &policy.cut_offs, inherent, &concluded);
        let by = Person { subject: "service:risk".into(), name: "risk".into() };
        let origin = Origin { by: &by, request: None, cause: Some(cause), at: self.now };
        let commit = CommitId::of_reaction("risk-residual", cause.0);
        write::<Risks>(&self.log, id, commit, &origin, |state| risk::assess_residual(state, left)).await;
    }
}

fn on_day(day: i64) -> Timestamp {
    Timestamp::UNIX_EPOCH + SignedDuration::from_hours(24 * day)
}
