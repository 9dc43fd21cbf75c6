//! The people who can sign in.

use haetae_service_kit::{auth::Role, issuer::Holder};

/// A person that a user can sign in as.
#[derive(Debug, Clone)]
pub struct Person {
    /// The person's id in the form of the page; unique among the people of a provider.
    pub id: String,
    /// `sub` of every token.
    pub subject: String,
    /// `name` of every token.
    pub name: String,
    /// `team` of access tokens.
    pub team: Option<String>,
    /// `roles` of access tokens.
    pub roles: Vec<Role>,
}

impl Person {
    /// The holder of tokens, as a person that a user can sign in as.
    pub fn new(id: &str, holder: &Holder<'_>) -> Self {
        let Holder { subject, name, team, roles } = holder;
        Self {
            id: id.to_owned(),
            subject: (*subject).to_owned(),
            name: (*name).to_owned(),
            team: team.map(str::to_owned),
            roles: roles.to_vec(),
        }
    }

    pub(crate) fn holder(&self) -> Holder<'_> {
        Holder { subject: &self.subject, name: &self.name, team: self.team.as_deref(), roles: &self.roles }
    }
}
