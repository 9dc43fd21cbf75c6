//! The assessment and the diagnosis beside the review, and what decisions see of all three.

use super::steps::{self, News};
use super::*;
use crate::basis::basis_change;

/// The assessment and the diagnosis.
#[derive(Clone, Debug, Default)]
pub(super) struct Life {
    sequence: u64,
    assessed: u64,
    pub(super) level: Option<Level>,
    diagnosed: u64,
    pub(super) standing: Standing,
    pub(super) judges: BTreeSet<usize>,
}

impl Life {
    /// What the others do before they tell of it; not everything can happen at any time.
    pub(super) fn happens(&mut self, step: &Step, who: usize) -> bool {
        match step {
            Step::Told(news) => self.moves(news, who),
            Step::Decide { .. } => self.level.is_some(),
            Step::Amend { .. }
            | Step::Withdraw
            | Step::RequestInfo
            | Step::ProvideInfo
            | Step::RetractQuestion
            | Step::Triage { .. }
            | Step::Claim
            | Step::Assign { .. }
            | Step::Release
            | Step::Reopen
            | Step::Comment => true,
        }
    }

    fn moves(&mut self, news: &News, who: usize) -> bool {
        let Standing { round, concluded, open_findings: open, .. } = self.standing;
        let standing = &mut self.standing;
        self.sequence += 1;
        match news {
            News::Judged if who != walk::REQUESTER && !concluded => {
                standing.round = round.max(1);
                self.judges.insert(who);
            }
            News::Concluded { open } if round > 0 && !concluded => {
                (standing.concluded, standing.open_findings) = (true, *open);
            }
            News::Closed if concluded && open > 0 => standing.open_findings -= 1,
            News::NewRound if concluded => (standing.concluded, standing.round) = (false, round + 1),
            News::Assessed { level, .. } => {
                (self.assessed, self.level) = (self.sequence, Some(*level));
                return true;
            }
            News::Judged | News::Concluded { .. } | News::Closed | News::NewRound => return false,
        }
        self.diagnosed = self.sequence;
        true
    }

    /// What the review makes of news.
    pub(super) fn tell(&self, state: &State, news: &News) -> Result<Vec<Event>, Rejection> {
        if let News::Assessed { level, of, waives } = news {
            let news = AssessmentNews {
                sequence: self.assessed,
                policy: version(1),
                profile: steps::profile(*of),
                level: *level,
                target_days: 5,
                waives: *waives,
            };
            return follow_assessment(state, &news, &calendar());
        }
        let unsettling = match news {
            News::Judged => vec![basis_change!(VerdictsRecorded)],
            News::NewRound => vec![basis_change!(DiagnosisReopened)],
            News::Concluded { .. } | News::Closed | News::Assessed { .. } => vec![],
        };
        let judged = matches!(news, News::Judged);
        let (standing, cause) = (self.standing, format!("{news:?}"));
        follow_diagnosis(state, &DiagnosisNews { sequence: self.diagnosed, standing, judged, cause, unsettling })
    }

    /// A decision on all of this.
    pub(super) fn decided(&self, outcome: DecisionOutcome, conditions: bool, open_findings: u32) -> Decided {
        let mut decided = super::decided(outcome);
        decided.conditions = if conditions { vec!["조건".into()] } else { vec![] };
        let basis = &mut decided.basis;
        (basis.assessment, basis.diagnosis, basis.open_findings) = (self.assessed, self.diagnosed, open_findings);
        basis.level = self.level.expect("assessed");
        decided
    }
}

/// A rule that decisions are made to forget.
#[derive(Clone, Copy, Debug)]
pub(super) enum Lapse {
    /// Nobody is the requester.
    OwnReview,
    /// Nobody judged.
    OwnJudgement,
    /// Programs are people.
    Service,
    /// No findings are open.
    OpenFindings,
    /// The last commit was overlooked.
    LastCommit,
}

impl Lapse {
    pub(super) const ALL: &[Self] =
        &[Self::OwnReview, Self::OwnJudgement, Self::Service, Self::OpenFindings, Self::LastCommit];
}

/// What a decision sees.
pub(super) struct Sight {
    pub(super) state: State,
    pub(super) by: Person,
    pub(super) judges: Judges,
    pub(super) open: u32,
}

impl Sight {
    /// As it is.
    pub(super) fn of(walk: &Walk<State, Event>, life: &Life, by: &Person) -> Self {
        let judges = life.judges.iter().map(|who| PEOPLE[*who].to_owned()).collect();
        Self { state: walk.state.clone(), by: by.clone(), judges, open: life.standing.open_findings }
    }

    /// Without what was forgotten.
    pub(super) fn forgetting(mut self, lapse: Lapse, walk: &Walk<State, Event>) -> Self {
        match (lapse, &mut self.state) {
            (Lapse::OwnReview, State::Open(review)) => review.request.requester = person("nobody"),
            (Lapse::OwnJudgement, _) => self.judges.clear(),
            (Lapse::Service, _) => self.by.subject = self.by.subject.replace("service:", ""),
            (Lapse::OpenFindings, State::Open(review)) => (self.open, review.standing.open_findings) = (0, 0),
            (Lapse::LastCommit, state) => *state = walk.before.clone(),
            (Lapse::OwnReview | Lapse::OpenFindings, State::New) => {}
        }
        self
    }
}
