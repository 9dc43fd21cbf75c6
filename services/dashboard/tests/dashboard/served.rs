//! A dashboard that serves, called as its callers do.

use std::{fs, path::PathBuf, time::Duration};

use haetae_dashboard::{Config, migrate, run};
use haetae_devstack::{Nats, NatsOptions, StackDir};
use haetae_event_log::{JetStreamLog, Options};
use haetae_proof::{PublicKey, SigningKey};
use haetae_proto::dashboard::v1::{
    GetSummaryRequest, ListReviewsRequest, dashboard_service_client::DashboardServiceClient,
};
use haetae_service_kit::{
    auth::Role,
    issuer::{Holder, Issuer},
    token,
};
use serde_json::{Value, json};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tonic::{
    Request, Status,
    metadata::{Ascii, MetadataValue},
    service::interceptor::InterceptedService,
    transport::Channel,
};
use tonic_health::pb::{HealthCheckRequest, health_check_response::ServingStatus, health_client::HealthClient};

use crate::{
    heads::head_of,
    history::History,
    support::{BOUND, connect, empty_database, toolchain},
};

const AUDIENCE: &str = "haetae";
/// The name of the log.
pub(crate) const ORIGIN: &str = "haetae.test/log";
const ISSUER: &str = "https://issuer.example";
/// Time for what cannot be had: a tenth of it is the server's, to say so on a busy machine too.
pub(crate) const IN_VAIN: Duration = Duration::from_secs(5);

/// A caller.
pub(crate) type Client = DashboardServiceClient<InterceptedService<Channel, Bearer>>;

/// What every call of a client carries.
#[derive(Clone)]
pub(crate) struct Bearer(MetadataValue<Ascii>);

impl tonic::service::Interceptor for Bearer {
    fn call(&mut self, mut request: Request<()>) -> Result<Request<()>, Status> {
        request.metadata_mut().insert("authorization", self.0.clone());
        Ok(request)
    }
}

/// A dashboard with a log and a database of its own.
pub(crate) struct Served {
    pub(crate) log: JetStreamLog,
    pub(crate) database: String,
    pub(crate) public_key: PublicKey,
    pub(crate) config: Value,
    pub(crate) dir: StackDir,
    issuer: Issuer,
    pub(crate) channel: Channel,
    task: JoinHandle<anyhow::Result<()>>,
    shutdown: CancellationToken,
    pub(crate) nats: Nats,
}

impl Served {
    pub(crate) async fn start() -> Self {
        Self::start_told(|_, _| {}).await
    }

    /// A dashboard that is told something else; `tell` may also put files into the folder.
    pub(crate) async fn start_told(tell: impl FnOnce(&StackDir, &mut Value)) -> Self {
        let dir = StackDir::create().unwrap();
        let nats = Nats::start(toolchain().await, &dir.path().join("nats"), NatsOptions::default()).await.unwrap();
        let database = empty_database().await;
        migrate(&connect(&database).await).await.unwrap();
        let issuer = Issuer::generate(ISSUER, AUDIENCE).unwrap();
        let key = SigningKey::generate(ORIGIN).unwrap();
        let mut config = config(&dir, nats.url(), &database, &issuer, &key);
        tell(&dir, &mut config);
        let shutdown = CancellationToken::new();
        let task = tokio::spawn(run(parsed(config.clone()), shutdown.clone()));
        let channel = reached(&dir).await;
        let log = JetStreamLog::connect(Options::new(nats.url())).await.unwrap();
        let public_key = key.public().clone();
        Self { log, database, public_key, config, dir, issuer, channel, task, shutdown, nats }
    }

    /// A client whose token names these roles and this team.
    pub(crate) fn client(&self, roles: &[Role], team: Option<&str>) -> Client {
        DashboardServiceClient::with_interceptor(self.channel.clone(), self.bearer(roles, team))
    }

    /// A token that names these roles and this team.
    pub(crate) fn bearer(&self, roles: &[Role], team: Option<&str>) -> Bearer {
        let holder = Holder { subject: "u-1", name: "박검토", team, roles };
        let token = self.issuer.token(&holder, Duration::from_secs(3_600)).unwrap();
        Bearer(format!("Bearer {token}").parse().unwrap())
    }

    /// A client that sees everything.
    pub(crate) fn reviewer(&self) -> Client {
        self.client(&[Role::Reviewer], None)
    }

    /// Waits until everything up to `sequence` is shown and signed.
    pub(crate) async fn shows(&self, sequence: u64) {
        let consistency_token = token::consistency_token(sequence);
        let mut request = Request::new(GetSummaryRequest { consistency_token, ..Default::default() });
        request.set_timeout(BOUND);
        self.reviewer().get_summary(request).await.unwrap();
        head_of(&connect(&self.database).await, &self.public_key, sequence).await;
    }

    /// Stops the dashboard and starts another on the same log and database.
    pub(crate) async fn start_again(self) -> Self {
        let Self { log, database, public_key, config, dir, issuer, channel, task, shutdown, nats } = self;
        shutdown.cancel();
        task.await.unwrap().unwrap();
        drop((channel, log));
        let shutdown = CancellationToken::new();
        let task = tokio::spawn(run(parsed(config.clone()), shutdown.clone()));
        let channel = reached(&dir).await;
        let log = JetStreamLog::connect(Options::new(nats.url())).await.unwrap();
        Self { log, database, public_key, config, dir, issuer, channel, task, shutdown, nats }
    }

    /// Waits until the dashboard says that something does not work.
    pub(crate) async fn becomes_not_ready(&self) {
        let mut health = HealthClient::new(self.channel.clone());
        let waiting = async {
            loop {
                let answer = health.check(HealthCheckRequest::default()).await.unwrap().into_inner();
                if answer.status() == ServingStatus::NotServing {
                    return;
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        tokio::time::timeout(BOUND, waiting).await.expect("the dashboard did not stop being ready")
    }

    /// Waits until everything up to a sequence is projected.
    pub(crate) async fn projects(&self, sequence: u64) {
        let consistency_token = token::consistency_token(sequence);
        let mut request = Request::new(GetSummaryRequest { consistency_token, ..Default::default() });
        request.set_timeout(BOUND);
        self.reviewer().get_summary(request).await.unwrap();
    }

    pub(crate) async fn stop(self) {
        self.shutdown.cancel();
        self.task.await.unwrap().unwrap();
        drop(self.log);
        self.nats.stop().await.unwrap();
    }
}

fn config(dir: &StackDir, nats: &str, database: &str, issuer: &Issuer, key: &SigningKey) -> Value {
    let key_file = dir.path().join("heads.pem");
    fs::write(&key_file, key.to_pem().unwrap()).unwrap();
    let token_keys = dir.path().join("tokens.keys");
    fs::write(&token_keys, token::new_key().unwrap()).unwrap();
    let jwks = dir.path().join("jwks.json");
    fs::write(&jwks, issuer.jwks_json()).unwrap();
    json!({
        "server": { "listen_file": dir.path().join("address") },
        "nats": { "url": nats },
        "database": { "url": database },
        "proof": { "public_key": key.public().to_string() },
        "signing": { "key_file": key_file },
        "watch": { "heartbeat_ms": 300 },
        "auth": { "issuer": ISSUER, "audience": AUDIENCE, "jwks_file": jwks },
        "tokens": { "key_file": token_keys },
    })
}

pub(crate) fn parsed(config: Value) -> Config {
    serde_json::from_value(config).unwrap()
}

async fn reached(dir: &StackDir) -> Channel {
    let address = address(&dir.path().join("address")).await;
    Channel::from_shared(format!("http://{address}")).unwrap().connect().await.unwrap()
}

async fn address(file: &PathBuf) -> String {
    let written = async {
        loop {
            match fs::read_to_string(file) {
                Ok(address) if !address.trim().is_empty() => return address.trim().to_owned(),
                _ => tokio::time::sleep(Duration::from_millis(10)).await,
            }
        }
    };
    tokio::time::timeout(BOUND, written).await.expect("the dashboard did not start to serve")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_write_is_read_by_whoever_passes_its_token() {
    let served = Served::start().await;
    let mut client = served.reviewer();
    let mut history = History::new(&served.log);
    for n in 0..200 {
        let sequence = history.submit(n, "검토", "team", &[]).await;
        let request =
            ListReviewsRequest { consistency_token: token::consistency_token(sequence), ..Default::default() };
        let list = client.list_reviews(request).await.unwrap().into_inner();
        assert_eq!(list.reviews[0].review_id, crate::history::id(n).to_string());
    }
    served.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn reads_go_on_without_the_log() {
    let mut served = Served::start().await;
    let mut client = served.reviewer();
    let sequence = History::new(&served.log).submit(0, "검토", "team", &[]).await;
    let token = token::consistency_token(sequence);
    client.get_summary(GetSummaryRequest { consistency_token: token.clone(), ..Default::default() }).await.unwrap();
    served.nats.kill9().await.unwrap();
    let summary = client
        .get_summary(GetSummaryRequest { consistency_token: token, ..Default::default() })
        .await
        .unwrap()
        .into_inner();
    assert_eq!(summary.recent.len(), 1);
    served.shutdown.cancel();
    served.task.await.unwrap().unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn it_does_not_start_on_a_database_that_is_not_migrated() {
    let dir = StackDir::create().unwrap();
    let issuer = Issuer::generate(ISSUER, AUDIENCE).unwrap();
    let key = SigningKey::generate(ORIGIN).unwrap();
    let config = config(&dir, "nats://127.0.0.1:1", &empty_database().await, &issuer, &key);
    let error = run(parsed(config), CancellationToken::new()).await.unwrap_err();
    assert_eq!(error.to_string(), "the database is not migrated: run `haetae-dashboard migrate` first");
}

#[tokio::test(flavor = "multi_thread")]
async fn migrating_twice_changes_nothing() {
    let pool = connect(&empty_database().await).await;
    migrate(&pool).await.unwrap();
    migrate(&pool).await.unwrap();
    let live: Vec<(String, i32)> = sqlx::query_as("SELECT name, generation FROM projection.positions ORDER BY name")
        .fetch_all(&pool)
        .await
        .unwrap();
    assert_eq!(live, [("archive".to_owned(), 1), ("board".to_owned(), 1), ("diagnosis".to_owned(), 1)]);
}
