//! The basis of a decision: the current assessment and diagnosis, compared with the versions that the approver has
//! seen.

use std::sync::Arc;

use haetae_domain::{
    diagnosis,
    review::{Basis, Judges},
    risk,
};
use haetae_event_log::{
    AggregateKey, Category,
    codec::Aggregate,
    store::{self, Folded, Store},
};
use haetae_service_kit::{
    commands::{changed_meanwhile, key, load_failure, note_unknown_etag},
    error::{ApiError, Violations},
};

use uuid::Uuid;

use super::{Desk, found::Beside, standing};

/// Positions the approver has seen.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Seen {
    pub(crate) review: u64,
    pub(crate) assessment: u64,
    pub(crate) diagnosis: u64,
}

/// The basis of a decision.
pub(crate) struct DecisionBasis {
    review_id: String,
    seen: Seen,
    assessment: Arc<Folded<risk::State>>,
    diagnosis: Arc<Folded<diagnosis::State>>,
    /// The changes of each since it was seen.
    moved: Vec<(&'static str, Vec<store::Change>)>,
    /// Fields with an etag that names no version.
    unknown: Vec<&'static str>,
}

impl DecisionBasis {
    /// Loads the current state of both.
    pub(crate) async fn load(desk: &Desk, review_id: Uuid, seen: Seen) -> Result<Self, ApiError> {
        let review_id = review_id.to_string();
        let (risk, diagnosed) = (key(Category::Risk, &review_id)?, key(Category::Diagnosis, &review_id)?);
        let assessment = desk.risks.get(&risk).await.map_err(load_failure)?;
        let diagnosis = desk.diagnoses.get(&diagnosed).await.map_err(load_failure)?;
        let (mut moved, mut unknown) = (vec![], vec![]);
        if assessment.etag != seen.assessment {
            if assessment.etag < seen.assessment && !has(&desk.risks, &risk, seen.assessment).await? {
                unknown.push("assessment_etag");
            }
            moved.push(("assessment", since(&desk.risks, &risk, seen.assessment).await?));
        }
        if diagnosis.etag != seen.diagnosis {
            if diagnosis.etag < seen.diagnosis && !has(&desk.diagnoses, &diagnosed, seen.diagnosis).await? {
                unknown.push("diagnosis_etag");
            }
            moved.push(("diagnosis", since(&desk.diagnoses, &diagnosed, seen.diagnosis).await?));
        }
        Ok(Self { review_id, seen, assessment, diagnosis, moved, unknown })
    }

    /// The facts that the permission to decide depends on.
    pub(crate) fn beside(&self) -> Beside {
        let level = match &self.assessment.state {
            risk::State::Assessed { assessment, .. } => Some(assessment.score.level),
            risk::State::New => None,
        };
        let judges = match &self.diagnosis.state {
            diagnosis::State::Open(diagnosis) => standing::judges(diagnosis),
            diagnosis::State::New => Judges::new(),
        };
        Beside { internal: false, level, judges }
    }

    /// Notes the fields with an etag that names no version, except those that are noted already.
    pub(crate) fn note_unknown(&self, v: &mut Violations) {
        for field in self.unknown.iter().filter(|field| !v.has(field)).collect::<Vec<_>>() {
            note_unknown_etag(v, field);
        }
    }

    /// The basis of a decision and the accounts that judged.
    ///
    /// # Errors
    /// `INVALID_FIELD` for an etag that names no version. `CHANGED_MEANWHILE` with `moved` and `changes`, when the
    /// log no longer matches the versions seen.
    pub(crate) fn firm(&self) -> Result<(Basis, Judges), ApiError> {
        let risk::State::Assessed { assessment, .. } = &self.assessment.state else {
            return Err(ApiError::assessment_not_found(&self.review_id));
        };
        let diagnosis::State::Open(diagnosis) = &self.diagnosis.state else {
            return Err(ApiError::checklist_not_found(&self.review_id));
        };
        let mut v = Violations::new();
        self.note_unknown(&mut v);
        v.finish()?;
        if !self.moved.is_empty() {
            let which: Vec<_> = self.moved.iter().map(|(which, _)| *which).collect();
            let changes: Vec<_> = self.moved.iter().flat_map(|(_, changes)| changes.clone()).collect();
            return Err(changed_meanwhile(&changes).with("moved", which.join(",")));
        }
        let standing = standing::of(diagnosis);
        let basis = Basis {
            review: self.seen.review,
            assessment: self.seen.assessment,
            diagnosis: self.seen.diagnosis,
            policy: assessment.policy.clone(),
            catalogs: diagnosis.generated.catalogs.clone(),
            level: assessment.score.level,
            round: standing.round,
            open_findings: standing.open_findings,
            accepted_findings: standing.accepted_findings,
            evidence: standing::evidence(diagnosis),
        };
        Ok((basis, standing::judges(diagnosis)))
    }
}

async fn has<A: Aggregate>(store: &Store<A>, key: &AggregateKey, sequence: u64) -> Result<bool, ApiError> {
    store.has(key, sequence).await.map_err(load_failure)
}

async fn since<A: Aggregate>(
    store: &Store<A>,
    key: &AggregateKey,
    sequence: u64,
) -> Result<Vec<store::Change>, ApiError> {
    store.changes_since(key, sequence).await.map_err(load_failure)
}
