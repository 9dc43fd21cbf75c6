//! Repeats decisions: the domain decides on the state before a commit, and has to produce the commit's events.

use std::convert::Infallible;

use haetae_domain::{document, ids::Meta, review, risk, scoring::score};
use haetae_event_log::codec::{Aggregate, Risks};
use sha2::{Digest as _, Sha256};

use super::{
    binding::{Bindings, Place},
    difference::difference,
    documents::Documents,
    following::{self, weekdays},
    judgement::{Judgement, decided, refused},
};
use crate::what::{Unlawful, What};

/// Checks that people were allowed to take their steps on a review, and that events caused by other aggregates follow
/// from these.
pub(super) fn review(
    state: &review::State,
    events: &[review::Event],
    meta: &Meta,
    place: Place<'_>,
    (bindings, judges): (&Bindings, &review::Judges),
) -> Judgement {
    use review::Event as R;
    let by = &meta.by;
    let derived = match events {
        [] => return Judgement::Allowed,
        [R::Submitted(request)] if request.requester.subject != by.subject => {
            return refused(Unlawful::OtherAuthor);
        }
        [R::Submitted(request)] => review::submit(state, request.clone()),
        [R::Withdrawn { reason }] => review::withdraw(state, reason),
        [R::InfoRequested { question }] => review::request_info(state, question),
        [R::InfoProvided { answer, .. }, ..] => review::provide_info(state, answer, meta.at, weekdays()),
        [R::QuestionRetracted { reason, .. }, ..] => review::retract_question(state, reason, meta.at, weekdays()),
        [R::Triaged(triaged)] if !triaged.automatic => review::triage(state, place.key.id(), by, triaged.clone()),
        [R::Assigned { claimed: true, .. }] => review::claim(state, by),
        [R::Assigned { assignee, reason, .. }] => review::assign(state, assignee, reason),
        [R::Released { reason }] => review::release(state, by, reason),
        [R::Commented { text, visibility }] => review::comment(state, text, *visibility),
        [R::Decided(decision)] => review::decide(state, by, review::Decided::clone(decision), judges),
        [R::Amended(amended), ..] => review::amend(state, &amendment(amended), meta.at, weekdays()),
        [R::Reopened { reason, .. }, ..] => review::reopen(state, reason, meta.at, weekdays()),
        [R::TargetBreached { .. }] => {
            let breached = Ok::<_, review::Rejection>(review::breach(state, meta.at));
            return following::compared(state, breached, events, meta).and_written_by("intake", by);
        }
        [R::DiagnosisStarted | R::Triaged(_) | R::TargetSet(_) | R::DecisionStaled { .. } | R::Progressed(_), ..] => {
            return following::review(state, events, meta, place, bindings).and_written_by("intake", by);
        }
        [
            R::Submitted(_)
            | R::Withdrawn { .. }
            | R::InfoRequested { .. }
            | R::Assigned { .. }
            | R::Released { .. }
            | R::Decided(_)
            | R::Commented { .. }
            | R::TargetBreached { .. },
            ..,
        ] => return refused(Unlawful::NotAlone),
    };
    match derived {
        Err(
            rejection @ (review::Rejection::OwnReview | review::Rejection::OwnJudgement | review::Rejection::Service),
        ) => Judgement::Refused(What::OnePerson { subject: by.subject.clone(), refusal: rejection.into() }),
        derived => following::compared(state, derived, events, meta),
    }
}

/// The amendment: the complete request from then on.
fn amendment(amended: &review::Amended) -> review::Amendment {
    let review::Amended { title, description, profile, changes: _, material: _ } = amended;
    review::Amendment {
        title: Some(title.clone()),
        description: Some(description.clone()),
        profile: Some(profile.clone()),
    }
}

/// Checks that an assessment follows from its inputs under the policy version it names, and its residual from the
/// concluded round.
pub(super) fn risk(
    state: &risk::State,
    events: &[risk::Event],
    place: Place<'_>,
    (bindings, documents): (&Bindings, &Documents),
) -> Judgement {
    use risk::Event::{Assessed, ResidualAssessed};
    let assessment = match events {
        [] => return Judgement::Allowed,
        [Assessed(assessment)] => assessment,
        [Assessed(_) | ResidualAssessed(_), ..] => {
            return following::residual(state, events, place, bindings, documents);
        }
    };
    let Some(policy) = documents.named_policy(&assessment.policy) else {
        return refused(Unlawful::PolicyUnknown);
    };
    let again = score(policy, &assessment.profile);
    if again != assessment.score {
        let again = risk::Assessment { score: again, ..risk::Assessment::clone(assessment) };
        return refused(Unlawful::Differs(difference::<Risks>(events, &[Assessed(again)])));
    }
    // The first one, one of amended inputs or of a reopened review, or one under another policy.
    let first = risk::assess(state, assessment.clone());
    let amended = risk::assess_amended(state, assessment.clone());
    let again = risk::reassess(state, &assessment.policy, |profile| score(policy, profile));
    let reopened =
        if bindings.reopened(place) { risk::assess_reopened(state, assessment.clone(), None) } else { vec![] };
    let derived = [first, amended, again, reopened].into_iter().find(|derived| derived == events);
    decided::<Risks>(Ok::<_, Infallible>(derived.unwrap_or_default()), events)
}

pub(super) fn document<A>(state: &document::State, events: &[document::Event]) -> Judgement
where
    A: Aggregate<Event = document::Event>,
{
    use document::Event::{Activated, Published};
    match events {
        [Published { document, .. }] => {
            let hash = Sha256::digest(document).into();
            decided::<A>(Ok::<_, Infallible>(document::publish(state, hash, document.clone())), events)
        }
        [Published { document, .. }, Activated { .. }] => {
            let hash = Sha256::digest(document).into();
            decided::<A>(Ok::<_, Infallible>(document::publish_shipped(state, hash, document.clone())), events)
        }
        [Activated { version }] => decided::<A>(document::activate(state, *version), events),
        [] => Judgement::Allowed,
        [Published { .. } | Activated { .. }, ..] => refused(Unlawful::NotTogether),
    }
}
