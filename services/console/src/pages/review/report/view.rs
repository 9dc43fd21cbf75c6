//! View model of the report.

use askama::Template;
use haetae_proto::{
    checkpoint::v1::Evidence,
    common::v1::{DecisionOutcome, Text},
    dashboard::v1::{BasisOverview, DecisionOverview},
};
use haetae_service_kit::auth::Role;
use jiff::Timestamp;

use super::head::Rests;
use crate::{
    api::Ground,
    pages::{
        frame::Frame,
        parts::{Level, Reason, Status},
        review::{
            overview::{short_key, why::Why},
            sheet::{Sheet, documents},
        },
        visitor::Visitor,
    },
    text::{Say, day_of, hex, key, moment},
};

/// The page.
#[derive(Template)]
#[template(path = "review/report.html")]
pub(super) struct ReportPage {
    frame: Frame,
    t: Say,
    /// The review's page.
    path: String,
    number: String,
    title: String,
    status: Status,
    level: Level,
    residual: Option<Level>,
    why: Option<Scored>,
    facts: Vec<(String, String)>,
    decision: Option<Decision>,
    /// The decision before the review was opened again.
    earlier: Option<Decision>,
    sheet: Sheet,
    evidence: Vec<File>,
    /// The catalogue versions it was reviewed with.
    content: String,
    /// The position in the history.
    position: String,
    rests: Rests,
}

/// Why the review has its score, whole.
struct Scored {
    title: String,
    about: String,
    reasons: Vec<Reason>,
    lifted: Vec<String>,
}

struct Decision {
    outcome: String,
    by: String,
    reason: String,
    conditions: Vec<String>,
    /// What it binds to.
    basis: Vec<String>,
    /// Changes since the decision; none while it is valid.
    moved: Option<String>,
}

struct File {
    number: String,
    name: String,
    checkpoint: String,
    collected: String,
    by: String,
    digest: String,
    /// Whether the decision was made on it.
    decided: bool,
}

impl ReportPage {
    /// The report of a review, with the decision before it was opened again and what the last one rests on.
    pub(super) fn new(
        visitor: &Visitor,
        ground: &Ground,
        (earlier, rests): (Option<&DecisionOverview>, Rests),
        now: Timestamp,
    ) -> Self {
        let (t, overview) = (visitor.say(), &ground.found.overview);
        let decision = overview.decision.as_ref();
        let basis = decision.and_then(|one| one.basis.as_ref());
        let request = overview.request.clone().unwrap_or_default();
        let assessment = ground.assessment.as_ref();
        let residual = assessment.and_then(|one| one.residual.as_ref());
        let now = prost_types::Timestamp { seconds: now.as_second(), nanos: 0 };
        let stale = decision.is_some_and(|one| one.stale);
        Self {
            frame: Frame::new(&visitor.visit, &format!("{} {}", overview.number, t.text("report-title"))),
            path: format!("/r/{}", overview.number),
            number: overview.number.clone(),
            title: request.title.clone(),
            status: Status::standing(t, overview.status(), overview.duplicate, stale),
            level: Level::scored(t, assessment.map_or(0, |one| one.level), assessment.map(|one| one.score)),
            residual: residual.map(|left| Level::scored(t, left.level, Some(left.score))),
            why: scored(t, ground),
            facts: facts(t, ground, &now),
            decision: decision.map(|one| self::decision(t, one)),
            earlier: earlier.map(|one| self::decision(t, one)),
            sheet: Sheet::of(t, ground),
            evidence: evidence(t, ground, basis),
            content: content(t, ground),
            position: t
                .with("report-position", &[("when", &moment(t, Some(&now))), ("count", &overview.commits.to_string())]),
            rests,
            t,
        }
    }
}

fn scored(t: Say, ground: &Ground) -> Option<Scored> {
    let Why { title, about, mut first, rest, lifted, .. } =
        Why::of(t, ground.found.overview.assessment.as_ref()?, ground.assessment.as_ref());
    first.extend(rest);
    Some(Scored { title, about, reasons: first, lifted })
}

/// Who asked, who judged, who decided, when.
fn facts(t: Say, ground: &Ground, now: &prost_types::Timestamp) -> Vec<(String, String)> {
    let overview = &ground.found.overview;
    let request = overview.request.clone().unwrap_or_default();
    let name = |person: Option<&haetae_proto::common::v1::Person>| person.map(|one| t.person(one)).unwrap_or_default();
    let decided = overview.decision.as_ref();
    let named = |name: String, day: String| format!("{name} · {day}");
    let rounds = overview.diagnosis.iter().flat_map(|one| &one.rounds);
    let ended = rounds.filter(|round| round.concluded_at.is_some());
    let ended: Vec<String> = ended
        .map(|round| {
            let number = t.with("round-name", &[("round", &round.round.to_string())]);
            format!("{number} {} {}", day_of(t, round.concluded_at.as_ref()), name(round.concluded_by.as_ref()))
        })
        .collect();
    [
        (t.text("column-team"), request.team.clone()),
        (t.role(Role::Requester), name(request.requester.as_ref())),
        (t.text("stage-received"), day_of(t, request.submitted_at.as_ref())),
        (t.text("stage-diagnosis"), ended.join(", ")),
        (t.text("column-assignee"), name(overview.assignee.as_ref())),
        (t.text("decision-title"), decided.map(|one| t.word::<DecisionOutcome>(one.outcome)).unwrap_or_default()),
        (
            t.text("report-decider"),
            decided
                .map(|one| named(name(one.decided_by.as_ref()), day_of(t, one.decided_at.as_ref())))
                .unwrap_or_default(),
        ),
        (t.text("report-issued"), day_of(t, Some(now))),
    ]
    .into_iter()
    .filter(|(_, value)| !value.is_empty())
    .collect()
}

fn decision(t: Say, one: &DecisionOverview) -> Decision {
    let moved: Vec<String> = one.moved.iter().map(|moved| t.of(moved.name.as_ref())).collect();
    let by = one.decided_by.as_ref().map(|person| t.person(person)).unwrap_or_default();
    Decision {
        outcome: t.word::<DecisionOutcome>(one.outcome),
        by: format!("{by} · {}", moment(t, one.decided_at.as_ref())),
        reason: one.reason.clone(),
        conditions: one.conditions.clone(),
        basis: one.basis.as_ref().map(|basis| self::basis(t, basis, one.sequence)).unwrap_or_default(),
        moved: one.stale.then(|| moved.join(", ")),
    }
}

/// The basis of a decision, one sentence for each part.
fn basis(t: Say, basis: &BasisOverview, sequence: u64) -> Vec<String> {
    let level = Level::scored(t, basis.level, None).word;
    let (round, open) = (basis.round.to_string(), basis.open_findings.to_string());
    let (accepted, files) = (basis.accepted_findings.to_string(), basis.evidence_sha256.len().to_string());
    let standing = t.with(
        key("report-basis"),
        &[("level", &level), ("round", &round), ("open", &open), ("accepted", &accepted), ("files", &files)],
    );
    let policy = basis.policy.as_ref().map_or(0, |policy| policy.version).to_string();
    let policy = t.with("sheet-policy", &[("version", &policy)]);
    let content = [policy, documents(t, &basis.catalogs)].join(" · ");
    let places = [sequence, basis.review_sequence, basis.assessment_sequence, basis.diagnosis_sequence];
    let [decision, review, assessment, diagnosis] = places.map(|place| place.to_string());
    let places = t.with(
        key("report-places"),
        &[("decision", &decision), ("review", &review), ("assessment", &assessment), ("diagnosis", &diagnosis)],
    );
    vec![standing, content, places]
}

/// The policy and the catalogues that the review goes by.
fn content(t: Say, ground: &Ground) -> String {
    let policy = ground.assessment.as_ref().and_then(|one| one.policy.as_ref());
    let policy = policy.map(|policy| t.with("sheet-policy", &[("version", &policy.version.to_string())]));
    let catalogs = Some(documents(t, &ground.list.catalogs)).filter(|text| !text.is_empty());
    policy.into_iter().chain(catalogs).collect::<Vec<_>>().join(" · ")
}

/// Every file, in the order of their numbers.
fn evidence(t: Say, ground: &Ground, basis: Option<&BasisOverview>) -> Vec<File> {
    let lines = ground.list.checkpoints.iter().chain(&ground.list.retired);
    let mut files: Vec<(&Evidence, Option<&Text>)> =
        lines.flat_map(|line| line.evidence.iter().map(|one| (one, line.title.as_ref()))).collect();
    files.sort_by_key(|(one, _)| one.evidence_id.trim_start_matches("E-").parse().unwrap_or(u64::MAX));
    let file = |(one, title): (&Evidence, Option<&Text>)| {
        let digest = hex(&one.sha256);
        File {
            number: one.evidence_id.clone(),
            name: one.name.clone(),
            checkpoint: format!("{} {}", short_key(&one.checkpoint), t.of(title)),
            collected: day_of(t, one.collected_at.as_ref()),
            by: one.uploaded_by.as_ref().map(|person| t.person(person)).unwrap_or_default(),
            decided: basis.is_some_and(|basis| basis.evidence_sha256.contains(&digest)),
            digest,
        }
    };
    files.into_iter().map(file).collect()
}

#[cfg(test)]
mod tests;
