//! The overview of one review.

use haetae_proto::{
    common::v1::{
        DecisionOutcome, FlowLayer, ReviewDepth, ReviewStatus, RiskLevel, Role, RoundState, Tally, VerdictResult,
    },
    dashboard::v1::{
        AcceptanceOverview, AssessmentOverview, DecisionOverview, DiagnosisOverview, FindingOverview,
        GetReviewOverviewResponse, Involvement, TargetOverview,
    },
    words::{Named as _, label},
};

use super::{
    Look, finding_rows,
    findings::{ended, ended_word, withdrawn as end_of_all},
    look::{document, documents, person, with_team},
    profile::profile,
    reviews::status_word,
    timeline,
};
use crate::{
    table::{Align, Cell, Column, Table},
    words::{Lang, Vocabulary as _},
};

/// Reasons for a score that are shown.
const REASONS: usize = 5;

/// Shows everything about a review, the most important first.
#[must_use]
pub fn overview(answer: &GetReviewOverviewResponse, look: &Look) -> String {
    let request = answer.request.clone().unwrap_or_default();
    let mut shown = standing(answer, look);
    shown.extend(request.profile.as_ref().map(|one| profile(one, look)).unwrap_or_default());
    let mut parts = vec![format!("{}\n{}", look.lines(&request.title), look.facts(shown))];
    if let Some(diagnosis) = &answer.diagnosis {
        parts.push(layers(diagnosis, look));
    }
    if !answer.findings.is_empty() {
        let withdrawn = answer.status() == ReviewStatus::Withdrawn;
        parts.push(findings(&answer.findings, (answer.findings_total, withdrawn), look));
    }
    parts.push(look.facts(people(&answer.people, look)));
    parts.push(timeline(&answer.recent, look.pick("최근 순", "latest first"), look));
    parts.join("\n")
}

fn standing(answer: &GetReviewOverviewResponse, look: &Look) -> Vec<(&'static str, String)> {
    let (lang, request) = (look.lang, answer.request.as_ref());
    let status = status_word(answer.status, answer.duplicate, look);
    let since = look.when(answer.status_since.as_ref());
    let team = request.map(|one| one.team.as_str()).unwrap_or_default();
    vec![
        (lang.pick("검토 번호", "number"), answer.number.clone()),
        (lang.pick("식별자", "id"), answer.review_id.clone()),
        (lang.name(label::STATUS), format!("{status} ({since} ~)")),
        (lang.pick("보완 요청", "asked for"), answer.question.clone()),
        (
            lang.pick("최종 판정", "decision"),
            answer.decision.as_ref().map(|one| decision(one, look)).unwrap_or_default(),
        ),
        (
            lang.pick("위험 평가", "assessment"),
            answer.assessment.as_ref().map(|one| assessment(one, look)).unwrap_or_default(),
        ),
        (lang.pick("처리 기한", "due"), answer.target.as_ref().map(|one| target(one, look)).unwrap_or_default()),
        (lang.name(label::ASSIGNEE), person(answer.assignee.as_ref()).to_owned()),
        (lang.name(Role::Requester.name()), with_team(person(request.and_then(|one| one.requester.as_ref())), team)),
    ]
}

fn decision(one: &DecisionOverview, look: &Look) -> String {
    let (outcome, by) = (look.word::<DecisionOutcome>(one.outcome), person(one.decided_by.as_ref()));
    let mut lines = vec![format!("{outcome}, {by}, {}", look.when(one.decided_at.as_ref())), one.reason.clone()];
    lines.extend(one.conditions.iter().map(|condition| format!("- {condition}")));
    if let Some(basis) = &one.basis {
        let (policy, catalogs) = (document(basis.policy.as_ref()), documents(&basis.catalogs));
        let level = look.word::<RiskLevel>(basis.level);
        lines.push(format!("{}: {level}, {policy}, {catalogs}", look.pick("기준", "made on")));
    }
    if one.stale {
        let moved: Vec<_> = one.moved.iter().map(|moved| look.text(moved.name.as_ref())).collect();
        lines.push(format!("{}: {}", look.pick("최종 판정 이후 변경", "stale, moved since"), moved.join(", ")));
    }
    lines.join("\n")
}

fn assessment(one: &AssessmentOverview, look: &Look) -> String {
    let (level, depth) = (look.word::<RiskLevel>(one.level), look.word::<ReviewDepth>(one.depth));
    let mut lines = vec![format!("{} {level}, {depth} ({})", one.score, document(one.policy.as_ref()))];
    let reasons = one.reasons.iter().take(REASONS);
    lines.extend(reasons.map(|reason| format!("{:>3}  {}", reason.points, look.text(reason.name.as_ref()))));
    if let Some(left) = &one.residual {
        let level = look.word::<RiskLevel>(left.level);
        lines.push(format!("{}: {} {level}", look.pick("잔여 위험", "residual"), left.score));
    }
    lines.join("\n")
}

fn target(one: &TargetOverview, look: &Look) -> String {
    look.due(one.due_at.as_ref(), one.overdue)
}

fn layers(diagnosis: &DiagnosisOverview, look: &Look) -> String {
    let mut rows: Vec<_> = diagnosis
        .layers
        .iter()
        .map(|layer| tallied(look.word::<FlowLayer>(layer.layer), layer.tally.as_ref()))
        .collect();
    rows.push(tallied(look.pick("합계", "total").to_owned(), diagnosis.tally.as_ref()));
    let state = look.word::<RoundState>(RoundState::of(diagnosis.concluded).into());
    let (round, catalogs) = (diagnosis.round, documents(&diagnosis.catalogs));
    let round = match look.lang {
        Lang::Ko => format!("{round}차 {state}"),
        Lang::En => format!("Round {round} ({state})"),
    };
    format!("{round}, {catalogs}\n{}", tallies(rows, look))
}

/// A table of results, a row a layer.
pub(super) fn tallies(rows: Vec<[String; 7]>, look: &Look) -> String {
    let of = |result: VerdictResult| Column::from((result.say(look.lang), Align::Right));
    let mut table = Table::new([
        Column::from((FlowLayer::kind(look.lang), Align::Left)),
        look.figures("전체", "all"),
        of(VerdictResult::Pass),
        of(VerdictResult::Fail),
        of(VerdictResult::Partial).rank(2),
        of(VerdictResult::NotApplicable).rank(3),
        look.figures("남은 필수", "left"),
    ]);
    for row in rows {
        table.row(row);
    }
    look.table(&table)
}

/// A row of results.
pub(super) fn tallied(name: String, tally: Option<&Tally>) -> [String; 7] {
    let tally = tally.copied().unwrap_or_default();
    let counts = [tally.total, tally.pass, tally.fail, tally.partial, tally.not_applicable, tally.mandatory_open];
    let [total, pass, fail, partial, not_applicable, open] = counts.map(|count| count.to_string());
    [name, total, pass, fail, partial, not_applicable, open]
}

fn findings(rows: &[FindingOverview], (total, withdrawn): (u32, bool), look: &Look) -> String {
    let mut table = Table::new([
        look.column_of(label::FINDING_ID).whole(),
        look.column("조치 현황", "status").whole(),
        look.column("심각도", "severity").whole(),
        look.column("조치 기한", "due").whole().rank(2),
        look.column_of(label::CHECKPOINT).whole().rank(1),
    ]);
    for row in rows {
        let ended = ended(row.status, withdrawn);
        table.row([
            Cell::from(&*row.finding),
            Cell::from(if ended { ended_word(look).to_owned() } else { stands(row, look) }),
            look.level(row.severity),
            if ended { Cell::from("") } else { look.due_on(row.due_at.as_ref(), row.overdue) },
            Cell::from(&*row.checkpoint),
        ]);
    }
    let note = if withdrawn { look.lines(&format!("  {}", end_of_all(look))) + "\n" } else { String::new() };
    format!("{} ({total})\n{note}{}", look.pick("조치 항목", "Findings"), look.table(&table))
}

/// The status of a finding, and the end of an accepted risk.
fn stands(row: &FindingOverview, look: &Look) -> String {
    let status = finding_rows::standing(row.status, row.acceptance_requested, look);
    let until = |accepted: &AcceptanceOverview| finding_rows::until(&status, accepted.ends_at.as_ref(), look);
    row.acceptance.as_ref().map_or_else(|| status.clone(), until)
}

fn people(people: &[Involvement], look: &Look) -> Vec<(&'static str, String)> {
    let named = |one: &Involvement| {
        let roles: Vec<_> = one.roles().map(|role| role.say(look.lang)).collect();
        format!("{} ({})", person(one.person.as_ref()), roles.join(", "))
    };
    let people: Vec<_> = people.iter().map(named).collect();
    vec![(look.lang.pick("참여자", "people"), people.join("\n"))]
}
