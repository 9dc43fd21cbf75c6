//! The view: a finding's row and an event give the row afterwards. Pure.

use haetae_domain::finding::{Asked, Event, ends_soon};
use haetae_domain::ids::Person;
use haetae_domain::vocabulary::{FindingStatus, Layer, Level};
use haetae_projector::PgTimestamp;
use uuid::Uuid;

use crate::text::{clean, clean_person, lines};

/// Names a finding: its review, and its number there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct FindingKey {
    pub(crate) review_id: Uuid,
    pub(crate) number: i32,
}

/// A row of `findings`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Finding {
    pub(crate) key: FindingKey,
    /// The commit that made it what it is.
    pub(crate) sequence: u64,
    pub(crate) checkpoint: String,
    pub(crate) layer: Option<Layer>,
    pub(crate) severity: Level,
    pub(crate) status: FindingStatus,
    /// Of the review.
    pub(crate) team: String,
    /// The team that has to fix it.
    pub(crate) owner: String,
    pub(crate) round: i32,
    pub(crate) previous: Option<i32>,
    pub(crate) opened_at: PgTimestamp,
    pub(crate) due_at: PgTimestamp,
    pub(crate) overdue: bool,
    pub(crate) assignee: Option<Person>,
    pub(crate) acceptance: Option<Acceptance>,
    pub(crate) closed_at: Option<PgTimestamp>,
    pub(crate) updated_at: PgTimestamp,
}

/// A risk somebody wants to live with, or does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Acceptance {
    pub(crate) state: Standing,
    pub(crate) ends_at: PgTimestamp,
    /// Whether it is granted and ends soon.
    pub(crate) ending: bool,
    /// How many conditions hold meanwhile.
    pub(crate) conditions: i32,
}

/// What became of a request for acceptance, as the column says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// It waits for approvers.
    Requested,
    /// The acceptance holds.
    Granted,
    /// The end that was asked for passed before approvers had decided.
    Lapsed,
}

impl Standing {
    const ALL: [Self; 3] = [Self::Requested, Self::Granted, Self::Lapsed];

    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Requested => "requested",
            Self::Granted => "granted",
            Self::Lapsed => "lapsed",
        }
    }

    pub(super) fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|standing| standing.as_str() == word)
    }
}

impl Finding {
    /// The row after an event at a time.
    pub(super) fn take(&mut self, event: &Event, at: PgTimestamp) {
        // Services have clocks of their own; nothing is shown as done to a finding before what it answers.
        let at = self.updated_at.max(at);
        match event {
            Event::Assigned { assignee, .. } => self.assignee = Some(clean_person(assignee.clone())),
            Event::FixVerified => (self.acceptance, self.closed_at) = (None, Some(at)),
            Event::AcceptanceRequested(asked) => self.acceptance = Some(Acceptance::requested(asked)),
            Event::AcceptanceApproved { granted, .. } => self.approved(*granted, at),
            Event::AcceptanceRequestLapsed { .. } => {
                if let Some(acceptance) = &mut self.acceptance {
                    acceptance.state = Standing::Lapsed;
                }
            }
            Event::AcceptanceDeclined { .. } | Event::AcceptanceRevoked { .. } | Event::AcceptanceEnded { .. } => {
                self.acceptance = None;
            }
            Event::AcceptanceEnding { .. } => {
                if let Some(acceptance) = &mut self.acceptance {
                    acceptance.ending = acceptance.granted();
                }
            }
            Event::Overdue { .. } => self.overdue = true,
            Event::Retracted { .. } => (self.acceptance, self.overdue) = (None, false),
            Event::Opened(_) | Event::FixClaimed { .. } | Event::FixRejected { .. } | Event::Corrected { .. } => {}
        }
        let accepted = self.acceptance.is_some_and(|acceptance| acceptance.granted());
        self.status = event.status_after(self.status, accepted);
        self.updated_at = at;
    }

    fn approved(&mut self, granted: bool, at: PgTimestamp) {
        if let (true, Some(acceptance)) = (granted, &mut self.acceptance) {
            acceptance.state = Standing::Granted;
            acceptance.ending = ends_soon(at.get(), acceptance.ends_at.get());
        }
    }
}

impl Acceptance {
    pub(crate) const fn granted(&self) -> bool {
        matches!(self.state, Standing::Granted)
    }

    pub(crate) const fn lapsed(&self) -> bool {
        matches!(self.state, Standing::Lapsed)
    }

    fn requested(asked: &Asked) -> Self {
        let conditions = i32::try_from(asked.conditions.len()).unwrap_or(i32::MAX);
        Self { state: Standing::Requested, ends_at: PgTimestamp::new(asked.ends_at), ending: false, conditions }
    }
}

/// What a finding shows and never changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Opening {
    pub(super) key: FindingKey,
    pub(super) reason: String,
    pub(super) title_ko: String,
    pub(super) title_en: String,
    /// Who has to fix what, to be searched.
    pub(super) owner: String,
    pub(super) checkpoint: String,
}

impl Opening {
    /// What searches look into: each text on a line of its own, so that none begins in one and ends in the next.
    pub(super) fn folded(&self) -> String {
        lines([&self.reason, &self.title_ko, &self.title_en, &self.owner, &self.checkpoint])
    }
}

/// Where and how a finding is opened.
pub(super) struct Place<'a> {
    pub(super) key: FindingKey,
    pub(super) sequence: u64,
    pub(super) at: PgTimestamp,
    pub(super) round: u32,
    pub(super) layer: Option<Layer>,
    /// Of the review; empty when its checklist is not known.
    pub(super) team: &'a str,
}

/// The row of a finding that is opened.
pub(super) fn opened(place: &Place<'_>, opened: &haetae_domain::finding::Opened) -> Finding {
    let owner = clean(opened.team.clone());
    let team = if place.team.is_empty() { owner.clone() } else { place.team.to_owned() };
    Finding {
        key: place.key,
        sequence: place.sequence,
        checkpoint: clean(opened.checkpoint.to_string()),
        layer: place.layer,
        severity: opened.severity,
        status: FindingStatus::Open,
        team,
        owner,
        round: place.round.cast_signed(),
        previous: opened.previous.and_then(|previous| i32::try_from(previous.0).ok()),
        opened_at: place.at,
        due_at: PgTimestamp::new(opened.due_at),
        overdue: false,
        assignee: None,
        acceptance: None,
        closed_at: None,
        updated_at: place.at,
    }
}

#[cfg(test)]
mod tests {
    use haetae_domain::checkpoint_key::CheckpointKey;
    use haetae_domain::finding::{Event, Opened};
    use jiff::Timestamp;

    use super::*;

    const DAY: i64 = 24 * 3_600;

    fn at(days: i64) -> PgTimestamp {
        PgTimestamp::new(Timestamp::from_second(days * DAY).expect("a time"))
    }

    fn fresh() -> Finding {
        let key = FindingKey { review_id: Uuid::from_u128(7), number: 1 };
        let place = Place { key, sequence: 1, at: at(0), round: 1, layer: None, team: "교통과" };
        let checkpoint = CheckpointKey::parse("web:APP-01:1").expect("a key");
        let severity = Level::High;
        opened(
            &place,
            &Opened {
                checkpoint,
                reason: "평문 저장".into(),
                severity,
                review_level: severity,
                mandatory: true,
                team: "교통과".into(),
                due_at: at(30).get(),
                due_days: 30,
                policy: None,
                catalog: None,
                previous: None,
            },
        )
    }

    fn asked(days: i64) -> Event {
        Event::AcceptanceRequested(Asked {
            reason: String::new(),
            conditions: vec!["망 분리".into()],
            ends_at: at(days).get(),
        })
    }

    fn approved(days: i64, granted: bool) -> Event {
        Event::AcceptanceApproved { reason: String::new(), ends_at: at(days).get(), granted }
    }

    /// A request that lapsed is said to have lapsed until there is another one, and what waits for approvers is told apart.
    #[test]
    fn a_request_that_lapsed_is_neither_pending_nor_forgotten() {
        let lapsed = || Event::AcceptanceRequestLapsed { ends_at: at(2).get() };
        let state = |events: &[Event]| {
            let mut finding = fresh();
            events.iter().for_each(|event| finding.take(event, at(1)));
            (finding.status, finding.acceptance.map(|acceptance| acceptance.state.as_str()))
        };
        assert_eq!(state(&[asked(2)]), (FindingStatus::Open, Some("requested")));
        assert_eq!(state(&[asked(2), lapsed()]), (FindingStatus::Open, Some("lapsed")));
        assert_eq!(state(&[asked(2), lapsed(), asked(9)]), (FindingStatus::Open, Some("requested")));
        assert_eq!(state(&[asked(2), lapsed(), Event::FixVerified]), (FindingStatus::Closed, None));
        for standing in Standing::ALL {
            assert_eq!(Standing::parse(standing.as_str()), Some(standing));
        }
    }

    /// Status, granted, ending after each event, a day apart.
    fn after(events: &[Event]) -> (FindingStatus, Option<(bool, bool)>) {
        let mut finding = fresh();
        for (day, event) in (1..).zip(events) {
            finding.take(event, at(day));
        }
        (finding.status, finding.acceptance.map(|acceptance| (acceptance.granted(), acceptance.ending)))
    }

    #[test]
    fn a_fix_is_stronger_than_an_acceptance_and_what_holds_comes_back() {
        use FindingStatus::{Accepted, Closed, FixClaimed, Open};
        let claimed = || Event::FixClaimed { description: String::new(), evidence: Default::default() };
        let rejected = || Event::FixRejected { reason: String::new() };
        let ended = || Event::AcceptanceEnded { ends_at: at(90).get() };
        assert_eq!(after(&[]), (Open, None));
        assert_eq!(after(&[asked(90)]), (Open, Some((false, false))));
        assert_eq!(after(&[asked(90), approved(90, false)]), (Open, Some((false, false))));
        assert_eq!(after(&[asked(90), approved(90, true)]), (Accepted, Some((true, false))));
        assert_eq!(after(&[asked(90), claimed(), approved(90, true)]), (FixClaimed, Some((true, false))));
        assert_eq!(after(&[asked(90), claimed(), approved(90, true), rejected()]), (Accepted, Some((true, false))));
        assert_eq!(after(&[claimed(), rejected()]), (Open, None));
        assert_eq!(after(&[asked(90), approved(90, true), ended()]), (Open, None));
        assert_eq!(after(&[asked(90), approved(90, true), claimed(), ended()]), (FixClaimed, None));
        assert_eq!(after(&[asked(90), approved(90, true), claimed(), Event::FixVerified]), (Closed, None));
    }

    #[test]
    fn an_acceptance_ends_soon_once_it_was_announced_or_when_it_is_short() {
        let announced = Event::AcceptanceEnding { days: 30, ends_at: at(90).get() };
        assert_eq!(after(&[asked(90), approved(90, true), announced]).1, Some((true, true)));
        assert_eq!(after(&[asked(32), approved(32, true)]).1, Some((true, true)));
        assert_eq!(after(&[asked(33), approved(33, true)]).1, Some((true, false)));
    }
}
