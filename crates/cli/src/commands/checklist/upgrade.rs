//! `haetae checklist upgrade`.

use haetae_client::request_id;
use haetae_proto::checkpoint::v1::{PreviewUpgradeRequest, PreviewUpgradeResponse, UpgradeDiagnosisRequest};

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
    words::Said,
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
            // Permission and validity are checked before the confirmation prompt.
            let tried = UpgradeDiagnosisRequest {
                request_id: request_id(),
                review_id: self.review.clone(),
                etag: preview.etag.clone(),
                validate_only: true,
            };
            session.catalogs().await?.upgrade_diagnosis(tried).await?;
            if changes_nothing(&preview) {
                session.note(&Said {
                    ko: "점검표가 이미 사용 중인 카탈로그 버전으로 되어 있어 바뀔 것이 없습니다.".to_owned(),
                    en: "the checklist is made from the catalogue versions in use already; nothing changes".to_owned(),
                });
            } else {
                self.ask(session, &preview, &title).await?;
            }
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

    /// Shows what changes, and what becomes of a decision, and asks.
    async fn ask(&self, session: &Session, preview: &PreviewUpgradeResponse, title: &str) -> Result<(), Failure> {
        let decided = review::decided_on(session, &self.review).await?;
        self.sure.confirm(session, false, &ask::by_etag(), |look| {
            let effect = match decided {
                true => look.pick(
                    "이 검토는 최종 판정이 끝났습니다. 점검표를 바꾸면 그 판정은 재검토가 필요한 상태가 됩니다.\n",
                    "This review has its decision. With another checklist the decision is out of date.\n",
                ),
                false => "",
            };
            format!("{}\n{}", views::upgrade(preview, title, look), look.paint(Paint::Bad, effect))
        })
    }
}

/// Whether the versions in use are those that the checklist is made from.
fn changes_nothing(preview: &PreviewUpgradeResponse) -> bool {
    preview.from == preview.to && preview.added.is_empty() && preview.changed.is_empty() && preview.retired.is_empty()
}
