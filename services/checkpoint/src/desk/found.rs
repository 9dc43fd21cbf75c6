//! The diagnosis that a call concerns, if the caller may see it.

use std::sync::Arc;

use haetae_domain::{
    catalog::Catalog,
    diagnosis::{Diagnosis, State},
    finding::{Finding, FindingId},
};
use haetae_event_log::Category;
use haetae_service_kit::{
    auth::{Facts, Principal},
    commands::{key, load_failure},
    documents::Version,
    error::{ApiError, Violations},
    validate,
};
use uuid::Uuid;

use super::Desk;

/// A diagnosis, with the catalogue versions its checklist was made from.
pub(crate) struct Found {
    pub(crate) id: String,
    pub(crate) diagnosis: Box<Diagnosis>,
    /// The sequence of its last commit.
    pub(crate) sequence: u64,
    pub(crate) catalogs: Vec<Arc<Version<Catalog>>>,
}

impl Desk {
    /// The diagnosis of a review that the caller may see, with the texts of its catalogues.
    pub(crate) async fn find(&self, caller: &Principal, review_id: &str) -> Result<Found, ApiError> {
        let (id, diagnosis, sequence) = self.diagnosis(caller, review_id).await?;
        let catalogs = self.catalogues.versions(&diagnosis.generated.catalogs).await.map_err(ApiError::internal)?;
        Ok(Found { id: id.to_string(), diagnosis, sequence, catalogs })
    }

    /// [`Desk::find`] without the texts: the review's id, the diagnosis and the sequence of its last commit.
    pub(crate) async fn diagnosis(
        &self,
        caller: &Principal,
        review_id: &str,
    ) -> Result<(Uuid, Box<Diagnosis>, u64), ApiError> {
        let mut v = Violations::new();
        let id = validate::uuid(&mut v, "review_id", review_id);
        v.finish()?;
        let folded = self.diagnoses.get(&key(Category::Diagnosis, id)?).await.map_err(load_failure)?;
        let diagnosis = allowed(caller, id, &folded.state, About::default())?;
        Ok((id, Box::new(diagnosis.clone()), folded.sequence))
    }
}

/// The subject of a call beside the diagnosis.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct About {
    /// The finding that it names.
    pub(crate) finding: Option<FindingId>,
    /// It declines an acceptance: who approved it first may take that back while another approval is missing.
    pub(crate) declines: bool,
}

/// The diagnosis, if the caller may make this call on it and on the given finding.
pub(super) fn allowed<'a>(
    caller: &Principal,
    id: Uuid,
    state: &'a State,
    about: About,
) -> Result<&'a Diagnosis, ApiError> {
    let missing = || ApiError::checklist_not_found(id);
    let State::Open(diagnosis) = state else {
        return Err(caller.absent(missing));
    };
    let generated = &diagnosis.generated;
    let facts = Facts { level: Some(generated.level), ..Facts::of(&generated.requester.subject, &generated.team) };
    let finding = about.finding.and_then(|id| diagnosis.finding(id));
    let mut facts = with_finding(facts, diagnosis, finding);
    facts.first_approver = facts.first_approver.filter(|_| !about.declines);
    caller.may(&facts, missing)?;
    Ok(diagnosis)
}

/// The facts of the diagnosis with those of the finding that the call names.
fn with_finding<'a>(facts: Facts<'a>, diagnosis: &'a Diagnosis, finding: Option<&'a Finding>) -> Facts<'a> {
    let Some(finding) = finding else { return facts };
    let accepted = finding.accepted.as_ref().map(|accepted| &accepted.request);
    let request = finding.request.as_ref();
    Facts {
        claimed_by: finding.fix.as_ref().map(|claim| claim.by.subject.as_str()),
        acceptance_requested_by: request.or(accepted).map(|request| request.by.subject.as_str()),
        late_judge: diagnosis.late_judge(finding).map(|judge| judge.subject.as_str()),
        first_approver: request.and_then(|request| request.approvals.first()).map(|first| first.subject.as_str()),
        ..facts
    }
}
