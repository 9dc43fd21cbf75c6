//! Makes decisions again: the domain is asked on the state before a commit, and has to give its events.

use haetae_domain::{
    diagnosis::{self, Rejection, Verdict},
    document, evidence,
    finding::{self, FindingId},
    ids::Meta,
    review, risk,
    scoring::score,
    selection::select,
};
use sha2::{Digest as _, Sha256};

use super::{Judgement, documents::Documents};
use crate::finding::Kind;

fn decided<E: PartialEq, R: ToString>(derived: Result<Vec<E>, R>, events: &[E]) -> Judgement {
    match derived {
        Ok(derived) if derived == events => Judgement::Allowed,
        Ok(_) => refused("the rules give something else on the state it was decided on"),
        Err(rejection) => refused(&rejection.to_string()),
    }
}

fn refused(what: &str) -> Judgement {
    Judgement::Refused(Kind::Decision, what.to_owned())
}

/// What people did to a review has to be allowed to them; what follows from other aggregates is taken as given.
pub(super) fn review(
    state: &review::State,
    events: &[review::Event],
    meta: &Meta,
    id: &str,
    judges: &review::Judges,
) -> Judgement {
    use review::Event as R;
    let by = &meta.by;
    let derived = match events {
        [R::Submitted(request)] if request.requester.subject != by.subject => {
            return refused("who requested it is not who wrote it");
        }
        [R::Submitted(request)] => review::submit(state, request.clone()),
        [R::DiagnosisStarted] => review::start_diagnosis(state),
        [R::Withdrawn { reason }] => review::withdraw(state, reason),
        [R::InfoRequested { question }] => review::request_info(state, question),
        [R::Triaged(triaged)] if !triaged.automatic => review::triage(state, id, by, triaged.clone()),
        [R::Assigned { claimed: true, .. }] => review::claim(state, by),
        [R::Assigned { assignee, reason, .. }] => review::assign(state, assignee, reason),
        [R::Released { reason }] => review::release(state, by, reason),
        [R::Commented { text, visibility }] => review::comment(state, text, *visibility),
        [R::Decided(decision)] => review::decide(state, by, review::Decided::clone(decision), judges),
        // Not made again: amendments and answers, what follows from other aggregates, and commits of several events.
        []
        | [
            R::Submitted(_)
            | R::DiagnosisStarted
            | R::Amended(_)
            | R::Withdrawn { .. }
            | R::InfoRequested { .. }
            | R::InfoProvided { .. }
            | R::Triaged(_)
            | R::Assigned { .. }
            | R::Released { .. }
            | R::Decided(_)
            | R::Reopened { .. }
            | R::Commented { .. }
            | R::TargetSet(_)
            | R::TargetBreached { .. }
            | R::DecisionStaled { .. }
            | R::Progressed(_),
            ..,
        ] => return Judgement::TakenAsGiven,
    };
    match derived {
        Err(
            rejection @ (review::Rejection::OwnReview | review::Rejection::OwnJudgement | review::Rejection::Service),
        ) => Judgement::Refused(Kind::SeparationOfDuties, format!("{}: {rejection}", by.subject)),
        derived => decided(derived, events),
    }
}

/// An assessment has to come out again from its inputs under the policy version it names.
pub(super) fn risk(state: &risk::State, events: &[risk::Event], documents: &Documents) -> Judgement {
    use risk::Event::{Assessed, ResidualAssessed};
    let assessment = match events {
        [Assessed(assessment)] => assessment,
        // A residual follows from the diagnosis.
        [] | [Assessed(_) | ResidualAssessed(_), ..] => return Judgement::TakenAsGiven,
    };
    let Some(policy) = documents.named_policy(&assessment.policy) else {
        return refused("it names a policy version that was not published before");
    };
    if score(policy, &assessment.profile) != assessment.score {
        return refused("the score does not come out again");
    }
    // The first one, one of amended inputs, or one under another policy.
    let first = risk::assess(state, assessment.clone());
    let amended = risk::assess_amended(state, assessment.clone());
    let again = risk::reassess(state, &assessment.policy, |profile| score(policy, profile));
    let derived = [first, amended, again].into_iter().find(|derived| derived == events);
    decided(Ok::<_, String>(derived.unwrap_or_default()), events)
}

pub(super) fn document(state: &document::State, events: &[document::Event]) -> Judgement {
    use document::Event::{Activated, Published};
    match events {
        [Published { document, .. }] => {
            let hash = Sha256::digest(document).into();
            decided(Ok::<_, String>(document::publish(state, hash, document.clone())), events)
        }
        [Published { document, .. }, Activated { .. }] => {
            let hash = Sha256::digest(document).into();
            decided(Ok::<_, String>(document::publish_shipped(state, hash, document.clone())), events)
        }
        [Activated { version }] => decided(document::activate(state, *version), events),
        [] | [Published { .. } | Activated { .. }, ..] => Judgement::TakenAsGiven,
    }
}

/// A checklist has to come out again from the catalogue versions it names; what people did has to be allowed to them.
pub(super) fn diagnosis(
    state: &diagnosis::State,
    events: &[diagnosis::Event],
    meta: &Meta,
    documents: &Documents,
) -> Judgement {
    use diagnosis::Event as D;
    let derived = match events {
        [D::Generated(generated)] => {
            let Some(catalogs) = documents.named_catalogs(&generated.catalogs) else {
                return refused("it names a catalogue version that was not published before");
            };
            if select(catalogs, &generated.profile, generated.level) != generated.checkpoints {
                return refused("the checklist does not come out again");
            }
            Ok(diagnosis::generate(state, generated.clone()))
        }
        [D::VerdictsRecorded { verdicts, .. }, after @ ..] => match (fix_verified(after), &verdicts[..]) {
            (Some(id), [verdict]) => verify_fix(state, meta, id, verdict),
            _ => diagnosis::record_verdicts(state, meta, verdicts.clone()).map(|derived| as_then(derived, after)),
        },
        [D::Concluded(round)] => {
            let outlook = |_: &diagnosis::Diagnosis| (round.coverage.clone(), round.gains.clone());
            diagnosis::conclude(state, meta, round.summary.clone(), outlook)
        }
        [D::Reopened(round)] => diagnosis::reopen(state, meta, round.reason.clone()),
        // How many files a review may have is up to the configuration.
        [D::EvidenceAdded { file, .. }] => {
            diagnosis::add_evidence(state, meta, evidence::File::clone(file), usize::MAX)
        }
        [D::Finding { id, event, .. }, ..] => match on_finding(state, meta, *id, event) {
            Some(derived) => derived,
            None => return Judgement::TakenAsGiven,
        },
        // A revision follows from the assessment and the catalogues in use then. The others come alone, or are not made again.
        [] | [D::Generated(_) | D::Concluded(_) | D::Reopened(_) | D::Revised(_) | D::EvidenceAdded { .. }, ..] => {
            return Judgement::TakenAsGiven;
        }
    };
    match derived {
        Err(rejection) if takes_another(&rejection) => {
            Judgement::Refused(Kind::SeparationOfDuties, format!("{}: {rejection}", meta.by.subject))
        }
        derived => decided(derived, events),
    }
}

/// Whether somebody else might have.
const fn takes_another(rejection: &Rejection) -> bool {
    use finding::Rejection::{ApprovedAlready, OwnFail, OwnFix, OwnRequest, Service};
    let on_finding = matches!(rejection, Rejection::Finding(OwnFail | OwnFix | OwnRequest | ApprovedAlready | Service));
    on_finding || matches!(rejection, Rejection::OwnReview)
}

/// Who judged a checkpoint of it.
pub(super) fn judges(state: &diagnosis::State) -> review::Judges {
    match state {
        diagnosis::State::New => review::Judges::new(),
        diagnosis::State::Open(diagnosis) => diagnosis.judges.iter().cloned().collect(),
    }
}

/// SHA-256 of every file that was added to it as evidence, in their order.
pub(super) fn evidence(state: &diagnosis::State) -> Vec<[u8; 32]> {
    match state {
        diagnosis::State::New => Vec::new(),
        diagnosis::State::Open(diagnosis) => diagnosis.evidence.iter().map(|one| one.file.sha256).collect(),
    }
}

type Derived = Result<Vec<diagnosis::Event>, Rejection>;

/// The finding that a commit closes because its fix was verified.
fn fix_verified(events: &[diagnosis::Event]) -> Option<FindingId> {
    events.iter().find_map(|event| {
        let diagnosis::Event::Finding { id, event, .. } = event else { return None };
        (*event == finding::Event::FixVerified).then_some(*id)
    })
}

/// What the rules gave when the commit was made: in the beginning a finding kept the text it was opened with.
fn as_then(derived: Vec<diagnosis::Event>, after: &[diagnosis::Event]) -> Vec<diagnosis::Event> {
    let is_correction = |event: &diagnosis::Event| {
        matches!(event, diagnosis::Event::Finding { event: finding::Event::Corrected { .. }, .. })
    };
    if after.iter().any(is_correction) {
        return derived;
    }
    derived.into_iter().filter(|event| !is_correction(event)).collect()
}

fn verify_fix(state: &diagnosis::State, meta: &Meta, id: FindingId, verdict: &Verdict) -> Derived {
    let said = (verdict.reason.clone(), verdict.evidence.clone());
    diagnosis::verify_fix(state, meta, id, verdict.method, said)
}

/// What people do with a finding; none for what happens by itself.
fn on_finding(state: &diagnosis::State, meta: &Meta, id: FindingId, event: &finding::Event) -> Option<Derived> {
    use finding::Event as F;
    Some(match event {
        F::Assigned { assignee, reason } => {
            diagnosis::assign_finding(state, meta, id, assignee.clone(), reason.clone())
        }
        F::FixClaimed { description, evidence } => {
            diagnosis::claim_fix(state, meta, id, description.clone(), evidence.clone())
        }
        F::FixRejected { reason } => diagnosis::reject_fix(state, meta, id, reason.clone()),
        F::AcceptanceRequested(asked) => diagnosis::request_acceptance(state, meta, id, asked.clone()),
        F::AcceptanceApproved { reason, .. } => diagnosis::decide_acceptance(state, meta, id, true, reason.clone()),
        F::AcceptanceDeclined { reason } => diagnosis::decide_acceptance(state, meta, id, false, reason.clone()),
        F::AcceptanceRevoked { reason } => diagnosis::revoke_acceptance(state, meta, id, reason.clone()),
        F::Retracted { reason, .. } => diagnosis::retract_finding(state, meta, id, reason.clone()),
        F::Opened(_)
        | F::FixVerified
        | F::AcceptanceEnding { .. }
        | F::AcceptanceEnded { .. }
        | F::Overdue { .. }
        | F::Corrected { .. } => return None,
    })
}

#[cfg(test)]
#[path = "decisions_tests.rs"]
mod tests;
