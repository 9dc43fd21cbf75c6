//! The difference between recorded events and those derived from the rules, under the names of the contract.

use std::fmt::Debug;

use haetae_event_log::codec::Aggregate;
use haetae_proto::event::v1::event::Event;

use crate::what::{Difference, Value};

/// Maximum length of a reported value.
const LONGEST: usize = 120;

/// The first field of the first event that differs, with its recorded value and the derived one.
pub(super) fn difference<A: Aggregate>(recorded: &[A::Event], derived: &[A::Event]) -> Difference {
    let wire = |events: &[A::Event]| events.iter().map(A::encode).collect::<Vec<_>>();
    let (recorded, derived) = (wire(recorded), wire(derived));
    let names = |events: &[Event]| events.iter().map(|event| event.name().to_owned()).collect::<Vec<_>>();
    let (had, given) = (names(&recorded), names(&derived));
    if had != given {
        return Difference::Events { recorded: had, derived: given };
    }
    let mut pairs = recorded.iter().zip(&derived);
    match pairs.find_map(|(recorded, derived)| field(recorded, derived)) {
        Some((path, recorded, derived)) => Difference::Field { path, recorded, derived },
        None => Difference::Whole { events: had },
    }
}

/// Path and both values of the first field that differs.
fn field(recorded: &impl Debug, derived: &impl Debug) -> Option<(String, Value, Value)> {
    let (recorded, derived) = (format!("{recorded:#?}"), format!("{derived:#?}"));
    let mut within: Vec<(usize, &str)> = Vec::new();
    for (had, given) in recorded.lines().zip(derived.lines()) {
        let indent = |line: &str| line.len() - line.trim_start().len();
        // Where a list ends on one side, its next entry is the place.
        let line = if indent(given) > indent(had) { given } else { had };
        let (indent, label) = (indent(line), label(line.trim_start()));
        within.retain(|(outer, _)| *outer < indent);
        if had != given {
            let path = within.iter().map(|(_, label)| *label).chain([label]);
            let path: Vec<_> = path.filter(|label| !label.is_empty()).collect();
            return Some((path.join("."), value(had), value(given)));
        }
        within.push((indent, label));
    }
    None
}

/// The name of the field or the event that a line begins.
fn label(line: &str) -> &str {
    match line.split_once(": ") {
        Some((name, _)) if name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') => name,
        // The wrapper of an event has the name of the event itself.
        Some(_) | None => line.strip_suffix('(').unwrap_or(""),
    }
}

/// The value in a line, without the name of its field.
fn value(line: &str) -> Value {
    let line = line.trim().trim_end_matches(',');
    let said = if label(line).is_empty() { line } else { line.split_once(": ").map_or(line, |(_, said)| said) };
    match said {
        "]" | "}" | ")" | "None" => Value::Nothing,
        "[" | "{" | "(" | "Some(" => Value::Something,
        said if said.chars().count() > LONGEST => Value::Shown(said.chars().take(LONGEST).chain(['…']).collect()),
        said => Value::Shown(said.trim_end_matches(['{', '(', '[']).trim_end().to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use haetae_domain::{diagnosis::Standing, ids::Person, review::Event, vocabulary::Status};
    use haetae_event_log::codec::Reviews;

    use super::*;

    #[test]
    fn the_first_field_that_differs_is_named_with_both_values() {
        let assigned = |subject: &str, claimed| Event::Assigned {
            assignee: Person { subject: subject.into(), name: "김".into() },
            claimed,
            reason: "a: b".into(),
        };
        let said = |one, other| difference::<Reviews>(&[one], &[other]).text().en;
        assert_eq!(
            said(assigned("somebody", false), assigned("kim", false)),
            r#"ReviewAssigned.assignee.subject: recorded is "somebody", and the rules give "kim""#
        );
        assert_eq!(
            said(assigned("kim", true), assigned("kim", false)),
            "ReviewAssigned.claimed: recorded is true, and the rules give false"
        );
        let progressed = |status| {
            let (standing, cause) = (Standing::default(), String::new());
            Event::Progressed(haetae_domain::review::Progress { status, standing, cause })
        };
        let status = said(progressed(Status::AwaitingDecision), progressed(Status::AwaitingRemediation));
        assert!(status.starts_with("ReviewProgressed.status: recorded is "), "{status}");
        assert_eq!(
            difference::<Reviews>(&[Event::DiagnosisStarted], &[]).text().en,
            "recorded is ReviewDiagnosisStarted, and the rules give nothing"
        );
    }
}
