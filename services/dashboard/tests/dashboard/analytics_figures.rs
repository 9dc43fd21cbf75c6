//! The figures of analysts are what they are called, and say nothing about people to those who may not know.

use haetae_dashboard::{Board, Diagnosis};
use haetae_event_log::MemoryLog;
use haetae_projector::{OnDifference, rebuild};
use haetae_proto::common::v1::{RiskLevel, ServiceType};
use sqlx::{AssertSqlSafe, PgConnection};

use crate::{
    analytics::{DECIDED, FIXED, PEOPLE, admit, analyst, seeded, session},
    analytics_lives::residual,
    history::{History, id},
    support::{database, project_board},
};

/// The residual risk belongs to the score it was taken from: a new assessment ends it in the view, the next concluded round
/// gives another.
#[tokio::test(flavor = "multi_thread")]
async fn a_new_assessment_ends_the_residual_risk() {
    let (log, pool) = (MemoryLog::default(), database().await);
    let mut history = History::new(&log);
    for n in [1, 2] {
        history.submit(n, "검토", "교통과", &[ServiceType::Payment]).await;
        history.assess(n, 43, RiskLevel::Medium).await;
        residual(&mut history, n, 43, 9).await;
        history.assess(n, 60, RiskLevel::High).await;
    }
    residual(&mut history, 2, 60, 11).await;
    project_board(&log, &pool, history.commits()).await;
    let mut people = analyst(&pool).await;
    let sql = "SELECT score || ' ' || level || ' ' || coalesce(residual_score::text, '-') || ' ' || \
                      coalesce(residual_level, '-') || ' ' || coalesce(residual_level_ko, '-') FROM analytics.reviews ORDER BY review_id";
    let shown: Vec<String> = sqlx::query_scalar(sql).fetch_all(&mut people).await.unwrap();
    assert_eq!(shown, ["60 high - - -", "60 high 11 low 낮음"]);
}

/// C2: views without names, accounts and free text by default; with a further role, the same views with them. Counts by
/// person are the same in both, by pseudonym and by name.
#[tokio::test(flavor = "multi_thread")]
async fn names_accounts_and_texts_are_for_those_who_may_see_them() {
    let (_, pool) = seeded().await;
    let (mut plain, mut people) = (analyst(&pool).await, session(&pool, &admit(&pool, PEOPLE).await).await);
    let names = "SELECT c.relname::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace \
                 WHERE n.nspname = $1 AND c.relkind = 'v' ORDER BY 1";
    let views: Vec<String> = sqlx::query_scalar(names).bind("analytics").fetch_all(&pool).await.unwrap();
    let personal: Vec<String> = sqlx::query_scalar(names).bind("analytics_people").fetch_all(&pool).await.unwrap();
    // Everybody and every text of these histories.
    let people_of = ["김보안", "이요청", "박검토", "최검토", "한승인", "정승인", "서조치", "\"park\"", "choi"];
    let texts =
        ["검토 1", "사전 검토함", "판정함", "접속 기록", "평문으로 저장됨", "암호화함", "교체 예정", "바꿉니다"];
    let secrets = [&people_of[..], &texts[..]].concat();
    let tell = "SELECT coalesce(string_agg(to_jsonb(t)::text, ' '), '') FROM ";
    for view in &views {
        let sql = AssertSqlSafe(format!("{tell} analytics.{view} t"));
        let shown: String = sqlx::query_scalar(sql).fetch_one(&mut plain).await.unwrap();
        // Words have Korean names of their own, none of them a secret.
        let leaked: Vec<_> = secrets.iter().filter(|secret| shown.contains(**secret)).collect();
        assert!(leaked.is_empty(), "{view} shows {leaked:?}");
    }
    let mut shown = String::new();
    for view in &personal {
        let sql = AssertSqlSafe(format!("{tell} analytics_people.{view} t"));
        shown += &sqlx::query_scalar::<_, String>(sql).fetch_one(&mut people).await.unwrap();
    }
    for secret in
        ["김보안", "이요청", "박검토", "검토 1", "사전 검토함", "판정함", "접속 기록", "평문으로 저장됨", "암호화함"]
    {
        assert!(shown.contains(secret), "{secret} is shown to nobody");
    }
    // The same query of both: the search path decides which views answer.
    let by_person = "SELECT judge_subject, count(*) FROM checkpoint_verdicts WHERE counts GROUP BY 1 ORDER BY 2, 1";
    let mut counts = Vec::new();
    for db in [&mut plain, &mut people] {
        let rows: Vec<(String, i64)> = sqlx::query_as(by_person).fetch_all(db).await.unwrap();
        counts.push(rows);
    }
    let numbers = |rows: &[(String, i64)]| rows.iter().map(|(_, count)| *count).collect::<Vec<_>>();
    assert_eq!(numbers(&counts[0]), numbers(&counts[1]));
    assert!(counts[0].iter().all(|(pseudonym, _)| pseudonym.starts_with("p-")), "{:?}", counts[0]);
    let sql = "SELECT count(*) FROM people p JOIN analytics.checkpoint_verdicts v ON v.judge_subject = p.person";
    let found: i64 = sqlx::query_scalar(sql).fetch_one(&mut people).await.unwrap();
    assert!(found > 0, "those who may see people can tell who a pseudonym is");
    // Every comment says which it is.
    let sql = "SELECT count(*) FROM pg_class c WHERE c.relnamespace = ANY (ARRAY['analytics', 'analytics_people']::regnamespace[]) \
               AND obj_description(c.oid, 'pg_class') !~ '(no personal data|pseudonyms instead of names and accounts|contains personal data)$'";
    let unsaid: i64 = sqlx::query_scalar(sql).fetch_one(&pool).await.unwrap();
    assert_eq!(unsaid, 0);
}

/// Questions about decisions and triage, with their answers.
fn of_decisions() -> Vec<(String, &'static str)> {
    let decided = id(DECIDED);
    vec![
        // The level decided on, and the level now; the decision is out of date and holds.
        (format!("SELECT d.level || ' ' || r.level || ' ' || d.stale || ' ' || d.holds || ' ' || d.round || ' ' || d.conditions \
                  FROM decisions d JOIN reviews r USING (review_id) WHERE review_id = '{decided}' AND d.holds"), "high low true true 1 1"),
        // A decision that was made again holds no more.
        (format!("SELECT string_agg(outcome || ' ' || holds, ', ' ORDER BY number) FROM decisions WHERE review_id = '{decided}'"),
            "rejected false, approved_with_conditions true"),
        // Rejected at triage, as a duplicate and by a decision.
        ("SELECT string_agg(n, ', ' ORDER BY n) FROM (SELECT closing || ' ' || count(*) AS n FROM reviews \
          WHERE status = 'rejected' GROUP BY closing) c".to_owned(), "duplicate 1, rejected 1, rejected_at_triage 1"),
        ("SELECT string_agg(n, ', ' ORDER BY n) FROM (SELECT outcome || ' ' || count(*) AS n FROM triage GROUP BY outcome) c".to_owned(),
            "diagnose 1, duplicate 1, reject 1"),
    ]
}

/// Questions about lead times, with their answers.
fn of_lead_times() -> Vec<(String, &'static str)> {
    let decided = id(DECIDED);
    vec![
        // Answered by the first who is not the requester; waiting is not working.
        (
            format!(
                "SELECT (hours_to_response > 0) || ' ' || (days_total > days_working) || ' ' || \
                  (abs(days_total - days_working - days_waiting) < 0.000001) FROM lead_times WHERE review_id = '{decided}'"
            ),
            "true true true",
        ),
        // Closed and reopened: the time in between is no lead time.
        (
            format!(
                "SELECT (closed > 0) || ' ' || (abs(extract(epoch FROM closed_at - submitted_at) - closed - days_total * 86400) < 0.001) \
                 FROM lead_times JOIN (SELECT review_id, sum(seconds) AS closed FROM status_intervals WHERE status = 'rejected' AND ended_at IS NOT NULL \
                 GROUP BY review_id) c USING (review_id) WHERE review_id = '{decided}'"
            ),
            "true true",
        ),
    ]
}

/// Questions about checkpoints, findings, dates and what reviews are scored on, with their answers.
fn of_the_rest() -> Vec<(String, &'static str)> {
    let (decided, fixed) = (id(DECIDED), id(FIXED));
    vec![
        // Two failed: one was fixed, the other left the checklist. What was found stays found.
        (
            format!(
                "SELECT count(*) FILTER (WHERE counts AND result = 'fail') || ' ' || count(*) FILTER (WHERE holds AND result = 'fail') \
                  || ' ' || count(*) FILTER (WHERE holds) FROM checkpoint_verdicts WHERE review_id = '{fixed}'"
            ),
            "2 0 2",
        ),
        (
            format!(
                "SELECT count(*) || ' ' || count(*) FILTER (WHERE judged) || ' ' || count(*) FILTER (WHERE checkpoint = 'web:C4:1') \
                  || ' ' || min(result_ko) FILTER (WHERE NOT judged) FROM checklist_items WHERE review_id = '{fixed}'"
            ),
            "6 2 0 미점검",
        ),
        // Evidence is counted.
        (
            format!(
                "SELECT string_agg(evidence || ' ' || evidence_files, ', ' ORDER BY checkpoint) FROM checkpoint_verdicts \
                  WHERE review_id = '{decided}'"
            ),
            "3 2, 0 0",
        ),
        // One target was breached, another was set since.
        (
            format!(
                "SELECT string_agg(breached || ' ' || holds || ' ' || target_days, ', ' ORDER BY position) FROM targets \
                  WHERE review_id = '{decided}'"
            ),
            "true false 10, false true 14",
        ),
        // What it was scored on, and what is left.
        (
            format!(
                "SELECT stage || ' ' || exposure || ' ' || data_classes::text || ' ' || user_scale || ' ' || impact || ' ' || residual_score \
                  || ' ' || residual_level || ' ' || policy_version || ' ' || round FROM reviews WHERE review_id = '{decided}'"
            ),
            "planning internal {internal} up_to_1k minor 12 low 2 1",
        ),
        (
            "SELECT string_agg(DISTINCT event, ' ' ORDER BY event) FROM finding_events WHERE event_ko IS NOT NULL"
                .to_owned(),
            "acceptance_approved acceptance_requested finding_opened fix_claimed fix_verified",
        ),
        ("SELECT count(*)::text FROM finding_events WHERE event_ko IS NULL".to_owned(), "0"),
        (
            "SELECT acceptance_ko || ' ' || acceptance_en FROM findings WHERE acceptance = 'granted'".to_owned(),
            "위험 수용 중 Risk accepted",
        ),
        ("SELECT count(*) || ' ' || bool_and(latest) FROM controls WHERE control_ko LIKE '통제%'".to_owned(), "5 true"),
    ]
}

/// B4 and E: each figure is the one it is called.
#[tokio::test(flavor = "multi_thread")]
async fn figures_are_what_they_are_called() {
    let (log, pool) = seeded().await;
    let mut db = analyst(&pool).await;
    let questions = [of_decisions(), of_lead_times(), of_the_rest()].concat();
    let answers = async |db: &mut PgConnection| {
        let mut answers = Vec::new();
        for (question, _) in &questions {
            let answer: Option<String> =
                sqlx::query_scalar(AssertSqlSafe(question.clone())).fetch_one(&mut *db).await.expect(question);
            answers.push(answer.unwrap_or_default());
        }
        answers
    };
    let expected: Vec<_> = questions.iter().map(|(_, answer)| (*answer).to_owned()).collect();
    assert_eq!(answers(&mut db).await, expected);
    // A rebuild gives the same rows, and so the same answers.
    rebuild::<Board>(&log, &pool, OnDifference::Stop, |_| {}).await.unwrap();
    rebuild::<Diagnosis>(&log, &pool, OnDifference::Stop, |_| {}).await.unwrap();
    assert_eq!(answers(&mut db).await, expected);
    // What stands still is told from what is quiet: a projection writes down when it last heard of the log.
    let heard = "SELECT bool_and(heard_at IS NOT NULL) FROM projection.positions WHERE name IN ('board', 'diagnosis')";
    assert!(sqlx::query_scalar::<_, bool>(heard).fetch_one(&pool).await.unwrap());
    let just_now = "UPDATE projection.positions SET heard_at = now()";
    sqlx::query(just_now).execute(&pool).await.unwrap();
    let stuck: bool = sqlx::query_scalar("SELECT stuck FROM freshness").fetch_one(&mut db).await.unwrap();
    assert!(!stuck);
    let stop = "UPDATE projection.positions SET heard_at = now() - interval '2 minutes'";
    sqlx::query(stop).execute(&pool).await.unwrap();
    let stuck: bool = sqlx::query_scalar("SELECT stuck FROM freshness").fetch_one(&mut db).await.unwrap();
    assert!(stuck);
}
