//! Rows against a fold of the archive: a row changed behind our back is found, without the log.

use haetae_dashboard::run;
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use crate::{
    history::{History, id},
    served::{Served, parsed},
    support::connect,
};

/// `haetae-dashboard audit rows` without any log.
async fn rows(served: &Served) -> Result<(), String> {
    let mut config = served.config.clone();
    config["run"] = json!({ "command": "rows" });
    config.as_object_mut().unwrap().insert("nats".to_owned(), Value::Null);
    run(parsed(config), CancellationToken::new()).await.map_err(|error| format!("{error:#}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn every_row_is_compared_with_a_fold_of_the_archive() {
    let served = Served::start().await;
    let last = History::new(&served.log).many(60).await;
    served.shows(last).await;
    rows(&served).await.unwrap();

    let pool = connect(&served.database).await;
    let forged = [
        ("UPDATE board.reviews SET score = score + 1 WHERE review_id = $1", "board: table reviews, row"),
        ("DELETE FROM board.timeline WHERE review_id = $1", "board: table timeline, row"),
        ("UPDATE board.past SET until = until + 1 WHERE review_id = $1", "board: table past, row"),
    ];
    for (forge, told) in forged {
        sqlx::query(forge).bind(id(7)).execute(&pool).await.unwrap();
        let error = rows(&served).await.unwrap_err();
        assert!(error.contains(told), "{error}");
        let mut config = served.config.clone();
        config["run"] = json!({ "command": "rebuild", "projection": "board", "replace_differing": true });
        run(parsed(config), CancellationToken::new()).await.unwrap();
        rows(&served).await.unwrap();
    }
    // All of them are named, not the first alone.
    for (forge, review) in [(forged[0].0, 7), (forged[0].0, 9), (forged[2].0, 11)] {
        sqlx::query(forge).bind(id(review)).execute(&pool).await.unwrap();
    }
    let kept = "DELETE FROM diagnosis.verdicts WHERE seq = (SELECT min(seq) FROM diagnosis.verdicts)";
    let gone = sqlx::query(kept).execute(&pool).await.unwrap().rows_affected();
    let error = rows(&served).await.unwrap_err();
    for review in [7, 9] {
        assert!(error.contains(&format!("table reviews, row {}", id(review))), "{error}");
    }
    assert!(error.contains("table past, row ") && error.contains(" rows in all"), "{error}");
    assert!(gone > 0 && error.contains("diagnosis: table verdicts, row ") && error.contains(" missing"), "{error}");
    sqlx::query("UPDATE archive.commits SET payload = payload || '\\x00' WHERE seq = 9").execute(&pool).await.unwrap();
    assert!(rows(&served).await.unwrap_err().contains("sequence 9 was altered"));
    served.stop().await;
}
