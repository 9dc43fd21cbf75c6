//! Heads, records, messages and commits that cannot be read.

use haetae_domain::text::Text;
use haetae_event_log::codec::CodecError;
use haetae_proof::{CheckpointError, NoteError};

/// Why an export cannot be read any further.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BrokenRecord {
    /// It ends within a length.
    CutLength,
    /// A length that no record has.
    NoLength,
    /// It ends within a record.
    CutRecord,
}

impl BrokenRecord {
    pub(super) fn text(self) -> Text {
        match self {
            Self::CutLength => {
                Text::new("내보낸 로그가 레코드 길이 도중에 끝납니다", "the export ends within a length")
            }
            Self::NoLength => Text::new("레코드 길이가 올바르지 않습니다", "a length that no record has"),
            Self::CutRecord => Text::new("내보낸 로그가 레코드 도중에 끝납니다", "the export ends within a record"),
        }
    }
}

/// A message of the log that is not one of its commits: a foreign client published it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stranger {
    /// Its place.
    pub sequence: u64,
    /// Its subject.
    pub subject: String,
    /// The actual content.
    pub why: Foreign,
}

/// The kind of a message that is no commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Foreign {
    /// It cannot be read as a commit of its subject.
    NoCommit,
    /// A copy of a commit.
    Copy {
        /// The sequence of that commit.
        first: u64,
    },
}

impl Foreign {
    /// Its name for programs, which never changes.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::NoCommit => "NO_COMMIT",
            Self::Copy { .. } => "COPY",
        }
    }

    /// The text for people.
    #[must_use]
    pub fn text(self) -> Text {
        match self {
            Self::NoCommit => Text::new("이 주제의 커밋이 아닙니다", "it is not a commit of its subject"),
            Self::Copy { first } => Text::new(
                format!("순번 {first} 커밋의 복사본입니다"),
                format!("it repeats the commit at sequence {first}"),
            ),
        }
    }
}

/// Why a head does not belong to this log.
pub(crate) fn unsigned(error: &CheckpointError) -> Text {
    let ko = match error {
        CheckpointError::Note(NoteError::Malformed) => "서명된 헤드가 아닙니다",
        CheckpointError::Note(NoteError::Unsigned) => "이 공개 키로 서명되지 않았습니다",
        CheckpointError::Note(NoteError::Forged) => "서명이 이 내용에 대한 것이 아닙니다",
        CheckpointError::Malformed => "서명된 내용이 헤드가 아닙니다",
        CheckpointError::Origin => "다른 로그의 헤드입니다",
    };
    Text::new(ko, error.to_string())
}

pub(super) fn content(error: &CodecError) -> Text {
    let ko = match error {
        CodecError::UnknownEvent => "이 버전의 프로그램이 모르는 이벤트입니다".to_owned(),
        CodecError::Misplaced(event) => format!("{event} 이벤트는 이 애그리거트에 속하지 않습니다"),
        CodecError::Field { field } => format!("{field} 필드가 없거나 알 수 없는 값입니다"),
    };
    Text::new(ko, error.to_string())
}
