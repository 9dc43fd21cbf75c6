//! The contract, case by case. Each uses aggregates of its own, so that cases can share a log.

use std::{collections::BTreeSet, time::Duration};

use bytes::Bytes;
use futures::{FutureExt as _, StreamExt as _, future::join_all};
use haetae_event_log::{AggregateKey, AppendError, Category, EventLog, NewCommit, ReadError};
use tokio::time::{Instant, timeout};

use crate::support::{SOON, commit, deadline, fill, key, sequences, until};

pub(crate) async fn a_commit_comes_back_as_it_was_given(log: &dyn EventLog) {
    let key = key("same");
    let trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01".to_owned();
    let given = NewCommit { traceparent: Some(trace.clone()), ..commit(&key, "a") };
    let sequence = log.append(&key, 0, given.clone(), deadline()).await.expect("appended");
    let loaded = log.load(&key, 0).await.expect("loaded");
    assert_eq!(sequences(&loaded), [sequence]);
    assert_eq!((&loaded[0].key, &loaded[0].payload), (&key, &given.payload));
    assert_eq!(loaded[0].traceparent, Some(trace));
    assert_eq!(loaded[0].decode().expect("a commit").aggregate_id, "same");
}

pub(crate) async fn a_stale_expectation_conflicts(log: &dyn EventLog) {
    let key = key("stale");
    let all = fill(log, &key, 3).await;
    let end = log.append(&key, all[0], commit(&key, "late"), deadline()).await;
    assert!(
        matches!(end, Err(AppendError::Conflict { expected, found: Some(found) }) if (expected, found) == (all[0], all[1])),
        "{end:?}"
    );
    assert_eq!(sequences(&log.load(&key, 0).await.expect("loaded")), all);
}

pub(crate) async fn an_aggregate_that_exists_is_not_new(log: &dyn EventLog) {
    let known = key("known");
    let all = fill(log, &known, 1).await;
    let end = log.append(&known, 0, commit(&known, "again new"), deadline()).await;
    assert!(matches!(end, Err(AppendError::Conflict { expected: 0, found }) if found == Some(all[0])), "{end:?}");
    let unknown = key("unknown");
    let end = log.append(&unknown, all[0], commit(&unknown, "not new"), deadline()).await;
    assert!(matches!(end, Err(AppendError::Conflict { found: None, .. })), "{end:?}");
    assert_eq!(log.load(&unknown, 0).await.expect("loaded"), []);
}

pub(crate) async fn a_repeated_commit_has_its_effect_once(log: &dyn EventLog) {
    let key = key("repeated");
    let first = commit(&key, "first");
    let sequence = log.append(&key, 0, first.clone(), deadline()).await.expect("appended");
    assert_eq!(log.append(&key, 0, first.clone(), deadline()).await.expect("found"), sequence);
    let all = fill(log, &key, 2).await;
    assert_eq!(log.append(&key, 0, first, deadline()).await.expect("found behind others"), sequence);
    assert_eq!(sequences(&log.load(&key, 0).await.expect("loaded")), all);
}

pub(crate) async fn loading_nothing_gives_nothing(log: &dyn EventLog) {
    assert_eq!(log.load(&key("nothing"), 0).await.expect("loaded"), []);
    let key = key("little");
    let all = fill(log, &key, 1).await;
    assert_eq!(log.load(&key, all[0]).await.expect("loaded"), []);
}

pub(crate) async fn loading_is_complete_beyond_one_page(log: &dyn EventLog) {
    let key = key("long");
    let all = fill(log, &key, 600).await;
    assert_eq!(sequences(&log.load(&key, 0).await.expect("loaded")), all);
    assert_eq!(sequences(&log.load(&key, all[99]).await.expect("loaded")), all[100..]);
    // Exactly two pages are left: the end has to be found there as well.
    assert_eq!(sequences(&log.load(&key, all[87]).await.expect("loaded")), all[88..]);
}

pub(crate) async fn loading_many_keeps_their_order(log: &dyn EventLog) {
    let keys: Vec<_> = (0..40).map(|number| key(&format!("many{number}"))).collect();
    for (index, key) in keys.iter().enumerate() {
        fill(log, key, index % 3).await;
    }
    let loaded = log.load_many(&keys).await.expect("loaded");
    assert_eq!(loaded.len(), keys.len());
    for (index, (key, commits)) in keys.iter().zip(&loaded).enumerate() {
        assert_eq!(commits.len(), index % 3);
        assert!(commits.iter().all(|commit| commit.key == *key));
    }
}

pub(crate) async fn a_category_lists_its_aggregates(log: &dyn EventLog) {
    let named = |id: &str| AggregateKey::new(Category::Catalog, id).expect("a key");
    let other = key("no-catalog");
    fill(log, &other, 1).await;
    assert_eq!(log.list(Category::Catalog).await.expect("a list"), []);
    let refused = log.append(&named("refused"), 7, commit(&named("refused"), "too early"), deadline()).await;
    assert!(matches!(refused, Err(AppendError::Conflict { .. })), "{refused:?}");
    for id in ["b", "a"] {
        fill(log, &named(id), 2).await;
    }
    assert_eq!(log.list(Category::Catalog).await.expect("a list"), [named("a"), named("b")]);
}

pub(crate) async fn reading_starts_behind_a_position_and_follows(log: &dyn EventLog) {
    let (one, other) = (key("read1"), key("read2"));
    fill(log, &one, 3).await;
    let start = log.head().await.expect("a head");
    fill(log, &other, 2).await;
    let mut commits = log.read(start);
    for sequence in start + 1..=start + 2 {
        assert_eq!(next(&mut commits).await, sequence);
    }
    assert!(commits.next().now_or_never().is_none(), "it follows, it does not end");
    fill(log, &one, 2).await;
    for sequence in start + 3..=start + 4 {
        assert_eq!(next(&mut commits).await, sequence);
    }
    let all: Vec<_> = log.read(0).take(4).map(|commit| commit.expect("read").sequence).collect().await;
    assert_eq!(all, [1, 2, 3, 4]);
}

pub(crate) async fn reading_some_categories_leaves_the_others_out(log: &dyn EventLog) {
    let of = |category| AggregateKey::new(category, "some").expect("a key");
    let (risk, policy, diagnosis) = (of(Category::Risk), of(Category::Policy), of(Category::Diagnosis));
    let wanted = [Category::Risk, Category::Diagnosis];
    assert_eq!(log.head_of(&wanted).await.expect("a head"), 0, "no other case has any");
    let mut start = fill(log, &policy, 1).await[0];
    let mut expected = fill(log, &risk, 2).await;
    expected.extend(fill(log, &diagnosis, 1).await);
    fill(log, &policy, 1).await;
    assert_eq!(log.head_of(&wanted).await.expect("a head"), expected[2]);
    let mut commits = log.read_of(&wanted, 0);
    for sequence in &expected {
        assert_eq!(next(&mut commits).await, *sequence);
    }
    assert!(commits.next().now_or_never().is_none(), "it follows, it does not end");
    fill(log, &policy, 1).await;
    expected.extend(fill(log, &risk, 1).await.pop());
    assert_eq!(next(&mut commits).await, expected[3]);
    let mut late = log.read_of(&[Category::Policy], start);
    for _ in 0..2 {
        let sequence = next(&mut late).await;
        assert!(sequence > start && !expected.contains(&sequence), "{sequence}");
        start = sequence;
    }
}

async fn next(
    commits: &mut (impl futures::Stream<Item = Result<haetae_event_log::Recorded, ReadError>> + Unpin),
) -> u64 {
    let commit = timeout(SOON, commits.next()).await.expect("in time").expect("it goes on");
    commit.expect("readable").sequence
}

pub(crate) async fn reading_behind_the_head_is_a_gap(log: &dyn EventLog) {
    fill(log, &key("gone"), 1).await;
    let head = log.head().await.expect("a head");
    let mut commits = log.read(head + 10);
    let first = timeout(SOON, commits.next()).await.expect("in time");
    assert!(
        matches!(first, Some(Err(ReadError::Gap { expected, got })) if (expected, got) == (head + 11, head + 1)),
        "{first:?}"
    );
    assert!(commits.next().await.is_none(), "it never skips");
}

pub(crate) async fn appends_to_many_aggregates_all_succeed(log: &dyn EventLog) {
    let keys: Vec<_> = (0..256).map(|number| key(&format!("side{number}"))).collect();
    let ends = join_all(keys.iter().map(|key| log.append(key, 0, commit(key, "a"), deadline()))).await;
    let given: BTreeSet<u64> = ends.into_iter().map(|end| end.expect("appended")).collect();
    assert_eq!(given.len(), keys.len(), "no sequence is given twice");
    let head = log.head().await.expect("a head");
    assert!(given.iter().all(|sequence| *sequence <= head));
    let loaded = log.load_many(&keys).await.expect("loaded");
    let found: BTreeSet<u64> = loaded.iter().flatten().map(|commit| commit.sequence).collect();
    assert_eq!(found, given, "what was answered is what is there");
}

pub(crate) async fn appends_to_one_aggregate_have_one_winner(log: &dyn EventLog) {
    let key = key("contended");
    let commits = (0..256).map(|number| commit(&key, &number.to_string()));
    let ends = join_all(commits.map(|commit| log.append(&key, 0, commit, deadline()))).await;
    let stored = sequences(&log.load(&key, 0).await.expect("loaded"));
    let won: Vec<u64> = ends.iter().filter_map(|end| end.as_ref().ok().copied()).collect();
    assert_eq!(won, stored);
    assert_eq!(won.len(), 1);
    for end in ends.iter().filter_map(|end| end.as_ref().err()) {
        assert!(matches!(end, AppendError::Conflict { expected: 0, .. }), "{end:?}");
    }
}

pub(crate) async fn after_the_deadline_nothing_is_written(log: &dyn EventLog) {
    let key = key("late");
    let end = log.append(&key, 0, commit(&key, "a"), Instant::now()).await;
    assert!(matches!(end, Err(AppendError::DeadlineExceeded)), "{end:?}");
    fill(log, &self::key("late-other"), 1).await;
    assert_eq!(log.load(&key, 0).await.expect("loaded"), []);
}

pub(crate) async fn what_is_too_large_is_refused(log: &dyn EventLog) {
    let key = key("large");
    let large = NewCommit { payload: Bytes::from(vec![0; 1024 * 1024 + 1]), ..commit(&key, "large") };
    let end = log.append(&key, 0, large, deadline()).await;
    assert!(matches!(end, Err(AppendError::TooLarge { size, limit }) if size > limit), "{end:?}");
    let fitting = NewCommit { payload: Bytes::from(vec![0; 1000 * 1024]), ..commit(&key, "fitting") };
    log.append(&key, 0, fitting, deadline()).await.expect("the connection still works, and this fits");
}

pub(crate) async fn a_dropped_append_is_written_once_or_not_at_all(log: &dyn EventLog) {
    let key = key("dropped");
    let first = commit(&key, "a");
    for patience in [0, 1, 5] {
        let append = log.append(&key, 0, first.clone(), deadline());
        // However far it got when it was dropped.
        let _ = timeout(Duration::from_millis(patience), append).await;
    }
    let sequence = log.append(&key, 0, first, deadline()).await.expect("found or appended");
    let all = until("exactly one is there", async || {
        let all = sequences(&log.load(&key, 0).await.expect("loaded"));
        (!all.is_empty()).then_some(all)
    });
    assert_eq!(all.await, [sequence]);
}
