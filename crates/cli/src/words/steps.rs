//! The commands that take the steps of the contract. What a step is called is in the contract.

use super::Lang;

/// Every step on a review, its diagnosis or a finding, with the commands that take it.
const COMMANDS: [(&str, &[&str]); 26] = [
    ("SubmitReview", &["review submit"]),
    ("AmendReview", &["review amend"]),
    ("WithdrawReview", &["review withdraw"]),
    ("RequestInfo", &["review request-info"]),
    ("ProvideInfo", &["review provide-info"]),
    ("RetractQuestion", &["review retract-question"]),
    ("TriageReview", &["review triage"]),
    ("ClaimReview", &["review claim"]),
    ("AssignReview", &["review assign"]),
    ("ReleaseReview", &["review release"]),
    ("DecideReview", &["review decide"]),
    ("ReopenReview", &["review reopen"]),
    ("AddComment", &["review comment"]),
    ("RecordVerdicts", &["checklist judge"]),
    ("ConcludeDiagnosis", &["checklist conclude"]),
    ("ReopenDiagnosis", &["checklist reopen"]),
    ("UpgradeDiagnosis", &["checklist upgrade"]),
    ("UploadEvidence", &["evidence add"]),
    ("AssignFinding", &["finding assign"]),
    ("ClaimFix", &["finding claim-fix"]),
    ("VerifyFix", &["finding verify"]),
    ("RejectFix", &["finding reject"]),
    ("RequestAcceptance", &["finding accept request"]),
    ("DecideAcceptance", &["finding accept approve", "finding accept decline"]),
    ("RevokeAcceptance", &["finding accept revoke"]),
    ("RetractFinding", &["finding retract"]),
];

/// Returns the display name of a method's step and its commands; `None` for an unknown method.
pub(crate) fn step(method: &str, lang: Lang) -> Option<(&'static str, &'static [&'static str])> {
    let (_, commands) = COMMANDS.iter().find(|(step, _)| *step == method)?;
    let name = haetae_proto::words::step(method)?;
    Some((lang.name(name), commands))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::{app::command_line, dynamic::CONTRACTS};

    /// Every call that changes a review has a name for people, and the commands beside it exist.
    #[test]
    fn every_step_has_a_name_and_its_command() {
        let methods = CONTRACTS.services().flat_map(|service| service.methods().collect::<Vec<_>>());
        let changes = methods.filter(|method| {
            let has = |field| method.input().get_field_by_name(field).is_some();
            has("request_id") && (has("review_id") || method.name() == "SubmitReview")
        });
        let changes: BTreeSet<String> = changes.map(|method| method.name().to_owned()).collect();
        let steps = haetae_domain::finding::Step::ALL.iter().map(|step| step.name().to_owned());
        let changes: BTreeSet<String> = changes.into_iter().chain(steps).collect();
        assert!(changes.len() > 20, "{changes:?}");
        let missing: Vec<_> = changes.iter().filter(|call| step(call, Lang::En).is_none()).collect();
        assert!(missing.is_empty(), "{missing:?}");
        let all = command_line(Lang::En);
        for command in COMMANDS.iter().flat_map(|(_, commands)| *commands) {
            let mut at = &all;
            for part in command.split(' ') {
                at = at.find_subcommand(part).unwrap_or_else(|| panic!("no command {command}"));
            }
        }
    }
}
