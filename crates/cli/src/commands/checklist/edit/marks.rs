//! Marks in the editor's text: faults of lines, and results that other reviewers recorded for filled-in checkpoints.

use std::fmt::Write as _;

use haetae_proto::common::v1::VerdictResult;
use haetae_sheet::{At, Row, mark};

use crate::{
    files::Fault,
    views::{Look, person},
};

/// The beginning of a line that marks a fault in the line below.
pub(super) const WRONG: &str = "#!";
/// The beginning of a line that names the result on which the entry above is based.
const BASE: &str = "base =";

/// Whether a line, from 1, has a mark above it.
pub(super) fn is_marked(text: &str, line: usize) -> bool {
    line.checked_sub(2).and_then(|above| text.lines().nth(above)).is_some_and(|above| above.starts_with(WRONG))
}

/// Returns the text with each fault above its line, replacing former marks.
pub(super) fn marked(text: &str, faults: &[Fault], look: &Look) -> String {
    let mut out = String::new();
    let say = |fault: &Fault| format!("{WRONG} {}\n", fault.say(look.lang).replace('\n', " "));
    out.extend(faults.iter().filter(|fault| fault.line().is_none()).map(say));
    for (number, line) in (1..).zip(text.lines()) {
        out.extend(faults.iter().filter(|fault| fault.line() == Some(number)).map(say));
        if !line.starts_with(WRONG) {
            out.push_str(line);
            out.push('\n');
        }
    }
    out
}

/// The text with the results of others above those that were filled in, and below them on which result each would be recorded
/// now. What the person wrote stays.
pub(super) fn beside_others(text: &str, conflicts: &[Row], look: &Look) -> String {
    let mut out = String::new();
    let mut was_conflict = false;
    for (number, line) in (1..).zip(text.lines()) {
        let is_old = line.starts_with(WRONG) || (was_conflict && line.starts_with(BASE));
        let conflict = conflicts.iter().find(|row| row.at == At::Line(number));
        was_conflict = conflict.is_some();
        if is_old {
            continue;
        }
        // Writing into a text does not fail.
        if let Some(row) = conflict {
            let _ = writeln!(out, "{WRONG} {}", met(row, look).replace('\n', " "));
        }
        out.push_str(line);
        out.push('\n');
        if let Some(row) = conflict {
            let _ = writeln!(out, "{BASE} \"{}\"", mark(row.was.as_ref()));
        }
    }
    out
}

/// The mark for another reviewer's result, with the options.
fn met(row: &Row, look: &Look) -> String {
    let was = row.was.clone().unwrap_or_default();
    let (result, by) = (look.word::<VerdictResult>(was.result), person(was.judged_by.as_ref()));
    let (at, reason) = (look.when(was.judged_at.as_ref()), if was.reason.is_empty() { "-" } else { &was.reason });
    match look.lang {
        crate::words::Lang::Ko => format!(
            "그 사이 {by} 님이 기록한 결과: {result} ({at}), 사유: {reason}. 아래 결과로 바꾸려면 이 줄을 지우고, 그대로 두려면 result를 비우십시오."
        ),
        crate::words::Lang::En => format!(
            "{by} recorded {result} meanwhile ({at}), reason: {reason}. To replace it with yours delete this line; to let it stand empty result."
        ),
    }
}
