//! Passwords that are changed while the dashboard runs.

use std::{fs, time::Duration};

use haetae_event_log::{Credentials, JetStreamLog, Options};
use haetae_proto::dashboard::v1::{GetSummaryRequest, ListReviewsRequest};
use haetae_service_kit::token;
use rustix::process::{Pid, Signal, kill_process};
use serde_json::json;
use sqlx::{AssertSqlSafe, PgPool};
use tonic::{Code, Request};
use tonic_types::StatusExt as _;

use crate::{
    history::History,
    served::{IN_VAIN, Served},
    support::{BOUND, connect},
};

/// The role that the dashboard has in the database.
const ROLE: &str = "rotating";

/// A9: the database's password and NATS's are changed while connections are cut. Until the files say the new ones the
/// dashboard is not ready and reads answer `STORE_UNAVAILABLE`; then everything goes on without a restart.
#[tokio::test(flavor = "multi_thread")]
async fn changed_passwords_are_taken_from_their_files_without_a_restart() {
    let served = Served::start_told(|dir, config| {
        let file = |name: &str| dir.path().join(name);
        fs::write(file("nats-password"), "one\n").unwrap();
        config["nats"]["user"] = json!("haetae");
        config["nats"]["password_file"] = json!(file("nats-password"));
        // The database's own URL at first: the role is there before anything is changed.
        fs::write(file("database-url"), config["database"]["url"].as_str().unwrap()).unwrap();
        config["database"] = json!({ "url_file": file("database-url") });
    })
    .await;
    let owner = connect(&served.database).await;
    let file = |name: &str| served.dir.path().join(name);
    sqlx::raw_sql(AssertSqlSafe(format!("CREATE ROLE {ROLE} SUPERUSER LOGIN PASSWORD 'one'")))
        .execute(&owner)
        .await
        .unwrap();
    fs::write(file("database-url"), url(&served.database, "one")).unwrap();
    nats_wants(&served, "one");
    let mut options = Options::new(served.nats.url());
    options.credentials = Some(Credentials::PasswordFile { user: "haetae".into(), file: file("nats-password") });
    let log = JetStreamLog::connect(options).await.unwrap();
    let mut history = History::new(&log);
    shows(&served, history.submit(0, "검토", "team", &[]).await).await;
    // Sessions of the first password go, so that all are of the role whose password changes.
    known(&owner).await;
    cut(&owner, "usename <> $1 AND pid <> pg_backend_pid()").await;
    shows(&served, history.submit(1, "검토", "team", &[]).await).await;

    sqlx::raw_sql(AssertSqlSafe(format!("ALTER ROLE {ROLE} PASSWORD 'two'"))).execute(&owner).await.unwrap();
    cut(&owner, "usename = $1").await;
    served.becomes_not_ready().await;
    for consistency_token in [String::new(), token::consistency_token(2)] {
        let mut request = Request::new(GetSummaryRequest { consistency_token, ..Default::default() });
        request.set_timeout(IN_VAIN);
        let refused = served.reviewer().get_summary(request).await.unwrap_err();
        let reason = refused.get_error_details().error_info().unwrap().reason.clone();
        assert_eq!((refused.code(), reason.as_str()), (Code::Unavailable, "STORE_UNAVAILABLE"), "{refused:?}");
    }
    nats_wants(&served, "two");
    fs::write(file("database-url"), url(&served.database, "two")).unwrap();
    fs::write(file("nats-password"), "two\n").unwrap();
    shows(&served, history.submit(2, "검토", "team", &[]).await).await;
    drop(log);
    served.stop().await;
}

/// The URL of the database for [`ROLE`].
fn url(database: &str, password: &str) -> String {
    let (_, host) = database.rsplit_once('@').unwrap();
    format!("postgres://{ROLE}:{password}@{host}")
}

/// Cuts off sessions of this database.
async fn cut(owner: &PgPool, which: &str) {
    let sql = format!(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND {which}"
    );
    sqlx::query(AssertSqlSafe(sql)).bind(ROLE).execute(owner).await.unwrap();
}

/// Waits until the dashboard connects as [`ROLE`].
async fn known(owner: &PgPool) {
    // What watches the database reads the file before it connects, and connects anew when it is cut off.
    let sql = "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND usename = $1)";
    let connected = async {
        while !sqlx::query_scalar::<_, bool>(sql).bind(ROLE).fetch_one(owner).await.unwrap() {
            cut(owner, "usename <> $1 AND pid <> pg_backend_pid()").await;
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    };
    tokio::time::timeout(BOUND, connected).await.expect("the file is not read again")
}

/// Has NATS let in whoever has this password, and nobody else; also of those who are in.
fn nats_wants(served: &Served, password: &str) {
    let file = served.dir.path().join("nats/nats.conf");
    let text = fs::read_to_string(&file).unwrap();
    let kept = text.split("authorization").next().unwrap().trim_end();
    fs::write(&file, format!("{kept}\nauthorization {{ user: haetae, password: {password} }}\n")).unwrap();
    let pid = served.nats.pid().and_then(|pid| i32::try_from(pid).ok()).and_then(Pid::from_raw);
    kill_process(pid.unwrap(), Signal::HUP).unwrap();
}

/// Waits until the dashboard shows everything up to a sequence.
async fn shows(served: &Served, sequence: u64) {
    let asking = async {
        loop {
            let consistency_token = token::consistency_token(sequence);
            let mut request = Request::new(ListReviewsRequest { consistency_token, ..Default::default() });
            request.set_timeout(BOUND);
            if served.reviewer().list_reviews(request).await.is_ok() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(BOUND, asking).await.expect("the dashboard does not show it");
}
