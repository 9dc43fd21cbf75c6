//! View model of `/r/{number}`.

use askama::Template;
use haetae_proto::{
    common::v1::{AcceptanceState, DecisionOutcome, FindingStatus, ReviewStatus, TriageOutcome},
    dashboard::v1::{
        DecisionOverview, FindingOverview, GetReviewOverviewResponse, Involvement, InvolvementRole, ReviewRow,
        RoundOverview,
    },
    intake::v1::Triage,
    risk::v1::Assessment,
};
use jiff::Timestamp;

use super::{
    layers::{Layers, results},
    request::{Fact, profile},
    why::Why,
};
use crate::{
    api::Found,
    pages::{
        frame::Frame,
        parts::{Level, review_path},
        review::{head::Head, log::Line},
        status::is_over,
        visitor::Visitor,
    },
    text::{Due, Say, moment, stamp},
};

/// The page.
#[derive(Template)]
#[template(path = "review/overview.html")]
pub(super) struct OverviewPage {
    frame: Frame,
    t: Say,
    head: Head,
    /// The displayed moment; none for now.
    moment: Option<String>,
    triage: Option<TriageCard>,
    decision: Option<DecisionCard>,
    /// The decision before the review was opened again.
    earlier: Option<DecisionCard>,
    findings: Vec<Finding>,
    findings_more: bool,
    layers: Option<Layers>,
    /// Names of the columns of results.
    results: [String; 5],
    rounds: Vec<Round>,
    why: Option<Why>,
    description: String,
    facts: Vec<Fact>,
    people: Vec<Fact>,
    log: Vec<Line>,
}

/// The outcome of a triage that ended the review.
struct TriageCard {
    outcome: String,
    reason: String,
    /// The review that covers it: number and address.
    other: Option<(String, String)>,
    /// The other review is one that the visitor may not see.
    elsewhere: bool,
}

struct DecisionCard {
    outcome: String,
    by: String,
    reason: String,
    conditions: Vec<String>,
}

struct Finding {
    number: String,
    path: String,
    about: String,
    checkpoint: String,
    severity: Level,
    status: String,
    status_class: &'static str,
    due: Option<Due>,
}

struct Round {
    name: String,
    about: String,
    summary: String,
}

impl OverviewPage {
    /// The page of a review; `shown` is its state at the displayed moment.
    pub(super) fn new(
        visitor: &Visitor,
        (found, shown): (&Found, &GetReviewOverviewResponse),
        (reasons, other, at): (Option<&Assessment>, Option<&ReviewRow>, Option<prost_types::Timestamp>),
        now: Timestamp,
    ) -> Self {
        let t = visitor.say();
        let request = shown.request.clone().unwrap_or_default();
        let found = &Found { overview: shown.clone(), ..found.clone() };
        let head = Head::new(visitor, found, "", now);
        let depth = shown.assessment.as_ref().map(|one| one.depth);
        Self {
            frame: Frame::new(&visitor.visit, &format!("{} {}", shown.number, request.title))
                .with_live(&visitor.visit, at.is_none().then(|| head.live(t))),
            moment: at.map(|at| t.with("moment-shown", &[("when", &moment(t, Some(&at)))])),
            triage: found.review.triage.as_ref().filter(|_| at.is_none()).and_then(|one| triage(t, one, other)),
            decision: shown.decision.as_ref().map(|one| decision(t, one, now)),
            earlier: None,
            findings: shown
                .findings
                .iter()
                .filter(|one| is_to_be_fixed(shown, one))
                .map(|one| finding(t, &head, one, now))
                .collect(),
            findings_more: shown.findings.len() < shown.findings_total as usize,
            results: results(t),
            layers: shown.diagnosis.as_ref().map(|diagnosis| Layers::of(t, diagnosis, is_over(shown.status()))),
            rounds: shown
                .diagnosis
                .iter()
                .flat_map(|one| &one.rounds)
                .rev()
                .map(|one| round(t, one, is_over(shown.status()), now))
                .collect(),
            why: shown.assessment.as_ref().map(|one| Why::of(t, one, reasons)),
            description: request.description,
            facts: request.profile.as_ref().map(|one| profile(t, one, depth)).unwrap_or_default(),
            people: shown.people.iter().map(|one| person(t, one)).collect(),
            log: shown.recent.iter().map(|entry| Line::of(t, entry, now)).collect(),
            head,
            t,
        }
    }
}

impl OverviewPage {
    /// The same with the decision before the review was opened again.
    pub(super) fn with_earlier(mut self, earlier: Option<&DecisionOverview>, now: Timestamp) -> Self {
        self.earlier = earlier.map(|one| decision(self.t, one, now));
        self
    }
}

/// A triage after which the review continues adds nothing to the stages.
fn triage(t: Say, one: &Triage, other: Option<&ReviewRow>) -> Option<TriageCard> {
    let ended = !matches!(one.outcome(), TriageOutcome::Diagnose | TriageOutcome::Unspecified);
    ended.then(|| TriageCard {
        outcome: t.word::<TriageOutcome>(one.outcome),
        reason: if one.automatic { t.text("triage-automatic") } else { one.reason.clone() },
        elsewhere: one.outcome() == TriageOutcome::Duplicate && one.duplicate_of.is_empty(),
        other: other.and_then(|row| Some((format!("{} {}", row.number, row.title), review_path(&row.number)?))),
    })
}

fn decision(t: Say, one: &DecisionOverview, now: Timestamp) -> DecisionCard {
    let by = one.decided_by.as_ref().map(|person| t.person(person)).unwrap_or_default();
    DecisionCard {
        outcome: t.word::<DecisionOutcome>(one.outcome),
        by: format!("{by} · {}", stamp(t, one.decided_at.as_ref(), now)),
        reason: one.reason.clone(),
        conditions: one.conditions.clone(),
    }
}

/// Nothing is fixed any more once the review was withdrawn.
fn is_to_be_fixed(review: &GetReviewOverviewResponse, one: &FindingOverview) -> bool {
    review.status() != ReviewStatus::Withdrawn && !matches!(one.status(), FindingStatus::Closed | FindingStatus::Void)
}

fn finding(t: Say, head: &Head, one: &FindingOverview, now: Timestamp) -> Finding {
    let (class, status) = match one.status() {
        _ if one.acceptance_requested => ("warn", t.word::<AcceptanceState>(AcceptanceState::Requested.into())),
        FindingStatus::Open => ("bad", t.word::<FindingStatus>(one.status)),
        FindingStatus::FixClaimed | FindingStatus::Accepted => ("warn", t.word::<FindingStatus>(one.status)),
        FindingStatus::Unspecified | FindingStatus::Closed | FindingStatus::Void => {
            ("", t.word::<FindingStatus>(one.status))
        }
    };
    let ends = one.acceptance.as_ref().and_then(|acceptance| acceptance.ends_at.as_ref());
    Finding {
        number: one.finding.clone(),
        path: format!("{}/f/{}", head.path, one.finding),
        about: one.reason.clone(),
        checkpoint: short_key(&one.checkpoint).to_owned(),
        severity: Level::scored(t, one.severity, None),
        status,
        status_class: class,
        due: Due::of(t, ends.or(one.due_at.as_ref()), one.overdue, now),
    }
}

/// The key of a checkpoint within its catalogue, e.g. `APP-02:1`.
pub(crate) fn short_key(key: &str) -> &str {
    key.split_once(':').map_or(key, |(_, rest)| rest)
}

fn round(t: Say, one: &RoundOverview, over: bool, now: Timestamp) -> Round {
    let number = one.round.to_string();
    let name = t.with("round-name", &[("round", &number)]);
    let by = one.concluded_by.as_ref().map(|person| t.person(person)).unwrap_or_default();
    let about = match &one.concluded_at {
        None if over => t.with("round-stopped-since", &[("when", &stamp(t, one.began_at.as_ref(), now))]),
        None => t.with("round-open", &[("when", &stamp(t, one.began_at.as_ref(), now))]),
        Some(at) => t.with("round-over", &[("when", &stamp(t, Some(at), now)), ("name", &by)]),
    };
    let summary = if one.summary.is_empty() { one.reason.clone() } else { one.summary.clone() };
    Round { name, about, summary }
}

fn person(t: Say, one: &Involvement) -> Fact {
    let roles: Vec<String> = one.roles.iter().map(|role| t.word::<InvolvementRole>(*role)).collect();
    Fact { name: one.person.as_ref().map(|person| t.person(person)).unwrap_or_default(), value: roles.join(", ") }
}

#[cfg(test)]
mod tests {
    use haetae_service_kit::error::Lang;

    use super::*;

    #[test]
    fn a_round_that_will_not_go_on_is_not_under_way() {
        let t = Say::in_language(Lang::Ko);
        let one = RoundOverview { round: 1, ..RoundOverview::default() };
        let about = |over| round(t, &one, over, Timestamp::UNIX_EPOCH).about;
        assert!(
            about(true).contains("종료하지 않음") && !about(false).contains("종료"),
            "{} {}",
            about(true),
            about(false)
        );
    }

    #[test]
    fn a_duplicate_says_what_covers_it_or_that_it_is_another_teams() {
        let card = |of: &str, row: Option<&ReviewRow>| {
            let outcome = TriageOutcome::Duplicate.into();
            let one = Triage { outcome, duplicate_of: of.into(), ..Triage::default() };
            triage(Say::in_language(Lang::Ko), &one, row).unwrap()
        };
        let row = ReviewRow { number: "R-2026-0001".into(), title: "결제".into(), ..ReviewRow::default() };
        let known = card("d86238b2", Some(&row));
        assert_eq!(known.other, Some(("R-2026-0001 결제".to_owned(), "/r/R-2026-0001".to_owned())));
        assert!(!known.elsewhere);
        let hidden = card("", None);
        assert!(hidden.elsewhere && hidden.other.is_none());
    }
}
