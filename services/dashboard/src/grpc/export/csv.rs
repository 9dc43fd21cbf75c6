//! RFC 4180, for spreadsheets.

use csv::{QuoteStyle, Terminator, WriterBuilder};
use haetae_domain::{calendar::time_in_seoul, cell, text::Text};
use haetae_proto::{
    common::v1::TriageOutcome,
    words::{Name, Named as _},
};
use haetae_service_kit::error::Lang;

use super::lines::name;
use crate::{
    board::Review,
    words::{named, words_name},
};

/// How a review is called that was closed at triage because another one covers it.
const DUPLICATE: Name = TriageOutcome::VALUES[TriageOutcome::Duplicate as usize].name;

/// The columns: their names for programs, and what people call them.
const COLUMNS: [(&str, &str, &str); 29] = [
    ("review_id", "검토 ID", "review ID"),
    ("title", "제목", "title"),
    ("team", "부서", "team"),
    ("requester_subject", "요청자 계정", "requester's account"),
    ("requester_name", "요청자", "requester"),
    ("status", "상태", "status"),
    ("level", "위험 등급", "risk level"),
    ("score", "점수", "score"),
    ("depth", "검토 수준", "depth"),
    ("service_types", "서비스 유형", "service types"),
    ("components", "구성요소", "components"),
    ("total", "점검 항목", "checkpoints"),
    ("mandatory", "필수", "mandatory"),
    ("pass", "양호 건수", "Pass"),
    ("fail", "취약 건수", "Fail"),
    ("partial", "부분 이행 건수", "Partial"),
    ("not_applicable", "해당 없음 건수", "N/A"),
    ("mandatory_open", "미점검 필수", "mandatory left"),
    ("submitted_at", "요청 시각", "submitted"),
    ("updated_at", "변경 시각", "updated"),
    ("assignee_subject", "담당자 계정", "assignee's account"),
    ("assignee_name", "담당자", "assignee"),
    ("due_at", "처리 기한", "due"),
    ("overdue", "기한 초과", "overdue"),
    ("decision_stale", "재검토 필요", "decision out of date"),
    ("open_findings", "조치 항목", "open findings"),
    ("accepted_findings", "위험 수용 중", "accepted findings"),
    ("number", "검토 번호", "review"),
    ("duplicate", DUPLICATE.ko, DUPLICATE.en),
];

/// How the file is written.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Style {
    /// Whether it begins with the byte order mark.
    pub(super) mark: bool,
    /// For people who read this language; none for programs.
    pub(super) lang: Option<Lang>,
}

impl Style {
    fn names(self) -> [&'static str; 29] {
        COLUMNS.map(|(name, ko, en)| match self.lang {
            None => name,
            Some(Lang::Ko) => ko,
            Some(Lang::En) => en,
        })
    }

    /// A word of the vocabulary.
    fn word(self, word: &str, said: impl FnOnce() -> Text) -> String {
        match self.lang {
            None => name(word),
            Some(Lang::Ko) => said().ko,
            Some(Lang::En) => said().en,
        }
    }

    fn flag(self, flag: bool) -> String {
        match self.lang {
            None => flag.to_string(),
            Some(Lang::Ko) => if flag { "예" } else { "" }.to_owned(),
            Some(Lang::En) => if flag { "yes" } else { "" }.to_owned(),
        }
    }

    /// Words of a field of the request.
    fn words(self, path: &str, words: &[&str]) -> String {
        match self.lang {
            None => words.iter().map(|word| name(word)).collect::<Vec<_>>().join(";"),
            Some(Lang::Ko) => words_name(path, words).ko,
            Some(Lang::En) => words_name(path, words).en,
        }
    }
}

/// By this spreadsheets know UTF-8.
const MARK: &[u8] = "\u{feff}".as_bytes();

/// The lines of some reviews; at the beginning of the file the names before them, and the byte order mark if wished.
pub(super) fn write(
    style: Style,
    is_first: bool,
    reviews: &[Review],
) -> Result<Vec<u8>, Box<dyn std::error::Error + Send + Sync>> {
    let bytes = if is_first && style.mark { MARK.to_vec() } else { Vec::new() };
    let mut csv = WriterBuilder::new()
        .terminator(Terminator::CRLF)
        .quote_style(QuoteStyle::Necessary)
        .has_headers(false)
        .from_writer(bytes);
    if is_first {
        csv.write_record(style.names())?;
    }
    for review in reviews {
        csv.write_record(cells(style, review).iter().map(|cell| cell::guarded(cell).into_owned()))?;
    }
    csv.into_inner().map_err(|error| error.into_error().into())
}

fn cells(style: Style, review: &Review) -> [String; 29] {
    let (scored, assignee) = (review.scored, review.assignee.as_ref());
    let types: Vec<_> = review.service_types.iter().map(|word| word.as_str()).collect();
    let components: Vec<_> = review.components.iter().map(|word| word.as_str()).collect();
    let count = |pick: fn(&haetae_domain::diagnosis::Tally) -> u32| {
        review.tally.as_ref().map(|tally| pick(tally).to_string()).unwrap_or_default()
    };
    [
        review.review_id.to_string(),
        review.title.clone(),
        review.team.clone(),
        review.requester.subject.clone(),
        review.requester.name.clone(),
        style.word(review.status.as_str(), || review.standing()),
        scored.map(|scored| style.word(scored.level.as_str(), || named(scored.level))).unwrap_or_default(),
        scored.map(|scored| scored.score.to_string()).unwrap_or_default(),
        scored.map(|scored| style.word(scored.depth.as_str(), || named(scored.depth))).unwrap_or_default(),
        style.words("profile.service_types", &types),
        style.words("profile.components", &components),
        count(|tally| tally.total),
        count(|tally| tally.mandatory),
        count(|tally| tally.pass),
        count(|tally| tally.fail),
        count(|tally| tally.partial),
        count(|tally| tally.not_applicable),
        count(|tally| tally.mandatory_open),
        time_in_seoul(review.submitted_at.get()),
        time_in_seoul(review.updated_at.get()),
        assignee.map(|person| person.subject.clone()).unwrap_or_default(),
        assignee.map(|person| person.name.clone()).unwrap_or_default(),
        review.due_at.map(|at| time_in_seoul(at.get())).unwrap_or_default(),
        style.flag(review.overdue),
        style.flag(review.decision_stale),
        review.findings.open.to_string(),
        review.findings.accepted.to_string(),
        review.number.to_string(),
        style.flag(review.duplicate),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_first_and_only_once() {
        let marked = Style { mark: true, lang: None };
        let first = String::from_utf8(write(marked, true, &[]).unwrap()).unwrap();
        assert!(first.starts_with("\u{feff}review_id,title,team,"));
        assert!(first.ends_with(",accepted_findings,number,duplicate\r\n"));
        assert!(write(marked, false, &[]).unwrap().is_empty());
        assert!(write(Style::default(), true, &[]).unwrap().starts_with(b"review_id"));
    }

    /// D10: people read names and words of their language; those for programs stay as they are.
    #[test]
    fn people_read_their_own_words() {
        let ko = Style { mark: true, lang: Some(Lang::Ko) };
        assert!(String::from_utf8(write(ko, true, &[]).unwrap()).unwrap().starts_with("\u{feff}검토 ID,제목,부서,"));
        let level = |style: Style| style.word("high", || named(haetae_domain::vocabulary::Level::High));
        assert_eq!((level(ko), level(Style::default())), ("높음".to_owned(), "HIGH".to_owned()));
        assert_eq!(ko.words("profile.service_types", &["payment", "administration"]), "결제, 관리자 기능");
        assert_eq!((ko.words("profile.components", &[]), ko.flag(true)), (String::new(), "예".to_owned()));
    }
}
