//! The message about a newly requested review, which grows as results arrive.

use haetae_proto::{common::v1::ReviewStatus, dashboard::v1::GetReviewOverviewResponse};
use jiff::Timestamp;

use crate::{
    pages::{parts::Level, visitor::Visitor},
    text::{Due, Say},
};

/// A request that has arrived.
#[derive(Debug)]
pub(crate) struct Requested {
    /// The person whose draft is finished; empty when the page is only reloaded.
    pub(crate) person: String,
    /// The known facts: number, score, size of the checklist, target date, next step.
    pub(crate) told: String,
    /// Whether more results will arrive without further steps.
    pub(crate) arriving: bool,
}

/// How the address ends where the page is loaded again for that.
const AGAIN: &str = "?requested";
/// How long the requester may reload the message, in seconds.
const FRESH: i64 = 600;

impl Requested {
    /// Shows the message to the person who has just requested the review, and again on request while the review is
    /// new.
    pub(super) fn shown(visitor: &Visitor, overview: &GetReviewOverviewResponse, now: Timestamp) -> Option<Self> {
        let (say, person) = (visitor.say(), visitor.caller.subject.as_str());
        if visitor.visit.done() == "request" {
            return Some(Self::of(say, overview, person, now));
        }
        let request = overview.request.as_ref().filter(|_| visitor.visit.path.ends_with(AGAIN))?;
        let own = request.requester.as_ref().is_some_and(|requester| requester.subject == person);
        let age = now.as_second() - request.submitted_at.as_ref().map_or(0, |at| at.seconds);
        (own && age < FRESH).then(|| Self::of(say, overview, "", now))
    }

    /// Of a review, to the person who requested it.
    pub(super) fn of(say: Say, overview: &GetReviewOverviewResponse, person: &str, now: Timestamp) -> Self {
        let tally = overview.diagnosis.as_ref().and_then(|diagnosis| diagnosis.tally.as_ref());
        let level = overview.assessment.as_ref().map(|one| Level::scored(say, one.level, Some(one.score)));
        let score = level.map(|level| say.with("requested-score", &[("level", &level.word), ("score", &level.score)]));
        let due = overview.target.as_ref().and_then(|target| Due::of(say, target.due_at.as_ref(), false, now));
        let due = due.map(|due| say.with("requested-due", &[("day", &due.day)]));
        let checks = tally.map(|tally| say.count("requested-checks", u64::from(tally.total)));
        let is_over = !matches!(overview.status(), ReviewStatus::Received | ReviewStatus::InDiagnosis);
        let arriving = !is_over && (score.is_none() || checks.is_none() || due.is_none());
        let figures: Vec<String> = [score, checks, due].into_iter().flatten().collect();
        let figures = if figures.is_empty() { String::new() } else { format!("{}.", figures.join(" · ")) };
        let next = if arriving { say.text("requested-arriving") } else { next(say, overview) };
        let parts = [say.with("requested-done", &[("number", &overview.number)]), figures, next];
        let told = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
        Self { person: person.to_owned(), told, arriving }
    }
}

/// What happens next.
fn next(say: Say, overview: &GetReviewOverviewResponse) -> String {
    match (overview.status(), &overview.assignee) {
        (ReviewStatus::Received, _) => say.text("requested-triage"),
        (ReviewStatus::InDiagnosis, None) => say.text("requested-diagnosis"),
        (ReviewStatus::InDiagnosis, Some(assignee)) => {
            say.with("requested-assigned", &[("name", &say.person(assignee))])
        }
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use haetae_proto::{
        common::v1::{RiskLevel, Tally},
        dashboard::v1::{AssessmentOverview, DiagnosisOverview, TargetOverview},
    };
    use haetae_service_kit::error::Lang;

    use super::*;

    #[test]
    fn what_becomes_known_is_added() {
        let now = "2026-12-02T03:00:00Z".parse().unwrap();
        let told = |overview: &GetReviewOverviewResponse| {
            let one = Requested::of(Say::in_language(Lang::Ko), overview, "kim", now);
            (one.told, one.arriving)
        };
        let number = "R-2026-0016".to_owned();
        let mut overview =
            GetReviewOverviewResponse { number, status: ReviewStatus::Received.into(), ..Default::default() };
        let first = "R-2026-0016 검토를 요청했습니다.";
        assert_eq!(told(&overview), (format!("{first} 점수와 점검표를 만들고 있습니다."), true));
        overview.assessment =
            Some(AssessmentOverview { level: RiskLevel::High.into(), score: 60, ..Default::default() });
        let scored = format!("{first} 높음 60점. 점수와 점검표를 만들고 있습니다.");
        assert_eq!(told(&overview), (scored, true));
        let tally = Some(Tally { total: 54, ..Tally::default() });
        overview.diagnosis = Some(DiagnosisOverview { tally, ..Default::default() });
        let due_at = Some(prost_types::Timestamp { seconds: 1_796_741_999, nanos: 0 });
        overview.target = Some(TargetOverview { due_at, ..Default::default() });
        let whole = "높음 60점 · 점검 항목 54개 · 처리 기한 12.8(화). 다음은 검토자의 사전 검토입니다.";
        assert_eq!(told(&overview), (format!("{first} {whole}"), false));
    }
}
