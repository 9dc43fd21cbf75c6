//! `haetae finding assign`, `claim-fix`, `verify` and `reject`.

use haetae_proto::{
    checkpoint::v1::{AssignFindingRequest, ClaimFixRequest, RejectFixRequest, VerifyFixRequest},
    common::v1::{CheckMethod, Person},
};

use super::which::{WhichFinding, show};
use crate::{
    commands::{find, write::ChangeOptions},
    failure::Done,
    session::Session,
    words,
};

/// Assign the fix to a person
#[derive(Debug, clap::Args)]
pub(crate) struct Assign {
    #[command(flatten)]
    which: WhichFinding,
    /// The person: the subject of their token
    #[arg(long)]
    to: String,
    /// Their name
    #[arg(long, default_value = "", hide_default_value = true)]
    name: String,
    /// Reason
    #[arg(long, default_value = "", hide_default_value = true)]
    reason: String,
    #[command(flatten)]
    change: ChangeOptions,
}

impl Assign {
    pub(super) async fn run(mut self, session: &Session) -> Done {
        self.which = self.which.found(session).await?;
        let decided = self.which.decided(session, &self.change).await?;
        let request = AssignFindingRequest {
            request_id: decided.request_id,
            review_id: self.which.review,
            finding_id: self.which.finding,
            etag: decided.etag,
            assignee: Some(Person { subject: self.to, name: self.name }),
            validate_only: decided.validate_only,
            reason: self.reason,
        };
        let answer = session.checkpoint().await?.assign_finding(request).await?.into_inner();
        show(session, &answer, answer.finding.as_ref(), &answer.etag)
    }
}

/// Report the fix; another person verifies it
#[derive(Debug, clap::Args)]
pub(crate) struct ClaimFix {
    #[command(flatten)]
    which: WhichFinding,
    /// What was done
    #[arg(long)]
    description: String,
    /// Name of a document or record as evidence; may be given several times
    #[arg(long)]
    evidence: Vec<String>,
    /// Id of an uploaded file as evidence of the fix, e.g. E-1; may be given several times
    #[arg(long, value_parser = find::evidence)]
    evidence_id: Vec<String>,
    #[command(flatten)]
    change: ChangeOptions,
}

impl ClaimFix {
    pub(super) async fn run(mut self, session: &Session) -> Done {
        self.which = self.which.found(session).await?;
        let decided = self.which.decided(session, &self.change).await?;
        let request = ClaimFixRequest {
            request_id: decided.request_id,
            review_id: self.which.review,
            finding_id: self.which.finding,
            etag: decided.etag,
            description: self.description,
            evidence: self.evidence,
            evidence_ids: self.evidence_id,
            validate_only: decided.validate_only,
        };
        let answer = session.checkpoint().await?.claim_fix(request).await?.into_inner();
        show(session, &answer, answer.finding.as_ref(), &answer.etag)
    }
}

/// Confirm the fix: the checkpoint passes and the finding is closed
#[derive(Debug, clap::Args)]
pub(crate) struct Verify {
    #[command(flatten)]
    which: WhichFinding,
    /// examine, interview or test
    #[arg(long, value_parser = words::Words::<CheckMethod>::new())]
    method: CheckMethod,
    /// What you verified
    #[arg(long, default_value = "", hide_default_value = true)]
    reason: String,
    /// Name of a supporting document or record; may be given several times
    #[arg(long)]
    evidence: Vec<String>,
    /// Id of an uploaded file as evidence, e.g. E-1; may be given several times
    #[arg(long, value_parser = find::evidence)]
    evidence_id: Vec<String>,
    #[command(flatten)]
    change: ChangeOptions,
}

impl Verify {
    pub(super) async fn run(mut self, session: &Session) -> Done {
        self.which = self.which.found(session).await?;
        let decided = self.which.decided(session, &self.change).await?;
        let request = VerifyFixRequest {
            request_id: decided.request_id,
            review_id: self.which.review,
            finding_id: self.which.finding,
            etag: decided.etag,
            method: self.method.into(),
            reason: self.reason,
            evidence: self.evidence,
            evidence_ids: self.evidence_id,
            validate_only: decided.validate_only,
        };
        let answer = session.checkpoint().await?.verify_fix(request).await?.into_inner();
        show(session, &answer, answer.finding.as_ref(), &answer.etag)
    }
}

/// Send the fix back: the finding is open again
#[derive(Debug, clap::Args)]
pub(crate) struct Reject {
    #[command(flatten)]
    which: WhichFinding,
    /// What is missing
    #[arg(long)]
    reason: String,
    #[command(flatten)]
    change: ChangeOptions,
}

impl Reject {
    pub(super) async fn run(mut self, session: &Session) -> Done {
        self.which = self.which.found(session).await?;
        let decided = self.which.decided(session, &self.change).await?;
        let request = RejectFixRequest {
            request_id: decided.request_id,
            review_id: self.which.review,
            finding_id: self.which.finding,
            etag: decided.etag,
            reason: self.reason,
            validate_only: decided.validate_only,
        };
        let answer = session.checkpoint().await?.reject_fix(request).await?.into_inner();
        show(session, &answer, answer.finding.as_ref(), &answer.etag)
    }
}
