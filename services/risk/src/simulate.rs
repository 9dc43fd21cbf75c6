//! SimulatePolicy: reads the log once, tells how far it is, ends with what would change.

use std::{pin::Pin, sync::Arc};

use futures::{Stream, StreamExt as _, stream, stream::BoxStream};
use haetae_event_log::{EventLog, ReadError, Recorded, Turns};
use haetae_proto::risk::v1::{
    SimulatePolicyRequest, SimulatePolicyResponse, SimulationProgress, simulate_policy_response::Message,
};
use haetae_service_kit::{
    commands::read_failure,
    deadline::Deadline,
    error::{ApiError, Lang, Violations},
    validate,
};
use tokio::{runtime::Handle, sync::OwnedSemaphorePermit, time::timeout_at};
use tonic::Status;

use crate::{
    policies,
    simulation::{Scope, Simulation, Window},
    simulation_view,
};

/// Commits scored in one go, off the threads that serve calls.
const CHUNK: usize = 2_048;

/// Commits between two words of progress.
const PROGRESS: u64 = 16_384;

/// Answers of one call.
pub(crate) type Answers = Pin<Box<dyn Stream<Item = Result<SimulatePolicyResponse, Status>> + Send>>;

/// Reads the request; refuses a faulty candidate like publishing does.
pub(crate) async fn read(request: SimulatePolicyRequest) -> Result<Simulation, ApiError> {
    let mut v = Violations::new();
    let from = validate::optional_time(&mut v, "recorded_from", request.recorded_from);
    let before = validate::optional_time(&mut v, "recorded_before", request.recorded_before);
    if let (Some(from), Some(before)) = (from, before)
        && from >= before
    {
        v.add("recorded_before", "recorded_from보다 뒤여야 합니다.", "Must be after recorded_from.");
    }
    let listed = validate::page_size(&mut v, "max_listed", request.max_listed, 100, 1_000);
    v.finish()?;
    let candidate = policies::read_candidate(request.document).await?;
    let listed = usize::try_from(listed).map_err(ApiError::internal)?;
    let scope = Scope { window: Window { from, before }, closed: request.include_closed, listed };
    Ok(Simulation::new(candidate, scope))
}

/// Runs a simulation as its answers are taken; a caller who goes away ends it.
pub(crate) async fn run(
    log: &Arc<dyn EventLog>,
    simulation: Simulation,
    permit: OwnedSemaphorePermit,
    deadline: Deadline,
    lang: Lang,
) -> Result<Answers, ApiError> {
    let head = log.head().await.map_err(|error| read_failure(&error))?;
    let running = Running {
        log: Arc::clone(log),
        turns: Turns::after(0),
        commits: log.read(0).ready_chunks(CHUNK).boxed(),
        simulation,
        read: 0,
        told: None,
        head,
        deadline,
        _permit: permit,
    };
    let answers = stream::unfold(Some(running), move |running| async move {
        match running?.step().await {
            Ok((answer, next)) => Some((Ok(answer), next)),
            Err(error) => Some((Err(error.into_status(lang)), None)),
        }
    });
    Ok(answers.boxed())
}

struct Running {
    log: Arc<dyn EventLog>,
    turns: Turns,
    commits: BoxStream<'static, Vec<Result<Recorded, ReadError>>>,
    simulation: Simulation,
    read: u64,
    /// Commits read when progress was told last.
    told: Option<u64>,
    head: u64,
    deadline: Deadline,
    _permit: OwnedSemaphorePermit,
}

impl Running {
    /// Goes on to the next answer; without a next state it is the last.
    async fn step(mut self) -> Result<(SimulatePolicyResponse, Option<Self>), ApiError> {
        loop {
            let done = self.read >= self.head;
            let due = self.told.is_none_or(|told| self.read - told >= PROGRESS || done && told < self.read);
            if due {
                self.told = Some(self.read);
                let progress = Message::Progress(self.progress());
                return Ok((SimulatePolicyResponse { message: Some(progress) }, Some(self)));
            }
            if done {
                let result = simulation_view::result(&self.simulation.findings(), self.head);
                return Ok((SimulatePolicyResponse { message: Some(Message::Result(result)) }, None));
            }
            self.read_on().await?;
        }
    }

    async fn read_on(&mut self) -> Result<(), ApiError> {
        let next = timeout_at(self.deadline.at(), self.commits.next()).await;
        let chunk = next.map_err(|_| ApiError::deadline_exceeded())?;
        let chunk = chunk.ok_or_else(|| ApiError::internal("the log ended before its head"))?;
        self.deadline.check()?;
        let chunk: Result<Vec<Recorded>, ReadError> = chunk.into_iter().collect();
        let mut chunk = chunk.map_err(|error| read_failure(&error))?;
        chunk.retain(|recorded| recorded.sequence <= self.head);
        self.read = chunk.last().map_or(self.head, |recorded| recorded.sequence);
        tokio::task::block_in_place(|| {
            chunk.retain(Simulation::reads);
            let passed = Handle::current().block_on(self.turns.pass_over(self.log.as_ref(), &mut chunk));
            passed.map_err(|error| read_failure(&error))?;
            chunk.iter().for_each(|recorded| self.simulation.take(recorded));
            Ok(())
        })
    }

    fn progress(&self) -> SimulationProgress {
        let replayed = self.simulation.assessed();
        SimulationProgress { commits_read: self.read, commits_total: self.head, replayed }
    }
}

#[cfg(test)]
#[path = "simulate_tests.rs"]
mod tests;
