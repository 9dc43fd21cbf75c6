//! Grants that clients can exchange for tokens: codes, device codes and refresh tokens.

mod codes;
mod devices;
mod renewals;
mod sign_in;

use std::time::Instant;

pub(crate) use self::{
    codes::{Bound, Presented},
    devices::{LIFE as DEVICE_CODE_LIFE, Polled},
    sign_in::SignIn,
};
use self::{
    codes::{Codes, Exchange},
    devices::Devices,
    renewals::Renewals,
};

/// Everything that was given out.
#[derive(Debug, Default)]
pub(crate) struct Grants {
    codes: Codes,
    pub(crate) devices: Devices,
    pub(crate) renewals: Renewals,
}

impl Grants {
    /// A code for the one who signed in.
    pub(crate) fn give_code(&mut self, bound: Bound, now: Instant) -> String {
        self.codes.give(bound, now)
    }

    /// Exchanges a code. One that comes a second time may have been stolen, so what it was exchanged for ends too (RFC 6749,
    /// section 4.1.2).
    pub(crate) fn exchange(&mut self, presented: &Presented<'_>, now: Instant) -> Option<Bound> {
        match self.codes.exchange(presented, now) {
            Exchange::Good(bound) => Some(bound),
            Exchange::Again(session) => {
                self.renewals.end(&session);
                None
            }
            Exchange::Refused => None,
        }
    }
}
