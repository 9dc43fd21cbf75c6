//! Transactions of analysts that live across a swap see what is right, or an error.

use haetae_dashboard::{Board, Diagnosis};
use haetae_projector::{OnDifference, Projection as _, drop_generation, rebuild};
use sqlx::{AssertSqlSafe, PgConnection, Row as _};

use crate::analytics::{PEOPLE, admit, seeded, session};

/// Every view an analyst may read, with how many rows it shows.
const VIEWS: &str = "SELECT format('%I.%I', n.nspname, c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace \
                     WHERE n.nspname IN ('analytics', 'analytics_people') AND c.relkind = 'v' ORDER BY 1";

async fn run(db: &mut PgConnection, sql: &str) {
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(db).await.expect(sql);
}

/// How many rows a query gives; the SQLSTATE, the message and the hint when it gives none.
async fn rows(db: &mut PgConnection, from: &str) -> Result<i64, [String; 3]> {
    run(db, "SAVEPOINT before").await;
    let counted = sqlx::query(AssertSqlSafe(format!("SELECT count(*) FROM {from}"))).fetch_one(&mut *db).await;
    run(db, "ROLLBACK TO before").await;
    counted.map(|row| row.get(0)).map_err(|error| {
        let error = error.into_database_error().expect(from);
        let error = error.downcast_ref::<sqlx::postgres::PgDatabaseError>();
        [error.code(), error.message(), error.hint().unwrap_or_default()].map(str::to_owned)
    })
}

/// A4: a snapshot older than a swap never shows the new rows as missing: every view fails with `serialization_failure` in
/// both languages, also where it is joined or finds no row, or shows what it showed. A new transaction sees everything.
#[tokio::test(flavor = "multi_thread")]
async fn a_snapshot_older_than_a_swap_is_refused_and_never_empty() {
    let (log, pool) = seeded().await;
    let login = admit(&pool, PEOPLE).await;
    let (mut old, mut new) = (session(&pool, &login).await, session(&pool, &login).await);
    let views: Vec<String> = sqlx::query_scalar(VIEWS).fetch_all(&pool).await.unwrap();
    // What is planned before is planned again.
    run(&mut old, "PREPARE asked AS SELECT count(*) FROM reviews; EXECUTE asked").await;
    run(&mut new, "BEGIN ISOLATION LEVEL REPEATABLE READ").await;
    let mut before = Vec::new();
    for view in &views {
        before.push(rows(&mut new, view).await.unwrap());
    }
    run(&mut new, "COMMIT").await;
    run(&mut old, "BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT pg_current_snapshot()").await;

    rebuild::<Board>(&log, &pool, OnDifference::Stop, |_| {}).await.unwrap();
    rebuild::<Diagnosis>(&log, &pool, OnDifference::Stop, |_| {}).await.unwrap();

    let mut refused = 0;
    for (view, before) in views.iter().zip(&before) {
        match rows(&mut old, view).await {
            Err([code, message, hint]) => {
                assert_eq!(code, "40001", "{view}: {message}");
                assert!(message.contains("교체") && message.contains("was replaced"), "{message}");
                assert!(hint.contains("새 트랜잭션") && hint.contains("new transaction"), "{hint}");
                refused += 1;
            }
            Ok(rows) => assert_eq!(rows, *before, "{view} shows something else than before the swap"),
        }
    }
    run(&mut old, "SAVEPOINT planned").await;
    assert!(sqlx::raw_sql("EXECUTE asked").execute(&mut old).await.is_err(), "a plan outlives what it was made for");
    run(&mut old, "ROLLBACK TO planned").await;
    assert_eq!(refused, views.len() - 1, "all but the words");
    for query in [
        "reviews WHERE false IS NULL OR title = 'none has this title'",
        "words w LEFT JOIN reviews r ON r.status = w.word",
        "reviews r JOIN findings f USING (review_id)",
    ] {
        assert_eq!(rows(&mut old, query).await.unwrap_err()[0], "40001", "{query}");
    }
    run(&mut old, "COMMIT; BEGIN ISOLATION LEVEL REPEATABLE READ").await;
    for (view, before) in views.iter().zip(&before) {
        assert_eq!(rows(&mut old, view).await, Ok(*before), "{view}");
    }
    run(&mut old, "COMMIT").await;
    // The guards go with their generation.
    for name in [Board::NAME, Diagnosis::NAME] {
        drop_generation(&mut pool.acquire().await.unwrap(), name, 1).await.unwrap();
    }
    let left = "SELECT count(*) FROM pg_namespace WHERE nspname ~ '^(board|diagnosis)_g1(_shown)?$'";
    assert_eq!(sqlx::query_scalar::<_, i64>(left).fetch_one(&pool).await.unwrap(), 0);
}
