//! The meaning of a text that names a review.

use uuid::Uuid;

use crate::words::Said;

/// The least that is written of an id of which only the beginning is given.
const SHORTEST: usize = 4;
/// Figures of a number without its year. No year has more reviews; a longer row of figures begins an id.
const FIGURES: usize = 6;

/// The meaning of a text that names a review.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Meant {
    /// A whole id.
    Id(String),
    /// A short number, with its year.
    Number(String),
    /// The beginning of an id.
    Beginning(String),
}

/// Why a text names no review.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum NotMeant {
    /// It is neither a number, nor an id, nor how one begins.
    Nothing,
    /// It could begin many ids.
    TooShort,
}

/// Reads the text. A number without a year is of this year, and never the beginning of an id.
///
/// # Errors
/// When it names no review.
pub(super) fn meant(given: &str, this_year: i16) -> Result<Meant, NotMeant> {
    if let Some((year, place)) = number(given, this_year) {
        return match place.trim_start_matches('0') {
            // Numbers begin with 1.
            "" => Err(NotMeant::Nothing),
            place => Ok(Meant::Number(format!("R-{year}-{place:0>4}"))),
        };
    }
    if let Ok(id) = Uuid::try_parse(given) {
        return Ok(Meant::Id(id.to_string()));
    }
    let fits = |(place, byte): (usize, u8)| match place {
        8 | 13 | 18 | 23 => byte == b'-',
        _ => byte.is_ascii_hexdigit(),
    };
    match given.len() {
        1..36 if !given.bytes().enumerate().all(fits) => Err(NotMeant::Nothing),
        1..SHORTEST => Err(NotMeant::TooShort),
        SHORTEST..36 => Ok(Meant::Beginning(given.to_ascii_lowercase())),
        _ => Err(NotMeant::Nothing),
    }
}

/// The year and the place of a short number: `R-2026-0142`, `2026-142` and, of this year, `142`.
fn number(given: &str, this_year: i16) -> Option<(String, &str)> {
    let lettered = given.strip_prefix(['R', 'r']).map(|rest| rest.strip_prefix('-').unwrap_or(rest));
    let rest = lettered.unwrap_or(given);
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let (year, place) = match rest.split_once('-') {
        Some((year, place)) => (year.to_owned(), place),
        None => (this_year.to_string(), rest),
    };
    (year.len() == 4 && digits(&year) && digits(place) && place.len() <= FIGURES).then_some((year, place))
}

impl NotMeant {
    /// Both ways to name a review, and why this is neither.
    pub(super) fn say(&self, given: &str) -> Said {
        match self {
            Self::Nothing => Said {
                ko: format!(
                    "`{given}`은(는) 검토를 가리키지 않습니다. 검토 번호(예: R-2026-0142, 올해 것은 142), ID 또는 ID의 앞 {SHORTEST}자 이상을 쓰십시오."
                ),
                en: format!(
                    "`{given}` names no review; write its number, e.g. R-2026-0142 or 142 of this year, its id, or at least {SHORTEST} characters of how the id begins"
                ),
            },
            Self::TooShort => Said {
                ko: format!(
                    "`{given}`은(는) ID의 앞부분으로 너무 짧습니다. ID의 앞 {SHORTEST}자 이상이나 검토 번호(예: R-2026-0142, 올해 것은 142)를 쓰십시오."
                ),
                en: format!(
                    "`{given}` is too short for the beginning of an id; write at least {SHORTEST} characters of it, or the number of the review, e.g. R-2026-0142 or 142 of this year"
                ),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Ids (D5): a number, with or without its letter and this year, and the beginning of an id are looked up; a whole id
    /// is not. A text that is none of them is reported before any service is called.
    #[test]
    fn what_is_looked_up() {
        let number = |number: &str| Ok(Meant::Number(number.to_owned()));
        let begins = |begins: &str| Ok(Meant::Beginning(begins.to_owned()));
        for (given, found) in [
            ("R-2026-0142", "R-2026-0142"),
            ("r-2026-142", "R-2026-0142"),
            ("2026-0142", "R-2026-0142"),
            ("16", "R-2027-0016"),
            ("0016", "R-2027-0016"),
            ("R-16", "R-2027-0016"),
            ("1624", "R-2027-1624"),
            ("123456", "R-2027-123456"),
        ] {
            assert_eq!(meant(given, 2027), number(found), "{given}");
        }
        assert_eq!(meant("D86238b2", 2027), begins("d86238b2"));
        assert_eq!(meant("d86238b2-64", 2027), begins("d86238b2-64"));
        assert_eq!(meant("16240032", 2027), begins("16240032"), "as lists abbreviate an id of figures");
        let id = "d86238b2-64a5-5f7e-b6f1-6e31a32e4f57";
        for given in [id, &id.to_ascii_uppercase(), &id.replace('-', "")] {
            assert_eq!(meant(given, 2027), Ok(Meant::Id(id.to_owned())), "{given}");
        }
        for given in
            ["no-uuid", "", "R-26-1", "R-2026-", "d86238b-264", "R-2026-0142x", "R-", "1x", "0", "0000", "R-2026-0000"]
        {
            assert_eq!(meant(given, 2027), Err(NotMeant::Nothing), "{given}");
        }
    }

    /// A slip of the keyboard names no review, even where only one id begins so.
    #[test]
    fn the_beginning_of_an_id_has_four_characters() {
        for given in ["d", "d8", "1c", "d86"] {
            assert_eq!(meant(given, 2026), Err(NotMeant::TooShort), "{given}");
        }
        assert_eq!(meant("d862", 2026), Ok(Meant::Beginning("d862".to_owned())));
        for said in [NotMeant::TooShort.say("d8"), NotMeant::Nothing.say("nope")] {
            assert!(said.en.contains("R-2026-0142") && said.en.contains("at least 4 characters"), "{said:?}");
            assert!(said.ko.contains("R-2026-0142") && said.ko.contains("4자 이상"), "{said:?}");
        }
    }
}
