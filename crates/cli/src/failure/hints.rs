//! Advice after a refusal, by its reason or, for reasons without advice, by its status.

use haetae_proto::common::v1::ErrorReason as R;
use tonic::Code;

use crate::words::{Word, word};

/// Returns the next step; `None` if the message is sufficient. `is_known` tests whether the refusal has a fact of this
/// name.
pub(super) fn next(reason: R, code: Code, is_known: impl Fn(&str) -> bool) -> Option<Word> {
    let missing = MISSING.iter().find(|(fact, ..)| reason == R::PermissionDenied && is_known(fact));
    let missing = missing.map(|(_, ko, en)| word("", ko, en));
    missing.or_else(|| by_reason(reason)).or_else(|| by_code(code))
}

/// The next step for a caller without permission, by the missing requirement other than a role.
const MISSING: &[(&str, &str, &str)] = &[
    ("person", "사람의 토큰으로 해야 합니다.", "A person must do this with their own token."),
    (
        "missing_claim",
        "토큰에 소속 부서를 넣어 달라고 관리자에게 요청하십시오.",
        "Ask the administrator of the identity provider to add your team to the token.",
    ),
    ("own_team", "검토를 요청한 부서에서 해야 합니다.", "The team that requested the review must do this."),
];

/// The next step after a refused result for a checkpoint whose finding is not closed.
pub(super) const fn retract() -> Word {
    word(
        "RETRACT",
        "잘못 기록한 취약이면 haetae checklist retract로 취소하십시오. 조치된 것이면 haetae finding verify로 확인하십시오.",
        "If the Fail was a mistake, retract it with haetae checklist retract. If it is fixed, confirm the fix with haetae finding verify.",
    )
}

/// The next step by reason.
const BY_REASON: &[(&[R], &str, &str)] = &[
    (
        &[R::ReviewNotDecided],
        "--from에 시각이나 로그 위치를 지정하십시오.",
        "Give a time or a log position with --from.",
    ),
    (
        &[R::ReviewNotYetRequested],
        "검토가 요청된 뒤의 시점을 지정하십시오.",
        "Give a moment after the review was requested.",
    ),
    (
        &[R::IllegalTransition],
        "haetae review show(조치 항목은 finding show)로 현재 상태를 확인하고 가능한 작업을 고르십시오.",
        "Check the status with haetae review show (haetae finding show for a finding), then take a step that it allows.",
    ),
    (
        &[R::ChangedMeanwhile],
        "바뀐 내용을 확인하고 다시 판단한 뒤, 새 etag로 실행하십시오.",
        "Check what changed, decide again and use the new etag.",
    ),
    (
        &[R::RequestIdReused],
        "새 작업이면 --request-id를 빼고, 재시도이면 내용과 --etag를 처음과 똑같이 주십시오.",
        "For a new request leave out --request-id; for a retry repeat the content and --etag of the first attempt.",
    ),
    (
        &[R::ReviewNotFound],
        "검토 번호와 토큰의 소속 부서를 확인하십시오.",
        "Check the number of the review and the team in your token.",
    ),
    (
        &[R::AssessmentNotFound, R::ChecklistNotFound],
        "방금 접수했다면 잠시 뒤 다시 조회하십시오.",
        "If the review was just submitted, try again in a few seconds.",
    ),
    (
        &[R::AlreadyAssigned],
        "담당자에게 맡기거나, 승인자가 haetae review assign으로 다시 지정해야 합니다.",
        "Leave it to the assignee, or ask an approver to reassign it with haetae review assign.",
    ),
    (
        &[R::FindingsOpen],
        "haetae finding list로 남은 조치 항목을 확인해 조치하거나 위험 수용을 받으십시오.",
        "List them with haetae finding list, then have each fixed or its risk accepted.",
    ),
    (
        &[R::CheckpointsOpen],
        "haetae checklist show --open으로 남은 항목을 확인해 점검 결과를 기록하십시오.",
        "List the open checkpoints with haetae checklist show --open and record a result for each.",
    ),
    (
        &[R::FindingNotFound],
        "haetae finding list로 조치 항목을 확인하십시오.",
        "List the findings with haetae finding list.",
    ),
    (&[R::AcceptanceRequestLapsed], "담당 부서가 다시 신청해야 합니다.", "The team may request it again."),
    (
        &[R::EvidenceNotFound],
        "haetae evidence list로 증적을 확인하십시오.",
        "List the evidence with haetae evidence list.",
    ),
    (&[R::SeparationOfDuties], "다른 담당자가 수행해야 합니다.", "Another person must do this."),
    (
        &[R::LogRegressed, R::ArchiveSilent, R::LogFull, R::ClockSkewed, R::EvidenceStoreFull, R::EventUnknown],
        "운영자에게 알리십시오.",
        "Tell the operator.",
    ),
    (&[R::DocumentFaulty], "지적된 항목을 모두 고친 뒤 다시 게시하십시오.", "Fix all faults, then publish again."),
    (
        &[R::VersionNotFound],
        "haetae policy list 또는 haetae catalog list로 버전을 확인하십시오.",
        "List the versions with haetae policy list or haetae catalog list.",
    ),
    (
        &[R::CatalogNotFound],
        "haetae catalog list로 목록을 확인하십시오.",
        "List the catalogues with haetae catalog list.",
    ),
    (
        &[R::ControlNotFound],
        "haetae catalog controls로 항목을 확인하십시오.",
        "List the controls with haetae catalog controls.",
    ),
];

fn by_reason(reason: R) -> Option<Word> {
    BY_REASON.iter().find(|(reasons, ..)| reasons.contains(&reason)).map(|(_, ko, en)| word("", ko, en))
}

fn by_code(code: Code) -> Option<Word> {
    let (ko, en) = match code {
        Code::Unauthenticated => (
            "haetae login으로 로그인하거나, 새 토큰을 받아 --token-file 또는 HAETAE_TOKEN으로 주십시오.",
            "Sign in with haetae login, or get a new token and pass it with --token-file or HAETAE_TOKEN.",
        ),
        Code::PermissionDenied => {
            ("필요한 역할을 관리자에게 요청하십시오.", "Ask your administrator for the required role.")
        }
        Code::InvalidArgument => {
            ("위 항목을 고친 뒤 다시 실행하십시오.", "Correct the fields above, then run the command again.")
        }
        Code::Unimplemented => (
            "도구와 서비스의 버전이 맞는지 확인하십시오.",
            "Check that the tool and the services have matching versions.",
        ),
        Code::Internal => ("위의 trace_id와 함께 결함을 신고하십시오.", "Report this defect with the trace_id above."),
        Code::Ok
        | Code::Cancelled
        | Code::Unknown
        | Code::DeadlineExceeded
        | Code::NotFound
        | Code::AlreadyExists
        | Code::ResourceExhausted
        | Code::FailedPrecondition
        | Code::Aborted
        | Code::OutOfRange
        | Code::Unavailable
        | Code::DataLoss => return None,
    };
    Some(word("", ko, en))
}
