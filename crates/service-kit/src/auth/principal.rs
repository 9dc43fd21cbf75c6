//! Who calls, as the verified token says.

use std::collections::BTreeSet;

use tonic::Request;

use crate::error::ApiError;

/// What a caller may do. Role names this service does not know are ignored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Asks for reviews; sees those of the own team.
    Requester,
    /// Judges checkpoints and verifies fixes.
    Reviewer,
    /// Decides.
    Approver,
    /// Publishes policies and catalogues.
    ContentAdmin,
    /// Reads everything, changes nothing.
    Auditor,
    /// Runs the platform.
    Operator,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 6] =
        [Self::Requester, Self::Reviewer, Self::Approver, Self::ContentAdmin, Self::Auditor, Self::Operator];

    /// The name in the token's `roles` claim.
    pub fn name(self) -> &'static str {
        match self {
            Self::Requester => "requester",
            Self::Reviewer => "reviewer",
            Self::Approver => "approver",
            Self::ContentAdmin => "content_admin",
            Self::Auditor => "auditor",
            Self::Operator => "operator",
        }
    }

    /// The role of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }
}

/// A caller's roles.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Roles(BTreeSet<Role>);

impl Roles {
    /// Whether one of them is among `any`.
    pub fn has_any(&self, any: &[Role]) -> bool {
        any.iter().any(|role| self.0.contains(role))
    }
}

impl FromIterator<Role> for Roles {
    fn from_iter<I: IntoIterator<Item = Role>>(roles: I) -> Self {
        Self(roles.into_iter().collect())
    }
}

/// A verified caller. In the extensions of every authenticated request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Principal {
    /// Stable subject at the identity provider (`sub`).
    pub subject: String,
    /// Display name (`name`); empty when the token had none.
    pub name: String,
    /// The team the caller belongs to (`team`).
    pub team: Option<String>,
    /// What the caller may do (`roles`).
    pub roles: Roles,
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

    #[test]
    fn role_names_come_back() {
        for role in Role::ALL {
            assert_eq!(Role::from_name(role.name()), Some(role));
        }
        assert_eq!(Role::from_name("root"), None);
    }
}
