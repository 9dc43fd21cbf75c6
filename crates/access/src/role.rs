//! The roles of the platform. What people call them is in the contract.

/// A role of a caller. Names of roles that this build does not know are ignored.
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

    /// The name in the token's `roles` claim and in the policies.
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

/// Any number of roles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub struct Roles(u8);

impl Roles {
    /// Whether one of them is among `any`.
    pub fn has_any(self, any: &[Role]) -> bool {
        any.iter().any(|role| self.has(*role))
    }

    /// Whether `role` is one of them.
    pub const fn has(self, role: Role) -> bool {
        self.0 & (1 << role as u8) != 0
    }

    /// Whether one of them is among those of `other`.
    pub const fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Whether there are none.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Each, in the order of [`Role::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Role> {
        Role::ALL.into_iter().filter(move |role| self.has(*role))
    }

    /// Their names, separated by commas.
    pub fn names(self) -> String {
        self.iter().map(Role::name).collect::<Vec<_>>().join(",")
    }

    /// One bit each.
    pub(crate) const fn bits(self) -> u8 {
        self.0
    }
}

impl FromIterator<Role> for Roles {
    fn from_iter<I: IntoIterator<Item = Role>>(roles: I) -> Self {
        Self(roles.into_iter().fold(0, |bits, role| bits | 1 << role as u8))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn role_names_come_back() {
        for role in Role::ALL {
            assert_eq!(Role::from_name(role.name()), Some(role));
        }
        assert_eq!(Role::from_name("root"), None);
    }

    #[test]
    fn a_set_holds_what_was_put_in() {
        let roles: Roles = [Role::Operator, Role::Requester, Role::Operator].into_iter().collect();
        assert_eq!(roles.names(), "requester,operator");
        assert!(roles.has_any(&[Role::Auditor, Role::Operator]) && !roles.has_any(&[Role::Auditor]));
        assert!(!roles.is_empty() && Roles::default().is_empty());
        assert!(roles.meets([Role::Operator].into_iter().collect()) && !roles.meets(Roles::default()));
    }
}
