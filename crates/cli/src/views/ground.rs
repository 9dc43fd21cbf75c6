//! The basis of a decision, shown before it is made.

use haetae_proto::{
    checkpoint::v1::{Checklist, Checkpoint, Finding},
    common::v1::{DecisionOutcome, FlowLayer, ReviewDepth, ReviewStatus, RiskLevel, RoundState, Tally, VerdictResult},
    dashboard::v1::TimelineEntry,
    intake::v1::Review,
    risk::v1::Assessment,
    words::label,
};

use super::{
    Look,
    findings::{Of, findings},
    look::{document, documents, risky},
    overview::{tallied, tallies},
    reviews, timeline,
};
use crate::{screen::Paint, words::Lang};

/// Events shown where the caller has done nothing yet.
const LATEST: usize = 5;

/// The basis of a decision: each part with its version.
#[derive(Debug, Clone, Copy)]
pub struct Ground<'a> {
    /// The review.
    pub review: &'a Review,
    /// Its score.
    pub assessment: &'a Assessment,
    /// Its checklist with the results.
    pub checklist: &'a Checklist,
    /// Findings that are not closed, also those whose risk is accepted.
    pub open: &'a [Finding],
    /// All events, oldest first.
    pub happened: &'a [TimelineEntry],
    /// The account of the caller, if known: what happened after the caller's last step is shown.
    pub caller: Option<&'a str>,
}

/// The decision as it will be recorded.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// The outcome.
    pub outcome: DecisionOutcome,
    /// Why.
    pub reason: &'a str,
    /// The conditions of an approval with conditions.
    pub conditions: &'a [String],
}

/// The basis of the decision, and the decision.
#[must_use]
pub fn ground(on: Ground<'_>, wanted: Wanted<'_>, look: &Look) -> String {
    let lang = look.lang;
    let (review, assessment, checklist) = (on.review, on.assessment, on.checklist);
    let (level, depth) = (look.word::<RiskLevel>(assessment.level), look.word::<ReviewDepth>(assessment.depth));
    let score = format!("{} {} · {depth}", assessment.score, look.paint(risky(assessment.level), &level));
    let status = look.paint(reviews::standing(review.status), &look.word::<ReviewStatus>(review.status));
    let shown = look.facts([
        (lang.name(label::STATUS), status),
        (lang.pick("위험 평가", "assessment"), format!("{score} ({})", document(assessment.policy.as_ref()))),
        (lang.pick("점검표", "checklist"), round(checklist, look)),
        (lang.pick("최종 판정", "decision"), decision(wanted, look)),
    ]);
    let open = if on.open.is_empty() {
        format!("{}\n", look.pick("완료되지 않은 조치 항목 없음", "Every finding is closed"))
    } else {
        let heading = look.pick("완료되지 않은 조치 항목", "Findings that are not closed");
        look.paint(Paint::Care, heading) + "\n" + &findings(on.open, Of::default(), look)
    };
    let mut parts = vec![format!("{}\n{shown}", review.title), layers(checklist, look)];
    parts.extend(partial(checklist, look));
    parts.extend([open, news(on, look)]);
    parts.join("\n")
}

/// The outcome with its reason, and each condition on a line of its own.
fn decision(wanted: Wanted<'_>, look: &Look) -> String {
    let outcome = look.word::<DecisionOutcome>(wanted.outcome.into());
    let mut lines = vec![format!("{outcome}: {}", wanted.reason)];
    lines.extend(wanted.conditions.iter().map(|condition| format!("- {condition}")));
    lines.join("\n")
}

/// Partial results with their reasons and compensating controls, which no finding shows. None if there are none.
fn partial(checklist: &Checklist, look: &Look) -> Option<String> {
    let is_partial =
        |one: &&Checkpoint| one.verdict.as_ref().is_some_and(|verdict| verdict.result() == VerdictResult::Partial);
    let lines: Vec<String> = checklist.checkpoints.iter().filter(is_partial).map(|one| partly(one, look)).collect();
    let heading = format!("{} ({})", look.word::<VerdictResult>(VerdictResult::Partial.into()), lines.len());
    (!lines.is_empty()).then(|| format!("{}\n{}\n", look.paint(Paint::Care, &heading), lines.join("\n")))
}

fn partly(one: &Checkpoint, look: &Look) -> String {
    let verdict = one.verdict.clone().unwrap_or_default();
    let lines = [
        format!("  {}  {}", one.checkpoint, look.text(one.title.as_ref())),
        format!("    {}: {}", look.name(label::REASON), verdict.reason),
        format!("    {}: {}", look.name(label::COMPENSATING_CONTROL), verdict.compensating_control),
    ];
    lines.map(|line| look.lines(&line)).join("\n")
}

fn round(checklist: &Checklist, look: &Look) -> String {
    let (round, catalogs) = (checklist.round, documents(&checklist.catalogs));
    let state = look.word::<RoundState>(RoundState::of(checklist.concluded).into());
    match look.lang {
        Lang::Ko => format!("{round}차 {state}, {catalogs}"),
        Lang::En => format!("round {round} ({state}), {catalogs}"),
    }
}

/// The results of a checklist by layer.
#[must_use]
pub fn layers(checklist: &Checklist, look: &Look) -> String {
    let mut rows: Vec<_> = checklist
        .checkpoints
        .chunk_by(|a, b| a.layer == b.layer)
        .map(|layer| {
            let name = layer.first().map(|one| look.word::<FlowLayer>(one.layer)).unwrap_or_default();
            tallied(name, Some(&count(layer)))
        })
        .collect();
    rows.push(tallied(look.pick("합계", "total").to_owned(), checklist.tally.as_ref()));
    format!("{}\n{}", look.pick("계층별 점검 결과", "Results by layer"), tallies(rows, look))
}

/// The results of some checkpoints.
fn count(checkpoints: &[Checkpoint]) -> Tally {
    let mut tally = Tally::default();
    for one in checkpoints {
        tally.total += 1;
        tally.mandatory += u32::from(one.mandatory);
        let result = one.verdict.as_ref().map(|verdict| verdict.result()).unwrap_or_default();
        match result {
            VerdictResult::Unspecified => tally.mandatory_open += u32::from(one.mandatory),
            VerdictResult::Pass => tally.pass += 1,
            VerdictResult::Fail => tally.fail += 1,
            VerdictResult::Partial => tally.partial += 1,
            VerdictResult::NotApplicable => tally.not_applicable += 1,
        }
    }
    tally
}

/// Events since the caller's last step; the latest events if there is none.
fn news(on: Ground<'_>, look: &Look) -> String {
    let own = |entry: &TimelineEntry| entry.actor.as_ref().is_some_and(|actor| Some(&*actor.subject) == on.caller);
    let (heading, from) = match on.happened.iter().rposition(own) {
        Some(last) => (look.pick("내가 마지막으로 처리한 뒤", "since your last step"), last + 1),
        None => (look.pick("최근", "latest"), on.happened.len().saturating_sub(LATEST)),
    };
    timeline(on.happened.get(from..).unwrap_or_default(), heading, look)
}

#[cfg(test)]
mod tests;
