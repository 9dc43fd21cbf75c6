//! Every review: requested once, scored once, given one checklist, each from the inputs of the one before.

use haetae_domain::{scoring::score, selection::select, vocabulary::Level};
use haetae_event_log::codec::{Aggregate as _, Diagnoses, Risks, Word as _, profile_from_wire};
use haetae_proto::{
    common::v1::{Person, ServiceProfile},
    event::v1::{self as pb, event::Event},
};

use super::{
    documents::{Documents, named},
    history::{Entry, History, Life},
    problem::{Findings, Rule},
};

pub(super) fn check(history: &History, documents: &Documents, findings: &mut Findings) {
    for (id, life) in history.lives() {
        let count = |what: usize, name: &str| format!("review {id} has {what} {name}");
        let Life { submitted, assessed, generated, judged, started, own: _ } = &life;
        once(submitted.len(), Rule::Requested, findings, |n| count(n, "ReviewSubmitted"));
        once(assessed.len(), Rule::OneAssessment, findings, |n| count(n, "RiskAssessed"));
        once(generated.len(), Rule::OneChecklist, findings, |n| count(n, "DiagnosisGenerated"));
        let due = usize::from(!judged.is_empty());
        findings.when(started.len() != due, Rule::DiagnosisStarted, || {
            format!("review {id} was judged {} times and began to be diagnosed {} times", judged.len(), started.len())
        });
        for start in started {
            let follows = judged.iter().any(|(verdicts, _)| answers(start, verdicts));
            findings.when(!follows, Rule::Inputs, || format!("sequence {} answers no verdicts", start.sequence));
        }
        for (entry, event) in assessed {
            assessment(entry, event, &life, findings);
            rescore(entry, event, documents, findings);
        }
        for (entry, event) in generated {
            checklist(entry, event, &life, findings);
            reselect(entry, event, documents, findings);
        }
    }
}

fn once(found: usize, rule: Rule, findings: &mut Findings, what: impl FnOnce(usize) -> String) {
    findings.when(found != 1, rule, || what(found));
}

/// Whether one commit was written in answer to another.
fn answers(answer: &Entry, cause: &Entry) -> bool {
    let named = answer.commit.cause.as_ref();
    named.is_some_and(|named| named.commit_id == cause.commit.commit_id && named.sequence == cause.sequence)
        && answer.sequence > cause.sequence
        && answer.commit.request_id.is_empty()
}

/// What an answer takes over from the commit before.
type Inputs<'a> = (&'a Option<ServiceProfile>, &'a Option<Person>, &'a str);

fn same(a: Inputs<'_>, b: Inputs<'_>) -> bool {
    let [x, y] = [a.0, b.0].map(|profile| profile_from_wire(profile.as_ref()?).ok());
    x.is_some() && x == y && (a.1, a.2) == (b.1, b.2)
}

fn assessment(entry: &Entry, event: &pb::RiskAssessed, life: &Life<'_>, findings: &mut Findings) {
    let inputs: Inputs<'_> = (&event.profile, &event.requester, &event.team);
    let follows = life
        .submitted
        .iter()
        .any(|(cause, asked)| answers(entry, cause) && same(inputs, (&asked.profile, &asked.requester, &asked.team)));
    findings.when(!follows, Rule::Inputs, || {
        format!("the assessment of {} at {} is not of what was requested", entry.id, entry.sequence)
    });
}

fn rescore(entry: &Entry, event: &pb::RiskAssessed, documents: &Documents, findings: &mut Findings) {
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

fn checklist(entry: &Entry, event: &pb::DiagnosisGenerated, life: &Life<'_>, findings: &mut Findings) {
    let inputs: Inputs<'_> = (&event.profile, &event.requester, &event.team);
    let follows = life.assessed.iter().any(|(cause, score)| {
        let before: Inputs<'_> = (&score.profile, &score.requester, &score.team);
        answers(entry, cause) && same(inputs, before) && event.level == score.level
    });
    findings.when(!follows, Rule::Inputs, || {
        format!("the checklist of {} at {} is not of what was assessed", entry.id, entry.sequence)
    });
}

fn reselect(entry: &Entry, event: &pb::DiagnosisGenerated, documents: &Documents, findings: &mut Findings) {
    let catalogs: Option<Vec<_>> = event.catalogs.iter().map(|name| documents.catalogs.get(&named(name))).collect();
    let level = Level::from_wire(event.level);
    let profile = event.profile.as_ref().and_then(|profile| profile_from_wire(profile).ok());
    let stored = Diagnoses::decode(Event::DiagnosisGenerated(event.clone()));
    let (Some(catalogs), Some(level), Some(profile), Ok(stored)) = (catalogs, level, profile, stored) else {
        findings.add(Rule::Checklist, format!("the checklist of {} names no catalogue or is none", entry.id));
        return;
    };
    let again = select(catalogs, &profile, level);
    let same = matches!(&stored, haetae_domain::diagnosis::Event::Generated(g) if g.checkpoints == again);
    findings.when(!same || again.is_empty(), Rule::Checklist, || {
        format!("the checklist of {} at {} does not come out again", entry.id, entry.sequence)
    });
}
