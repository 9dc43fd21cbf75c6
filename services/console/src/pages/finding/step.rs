//! The steps of a finding: the roles that may take each, its input, and its call.

use haetae_domain::calendar::end_in_seoul;
use haetae_proto::{
    checkpoint::v1::{self as pb, AcceptanceDecision},
    common::v1::{CheckMethod, Person},
};
use haetae_service_kit::auth::{Role, Roles};

use crate::{
    api::{Api, Problem},
    pages::sent::{Sent, lines, text},
    text::{Say, key},
};

/// A step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    Verify,
    Reject,
    Approve,
    Decline,
    Claim,
    Request,
    Assign,
    Revoke,
    Retract,
}

impl Step {
    /// In the order in which people take them.
    pub(super) const ALL: [Self; 9] = [
        Self::Verify,
        Self::Reject,
        Self::Approve,
        Self::Decline,
        Self::Claim,
        Self::Request,
        Self::Assign,
        Self::Revoke,
        Self::Retract,
    ];

    /// As addresses name it.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Verify => "verify",
            Self::Reject => "reject",
            Self::Approve => "approve",
            Self::Decline => "decline",
            Self::Claim => "claim",
            Self::Request => "request",
            Self::Assign => "assign",
            Self::Revoke => "revoke",
            Self::Retract => "retract",
        }
    }

    /// The step that an address names.
    pub(super) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.name() == name)
    }

    /// The method, as a finding lists it among its allowed steps.
    const fn call(self) -> &'static str {
        match self {
            Self::Verify => "VerifyFix",
            Self::Reject => "RejectFix",
            Self::Approve | Self::Decline => "DecideAcceptance",
            Self::Claim => "ClaimFix",
            Self::Request => "RequestAcceptance",
            Self::Assign => "AssignFinding",
            Self::Revoke => "RevokeAcceptance",
            Self::Retract => "RetractFinding",
        }
    }

    /// The roles that may take it; the services decide for each finding.
    const fn whose(self) -> &'static [Role] {
        match self {
            Self::Verify | Self::Reject | Self::Retract => &[Role::Reviewer],
            Self::Approve | Self::Decline | Self::Revoke => &[Role::Approver],
            Self::Claim | Self::Request => &[Role::Requester],
            Self::Assign => &[Role::Reviewer, Role::Approver],
        }
    }

    /// Whether these roles may take it, and the status of the finding allows it.
    pub(super) fn is_open(self, roles: Roles, allowed: &[String]) -> bool {
        roles.has_any(self.whose()) && allowed.iter().any(|call| call == self.call())
    }

    /// Its name; the two outcomes of one step have separate names.
    pub(super) fn text(self, t: Say) -> String {
        match self {
            Self::Approve => t.text("step-approve"),
            Self::Decline => t.text("step-decline"),
            Self::Verify | Self::Reject | Self::Claim | Self::Request | Self::Assign | Self::Revoke | Self::Retract => {
                t.step(self.call())
            }
        }
    }

    /// What is written with it.
    pub(super) const fn label(self) -> &'static str {
        match self {
            Self::Verify => key("step-verify-words"),
            Self::Reject => key("step-reject-words"),
            Self::Claim => key("step-claim-words"),
            Self::Approve | Self::Decline | Self::Request | Self::Assign | Self::Revoke | Self::Retract => {
                key("check-reason")
            }
        }
    }

    /// The explanation shown before the step.
    pub(super) const fn about(self) -> &'static str {
        match self {
            Self::Verify => key("step-verify-about"),
            Self::Reject => key("step-reject-about"),
            Self::Approve => key("step-approve-about"),
            Self::Decline => key("step-decline-about"),
            Self::Claim => key("step-claim-about"),
            Self::Request => key("step-request-about"),
            Self::Assign => key("step-assign-about"),
            Self::Revoke => key("step-revoke-about"),
            Self::Retract => key("step-retract-about"),
        }
    }

    /// Whether words are required.
    pub(super) const fn needs_words(self) -> bool {
        !matches!(self, Self::Verify | Self::Approve | Self::Assign)
    }

    /// Whether its form has fields for evidence.
    pub(super) const fn has_evidence(self) -> bool {
        matches!(self, Self::Verify | Self::Claim)
    }
}

/// The target of a step.
#[derive(Debug, Clone)]
pub(super) struct On {
    pub(super) request_id: String,
    pub(super) review_id: String,
    pub(super) finding_id: String,
    pub(super) etag: String,
}

/// Takes a step with what a form sent. Calls the method of the step.
///
/// # Errors
/// When the service refuses or does not answer.
pub(super) async fn take(api: &Api, step: Step, on: On, sent: &Sent) -> Result<(), Problem> {
    match step {
        Step::Verify | Step::Reject | Step::Claim => fix(api, step, on, sent).await,
        Step::Request | Step::Approve | Step::Decline | Step::Revoke => acceptance(api, step, on, sent).await,
        Step::Assign => {
            let On { request_id, review_id, finding_id, etag } = on;
            let (reason, subject, name) = (words(sent), sent.one("account").trim().to_owned(), String::new());
            let (assignee, validate_only) = (Some(Person { subject, name }), false);
            let request =
                pb::AssignFindingRequest { request_id, review_id, finding_id, etag, assignee, validate_only, reason };
            api.checkpoint().await?.assign_finding(request).await?;
            Ok(())
        }
        Step::Retract => {
            let On { request_id, review_id, finding_id, etag } = on;
            let (reason, validate_only) = (words(sent), false);
            let request = pb::RetractFindingRequest { request_id, review_id, finding_id, etag, reason, validate_only };
            api.checkpoint().await?.retract_finding(request).await?;
            Ok(())
        }
    }
}

/// A step on a fix.
async fn fix(api: &Api, step: Step, on: On, sent: &Sent) -> Result<(), Problem> {
    let mut service = api.checkpoint().await?;
    let On { request_id, review_id, finding_id, etag } = on;
    let (words, validate_only) = (words(sent), false);
    let (evidence, evidence_ids) = (lines(sent.one("evidence")), sent.all("file").map(str::to_owned).collect());
    if step == Step::Claim {
        let description = words;
        let request = pb::ClaimFixRequest {
            request_id,
            review_id,
            finding_id,
            etag,
            description,
            evidence,
            validate_only,
            evidence_ids,
        };
        service.claim_fix(request).await?;
    } else if step == Step::Verify {
        let (method, reason) = (method(sent), words);
        let request = pb::VerifyFixRequest {
            request_id,
            review_id,
            finding_id,
            etag,
            method,
            reason,
            evidence,
            validate_only,
            evidence_ids,
        };
        service.verify_fix(request).await?;
    } else {
        let request = pb::RejectFixRequest { request_id, review_id, finding_id, etag, reason: words, validate_only };
        service.reject_fix(request).await?;
    }
    Ok(())
}

/// A step on an acceptance.
async fn acceptance(api: &Api, step: Step, on: On, sent: &Sent) -> Result<(), Problem> {
    let mut service = api.checkpoint().await?;
    let On { request_id, review_id, finding_id, etag } = on;
    let (reason, validate_only) = (words(sent), false);
    if step == Step::Request {
        let (conditions, ends_at) = (lines(sent.one("conditions")), end_of(sent.one("until")));
        let request = pb::RequestAcceptanceRequest {
            request_id,
            review_id,
            finding_id,
            etag,
            reason,
            conditions,
            ends_at,
            validate_only,
        };
        service.request_acceptance(request).await?;
    } else if step == Step::Revoke {
        let request = pb::RevokeAcceptanceRequest { request_id, review_id, finding_id, etag, reason, validate_only };
        service.revoke_acceptance(request).await?;
    } else {
        let decides = if step == Step::Approve { AcceptanceDecision::Approve } else { AcceptanceDecision::Decline };
        let decision = decides.into();
        let request =
            pb::DecideAcceptanceRequest { request_id, review_id, finding_id, etag, decision, reason, validate_only };
        service.decide_acceptance(request).await?;
    }
    Ok(())
}

fn words(sent: &Sent) -> String {
    text(sent.one("words"))
}

fn method(sent: &Sent) -> i32 {
    sent.one("method").parse().unwrap_or_else(|_| CheckMethod::Unspecified.into())
}

/// The end of a day in Korea; none for an invalid day, which the service reports.
fn end_of(day: &str) -> Option<prost_types::Timestamp> {
    let end = end_in_seoul(day.parse().ok()?);
    Some(prost_types::Timestamp { seconds: end.as_second(), nanos: 0 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_is_offered_to_its_roles_when_the_status_allows_it() {
        let allowed = ["VerifyFix".to_owned(), "RejectFix".into(), "ClaimFix".into()];
        let open = |role: Role| -> Vec<&'static str> {
            let roles: Roles = [role].into_iter().collect();
            let open = Step::ALL.into_iter().filter(|step| step.is_open(roles, &allowed));
            open.map(Step::name).collect()
        };
        assert_eq!(open(Role::Reviewer), ["verify", "reject"]);
        assert_eq!(open(Role::Requester), ["claim"]);
        assert!(open(Role::Auditor).is_empty());
        assert!(Step::ALL.into_iter().all(|step| Step::named(step.name()) == Some(step)));
        assert_eq!(Step::named("close"), None);
    }

    #[test]
    fn an_acceptance_ends_with_its_day_in_korea() {
        assert_eq!(end_of("2026-12-31").unwrap().seconds, 1_798_729_199);
        assert_eq!(end_of("soon"), None);
    }
}
