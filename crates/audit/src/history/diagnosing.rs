//! Repeats the decisions about a diagnosis.

use haetae_domain::{
    catalog::Catalog,
    coverage::outlook,
    diagnosis::{self, Rejection, Revised, Revision, Verdict},
    evidence,
    finding::{self, FindingId},
    ids::Meta,
    review,
    selection::select,
    upgrade::compare,
    vocabulary::RevisionCause,
};
use haetae_event_log::codec::Diagnoses;

use super::{
    as_then::as_then,
    documents::Documents,
    judgement::{Judgement, decided, refused},
};
use crate::what::{Unlawful, What};

/// Checks that a checklist follows from the catalogue versions it names, that people were allowed to take their
/// steps, and that events caused by the passing of time were due.
pub(super) fn diagnosis(
    state: &diagnosis::State,
    events: &[diagnosis::Event],
    meta: &Meta,
    documents: &Documents,
) -> Judgement {
    use diagnosis::Event as D;
    let derived = match events {
        [] => return Judgement::Allowed,
        [D::Generated(generated)] => {
            let Some(catalogs) = documents.named_catalogs(&generated.catalogs) else {
                return refused(Unlawful::CatalogUnknown);
            };
            let checkpoints = select(catalogs, &generated.profile, generated.level);
            Ok(diagnosis::generate(state, diagnosis::Generated { checkpoints, ..generated.clone() }))
        }
        [D::VerdictsRecorded { verdicts, .. }, after @ ..] => match (fix_verified(after), &verdicts[..]) {
            (Some(id), [verdict]) => verify_fix(state, meta, id, verdict),
            _ => diagnosis::record_verdicts(state, meta, verdicts.clone()).map(|derived| as_then(derived, after, meta)),
        },
        [D::Concluded(round)] => {
            let Some(catalogs) = catalogs_of(state, documents) else { return refused(Unlawful::CatalogUnknown) };
            let outlook = |diagnosis: &diagnosis::Diagnosis| outlook(catalogs.iter().copied(), diagnosis);
            diagnosis::conclude(state, meta, round.summary.clone(), outlook)
        }
        [D::Reopened(round)] => diagnosis::reopen(state, meta, round.reason.clone()),
        [D::Revised(revised), ..] => match revised_again(state, (revised, events), meta, documents) {
            Some(derived) => derived,
            None => return refused(Unlawful::CatalogUnknown),
        },
        // The maximum number of files of a review is a configuration setting.
        [D::EvidenceAdded { file, .. }] => {
            diagnosis::add_evidence(state, meta, evidence::File::clone(file), usize::MAX)
        }
        [D::Finding { id, event, .. }, ..] => match on_finding(state, meta, *id, event) {
            Some(derived) => derived.map(|derived| as_then(derived, events, meta)),
            None => return refused(Unlawful::NotFirst),
        },
        [D::Generated(_) | D::Concluded(_) | D::Reopened(_) | D::EvidenceAdded { .. }, ..] => {
            return refused(Unlawful::NotAlone);
        }
    };
    let judgement = match derived {
        Err(rejection) if takes_another(&rejection) => {
            Judgement::Refused(What::OnePerson { subject: meta.by.subject.clone(), refusal: rejection.into() })
        }
        derived => decided::<Diagnoses>(derived, events),
    };
    if events.first().is_some_and(is_automatic) { judgement.and_written_by("checkpoint", &meta.by) } else { judgement }
}

/// Whether a commit that begins with the event is no person's step: it answers an assessment, or a time has come.
fn is_automatic(first: &diagnosis::Event) -> bool {
    match first {
        diagnosis::Event::Generated(_) => true,
        diagnosis::Event::Revised(revised) => matches!(revised.cause, RevisionCause::Amended),
        diagnosis::Event::Finding { event, .. } => {
            !event.is_act() && event.opened().is_none() && event.corrects().is_none()
        }
        diagnosis::Event::VerdictsRecorded { .. }
        | diagnosis::Event::Concluded(_)
        | diagnosis::Event::Reopened(_)
        | diagnosis::Event::EvidenceAdded { .. } => false,
    }
}

/// The catalogues that a checklist was made from; none if one of them was not published before.
fn catalogs_of<'a>(state: &diagnosis::State, documents: &'a Documents) -> Option<Vec<&'a Catalog>> {
    match state {
        diagnosis::State::New => Some(vec![]),
        diagnosis::State::Open(diagnosis) => documents.named_catalogs(&diagnosis.generated.catalogs),
    }
}

/// The revised checklist; none if it uses a catalogue version that was not published before. If a service answered an
/// assessment while the checklist was upgraded, it had read the earlier versions: they are the ones it names.
fn revised_again(
    state: &diagnosis::State,
    (revised, events): (&Revised, &[diagnosis::Event]),
    meta: &Meta,
    documents: &Documents,
) -> Option<Derived> {
    let (from, to) = (catalogs_of(state, documents)?, documents.named_catalogs(&revised.catalogs)?);
    let again = |from: &[&Catalog]| diagnosis::revise(state, meta, revision(state, revised, (from, &to))?);
    let derived = again(&from);
    let other = derived.as_deref().is_ok_and(|derived| derived != events) && revised.cause == RevisionCause::Amended;
    let overtaken =
        other.then(|| again(&to)).filter(|derived| derived.as_deref().is_ok_and(|derived| derived == events));
    Some(overtaken.unwrap_or(derived))
}

/// The inputs of a revision. An upgrade changes only the catalogue versions; inputs from an assessment are checked
/// together with the assessment.
fn revision(
    state: &diagnosis::State,
    revised: &Revised,
    (from, to): (&[&Catalog], &[&Catalog]),
) -> Result<Revision, Rejection> {
    let diagnosis::State::Open(diagnosis) = state else { return Err(Rejection::NotFound) };
    let generated = &diagnosis.generated;
    let (profile, level, terms) = match revised.cause {
        RevisionCause::Amended => (&revised.profile, revised.level, &revised.terms),
        RevisionCause::Upgraded => (&generated.profile, generated.level, &generated.terms),
    };
    let upgrade = compare(from.iter().copied(), to.iter().copied(), diagnosis, (profile, level));
    let changed = upgrade.reworded();
    Ok(Revision {
        cause: revised.cause,
        catalogs: revised.catalogs.clone(),
        profile: profile.clone(),
        level,
        terms: terms.clone(),
        checkpoints: upgrade.list,
        changed,
    })
}

/// Whether another person would have been allowed to.
const fn takes_another(rejection: &Rejection) -> bool {
    use finding::Rejection::{ApprovedAlready, OwnFail, OwnFix, OwnRequest, Service};
    let on_finding = matches!(rejection, Rejection::Finding(OwnFail | OwnFix | OwnRequest | ApprovedAlready | Service));
    on_finding || matches!(rejection, Rejection::OwnReview)
}

/// The people who judged a checkpoint of it.
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
        let (id, event) = event.on_finding()?;
        event.verifies_fix().then_some(id)
    })
}

fn verify_fix(state: &diagnosis::State, meta: &Meta, id: FindingId, verdict: &Verdict) -> Derived {
    let said = (verdict.reason.clone(), verdict.evidence.clone());
    diagnosis::verify_fix(state, meta, id, verdict.method, said)
}

/// Repeats people's steps on a finding, and events caused by the passing of time; none for an event that only occurs
/// as a consequence of another.
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
        F::AcceptanceRequestLapsed { .. }
        | F::AcceptanceEnding { .. }
        | F::AcceptanceEnded { .. }
        | F::Overdue { .. } => Ok(diagnosis::ring(state, meta.at)),
        F::Opened(_) | F::FixVerified | F::Corrected { .. } => return None,
    })
}

#[cfg(test)]
mod tests;
