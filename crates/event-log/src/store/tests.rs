use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use futures::stream::BoxStream;
use haetae_domain::ids::{CommitId, Person};
use haetae_domain::profile::{Impact, Profile};
use haetae_domain::review::{self, Event, Rejection, State, Submitted};
use haetae_domain::vocabulary::{DataClass, Exposure, ImpactLevel, ServiceType, Stage, UserScale, Visibility};
use haetae_proto::event::v1 as pb;
use jiff::Timestamp;
use prost::Message as _;
use tokio::time::Instant;
use uuid::Uuid;

use super::*;
use crate::codec::{RequestMark, Reviews};
use crate::{Category, MemoryLog, ReadError, Recorded};

/// Counts the reads a store makes.
struct Counting {
    log: MemoryLog,
    loads: AtomicUsize,
}

#[async_trait]
impl EventLog for Counting {
    async fn append(
        &self,
        key: &AggregateKey,
        expected: u64,
        commit: NewCommit,
        deadline: Instant,
    ) -> Result<u64, AppendError> {
        self.log.append(key, expected, commit, deadline).await
    }
    async fn load(&self, key: &AggregateKey, after: u64) -> Result<Vec<Recorded>, ReadError> {
        self.loads.fetch_add(1, Ordering::Relaxed);
        self.log.load(key, after).await
    }
    async fn list(&self, category: Category) -> Result<Vec<AggregateKey>, ReadError> {
        self.log.list(category).await
    }
    async fn head(&self) -> Result<u64, ReadError> {
        self.log.head().await
    }
    fn read(&self, after: u64) -> BoxStream<'static, Result<Recorded, ReadError>> {
        self.log.read(after)
    }
}

fn log() -> Arc<Counting> {
    Arc::new(Counting { log: MemoryLog::default(), loads: AtomicUsize::new(0) })
}

fn request(title: &str) -> Submitted {
    let none = ImpactLevel::None;
    Submitted {
        title: title.into(),
        description: String::new(),
        requester: kim(),
        team: "pay".into(),
        profile: Profile {
            service_types: [ServiceType::Payment].into(),
            components: Default::default(),
            stage: Stage::Planning,
            exposure: Exposure::Internal,
            data_classes: [DataClass::Public].into(),
            user_scale: UserScale::UpTo1k,
            impact: Impact { financial: none, reputation: none, legal_privacy: none, safety: none },
        },
    }
}

fn kim() -> Person {
    Person { subject: "kim".into(), name: "김".into() }
}

fn key() -> AggregateKey {
    AggregateKey::new(Category::Review, "r1").expect("a key")
}

fn command<'a>(key: &'a AggregateKey, by: &'a Person, n: u128, hash: u8, expected: Expected) -> Command<'a> {
    Command {
        key,
        id: CommitId(Uuid::from_u128(n)),
        by,
        at: Timestamp::UNIX_EPOCH,
        request: Some(RequestMark { id: Uuid::from_u128(n), hash: [hash; 32], verbatim: None }),
        cause: None,
        expected,
        deadline: Instant::now() + Duration::from_secs(5),
    }
}

fn submit(state: &State) -> Result<Vec<review::Event>, Rejection> {
    review::submit(state, request("t"))
}

#[tokio::test]
async fn a_warm_command_makes_no_read() {
    let (log, key, kim) = (log(), key(), kim());
    let store = Store::<Reviews>::new(log.clone(), Room::mib(1));
    store.execute(&command(&key, &kim, 1, 1, Expected::New), submit).await.expect("submitted");
    store.execute(&command(&key, &kim, 2, 2, Expected::Any), review::start_diagnosis).await.expect("started");
    assert_eq!(log.loads.load(Ordering::Relaxed), 0);
    let fresh = Store::<Reviews>::new(log, Room::mib(1)).get(&key).await.expect("loads");
    assert_eq!(fresh.state, store.get(&key).await.expect("loads").state, "what is remembered is what was stored");
    assert_eq!((fresh.version, fresh.sequence), (2, 2));
}

/// A description may be long: room is memory, not a number of aggregates.
#[tokio::test]
async fn what_does_not_fit_is_read_again() {
    for (length, loads) in [(1_000, 0), (700_000, 1)] {
        let (log, key, kim) = (log(), key(), kim());
        let store = Store::<Reviews>::new(log.clone(), Room::mib(1));
        let long = Submitted { description: "x".repeat(length), ..request("t") };
        let submit = |state: &State| review::submit(state, long.clone());
        store.execute(&command(&key, &kim, 1, 1, Expected::New), submit).await.expect("submitted");
        store.cache.run_pending_tasks();
        store.execute(&command(&key, &kim, 2, 2, Expected::Any), review::start_diagnosis).await.expect("started");
        assert_eq!(log.loads.load(Ordering::Relaxed), loads, "of {length} characters");
    }
}

#[tokio::test]
async fn a_late_retry_gets_the_first_answer_and_another_content_is_refused() {
    let (log, key, kim) = (log(), key(), kim());
    let first = Store::<Reviews>::new(log.clone(), Room::mib(1));
    let answer = first.execute(&command(&key, &kim, 1, 1, Expected::New), submit).await.expect("submitted");
    first.execute(&command(&key, &kim, 2, 2, Expected::Any), review::start_diagnosis).await.expect("started");

    for store in [first, Store::<Reviews>::new(log.clone(), Room::mib(1))] {
        let later = Timestamp::UNIX_EPOCH + Duration::from_secs(3600);
        let retry = Command { at: later, ..command(&key, &kim, 1, 1, Expected::New) };
        let again = store.execute(&retry, submit).await.expect("answered");
        assert!(!again.written);
        assert_eq!((&again.folded.state, again.folded.sequence), (&answer.folded.state, answer.folded.sequence));
        let reused = store.execute(&command(&key, &kim, 1, 9, Expected::New), submit).await;
        assert!(matches!(reused, Err(ExecuteError::RequestIdReused)), "{reused:?}");
    }
    assert_eq!(log.head().await.expect("head"), 2);
}

#[tokio::test]
async fn another_replica_is_noticed_before_anything_is_refused_or_called_done() {
    let (log, key, kim) = (log(), key(), kim());
    let (a, b) = (Store::<Reviews>::new(log.clone(), Room::mib(1)), Store::<Reviews>::new(log.clone(), Room::mib(1)));
    let started = a.execute(&command(&key, &kim, 1, 1, Expected::Any), review::start_diagnosis).await;
    assert!(matches!(started, Err(ExecuteError::Rejected(Rejection::NotFound))), "{started:?}");
    a.execute(&command(&key, &kim, 2, 2, Expected::New), submit).await.expect("submitted");
    b.execute(&command(&key, &kim, 3, 3, Expected::Any), review::start_diagnosis).await.expect("started by b");

    // a still remembers RECEIVED: its append conflicts, it looks again and finds nothing left to do.
    let outcome = a.execute(&command(&key, &kim, 4, 4, Expected::Any), review::start_diagnosis).await.expect("done");
    assert_eq!((outcome.folded.sequence, log.head().await.expect("head")), (2, 2));
}

#[tokio::test]
async fn an_etag_on_what_is_not_there_is_told_that_it_is_missing() {
    let (log, key, kim) = (log(), key(), kim());
    let store = Store::<Reviews>::new(log, Room::mib(1));
    let command = command(&key, &kim, 1, 1, Expected::Exactly(7));
    let missing = store.execute(&command, review::start_diagnosis).await;
    assert!(matches!(missing, Err(ExecuteError::Rejected(review::Rejection::NotFound))), "{missing:?}");
    let missing = store.rehearse(&command, review::start_diagnosis).await;
    assert!(matches!(missing, Err(ExecuteError::Rejected(review::Rejection::NotFound))), "{missing:?}");
}

fn comment(visibility: Visibility) -> impl Fn(&State) -> Result<Vec<Event>, review::Rejection> {
    move |_| Ok(vec![Event::Commented { text: "의견".to_owned(), visibility }])
}

/// F3: an internal comment moves no etag, conflicts with nothing and is not named among what happened, so that who may not
/// read it does not notice it.
#[tokio::test]
async fn an_internal_comment_moves_no_etag() {
    let (log, key, kim) = (log(), key(), kim());
    let store = Store::<Reviews>::new(log, Room::mib(1));
    let first = store.execute(&command(&key, &kim, 1, 1, Expected::New), submit).await.expect("submitted");
    let etag = first.folded.etag;
    assert_eq!(etag, first.folded.sequence);
    let said = command(&key, &kim, 2, 2, Expected::Any);
    let internal = store.execute(&said, comment(Visibility::Internal)).await.expect("said").folded;
    assert_eq!((internal.etag, internal.position_after(said.id)), (etag, internal.sequence));
    assert!(internal.sequence > etag);
    let elsewhere = Store::<Reviews>::new(Arc::clone(&store.log), Room::mib(1));
    assert_eq!(elsewhere.get(&key).await.expect("a review").etag, etag, "another replica");

    // Its sequence is taken for none of the review's, as every other guess is.
    for guessed in [internal.sequence, internal.sequence + 1, u64::MAX] {
        let guess = command(&key, &kim, 3, 3, Expected::Exactly(guessed));
        let refused = store.execute(&guess, review::start_diagnosis).await;
        assert!(matches!(refused, Err(ExecuteError::UnknownEtag)), "{guessed}: {refused:?}");
        let refused = store.rehearse(&guess, review::start_diagnosis).await;
        assert!(matches!(refused, Err(ExecuteError::UnknownEtag)), "{guessed}: {refused:?}");
    }

    let etag = Expected::Exactly(etag);
    let nothing = command(&key, &kim, 4, 4, Expected::Any);
    let unchanged = store.execute(&nothing, |_| Ok::<_, review::Rejection>(vec![])).await.expect("nothing to do");
    assert_eq!(unchanged.folded.position_after(nothing.id), first.folded.sequence, "no position of the comment");
    store.execute(&command(&key, &kim, 5, 5, etag), review::start_diagnosis).await.expect("the etag still fits");
    store.execute(&command(&key, &kim, 6, 6, Expected::Any), comment(Visibility::Internal)).await.expect("said");
    let late = store.execute(&command(&key, &kim, 7, 7, etag), comment(Visibility::Shared)).await;
    let Err(ExecuteError::ChangedMeanwhile { changes }) = late else { panic!("{late:?}") };
    assert_eq!(changes.iter().map(|c| c.events.clone()).collect::<Vec<_>>(), [["ReviewDiagnosisStarted"]]);
}

#[tokio::test]
async fn a_stale_etag_is_told_what_happened_in_between() {
    let (log, key, kim) = (log(), key(), kim());
    let store = Store::<Reviews>::new(log, Room::mib(1));
    let first = store.execute(&command(&key, &kim, 1, 1, Expected::New), submit).await.expect("submitted");
    let etag = Expected::Exactly(first.folded.sequence);
    store.execute(&command(&key, &kim, 2, 2, etag), review::start_diagnosis).await.expect("current etag");
    let stale = store.execute(&command(&key, &kim, 3, 3, etag), review::start_diagnosis).await;
    let Err(ExecuteError::ChangedMeanwhile { changes }) = stale else { panic!("{stale:?}") };
    assert_eq!(changes.iter().map(|c| c.events.clone()).collect::<Vec<_>>(), [["ReviewDiagnosisStarted"]]);
}

/// A1: bytes of a stranger on an aggregate's own subject change nothing: not what it is, not its etag, and the next command is
/// appended behind them. A copy of one of its commits is such bytes too, and so is a commit whose version is not the next.
#[tokio::test]
async fn what_a_stranger_puts_on_its_subject_changes_nothing() {
    let (log, key, kim) = (log(), key(), kim());
    let store = Store::<Reviews>::new(log.clone(), Room::mib(1));
    store.execute(&command(&key, &kim, 1, 1, Expected::New), submit).await.expect("submitted");
    let own = log.log.load(&key, 0).await.expect("loads").remove(0);
    let forged = |version| {
        let commit_id = Uuid::from_u128(77 + u128::from(version)).as_bytes().to_vec().into();
        pb::Commit { version, commit_id, ..own.decode().expect("a commit") }.encode_to_vec()
    };
    let strange = [b"\xff\xff hello".to_vec(), vec![], own.payload.to_vec(), forged(0), forged(1), forged(7)];
    for (after, payload) in (1..).zip(strange) {
        let commit =
            NewCommit { id: Uuid::from_u128(99 + u128::from(after)), payload: payload.into(), traceparent: None };
        log.log.append(&key, after, commit, Instant::now() + Duration::from_secs(5)).await.expect("published");
    }
    // With the etag from before, by one that remembers and by one that does not.
    let started = store.execute(&command(&key, &kim, 2, 2, Expected::Exactly(1)), review::start_diagnosis).await;
    assert_eq!(started.expect("started").folded.sequence, 8);
    let fresh = Store::<Reviews>::new(log.clone(), Room::mib(1));
    let folded = fresh.get(&key).await.expect("loads");
    assert_eq!((folded.version, folded.sequence), (2, 8));
    let changes = fresh.changes_since(&key, 1).await.expect("loads");
    assert_eq!(changes.iter().map(|c| c.events.clone()).collect::<Vec<_>>(), [["ReviewDiagnosisStarted"]]);
    let again = fresh.execute(&command(&key, &kim, 1, 1, Expected::New), submit).await.expect("done before");
    assert!(!again.written, "a repeated command is found behind what a stranger published");
}
