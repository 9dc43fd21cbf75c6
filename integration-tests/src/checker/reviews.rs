//! Every review: requested once, scored once for what it asks, given one checklist that follows, each from the inputs of
//! the one before.

use std::collections::BTreeMap;

use haetae_domain::{diagnosis, scoring::score, selection::select, vocabulary::Level};
use haetae_event_log::codec::{Aggregate as _, Diagnoses, Risks, Word as _, profile_from_wire};
use haetae_proto::{
    common::v1::{DocumentVersion, ServiceProfile},
    event::v1::{self as pb, event::Event},
};

use super::{
    content::same_profile,
    documents::{Documents, named},
    history::{History, Life, LogEntry},
    problem::{Findings, Rule},
};

pub(super) fn check(history: &History, documents: &Documents, findings: &mut Findings) {
    for (id, life) in history.lives() {
        let count = |what: usize, name: &str| format!("review {id} has {what} {name}");
        let Life { submitted, assessed, generated, judged, started, revised, .. } = &life;
        once(submitted.len(), Rule::Requested, findings, |n| count(n, "ReviewSubmitted"));
        once(generated.len(), Rule::OneChecklist, findings, |n| count(n, "DiagnosisGenerated"));
        let due = usize::from(!judged.is_empty());
        findings.when(started.len() != due, Rule::DiagnosisStarted, || {
            format!("review {id} was judged {} times and began to be diagnosed {} times", judged.len(), started.len())
        });
        for start in started {
            let follows = judged.iter().any(|(verdicts, _)| answers(start, verdicts));
            findings.when(!follows, Rule::Inputs, || format!("sequence {} answers no verdicts", start.sequence));
        }
        counted(id, &life, findings);
        for (entry, event) in assessed {
            assessment(entry, event, &life, findings);
            rescore(entry, event, documents, findings);
        }
        for (entry, event) in generated {
            checklist(entry, (&event.profile, event.level), &life, findings);
            let again = (event.profile.as_ref(), event.level, event.catalogs.as_slice());
            reselect(entry, Event::DiagnosisGenerated((*event).clone()), again, documents, findings);
        }
        for (entry, event) in revised {
            checklist(entry, (&event.profile, event.level), &life, findings);
            let again = (event.profile.as_ref(), event.level, event.catalogs.as_slice());
            reselect(entry, Event::ChecklistRevised((*event).clone()), again, documents, findings);
        }
    }
}

/// No commit is answered twice, no inputs are assessed twice in a row but after a reopening, and nothing is left behind.
fn counted(id: &str, life: &Life<'_>, findings: &mut Findings) {
    let causes = |entries: Vec<&LogEntry>| {
        let mut causes: BTreeMap<u64, usize> = BTreeMap::new();
        entries.iter().filter_map(|entry| entry.commit.cause.as_ref()).for_each(|cause| {
            *causes.entry(cause.sequence).or_default() += 1;
        });
        causes.into_iter().filter(|(_, times)| *times > 1)
    };
    for (cause, times) in causes(life.assessed.iter().map(|(entry, _)| *entry).collect()) {
        findings.add(Rule::OneAssessment, format!("review {id} has {times} RiskAssessed for {cause}"));
    }
    for (cause, times) in causes(life.revised.iter().map(|(entry, _)| *entry).collect()) {
        findings.add(Rule::Revised, format!("review {id} has {times} ChecklistRevised for {cause}"));
    }
    for pair in life.assessed.windows(2) {
        let [(first, of), (second, again)] = pair else { continue };
        let told = first.commit.cause.is_some() && first.commit.cause == second.commit.cause;
        let same =
            !told && reopening(second, life).is_none() && same_profile(of.profile.as_ref(), again.profile.as_ref());
        findings.when(same, Rule::OneAssessment, || {
            format!("review {id} has 2 RiskAssessed of the same, the second at {}", second.sequence)
        });
    }
    match behind(life) {
        Some(ASSESSMENT) => {
            findings.add(Rule::OneAssessment, format!("review {id} has 0 RiskAssessed of what it asks"))
        }
        Some(what) => findings.add(Rule::Revised, format!("review {id} has no {what} for its last assessment")),
        None => {}
    }
}

const ASSESSMENT: &str = "RiskAssessed";

/// What has not been answered yet.
pub(super) fn behind(life: &Life<'_>) -> Option<&'static str> {
    let asked = life.asked.last().and_then(|(_, profile)| *profile);
    let assessed = life.assessed.last().map(|(_, event)| event);
    if !same_profile(asked, assessed.and_then(|event| event.profile.as_ref())) {
        return Some(ASSESSMENT);
    }
    let generated = life.generated.last().map(|(_, event)| (event.profile.as_ref(), event.level))?;
    let (profile, level) = life.revised.last().map_or(generated, |(_, event)| (event.profile.as_ref(), event.level));
    let follows = same_profile(asked, profile) && assessed.is_some_and(|event| event.level == level);
    (!follows).then_some("ChecklistRevised")
}

fn once(found: usize, rule: Rule, findings: &mut Findings, what: impl FnOnce(usize) -> String) {
    findings.when(found != 1, rule, || what(found));
}

/// Whether one commit was written in answer to another.
fn answers(answer: &LogEntry, cause: &LogEntry) -> bool {
    let named = answer.commit.cause.as_ref();
    named.is_some_and(|named| named.commit_id == cause.commit.commit_id && named.sequence == cause.sequence)
        && answer.sequence > cause.sequence
        && answer.commit.request_id.is_empty()
}

/// The first of these commits that an answer can have been made of: the one it answers, or one that came meanwhile.
fn since<'a, T: Copy>(answer: &'a LogEntry, of: &'a [(&'a LogEntry, T)]) -> impl Iterator<Item = T> + 'a {
    let first = of.iter().position(|(cause, _)| answers(answer, cause)).unwrap_or(of.len());
    of[first..].iter().filter(|(cause, _)| cause.sequence < answer.sequence).map(|(_, what)| *what)
}

/// The commit that an answer was written to, if it reopened the review.
fn reopening<'a>(answer: &LogEntry, life: &Life<'a>) -> Option<&'a LogEntry> {
    let reopens = |entry: &LogEntry| entry.events().any(|(_, event)| matches!(event, Event::ReviewReopened(_)));
    life.review.iter().copied().find(|entry| answers(answer, entry) && reopens(entry))
}

/// What was asked when the review was reopened, or later, before this answer.
fn asked_since_reopening<'a>(answer: &LogEntry, life: &Life<'a>) -> Vec<Option<&'a ServiceProfile>> {
    let Some(reopened) = reopening(answer, life) else { return vec![] };
    let known = life.asked.iter().filter(|(entry, _)| entry.sequence <= reopened.sequence).count();
    let since = life.asked.iter().skip(known.saturating_sub(1));
    since.filter(|(entry, _)| entry.sequence < answer.sequence).map(|(_, profile)| *profile).collect()
}

fn assessment(entry: &LogEntry, event: &pb::RiskAssessed, life: &Life<'_>, findings: &mut Findings) {
    let person = |asked: &pb::ReviewSubmitted| (&asked.requester, &asked.team) == (&event.requester, &event.team);
    let follows = life.submitted.iter().any(|(_, asked)| person(asked))
        && since(entry, &life.asked)
            .chain(asked_since_reopening(entry, life))
            .any(|asked| same_profile(asked, event.profile.as_ref()));
    findings.when(!follows, Rule::Inputs, || {
        format!("the assessment of {} at {} is not of what was requested", entry.id, entry.sequence)
    });
}

fn rescore(entry: &LogEntry, event: &pb::RiskAssessed, documents: &Documents, findings: &mut Findings) {
    let policy = event.policy.as_ref().and_then(|name| documents.policies.get(&named(name)));
    let stored = Risks::decode(Event::RiskAssessed(event.clone()));
    let (Some(policy), Ok(haetae_domain::risk::Event::Assessed(stored))) = (policy, stored) else {
        findings.add(Rule::Score, format!("the assessment of {} names no policy or is none", entry.id));
        return;
    };
    let again = score(policy, &stored.profile);
    findings.when(again != stored.score, Rule::Score, || {
        let (stored, again) = (stored.score.score, again.score);
        format!("review {} was scored {stored} at {}, and comes out as {again}", entry.id, entry.sequence)
    });
}

fn checklist(
    entry: &LogEntry,
    (profile, level): (&Option<ServiceProfile>, i32),
    life: &Life<'_>,
    findings: &mut Findings,
) {
    let follows = since(entry, &life.assessed)
        .any(|score| score.level == level && same_profile(score.profile.as_ref(), profile.as_ref()));
    findings.when(!follows, Rule::Inputs, || {
        format!("the checklist of {} at {} is not of what was assessed", entry.id, entry.sequence)
    });
}

/// What a checklist was made from.
type From<'a> = (Option<&'a ServiceProfile>, i32, &'a [DocumentVersion]);

fn reselect(
    entry: &LogEntry,
    event: Event,
    (profile, level, catalogs): From<'_>,
    documents: &Documents,
    findings: &mut Findings,
) {
    let catalogs: Option<Vec<_>> = catalogs.iter().map(|name| documents.catalogs.get(&named(name))).collect();
    let profile = profile.and_then(|profile| profile_from_wire(profile).ok());
    let (Some(catalogs), Some(level), Some(profile), Ok(stored)) =
        (catalogs, Level::from_wire(level), profile, Diagnoses::decode(event))
    else {
        findings.add(Rule::Checklist, format!("the checklist of {} names no catalogue or is none", entry.id));
        return;
    };
    let again = select(catalogs, &profile, level);
    let same = match &stored {
        diagnosis::Event::Generated(generated) => generated.checkpoints == again,
        diagnosis::Event::Revised(revised) => revised.checkpoints == again,
        diagnosis::Event::VerdictsRecorded { .. }
        | diagnosis::Event::Concluded(_)
        | diagnosis::Event::Reopened(_)
        | diagnosis::Event::Finding { .. }
        | diagnosis::Event::EvidenceAdded { .. } => false,
    };
    findings.when(!same || again.is_empty(), Rule::Checklist, || {
        format!("the checklist of {} at {} does not come out again", entry.id, entry.sequence)
    });
}
