//! `haetae finding accept`: living with a risk for a time.

use haetae_client::request_id;
use haetae_proto::checkpoint::v1::{
    AcceptanceDecision, DecideAcceptanceRequest, RequestAcceptanceRequest, RevokeAcceptanceRequest,
};

use super::which::{WhichFinding, show};
use crate::{
    commands::{
        ask::{self, Sure},
        review, time,
        write::ChangeOptions,
    },
    failure::{Done, Failure},
    session::Session,
    views,
};

/// Accept the risk of a finding until a date: request, decide or revoke it
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Accept {
    Request(Request),
    Approve(Approve),
    Decline(Decline),
    Revoke(Revoke),
}

impl Accept {
    pub(super) async fn run(self, session: &Session) -> Done {
        match self {
            Self::Request(command) => command.run(session).await,
            Self::Approve(Approve { deciding, reason, sure }) => {
                deciding
                    .run(session, (AcceptanceDecision::Approve, reason), Some(sure).filter(|sure| !sure.is_given()))
                    .await
            }
            Self::Decline(Decline { deciding, reason }) => {
                deciding.run(session, (AcceptanceDecision::Decline, reason), None).await
            }
            Self::Revoke(command) => command.run(session).await,
        }
    }
}

/// Request acceptance of the risk until a date
#[derive(Debug, clap::Args)]
pub(crate) struct Request {
    #[command(flatten)]
    which: WhichFinding,
    /// Reason
    #[arg(long)]
    reason: String,
    /// A condition of the acceptance; may be given several times
    #[arg(long, required = true)]
    condition: Vec<String>,
    /// Its last day in Korea or its end, e.g. 2026-12-31 or 2026-12-31T18:00:00+09:00; at most 180 days, 90 for a critical finding
    #[arg(long, value_name = "DATE", value_parser = time::end)]
    until: prost_types::Timestamp,
    #[command(flatten)]
    change: ChangeOptions,
}

impl Request {
    async fn run(mut self, session: &Session) -> Done {
        self.which = self.which.found(session).await?;
        let decided = self.which.decided(session, &self.change).await?;
        let request = RequestAcceptanceRequest {
            request_id: decided.request_id,
            review_id: self.which.review,
            finding_id: self.which.finding,
            etag: decided.etag,
            reason: self.reason,
            conditions: self.condition,
            ends_at: Some(self.until),
            validate_only: decided.validate_only,
        };
        let answer = session.checkpoint().await?.request_acceptance(request).await?.into_inner();
        show(session, &answer, answer.finding.as_ref(), &answer.etag)
    }
}

/// A finding whose acceptance is decided.
#[derive(Debug, clap::Args)]
pub(crate) struct Deciding {
    #[command(flatten)]
    which: WhichFinding,
    #[command(flatten)]
    change: ChangeOptions,
}

/// Approve the acceptance; a critical finding needs two approvers
///
/// Shows the end, the conditions and the reason to approve, and asks for confirmation. A script passes the version it
/// has seen with --etag, or --yes.
#[derive(Debug, clap::Args)]
pub(crate) struct Approve {
    #[command(flatten)]
    deciding: Deciding,
    /// A note
    #[arg(long, default_value = "", hide_default_value = true)]
    reason: String,
    #[command(flatten)]
    sure: Sure,
}

/// Decline the acceptance
#[derive(Debug, clap::Args)]
pub(crate) struct Decline {
    #[command(flatten)]
    deciding: Deciding,
    /// Reason
    #[arg(long)]
    reason: String,
}

impl Deciding {
    /// Sends the decision. If it `asks`, the subject is shown first, unless the caller named the version.
    async fn run(
        mut self,
        session: &Session,
        (decision, reason): (AcceptanceDecision, String),
        asks: Option<Sure>,
    ) -> Done {
        self.which = self.which.found(session).await?;
        if let Some(sure) = asks.filter(|_| !self.change.is_named()) {
            let read = self.which.get(session).await?;
            // Permission and validity are checked before the confirmation prompt.
            let tried = DecideAcceptanceRequest {
                request_id: request_id(),
                review_id: self.which.review.clone(),
                finding_id: self.which.finding.clone(),
                etag: read.etag.clone(),
                decision: decision.into(),
                reason: reason.clone(),
                validate_only: true,
            };
            session.checkpoint().await?.decide_acceptance(tried).await?;
            let finding = read.finding.as_ref().ok_or_else(Failure::incomplete)?;
            sure.confirm(session, false, &ask::by_etag(), |look| {
                views::finding(finding, &[], views::Of::default(), look)
            })?;
            self.change = self.change.on(Some(read.etag));
        }
        let decided = self.which.decided(session, &self.change).await?;
        let request = DecideAcceptanceRequest {
            request_id: decided.request_id,
            review_id: self.which.review,
            finding_id: self.which.finding,
            etag: decided.etag,
            decision: decision.into(),
            reason,
            validate_only: decided.validate_only,
        };
        let answer = session.checkpoint().await?.decide_acceptance(request).await?.into_inner();
        show(session, &answer, answer.finding.as_ref(), &answer.etag)
    }
}

/// Revoke an acceptance before its end: the finding is open again
#[derive(Debug, clap::Args)]
pub(crate) struct Revoke {
    #[command(flatten)]
    which: WhichFinding,
    /// Reason
    #[arg(long)]
    reason: String,
    #[command(flatten)]
    sure: Sure,
    #[command(flatten)]
    change: ChangeOptions,
}

impl Revoke {
    async fn run(mut self, session: &Session) -> Done {
        self.which = self.which.found(session).await?;
        let decided = self.which.decided(session, &self.change).await?;
        let request = RevokeAcceptanceRequest {
            request_id: decided.request_id,
            review_id: self.which.review.clone(),
            finding_id: self.which.finding,
            etag: decided.etag,
            reason: self.reason,
            validate_only: decided.validate_only,
        };
        let tried = RevokeAcceptanceRequest { request_id: request_id(), validate_only: true, ..request.clone() };
        let tried = async { Ok(session.checkpoint().await?.revoke_acceptance(tried).await.map(drop)?) };
        review::ask_about_decision(session, &self.which.review, (self.sure, &self.change), (tried, None)).await?;
        let answer = session.checkpoint().await?.revoke_acceptance(request).await?.into_inner();
        show(session, &answer, answer.finding.as_ref(), &answer.etag)
    }
}
