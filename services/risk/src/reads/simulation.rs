//! The effect that a candidate policy would have on every review, by its current assessment. Pure: it takes commits and
//! returns a report.

use std::collections::{BTreeMap, HashMap};

use haetae_domain::{
    document::DocumentVersion,
    ids::Meta,
    policy::{FindingDays, Policy},
    residual::Residual,
    review::{Course, Number},
    risk::{Assessment, Event},
    scoring::{Score, score},
    vocabulary::Level,
};
use haetae_event_log::{
    Category, Recorded,
    codec::{Aggregate as _, CodecError, Reviews, Risks, meta_of},
};
use jiff::Timestamp;

/// Assessments recorded from `from` on and before `before`; a missing bound is open.
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

/// The figures of a score that are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Figures {
    /// The level.
    pub level: Level,
    /// The points.
    pub score: u8,
    /// Business days that the review may take.
    pub target_days: u16,
    /// Calendar days for fixes.
    pub finding_days: FindingDays,
}

impl Figures {
    const fn of(score: &Score) -> Self {
        let Score { level, score, target_days, finding_days, .. } = score;
        Self { level: *level, score: *score, target_days: *target_days, finding_days: *finding_days }
    }

    fn days(&self) -> (u16, FindingDays) {
        (self.target_days, self.finding_days)
    }
}

/// The current assessment of a review compared with its score under the candidate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// The review.
    pub review_id: String,
    /// Its short number; none where the log does not contain its request.
    pub number: Option<Number>,
    /// When it was assessed.
    pub at: Timestamp,
    /// The version it was assessed under.
    pub policy: DocumentVersion,
    /// As recorded.
    pub was: Figures,
    /// Under the candidate.
    pub becomes: Figures,
    /// The residual score, if it was assessed since.
    pub residual: Option<Left>,
}

/// The residual score after a concluded round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Left {
    /// As recorded.
    pub was: u8,
    /// Under the candidate.
    pub becomes: u8,
}

impl Left {
    const fn differs(self) -> bool {
        self.was != self.becomes
    }
}

/// Why a recorded assessment cannot be scored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Obstacle {
    /// The bytes are no commit of this review.
    Unreadable,
    /// An event of a kind unknown to this build.
    UnknownEvent,
    /// An input is missing or unknown.
    UnknownInput,
}

/// Assessments that could not be scored, for one reason.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Failed {
    /// Their number.
    pub count: u64,
    /// The first of them.
    pub review_ids: Vec<String>,
}

/// The result of a simulation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Reviews scored, each by its current assessment.
    pub replayed: u64,
    /// Closed reviews, counted or not.
    pub closed: u64,
    /// Reviews whose score would change.
    pub score_changed: u64,
    /// Reviews whose days would change: for the review or for fixes.
    pub days_changed: u64,
    /// Reviews by their level as recorded and under the candidate.
    pub shifts: BTreeMap<(Level, Level), u64>,
    /// Reviews whose residual risk would change.
    pub residual_changed: u64,
    /// Reviews for which anything would change.
    pub changed: u64,
    /// The first of them.
    pub changes: Vec<Comparison>,
    /// Assessments that could not be scored, by reason.
    pub failed: BTreeMap<Obstacle, Failed>,
}

impl Report {
    /// Reviews that get another level.
    pub fn level_changed(&self) -> u64 {
        self.shifts.iter().filter(|((from, to), _)| from != to).map(|(_, count)| count).sum()
    }

    fn count(&mut self, comparison: &Comparison, listed: usize) {
        let Comparison { was, becomes, .. } = comparison;
        let days = was.days() != becomes.days();
        self.replayed += 1;
        self.score_changed += u64::from(was.score != becomes.score);
        self.days_changed += u64::from(days);
        *self.shifts.entry((was.level, becomes.level)).or_default() += 1;
        let residual = comparison.residual.is_some_and(Left::differs);
        self.residual_changed += u64::from(residual);
        let differs = residual || was != becomes;
        self.changed += u64::from(differs);
        if differs && self.changes.len() < listed {
            self.changes.push(comparison.clone());
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

/// Which reviews are counted, and how many are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    /// Count only reviews whose current assessment was recorded in this window.
    pub window: Window,
    /// Whether closed reviews are counted, which an activation leaves unchanged.
    pub closed: bool,
    /// Maximum number of listed comparisons, and of examples for each reason.
    pub listed: usize,
}

/// Scores the current assessment of every review under a candidate.
pub struct Simulation {
    candidate: Policy,
    limits: Limits,
    reviews: HashMap<String, Tracked>,
    /// The last number given in each year.
    numbers: HashMap<Number, Number>,
}

/// A review so far.
#[derive(Default)]
struct Tracked {
    number: Option<Number>,
    closed: bool,
    /// Its last assessment and the position of that in the log; a superseded assessment does not matter any more.
    current: Option<(u64, Result<Option<Comparison>, Obstacle>)>,
}

/// The part of a commit that concerns risk.
enum Replayed {
    Nothing,
    /// None when it was recorded outside the requested window.
    Assessed(Option<Comparison>),
    Residual(Residual),
}

impl Simulation {
    /// A simulation that has read nothing yet.
    pub fn new(candidate: Policy, limits: Limits) -> Self {
        Self { candidate, limits, reviews: HashMap::new(), numbers: HashMap::new() }
    }

    /// Whether a commit can have an effect, by its category.
    pub fn reads(recorded: &Recorded) -> bool {
        matches!(recorded.key.category(), Category::Risk | Category::Review)
    }

    /// Applies one commit. Commits of other categories have no effect.
    pub fn take(&mut self, recorded: &Recorded) {
        match recorded.key.category() {
            Category::Risk => {
                let current = match self.replay(recorded) {
                    Ok(Replayed::Nothing) => return,
                    Ok(Replayed::Residual(residual)) => return self.left(recorded, &residual),
                    Ok(Replayed::Assessed(change)) => Ok(change),
                    Err(obstacle) => Err(obstacle),
                };
                let row = self.row(recorded);
                // A commit that no service can have written supersedes nothing.
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

    /// The result, in the order of the log.
    pub fn report(&self) -> Report {
        let mut report = Report::default();
        let current = |(id, row): (&String, &Tracked)| {
            let (sequence, mut compared) = row.current.clone()?;
            if let Ok(Some(comparison)) = &mut compared {
                comparison.number = row.number;
            }
            Some((sequence, id.clone(), row.closed, compared))
        };
        let mut rows: Vec<_> = self.reviews.iter().filter_map(current).collect();
        rows.sort_unstable_by_key(|(sequence, ..)| *sequence);
        for (_, review_id, closed, compared) in rows {
            let counts = !closed || self.limits.closed;
            match compared {
                Ok(None) => continue,
                Ok(Some(comparison)) if counts => report.count(&comparison, self.limits.listed),
                Err(obstacle) if counts => report.fail(obstacle, &review_id, self.limits.listed),
                Ok(Some(_)) | Err(_) => {}
            }
            report.closed += u64::from(closed);
        }
        report
    }

    fn row(&mut self, recorded: &Recorded) -> &mut Tracked {
        self.reviews.entry(recorded.key.id().to_owned()).or_default()
    }

    /// Records the residual of the current score after a concluded round; the next assessment invalidates it.
    fn left(&mut self, recorded: &Recorded, residual: &Residual) {
        let (rule, cut_offs) = (self.candidate.residual.unwrap_or_default(), &self.candidate.cut_offs);
        let row = self.reviews.get_mut(recorded.key.id());
        if let Some((_, Ok(Some(change)))) = row.and_then(|row| row.current.as_mut()) {
            let (becomes, _) = residual.under(rule, cut_offs, change.becomes.score);
            change.residual = Some(Left { was: residual.score, becomes });
        }
    }

    /// Records the number of the review, and whether it is closed. The service that owns a commit reports it if it
    /// cannot be read.
    fn follow(&mut self, recorded: &Recorded) {
        let Ok(mut commit) = recorded.decode() else { return };
        // The first commit of every review is its request.
        if let (1, Ok(meta)) = (commit.version, meta_of(&mut commit)) {
            let year = Number::of_year(meta.at).start;
            let number = self.numbers.get(&year).map_or(year, |last| *last).next();
            self.numbers.insert(year, number);
            self.row(recorded).number = Some(number);
        }
        for event in commit.events {
            let Some(Ok(event)) = event.event.map(Reviews::decode) else { continue };
            match event.course() {
                Course::To(status) => self.row(recorded).closed = !status.is_open(),
                Course::Begins | Course::Stays => {}
            }
        }
    }

    /// The part of a commit that concerns risk; an assessment is repeated under the candidate.
    fn replay(&self, recorded: &Recorded) -> Result<Replayed, Obstacle> {
        let mut commit = recorded.decode().map_err(|_| Obstacle::Unreadable)?;
        let Meta { at, by: _ } = meta_of(&mut commit).map_err(|_| Obstacle::Unreadable)?;
        let (mut current, mut residual) = (None, None);
        for event in commit.events {
            let event = event.event.ok_or(Obstacle::UnknownEvent)?;
            let event = Risks::decode(event).map_err(|error| match error {
                CodecError::UnknownEvent | CodecError::Misplaced(_) => Obstacle::UnknownEvent,
                CodecError::Field { .. } => Obstacle::UnknownInput,
            })?;
            match event {
                Event::Assessed(assessment) => current = Some(assessment),
                Event::ResidualAssessed(left) => residual = Some(left),
            }
        }
        let Some(Assessment { profile, score: recorded_score, policy, .. }) = current else {
            return Ok(residual.map_or(Replayed::Nothing, Replayed::Residual));
        };
        if !self.limits.window.holds(at) {
            return Ok(Replayed::Assessed(None));
        }
        let (was, becomes) = (Figures::of(&recorded_score), Figures::of(&score(&self.candidate, &profile)));
        let review_id = recorded.key.id().to_owned();
        Ok(Replayed::Assessed(Some(Comparison { review_id, number: None, at, policy, was, becomes, residual: None })))
    }
}
