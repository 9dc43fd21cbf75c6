//! A checkpoint whose Fail opened a finding that is not closed or void. Until it is, no other result can be recorded
//! there.

use std::collections::BTreeMap;

use haetae_proto::{checkpoint::v1::Finding, common::v1::FindingStatus};
use haetae_service_kit::auth::Role;

use crate::{
    api::{Problem, findings_of},
    pages::visitor::Visitor,
};

/// The unclosed finding of a checkpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Held {
    pub(super) id: String,
    pub(super) path: String,
    /// The form that retracts the Fail; none for people who may not.
    pub(super) retract: Option<String>,
}

/// The unclosed findings of a review, by their checkpoints. Calls ListFindings.
///
/// # Errors
/// When the service refuses or does not answer.
pub(super) async fn held(visitor: &Visitor, number: &str, review_id: &str) -> Result<BTreeMap<String, Held>, Problem> {
    let standing = [FindingStatus::Open, FindingStatus::FixClaimed, FindingStatus::Accepted];
    let (findings, _) = findings_of(&visitor.api, review_id, &standing).await?;
    let retracts = visitor.caller.roles.has(Role::Reviewer);
    let all = findings.iter().map(|finding| (finding.checkpoint.clone(), of(number, finding, retracts)));
    Ok(all.collect())
}

fn of(number: &str, finding: &Finding, retracts: bool) -> Held {
    let path = format!("/r/{number}/f/{}", finding.finding_id);
    let may = retracts && finding.allowed.iter().any(|call| call == "RetractFinding");
    Held { id: finding.finding_id.clone(), retract: may.then(|| format!("{path}#retract")), path }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_those_who_may_are_led_to_the_retraction() {
        let finding =
            Finding { finding_id: "F-2".into(), allowed: vec!["RetractFinding".into()], ..Finding::default() };
        let held = of("R-2026-0001", &finding, true);
        assert_eq!(
            (&*held.path, held.retract.as_deref()),
            ("/r/R-2026-0001/f/F-2", Some("/r/R-2026-0001/f/F-2#retract"))
        );
        assert_eq!(of("R-2026-0001", &finding, false).retract, None);
        assert_eq!(of("R-2026-0001", &Finding { allowed: Vec::new(), ..finding }, true).retract, None);
    }
}
