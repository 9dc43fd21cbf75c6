//! One review.

use haetae_domain::text::counted;
use haetae_proto::{
    common::v1::{DecisionOutcome, ReviewDepth, ReviewStatus, RiskLevel, Role, TriageOutcome},
    dashboard::v1::ReviewRow,
    intake::v1::{Decision, Review, Target, Triage, WorkKind},
    words::{Named as _, label},
};

use super::{
    Look,
    checkpoints::tally,
    look::{document, documents, person, risky, with_team},
    profile::profile,
    reviews, version,
};
use crate::words::Lang;

/// Shows the status and subject of a review; if known also number, score and progress as in lists, and the number of
/// the review that covers a duplicate.
#[must_use]
pub fn review(review: &Review, (row, covering): (Option<&ReviewRow>, &str), etag: &str, look: &Look) -> String {
    let mut shown = row.map(|row| numbered(row, look)).unwrap_or_default();
    shown.extend(standing(review, covering, look));
    shown.extend(review.profile.as_ref().map(|one| profile(one, look)).unwrap_or_default());
    shown.push((look.lang.name(label::DESCRIPTION), review.description.clone()));
    format!("{}\n{}{}", look.lines(&review.title), look.facts(shown), version(etag, look))
}

/// Shows the review that covers a duplicate: number, title, team and status.
#[must_use]
pub fn covering(review: &Review, row: Option<&ReviewRow>, look: &Look) -> String {
    let lang = look.lang;
    let shown = vec![
        (lang.pick("검토 번호", "number"), row.map(|row| row.number.clone()).unwrap_or_default()),
        (lang.name(label::TEAM), review.team.clone()),
        (lang.name(label::STATUS), reviews::status_word(review.status, false, look)),
    ];
    format!("{}\n{}", look.lines(&review.title), look.facts(shown))
}

fn numbered(row: &ReviewRow, look: &Look) -> Vec<(&'static str, String)> {
    let lang = look.lang;
    let (level, depth) = (look.word::<RiskLevel>(row.level), look.word::<ReviewDepth>(row.depth));
    let level = match row.level {
        0 => level,
        _ => format!("{} {} · {depth}", row.score, look.paint(risky(row.level), &level)),
    };
    vec![
        (lang.pick("검토 번호", "number"), row.number.clone()),
        (lang.pick("위험 평가", "assessment"), level),
        (lang.name(label::VERDICTS), row.tally.as_ref().map(|one| tally(one, look)).unwrap_or_default()),
    ]
}

fn standing(review: &Review, covering: &str, look: &Look) -> Vec<(&'static str, String)> {
    let lang = look.lang;
    let count = |count: u32| if count == 0 { String::new() } else { count.to_string() };
    let asked = review.information_request.as_ref();
    // Its findings ended with it.
    let withdrawn = review.status() == ReviewStatus::Withdrawn;
    let triaged = review.triage.as_ref().map(Triage::outcome);
    let duplicate = review.status() == ReviewStatus::Rejected && triaged == Some(TriageOutcome::Duplicate);
    vec![
        (lang.pick("식별자", "id"), review.review_id.clone()),
        (
            lang.name(label::STATUS),
            look.paint(reviews::standing(review.status), &reviews::status_word(review.status, duplicate, look)),
        ),
        (
            lang.pick("최종 판정", "decision"),
            review.decision.as_ref().map(|one| decision(one, look)).unwrap_or_default(),
        ),
        (
            lang.name(WorkKind::Triage.name()),
            review.triage.as_ref().map(|one| triage(one, covering, look)).unwrap_or_default(),
        ),
        (lang.pick("보완 요청", "asked for"), asked.map(|one| one.question.clone()).unwrap_or_default()),
        (lang.name(Role::Requester.name()), with_team(person(review.requester.as_ref()), &review.team)),
        (
            lang.name(label::ASSIGNEE),
            review.assignee.as_ref().map(|one| person(Some(one)).to_owned()).unwrap_or_default(),
        ),
        (
            lang.pick("접수 시각", "submitted"),
            review.submitted_at.as_ref().map(|at| look.when(Some(at))).unwrap_or_default(),
        ),
        (
            lang.pick("처리 기한", "due"),
            review.target.as_ref().map(|one| target(one, review.overdue, look)).unwrap_or_default(),
        ),
        (lang.pick("진단", "round"), round(review.round, look)),
        (lang.name(label::OPEN_FINDINGS), count(if withdrawn { 0 } else { review.open_findings })),
        (lang.pick("의견", "comments"), count(review.comments)),
    ]
}

/// The round of the diagnosis; empty before the first.
fn round(round: u32, look: &Look) -> String {
    match (round, look.lang) {
        (0, _) => String::new(),
        (round, Lang::Ko) => format!("{round}차"),
        (round, Lang::En) => round.to_string(),
    }
}

fn decision(one: &Decision, look: &Look) -> String {
    let (outcome, by) = (look.word::<DecisionOutcome>(one.outcome), person(one.decided_by.as_ref()));
    let at = one.decided_at.as_ref().map(|at| format!(", {}", look.when(Some(at)))).unwrap_or_default();
    let mut lines = vec![format!("{outcome}, {by}{at}"), one.reason.clone()];
    lines.extend(one.conditions.iter().map(|condition| format!("- {condition}")));
    let (policy, catalogs) = (document(one.policy.as_ref()), documents(&one.catalogs));
    let (level, round) = (look.word::<RiskLevel>(one.level), one.round);
    lines.push(match look.lang {
        Lang::Ko => format!("기준: {level}, {round}차 진단, {policy}, {catalogs}"),
        Lang::En => format!("made on: {level}, round {round}, {policy}, {catalogs}"),
    });
    if one.stale {
        let moved = one.moved.iter().map(|what| match look.field(what) {
            name if name == what => look.event(what),
            name => name.to_owned(),
        });
        let moved: Vec<_> = moved.collect();
        let moved = moved.join(", ");
        lines.push(match look.lang {
            Lang::Ko => format!("최종 판정 이후 변경되어 재검토가 필요합니다: {moved}"),
            Lang::En => format!("stale, moved since: {moved}"),
        });
    }
    lines.join("\n")
}

fn triage(one: &Triage, covering: &str, look: &Look) -> String {
    let outcome = look.word::<TriageOutcome>(one.outcome);
    let by = if one.automatic { look.pick("정책에 따른 자동 처리 ", "by the policy ") } else { "" };
    let of = match (one.outcome(), one.duplicate_of.is_empty(), look.lang) {
        (TriageOutcome::Duplicate, true, Lang::Ko) => " (다른 부서의 검토)".to_owned(),
        (TriageOutcome::Duplicate, true, Lang::En) => " of a review of another team".to_owned(),
        (TriageOutcome::Duplicate, false, Lang::Ko) if !covering.is_empty() => format!(" ({covering})"),
        (TriageOutcome::Duplicate, false, Lang::En) if !covering.is_empty() => format!(" of {covering}"),
        _ => String::new(),
    };
    format!("{outcome}{of}\n{by}{}", one.reason)
}

fn target(one: &Target, overdue: bool, look: &Look) -> String {
    let (days, paused, policy) = (one.target_days, one.paused_days, document(one.policy.as_ref()));
    let due = look.due(one.due_at.as_ref(), overdue);
    match look.lang {
        Lang::Ko => format!("{due} (영업일 {days}일, 보완 대기 {paused}일, {policy})"),
        Lang::En => {
            format!("{due} ({}, {} of waiting, {policy})", counted(days, "business day"), counted(paused, "day"))
        }
    }
}

#[cfg(test)]
mod tests;
