//! Intake: takes review requests and keeps the life of each review. Writes `ev.review.*`, follows assessments and
//! diagnoses.

mod commands;
mod comments;
mod content;
mod deadlines;
mod desk;
mod ground;
mod grpc;
mod reactors;
mod refused;
mod standing;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod view;
mod work;

use std::sync::Arc;

use haetae_domain::calendar::Calendar;
use haetae_event_log::{
    Category, EventLog, JetStreamLog,
    store::{Room, Store},
};
use haetae_proto::intake::v1::intake_service_server::IntakeServiceServer;
use haetae_service_kit::{
    auth::Authenticator,
    config::log_options,
    people::People,
    reactors::{follow, serve_beside},
    server::{Readiness, ServerParts, serve},
    tail::Tail,
    token::TokenKeys,
};
use tokio_util::sync::CancellationToken;
use tonic::codec::CompressionEncoding;

pub use content::load_calendar;
pub use haetae_service_kit::config::WriterConfig as Config;

use desk::Desk;
use reactors::{assessment, diagnosis};

/// Reviews remembered for the command path: some ten thousand.
const REVIEWS: Room = Room::mib(20);
/// Assessments remembered for what follows them.
const RISKS: Room = Room::mib(6);
/// Diagnoses, likewise: some hundreds.
const DIAGNOSES: Room = Room::mib(10);

/// Runs intake until `shutdown`.
///
/// # Errors
/// When it cannot start, or loses what it cannot work without.
pub async fn run(config: Config, shutdown: CancellationToken) -> anyhow::Result<()> {
    let auth = Authenticator::new(&config.auth)?;
    let tokens = config.tokens.keys()?;
    let calendar = Arc::new(load_calendar(&config.content.dir)?);
    let log = JetStreamLog::connect(log_options("haetae-intake", &config.nats, &config.proof)?).await?;
    haetae_service_kit::reactors::parking(&log).await?;
    let shared: Arc<dyn EventLog> = Arc::new(log.clone());
    let people = Arc::new(People::new(Arc::clone(&shared), config.people.subjects(), shutdown.clone()));
    people.begin();
    let desk = Desk::new(shared, calendar, tokens, people, shutdown.clone());

    let readiness = Readiness::new();
    let (reviews, calendar) = (Arc::clone(&desk.reviews), Arc::clone(&desk.calendar));
    let mut tail = Tail::new(Arc::clone(&desk.log), Category::Review);
    let timers = deadlines::timers();
    let breaches =
        timers.run(Arc::clone(&desk.log), tail.listen(), Arc::clone(&reviews), readiness.clone(), shutdown.clone());
    let assessments =
        assessment::Assessments { reviews: Arc::clone(&reviews), risks: Arc::clone(&desk.risks), calendar };
    let diagnosed = diagnosis::Diagnosed { reviews, diagnoses: Arc::clone(&desk.diagnoses) };
    let service = IntakeServiceServer::new(grpc::Intake { desk })
        .max_decoding_message_size(config.server.max_request_bytes)
        .accept_compressed(CompressionEncoding::Gzip)
        .max_encoding_message_size(config.server.max_response_bytes);
    let parts = ServerParts::new(config.server, auth, readiness.clone()).service(service);
    let followed = follow(&log, assessment::SUBSCRIPTION, assessments, readiness.clone(), shutdown.clone());
    let serving = serve(parts, shutdown.clone());
    let told = tail.run(shutdown.clone());
    let served = serve_beside(serving, &log, diagnosis::SUBSCRIPTION, diagnosed, readiness, shutdown);
    let (served, (), (), ()) = tokio::join!(served, followed, breaches, told);
    served
}

impl Desk {
    /// A desk over a log; `tokens` seal the pages of its lists, `people` can be put in charge.
    fn new(
        log: Arc<dyn EventLog>,
        calendar: Arc<Calendar>,
        tokens: TokenKeys,
        people: Arc<People>,
        shutdown: CancellationToken,
    ) -> Self {
        let reviews = Arc::new(Store::new(Arc::clone(&log), REVIEWS));
        let risks = Arc::new(Store::new(Arc::clone(&log), RISKS));
        let diagnoses = Arc::new(Store::new(Arc::clone(&log), DIAGNOSES));
        let work = work::Work::new(Arc::clone(&log), Arc::clone(&reviews), Arc::clone(&diagnoses), shutdown);
        let work = Arc::new(work);
        Self { log, reviews, risks, diagnoses, calendar, tokens, work, people }
    }
}
