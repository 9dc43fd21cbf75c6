//! The stages of a review, from the request to its end.

use haetae_proto::{
    common::v1::ReviewStatus,
    dashboard::v1::{DiagnosisOverview, GetReviewOverviewResponse},
};
use jiff::Timestamp;

use crate::{
    pages::{parts::Status, status::is_open},
    text::{Due, Say, key, stamp},
};

/// A stage.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Stage {
    pub(crate) text: String,
    pub(crate) about: String,
    /// Whether it is passed.
    pub(crate) done: bool,
    pub(crate) current: bool,
}

/// Names of the stages, in order.
const NAMES: [&str; 5] =
    [key("stage-received"), key("stage-diagnosis"), key("stage-remediation"), key("stage-decision"), key("stage-end")];

/// The stages of a review.
pub(super) fn stages(say: Say, overview: &GetReviewOverviewResponse, now: Timestamp) -> Vec<Stage> {
    let status = overview.status();
    let current = place(overview);
    let status_word = Status::standing(say, status, overview.duplicate, false).word;
    let at = stamp(say, overview.status_since.as_ref(), now);
    let about = |stage: usize| match stage {
        0 => stamp(say, overview.request.as_ref().and_then(|request| request.submitted_at.as_ref()), now),
        1 => overview.diagnosis.as_ref().map(|diagnosis| diagnosed(say, diagnosis, now)).unwrap_or_default(),
        3 => overview.decision.as_ref().map(|one| stamp(say, one.decided_at.as_ref(), now)).unwrap_or_default(),
        4 if !is_open(status) => format!("{status_word} · {at}"),
        4 => due(say, overview, now),
        _ => String::new(),
    };
    let stage = |(stage, name): (usize, &&'static str)| {
        let is_current = stage == current;
        let about = about(stage);
        let standing = is_current && stage < 4;
        let about = match (standing, about.is_empty()) {
            (true, true) => status_word.clone(),
            (true, false) if stage > 0 => format!("{status_word} · {about}"),
            _ => about,
        };
        Stage { text: say.text(name), about, done: passed(overview, stage, current), current: is_current }
    };
    NAMES.iter().enumerate().map(stage).collect()
}

/// The stage it is in.
fn place(overview: &GetReviewOverviewResponse) -> usize {
    match overview.status() {
        ReviewStatus::Received | ReviewStatus::Unspecified => 0,
        ReviewStatus::NeedsInfo => match &overview.diagnosis {
            Some(diagnosis) if diagnosis.concluded => 2,
            Some(diagnosis) if judged(diagnosis) > 0 || diagnosis.round > 1 => 1,
            _ => 0,
        },
        ReviewStatus::InDiagnosis => 1,
        ReviewStatus::AwaitingRemediation => 2,
        ReviewStatus::AwaitingDecision => 3,
        ReviewStatus::Approved
        | ReviewStatus::ApprovedWithConditions
        | ReviewStatus::Rejected
        | ReviewStatus::Waived
        | ReviewStatus::Withdrawn => 4,
    }
}

/// Whether a stage was passed: one that ended early passed no more than it had.
fn passed(overview: &GetReviewOverviewResponse, stage: usize, current: usize) -> bool {
    let decided = overview.decision.is_some();
    let concluded = overview.diagnosis.as_ref().is_some_and(|diagnosis| diagnosis.concluded);
    match stage {
        4 => current == 4,
        _ if current < 4 => stage < current,
        0 => true,
        1 | 2 => concluded && (decided || stage == 1),
        _ => decided,
    }
}

fn judged(diagnosis: &DiagnosisOverview) -> u32 {
    let tally = diagnosis.tally.unwrap_or_default();
    tally.pass + tally.fail + tally.partial + tally.not_applicable
}

/// How far the diagnosis is, or when its last round ended.
fn diagnosed(say: Say, diagnosis: &DiagnosisOverview, now: Timestamp) -> String {
    let round = diagnosis.round.to_string();
    if let Some(last) = diagnosis.rounds.last().filter(|_| diagnosis.concluded) {
        return stamp(say, last.concluded_at.as_ref(), now);
    }
    let (judged, total) = (judged(diagnosis).to_string(), diagnosis.tally.unwrap_or_default().total.to_string());
    say.with("stage-round", &[("round", &round), ("judged", &judged), ("total", &total)])
}

fn due(say: Say, overview: &GetReviewOverviewResponse, now: Timestamp) -> String {
    let target = overview.target.as_ref();
    let due = target.and_then(|target| Due::of(say, target.due_at.as_ref(), target.overdue, now));
    due.map(|due| say.with("stage-due", &[("day", &due.day)])).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use haetae_proto::{common::v1::Tally, dashboard::v1::DecisionOverview};
    use haetae_service_kit::error::Lang;

    use super::*;

    fn drawn(status: ReviewStatus, change: impl FnOnce(&mut GetReviewOverviewResponse)) -> String {
        let mut overview = GetReviewOverviewResponse { status: status.into(), ..Default::default() };
        change(&mut overview);
        let stages = stages(Say::in_language(Lang::Ko), &overview, Timestamp::UNIX_EPOCH);
        let mark = |stage: &Stage| match (stage.done, stage.current) {
            (true, true) => '#',
            (true, false) => 'x',
            (false, true) => '>',
            (false, false) => '.',
        };
        stages.iter().map(mark).collect()
    }

    #[test]
    fn a_review_is_in_one_stage_and_has_passed_only_what_it_had() {
        let concluded = DiagnosisOverview { round: 1, concluded: true, ..Default::default() };
        let tally = Tally { pass: 1, total: 2, ..Default::default() };
        let begun = DiagnosisOverview { round: 1, tally: Some(tally), ..Default::default() };
        assert_eq!(drawn(ReviewStatus::Received, |_| {}), ">....");
        assert_eq!(drawn(ReviewStatus::NeedsInfo, |one| one.diagnosis = Some(begun.clone())), "x>...");
        assert_eq!(drawn(ReviewStatus::InDiagnosis, |one| one.diagnosis = Some(begun.clone())), "x>...");
        assert_eq!(drawn(ReviewStatus::AwaitingDecision, |_| {}), "xxx>.");
        assert_eq!(drawn(ReviewStatus::Waived, |_| {}), "x...#", "no diagnosis, no decision");
        assert_eq!(drawn(ReviewStatus::Withdrawn, |one| one.diagnosis = Some(begun)), "x...#");
        let approved = |one: &mut GetReviewOverviewResponse| {
            (one.diagnosis, one.decision) = (Some(concluded), Some(DecisionOverview::default()));
        };
        assert_eq!(drawn(ReviewStatus::Approved, approved), "xxxx#");
    }
}
