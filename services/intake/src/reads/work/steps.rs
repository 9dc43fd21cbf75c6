//! The next steps of a caller on a review and its findings, as docs/work.md defines them.

use haetae_domain::{
    finding::{Finding, approvers, ends_soon},
    review::Review,
    vocabulary::{FindingStatus, Level, Status},
};
use haetae_proto::intake::v1::WorkKind;
use haetae_service_kit::auth::{Principal, Role};
use jiff::Timestamp;

use super::{diagnosed::Diagnosed, index::Row};

/// One step that waits for the caller.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Step<'a> {
    pub(super) kind: WorkKind,
    /// The finding it concerns; none for the review as a whole.
    pub(super) finding: Option<&'a Finding>,
    /// Whether it waits for this caller by name.
    pub(super) mine: bool,
    pub(super) due_at: Option<Timestamp>,
    pub(super) overdue: bool,
    /// Whether the fix has to be claimed again, because a reviewer sent it back.
    pub(super) sent_back: bool,
}

/// All steps that wait for the caller: at most one on the review itself and one on each finding.
pub(super) fn steps<'a>(caller: &Principal, review: &Review, row: &'a Row, now: Timestamp) -> Vec<Step<'a>> {
    let viewer = Viewer::of(caller, review);
    let on_review = viewer.on_review(row).map(|(kind, mine)| Step {
        kind,
        finding: None,
        mine,
        due_at: review.target.as_ref().and_then(|target| target.due.at()),
        overdue: review.is_overdue(),
        sent_back: false,
    });
    let on_findings = row.diagnosed.findings.values().filter_map(|finding| {
        let (kind, mine, due_at) = viewer.on_finding(finding, now)?;
        let sent_back = kind == WorkKind::Remediate && row.diagnosed.sent_back.contains(&finding.id);
        Some(Step { kind, finding: Some(finding), mine, due_at: Some(due_at), overdue: due_at <= now, sent_back })
    });
    on_review.into_iter().chain(on_findings).collect()
}

/// The caller in relation to a review.
struct Viewer<'a> {
    review: &'a Review,
    subject: &'a str,
    /// Requested the review.
    own: bool,
    /// The caller may act for the requesting team.
    requester: bool,
    /// May review it.
    reviewer: bool,
    /// The caller may decide on it; a program never may.
    approver: bool,
}

impl<'a> Viewer<'a> {
    fn of(caller: &'a Principal, review: &'a Review) -> Self {
        let has = |role| caller.roles.has_any(&[role]);
        let own = review.request.requester.subject == caller.subject;
        let team = caller.team.as_ref() == Some(&review.request.team);
        Self {
            review,
            subject: &caller.subject,
            own,
            requester: has(Role::Requester) && team,
            reviewer: has(Role::Reviewer) && !own,
            approver: has(Role::Approver) && !own,
        }
        .without_approval_of_programs(caller.service)
    }

    fn without_approval_of_programs(self, service: bool) -> Self {
        Self { approver: self.approver && !service, ..self }
    }

    /// The first step on the review itself.
    fn on_review(&self, row: &Row) -> Option<(WorkKind, bool)> {
        let for_requester = self.requester.then(|| self.requested()).flatten();
        let for_reviewer = self.reviewer.then(|| self.reviewed(row)).flatten();
        let for_approver = self.approver.then(|| self.approved(&row.diagnosed)).flatten();
        for_requester.or(for_reviewer).or(for_approver)
    }

    fn requested(&self) -> Option<(WorkKind, bool)> {
        match self.review.status {
            Status::NeedsInfo => Some((WorkKind::ProvideInfo, self.own)),
            // Fixes are listed finding by finding.
            Status::Received
            | Status::InDiagnosis
            | Status::AwaitingRemediation
            | Status::AwaitingDecision
            | Status::Withdrawn => None,
            Status::Approved | Status::ApprovedWithConditions | Status::Rejected | Status::Waived => self.stale(),
        }
    }

    fn reviewed(&self, row: &Row) -> Option<(WorkKind, bool)> {
        let mine = self.assigned();
        let free = self.review.assignee.is_none();
        if row.answer.as_ref().is_some_and(|answer| mine || (answer.asker == self.subject && !answer.seen_by_asker)) {
            return Some((WorkKind::ReadAnswer, true));
        }
        match self.review.status {
            Status::Received if free || mine => Some((WorkKind::Triage, mine)),
            Status::InDiagnosis if mine && row.diagnosed.judged => Some((WorkKind::Conclude, true)),
            Status::InDiagnosis if mine => Some((WorkKind::Diagnose, true)),
            Status::InDiagnosis if free => Some((WorkKind::Claim, false)),
            Status::Received
            | Status::NeedsInfo
            | Status::InDiagnosis
            | Status::AwaitingRemediation
            | Status::AwaitingDecision
            | Status::Approved
            | Status::ApprovedWithConditions
            | Status::Rejected
            | Status::Waived
            | Status::Withdrawn => None,
        }
    }

    fn approved(&self, diagnosed: &Diagnosed) -> Option<(WorkKind, bool)> {
        match self.review.status {
            // A person who judged a review must not decide on it when its level is high; an unknown level counts as
            // high.
            Status::AwaitingDecision => {
                let high = diagnosed.level.is_none_or(|level| level >= Level::High);
                (!high || !diagnosed.judges.contains(self.subject)).then_some((WorkKind::Decide, false))
            }
            Status::Approved | Status::ApprovedWithConditions | Status::Rejected | Status::Waived => self.stale(),
            Status::Received
            | Status::NeedsInfo
            | Status::InDiagnosis
            | Status::AwaitingRemediation
            | Status::Withdrawn => None,
        }
    }

    /// The step on an outdated decision; by name for the requester and for the approver who decided.
    fn stale(&self) -> Option<(WorkKind, bool)> {
        let decision = self.review.decision.as_ref().filter(|decision| !decision.moved.is_empty())?;
        Some((WorkKind::Reopen, self.own || decision.meta.by.subject == self.subject))
    }

    fn assigned(&self) -> bool {
        self.is(self.review.assignee.as_ref().map(|assignee| assignee.subject.as_str()))
    }

    fn is(&self, subject: Option<&str>) -> bool {
        subject == Some(self.subject)
    }

    /// The step on a finding, whether it is assigned to the caller by name, and when it is due.
    fn on_finding(&self, finding: &Finding, now: Timestamp) -> Option<(WorkKind, bool, Timestamp)> {
        if self.review.status == Status::Withdrawn {
            return None;
        }
        let fixing = self.requester && self.is_pursued();
        let mine =
            self.is(finding.assignee.as_ref().map(|a| a.subject.as_str())) || (finding.assignee.is_none() && self.own);
        let asked = finding.request.as_ref().filter(|request| request.asked.ends_at > now);
        let accepted_until = finding.accepted.as_ref().map(|accepted| accepted.request.asked.ends_at);
        let due_at = accepted_until.unwrap_or(finding.opened.due_at);
        match finding.status {
            FindingStatus::FixClaimed if self.may_verify(finding) => {
                Some((WorkKind::VerifyFix, self.assigned(), due_at))
            }
            FindingStatus::Open | FindingStatus::FixClaimed if asked.is_some() => {
                let until = asked.map_or(due_at, |request| request.asked.ends_at.min(due_at));
                self.may_accept(finding).then_some((WorkKind::DecideAcceptance, false, until))
            }
            FindingStatus::Open => fixing.then_some((WorkKind::Remediate, mine, due_at)),
            FindingStatus::Accepted => {
                (fixing && ends_soon(now, due_at)).then_some((WorkKind::Remediate, mine, due_at))
            }
            FindingStatus::FixClaimed | FindingStatus::Closed | FindingStatus::Void => None,
        }
    }

    /// Whether findings still have to be fixed. A rejected review begins again when it is reopened.
    const fn is_pursued(&self) -> bool {
        match self.review.status {
            Status::Received
            | Status::NeedsInfo
            | Status::InDiagnosis
            | Status::AwaitingRemediation
            | Status::AwaitingDecision
            | Status::Approved
            | Status::ApprovedWithConditions => true,
            Status::Rejected | Status::Waived | Status::Withdrawn => false,
        }
    }

    fn may_verify(&self, finding: &Finding) -> bool {
        self.reviewer && !self.is(finding.fix.as_ref().map(|claim| claim.by.subject.as_str()))
    }

    fn may_accept(&self, finding: &Finding) -> bool {
        let Some(request) = &finding.request else { return false };
        let agreed = request.approvals.iter().any(|approver| approver.subject == self.subject);
        self.approver && request.by.subject != self.subject && !agreed
    }
}

/// The number of approvals of the requested acceptance, and the required number; zeros for every other step.
pub(super) fn approvals(step: &Step<'_>) -> (u32, u32) {
    let Some((finding, request)) = step.finding.and_then(|finding| Some((finding, finding.request.as_ref()?))) else {
        return (0, 0);
    };
    if step.kind != WorkKind::DecideAcceptance {
        return (0, 0);
    }
    let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    (number(request.approvals.len()), number(approvers(finding.opened.severity)))
}
