//! Checks the references between aggregates: an assessment refers to the request it scored, a checklist to the
//! assessment it follows from, a decision to its basis; and the time of every commit to that of earlier ones.

mod news;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use haetae_domain::{
    diagnosis::{self, Diagnosis, FindingTerms},
    document::DocumentVersion,
    evidence::CLOCKS_DIFFER,
    ids::Person,
    profile::Profile,
    review::{self, Basis},
    risk::{self, Assessment},
    vocabulary::{Level, RevisionCause},
};
use haetae_event_log::{
    AggregateKey, Category,
    codec::{Aggregate as _, Diagnoses, Reviews},
};
use jiff::Timestamp;

use crate::what::{Owner, Terms, Unbound, What};

pub(super) use news::Said;

/// The position of a commit.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) key: &'a AggregateKey,
    pub(super) sequence: u64,
    /// Sequence of the commit it answers.
    pub(super) cause: Option<u64>,
}

/// The parts of each commit that others may refer to, by the id of its review.
#[derive(Default)]
pub(super) struct Bindings {
    /// Category and time of every commit that can be read, by sequence.
    commits: BTreeMap<u64, (Category, Timestamp)>,
    /// Sequence of the last commit of each aggregate.
    last: HashMap<AggregateKey, u64>,
    /// The same for reviews, by id, without internal comments: the commits that their etags name.
    shown: HashMap<String, u64>,
    /// Sequences of the commits that reopened a review.
    reopenings: BTreeSet<u64>,
    requests: HashMap<String, Requests>,
    assessments: HashMap<String, Vec<(u64, Box<Assessment>)>>,
    diagnoses: HashMap<String, Vec<(u64, Diagnosed)>>,
}

/// The requests, and their profiles by the sequence since which they apply.
struct Requests {
    requester: Person,
    team: String,
    profiles: Vec<(u64, Profile)>,
}

struct Diagnosed {
    catalogs: Vec<DocumentVersion>,
    standing: diagnosis::Standing,
    evidence: usize,
    said: Said,
}

impl Bindings {
    /// Records the position of a commit, and returns a fault of its time: it must not be before that of the previous
    /// commit of its aggregate, or of the commit it answers.
    pub(super) fn place(&mut self, place: Place<'_>, at: Timestamp) -> Option<What> {
        let before = self.last.insert(place.key.clone(), place.sequence);
        let earliest =
            [before, place.cause].into_iter().flatten().filter_map(|sequence| Some((self.time(sequence)?, sequence)));
        let latest = earliest.max();
        self.commits.insert(place.sequence, (place.key.category(), at));
        let (then, sequence) = latest?;
        let early = then.duration_since(at) > CLOCKS_DIFFER;
        early.then_some(What::Early { at, sequence, then })
    }

    /// Forgets the positions of commits after a sequence.
    pub(super) fn forget_after(&mut self, sequence: u64) {
        self.commits.retain(|at, _| *at <= sequence);
    }

    fn commit(&self, sequence: u64) -> Option<(Category, Timestamp)> {
        self.commits.get(&sequence).copied()
    }

    fn time(&self, sequence: u64) -> Option<Timestamp> {
        self.commit(sequence).map(|(_, at)| at)
    }

    /// Records the request of a review, and the commit that its etag names.
    pub(super) fn request(&mut self, place: Place<'_>, events: &[review::Event]) {
        if !events.iter().all(Reviews::is_internal) {
            self.shown.insert(place.key.id().to_owned(), place.sequence);
        }
        for event in events {
            use review::Event as R;
            let profile = match event {
                R::Submitted(request) => {
                    let requests =
                        Requests { requester: request.requester.clone(), team: request.team.clone(), profiles: vec![] };
                    self.requests.insert(place.key.id().to_owned(), requests);
                    &request.profile
                }
                R::Amended(amended) => &amended.profile,
                R::Reopened { .. } => {
                    self.reopenings.insert(place.sequence);
                    continue;
                }
                R::DiagnosisStarted
                | R::Withdrawn { .. }
                | R::InfoRequested { .. }
                | R::InfoProvided { .. }
                | R::QuestionRetracted { .. }
                | R::Triaged(_)
                | R::Assigned { .. }
                | R::Released { .. }
                | R::Commented { .. }
                | R::Decided(_)
                | R::TargetSet(_)
                | R::TargetBreached { .. }
                | R::DecisionStaled { .. }
                | R::Progressed(_) => continue,
            };
            if let Some(requests) = self.requests.get_mut(place.key.id()) {
                requests.profiles.push((place.sequence, profile.clone()));
            }
        }
    }

    /// Whether the commit that is answered reopened a review.
    pub(super) fn reopened(&self, place: Place<'_>) -> bool {
        place.cause.is_some_and(|cause| self.reopenings.contains(&cause))
    }

    /// Notes how a review is assessed.
    pub(super) fn assessed(&mut self, place: Place<'_>, state: &risk::State) {
        let risk::State::Assessed { assessment, .. } = state else { return };
        self.assessments.entry(place.key.id().to_owned()).or_default().push((place.sequence, assessment.clone()));
    }

    /// Notes where a diagnosis stands.
    pub(super) fn diagnosed(&mut self, place: Place<'_>, state: &diagnosis::State, said: Said) {
        let diagnosis::State::Open(diagnosis) = state else { return };
        let Diagnosis { generated, evidence, .. } = &**diagnosis;
        let diagnosed = Diagnosed {
            catalogs: generated.catalogs.clone(),
            standing: diagnosis.standing(),
            evidence: evidence.len(),
            said,
        };
        self.diagnoses.entry(place.key.id().to_owned()).or_default().push((place.sequence, diagnosed));
    }

    /// Returns the part of an assessment that agrees neither with its request nor with the previous assessment.
    pub(super) fn assessment(&self, place: Place<'_>, state: &risk::State, events: &[risk::Event]) -> Option<Unbound> {
        let [event] = events else { return None };
        let new = event.assessment()?;
        let Some(requests) = self.requests.get(place.key.id()) else {
            return Some(Unbound::AssessmentOfNothing);
        };
        if new.requester != requests.requester || new.team != requests.team {
            return Some(Unbound::AssessmentOwner);
        }
        let answers_review =
            place.cause.and_then(|cause| self.commit(cause)).is_some_and(|(category, _)| category == Category::Review);
        let known = match (state, answers_review) {
            // A policy that was activated scores the inputs of the assessment before.
            (risk::State::Assessed { assessment, .. }, false) => assessment.profile == new.profile,
            (risk::State::New | risk::State::Assessed { .. }, _) => {
                since(&requests.profiles, place.cause.unwrap_or(0)).any(|profile| *profile == new.profile)
            }
        };
        (!known).then_some(Unbound::AssessmentInputs)
    }

    /// Returns the part of a checklist that does not agree with the assessment it follows from.
    pub(super) fn checklist(&self, place: Place<'_>, events: &[diagnosis::Event]) -> Option<Unbound> {
        let assessments = entries(self.assessments.get(place.key.id()));
        use diagnosis::Event as D;
        let first = events.first()?;
        let differs = |inputs, terms: &FindingTerms, known: &Assessment| {
            differs(Diagnoses::encode(first).name(), inputs, terms, known)
        };
        match first {
            D::Generated(new) => {
                let Some(known) = place.cause.and_then(|cause| exactly(assessments, cause)) else {
                    return Some(Unbound::ChecklistOfNothing);
                };
                if new.requester != known.requester || new.team != known.team {
                    let owner = |requester: &Person, team: &str| Owner {
                        subject: requester.subject.clone(),
                        team: team.to_owned(),
                    };
                    return Some(Unbound::ChecklistOwner {
                        recorded: owner(&new.requester, &new.team),
                        assessed: owner(&known.requester, &known.team),
                    });
                }
                let inputs = (&new.profile, new.level);
                (!is_of(inputs, &new.terms, known)).then(|| differs(inputs, &new.terms, known))
            }
            D::Revised(new) if new.cause == RevisionCause::Amended => {
                let inputs = (&new.profile, new.level);
                let mut known = since(assessments, place.cause.unwrap_or(0));
                if known.any(|known| is_of(inputs, &new.terms, known)) {
                    return None;
                }
                let (_, last) = assessments.last()?;
                Some(differs(inputs, &new.terms, last))
            }
            D::Revised(_)
            | D::VerdictsRecorded { .. }
            | D::Concluded(_)
            | D::Reopened(_)
            | D::EvidenceAdded { .. }
            | D::Finding { .. } => None,
        }
    }

    /// Returns the review that a triage names as the one that covers this one, if it was not requested before.
    pub(super) fn duplicate(&self, events: &[review::Event]) -> Option<Unbound> {
        let of = events.iter().filter_map(review::Event::triage).find_map(|triaged| triaged.duplicate_of.as_ref())?;
        (!self.requests.contains_key(of)).then(|| Unbound::DuplicateOfNothing { of: of.clone() })
    }

    /// Returns the part of a decision that does not agree with the review, the assessment and the diagnosis it names.
    pub(super) fn decision(
        &self,
        place: Place<'_>,
        events: &[review::Event],
        evidence: impl FnOnce() -> Vec<[u8; 32]>,
    ) -> Option<Unbound> {
        let basis = &events.iter().find_map(review::Event::decision)?.basis;
        let before = [self.shown.get(place.key.id()), self.last.get(place.key)];
        if !before.contains(&Some(&basis.review)) {
            return Some(Unbound::DecisionReview { sequence: basis.review });
        }
        self.on_assessment(place, basis).or_else(|| self.on_diagnosis(place, basis, evidence))
    }

    fn on_assessment(&self, place: Place<'_>, basis: &Basis) -> Option<Unbound> {
        let Some(assessed) = exactly(entries(self.assessments.get(place.key.id())), basis.assessment) else {
            return Some(Unbound::DecisionAssessment { sequence: basis.assessment });
        };
        let same = assessed.policy == basis.policy && assessed.score.level == basis.level;
        (!same).then_some(Unbound::DecisionPolicy)
    }

    fn on_diagnosis(
        &self,
        place: Place<'_>,
        basis: &Basis,
        evidence: impl FnOnce() -> Vec<[u8; 32]>,
    ) -> Option<Unbound> {
        let Some(diagnosed) = exactly(entries(self.diagnoses.get(place.key.id())), basis.diagnosis) else {
            return Some(Unbound::DecisionDiagnosis { sequence: basis.diagnosis });
        };
        let diagnosis::Standing { round, open_findings, accepted_findings, .. } = diagnosed.standing;
        if (round, open_findings, accepted_findings) != (basis.round, basis.open_findings, basis.accepted_findings) {
            return Some(Unbound::DecisionFindings);
        }
        if diagnosed.catalogs != basis.catalogs {
            return Some(Unbound::DecisionCatalogs);
        }
        // Evidence is only ever added.
        let same = evidence().get(..diagnosed.evidence) == Some(&basis.evidence[..]);
        (!same).then_some(Unbound::DecisionEvidence)
    }
}

/// Whether a checklist has the inputs of an assessment, and its days for fixes. The oldest checklists named neither
/// days nor a policy for them: they used the days that the oldest assessments did not name either.
fn is_of((profile, level): (&Profile, Level), terms: &FindingTerms, known: &Assessment) -> bool {
    let days = known.score.finding_days;
    let same_terms = match &terms.policy {
        Some(policy) => (policy, terms.days) == (&known.policy, days),
        None => *terms == FindingTerms::default() && days == terms.days,
    };
    (profile, level) == (&known.profile, known.score.level) && same_terms
}

/// The differences between a checklist and its assessment.
fn differs(
    event: &'static str,
    (profile, level): (&Profile, Level),
    terms: &FindingTerms,
    known: &Assessment,
) -> Unbound {
    let version = |policy: Option<&DocumentVersion>| policy.map_or(0, |policy| policy.version);
    let recorded = Terms { level, days: terms.days, policy: version(terms.policy.as_ref()) };
    let (score, policy) = (&known.score, known.policy.version);
    let assessed = Terms { level: score.level, days: score.finding_days, policy };
    Unbound::ChecklistInputs { event, recorded, assessed, profile: *profile != known.profile }
}

fn entries<T>(entries: Option<&Vec<(u64, T)>>) -> &[(u64, T)] {
    entries.map_or(&[], Vec::as_slice)
}

/// The entries in force since a sequence: the entry at it or the last one before, and all later ones.
fn since<T>(entries: &[(u64, T)], sequence: u64) -> impl Iterator<Item = &T> {
    let first = entries.partition_point(|(at, _)| *at <= sequence).saturating_sub(1);
    entries.get(first..).into_iter().flatten().map(|(_, entry)| entry)
}

/// The entry of exactly this sequence.
fn exactly<T>(entries: &[(u64, T)], sequence: u64) -> Option<&T> {
    let index = entries.binary_search_by_key(&sequence, |(at, _)| *at).ok()?;
    entries.get(index).map(|(_, entry)| entry)
}
