//! Reads that meet a swap of generations.

use haetae_domain::vocabulary::VerdictResult;
use haetae_proto::dashboard::v1::{GetSummaryRequest, GetWeakAreasRequest, ListFindingsRequest, ListReviewsRequest};
use haetae_service_kit::token;
use sqlx::{AssertSqlSafe, PgConnection, PgPool};
use tonic::Status;

use crate::{
    diagnoses::{Act, Diagnoses, publish},
    history::History,
    served::{Client, Served},
    support::{BOUND, connect},
};

/// A swap that is not committed yet: who asks for the position of the projection waits for it, and does not see the new
/// generation live in a snapshot that is older than the commit.
async fn swapping(db: &mut PgConnection, projection: &str, which: usize) {
    let sql = format!(
        "BEGIN; CREATE TABLE swapped_{which} AS SELECT 1; \
         CREATE OR REPLACE VIEW {projection}.position AS SELECT seq, parked FROM projection.positions \
         WHERE name = '{projection}' AND state = 'live' AND EXISTS (SELECT FROM swapped_{which})"
    );
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(db).await.unwrap();
}

/// Waits until a reader waits for the swap.
async fn waited_for(pool: &PgPool, projection: &str) {
    let sql =
        format!("SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = '{projection}.position'::regclass");
    let waiting = async {
        while sqlx::query_scalar::<_, i64>(AssertSqlSafe(sql.clone())).fetch_one(pool).await.unwrap() == 0 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(BOUND, waiting).await.expect("no reader waits for the swap");
}

/// What a caller reads, by number: how many rows.
async fn read(mut client: Client, which: usize, consistency_token: String) -> Result<usize, Status> {
    Ok(match which {
        0 => {
            let request = ListFindingsRequest { consistency_token, ..Default::default() };
            client.list_findings(request).await?.into_inner().findings.len()
        }
        1 => {
            let request = GetWeakAreasRequest { consistency_token, ..Default::default() };
            client.get_weak_areas(request).await?.into_inner().controls.len()
        }
        2 => {
            let request = ListReviewsRequest { consistency_token, ..Default::default() };
            client.list_reviews(request).await?.into_inner().reviews.len()
        }
        _ => {
            let request = GetSummaryRequest { consistency_token, ..Default::default() };
            client.get_summary(request).await?.into_inner().recent.len()
        }
    })
}

/// A read whose snapshot is older than a swap it waited for shows everything, of the board and of the diagnoses: it is read
/// again, neither failed nor empty.
#[tokio::test(flavor = "multi_thread")]
async fn a_read_that_meets_a_swap_shows_everything() {
    let served = Served::start().await;
    let (mut history, mut diagnoses) = (History::new(&served.log), Diagnoses::default());
    publish(&mut history, 1).await;
    history.submit(0, "검토", "교통과", &[]).await;
    diagnoses.act(&mut history, 0, "교통과", Act::Generate).await.unwrap();
    diagnoses.act(&mut history, 0, "교통과", Act::Judge(0, VerdictResult::Fail)).await.unwrap();
    let consistency_token = token::consistency_token(history.commits());
    let pool = connect(&served.database).await;
    for (which, projection) in ["diagnosis", "diagnosis", "board", "board"].into_iter().enumerate() {
        let ask = || read(served.reviewer(), which, consistency_token.clone());
        let before = ask().await.unwrap();
        assert!(before > 0, "{which} shows nothing to begin with");
        let mut swap = pool.acquire().await.unwrap();
        swapping(&mut swap, projection, which).await;
        let asked = tokio::spawn(ask());
        waited_for(&pool, projection).await;
        sqlx::raw_sql("COMMIT").execute(&mut *swap).await.unwrap();
        assert_eq!(asked.await.unwrap().unwrap(), before, "{which} of {projection}");
    }
    served.stop().await;
}
