//! What clients do to reviews beyond asking and judging.

use haetae_integration_tests::checker::ledger::Command;
use haetae_proto::{
    checkpoint::v1::{ListFindingsRequest, ListFindingsResponse},
    common::v1::{FindingStatus, ReviewStatus},
    intake::v1::{GetReviewRequest, GetReviewResponse},
    risk::v1::GetAssessmentRequest,
};
use rand::seq::IndexedRandom as _;

use crate::{attempts::within, clients::Client, requests};

/// Reviews that are looked at for something to do.
const LOOKS: usize = 10;

impl Client {
    /// Amends an own review, every other time in what matters.
    pub(crate) async fn amend(&mut self) {
        let Some(review_id) = self.own() else { return };
        let Some(review) = self.review(&review_id).await else { return };
        let request_id = self.id();
        let request = requests::amendment(request_id, &review_id, review.etag, &mut self.rng);
        self.write_down(request_id, Command::Amend(request)).await;
    }

    /// Says that something found on an own review is fixed.
    pub(crate) async fn fix(&mut self) {
        let own = self.notebook.reviews_of(self.number);
        let Some((review_id, finding_id, etag)) = self.finding(own, FindingStatus::Open).await else { return };
        let request_id = self.id();
        let request = requests::claim(request_id, review_id, finding_id, etag);
        self.write_down(request_id, Command::ClaimFix(request)).await;
    }

    /// Sees whether something is fixed.
    pub(crate) async fn verify(&mut self) {
        let others = self.notebook.reviews_of_others(self.number);
        let Some((review_id, finding_id, etag)) = self.finding(others, FindingStatus::FixClaimed).await else { return };
        let request_id = self.id();
        let request = requests::verification(request_id, review_id, finding_id, etag);
        self.write_down(request_id, Command::VerifyFix(request)).await;
    }

    /// Takes back a Fail, as if it had been a mistake.
    pub(crate) async fn retract(&mut self) {
        let others = self.notebook.reviews_of_others(self.number);
        let Some((review_id, finding_id, etag)) = self.finding(others, FindingStatus::Open).await else { return };
        let request_id = self.id();
        let request = requests::retraction(request_id, review_id, finding_id, etag);
        self.write_down(request_id, Command::Retract(request)).await;
    }

    /// Decides on a review that waits for it: approves what has no finding left.
    pub(crate) async fn decide(&mut self) {
        let Some((review_id, etag, approve)) = self.waiting().await else { return };
        let (mut risk, asked) = (self.caller.risk(), GetAssessmentRequest { review_id: review_id.clone() });
        let assessment =
            self.look("ASSESSMENT_NOT_FOUND", async |d| risk.get_assessment(within(&asked, d)).await).await;
        let (Some(assessment), Some(list)) = (assessment, self.checklist(&review_id).await) else { return };
        let request_id = self.id();
        let etags = [etag, assessment.etag, list.etag];
        let request = requests::decision(request_id, review_id, etags, approve);
        self.write_down(request_id, Command::Decide(request)).await;
    }

    fn own(&mut self) -> Option<String> {
        self.notebook.reviews_of(self.number).choose(&mut self.rng).cloned()
    }

    /// A review that waits for a decision, with its etag and whether nothing speaks against it.
    async fn waiting(&mut self) -> Option<(String, String, bool)> {
        let all = self.notebook.reviews_of_others(self.number);
        let some: Vec<_> = all.sample(&mut self.rng, LOOKS).cloned().collect();
        for review_id in some {
            let review = self.review(&review_id).await?;
            match review.review.map(|review| review.status()) {
                Some(ReviewStatus::AwaitingDecision) => return Some((review_id, review.etag, true)),
                Some(ReviewStatus::AwaitingRemediation) => return Some((review_id, review.etag, false)),
                Some(_) | None => {}
            }
        }
        None
    }

    async fn review(&mut self, review_id: &str) -> Option<GetReviewResponse> {
        let (mut intake, asked) = (self.caller.intake(), GetReviewRequest { review_id: review_id.to_owned() });
        self.look("REVIEW_NOT_FOUND", async |d| intake.get_review(within(&asked, d)).await).await
    }

    /// A finding in this status, with its review and the etag of the diagnosis that has it.
    async fn finding(&mut self, reviews: Vec<String>, status: FindingStatus) -> Option<(String, String, String)> {
        let some: Vec<_> = reviews.sample(&mut self.rng, LOOKS).cloned().collect();
        for review_id in some {
            let (mut checkpoint, statuses) = (self.caller.checkpoint(), vec![status.into()]);
            let asked = ListFindingsRequest { review_id, statuses, ..Default::default() };
            let list =
                self.look("CHECKLIST_NOT_FOUND", async |d| checkpoint.list_findings(within(&asked, d)).await).await;
            // The etag is that of what was seen: others may be quicker.
            let ListFindingsResponse { findings, etag, .. } = list.unwrap_or_default();
            if let Some(finding) = findings.choose(&mut self.rng) {
                return Some((asked.review_id, finding.finding_id.clone(), etag));
            }
        }
        None
    }
}
