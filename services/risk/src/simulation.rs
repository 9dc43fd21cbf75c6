//! What a candidate policy would have made of recorded assessments. Pure: fed with commits, asked for the result.

use std::collections::BTreeMap;

use haetae_domain::{
    document::DocumentVersion,
    ids::Meta,
    policy::Policy,
    risk::{Assessment, Event},
    scoring::score,
    vocabulary::Level,
};
use haetae_event_log::{
    Category, Recorded,
    codec::{Aggregate as _, CodecError, Risks, meta_of},
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

/// An assessment that gets another level.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LevelChange {
    /// Which review.
    pub review_id: String,
    /// When it was assessed.
    pub at: Timestamp,
    /// Under which version.
    pub policy: DocumentVersion,
    /// Level and score as recorded.
    pub was: (Level, u8),
    /// Level and score under the candidate.
    pub becomes: (Level, u8),
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

/// What came out so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findings {
    /// Assessments scored.
    pub replayed: u64,
    /// Those with another score.
    pub score_changed: u64,
    /// How many go from which level to which.
    pub shifts: BTreeMap<(Level, Level), u64>,
    /// The first that get another level.
    pub changes: Vec<LevelChange>,
    /// What could not be scored.
    pub failed: BTreeMap<Obstacle, Failed>,
}

impl Findings {
    /// Assessments that get another level.
    pub fn level_changed(&self) -> u64 {
        self.shifts.iter().filter(|((from, to), _)| from != to).map(|(_, count)| count).sum()
    }
}

/// Scores recorded assessments under a candidate.
pub struct Simulation {
    candidate: Policy,
    window: Window,
    listed: usize,
    findings: Findings,
}

impl Simulation {
    /// A simulation that lists up to `listed` assessments of a kind.
    pub fn new(candidate: Policy, window: Window, listed: usize) -> Self {
        Self { candidate, window, listed, findings: Findings::default() }
    }

    /// Takes one commit; of another category it means nothing.
    pub fn take(&mut self, recorded: &Recorded) {
        if recorded.key.category() != Category::Risk {
            return;
        }
        if let Err(obstacle) = self.replay(recorded) {
            let failed = self.findings.failed.entry(obstacle).or_default();
            failed.count += 1;
            if failed.review_ids.len() < self.listed {
                failed.review_ids.push(recorded.key.id().to_owned());
            }
        }
    }

    /// What came out.
    pub fn findings(&self) -> &Findings {
        &self.findings
    }

    fn replay(&mut self, recorded: &Recorded) -> Result<(), Obstacle> {
        let mut commit = recorded.decode().map_err(|_| Obstacle::Unreadable)?;
        let Meta { at, by: _ } = meta_of(&mut commit).map_err(|_| Obstacle::Unreadable)?;
        if !self.window.holds(at) {
            return Ok(());
        }
        for event in commit.events {
            let event = event.event.ok_or(Obstacle::UnknownEvent)?;
            let event = Risks::decode(event).map_err(|error| match error {
                CodecError::UnknownEvent | CodecError::Misplaced(_) => Obstacle::UnknownEvent,
                CodecError::Field { .. } => Obstacle::UnknownInput,
            })?;
            match event {
                Event::Assessed(assessment) => self.compare(recorded.key.id(), at, assessment),
                Event::ResidualAssessed(_) => {}
            }
        }
        Ok(())
    }

    fn compare(&mut self, review_id: &str, at: Timestamp, assessment: Assessment) {
        let becomes = score(&self.candidate, &assessment.profile);
        let (was, becomes) = ((assessment.score.level, assessment.score.score), (becomes.level, becomes.score));
        let findings = &mut self.findings;
        findings.replayed += 1;
        findings.score_changed += u64::from(was.1 != becomes.1);
        *findings.shifts.entry((was.0, becomes.0)).or_default() += 1;
        if was.0 != becomes.0 && findings.changes.len() < self.listed {
            let (review_id, policy) = (review_id.to_owned(), assessment.policy);
            findings.changes.push(LevelChange { review_id, at, policy, was, becomes });
        }
    }
}
