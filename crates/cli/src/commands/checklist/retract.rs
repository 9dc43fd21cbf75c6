//! `haetae checklist retract`.

use haetae_proto::{
    checkpoint::v1::{Finding, ListFindingsRequest},
    common::v1::FindingStatus,
};

use super::show;
use crate::{
    commands::{ask::Sure, find, finding::retract::retract, write::ChangeOptions},
    failure::{Done, Failure},
    session::Session,
    words::Said,
};

/// Findings on a page.
const PAGE: i32 = 200;
/// Statuses of a finding whose Fail is still valid.
const STANDING: [FindingStatus; 3] = [FindingStatus::Open, FindingStatus::FixClaimed, FindingStatus::Accepted];

/// Take back a mistaken Fail by its checkpoint: its finding becomes void, and the checkpoint is judged again
#[derive(Debug, clap::Args)]
pub(crate) struct Retract {
    /// The review: its number, e.g. R-2026-0142, its id, or the beginning of its id
    review: String,
    /// The checkpoint, e.g. web-service:APP-01:1, or APP-01 where only one is meant
    checkpoint: String,
    /// Why the Fail was a mistake
    #[arg(long)]
    reason: String,
    #[command(flatten)]
    sure: Sure,
    #[command(flatten)]
    change: ChangeOptions,
}

impl Retract {
    pub(super) async fn run(mut self, session: &Session) -> Done {
        self.review = find::review(session, &self.review).await?;
        let key = show::named(session, &self.review, &self.checkpoint).await?;
        let (finding, etag) = latest(session, &self.review, &key).await?;
        // A retry names its version, and finds the finding void already: the service knows its answer.
        let finding = finding.filter(|finding| self.change.is_named() || STANDING.contains(&finding.status()));
        let finding = finding.ok_or_else(|| nothing_failed(&key))?;
        let decided = self.change.decided(session, async { Ok(etag) }).await?;
        let of = (self.review, finding.finding_id);
        retract(session, of, self.reason, (self.sure, &self.change), decided).await
    }
}

/// The last finding of a checkpoint, with the version of the diagnosis.
async fn latest(session: &Session, review_id: &str, key: &str) -> Result<(Option<Finding>, String), Failure> {
    let (mut checkpoint, mut page_token, mut all) = (session.checkpoint().await?, String::new(), Vec::new());
    loop {
        let review_id = review_id.to_owned();
        let request = ListFindingsRequest { review_id, statuses: Vec::new(), page_size: PAGE, page_token };
        let answer = checkpoint.list_findings(request).await?.into_inner();
        all.extend(answer.findings);
        page_token = answer.next_page_token;
        if page_token.is_empty() {
            return Ok((last(all, key), answer.etag));
        }
    }
}

/// The last finding of a checkpoint. A checkpoint that left the checklist keeps its findings, and its short form is only
/// known by them.
fn last(mut findings: Vec<Finding>, key: &str) -> Option<Finding> {
    if !findings.iter().any(|finding| finding.checkpoint == key) {
        findings.retain(|one| one.checkpoint.strip_suffix(key).is_some_and(|catalog| catalog.ends_with(':')));
        let is_one = findings.windows(2).all(|two| matches!(two, [a, b] if a.checkpoint == b.checkpoint));
        return findings.pop().filter(|_| is_one);
    }
    findings.into_iter().rfind(|finding| finding.checkpoint == key)
}

fn nothing_failed(key: &str) -> Failure {
    Failure::Unfit(Said {
        ko: format!("{key}에는 취소할 취약 결과가 없습니다. 다른 점검 결과는 다시 기록해 바꿉니다."),
        en: format!("{key} has no Fail to take back; another result is changed by judging again"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A checkpoint that left the checklist is found by its findings, in its short form where only one is meant.
    #[test]
    fn a_checkpoint_that_left_the_checklist_is_found() {
        let finding = |id: &str, checkpoint: &str| Finding {
            finding_id: id.into(),
            checkpoint: checkpoint.into(),
            ..Finding::default()
        };
        let all =
            || vec![finding("F-1", "web:APP-02:2"), finding("F-2", "web:APP-02:2"), finding("F-3", "web:APP-03:2")];
        let found = |all, key| last(all, key).map(|finding| finding.finding_id);
        assert_eq!(found(all(), "web:APP-02:2").as_deref(), Some("F-2"));
        assert_eq!(found(all(), "APP-02:2").as_deref(), Some("F-2"));
        assert_eq!(found(all(), "APP-02:1"), None);
        assert_eq!(found(all(), "02:2"), None, "part of a word");
        assert_eq!(found([all(), vec![finding("F-4", "own:APP-02:2")]].concat(), "APP-02:2"), None, "two are meant");
    }
}
