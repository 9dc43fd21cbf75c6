//! What can happen to a review, and how the code decides on it.

use proptest::prelude::*;
use proptest::sample::select;

use super::*;
use crate::profile::Profile;
use crate::vocabulary::Exposure;

/// One thing that happens.
#[derive(Clone, Debug)]
pub(super) enum Step {
    Amend { title: Option<u8>, exposure: Option<u8> },
    Withdraw,
    RequestInfo,
    ProvideInfo,
    RetractQuestion,
    Triage { outcome: TriageOutcome, of: Option<&'static str> },
    Claim,
    Assign { to: usize },
    Release,
    Decide { outcome: DecisionOutcome, conditions: bool },
    Reopen,
    Comment,
    Told(News),
}

/// What others tell.
#[derive(Clone, Debug)]
pub(super) enum News {
    Judged,
    Concluded { open: u32 },
    Closed,
    NewRound,
    Assessed { level: Level, of: u8, waives: bool },
}

pub(super) fn step() -> impl Strategy<Value = Step> {
    use Step::*;
    let amend = (proptest::option::of(0..2u8), proptest::option::of(0..3u8));
    let of = select(vec![None, None, Some("r2"), Some(ID)]);
    let decision = (select(DecisionOutcome::ALL), any::<bool>());
    prop_oneof![
        3 => amend.prop_map(|(title, exposure)| Amend { title, exposure }),
        1 => proptest::bool::weighted(0.1).prop_map(|really| if really { Withdraw } else { Comment }),
        2 => Just(RequestInfo),
        3 => Just(ProvideInfo),
        2 => Just(RetractQuestion),
        2 => (select(TriageOutcome::ALL), of).prop_map(|(outcome, of)| Triage { outcome, of }),
        2 => Just(Claim),
        1 => (0..PEOPLE.len()).prop_map(|to| Assign { to }),
        2 => Just(Release),
        5 => decision.prop_map(|(outcome, conditions)| Decide { outcome, conditions }),
        2 => Just(Reopen),
        12 => news().prop_map(Told),
    ]
}

fn news() -> impl Strategy<Value = News> {
    let assessment = (select(Level::ALL), 0..3u8, proptest::bool::weighted(0.4));
    prop_oneof![
        3 => Just(News::Judged),
        4 => (0..2u32).prop_map(|open| News::Concluded { open }),
        2 => Just(News::Closed),
        1 => Just(News::NewRound),
        2 => assessment.prop_map(|(level, of, waives)| News::Assessed { level, of, waives }),
    ]
}

impl Step {
    /// Steps that a review can refuse: it takes every comment, and news at any time.
    pub(super) const REFUSABLE: [&str; 11] = [
        "Amend",
        "Withdraw",
        "RequestInfo",
        "ProvideInfo",
        "RetractQuestion",
        "Triage",
        "Claim",
        "Assign",
        "Release",
        "Decide",
        "Reopen",
    ];

    /// Without what goes with it.
    pub(super) fn name(&self) -> String {
        let whole = format!("{self:?}");
        whole.split([' ', '(']).next().expect("a word").to_owned()
    }

    /// What the code decides.
    pub(super) fn decide(&self, sight: &Sight, life: &Life, now: Timestamp) -> Result<Vec<Event>, Rejection> {
        let Sight { state, by, judges, open } = sight;
        let why = "사유";
        match self {
            Self::Amend { title, exposure } => amend(state, &amendment(*title, *exposure), now, &calendar()),
            Self::Withdraw => withdraw(state, why),
            Self::RequestInfo => request_info(state, why),
            Self::ProvideInfo => provide_info(state, why, now, &calendar()),
            Self::RetractQuestion => retract_question(state, why, now, &calendar()),
            Self::Triage { outcome, of } => {
                let duplicate_of = of.map(str::to_owned);
                triage(state, ID, by, Triaged { duplicate_of, ..triaged(*outcome) })
            }
            Self::Claim => claim(state, by),
            Self::Assign { to } => assign(state, &person(PEOPLE[*to]), ""),
            Self::Release => release(state, by, why),
            Self::Decide { outcome, conditions } => {
                decide(state, by, life.decided(*outcome, *conditions, *open), judges)
            }
            Self::Reopen => reopen(state, why, now, &calendar()),
            Self::Comment => comment(state, why, Visibility::Shared),
            Self::Told(news) => life.tell(state, news),
        }
    }
}

/// The n-th exposure of the same.
pub(super) fn profile(exposure: u8) -> Profile {
    Profile { exposure: Exposure::ALL[usize::from(exposure)], ..harmless() }
}

fn amendment(title: Option<u8>, exposure: Option<u8>) -> Amendment {
    let profile = exposure.map(profile);
    Amendment { title: title.map(|title| ["t", "u"][usize::from(title)].into()), description: None, profile }
}
