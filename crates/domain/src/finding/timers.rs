//! Events of a finding that are caused only by the passing of time.

use jiff::{SignedDuration, Timestamp};

use super::{Acceptance, Event, Finding};

/// Days before the end of an acceptance at which the end is announced, the first announcement first.
pub const WARNINGS: [u16; 3] = [30, 7, 1];

/// Whether an acceptance in force at a time ends soon: its first warning is due.
pub fn ends_soon(at: Timestamp, ends_at: Timestamp) -> bool {
    let [first, ..] = WARNINGS;
    ends_at.duration_since(at) <= SignedDuration::from_hours(24 * i64::from(first))
}

impl Finding {
    /// The time of the next event caused by the passing of time.
    pub fn next_due(&self) -> Option<Timestamp> {
        if self.is_over() {
            return None;
        }
        let own = match &self.accepted {
            Some(accepted) => Some(accepted.next_due()),
            None if self.fix.is_none() && !self.overdue => Some(self.opened.due_at),
            None => None,
        };
        [self.lapses_at(), own].into_iter().flatten().min()
    }

    /// When the request that waits for approvers lapses.
    fn lapses_at(&self) -> Option<Timestamp> {
        self.request.as_ref().map(|request| request.asked.ends_at)
    }

    /// The event caused by the passing of time at a time; one at most, and each only once.
    pub fn ring(&self, now: Timestamp) -> Option<Event> {
        let due = self.next_due().filter(|due| *due <= now)?;
        Some(match (&self.accepted, self.lapses_at()) {
            (_, Some(ends_at)) if ends_at == due => Event::AcceptanceRequestLapsed { ends_at },
            (Some(accepted), _) => accepted.ring(now),
            (None, _) => Event::Overdue { due_at: self.opened.due_at },
        })
    }
}

impl Acceptance {
    fn ends_at(&self) -> Timestamp {
        self.request.asked.ends_at
    }

    /// The times of the announcements, by days; those before the beginning of the acceptance are left out.
    fn warnings(&self) -> impl Iterator<Item = (u16, Timestamp)> {
        let at = |days: u16| self.ends_at().checked_sub(SignedDuration::from_hours(24 * i64::from(days))).ok();
        let left = WARNINGS.into_iter().filter(|days| self.warned.is_none_or(|warned| *days < warned));
        left.filter_map(move |days| Some((days, at(days)?))).filter(|(_, at)| *at > self.since)
    }

    fn next_due(&self) -> Timestamp {
        self.warnings().map(|(_, at)| at).min().unwrap_or_else(|| self.ends_at())
    }

    /// The end, or of several warnings missed the last one.
    fn ring(&self, now: Timestamp) -> Event {
        let ends_at = self.ends_at();
        let warning = self.warnings().filter(|(_, at)| *at <= now).map(|(days, _)| days).min();
        match warning {
            Some(days) if ends_at > now => Event::AcceptanceEnding { days, ends_at },
            _ => Event::AcceptanceEnded { ends_at },
        }
    }
}
