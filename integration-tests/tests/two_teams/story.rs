//! What happened on the platform with two teams.

use anyhow::Result;
use haetae_integration_tests::{Caller, World, eventually, fresh_id, judge, samples};
use haetae_proto::{
    checkpoint::v1::{
        ClaimFixRequest, ConcludeDiagnosisRequest, GetChecklistRequest, GetChecklistResponse, RecordVerdictsRequest,
        VerdictInput,
    },
    common::v1::{CheckMethod, CommentVisibility, VerdictResult},
    intake::v1::{
        AddCommentRequest, AmendReviewRequest, ClaimReviewRequest, GetReviewRequest, ProvideInfoRequest,
        RequestInfoRequest, SubmitReviewRequest, WithdrawReviewRequest,
    },
};
use tonic::{Code, Response, Status};

pub(crate) const TEAMS: [&str; 2] = ["team-a", "team-b"];
/// Reviews of each team.
const REVIEWS: usize = 6;

/// The people, and the reviews of each team in the order they were asked for.
pub(crate) struct Story {
    requesters: [Caller; 2],
    lee: Caller,
    pub(crate) reviews: [Vec<String>; 2],
}

impl Story {
    /// Both teams ask for reviews in turns, and the same happens to each team's.
    pub(crate) async fn tell(world: &World) -> Result<Self> {
        let requesters = [world.requester("kim", TEAMS[0])?, world.requester("choi", TEAMS[1])?];
        let mut story = Self { requesters, lee: world.reviewer("lee")?, reviews: [vec![], vec![]] };
        for n in 0..REVIEWS {
            for team in 0..TEAMS.len() {
                story.ask(team, n).await?;
            }
        }
        for n in 0..REVIEWS {
            for team in 0..TEAMS.len() {
                story.live(team, n).await?;
            }
        }
        Ok(story)
    }

    async fn ask(&mut self, team: usize, n: usize) -> Result<()> {
        let sample = [samples::ordinary(), samples::smart_city(), samples::harmless()][(n + team) % 3].clone();
        let title = format!("{} {}", ["가", "나", "다", "라", "마", "바"][(2 * n + team) % 6], sample.title);
        let review = self.requesters[team].submit(SubmitReviewRequest { title, ..sample }).await?;
        self.lee.targeted(&review.id).await?;
        self.lee.checklist(&review.id).await?;
        self.reviews[team].push(review.id);
        Ok(())
    }

    /// Each review gets further than the one before; internal comments come between.
    async fn live(&self, team: usize, n: usize) -> Result<()> {
        let id = &self.reviews[team][n];
        let kim = &self.requesters[team];
        self.say(&self.lee, id, CommentVisibility::Internal).await?;
        if n == 0 {
            self.withdraw(kim, id).await?;
        }
        if n >= 1 {
            self.take(id).await?;
            self.say(kim, id, CommentVisibility::Shared).await?;
        }
        if n >= 2 {
            step(async || settled(self.lee.checkpoint().record_verdicts(judge(&self.list(id).await?, 6)).await))
                .await?;
            self.say(&self.lee, id, CommentVisibility::Internal).await?;
        }
        if n >= 3 {
            self.claim_fix(kim, id).await?;
        }
        if n == 4 {
            self.conclude(id).await?;
        }
        if n == 5 {
            self.ask_and_answer(kim, id).await?;
        }
        self.say(&self.lee, id, CommentVisibility::Internal).await
    }

    async fn withdraw(&self, kim: &Caller, id: &str) -> Result<()> {
        step(async || {
            let (request_id, review_id, etag) = (new(), id.to_owned(), self.etag(id).await?);
            let reason = "계획 취소".to_owned();
            let request = WithdrawReviewRequest { request_id, review_id, etag, reason, ..Default::default() };
            settled(kim.intake().withdraw_review(request).await)
        })
        .await
    }

    async fn take(&self, id: &str) -> Result<()> {
        step(async || {
            let (request_id, review_id, etag) = (new(), id.to_owned(), self.etag(id).await?);
            let request = ClaimReviewRequest { request_id, review_id, etag, ..Default::default() };
            settled(self.lee.intake().claim_review(request).await)
        })
        .await
    }

    async fn claim_fix(&self, kim: &Caller, id: &str) -> Result<()> {
        step(async || {
            let (request_id, review_id, etag) = (new(), id.to_owned(), self.list(id).await?.etag);
            let (finding_id, description) = ("F-1".to_owned(), "설정 변경".to_owned());
            let claim = ClaimFixRequest { request_id, review_id, finding_id, etag, description, ..Default::default() };
            settled(kim.checkpoint().claim_fix(claim).await)
        })
        .await
    }

    async fn conclude(&self, id: &str) -> Result<()> {
        step(async || {
            let list = self.list(id).await?;
            let lines = list.checklist.clone().unwrap_or_default().checkpoints.into_iter();
            let left = lines.filter(|line| line.mandatory && line.verdict.is_none()).map(|line| VerdictInput {
                checkpoint: line.checkpoint,
                result: VerdictResult::Pass.into(),
                method: CheckMethod::Test.into(),
                reason: "현장 확인 결과".to_owned(),
                ..Default::default()
            });
            let request = RecordVerdictsRequest { verdicts: left.collect(), ..judge(&list, 0) };
            settled(self.lee.checkpoint().record_verdicts(request).await)
        })
        .await?;
        step(async || {
            let (request_id, review_id, etag) = (new(), id.to_owned(), self.list(id).await?.etag);
            let summary = "점검 완료".to_owned();
            let request = ConcludeDiagnosisRequest { request_id, review_id, etag, summary, ..Default::default() };
            settled(self.lee.checkpoint().conclude_diagnosis(request).await)
        })
        .await
    }

    async fn ask_and_answer(&self, kim: &Caller, id: &str) -> Result<()> {
        step(async || {
            let (request_id, review_id, etag) = (new(), id.to_owned(), self.etag(id).await?);
            let question = "자료가 더 필요합니다.".to_owned();
            let request = RequestInfoRequest { request_id, review_id, etag, question, ..Default::default() };
            settled(self.lee.intake().request_info(request).await)
        })
        .await?;
        self.say(&self.lee, id, CommentVisibility::Internal).await?;
        step(async || {
            let (request_id, review_id, etag) = (new(), id.to_owned(), self.etag(id).await?);
            let answer = "첨부합니다.".to_owned();
            let request = ProvideInfoRequest { request_id, review_id, etag, answer, ..Default::default() };
            settled(kim.intake().provide_info(request).await)
        })
        .await?;
        step(async || {
            let (request_id, review_id, etag) = (new(), id.to_owned(), self.etag(id).await?);
            let title = Some("고친 제목".to_owned());
            let request = AmendReviewRequest { request_id, review_id, etag, title, ..Default::default() };
            settled(kim.intake().amend_review(request).await)
        })
        .await
    }

    /// What goes on while team A asks: team B writes, and a reviewer comments on team A's reviews among colleagues.
    pub(crate) async fn go_on(&self, n: usize) -> Result<()> {
        let [of_a, of_b] = &self.reviews;
        self.say(&self.lee, &of_a[n % of_a.len()], CommentVisibility::Internal).await?;
        self.say(&self.requesters[1], &of_b[1 + n % (of_b.len() - 1)], CommentVisibility::Shared).await?;
        if n.is_multiple_of(8) {
            self.requesters[1].submit(samples::ordinary()).await?;
        }
        Ok(())
    }

    async fn say(&self, who: &Caller, id: &str, visibility: CommentVisibility) -> Result<()> {
        step(async || {
            let (request_id, review_id, etag) = (new(), id.to_owned(), self.etag(id).await?);
            let (text, visibility) = ("의견".to_owned(), visibility.into());
            let request = AddCommentRequest { request_id, review_id, etag, text, visibility, validate_only: false };
            settled(who.intake().add_comment(request).await)
        })
        .await
    }

    async fn etag(&self, id: &str) -> Result<String> {
        let request = GetReviewRequest { review_id: id.to_owned() };
        Ok(self.lee.intake().get_review(request).await?.into_inner().etag)
    }

    async fn list(&self, id: &str) -> Result<GetChecklistResponse> {
        let request = GetChecklistRequest { review_id: id.to_owned() };
        Ok(self.lee.checkpoint().get_checklist(request).await?.into_inner())
    }
}

/// Waits until nothing more happens by itself.
pub(crate) async fn at_rest(world: &World) -> Result<u64> {
    const LOOKS: usize = 30;
    let log = world.log().await?;
    let (mut head, mut same) = (0, 0);
    eventually("rest", async || {
        let now = log.head().await?;
        same = if now == head { same + 1 } else { 0 };
        head = now;
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        Ok((same >= LOOKS).then_some(now))
    })
    .await
}

/// Tries again when the platform itself was quicker.
async fn step(ask: impl AsyncFnMut() -> Result<Option<()>>) -> Result<()> {
    eventually("a step", ask).await
}

fn settled<T>(answer: Result<Response<T>, Status>) -> Result<Option<()>> {
    match answer {
        Ok(_) => Ok(Some(())),
        Err(status) if status.code() == Code::Aborted => Ok(None),
        Err(status) => Err(status.into()),
    }
}

fn new() -> String {
    fresh_id().to_string()
}
