//! How the database finds what analysts ask for, when there is much of it.

use sqlx::AssertSqlSafe;

use crate::support::database;

/// 2,000 reviews with 40 events each, of which one is a decision, one an assessment before it and one what makes it stale.
const GENERATE: &str = "SET search_path TO board_g1;
    INSERT INTO reviews (review_id, seq, number, title, team, requester_subject, requester_name, status, level, score, depth,
        service_types, components, total, mandatory, pass, fail, partial, not_applicable, mandatory_open, open_findings,
        accepted_findings, overdue, decision_stale, duplicate, acceptances_asked, fixes_claimed, submitted_at, updated_at,
        status_since, level_rank, due_by, people)
    SELECT md5(n::text)::uuid, n, 2026000000 + n, 'title', 'team ' || n % 20, 'u', 'U', 'approved', 'high', 60, 'full',
        '{}', '{}', 1, 1, 1, 0, 0, 0, 0, 0,
        0, false, false, false, '{}', '{}', now(), now(),
        now(), 3, 'infinity', ''
    FROM generate_series(1, 2000) n;
    INSERT INTO timeline SELECT md5(n::text)::uuid, e * 2000 + n, 1, now(), 'u', 'U',
        CASE e WHEN 20 THEN 'RiskAssessed' WHEN 30 THEN 'ReviewDecided' WHEN 35 THEN 'ReviewDecisionStaled'
            ELSE 'VerdictsRecorded' END, false, NULL,
        jsonb_build_object('score', e, 'level', 'high', 'outcome', 'approved', 'conditions', '[]'::jsonb, 'reason', repeat('x', 200))
    FROM generate_series(1, 2000) n, generate_series(1, 40) e;
    ANALYZE; RESET search_path";

/// E: what is asked about some kind of event reads the rows of that kind, not the whole timeline. Over 1,000,000 rows of
/// it with 62,500 decisions, all of `decisions` takes a second and `targets` 12 ms, on a laptop.
#[tokio::test(flavor = "multi_thread")]
async fn questions_about_a_kind_of_event_do_not_read_the_whole_timeline() {
    let pool = database().await;
    sqlx::raw_sql(GENERATE).execute(&pool).await.unwrap();
    for (question, rows) in [
        ("SELECT count(*), sum(score), count(stale_at) FROM analytics.decisions", 2_000),
        ("SELECT count(*), sum(score) FROM analytics.decisions WHERE team = 'team 7'", 100),
        ("SELECT count(*), max(breached_at) FROM analytics.targets", 0),
        ("SELECT count(*), max(triaged_at) FROM analytics.triage", 0),
        ("SELECT count(*), max(score) FROM analytics.assessments", 2_000),
    ] {
        let explain = AssertSqlSafe(format!("EXPLAIN {question}"));
        let plan: Vec<String> = sqlx::query_scalar(explain).fetch_all(&pool).await.unwrap();
        let plan = plan.join("\n");
        assert!(!plan.contains("Seq Scan on timeline"), "{question}\n{plan}");
        let counted: i64 = sqlx::query_scalar(question).fetch_one(&pool).await.unwrap();
        assert_eq!(counted, rows, "{question}");
    }
}
