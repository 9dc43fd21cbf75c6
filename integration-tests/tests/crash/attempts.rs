//! Calls that are made again until there is an answer.

use std::time::Duration;

use haetae_integration_tests::Refusal;
use haetae_service_kit::clock;
use rand::{RngExt as _, rngs::StdRng};
use tokio::time::{sleep, timeout};
use tonic::{Request, Response, Status};
use uuid::Uuid;

use crate::notebook::Notebook;

/// What a call may take beyond its deadline before the client hangs up.
const GRACE: Duration = Duration::from_secs(1);
/// Reasons that go away when everything runs again.
const PASSING: [&str; 4] = ["STORE_UNAVAILABLE", "OUTCOME_UNKNOWN", "PROJECTION_LAGGING", "DEADLINE_EXCEEDED"];

/// How an attempt ended.
enum Attempt<T> {
    Answered(T),
    Refused(Refusal),
    Again(String),
}

/// Calls, each time with another deadline, until a service answers yes or no. `request_id` is that of a command.
pub(crate) async fn insist<T>(
    notebook: &Notebook,
    rng: &mut StdRng,
    request_id: Option<Uuid>,
    mut call: impl AsyncFnMut(Duration) -> Result<Response<T>, Status>,
) -> Result<T, Refusal> {
    let mut first = true;
    loop {
        let began = clock::now();
        let deadline = deadline(rng);
        let answer = timeout(deadline + GRACE, call(deadline)).await;
        match judge(answer.unwrap_or_else(|_| Err(Status::deadline_exceeded("no answer")))) {
            Attempt::Answered(answer) => {
                if let (false, Some(request_id)) = (first, request_id) {
                    notebook.insisted_on(request_id, began);
                }
                return Ok(answer);
            }
            Attempt::Refused(refusal) => return Err(refusal),
            Attempt::Again(seen) => notebook.retry(seen),
        }
        first = false;
        sleep(Duration::from_millis(rng.random_range(10..100))).await;
    }
}

/// Often too short for an outage, so that commands are left with an unknown outcome.
fn deadline(rng: &mut StdRng) -> Duration {
    let most = if rng.random_ratio(1, 2) { 300 } else { 4_000 };
    Duration::from_millis(rng.random_range(50..most))
}

fn judge<T>(answer: Result<Response<T>, Status>) -> Attempt<T> {
    let status = match answer {
        Ok(answer) => return Attempt::Answered(answer.into_inner()),
        Err(status) => status,
    };
    match Refusal::of(&status) {
        Ok(refusal) if PASSING.contains(&refusal.reason.as_str()) => Attempt::Again(refusal.reason),
        Ok(refusal) => Attempt::Refused(refusal),
        // Without details it is no answer of a service: the connection broke, or the client gave up.
        Err(_) => Attempt::Again(format!("{:?} of the connection", status.code())),
    }
}

/// A call with this deadline.
pub(crate) fn within<T: Clone>(message: &T, deadline: Duration) -> Request<T> {
    let mut request = Request::new(message.clone());
    request.set_timeout(deadline);
    request
}
