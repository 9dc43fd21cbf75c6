//! Codes of the Device Authorization Grant (RFC 8628).

use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

use super::sign_in::SignIn;
use crate::secret;

/// How long a code can be confirmed.
pub(crate) const LIFE: Duration = Duration::from_secs(10 * 60);

#[derive(Debug)]
struct Waiting {
    user_code: String,
    client: String,
    given: Instant,
    confirmed: Option<usize>,
}

/// A device code, and the code that the person types.
pub(crate) struct Started {
    pub(crate) device_code: String,
    pub(crate) user_code: String,
}

/// The state of a device code.
pub(crate) enum Polled {
    Confirmed(SignIn),
    Pending,
    Ended,
    Unknown,
}

/// Sign-ins that wait for a person, by device code.
#[derive(Debug, Default)]
pub(crate) struct Devices(HashMap<String, Waiting>);

impl Devices {
    pub(crate) fn start(&mut self, client: &str, now: Instant) -> Started {
        self.0.retain(|_, waiting| !waiting.ended(now));
        let (device_code, random) = (secret::random(), secret::random().to_uppercase());
        let user_code = random.get(..8).map_or_else(String::new, |code| format!("{}-{}", &code[..4], &code[4..]));
        let waiting = Waiting { user_code: user_code.clone(), client: client.to_owned(), given: now, confirmed: None };
        self.0.insert(device_code.clone(), waiting);
        Started { device_code, user_code }
    }

    /// Whether there was such a code to confirm.
    pub(crate) fn confirm(&mut self, user_code: &str, person: usize, now: Instant) -> bool {
        let waiting = self.0.values_mut().find(|known| typed(&known.user_code) == typed(user_code));
        let waiting = waiting.filter(|known| !known.ended(now));
        waiting.map(|waiting| waiting.confirmed = Some(person)).is_some()
    }

    pub(crate) fn poll(&mut self, device_code: &str, client: &str, now: Instant) -> Polled {
        let Some(waiting) = self.0.get(device_code).filter(|waiting| waiting.client == client) else {
            return Polled::Unknown;
        };
        if waiting.ended(now) {
            return Polled::Ended;
        }
        let Some(person) = waiting.confirmed else { return Polled::Pending };
        self.0.remove(device_code);
        Polled::Confirmed(SignIn { person, client: client.to_owned(), session: secret::random(), openid: false })
    }
}

impl Waiting {
    fn ended(&self, now: Instant) -> bool {
        now.duration_since(self.given) > LIFE
    }
}

/// The letters and digits of a code, which is what tells it from others (RFC 8628, section 6.1).
fn typed(code: &str) -> String {
    code.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect()
}
