//! Why a review has its score.

use haetae_proto::{dashboard::v1::AssessmentOverview, risk::v1::Assessment};

use crate::{
    pages::parts::{Level, Reason},
    text::Say,
};

/// Reasons that are shown at once.
const FIRST: usize = 5;
/// Why a review has its score.
#[derive(Debug)]
pub(in crate::pages::review) struct Why {
    pub(in crate::pages::review) title: String,
    pub(in crate::pages::review) about: String,
    pub(in crate::pages::review) first: Vec<Reason>,
    pub(in crate::pages::review) rest: Vec<Reason>,
    pub(in crate::pages::review) rest_about: String,
    /// Rules that lift the level whatever the score is.
    pub(in crate::pages::review) lifted: Vec<String>,
}

impl Why {
    /// From the overview, with sentences where risk gives them.
    pub(in crate::pages::review) fn of(
        say: Say,
        overview: &AssessmentOverview,
        assessment: Option<&Assessment>,
    ) -> Self {
        let said: Vec<(u32, String)> = match assessment {
            Some(told) => told.contributions.iter().map(|one| (one.points, say.of(one.explanation.as_ref()))).collect(),
            None => overview.reasons.iter().map(|one| (one.points, say.of(one.name.as_ref()))).collect(),
        };
        let mut first = Reason::all(said);
        let rest = first.split_off(FIRST.min(first.len()));
        let (count, points) = (rest.len().to_string(), rest.iter().map(|one| one.points).sum::<u32>().to_string());
        let lifted = assessment.into_iter().flat_map(|told| &told.escalators);
        let (score, level) = (overview.score.to_string(), Level::scored(say, overview.level, None).word);
        let version = overview.policy.as_ref().map_or(0, |policy| policy.version).to_string();
        Self {
            title: say.with("why-title", &[("score", &score), ("level", &level)]),
            about: say.with("why-about", &[("version", &version)]),
            first,
            rest_about: say.with("why-rest", &[("count", &count), ("points", &points)]),
            rest,
            lifted: lifted.map(|one| say.of(one.explanation.as_ref())).collect(),
        }
    }
}
