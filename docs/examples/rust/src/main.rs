//! Requests a security review and waits until it is scored.
//!
//!     haetae-example-request-review REQUEST.json KEY
//!
//! KEY names the request in the calling system, for example a build or ticket number. The same KEY always produces the
//! same `request_id`, so the program can be run again after any failure without a second review.

mod calls;
mod request;

use std::{env, process::ExitCode};

use anyhow::{Context as _, Result, bail};
use haetae_proto::{
    common::v1::RiskLevel,
    dashboard::v1::{
        ReviewRow, WatchReviewsRequest, dashboard_service_client::DashboardServiceClient, review_change::Change,
    },
    intake::v1::{SubmitReviewRequest, SubmitReviewResponse, intake_service_client::IntakeServiceClient},
};
use tokio::time::{Instant, sleep, timeout_at};
use tonic::Status;

use self::calls::{CALL, Caller, WAIT, connect, explain, may_repeat, pause};

/// How often a call with an unknown outcome is repeated.
const ATTEMPTS: u32 = 5;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match run().await {
        Ok(row) => {
            println!("{}", shown(&row));
            ExitCode::SUCCESS
        }
        Err(error) => {
            // A person reads this: what was wrong, and no backtrace.
            match error.downcast_ref::<Status>() {
                Some(status) => eprintln!("{}", explain(status)),
                None => eprintln!("{error:#}"),
            }
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<ReviewRow> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [file, key] = &arguments[..] else { bail!("usage: haetae-example-request-review REQUEST.json KEY") };
    let caller = Caller::from_env()?;
    let answer = submit(&caller, &request::read(file, key)?).await?;
    let review = answer.review.context("the answer has no review")?;
    scored(&caller, &review.review_id, answer.consistency_token).await
}

async fn submit(caller: &Caller, request: &SubmitReviewRequest) -> Result<SubmitReviewResponse> {
    let channel = connect("HAETAE_INTAKE_ENDPOINT")?;
    let mut client = IntakeServiceClient::with_interceptor(channel, caller.within(CALL));
    let mut attempt = 1;
    loop {
        match client.submit_review(request.clone()).await {
            Ok(answer) => return Ok(answer.into_inner()),
            Err(status) if may_repeat(&status) && attempt < ATTEMPTS => sleep(pause(&status, attempt)).await,
            Err(status) => return Err(status.into()),
        }
        attempt += 1;
    }
}

/// Follows the review from the position of the submission on: nothing in between is missed.
async fn scored(caller: &Caller, review_id: &str, token: String) -> Result<ReviewRow> {
    let channel = connect("HAETAE_DASHBOARD_ENDPOINT")?;
    let mut client = DashboardServiceClient::with_interceptor(channel, caller.within(WAIT));
    let mut request = WatchReviewsRequest { filter: format!("review_id = \"{review_id}\""), consistency_token: token };
    let until = Instant::now() + WAIT;
    loop {
        // A stream that ended, in order or not, goes on from the last token without loss or repeat.
        let watched = timeout_at(until, watch(&mut client, &mut request)).await;
        match watched.with_context(|| format!("{review_id} was not scored within {} s", WAIT.as_secs()))? {
            Ok(Some(row)) => return Ok(row),
            Ok(None) => {}
            Err(status) if may_repeat(&status) => sleep(pause(&status, 0)).await,
            Err(status) => return Err(status.into()),
        }
    }
}

/// The row once it is scored and has a checklist; `None` when the stream ended before.
async fn watch(
    client: &mut DashboardServiceClient<calls::Authorized>,
    request: &mut WatchReviewsRequest,
) -> Result<Option<ReviewRow>, Status> {
    let mut steps = client.watch_reviews(request.clone()).await?.into_inner();
    while let Some(step) = steps.message().await? {
        request.consistency_token = step.consistency_token;
        for change in step.changes {
            let Some(Change::Entered(row) | Change::Updated(row)) = change.change else { continue };
            if row.tally.is_some() && row.level() != RiskLevel::Unspecified {
                return Ok(Some(row));
            }
        }
    }
    Ok(None)
}

fn shown(row: &ReviewRow) -> serde_json::Value {
    serde_json::json!({
        "review_id": row.review_id,
        "level": row.level().as_str_name(),
        "score": row.score,
        "checkpoints": row.tally.as_ref().map_or(0, |tally| tally.total),
    })
}
