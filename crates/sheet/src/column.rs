//! The columns of the table.

use haetae_proto::words::{Name, label};

use crate::words::{Word, word};

/// A column. Its name in the first row never changes; its head is in the language of the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "what each is called is in `word`")]
pub enum Column {
    Checkpoint,
    Layer,
    Title,
    Check,
    Mandatory,
    Result,
    Method,
    Reason,
    CompensatingControl,
    Evidence,
    EvidenceIds,
    JudgedBy,
    JudgedAt,
    Review,
    Revision,
    Base,
}

impl Column {
    /// In the order they are written in.
    pub const ALL: [Self; 16] = [
        Self::Checkpoint,
        Self::Layer,
        Self::Title,
        Self::Check,
        Self::Mandatory,
        Self::Result,
        Self::Method,
        Self::Reason,
        Self::CompensatingControl,
        Self::Evidence,
        Self::EvidenceIds,
        Self::JudgedBy,
        Self::JudgedAt,
        Self::Review,
        Self::Revision,
        Self::Base,
    ];

    /// Its name in the first row, which is that of the field in the contract where it is one.
    #[must_use]
    pub fn key(self) -> &'static str {
        self.word().name
    }

    /// The column of a field of a result; that of the result for a field that has none.
    #[must_use]
    pub fn of_field(name: &str) -> Self {
        Self::ALL.into_iter().find(|column| column.key() == name).unwrap_or(Self::Result)
    }

    /// The display name of the column.
    #[must_use]
    pub const fn head(self) -> Word {
        self.word()
    }

    const fn word(self) -> Word {
        match self {
            Self::Checkpoint => labelled("checkpoint", label::CHECKPOINT),
            Self::Layer => labelled("layer", label::LAYER),
            Self::Title => labelled("title", label::CONTROL_ID),
            Self::Check => word("check", "점검 내용", "what to check"),
            Self::Mandatory => word("mandatory", "필수·권고", "mandatory"),
            Self::Result => labelled("result", label::RESULT),
            Self::Method => labelled("method", label::METHOD),
            Self::Reason => word("reason", "사유 (양호가 아니면 필수)", "reason (required unless Pass)"),
            Self::CompensatingControl => {
                word("compensating_control", "보완 통제 (부분 이행만)", "compensating control (Partial only)")
            }
            Self::Evidence => word("evidence", "증적 이름 (한 줄에 하나)", "evidence, by name (one a line)"),
            Self::EvidenceIds => word("evidence_ids", "증적 파일 번호", "evidence files, by number"),
            Self::JudgedBy => word("judged_by", "점검자 (읽기 전용)", "judged by (read only)"),
            Self::JudgedAt => word("judged_at", "점검 시각 (읽기 전용)", "judged at (read only)"),
            Self::Review => word("review_id", "검토 ID", "review id"),
            Self::Revision => word("revision", "버전", "revision"),
            Self::Base => word("base", "기준", "base"),
        }
    }

    /// Whether people fill it in.
    #[must_use]
    pub const fn is_filled_in(self) -> bool {
        matches!(
            self,
            Self::Result | Self::Method | Self::Reason | Self::CompensatingControl | Self::Evidence | Self::EvidenceIds
        )
    }

    /// Whether a table must have the column: those that people fill in, and those that identify the row.
    #[must_use]
    pub const fn is_needed(self) -> bool {
        self.is_filled_in() || matches!(self, Self::Checkpoint | Self::Review | Self::Base)
    }

    /// Whether it is there for the tool alone.
    #[must_use]
    pub const fn is_hidden(self) -> bool {
        matches!(self, Self::Review | Self::Revision | Self::Base)
    }

    /// In characters, for spreadsheets.
    #[must_use]
    pub const fn width(self) -> f64 {
        match self {
            Self::Check | Self::Reason => 50.0,
            Self::Title | Self::CompensatingControl | Self::Evidence => 30.0,
            Self::Checkpoint | Self::JudgedAt => 24.0,
            Self::Layer | Self::Result | Self::Method | Self::EvidenceIds | Self::JudgedBy => 16.0,
            Self::Mandatory | Self::Review | Self::Revision | Self::Base => 10.0,
        }
    }
}

/// A column that is named as a field of the contract is.
const fn labelled(column: &'static str, label: Name) -> Word {
    word(column, label.ko, label.en)
}

/// The spreadsheet name of a column, e.g. `AB` for 27.
pub(crate) fn letters(place: usize) -> String {
    let letter = char::from(b'A' + u8::try_from(place % 26).unwrap_or(0));
    match place / 26 {
        0 => letter.to_string(),
        before => format!("{}{letter}", letters(before - 1)),
    }
}
