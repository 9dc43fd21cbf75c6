//! What to do after a refusal, by its reason; for reasons without advice of their own, by its status.

use haetae_proto::common::v1::ErrorReason as R;
use tonic::Code;

use crate::words::{Word, word};

/// The next step; none where the message says it all. `is_known` tells whether the refusal has a fact of this name.
pub(super) fn next(reason: R, code: Code, is_known: impl Fn(&str) -> bool) -> Option<Word> {
    let missing = MISSING.iter().find(|(fact, ..)| reason == R::PermissionDenied && is_known(fact));
    let missing = missing.map(|(_, ko, en)| word("", ko, en));
    missing.or_else(|| by_reason(reason)).or_else(|| by_code(code))
}

/// The next step by what a caller who may not do something lacks, apart from a role.
const MISSING: &[(&str, &str, &str)] = &[
    ("person", "사람의 토큰으로 해야 합니다.", "A person has to do this, with a token of their own."),
    (
        "missing_claim",
        "토큰에 소속 부서를 넣어 달라고 관리자에게 요청하십시오.",
        "Have your team put into the token by the identity provider's administrator.",
    ),
    ("own_team", "그 검토를 요청한 부서에서 해야 합니다.", "The team that asked for the review has to do this."),
];

/// The next step where a refusal is about another result for a checkpoint whose finding is not closed.
pub(super) const fn retract() -> Word {
    word(
        "RETRACT",
        "잘못 기록한 취약이면 haetae checklist retract로 취소하십시오. 조치된 것이면 haetae finding verify로 확인하십시오.",
        "If the Fail was a mistake, take it back with haetae checklist retract; if it is fixed, use haetae finding verify.",
    )
}

/// The next step after refusals for these reasons.
const BY_REASON: &[(&[R], &str, &str)] = &[
    (
        &[R::ReviewNotDecided],
        "--from에 시각이나 로그 위치를 지정하십시오.",
        "Name a time or a position of the log with --from.",
    ),
    (
        &[R::ReviewNotYetRequested],
        "검토가 요청된 뒤의 시점을 지정하십시오.",
        "Name a moment after the review was requested.",
    ),
    (
        &[R::IllegalTransition],
        "haetae review show(조치 항목은 finding show)로 현재 상태를 확인하고 가능한 작업을 고르십시오.",
        "haetae review show, for findings finding show, tells the status; take a step it allows.",
    ),
    (
        &[R::ChangedMeanwhile],
        "바뀐 내용을 확인하고 다시 판단한 뒤, 새 etag로 실행하십시오.",
        "Look at what changed, decide again, and use the new etag.",
    ),
    (
        &[R::RequestIdReused],
        "새 작업이면 --request-id를 빼고, 재시도이면 내용과 --etag를 처음과 똑같이 주십시오.",
        "Leave --request-id out for something new; for a retry give the same content and the same --etag.",
    ),
    (&[R::ReviewNotFound], "검토 번호와 토큰의 소속 부서를 확인하십시오.", "Check the id and the team of your token."),
    (
        &[R::AssessmentNotFound, R::ChecklistNotFound],
        "방금 접수했다면 잠시 뒤 다시 조회하십시오.",
        "Shortly after a submission, ask again.",
    ),
    (
        &[R::AlreadyAssigned],
        "담당자에게 맡기거나, 승인자가 haetae review assign으로 다시 지정해야 합니다.",
        "Leave it to them, or have an approver assign it with haetae review assign.",
    ),
    (
        &[R::FindingsOpen],
        "haetae finding list로 남은 조치 항목을 확인해 조치하거나 위험 수용을 받으십시오.",
        "haetae finding list tells which; have them fixed or accepted.",
    ),
    (
        &[R::CheckpointsOpen],
        "haetae checklist show --open으로 남은 항목을 확인해 점검 결과를 기록하십시오.",
        "haetae checklist show --open tells which are left; judge them first.",
    ),
    (
        &[R::FindingNotFound],
        "haetae finding list로 조치 항목을 확인하십시오.",
        "haetae finding list tells which there are.",
    ),
    (&[R::AcceptanceRequestLapsed], "담당 부서가 다시 신청해야 합니다.", "The team may ask again."),
    (
        &[R::EvidenceNotFound],
        "haetae evidence list로 증적을 확인하십시오.",
        "haetae evidence list tells which there is.",
    ),
    (&[R::SeparationOfDuties], "다른 담당자가 수행해야 합니다.", "Another person has to do this."),
    (
        &[R::LogRegressed, R::ArchiveSilent, R::LogFull, R::ClockSkewed, R::EvidenceStoreFull, R::EventUnknown],
        "운영자에게 알리십시오.",
        "Tell the operator.",
    ),
    (&[R::DocumentFaulty], "지적된 항목을 모두 고친 뒤 다시 게시하십시오.", "Mend all of them, then publish again."),
    (
        &[R::VersionNotFound],
        "haetae policy list 또는 haetae catalog list로 버전을 확인하십시오.",
        "haetae policy list or haetae catalog list tells the versions.",
    ),
    (&[R::CatalogNotFound], "haetae catalog list로 목록을 확인하십시오.", "haetae catalog list tells which there are."),
    (
        &[R::ControlNotFound],
        "haetae catalog controls로 항목을 확인하십시오.",
        "haetae catalog controls tells which there are.",
    ),
];

fn by_reason(reason: R) -> Option<Word> {
    BY_REASON.iter().find(|(reasons, ..)| reasons.contains(&reason)).map(|(_, ko, en)| word("", ko, en))
}

fn by_code(code: Code) -> Option<Word> {
    let (ko, en) = match code {
        Code::Unauthenticated => (
            "haetae login으로 로그인하거나, 새 토큰을 받아 --token-file 또는 HAETAE_TOKEN으로 주십시오.",
            "Sign in with haetae login, or get a new token and give it by --token-file or HAETAE_TOKEN.",
        ),
        Code::PermissionDenied => ("필요한 역할을 관리자에게 요청하십시오.", "Ask for the role it needs."),
        Code::InvalidArgument => ("위 항목을 고친 뒤 다시 실행하십시오.", "Correct the above and run it again."),
        Code::Unimplemented => {
            ("도구와 서비스의 버전이 맞는지 확인하십시오.", "Check that tool and services are of matching versions.")
        }
        Code::Internal => {
            ("위의 trace_id와 함께 결함을 신고하십시오.", "Report it, with the trace_id if there is one.")
        }
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
