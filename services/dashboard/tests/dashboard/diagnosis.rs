//! The projection `diagnosis`: what it shows at any position is what the domain says, and a rebuild gives equal rows.

use std::collections::{BTreeMap, HashMap};

use bytes::Bytes;
use haetae_dashboard::Diagnosis;
use haetae_domain::{
    diagnosis::{Event, State, evolve},
    finding,
    vocabulary::VerdictResult,
};
use haetae_event_log::{Category, MemoryLog};
use haetae_projector::{Compared, OnDifference, rebuild};
use haetae_proto::event::v1 as pb;
use proptest::{collection::vec, prelude::Strategy as _, strategy::ValueTree as _, test_runner::TestRunner};
use sqlx::{PgPool, Row as _};
use uuid::Uuid;

use crate::{
    diagnoses::{Diagnoses, act_or_correct, publish},
    history::{History, id},
    support::{Running, database, project},
};

const REVIEWS: u128 = 5;

/// A history of some hundred commits, six hours apart; gives what was done and the last sequence.
async fn history(log: &MemoryLog, acts: usize) -> (Diagnoses, u64) {
    let mut runner = TestRunner::deterministic();
    let plan = vec((0..REVIEWS, act_or_correct()), acts..=acts).new_tree(&mut runner).unwrap().current();
    let mut history = History::new(log).at_pace(6 * 3_600);
    publish(&mut history, 1).await;
    let mut diagnoses = Diagnoses::default();
    for (at, (n, act)) in plan.into_iter().enumerate() {
        if at == acts / 2 {
            publish(&mut history, 2).await;
        }
        diagnoses.act(&mut history, n, "교통과", act).await;
    }
    (diagnoses, history.commits())
}

/// A finding: status, overdue, who is in charge, and of its acceptance what became of it and for how many conditions.
type Standing = (String, bool, Option<String>, Option<(String, i32)>);

fn standing(of: &finding::Finding) -> Standing {
    let acceptance = match (&of.accepted, &of.request, &of.lapsed) {
        (Some(accepted), ..) => Some(("granted", &accepted.request)),
        (None, Some(request), _) => Some(("requested", request)),
        (None, None, Some(request)) => Some(("lapsed", request)),
        (None, None, None) => None,
    };
    let acceptance =
        acceptance.map(|(state, request)| (state.to_owned(), i32::try_from(request.asked.conditions.len()).unwrap()));
    (of.status.as_str().into(), of.overdue, of.assignee.as_ref().map(|who| who.subject.clone()), acceptance)
}

async fn shown(pool: &PgPool, at: u64) -> BTreeMap<(Uuid, i32), Standing> {
    let sql = "SELECT * FROM diagnosis.findings WHERE seq <= $1 AND until > $1";
    let rows = sqlx::query(sql).bind(at.cast_signed()).fetch_all(pool).await.unwrap();
    let shown = rows.iter().map(|row| {
        let acceptance = row.get::<Option<String>, _>("acceptance").map(|state| (state, row.get("conditions")));
        let standing = (row.get("status"), row.get("overdue"), row.get("assignee_subject"), acceptance);
        ((row.get("review_id"), row.get("number")), standing)
    });
    shown.collect()
}

/// The verdicts that hold: result and round.
async fn holding(pool: &PgPool, at: u64) -> BTreeMap<(Uuid, String), (String, i32)> {
    let sql = "SELECT * FROM diagnosis.verdicts WHERE seq <= $1 AND until > $1";
    let rows = sqlx::query(sql).bind(at.cast_signed()).fetch_all(pool).await.unwrap();
    let holding =
        rows.iter().map(|row| ((row.get("review_id"), row.get("checkpoint")), (row.get("result"), row.get("round"))));
    holding.collect()
}

/// How often each result counts.
async fn counted(pool: &PgPool, at: u64) -> BTreeMap<String, i64> {
    let sql = "SELECT result, count(*) FROM diagnosis.verdicts JOIN diagnosis.judgements USING (review_id, seq) \
               WHERE seq <= $1 AND corrected > $1 AND NOT fix GROUP BY result";
    sqlx::query_as(sql).bind(at.cast_signed()).fetch_all(pool).await.unwrap().into_iter().collect()
}

/// What counts of what was done up to a position: verdicts that were not corrected in their round, without those by which
/// a fix was verified.
fn counting(done: &Diagnoses, at: u64) -> BTreeMap<String, i64> {
    let mut verdicts: Vec<(VerdictResult, u32, bool, bool)> = vec![];
    let (mut judged, mut opened) = (vec![], HashMap::new());
    let mut holding = HashMap::new();
    let mut rounds = HashMap::new();
    for (_, n, events, _) in done.done.iter().take_while(|(sequence, ..)| *sequence <= at) {
        let verified = |event: &Event| matches!(event, Event::Finding { event: finding::Event::FixVerified, .. });
        let fix = events.iter().any(verified);
        for event in events {
            match event {
                Event::Reopened(reopened) => {
                    rounds.insert(*n, reopened.round);
                    for key in &reopened.checkpoints {
                        holding.remove(&(*n, key.clone()));
                    }
                }
                Event::VerdictsRecorded { verdicts: recorded, .. } => {
                    let round = rounds.get(n).copied().unwrap_or(1);
                    for verdict in recorded {
                        let before = holding.insert((*n, verdict.checkpoint.clone()), verdicts.len());
                        if let Some(before) = before.filter(|before| verdicts[*before].1 == round && !fix) {
                            verdicts[before].3 = true;
                        }
                        verdicts.push((verdict.result, round, fix, false));
                        judged.push((*n, verdict.checkpoint.clone()));
                    }
                }
                Event::Finding { id, event: finding::Event::Opened(_), .. } => {
                    opened.insert((*n, *id), rounds.get(n).copied().unwrap_or(1));
                }
                // What was no fault counts in no round.
                Event::Finding { id, event: finding::Event::Retracted { checkpoint, .. }, .. } => {
                    let key = (*n, checkpoint.clone());
                    holding.remove(&key);
                    for (verdict, _) in verdicts.iter_mut().zip(&judged).filter(|(_, of)| **of == key) {
                        verdict.3 |= verdict.0 == VerdictResult::Fail && verdict.1 >= opened[&(*n, *id)];
                    }
                }
                Event::Generated(_)
                | Event::Concluded(_)
                | Event::Revised(_)
                | Event::Finding { .. }
                | Event::EvidenceAdded { .. } => {}
            }
        }
    }
    let mut counts = BTreeMap::new();
    for (result, ..) in verdicts.iter().filter(|(_, _, fix, corrected)| !fix && !corrected) {
        *counts.entry(result.as_str().to_owned()).or_insert(0) += 1;
    }
    counts
}

#[tokio::test(flavor = "multi_thread")]
async fn every_position_shows_what_the_domain_says() {
    let (log, pool) = (MemoryLog::new(), database().await);
    // Half of it is projected in one batch, half as it comes.
    let (done, last) = history(&log, 900).await;
    project::<Diagnosis>(&log, &pool, last).await;
    let mut states = HashMap::<u128, State>::new();
    let (mut statuses, mut at) = (BTreeMap::<String, u32>::new(), 0);
    for (sequence, n, events, meta) in &done.done {
        at = *sequence;
        let state = states.remove(n).unwrap_or_default();
        states.insert(*n, events.iter().fold(state, |state, event| evolve(state, event, meta)));
        if sequence % 7 != 0 {
            continue;
        }
        let (mut findings, mut verdicts) = (BTreeMap::new(), BTreeMap::new());
        for (n, state) in &states {
            let State::Open(diagnosis) = state else { continue };
            for finding in &diagnosis.findings {
                findings.insert((id(*n), i32::try_from(finding.id.0).unwrap()), standing(finding));
            }
            for (key, judged) in &diagnosis.verdicts {
                let verdict = (judged.verdict.result.as_str().to_owned(), i32::try_from(judged.round).unwrap());
                verdicts.insert((id(*n), key.to_string()), verdict);
            }
        }
        findings.values().for_each(|standing| *statuses.entry(standing.0.clone()).or_default() += 1);
        assert_eq!(shown(&pool, at).await, findings, "findings at {at}");
        assert_eq!(holding(&pool, at).await, verdicts, "verdicts at {at}");
        assert_eq!(counted(&pool, at).await, counting(&done, at), "counts at {at}");
    }
    assert_eq!(statuses.len(), 5, "the history shows too little: {statuses:?}");
    assert!(at > 200, "only {at} commits");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rebuild_gives_byte_equal_rows() {
    let (log, pool) = (MemoryLog::new(), database().await);
    let running = Running::start::<Diagnosis>(&log, &pool);
    let (_, last) = history(&log, 900).await;
    running.reaches(last).await;
    let rebuilt = rebuild::<Diagnosis>(&log, &pool, OnDifference::Stop, |_| {}).await.unwrap();
    let Some(Compared::Equal(dumps)) = rebuilt.compared else { panic!("other rows: {rebuilt:?}") };
    assert!(dumps.iter().all(|dump| dump.rows > 0), "{dumps:?}");
    running.stop().await;
    // Live batches were small, those of the rebuild were not: what was written together makes no difference.
    sqlx::query(
        "UPDATE diagnosis.verdicts SET corrected = corrected - 1 WHERE seq = (SELECT min(seq) FROM diagnosis.verdicts)",
    )
    .execute(&pool)
    .await
    .unwrap();
    let error = rebuild::<Diagnosis>(&log, &pool, OnDifference::Stop, |_| {}).await.unwrap_err();
    assert!(error.to_string().contains("table verdicts"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_catalogue_that_cannot_be_read_is_parked_and_reviews_go_on() {
    let (log, pool) = (MemoryLog::new(), database().await);
    let published = pb::CatalogPublished {
        version: 1,
        content_hash: Bytes::from_static(&[7; 32]),
        document: Bytes::from_static(b"no catalogue"),
    };
    let event = pb::event::Event::CatalogPublished(published);
    let mut history = History::new(&log);
    let unread = history.commit(Category::Catalog, "web", vec![Some(event)]).await;
    let last = history.submit(1, "검토", "team", &[]).await;
    let running = Running::start::<Diagnosis>(&log, &pool);
    running.reaches(last).await;
    running.stop().await;
    let parked: Vec<(i64, String)> = sqlx::query_as("SELECT seq, unit FROM projection.parked WHERE name = 'diagnosis'")
        .fetch_all(&pool)
        .await
        .unwrap();
    assert_eq!(parked, [(unread.cast_signed(), "ev.catalog.web".to_owned())]);
}
