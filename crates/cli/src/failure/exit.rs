//! Exit codes by kind of error, for scripts.

use tonic::Code;

use crate::words::{Word, word};

/// The exit code of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Done.
    Ok = 0,
    /// A defect, of the tool or of a service; or the answer could not be written.
    Failed = 1,
    /// The command line or the configuration is wrong.
    Usage = 2,
    /// The input is invalid: a file, a field, a document.
    Invalid = 3,
    /// The object does not exist, or the caller may not see it.
    NotFound = 4,
    /// The state does not allow it, or another change came first.
    Refused = 5,
    /// The caller may not do this.
    NotAllowed = 6,
    /// The service cannot be reached, or it is not known whether the change took effect.
    Unavailable = 7,
    /// There is no accepted token.
    Unauthenticated = 8,
    /// The history is not as it was signed, or not as the rules allow.
    Altered = 9,
    /// No fault was found, but some commits are not covered by the signed heads.
    NotCovered = 10,
    /// The caller declined the confirmation; nothing was changed.
    Declined = 11,
    /// Interrupted by Ctrl-C: 128 + SIGINT, the convention of shells.
    Interrupted = 130,
}

impl Exit {
    /// All of them.
    pub(crate) const ALL: [Self; 13] = [
        Self::Ok,
        Self::Failed,
        Self::Usage,
        Self::Invalid,
        Self::NotFound,
        Self::Refused,
        Self::NotAllowed,
        Self::Unavailable,
        Self::Unauthenticated,
        Self::Altered,
        Self::NotCovered,
        Self::Declined,
        Self::Interrupted,
    ];

    /// The number.
    pub(crate) const fn code(self) -> u8 {
        self as u8
    }

    /// Its name and description.
    pub(crate) const fn word(self) -> Word {
        match self {
            Self::Ok => word("OK", "완료", "done"),
            Self::Failed => word(
                "FAILED",
                "도구나 서비스의 결함, 또는 출력 실패",
                "a defect of the tool or a service, or the answer cannot be written",
            ),
            Self::Usage => word("USAGE", "명령줄이나 설정이 잘못됨", "the command line or the configuration is wrong"),
            Self::Invalid => word(
                "INVALID",
                "보낸 내용이 잘못됨 (파일, 항목, 문서)",
                "what was sent is wrong: a file, a field, a document",
            ),
            Self::NotFound => word(
                "NOT_FOUND",
                "대상이 없거나 볼 권한이 없음",
                "the object does not exist, or the caller may not see it",
            ),
            Self::Refused => word(
                "REFUSED",
                "현재 상태에서 할 수 없거나 그 사이에 변경됨",
                "the state does not allow it, or another change came first",
            ),
            Self::NotAllowed => word("NOT_ALLOWED", "권한이 없음", "the caller may not do this"),
            Self::Unavailable => word(
                "UNAVAILABLE",
                "응답이 없거나 처리 여부를 알 수 없음",
                "the service cannot be reached, or it is not known whether the change took effect",
            ),
            Self::Unauthenticated => {
                word("UNAUTHENTICATED", "토큰이 없거나 유효하지 않음", "there is no token, or it is not accepted")
            }
            Self::Altered => word(
                "ALTERED",
                "이력이 서명된 것과 다르거나 규칙에 어긋남",
                "the history differs from what was signed, or breaks the rules",
            ),
            Self::NotCovered => word(
                "NOT_COVERED",
                "이상은 없으나 서명된 헤드가 보증하지 않는 커밋이 있음",
                "no error up to the largest signed head, and commits lie beyond it",
            ),
            Self::Declined => word(
                "DECLINED",
                "확인 질문에 아니요라고 답해 실행하지 않음",
                "the caller was asked and said no; nothing was changed",
            ),
            Self::Interrupted => word("INTERRUPTED", "Ctrl-C로 중단됨", "interrupted by Ctrl-C"),
        }
    }

    /// The kind of a service's refusal.
    pub(crate) const fn of(code: Code) -> Self {
        match code {
            Code::Ok => Self::Ok,
            Code::InvalidArgument | Code::OutOfRange => Self::Invalid,
            Code::NotFound => Self::NotFound,
            Code::FailedPrecondition | Code::Aborted | Code::AlreadyExists => Self::Refused,
            Code::PermissionDenied => Self::NotAllowed,
            Code::Unavailable | Code::DeadlineExceeded | Code::Cancelled | Code::Unknown | Code::ResourceExhausted => {
                Self::Unavailable
            }
            Code::Unauthenticated => Self::Unauthenticated,
            Code::Internal | Code::DataLoss | Code::Unimplemented => Self::Failed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_exit_code_has_its_row_in_the_documentation() {
        let documentation = include_str!("../../../../docs/cli.md");
        for exit in Exit::ALL {
            let row = format!("| {} | {} |", exit.code(), exit.word().say(crate::words::Lang::En));
            assert!(documentation.contains(&row), "docs/cli.md lacks: {row}");
        }
    }

    #[test]
    fn kinds_of_refusals_have_different_codes() {
        let kinds = [
            (Code::InvalidArgument, 3),
            (Code::NotFound, 4),
            (Code::FailedPrecondition, 5),
            (Code::Aborted, 5),
            (Code::PermissionDenied, 6),
            (Code::Unavailable, 7),
            (Code::DeadlineExceeded, 7),
            (Code::Unauthenticated, 8),
            (Code::Internal, 1),
        ];
        for (code, exit) in kinds {
            assert_eq!(Exit::of(code).code(), exit, "{code:?}");
        }
    }
}
