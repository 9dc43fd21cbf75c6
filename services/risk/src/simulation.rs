//! What a candidate policy would make of every review, by its current assessment. Pure: fed with commits, asked for the
//! result.

use std::collections::{BTreeMap, HashMap};

use haetae_domain::{
    document::DocumentVersion,
    ids::Meta,
    policy::{FindingDays, Policy},
    review,
    risk::{Assessment, Event},
    scoring::{Score, score},
    vocabulary::{Level, TriageOutcome},
};
use haetae_event_log::{
    Category, Recorded,
    codec::{Aggregate as _, CodecError, Reviews, Risks, meta_of},
};
use jiff::Timestamp;

/// Assessments recorded from `from` on and before `before`; without bounds where there is none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Window {
    /// The first moment.
    pub from: Option<Timestamp>,
    /// The first moment after.
    pub before: Option<Timestamp>,
}

impl Window {
    fn holds(self, at: Timestamp) -> bool {
        self.from.is_none_or(|from| at >= from) && self.before.is_none_or(|before| at < before)
    }
}

/// What of a score is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The level.
    pub level: Level,
    /// The points.
    pub score: u8,
    /// Business days that the review may take.
    pub target_days: u16,
    /// Calendar days for fixes.
    pub finding_days: FindingDays,
}

impl Outcome {
    const fn of(score: &Score) -> Self {
        let Score { level, score, target_days, finding_days, .. } = score;
        Self { level: *level, score: *score, target_days: *target_days, finding_days: *finding_days }
    }

    fn days(&self) -> (u16, FindingDays) {
        (self.target_days, self.finding_days)
    }
}

/// The current assessment of a review, and what the candidate makes of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Which review.
    pub review_id: String,
    /// When it was assessed.
    pub at: Timestamp,
    /// Under which version.
    pub policy: DocumentVersion,
    /// As recorded.
    pub was: Outcome,
    /// Under the candidate.
    pub becomes: Outcome,
}

/// Why a recorded assessment cannot be scored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Obstacle {
    /// The bytes are no commit of this review.
    Unreadable,
    /// An event of a kind this build does not know.
    UnknownEvent,
    /// An input is missing or unknown.
    UnknownInput,
}

/// Assessments that could not be scored, for one reason.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Failed {
    /// How many.
    pub count: u64,
    /// The first of them.
    pub review_ids: Vec<String>,
}

/// What came out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findings {
    /// Reviews scored, each by its current assessment.
    pub replayed: u64,
    /// Those that are closed, counted or not.
    pub closed: u64,
    /// Those with another score.
    pub score_changed: u64,
    /// Those with other days: for the review or for fixes.
    pub days_changed: u64,
    /// How many go from which level to which.
    pub shifts: BTreeMap<(Level, Level), u64>,
    /// The first that get another level or other days.
    pub changes: Vec<Change>,
    /// What could not be scored.
    pub failed: BTreeMap<Obstacle, Failed>,
}

impl Findings {
    /// Reviews that get another level.
    pub fn level_changed(&self) -> u64 {
        self.shifts.iter().filter(|((from, to), _)| from != to).map(|(_, count)| count).sum()
    }

    fn count(&mut self, change: &Change, listed: usize) {
        let Change { was, becomes, .. } = change;
        let days = was.days() != becomes.days();
        self.replayed += 1;
        self.score_changed += u64::from(was.score != becomes.score);
        self.days_changed += u64::from(days);
        *self.shifts.entry((was.level, becomes.level)).or_default() += 1;
        if (days || was.level != becomes.level) && self.changes.len() < listed {
            self.changes.push(change.clone());
        }
    }

    fn fail(&mut self, obstacle: Obstacle, review_id: &str, listed: usize) {
        let failed = self.failed.entry(obstacle).or_default();
        failed.count += 1;
        if failed.review_ids.len() < listed {
            failed.review_ids.push(review_id.to_owned());
        }
    }
}

/// What is compared with what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// Only reviews whose current assessment was recorded then.
    pub window: Window,
    /// Reviews that are closed too. An activation leaves these as they are.
    pub closed: bool,
    /// Changes and examples to list at most, of a kind.
    pub listed: usize,
}

/// Scores the current assessment of every review under a candidate.
pub struct Simulation {
    candidate: Policy,
    scope: Scope,
    reviews: HashMap<String, Row>,
}

/// A review so far.
#[derive(Default)]
struct Row {
    closed: bool,
    /// Its last assessment and where it is in the log; an assessment that was superseded says nothing about today.
    current: Option<(u64, Result<Option<Change>, Obstacle>)>,
}

impl Simulation {
    /// A simulation that has read nothing yet.
    pub fn new(candidate: Policy, scope: Scope) -> Self {
        Self { candidate, scope, reviews: HashMap::new() }
    }

    /// Whether a commit may mean anything here, by its category.
    pub fn reads(recorded: &Recorded) -> bool {
        matches!(recorded.key.category(), Category::Risk | Category::Review)
    }

    /// Takes one commit that counts; those of other categories mean nothing.
    pub fn take(&mut self, recorded: &Recorded) {
        match recorded.key.category() {
            Category::Risk => {
                let Some(current) = self.replay(recorded).transpose() else { return };
                let row = self.row(recorded);
                // What no writer of ours can have written supersedes nothing.
                if row.current.is_none() || !matches!(current, Err(Obstacle::Unreadable)) {
                    row.current = Some((recorded.sequence, current));
                }
            }
            Category::Review => self.follow(recorded),
            Category::Diagnosis | Category::Policy | Category::Catalog | Category::Foreign => {}
        }
    }

    /// Reviews with an assessment so far.
    pub fn assessed(&self) -> u64 {
        self.reviews.values().filter(|row| row.current.is_some()).count() as u64
    }

    /// What came out, in the order of the log.
    pub fn findings(&self) -> Findings {
        let mut findings = Findings::default();
        let current = |(id, row): (&String, &Row)| {
            let (sequence, outcome) = row.current.clone()?;
            Some((sequence, id.clone(), row.closed, outcome))
        };
        let mut rows: Vec<_> = self.reviews.iter().filter_map(current).collect();
        rows.sort_unstable_by_key(|(sequence, ..)| *sequence);
        for (_, review_id, closed, outcome) in rows {
            let counts = !closed || self.scope.closed;
            match outcome {
                Ok(None) => continue,
                Ok(Some(change)) if counts => findings.count(&change, self.scope.listed),
                Err(obstacle) if counts => findings.fail(obstacle, &review_id, self.scope.listed),
                Ok(Some(_)) | Err(_) => {}
            }
            findings.closed += u64::from(closed);
        }
        findings
    }

    fn row(&mut self, recorded: &Recorded) -> &mut Row {
        self.reviews.entry(recorded.key.id().to_owned()).or_default()
    }

    /// Whether anything can still change about the review. What cannot be read here is told by those whose it is.
    fn follow(&mut self, recorded: &Recorded) {
        for event in recorded.decode().map_or_else(|_| vec![], |commit| commit.events) {
            let closed = match event.event.map(Reviews::decode) {
                Some(Ok(review::Event::Withdrawn { .. } | review::Event::Decided(_))) => true,
                Some(Ok(review::Event::Triaged(triaged))) => triaged.outcome != TriageOutcome::Diagnose,
                Some(Ok(review::Event::Reopened { .. })) => false,
                Some(_) | None => continue,
            };
            self.row(recorded).closed = closed;
        }
    }

    /// The assessment of a commit under the candidate: nothing when the commit holds none, none inside when it was
    /// recorded at another time than asked for.
    fn replay(&self, recorded: &Recorded) -> Result<Option<Option<Change>>, Obstacle> {
        let mut commit = recorded.decode().map_err(|_| Obstacle::Unreadable)?;
        let Meta { at, by: _ } = meta_of(&mut commit).map_err(|_| Obstacle::Unreadable)?;
        let mut current = None;
        for event in commit.events {
            let event = event.event.ok_or(Obstacle::UnknownEvent)?;
            let event = Risks::decode(event).map_err(|error| match error {
                CodecError::UnknownEvent | CodecError::Misplaced(_) => Obstacle::UnknownEvent,
                CodecError::Field { .. } => Obstacle::UnknownInput,
            })?;
            match event {
                Event::Assessed(assessment) => current = Some(assessment),
                Event::ResidualAssessed(_) => {}
            }
        }
        let Some(Assessment { profile, score: recorded_score, policy, .. }) = current else { return Ok(None) };
        if !self.scope.window.holds(at) {
            return Ok(Some(None));
        }
        let (was, becomes) = (Outcome::of(&recorded_score), Outcome::of(&score(&self.candidate, &profile)));
        Ok(Some(Some(Change { review_id: recorded.key.id().to_owned(), at, policy, was, becomes })))
    }
}
