//! `haetae review triage`.

use haetae_client::request_id;
use haetae_proto::{common::v1::TriageOutcome, intake::v1::TriageReviewRequest};

use super::show;
use crate::{
    commands::{
        ask::{self, Sure},
        find, read,
        write::{ChangeOptions, Decided},
    },
    failure::{Done, Failure},
    session::Session,
    views, words,
};

/// Decide whether the review needs a diagnosis
///
/// For a duplicate, the review that covers it is shown first (title, team, status), and you are asked for confirmation;
/// a script passes --yes.
#[derive(Debug, clap::Args)]
pub(crate) struct Triage {
    /// The review: its number, e.g. R-2026-0142, its id, or the beginning of its id
    review: String,
    /// diagnose, waive, reject or duplicate
    #[arg(long, value_parser = words::Words::<TriageOutcome>::new())]
    outcome: TriageOutcome,
    /// Reason
    #[arg(long)]
    reason: String,
    /// The review that covers it, by number or id; for a duplicate
    #[arg(long, value_name = "REVIEW", default_value = "", hide_default_value = true)]
    duplicate_of: String,
    #[command(flatten)]
    sure: Sure,
    #[command(flatten)]
    change: ChangeOptions,
}

impl Triage {
    pub(super) async fn run(mut self, session: &Session) -> Done {
        self.review = find::review(session, &self.review).await?;
        if !self.duplicate_of.is_empty() {
            self.duplicate_of = find::review(session, &self.duplicate_of).await?;
        }
        self.ask(session).await?;
        let decided = show::decided(session, &self.review, &self.change).await?;
        let request = self.request(decided);
        let answer = session.intake().await?.triage_review(request).await?.into_inner();
        show::changed(session, &answer, answer.review.as_ref(), (&answer.etag, &answer.consistency_token)).await
    }

    fn request(&self, decided: Decided) -> TriageReviewRequest {
        TriageReviewRequest {
            request_id: decided.request_id,
            review_id: self.review.clone(),
            etag: decided.etag,
            outcome: self.outcome.into(),
            reason: self.reason.clone(),
            duplicate_of: self.duplicate_of.clone(),
            validate_only: decided.validate_only,
        }
    }

    /// Shows the review that covers a duplicate, and asks.
    async fn ask(&mut self, session: &Session) -> Result<(), Failure> {
        let asks = self.outcome == TriageOutcome::Duplicate && !self.duplicate_of.is_empty();
        if !asks || self.sure.is_given() || self.change.only_checks() {
            return Ok(());
        }
        let etag = match self.change.etag() {
            Some(etag) => etag.to_owned(),
            None => read::review(session, &self.review).await?.etag,
        };
        // Permission and validity are checked before the confirmation prompt.
        let tried = self.request(Decided { request_id: request_id(), etag: etag.clone(), validate_only: true });
        session.intake().await?.triage_review(tried).await?;
        let read = read::review(session, &self.duplicate_of).await?;
        let other = read.review.as_ref().ok_or_else(Failure::incomplete)?;
        let row = find::row(session, &self.duplicate_of, &read.consistency_token).await;
        self.sure.confirm(session, false, &ask::by_nothing_else(), |look| {
            let effect = look.pick(
                "이 검토를 위 검토의 중복으로 종결합니다.",
                "This closes the review as a duplicate of the one above.",
            );
            format!("{}{effect}", views::covering(other, row.as_ref(), look))
        })?;
        self.change = std::mem::take(&mut self.change).on(Some(etag));
        Ok(())
    }
}
