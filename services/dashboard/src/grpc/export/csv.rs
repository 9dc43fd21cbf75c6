//! RFC 4180, for spreadsheets.

use csv::{QuoteStyle, Terminator, WriterBuilder};
use haetae_domain::{
    calendar::{minute_in_seoul, time_in_seoul},
    cell,
    text::Text,
};
use haetae_service_kit::error::Lang;

use super::columns::{COLUMNS, Column, Held, contract_name};
use crate::{board::Review, words::words_name};

/// The options of the file.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Style {
    /// Whether it begins with the byte order mark.
    pub(super) mark: bool,
    /// The language of readers; none for programs.
    pub(super) lang: Option<Lang>,
}

/// The columns that identify a review: the number, which comes first for people, and the id, which comes last for them.
const NUMBER: &str = "number";
const ID: &str = "review_id";

impl Style {
    /// The columns in their order. Programs know them by their places, which never change.
    fn columns(self) -> Vec<&'static Column> {
        let mut columns: Vec<&Column> = COLUMNS.iter().collect();
        if self.lang.is_some() {
            columns.sort_by_key(|column| match column.name {
                NUMBER => 0,
                ID => 2,
                _ => 1,
            });
        }
        columns
    }

    fn heading(self, column: &Column) -> &'static str {
        match self.lang {
            None => column.name,
            Some(Lang::Ko) => column.called.ko,
            Some(Lang::En) => column.called.en,
        }
    }

    fn cell(self, held: Held<'_>) -> String {
        match (held, self.lang) {
            (Held::Text(text), _) => text.into_owned(),
            (Held::Word(word, _), None) => contract_name(word),
            (Held::Word(_, name), Some(lang)) => in_language(name, lang),
            (Held::Words(_, words), None) => words.into_iter().map(contract_name).collect::<Vec<_>>().join(";"),
            (Held::Words(path, words), Some(lang)) => in_language(words_name(path, &words), lang),
            (Held::Number(number), _) => number.to_string(),
            (Held::Time(at), None) => time_in_seoul(at.get()),
            // Spreadsheets take nothing with an offset for a time.
            (Held::Time(at), Some(_)) => minute_in_seoul(at.get()),
            (Held::Flag(flag), None) => flag.to_string(),
            (Held::Flag(false), Some(_)) => String::new(),
            (Held::Flag(true), Some(lang)) => in_language(Text::new("예", "yes"), lang),
        }
    }
}

fn in_language(text: Text, lang: Lang) -> String {
    match lang {
        Lang::Ko => text.ko,
        Lang::En => text.en,
    }
}

/// The byte order mark, by which spreadsheets recognise UTF-8.
const MARK: &[u8] = "\u{feff}".as_bytes();

/// The lines of some reviews; at the beginning of the file also the header line, and the byte order mark if
/// requested.
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
    let columns = style.columns();
    if is_first {
        csv.write_record(columns.iter().map(|column| style.heading(column)))?;
    }
    for review in reviews {
        let cells =
            columns.iter().map(|column| (column.value)(review).map_or_else(String::new, |held| style.cell(held)));
        csv.write_record(cells.map(|text| cell::guarded(&text).into_owned()))?;
    }
    csv.into_inner().map_err(|error| error.into_error().into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::named;

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
        let heads = String::from_utf8(write(ko, true, &[]).unwrap()).unwrap();
        assert!(heads.starts_with("\u{feff}검토 번호,제목,부서,") && heads.ends_with(",검토 ID\r\n"), "{heads}");
        let at = haetae_projector::PgTimestamp::new("2026-12-08T14:59:59Z".parse().unwrap());
        let time = |style: Style| style.cell(Held::Time(at));
        assert_eq!((time(ko), time(Style::default())), ("2026-12-08 23:59".into(), "2026-12-08T23:59:59+09:00".into()));
        let level = |style: Style| style.cell(Held::Word("high", named(haetae_domain::vocabulary::Level::High)));
        assert_eq!((level(ko), level(Style::default())), ("높음".to_owned(), "HIGH".to_owned()));
        let types = |style: Style| style.cell(Held::Words("profile.service_types", vec!["payment", "administration"]));
        assert_eq!(
            (types(ko), types(Style::default())),
            ("결제, 관리자 기능".to_owned(), "PAYMENT;ADMINISTRATION".to_owned())
        );
        let none = ko.cell(Held::Words("profile.components", vec![]));
        let flag = |style: Style, flag| style.cell(Held::Flag(flag));
        assert_eq!((none, flag(ko, true), flag(ko, false)), (String::new(), "예".to_owned(), String::new()));
        assert_eq!(flag(Style::default(), false), "false");
    }
}
