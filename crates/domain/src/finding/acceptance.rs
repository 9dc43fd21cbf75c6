//! Accepting a risk for a limited time: requested by one person, approved by others.

use jiff::{SignedDuration, Timestamp, ToSpan as _};

use super::{Asked, Event, Finding, Rejection, Step};
use crate::calendar::{day_in_seoul, end_in_seoul};
use crate::ids::{Meta, Person};
use crate::vocabulary::Level;

/// Maximum duration of an acceptance in calendar days, counted from the day of the request to the end of the last day
/// in Korea.
pub const fn most_days(severity: Level) -> u16 {
    match severity {
        Level::Low | Level::Medium | Level::High => 180,
        Level::Critical => 90,
    }
}

/// Number of approvers who have to agree to an acceptance.
pub const fn approvers(severity: Level) -> usize {
    match severity {
        Level::Low | Level::Medium | Level::High => 1,
        Level::Critical => 2,
    }
}

impl Finding {
    /// Asks to live with the risk.
    pub fn request_acceptance(&self, at: Timestamp, asked: Asked) -> Result<Vec<Event>, Rejection> {
        if !self.allowed_at(at).contains(&Step::RequestAcceptance) {
            return Err(self.illegal());
        }
        if asked.ends_at <= at {
            return Err(Rejection::EndPassed);
        }
        let most_days = most_days(self.opened.severity);
        let last = day_in_seoul(at).saturating_add(i64::from(most_days).days());
        if asked.ends_at.duration_since(end_in_seoul(last)) >= SignedDuration::from_secs(1) {
            return Err(Rejection::EndTooLate { most_days });
        }
        Ok(vec![Event::AcceptanceRequested(asked)])
    }

    /// Agrees; of a critical finding the second approver's word counts.
    pub fn approve_acceptance(&self, meta: &Meta, reason: String) -> Result<Vec<Event>, Rejection> {
        let (approvals, ends_at) = self.decidable(&meta.by)?;
        if meta.by.is_service() {
            return Err(Rejection::Service);
        }
        if approvals.iter().any(|p| p.subject == meta.by.subject) {
            return Err(Rejection::ApprovedAlready);
        }
        if ends_at <= meta.at {
            return Err(Rejection::RequestLapsed { id: self.id, ends_at });
        }
        let granted = approvals.len() + 1 >= approvers(self.opened.severity);
        Ok(vec![Event::AcceptanceApproved { reason, ends_at, granted }])
    }

    /// Declines the request; a single approver is sufficient. Allowed until the lapse of the request is recorded in
    /// the log: older commits, from before lapses were recorded, may contain such a decline, and audits repeat their
    /// decisions.
    pub fn decline_acceptance(&self, by: &Person, reason: String) -> Result<Vec<Event>, Rejection> {
        self.decidable(by)?;
        Ok(vec![Event::AcceptanceDeclined { reason }])
    }

    /// Takes an acceptance back.
    pub fn revoke_acceptance(&self, reason: String) -> Result<Vec<Event>, Rejection> {
        self.require(Step::RevokeAcceptance)?;
        Ok(vec![Event::AcceptanceRevoked { reason }])
    }

    fn decidable(&self, by: &Person) -> Result<(&[Person], Timestamp), Rejection> {
        if let (None, Some(lapsed)) = (&self.request, &self.lapsed) {
            return Err(Rejection::RequestLapsed { id: self.id, ends_at: lapsed.asked.ends_at });
        }
        self.require(Step::DecideAcceptance)?;
        match &self.request {
            Some(request) if request.by.subject == by.subject => Err(Rejection::OwnRequest),
            Some(request) => Ok((&request.approvals, request.asked.ends_at)),
            None => Err(self.illegal()),
        }
    }
}
