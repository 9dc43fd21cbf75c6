//! The expected permissions, written by hand from the purpose of each role, without a look at the policies.

use haetae_access::Role::{self, Approver, Auditor, ContentAdmin, Operator, Requester, Reviewer};

/// Which part of a review's people a role serves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reach {
    /// The call is not about a review.
    Platform,
    /// About a review: requesters for their own team, all other roles for every team.
    Review,
}

/// What the same person may not have done before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Duty {
    /// Asked for the review.
    Requested,
    /// Claimed the fix.
    ClaimedFix,
    /// Judged a checkpoint, where the level is Critical or High.
    JudgedHighLevel,
    /// Requested the acceptance.
    RequestedAcceptance,
    /// Approved the acceptance first.
    ApprovedFirst,
    /// Judged the Fail, and the round is over or others acted on its finding.
    FailedBefore,
}

/// One row: the call, who may, and what excludes them.
pub(crate) struct Row {
    pub(crate) call: &'static str,
    pub(crate) reach: Reach,
    pub(crate) roles: &'static [Role],
    pub(crate) duties: &'static [Duty],
    /// A program may not, whatever its roles.
    pub(crate) people_only: bool,
    /// Callers without any role may too.
    pub(crate) without_role: bool,
}

const ANYONE: &[Role] = &[Requester, Reviewer, Approver, ContentAdmin, Auditor, Operator];
const READERS: &[Role] = &[Requester, Reviewer, Approver, Auditor, Operator];
const TEAM: &[Role] = &[Requester];
const REVIEWERS: &[Role] = &[Reviewer];
const APPROVERS: &[Role] = &[Approver];
const OVERSEERS: &[Role] = &[Auditor, Operator];
const AUDITORS: &[Role] = &[Auditor];
const OPERATORS: &[Role] = &[Operator];
const EDITORS: &[Role] = &[ContentAdmin];

const fn open(call: &'static str, roles: &'static [Role]) -> Row {
    Row { call, reach: Reach::Platform, roles, duties: &[], people_only: false, without_role: false }
}

const fn about(call: &'static str, roles: &'static [Role]) -> Row {
    Row { call, reach: Reach::Review, roles, duties: &[], people_only: false, without_role: false }
}

const fn apart(call: &'static str, roles: &'static [Role], duties: &'static [Duty]) -> Row {
    Row { call, reach: Reach::Review, roles, duties, people_only: false, without_role: false }
}

const fn approval(call: &'static str, duties: &'static [Duty]) -> Row {
    Row { call, reach: Reach::Review, roles: APPROVERS, duties, people_only: true, without_role: false }
}

pub(crate) const TABLE: &[Row] = &[
    // Who a token is to the platform is no secret to its holder.
    Row { without_role: true, ..open("GetCaller", ANYONE) },
    // What reviews are measured by is open to all; content administrators change it.
    open("PreviewRisk", ANYONE),
    open("PreviewChecklist", ANYONE),
    open("ListCatalogs", ANYONE),
    open("GetCatalog", ANYONE),
    open("ListControls", ANYONE),
    open("GetControl", ANYONE),
    open("ListThreats", ANYONE),
    open("ListSolutions", ANYONE),
    open("GetFocusGuide", ANYONE),
    open("ListPolicies", ANYONE),
    open("GetPolicy", ANYONE),
    open("PublishCatalog", EDITORS),
    open("ActivateCatalog", EDITORS),
    open("PreviewActivation", EDITORS),
    open("PublishPolicy", EDITORS),
    open("ActivatePolicy", EDITORS),
    open("SimulatePolicy", EDITORS),
    // Proof that nothing was altered.
    open("GetPublicKey", ANYONE),
    open("GetReceipt", ANYONE),
    open("GetLogHead", OVERSEERS),
    open("ListLogHeads", OVERSEERS),
    open("GetInclusionProof", AUDITORS),
    open("GetConsistencyProof", AUDITORS),
    open("ExportArchive", AUDITORS),
    // Keeping the read models.
    open("ListProjections", OPERATORS),
    open("RebuildProjection", OPERATORS),
    open("GetRebuild", OPERATORS),
    open("SwitchGeneration", OPERATORS),
    open("DropGeneration", OPERATORS),
    open("ListParked", OPERATORS),
    open("RetryParked", OPERATORS),
    // Reading reviews.
    about("GetReview", READERS),
    about("GetAssessment", READERS),
    about("GetChecklist", READERS),
    about("GetCoverage", READERS),
    about("PreviewUpgrade", READERS),
    about("GetSummary", READERS),
    about("ListReviews", READERS),
    about("GetTimeline", READERS),
    about("WatchReviews", READERS),
    about("ExportReviews", READERS),
    about("GetReviewOverview", READERS),
    about("CompareReview", READERS),
    about("GetTrends", READERS),
    about("GetWeakAreas", READERS),
    about("GetWorkload", &[Reviewer, Approver, Auditor, Operator]),
    about("ListComments", READERS),
    about("ListFindings", READERS),
    about("GetFinding", READERS),
    about("DownloadEvidence", READERS),
    about("ListMyWork", ANYONE),
    // The requester's side.
    open("SubmitReview", TEAM),
    about("AmendReview", TEAM),
    about("WithdrawReview", TEAM),
    about("ProvideInfo", TEAM),
    about("ClaimFix", TEAM),
    about("RequestAcceptance", TEAM),
    about("ReopenReview", &[Requester, Approver]),
    about("AddComment", &[Requester, Reviewer, Approver]),
    about("UploadEvidence", &[Requester, Reviewer]),
    // Reviewing.
    about("RequestInfo", REVIEWERS),
    about("RetractQuestion", REVIEWERS),
    about("ReleaseReview", REVIEWERS),
    about("ReopenDiagnosis", REVIEWERS),
    about("UpgradeDiagnosis", REVIEWERS),
    about("AssignFinding", &[Reviewer, Approver]),
    apart("TriageReview", &[Reviewer, Approver], &[Duty::Requested]),
    apart("ClaimReview", REVIEWERS, &[Duty::Requested]),
    apart("RecordVerdicts", REVIEWERS, &[Duty::Requested]),
    apart("ConcludeDiagnosis", REVIEWERS, &[Duty::Requested]),
    apart("VerifyFix", REVIEWERS, &[Duty::Requested, Duty::ClaimedFix]),
    apart("RejectFix", REVIEWERS, &[Duty::Requested, Duty::ClaimedFix]),
    apart(
        "RetractFinding",
        REVIEWERS,
        &[Duty::Requested, Duty::ClaimedFix, Duty::RequestedAcceptance, Duty::FailedBefore],
    ),
    // Approving.
    about("AssignReview", APPROVERS),
    about("RevokeAcceptance", APPROVERS),
    approval("DecideReview", &[Duty::Requested, Duty::JudgedHighLevel]),
    approval("DecideAcceptance", &[Duty::Requested, Duty::RequestedAcceptance, Duty::ApprovedFirst]),
];
