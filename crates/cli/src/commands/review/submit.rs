//! `haetae review submit`.

use std::path::{Path, PathBuf};

use haetae_client::request_id;
use haetae_proto::{
    checkpoint::v1::{Checklist, GetChecklistRequest},
    dashboard::v1::{ListReviewsRequest, ReviewRow},
    intake::v1::{Review, SubmitReviewRequest},
    risk::v1::{Assessment, GetAssessmentRequest},
};

use super::show;
use crate::{
    commands::{filter::quoted, find, wait::Wait, write::Write},
    failure::{Done, Failure},
    files::{self, RequestFile},
    output,
    session::Session,
    views,
    words::Said,
};
use jiff::SignedDuration;

/// Within this time the same title is probably the same request.
const MINUTE: SignedDuration = SignedDuration::from_secs(60);

/// Warns if the same title was requested within the last minute, because the request was probably sent twice. The new
/// request is kept.
async fn twice(session: &Session, review: &Review) {
    let Some(at) = review.submitted_at.and_then(|at| jiff::Timestamp::from_second(at.seconds).ok()) else { return };
    let since = at.saturating_sub(MINUTE).unwrap_or(at);
    let request = ListReviewsRequest {
        page_size: 2,
        filter: format!(
            "title = {} AND team = {} AND submitted_at >= {}",
            quoted(&review.title),
            quoted(&review.team),
            quoted(&since.to_string())
        ),
        ..Default::default()
    };
    let asked = async { Ok::<_, Failure>(session.dashboard().await?.list_reviews(request).await?.into_inner()) };
    // Not required for the request, which is already recorded.
    let Ok(found) = asked.await else { return };
    if let Some(other) = found.reviews.iter().find(|row| row.review_id != review.review_id) {
        let number = &other.number;
        session.note(&Said {
            ko: format!("같은 제목의 검토를 방금 요청했습니다: {number}. 실수라면 하나를 철회하십시오: haetae review withdraw"),
            en: format!("the same title was requested just before: {number}; if by mistake, withdraw one: haetae review withdraw"),
        });
    }
}

/// The fields of a request for which the service knows the limits.
const TEXTS: [&str; 2] = ["title", "description"];

/// The request in a file, or everything that is wrong with it: with its words, and with its texts as the service finds them.
pub(super) async fn whole(session: &Session, file: &Path) -> Result<RequestFile, Failure> {
    let written = files::open(file)?;
    let faults = match written.read_whole() {
        Ok(request) => return Ok(request),
        Err(faults) => faults,
    };
    // Of a text that is not of its format no field is known, and none is missing.
    if written.tree().is_none() {
        return Err(faults.into());
    }
    let request = SubmitReviewRequest {
        request_id: request_id(),
        title: written.text_of("title"),
        description: written.text_of("description"),
        profile: None,
        validate_only: true,
    };
    // Faults in words are reported even if the service is unavailable.
    let asked = async { Ok::<_, Failure>(session.intake().await?.submit_review(request).await.map(drop)?) };
    let told = match asked.await {
        Err(Failure::Refused(refusal)) => refusal.fields(),
        Ok(()) | Err(_) => Vec::new(),
    };
    let told = told.into_iter().filter(|(field, _)| TEXTS.contains(&field.as_str())).collect();
    Err(written.with_told(faults, told).into())
}

/// The automatic results of a request.
struct Settled {
    row: ReviewRow,
    assessment: Assessment,
    checklist: Checklist,
}

/// Request a review
#[derive(Debug, clap::Args)]
pub(crate) struct Submit {
    /// The request, as .toml, .yaml or .json; - reads YAML or JSON from standard input
    file: PathBuf,
    #[command(flatten)]
    write: Write,
    #[command(flatten)]
    wait: Wait,
}

impl Submit {
    pub(super) async fn run(self, session: &Session) -> Done {
        let file = whole(session, &self.file).await?;
        let request = SubmitReviewRequest {
            request_id: self.write.request_id(session),
            title: file.title.clone(),
            description: file.description.clone(),
            profile: Some(file.profile()),
            validate_only: self.write.validate_only,
        };
        let mut answer = session.intake().await?.submit_review(request).await?.into_inner();
        if let (true, Some(review)) = (self.write.validate_only, &mut answer.review) {
            // A review that is only checked has no time, and an id only if the caller chose the request id.
            review.submitted_at = None;
            if self.write.is_imagined() {
                review.review_id.clear();
            }
        }
        let review = answer.review.clone().ok_or_else(Failure::incomplete)?;
        if !self.write.validate_only {
            twice(session, &review).await;
        }
        if !self.wait.wait || self.write.validate_only {
            // Its number, where lists have it within a moment; else its id, which the review has from the beginning.
            // Programs get the same answer for the same request, whatever lists have by then.
            let row = match self.write.validate_only || session.is_structured() {
                true => None,
                false => find::row(session, &review.review_id, &answer.consistency_token).await,
            };
            return session.show(&answer, |look| views::review(&review, (row.as_ref(), ""), &answer.etag, look));
        }
        let Settled { row, assessment, checklist } =
            self.settled(session, &review.review_id, &answer.consistency_token).await?;
        let mut further = show::beside(Some(&row))?;
        further.push(("assessment", output::value(&assessment).map_err(output::broken)?));
        session.show_with(&answer, further, |look| {
            let review = views::review(&review, (Some(&row), ""), &answer.etag, look);
            let score = views::assessment(&assessment, &row.title, look);
            format!("{review}\n{score}\n{}", views::layers(&checklist, look))
        })
    }

    /// Waits until the review is scored, has a checklist, and lists show both.
    async fn settled(&self, session: &Session, review_id: &str, token: &str) -> Result<Settled, Failure> {
        let (mut risk, mut checkpoint) = (session.risk().await?, session.checkpoint().await?);
        let mut dashboard = session.dashboard().await?;
        let what = Said {
            ko: "위험 평가와 점검표를 기다립니다".into(),
            en: "waiting for the score and the checklist".into(),
        };
        self.wait
            .until(session, &what, async || {
                let review_id = review_id.to_owned();
                let assessment = risk.get_assessment(GetAssessmentRequest { review_id: review_id.clone() }).await?;
                let checklist = checkpoint.get_checklist(GetChecklistRequest { review_id: review_id.clone() }).await?;
                let request = ListReviewsRequest {
                    page_size: 1,
                    filter: format!("review_id = {}", quoted(&review_id)),
                    consistency_token: token.to_owned(),
                    ..Default::default()
                };
                let rows = dashboard.list_reviews(request).await?.into_inner().reviews;
                let row = rows.into_iter().find(|row| row.level != 0 && row.tally.is_some());
                let (assessment, checklist) = (assessment.into_inner().assessment, checklist.into_inner().checklist);
                let parts = row.zip(assessment).zip(checklist);
                Ok(parts.map(|((row, assessment), checklist)| Settled { row, assessment, checklist }))
            })
            .await
    }
}
