//! PreviewActivation: reads which reviews are open, compares the checklist of each with the one that a published version would
//! make of it, and ends with the differences. One checklist is in memory at a time.

mod effect;
mod standings;

use std::{pin::Pin, sync::Arc, vec};

use futures::{Stream, StreamExt as _, stream, stream::BoxStream};
use haetae_domain::{catalog::Catalog, diagnosis::State, review::Number};
use haetae_event_log::{Category, ReadError, Recorded, Turns, store::LoadError};
use haetae_proto::checkpoint::v1::{
    ActivationEffects, ActivationProgress, PreviewActivationRequest, PreviewActivationResponse,
    preview_activation_response::Message,
};
use haetae_service_kit::{
    commands::{key, load_failure, read_failure},
    deadline::Deadline,
    documents::Version,
    error::{ApiError, Lang, Violations},
    token, validate,
};
use tokio::{sync::OwnedSemaphorePermit, time::timeout_at};
use tonic::{Request, Status};
use uuid::Uuid;

use self::{effect::effect, standings::Standings};
use crate::desk::{
    Desk,
    catalogues::{refused, version},
};

/// Previews at the same time: each reads the whole log.
pub(crate) const AT_ONCE: usize = 1;
/// Commits read in one go.
const CHUNK: usize = 2_048;
/// Commits, and checklists, between two reports of progress.
const COMMITS: u64 = 16_384;
const CHECKLISTS: u64 = 64;
/// Reviews that are listed: default and maximum.
const LISTED: (u32, u32) = (50, 200);

/// Answers of one call.
pub(crate) type Answers = Pin<Box<dyn Stream<Item = Result<PreviewActivationResponse, Status>> + Send>>;

/// Runs a preview while the caller takes its answers; it ends when the caller goes away.
pub(crate) async fn run(desk: &Arc<Desk>, request: Request<PreviewActivationRequest>) -> Result<Answers, ApiError> {
    let (deadline, lang) = (Deadline::from_request(&request), Lang::from_metadata(request.metadata()));
    let request = request.into_inner();
    let mut v = Violations::new();
    let id = validate::slug(&mut v, "catalog_id", &request.catalog_id);
    if request.version == 0 {
        v.add("version", "필수 항목입니다.", "Is required.");
    }
    let listed = validate::page_size(&mut v, "max_listed", request.max_listed, LISTED.0, LISTED.1);
    v.finish()?;
    let next = version(&*desk.catalogues.book(&id).await?, request.version).await?;
    let permit = Arc::clone(&desk.previews).try_acquire_owned().map_err(|_| ApiError::simulations_busy())?;
    let head = desk.log.head().await.map_err(|error| read_failure(&error))?;
    let running = Running {
        turns: Turns::after(0),
        commits: desk.log.read(0).ready_chunks(CHUNK).boxed(),
        standings: Standings::default(),
        open: None,
        progress: ActivationProgress { commits_total: head, ..Default::default() },
        reported: None,
        result: ActivationEffects { consistency_token: token::consistency_token(head), ..Default::default() },
        listed: usize::try_from(listed).map_err(ApiError::internal)?,
        desk: Arc::clone(desk),
        next,
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
    desk: Arc<Desk>,
    next: Arc<Version<Catalog>>,
    turns: Turns,
    commits: BoxStream<'static, Vec<Result<Recorded, ReadError>>>,
    standings: Standings,
    /// The open reviews that are left, once the log is read.
    open: Option<vec::IntoIter<(Number, Uuid)>>,
    progress: ActivationProgress,
    /// The last reported progress: commits and checklists.
    reported: Option<(u64, u64)>,
    result: ActivationEffects,
    listed: usize,
    deadline: Deadline,
    _permit: OwnedSemaphorePermit,
}

impl Running {
    /// The next answer, and the state after it; none after the last answer.
    async fn step(mut self) -> Result<(PreviewActivationResponse, Option<Self>), ApiError> {
        loop {
            if self.is_due() {
                self.reported = Some((self.progress.commits_read, self.progress.checklists_read));
                let progress = Message::Progress(self.progress);
                return Ok((PreviewActivationResponse { message: Some(progress) }, Some(self)));
            }
            let review = match &mut self.open {
                Some(open) => open.next(),
                None if self.progress.commits_read < self.progress.commits_total => {
                    self.read_on().await?;
                    continue;
                }
                None => {
                    let open = std::mem::take(&mut self.standings).open();
                    self.progress.checklists_total = open.len() as u64;
                    self.open = Some(open.into_iter());
                    continue;
                }
            };
            let Some(review) = review else {
                let message = Some(Message::Result(self.result));
                return Ok((PreviewActivationResponse { message }, None));
            };
            self.compare(review).await?;
            self.progress.checklists_read += 1;
        }
    }

    fn is_due(&self) -> bool {
        let ActivationProgress { commits_read, checklists_read, .. } = self.progress;
        self.reported.is_none_or(|(commits, checklists)| {
            commits_read - commits >= COMMITS || checklists_read - checklists >= CHECKLISTS
        })
    }

    async fn read_on(&mut self) -> Result<(), ApiError> {
        let next = timeout_at(self.deadline.at(), self.commits.next()).await;
        let chunk = next.map_err(|_| ApiError::deadline_exceeded())?;
        let chunk = chunk.ok_or_else(|| ApiError::internal("the log ended before its head"))?;
        self.deadline.check()?;
        let chunk: Result<Vec<Recorded>, ReadError> = chunk.into_iter().collect();
        let mut chunk = chunk.map_err(|error| read_failure(&error))?;
        let head = self.progress.commits_total;
        chunk.retain(|recorded| recorded.sequence <= head);
        self.progress.commits_read = chunk.last().map_or(head, |recorded| recorded.sequence);
        chunk.retain(|recorded| recorded.key.category() == Category::Review);
        let passed = self.turns.pass_over(self.desk.log.as_ref(), &mut chunk).await;
        passed.map_err(|error| read_failure(&error))?;
        chunk.iter().for_each(|recorded| self.standings.note(recorded));
        Ok(())
    }

    /// Adds the effect on one review. A checklist that this build cannot read is counted and left out.
    async fn compare(&mut self, (number, id): (Number, Uuid)) -> Result<(), ApiError> {
        self.deadline.check()?;
        let folded = match self.desk.diagnoses.get(&key(Category::Diagnosis, id)?).await {
            Ok(folded) => folded,
            Err(LoadError::Codec { .. }) => {
                self.result.unreadable += 1;
                return Ok(());
            }
            Err(error @ LoadError::Read(_)) => return Err(load_failure(error)),
        };
        let State::Open(diagnosis) = &folded.state else { return Ok(()) };
        let from = self.desk.catalogues.versions(&diagnosis.generated.catalogs).await.map_err(refused)?;
        self.result.reviews += 1;
        let effect = effect((number, id), diagnosis, &from, &self.next);
        if effect.added.is_empty() && effect.changed.is_empty() && effect.retired.is_empty() {
            return Ok(());
        }
        self.result.changed += 1;
        if self.result.effects.len() < self.listed {
            self.result.effects.push(effect);
        }
        Ok(())
    }
}
