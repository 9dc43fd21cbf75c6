//! Every way to overlook an event is found, and no other code is.

use super::*;

fn overlooked(body: &str) -> Vec<String> {
    let text = format!("use {{a::Event as Wire, b::Event as F}};\nfn f(event: Event) {{ {body} }}");
    Events::read().unwrap().overlooked(&text).unwrap()
}

#[test]
fn code_that_waits_for_an_event_is_found() {
    for body in [
        "matches!(event, Event::Decided(_))",
        "g(|event| matches!(event, Wire::FixVerified(_) | Wire::FixRejected(_)))",
        "use finding::Event::{FixVerified, Overdue}; matches!(event, Overdue { .. })",
        "if let review::Event::Submitted(request) = event { g(request) }",
        "if let Some(finding::Event::Opened(opened)) = &event && opened.due { g(opened) }",
        "while let Some(Wire::RiskAssessed(it)) = next() { g(it) }",
        "let [Event::Assessed(new)] = events else { return };",
        "match event { Event::Decided(_) => g(), _ => {} }",
        "match event { Event::Decided(_) => g(), other => {} }",
        "match event { Some(Event::Opened(it)) if it.due => g(), Some(_) => h(), None => {} }",
        "match (state, event) { (None, Event::Opened(it)) => g(it), (None, _) => return }",
        "if entry.event == \"ReviewDecided\" { g() }",
        "match event { Event::Finding { event: F::Retracted { it }, .. } => g(it), Event::Finding { .. } => {} }",
        "match event { Event::Decided(_) | Event::Reopened { .. } => g(), Event::Withdrawn { .. } | _ => {} }",
    ] {
        assert_eq!(overlooked(body).len(), 1, "{body}");
    }
    let method = "impl Fact { fn f(&self) { if let Self::ReviewTriaged(it) = self { g(it) } } }";
    assert_eq!(overlooked(method), ["if let waits for Self::ReviewTriaged"]);
}

#[test]
fn code_that_decides_every_event_is_not() {
    for body in [
        "match event { Event::Decided(_) => g(), Event::Reopened { .. } | Event::Amended(_) => {} }",
        "match event { Wire::FixVerified(it) => Ok(it), other => Err(Misplaced(other.name())) }",
        "match event { Wire::FixVerified(it) => Ok(it), other => Err(format!(\"{other}\")) }",
        "match (event, state) { (Event::Decided(_), State::New) => g(), (Event::Reopened { .. }, _) => {} }",
        "match session { Event::Disconnected => g(), _ => {} }",
        "if let Event::ServerError(error) = event { g(error) }",
        "if let Some(request) = event.request() { g(request) }",
    ] {
        assert_eq!(overlooked(body), [""; 0], "{body}");
    }
    let test = "#[cfg(test)] mod tests { fn f() { assert!(matches!(event, Event::Decided(_))) } }";
    assert_eq!(Events::read().unwrap().overlooked(test).unwrap(), [""; 0]);
}
