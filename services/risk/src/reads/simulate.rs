//! SimulatePolicy: reads the log once, reports its progress, and ends with the changes that the candidate would make.

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
use tonic::{Request, Status};

use super::simulation::{Limits, Simulation, Window};
use crate::{
    desk::{Desk, candidate::read_candidate},
    view::simulation as view,
};

/// Commits scored in one go, off the threads that serve calls.
const CHUNK: usize = 2_048;

/// Commits between two reports of progress.
const PROGRESS: u64 = 16_384;

/// Answers of one call.
pub(crate) type Answers = Pin<Box<dyn Stream<Item = Result<SimulatePolicyResponse, Status>> + Send>>;

/// Reads the request; refuses a faulty candidate as PublishPolicy does.
async fn read(request: SimulatePolicyRequest) -> Result<Simulation, ApiError> {
    let mut v = Violations::new();
    let from = validate::optional_time(&mut v, "recorded_from", request.recorded_from);
    let before = validate::optional_time(&mut v, "recorded_before", request.recorded_before);
    if let (Some(from), Some(before)) = (from, before)
        && from >= before
    {
        v.add("recorded_before", "recorded_from보다 뒤여야 합니다.", "Must be after recorded_from.");
    }
    let listed = validate::page_size(&mut v, "max_listed", request.max_listed, 100, 1_000);
    let candidate = read_candidate(v, request.document).await?;
    let listed = usize::try_from(listed).map_err(ApiError::internal)?;
    let limits = Limits { window: Window { from, before }, closed: request.include_closed, listed };
    Ok(Simulation::new(candidate, limits))
}

/// Runs a simulation while the caller takes its answers; it ends when the caller goes away.
pub(crate) async fn run(desk: &Desk, request: Request<SimulatePolicyRequest>) -> Result<Answers, ApiError> {
    let (deadline, lang) = (Deadline::from_request(&request), Lang::from_metadata(request.metadata()));
    let simulation = read(request.into_inner()).await?;
    let permit = Arc::clone(&desk.simulations).try_acquire_owned().map_err(|_| ApiError::simulations_busy())?;
    let head = desk.log.head().await.map_err(|error| read_failure(&error))?;
    let running = Running {
        log: Arc::clone(&desk.log),
        turns: Turns::after(0),
        commits: desk.log.read(0).ready_chunks(CHUNK).boxed(),
        simulation,
        read: 0,
        reported: None,
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
    /// Commits read at the last report of progress.
    reported: Option<u64>,
    head: u64,
    deadline: Deadline,
    _permit: OwnedSemaphorePermit,
}

impl Running {
    /// The next answer, and the state after it; none after the last answer.
    async fn step(mut self) -> Result<(SimulatePolicyResponse, Option<Self>), ApiError> {
        loop {
            let done = self.read >= self.head;
            let due = self.reported.is_none_or(|last| self.read - last >= PROGRESS || done && last < self.read);
            if due {
                self.reported = Some(self.read);
                let progress = Message::Progress(self.progress());
                return Ok((SimulatePolicyResponse { message: Some(progress) }, Some(self)));
            }
            if done {
                let result = view::result(&self.simulation.report(), self.head);
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
