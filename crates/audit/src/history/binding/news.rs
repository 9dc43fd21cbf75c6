//! The information that a service may have seen when it answered a commit: the content of the commit, and everything
//! its aggregate recorded since.

use haetae_domain::{
    basis::BasisChange,
    diagnosis::{self, Concluded},
    document::DocumentVersion,
    review::{AssessmentNews, DiagnosisNews},
};
use haetae_event_log::Category;

use super::{Bindings, Place, entries, exactly, since};

/// The parts of a diagnosis commit that others follow.
#[derive(Default)]
pub(in crate::history) struct Said {
    judged: bool,
    /// Name of its last event.
    cause: &'static str,
    /// Its changes of the basis of a decision.
    unsettling: Vec<BasisChange>,
    concluded: Option<Concluded>,
}

impl Said {
    /// The parts of a commit with these events, whose names are `names`.
    pub(in crate::history) fn of(names: &[&'static str], events: &[diagnosis::Event]) -> Self {
        let mut said = Self {
            cause: names.last().copied().unwrap_or_default(),
            unsettling: events.iter().filter_map(diagnosis::Event::unsettles_decision).collect(),
            ..Self::default()
        };
        for event in events {
            use diagnosis::Event as D;
            match event {
                D::VerdictsRecorded { .. } => said.judged = true,
                D::Concluded(concluded) => said.concluded = said.concluded.or_else(|| Some(concluded.clone())),
                D::Generated(_) | D::Reopened(_) | D::Revised(_) | D::EvidenceAdded { .. } | D::Finding { .. } => {}
            }
        }
        said
    }
}

impl Bindings {
    /// The category of the commit that is answered.
    pub(in crate::history) fn answered(&self, place: Place<'_>) -> Option<Category> {
        let (category, _) = self.commit(place.cause?)?;
        Some(category)
    }

    /// The states of the assessment since the commit that is answered.
    pub(in crate::history) fn assessment_news(&self, place: Place<'_>) -> impl Iterator<Item = AssessmentNews> {
        answered_since(self.assessments.get(place.key.id()), place).map(|(sequence, assessment)| AssessmentNews {
            sequence: *sequence,
            policy: assessment.policy.clone(),
            profile: assessment.profile.clone(),
            level: assessment.score.level,
            target_days: assessment.score.target_days,
            waives: assessment.score.automatic_waiver,
        })
    }

    /// The content of the answered commit of the diagnosis, with each standing since.
    pub(in crate::history) fn diagnosis_news(&self, place: Place<'_>) -> impl Iterator<Item = DiagnosisNews> {
        let known = self.diagnoses.get(place.key.id());
        let cause = place.cause.unwrap_or(0);
        let said = exactly(entries(known), cause).map(|diagnosed| &diagnosed.said);
        answered_since(known, place).filter_map(move |(_, diagnosed)| {
            let said = said?;
            Some(DiagnosisNews {
                sequence: cause,
                standing: diagnosed.standing.for_review(),
                judged: said.judged,
                cause: said.cause.to_owned(),
                unsettling: said.unsettling.clone(),
            })
        })
    }

    /// The conclusion that is answered.
    pub(in crate::history) fn concluded(&self, place: Place<'_>) -> Option<&Concluded> {
        exactly(entries(self.diagnoses.get(place.key.id())), place.cause?)?.said.concluded.as_ref()
    }

    /// The policy versions under which a review was assessed since the commit that is answered.
    pub(in crate::history) fn policies(&self, place: Place<'_>) -> impl Iterator<Item = &DocumentVersion> {
        let assessments = entries(self.assessments.get(place.key.id()));
        since(assessments, place.cause.unwrap_or(0)).map(|assessment| &assessment.policy)
    }
}

/// The entry of the commit that is answered, and all later ones; none if it has no entry.
fn answered_since<'a, T>(
    known: Option<&'a Vec<(u64, T)>>,
    place: Place<'_>,
) -> impl Iterator<Item = &'a (u64, T)> + use<'a, T> {
    let known = entries(known);
    let first = place.cause.and_then(|cause| known.binary_search_by_key(&cause, |(at, _)| *at).ok());
    first.and_then(|first| known.get(first..)).into_iter().flatten()
}
