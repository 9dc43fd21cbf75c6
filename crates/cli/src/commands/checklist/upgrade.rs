//! `haetae checklist upgrade`.

use haetae_proto::checkpoint::v1::UpgradeDiagnosisRequest;

use super::{Done, show};
use crate::{
    commands::{review, write::Change},
    failure::Failure,
    session::Session,
    views,
};

/// Move the checklist to the catalogue versions in use; haetae catalog preview-upgrade says what that changes
#[derive(Debug, clap::Args)]
pub(crate) struct Upgrade {
    /// Id of the review
    review: String,
    #[command(flatten)]
    change: Change,
}

impl Upgrade {
    pub(super) async fn run(self, session: &Session) -> Done {
        let title = review::title(session, &self.review).await?;
        let latest = async { Ok(show::get(session, &self.review).await?.etag) };
        let decided = self.change.decided(session, latest).await?;
        let request = UpgradeDiagnosisRequest {
            request_id: decided.request_id,
            review_id: self.review,
            etag: decided.etag,
            validate_only: decided.validate_only,
        };
        let answer = session.catalogs().await?.upgrade_diagnosis(request).await?.into_inner();
        let checklist = answer.checklist.as_ref().ok_or_else(Failure::incomplete)?;
        session.show(&answer, |look| views::checklist(checklist, &title, look) + &views::version(&answer.etag, look))
    }
}
