//! The content of a finding: a kind with its facts, and its text in both languages.

mod binding;
mod refusal;
mod rule;
mod wire;

use std::fmt;

use haetae_domain::text::{Text, counted};
use haetae_event_log::codec::CodecError;
use haetae_proof::CheckpointError;
use haetae_proto::words::{Name, Named};
use jiff::Timestamp;

use crate::{
    kind::Kind,
    signed::{AlteredRange, SignedHistory, TwoHistories},
};

pub use binding::{Owner, Terms, Unbound};
pub use refusal::Refusal;
pub use rule::{Difference, Unlawful, Value};
pub(crate) use wire::unsigned;
pub use wire::{BrokenRecord, Foreign, Stranger};

/// The problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// A head cannot be read, or this key did not sign it.
    HeadInvalid {
        /// Its index in the input, from 1.
        number: usize,
        /// Its fault.
        error: CheckpointError,
    },
    /// The key signed two histories.
    TwoHistories(TwoHistories),
    /// The export differs from what was signed.
    Changed {
        /// The changed part.
        range: AlteredRange,
        /// Larger heads that do not agree either.
        further: usize,
    },
    /// A head covers more commits than the export has.
    HeadBeyondEnd {
        /// Commits under the head.
        size: u64,
        /// Commits in the export.
        commits: u64,
    },
    /// The export cannot be read any further.
    Record(BrokenRecord),
    /// A record is no message of a log.
    NoMessage,
    /// Sequences are missing or come twice.
    Sequence {
        /// The sequence of the commit.
        found: u64,
        /// The sequence that belongs in its place.
        expected: u64,
    },
    /// A commit or an event in it cannot be read.
    Content(CodecError),
    /// A commit is not the next of its aggregate.
    Version {
        /// The aggregate.
        aggregate: String,
        /// The version of the commit.
        version: u64,
        /// The version that belongs there.
        next: u64,
    },
    /// A commit has the id of an earlier one of its aggregate, but other content.
    IdTaken {
        /// The aggregate.
        aggregate: String,
        /// The earlier commit.
        first: u64,
    },
    /// A commit has the id of one of another aggregate.
    IdRepeated,
    /// A commit names a cause that it does not have.
    Cause {
        /// The sequence it names.
        sequence: u64,
    },
    /// A commit is dated before one that it follows on.
    Early {
        /// Its date.
        at: Timestamp,
        /// The commit it follows on.
        sequence: u64,
        /// The date of that one.
        then: Timestamp,
    },
    /// The rules do not allow the decision, or derive other events.
    Unlawful(Unlawful),
    /// One person took two steps that require two people.
    OnePerson {
        /// Who.
        subject: String,
        /// The rule.
        refusal: Refusal,
    },
    /// A reference of the commit does not agree with the log.
    Unbound(Unbound),
}

impl What {
    /// The kind of the finding.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        match self {
            Self::HeadInvalid { .. } | Self::TwoHistories(_) | Self::Changed { .. } | Self::HeadBeyondEnd { .. } => {
                Kind::Head
            }
            Self::Record(_) | Self::NoMessage => Kind::Record,
            Self::Sequence { .. } => Kind::Order,
            Self::Content(_) => Kind::Content,
            Self::Version { .. } | Self::IdTaken { .. } | Self::IdRepeated => Kind::Version,
            Self::Cause { .. } => Kind::Cause,
            Self::Early { .. } => Kind::Time,
            Self::Unlawful(_) => Kind::Decision,
            Self::OnePerson { .. } => Kind::SeparationOfDuties,
            Self::Unbound(_) => Kind::Binding,
        }
    }

    /// Its name for programs, which never changes.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::HeadInvalid { .. } => "HEAD_INVALID",
            Self::TwoHistories(_) => "TWO_HISTORIES",
            Self::Changed { .. } => "CHANGED",
            Self::HeadBeyondEnd { .. } => "HEAD_BEYOND_END",
            Self::Record(_) => "RECORD_BROKEN",
            Self::NoMessage => "NO_MESSAGE",
            Self::Sequence { .. } => "SEQUENCE_WRONG",
            Self::Content(_) => "CONTENT_UNREADABLE",
            Self::Version { .. } => "VERSION_WRONG",
            Self::IdTaken { .. } => "COMMIT_ID_TAKEN",
            Self::IdRepeated => "COMMIT_ID_REPEATED",
            Self::Cause { .. } => "CAUSE_WRONG",
            Self::Early { .. } => "DATED_EARLY",
            Self::Unlawful(unlawful) => unlawful.name(),
            Self::OnePerson { .. } => "ONE_PERSON",
            Self::Unbound(unbound) => unbound.name(),
        }
    }

    /// The text for people.
    #[must_use]
    pub fn text(&self) -> Text {
        match self {
            Self::HeadInvalid { number, error } => {
                let Text { ko, en } = unsigned(error);
                Text::new(format!("{number}번째 헤드: {ko}"), format!("head {number}: {en}"))
            }
            Self::TwoHistories(two) => two_histories(two),
            Self::Changed { range, further } => changed(*range, *further),
            Self::HeadBeyondEnd { size, commits } => Text::new(
                format!("커밋 {size}건까지 서명된 헤드가 있으나 내보낸 로그는 {commits}건에서 끝납니다"),
                format!("a head of {} was signed, and the export ends after {commits}", counted(size, "commit")),
            ),
            Self::Record(broken) => broken.text(),
            Self::NoMessage => Text::new("로그의 메시지가 아닙니다", "not a message of the log"),
            Self::Sequence { found, expected } => sequence(*found, *expected),
            Self::Content(error) => wire::content(error),
            Self::Version { aggregate, version, next } => Text::new(
                format!("{aggregate}의 버전이 {next}이어야 하는데 {version}입니다. 이 커밋은 제외하고 검증합니다"),
                format!("{aggregate} has version {version} where {next} belongs; it is passed over"),
            ),
            Self::IdTaken { aggregate, first } => Text::new(
                format!("{aggregate}의 커밋 ID가 순번 {first} 커밋의 것입니다. 이 커밋은 제외하고 검증합니다"),
                format!("{aggregate} has the id of the commit at sequence {first}; it is passed over"),
            ),
            Self::IdRepeated => Text::new("앞선 커밋과 커밋 ID가 같습니다", "its commit id was used before"),
            Self::Cause { sequence } => Text::new(
                format!("원인으로 적은 순번 {sequence}의 커밋이 실제 원인이 아닙니다"),
                format!("sequence {sequence} is not the commit it answers"),
            ),
            Self::Early { at, sequence, then } => Text::new(
                format!("기록 시각 {at}이 앞선 커밋(순번 {sequence}, {then})보다 이릅니다"),
                format!("it is dated {at}, before sequence {sequence} of {then}, on which it follows"),
            ),
            Self::Unlawful(unlawful) => unlawful.text(),
            Self::OnePerson { subject, refusal } => {
                let Text { ko, en } = refusal.text();
                Text::new(format!("{subject}: {ko}"), format!("{subject}: {en}"))
            }
            Self::Unbound(unbound) => unbound.text(),
        }
    }
}

/// In English, as the services' logs have it.
impl fmt::Display for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text().en)
    }
}

/// The display name of an enum's value, by the word used in events.
fn named<E: Named>(word: &str) -> Option<Name> {
    E::VALUES.iter().find(|value| value.is(word)).map(|value| value.name)
}

fn two_histories(TwoHistories { one, other }: &TwoHistories) -> Text {
    let ko = |history: &SignedHistory| format!("커밋 {}건(루트 해시 {})", history.size, history.root_text());
    let en = |history: &SignedHistory| format!("{} under {}", counted(history.size, "commit"), history.root_text());
    Text::new(
        format!("서로 다른 두 이력이 서명되었습니다: {}, {}", ko(one), ko(other)),
        format!("two different histories were signed: {}, and {}", en(one), en(other)),
    )
}

fn changed(AlteredRange { from, to }: AlteredRange, further: usize) -> Text {
    let mut ko = format!("처음 {to}건의 커밋이 서명된 것과 다릅니다");
    let mut en = format!("the first {to} commits are not those that were signed");
    if from > 1 {
        ko.push_str(&format!(". 처음 {}건은 같습니다", from - 1));
        en.push_str(&format!("; the first {} are", from - 1));
    }
    ko.push_str(&format!(". 변경은 순번 {from}–{to}에 있습니다"));
    en.push_str(&format!(", so the change lies in {from} to {to}"));
    if further > 0 {
        ko.push_str(&format!(". 더 큰 헤드 {further}개도 일치하지 않습니다"));
        en.push_str(&format!("; {} not agree either", counted_do(further, "larger head")));
    }
    Text { ko, en }
}

fn counted_do(count: usize, noun: &str) -> String {
    format!("{} {}", counted(count, noun), if count == 1 { "does" } else { "do" })
}

fn sequence(found: u64, expected: u64) -> Text {
    if found <= expected {
        return Text::new(
            format!("순번 {expected}이 있어야 할 자리에 순번 {found}이 있습니다"),
            format!("sequence {found} stands where {expected} belongs"),
        );
    }
    let last = found - 1;
    if last == expected {
        return Text::new(
            format!("순번 {expected}의 커밋이 없습니다"),
            format!("the commit at sequence {expected} is missing"),
        );
    }
    Text::new(
        format!("순번 {expected}–{last}의 커밋이 없습니다"),
        format!("the commits at sequences {expected} to {last} are missing"),
    )
}
