//! `haetae checklist upgrade`.

use haetae_client::request_id;
use haetae_proto::checkpoint::v1::{PreviewUpgradeRequest, UpgradeDiagnosisRequest};

use crate::{
    commands::{
        ask::{self, Sure},
        find, read, review,
        write::ChangeOptions,
    },
    failure::{Done, Failure},
    screen::Paint,
    session::Session,
    views,
};

/// Move the checklist to the catalogue versions in use; haetae catalog preview-upgrade shows what changes
#[derive(Debug, clap::Args)]
pub(crate) struct Upgrade {
    /// The review: its number, e.g. R-2026-0142, its id, or the beginning of its id
    review: String,
    #[command(flatten)]
    sure: Sure,
    #[command(flatten)]
    change: ChangeOptions,
}

impl Upgrade {
    pub(super) async fn run(mut self, session: &Session) -> Done {
        self.review = find::review(session, &self.review).await?;
        let title = review::title(session, &self.review).await?;
        if !self.change.is_named() {
            let preview = PreviewUpgradeRequest { review_id: self.review.clone() };
            let preview = session.catalogs().await?.preview_upgrade(preview).await?.into_inner();
            // Who may not, or what cannot be, is said before anything is asked.
            let tried = UpgradeDiagnosisRequest {
                request_id: request_id(),
                review_id: self.review.clone(),
                etag: preview.etag.clone(),
                validate_only: true,
            };
            session.catalogs().await?.upgrade_diagnosis(tried).await?;
            let decided = review::decided_on(session, &self.review).await?;
            self.sure.confirm(session, false, &ask::by_etag(), |look| {
                let effect = match decided {
                    true => look.pick(
                        "이 검토는 최종 판정이 끝났습니다. 점검표를 바꾸면 그 판정은 재검토가 필요한 상태가 됩니다.\n",
                        "This review has its decision. With another checklist the decision is out of date.\n",
                    ),
                    false => "",
                };
                format!("{}\n{}", views::upgrade(&preview, &title, look), look.paint(Paint::Bad, effect))
            })?;
            self.change = self.change.on(Some(preview.etag));
        }
        let latest = async { Ok(read::checklist(session, &self.review).await?.etag) };
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
