//! Who the person is to the platform.

use std::{sync::Arc, time::Duration};

use haetae_proto::dashboard::v1::GetCallerRequest;
use haetae_service_kit::auth::{Role, Roles};
use moka::sync::Cache;
use sha2::{Digest as _, Sha256};

use super::{Api, Problem};
use crate::session::Session;

/// Maximum number of cached people.
const MOST: u64 = 10_000;
/// How long they are cached: the claims of a token never change, and no token is valid much longer.
const REMEMBERED: Duration = Duration::from_secs(600);

/// The person, as the platform understands their token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Caller {
    /// The account.
    pub(crate) subject: String,
    /// The name; the account when there is none.
    pub(crate) name: String,
    /// The team; empty without one.
    pub(crate) team: String,
    /// The person's roles.
    pub(crate) roles: Roles,
}

/// Callers by the hash of their token, so that a page need not look up its caller again.
#[derive(Debug)]
pub(crate) struct Callers(Cache<[u8; 32], Arc<Caller>>);

impl Callers {
    /// No caller has asked yet.
    pub(crate) fn new() -> Self {
        Self(Cache::builder().max_capacity(MOST).time_to_live(REMEMBERED).build())
    }

    /// The person of a session, if they are remembered.
    pub(crate) fn known(&self, session: &Session) -> Option<Arc<Caller>> {
        self.0.get(&hash(session))
    }

    /// The person of a session. Calls GetCaller, once for each token.
    ///
    /// # Errors
    /// When the token is not accepted, or the dashboard does not answer.
    pub(crate) async fn of(&self, session: &Session, api: &Api) -> Result<Arc<Caller>, Problem> {
        if let Some(known) = self.known(session) {
            return Ok(known);
        }
        let told = api.dashboard().await?.get_caller(GetCallerRequest {}).await?.into_inner();
        let name = if told.name.is_empty() { told.subject.clone() } else { told.name };
        let roles: Roles = told.roles.iter().filter_map(|role| Role::from_name(role)).collect();
        let caller = Arc::new(Caller { subject: told.subject, name, team: told.team, roles });
        self.0.insert(hash(session), Arc::clone(&caller));
        Ok(caller)
    }
}

fn hash(session: &Session) -> [u8; 32] {
    Sha256::digest(session.access_token()).into()
}
