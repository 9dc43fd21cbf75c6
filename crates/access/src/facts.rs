//! The facts that a decision is based on.

use haetae_domain::vocabulary::{Level, Status};

use crate::Roles;

/// The caller, as in the verified token.
#[derive(Debug, Clone, Copy)]
pub struct Caller<'a> {
    /// Stable subject at the identity provider.
    pub subject: &'a str,
    /// Never empty.
    pub team: Option<&'a str>,
    /// The roles of the token.
    pub roles: Roles,
    /// Whether the token stands for a program, not for a person.
    pub service: bool,
}

/// The facts of a review that an authorisation needs. Leave out facts that the policies of the call do not use.
#[derive(Debug, Clone, Default)]
pub struct Facts<'a> {
    /// Subject of who asked for the review.
    pub requester: &'a str,
    /// The requester's team.
    pub team: &'a str,
    /// Subject of who works on it.
    pub assignee: Option<&'a str>,
    /// Its status.
    pub status: Option<Status>,
    /// Its risk level; one that is not given counts as high.
    pub level: Option<Level>,
    /// Subjects of those who judged any checkpoint of it.
    pub judges: Vec<&'a str>,
    /// Of the finding: the subject of the person who claimed the fix.
    pub claimed_by: Option<&'a str>,
    /// Of the finding: the subject of the person who requested its acceptance.
    pub acceptance_requested_by: Option<&'a str>,
    /// Of the finding: the subject of the first approver of its acceptance, if two have to approve.
    pub first_approver: Option<&'a str>,
    /// Of the finding: the subject of the person who recorded its Fail, once the round is over or others acted on the finding.
    pub late_judge: Option<&'a str>,
    /// The requested data is hidden from the requester's team, such as an internal comment.
    pub internal: bool,
}

impl<'a> Facts<'a> {
    /// Facts about a review, its assessment or its diagnosis, without a finding.
    pub fn of(requester: &'a str, team: &'a str) -> Self {
        Self { requester, team, ..Self::default() }
    }
}
