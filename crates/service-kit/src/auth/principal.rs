//! Who calls, as the verified token says.

use haetae_access::{Action, Role, Roles};
use tonic::Request;

use crate::error::ApiError;

/// A verified caller. In the extensions of every authenticated request.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Principal {
    /// Stable subject at the identity provider (`sub`).
    pub subject: String,
    /// Display name (`name`); empty when the token had none.
    pub name: String,
    /// The team the caller belongs to (`team`).
    pub team: Option<String>,
    /// What the caller may do (`roles`).
    pub roles: Roles,
    /// Whether the token stands for a program, not for a person: its subject is the client it was given to, or it says
    /// so itself (`service`).
    pub service: bool,
    /// The call being made, once the server knows it.
    pub action: Option<Action>,
}

impl Principal {
    /// The caller of a request; `UNAUTHENTICATED` on a request that did not pass the server's check.
    pub fn from_request<T>(request: &Request<T>) -> Result<Self, ApiError> {
        let principal = request.extensions().get().cloned();
        principal.ok_or_else(ApiError::unauthenticated)
    }

    /// Fails with `PERMISSION_DENIED` unless the caller has one of these roles.
    pub fn require(&self, any: &[Role]) -> Result<(), ApiError> {
        if self.roles.has_any(any) {
            return Ok(());
        }
        let names: Vec<_> = any.iter().map(|role| role.name()).collect();
        Err(ApiError::permission_denied().with("any_of_roles", names.join(",")))
    }

    /// Whether the caller sees the reviews of every team.
    pub fn sees_all_teams(&self) -> bool {
        use Role::{Approver, Auditor, Operator, Reviewer};
        self.roles.has_any(&[Reviewer, Approver, Auditor, Operator])
    }

    /// Whether the caller sees the reviews of `team`: requesters see their own.
    pub fn sees(&self, team: &str) -> bool {
        let own = self.roles.has_any(&[Role::Requester]) && self.team.as_deref() == Some(team);
        own || self.sees_all_teams()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn caller(team: Option<&str>, roles: &[Role]) -> Principal {
        Principal {
            subject: "u-1".to_owned(),
            name: String::new(),
            team: team.map(str::to_owned),
            roles: roles.iter().copied().collect(),
            ..Principal::default()
        }
    }

    #[test]
    fn requesters_see_their_own_team_and_only_the_overseers_see_all() {
        assert!(caller(Some("traffic"), &[Role::Requester]).sees("traffic"));
        assert!(!caller(Some("traffic"), &[Role::Requester]).sees("water"));
        assert!(!caller(None, &[Role::Requester]).sees(""));
        assert!(!caller(Some("traffic"), &[]).sees("traffic"));
        for role in Role::ALL {
            let overseer = !matches!(role, Role::Requester | Role::ContentAdmin);
            assert_eq!(caller(None, &[role]).sees("water"), overseer, "{role:?}");
        }
    }

    #[test]
    fn a_missing_role_is_named() {
        let reviewer = caller(None, &[Role::Reviewer]);
        assert!(reviewer.require(&[Role::Approver, Role::Reviewer]).is_ok());
        let error = reviewer.require(&[Role::Approver, Role::Operator]).unwrap_err();
        assert_eq!(error.metadata()["any_of_roles"], "approver,operator");
    }
}
