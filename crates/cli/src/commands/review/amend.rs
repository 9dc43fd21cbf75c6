//! `haetae review amend`.

use std::path::PathBuf;

use haetae_client::request_id;
use haetae_proto::intake::v1::AmendReviewRequest;

use super::{show, submit::whole};
use crate::{
    commands::{ask::Sure, find, read, write::ChangeOptions},
    failure::{Done, Failure},
    files::RequestFile,
    session::Session,
    views,
    words::Said,
};

/// Change the request; a changed profile is scored again and makes a decision out of date
#[derive(Debug, clap::Args)]
pub(crate) struct Amend {
    /// The review: its number, e.g. R-2026-0142, its id, or the beginning of its id
    review: String,
    /// The whole request after the change, as for haetae review submit
    #[arg(required_unless_present_any = ["title", "description"])]
    file: Option<PathBuf>,
    /// Only another title
    #[arg(long, conflicts_with = "file")]
    title: Option<String>,
    /// Only another description
    #[arg(long, conflicts_with = "file")]
    description: Option<String>,
    #[command(flatten)]
    sure: Sure,
    #[command(flatten)]
    change: ChangeOptions,
}

impl Amend {
    pub(super) async fn run(mut self, session: &Session) -> Done {
        self.review = find::review(session, &self.review).await?;
        let file: Option<RequestFile> = match &self.file {
            Some(file) => Some(whole(session, file).await?),
            None => None,
        };
        let profile = file.as_ref().map(RequestFile::profile);
        let (title, description) = match file {
            Some(file) => (Some(file.title), Some(file.description)),
            None => (self.title, self.description),
        };
        let decided = show::decided(session, &self.review, &self.change).await?;
        let request = AmendReviewRequest {
            request_id: decided.request_id,
            review_id: self.review.clone(),
            etag: decided.etag,
            title,
            description,
            profile,
            validate_only: decided.validate_only,
        };
        // Other texts change nothing that was decided on; another profile does.
        if let Some(profile) = request.profile.as_ref().filter(|_| !self.sure.is_given() && !self.change.is_named()) {
            let now = read::review(session, &self.review).await?.review.ok_or_else(Failure::incomplete)?;
            if now.profile.as_ref() != Some(profile) {
                let tried = AmendReviewRequest { request_id: request_id(), validate_only: true, ..request.clone() };
                let tried = async { Ok(session.intake().await?.amend_review(tried).await.map(drop)?) };
                let changes = views::amendment(&now, &request, session.look());
                let news = Said {
                    ko: format!("요청에서 바뀌는 내용\n{changes}"),
                    en: format!("the request changes\n{changes}"),
                };
                let step = (tried, Some(&news));
                show::ask_about_decision(session, &self.review, (self.sure, &self.change), step).await?;
            }
        }
        let answer = session.intake().await?.amend_review(request).await?.into_inner();
        show::changed(session, &answer, answer.review.as_ref(), (&answer.etag, &answer.consistency_token)).await
    }
}
