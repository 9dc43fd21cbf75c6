//! Decisions that the rules do not derive.

use haetae_domain::text::{Text, counted};
use jiff::Timestamp;

use super::Refusal;

/// Why a decision is not one of the rules'.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unlawful {
    /// The rules refuse it.
    Refused(Refusal),
    /// The rules derive other events.
    Differs(Difference),
    /// A request is written by another person than the one it names.
    OtherAuthor,
    /// A person wrote what only the platform writes by itself.
    NotByService {
        /// The service that writes it.
        service: &'static str,
        /// The account that did.
        subject: String,
    },
    /// Other events follow an event that always comes alone.
    NotAlone,
    /// No decision produces these events together.
    NotTogether,
    /// The first event only ever follows on another.
    NotFirst,
    /// It names a policy version that was not published before.
    PolicyUnknown,
    /// It names a catalogue version that was not published before.
    CatalogUnknown,
    /// It answers no commit of the assessment or the diagnosis of the review.
    AnswersNothing,
    /// It answers no concluded round of the review.
    RoundUnknown,
    /// The review has no assessment under a policy that was published.
    AssessmentUnknown,
    /// The due date is not the end of a weekday in Seoul.
    DueNoWeekday {
        /// The due date.
        due_at: Timestamp,
    },
    /// The due date is earlier than the days allow.
    DueEarly {
        /// The due date.
        due_at: Timestamp,
        /// The earliest date that the days allow.
        earliest: Timestamp,
        /// Weekdays.
        days: u32,
    },
}

/// The difference between recorded and derived events.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Difference {
    /// Other events.
    Events {
        /// Names of the recorded events; empty if there are none.
        recorded: Vec<String>,
        /// Names of the derived events.
        derived: Vec<String>,
    },
    /// A field of an event.
    Field {
        /// Event and field, by the names of the contract.
        path: String,
        /// Its value in the log.
        recorded: Value,
        /// The derived value.
        derived: Value,
    },
    /// The events differ, but in no field of the contract.
    Whole {
        /// Their names.
        events: Vec<String>,
    },
}

/// A value of a field, as a finding shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// The field has no value.
    Nothing,
    /// A value is present; its content is reported separately.
    Something,
    /// This one.
    Shown(String),
}

impl Value {
    fn text(&self) -> Text {
        match self {
            Self::Nothing => Text::new("없음", "nothing"),
            Self::Something => Text::new("있음", "something"),
            Self::Shown(value) => Text::new(value, value),
        }
    }
}

impl Difference {
    pub(crate) fn text(&self) -> Text {
        let join = |names: &[String]| if names.is_empty() { None } else { Some(names.join(" + ")) };
        let both = |value: Value| value.text();
        let names = |names: &[String]| both(join(names).map_or(Value::Nothing, Value::Shown));
        match self {
            Self::Events { recorded, derived } => {
                let (recorded, derived) = (names(recorded), names(derived));
                Text::new(
                    format!("기록된 것은 {}, 규칙에 따르면 {}", recorded.ko, derived.ko),
                    format!("recorded is {}, and the rules give {}", recorded.en, derived.en),
                )
            }
            Self::Field { path, recorded, derived } => {
                let (recorded, derived) = (recorded.text(), derived.text());
                Text::new(
                    format!("{path}: 기록된 값은 {}, 규칙에 따르면 {}", recorded.ko, derived.ko),
                    format!("{path}: recorded is {}, and the rules give {}", recorded.en, derived.en),
                )
            }
            Self::Whole { events } => {
                let events = names(events);
                Text::new(
                    format!("{}: 규칙의 결과와 다릅니다", events.ko),
                    format!("{} is not what the rules give", events.en),
                )
            }
        }
    }
}

impl Unlawful {
    pub(super) const fn name(&self) -> &'static str {
        match self {
            Self::Refused(_) => "REFUSED",
            Self::Differs(_) => "DIFFERS",
            Self::OtherAuthor => "OTHER_AUTHOR",
            Self::NotByService { .. } => "NOT_BY_SERVICE",
            Self::NotAlone => "EVENT_NOT_ALONE",
            Self::NotTogether => "EVENTS_NOT_TOGETHER",
            Self::NotFirst => "EVENT_NOT_FIRST",
            Self::PolicyUnknown => "POLICY_UNKNOWN",
            Self::CatalogUnknown => "CATALOG_UNKNOWN",
            Self::AnswersNothing => "ANSWERS_NOTHING",
            Self::RoundUnknown => "ROUND_UNKNOWN",
            Self::AssessmentUnknown => "ASSESSMENT_UNKNOWN",
            Self::DueNoWeekday { .. } => "DUE_NO_WEEKDAY",
            Self::DueEarly { .. } => "DUE_EARLY",
        }
    }

    pub(super) fn text(&self) -> Text {
        match self {
            Self::Refused(refusal) => refusal.text(),
            Self::Differs(difference) => difference.text(),
            Self::OtherAuthor => {
                Text::new("요청자와 커밋을 기록한 사람이 다릅니다", "who requested it is not who wrote it")
            }
            Self::NotByService { service, subject } => Text::new(
                format!("서비스 {service}만 기록하는 이벤트인데 기록한 계정은 {subject:?}입니다"),
                format!(
                    "only the service {service} writes its first event, and the account that wrote it is {subject:?}"
                ),
            ),
            Self::NotAlone => {
                Text::new("첫 이벤트는 항상 단독으로 기록되는 것입니다", "its first event always comes alone")
            }
            Self::NotTogether => Text::new(
                "규칙에는 이 이벤트들을 함께 남기는 결정이 없습니다",
                "no decision of the rules has these events together",
            ),
            Self::NotFirst => Text::new(
                "첫 이벤트는 항상 다른 이벤트에 이어서 기록되는 것입니다",
                "its first event always follows on another",
            ),
            Self::PolicyUnknown => Text::new(
                "그 전에 게시되지 않은 정책 버전을 가리킵니다",
                "it names a policy version that was not published before",
            ),
            Self::CatalogUnknown => Text::new(
                "그 전에 게시되지 않은 카탈로그 버전을 가리킵니다",
                "it names a catalogue version that was not published before",
            ),
            Self::AnswersNothing => Text::new(
                "이 검토의 위험 평가나 진단의 커밋에 이어진 것이 아닙니다",
                "it answers no commit of the assessment or the diagnosis of this review",
            ),
            Self::RoundUnknown => Text::new(
                "이 검토의 종료된 진단에 이어진 것이 아닙니다",
                "it answers no concluded round of this review",
            ),
            Self::AssessmentUnknown => Text::new(
                "이 검토에 게시된 정책에 따른 위험 평가가 없습니다",
                "its review has no assessment under a policy that was published",
            ),
            Self::DueNoWeekday { due_at } => Text::new(
                format!("처리 기한 {due_at}은 한국 시각으로 평일이 끝나는 시각이 아닙니다"),
                format!("ReviewTargetSet.due_at: {due_at} is not the end of a weekday in Seoul"),
            ),
            Self::DueEarly { due_at, earliest, days } => Text::new(
                format!("처리 기한 {due_at}은 평일 {days}일로 가능한 가장 이른 시각 {earliest}보다 이릅니다"),
                format!(
                    "ReviewTargetSet.due_at: {due_at} is before {earliest}, the earliest that {} give",
                    counted(days, "weekday")
                ),
            ),
        }
    }
}
