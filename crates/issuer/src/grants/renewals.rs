//! Refresh tokens: each is good for one use, and a second use ends the sign-in.

use std::collections::HashMap;

use super::sign_in::SignIn;
use crate::secret;

#[derive(Debug)]
struct Renewal {
    sign_in: SignIn,
    used: bool,
}

/// Refresh tokens, also those that were used already.
#[derive(Debug, Default)]
pub(crate) struct Renewals(HashMap<String, Renewal>);

impl Renewals {
    pub(crate) fn give(&mut self, sign_in: SignIn) -> String {
        let token = secret::random();
        self.0.insert(token.clone(), Renewal { sign_in, used: false });
        token
    }

    /// The sign-in that a token renews. A token that comes a second time may have been stolen; which of the two senders is the
    /// thief is not known, so neither goes on.
    pub(crate) fn take(&mut self, token: &str, client: &str) -> Option<SignIn> {
        let renewal = self.0.get_mut(token).filter(|renewal| renewal.sign_in.client == client)?;
        let sign_in = renewal.sign_in.clone();
        if std::mem::replace(&mut renewal.used, true) {
            self.end(&sign_in.session);
            return None;
        }
        Some(sign_in)
    }

    /// Ends the sign-in that a token renews, used or not.
    pub(crate) fn revoke(&mut self, token: &str, client: &str) {
        let found = self.0.get(token).filter(|renewal| renewal.sign_in.client == client);
        if let Some(session) = found.map(|renewal| renewal.sign_in.session.clone()) {
            self.end(&session);
        }
    }

    /// Ends a sign-in: nothing renews it any more.
    pub(crate) fn end(&mut self, session: &str) {
        self.0.retain(|_, renewal| renewal.sign_in.session != session);
    }
}
