//! Passwords that are changed while the dashboard runs.

use std::{fs, time::Duration};

use futures::future::join_all;
use haetae_dashboard::migrate;
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
    support::{BOUND, connect, empty_database},
};

/// The role that the dashboard has in the database.
const ROLE: &str = "rotating";

/// The file with the database's URL.
const URL: &str = "database-url";

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
    refuses(&served, 2).await;
    nats_wants(&served, "two");
    fs::write(file("database-url"), url(&served.database, "two")).unwrap();
    fs::write(file("nats-password"), "two\n").unwrap();
    shows(&served, history.submit(2, "검토", "team", &[]).await).await;
    drop(log);
    served.stop().await;
}

/// A9: a database that admits no connection (it is not there, takes no connections, or the right to connect was taken away) is one
/// that cannot be reached: the dashboard is not ready and reads answer `STORE_UNAVAILABLE`, until it does.
#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_lets_nobody_in_is_unavailable() {
    let served = served_by_file().await;
    let mut history = History::new(&served.log);
    shows(&served, history.submit(0, "검토", "team", &[]).await).await;
    let elsewhere = connect(&empty_database().await).await;
    let (server, name) = server_and_name(&served.database);
    let (_, host) = server.rsplit_once('@').unwrap();
    let shut = format!("shut_{name}");
    let closed = |allowed: bool| format!("ALTER DATABASE {name} WITH ALLOW_CONNECTIONS {allowed}");
    let revoked = format!("CREATE ROLE {shut} LOGIN PASSWORD 'p'; REVOKE CONNECT ON DATABASE {name} FROM PUBLIC");
    let cases = [
        (String::new(), format!("{server}/nowhere"), String::new()),
        (closed(false), served.database.clone(), closed(true)),
        (revoked, format!("postgres://{shut}:p@{host}/{name}"), String::new()),
    ];
    for (number, (harm, url, mend)) in (1..).zip(cases) {
        sqlx::raw_sql(AssertSqlSafe(harm)).execute(&elsewhere).await.unwrap();
        fs::write(served.dir.path().join(URL), url).unwrap();
        cut_off(&elsewhere, name).await;
        served.becomes_not_ready().await;
        // The cut alone makes it so, before the file is read again.
        tokio::time::timeout(BOUND, refused(&served)).await.expect("reads go on");
        refuses(&served, 1).await;
        sqlx::raw_sql(AssertSqlSafe(mend)).execute(&elsewhere).await.unwrap();
        fs::write(served.dir.path().join(URL), &served.database).unwrap();
        shows(&served, history.submit(number, "검토", "team", &[]).await).await;
    }
    served.stop().await;
}

/// A9: when the file with the URL named another database for a while, no connection to that one outlives the change back:
/// nothing is read from it or written to it any more, whether or not connections are cut again.
#[tokio::test(flavor = "multi_thread")]
async fn connections_to_a_former_database_are_dropped() {
    let served = served_by_file().await;
    let owner = connect(&served.database).await;
    let mut history = History::new(&served.log);
    shows(&served, history.submit(0, "검토", "team", &[]).await).await;
    let other = empty_database().await;
    let prepared = connect(&other).await;
    migrate(&prepared).await.unwrap();
    prepared.close().await;
    let (_, name) = server_and_name(&other);

    fs::write(served.dir.path().join(URL), &other).unwrap();
    // The one that watches, those that project, and those of calls.
    holds(&served, &owner, name, |sessions| sessions > 4).await;
    fs::write(served.dir.path().join(URL), &served.database).unwrap();
    holds(&served, &owner, name, |sessions| sessions == 0).await;
    shows(&served, history.submit(1, "검토", "team", &[]).await).await;
    for _ in 0..20 {
        let reads = (0..8).map(|_| async { served.reviewer().list_reviews(ListReviewsRequest::default()).await });
        for answer in join_all(reads).await {
            assert_eq!(answer.unwrap().into_inner().reviews.len(), 2, "read from another database");
        }
    }
    holds(&served, &owner, name, |sessions| sessions == 0).await;
    served.stop().await;
}

/// A dashboard that reads the URL of its database from a file.
async fn served_by_file() -> Served {
    Served::start_told(|dir, config| {
        let file = dir.path().join(URL);
        fs::write(&file, config["database"]["url"].as_str().unwrap()).unwrap();
        config["database"] = json!({ "url_file": file });
    })
    .await
}

/// The two parts of a URL that ends in the name of a database, but for its options.
fn server_and_name(url: &str) -> (&str, &str) {
    let (server, name) = url.rsplit_once('/').unwrap();
    (server, name.split('?').next().unwrap())
}

/// Reads until one is refused.
async fn refused(served: &Served) {
    while served.reviewer().get_summary(GetSummaryRequest::default()).await.is_ok() {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Reads are refused, whether they ask for a position or not.
async fn refuses(served: &Served, sequence: u64) {
    for consistency_token in [String::new(), token::consistency_token(sequence)] {
        let mut request = Request::new(GetSummaryRequest { consistency_token, ..Default::default() });
        request.set_timeout(IN_VAIN);
        let refused = served.reviewer().get_summary(request).await.unwrap_err();
        let reason = refused.get_error_details().error_info().unwrap().reason.clone();
        assert_eq!((refused.code(), reason.as_str()), (Code::Unavailable, "STORE_UNAVAILABLE"), "{refused:?}");
    }
}

/// Cuts off every session of a database; asked from another one.
async fn cut_off(elsewhere: &PgPool, name: &str) {
    let sql = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1";
    sqlx::query(sql).bind(name).execute(elsewhere).await.unwrap();
}

/// Reads until this database has as many sessions.
async fn holds(served: &Served, owner: &PgPool, name: &str, enough: impl Fn(i64) -> bool) {
    let sql = "SELECT count(*) FROM pg_stat_activity WHERE datname = $1 AND pid <> pg_backend_pid()";
    let held = async {
        while !enough(sqlx::query_scalar(sql).bind(name).fetch_one(owner).await.unwrap()) {
            // What they show meanwhile is not said: the database is being changed.
            join_all((0..8).map(|_| async { served.reviewer().get_summary(GetSummaryRequest::default()).await })).await;
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(BOUND, held).await.expect("the sessions of the other database are not as they should be");
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

/// Has NATS accept this password only; also of those who are in.
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
