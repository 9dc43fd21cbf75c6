//! Intake: accepts review requests and manages the life cycle of each review. Writes `ev.review.*`, follows
//! assessments and diagnoses.

mod commands;
mod config;
mod content;
mod desk;
mod grpc;
mod reactors;
mod reads;
mod refused;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod timers;
mod view;

use std::sync::Arc;

use haetae_event_log::{Category, EventLog};
use haetae_proto::intake::v1::intake_service_server::IntakeServiceServer;
use haetae_service_kit::{
    auth::Authenticator,
    people::People,
    reactors::{connect, follow, serve_beside},
    server::{Readiness, ServerParts, serve},
    tail::Tail,
};
use tokio_util::sync::CancellationToken;

pub use config::Config;
pub use content::load_calendar;

use desk::Desk;
use reactors::{assessment, diagnosis};

/// Runs intake until `shutdown`.
///
/// # Errors
/// When it cannot start, or loses a resource that it cannot work without.
pub async fn run(config: Config, shutdown: CancellationToken) -> anyhow::Result<()> {
    let auth = Authenticator::new(&config.auth)?;
    let tokens = config.tokens.keys()?;
    let calendar = Arc::new(load_calendar(&config.content.dir)?);
    let log = connect("haetae-intake", &config.nats, &config.proof).await?;
    let shared: Arc<dyn EventLog> = Arc::new(log.clone());
    let people = Arc::new(People::new(Arc::clone(&shared), config.people.subjects(), shutdown.clone()));
    people.begin();
    let desk = Desk::new(shared, calendar, tokens, people, shutdown.clone());

    let readiness = Readiness::new();
    let (reviews, calendar) = (Arc::clone(&desk.reviews), Arc::clone(&desk.calendar));
    let mut tail = Tail::new(Arc::clone(&desk.log), Category::Review);
    let timers = timers::timers();
    let breaches =
        timers.run(Arc::clone(&desk.log), tail.listen(), Arc::clone(&reviews), readiness.clone(), shutdown.clone());
    let assessments =
        assessment::AssessmentFollower { reviews: Arc::clone(&reviews), risks: Arc::clone(&desk.risks), calendar };
    let diagnosed = diagnosis::DiagnosisFollower { reviews, diagnoses: Arc::clone(&desk.diagnoses) };
    let service = IntakeServiceServer::new(grpc::Intake { desk });
    let parts = ServerParts::new(config.server, auth, readiness.clone()).service(service);
    let followed = follow(&log, assessment::SUBSCRIPTION, assessments, readiness.clone(), shutdown.clone());
    let serving = serve(parts, shutdown.clone());
    let tailing = tail.run(shutdown.clone());
    let served = serve_beside(serving, &log, diagnosis::SUBSCRIPTION, diagnosed, readiness, shutdown);
    let (served, (), (), ()) = tokio::join!(served, followed, breaches, tailing);
    served
}
