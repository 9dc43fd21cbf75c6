//! The displayed text of a cell.

use calamine::{DataRef, Style};

use crate::words::Said;

/// Whole numbers below this are displayed with all their digits.
const LARGEST: f64 = 1e11;
/// Digits that a spreadsheet displays for an unformatted number in a column of any width.
const DIGITS: usize = 9;
/// Formats that do not change the display: none, `General`, and text.
const PLAIN: [u32; 2] = [0, 49];
/// Custom formats have numbers from here on.
const OWN: u32 = 164;

/// Returns the displayed text, if it is the same on every machine.
///
/// # Errors
/// The kind of content, if its display depends on a format or if it has no computed value.
pub(super) fn shown(value: &DataRef<'_>, style: Option<&Style>) -> Result<String, Said> {
    Ok(match value {
        DataRef::Empty => String::new(),
        DataRef::String(text) => lines(text),
        DataRef::SharedString(text) => lines(text),
        DataRef::Bool(truth) => if *truth { "TRUE" } else { "FALSE" }.to_owned(),
        DataRef::Int(number) if is_plain(style) => number.to_string(),
        DataRef::Float(number) if is_plain(style) => plain(*number).ok_or_else(|| said("긴 숫자", "a long number"))?,
        DataRef::Int(_) | DataRef::Float(_) => {
            return Err(if code(style).contains('%') {
                said("백분율", "a percentage")
            } else {
                said("서식이 있는 숫자", "a formatted number")
            });
        }
        DataRef::DateTime(_) | DataRef::DateTimeIso(_) | DataRef::DurationIso(_) => {
            return Err(said("날짜·시간", "a date or time"));
        }
        DataRef::Error(error) => return Err(said(&format!("오류 {error}"), &format!("the error {error}"))),
    })
}

fn lines(text: &str) -> String {
    text.replace("\r\n", "\n").replace("_x000D_\n", "\n")
}

fn code(style: Option<&Style>) -> &str {
    style.and_then(|style| style.number_format.as_ref()).map_or("", |format| format.format_code.as_str())
}

/// Whether numbers are displayed as typed.
fn is_plain(style: Option<&Style>) -> bool {
    let format = style.and_then(|style| style.number_format.as_ref());
    // A format that is built in and not known to the reader has no code of its own.
    format
        .and_then(|format| format.format_id)
        .is_none_or(|id| PLAIN.contains(&id) || (id >= OWN && ["General", "@"].contains(&code(style))))
}

/// Formats a number without a format; none if its display depends on the width of the column.
fn plain(number: f64) -> Option<String> {
    let text = number.to_string();
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let whole = number.fract() == 0.0 && number.abs() < LARGEST;
    (whole || (digits <= DIGITS && number.is_finite())).then_some(text)
}

fn said(ko: &str, en: &str) -> Said {
    Said { ko: ko.to_owned(), en: en.to_owned() }
}

#[cfg(test)]
mod tests;
