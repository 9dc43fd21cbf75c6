//! Makes decisions again: the domain is asked on the state before an event, and has to give that event.

use haetae_domain::{
    diagnosis::{self, Rejection},
    document,
    ids::Meta,
    review, risk,
    scoring::score,
    selection::select,
};
use sha2::{Digest as _, Sha256};

use super::{Judgement, documents::Documents};
use crate::finding::Kind;

fn decided<E: PartialEq, R: ToString>(derived: Result<Vec<E>, R>, event: &E) -> Judgement {
    match derived {
        Ok(events) if events.contains(event) => Judgement::Allowed,
        Ok(_) => refused("the rules give something else on the state it was decided on"),
        Err(rejection) => refused(&rejection.to_string()),
    }
}

fn refused(what: &str) -> Judgement {
    Judgement::Refused(Kind::Decision, what.to_owned())
}

pub(super) fn review(state: &review::State, event: &review::Event, meta: &Meta) -> Judgement {
    if let review::Event::Submitted(request) = event {
        if request.requester.subject != meta.by.subject {
            return refused("who requested it is not who wrote it");
        }
        return decided(review::submit(state, request.clone()), event);
    }
    if *event == review::Event::DiagnosisStarted {
        return decided(review::start_diagnosis(state), event);
    }
    Judgement::TakenAsGiven
}

/// An assessment has to come out again from its inputs under the policy version it names.
pub(super) fn risk(state: &risk::State, event: &risk::Event, documents: &Documents) -> Judgement {
    #[expect(irrefutable_let_patterns, reason = "assessments are the only events today")]
    if let risk::Event::Assessed(assessment) = event {
        let Some(policy) = documents.named_policy(&assessment.policy) else {
            return refused("it names a policy version that was not published before");
        };
        if score(policy, &assessment.profile) != assessment.score {
            return refused("the score does not come out again");
        }
        let first = risk::assess(state, assessment.clone());
        let again = risk::reassess(state, &assessment.policy, |profile| score(policy, profile));
        return decided(Ok::<_, String>([first, again].concat()), event);
    }
    Judgement::TakenAsGiven
}

pub(super) fn document(state: &document::State, event: &document::Event) -> Judgement {
    match event {
        document::Event::Published { document, .. } => {
            let hash = Sha256::digest(document).into();
            decided(Ok::<_, String>(document::publish(state, hash, document.clone())), event)
        }
        document::Event::Activated { version } => decided(document::activate(state, *version), event),
    }
}

/// A checklist has to come out again from the catalogue versions it names; verdicts have to be allowed to who gave them.
pub(super) fn diagnosis(
    state: &diagnosis::State,
    event: &diagnosis::Event,
    meta: &Meta,
    documents: &Documents,
) -> Judgement {
    if let diagnosis::Event::Generated(generated) = event {
        let Some(catalogs) = documents.named_catalogs(&generated.catalogs) else {
            return refused("it names a catalogue version that was not published before");
        };
        if select(catalogs, &generated.profile, generated.level) != generated.checkpoints {
            return refused("the checklist does not come out again");
        }
        return decided(Ok::<_, String>(diagnosis::generate(state, generated.clone())), event);
    }
    if let diagnosis::Event::VerdictsRecorded { verdicts, .. } = event {
        let derived = diagnosis::record_verdicts(state, &meta.by, verdicts.clone());
        if derived == Err(Rejection::OwnReview) {
            let what = format!("{} judged their own review", meta.by.subject);
            return Judgement::Refused(Kind::SeparationOfDuties, what);
        }
        return decided(derived, event);
    }
    Judgement::TakenAsGiven
}
