//! View model of the fault page.

use askama::Template;
use haetae_proto::common::v1::ErrorReason;
use haetae_service_kit::{auth::Role, telemetry::current_trace_id};

use crate::{
    api::{Kind, Problem},
    pages::frame::Frame,
    text::{Say, hex, key},
    visit::Visit,
};

/// A way out.
#[derive(Debug)]
pub(super) struct Way {
    pub(super) path: String,
    pub(super) text: String,
}

/// The page of a problem.
#[derive(Template)]
#[template(path = "fault.html")]
pub(super) struct FaultPage {
    frame: Frame,
    t: Say,
    /// The class of the message.
    class: &'static str,
    what: String,
    /// The service's explanation; empty when the console's own text is sufficient.
    detail: String,
    /// Each wrong field.
    fields: Vec<String>,
    ways: Vec<Way>,
    trace: String,
}

impl FaultPage {
    /// The page of a problem for a person.
    pub(super) fn new(problem: &Problem, visit: &Visit) -> Self {
        let t = visit.say;
        let refusal = problem.refusal.as_deref();
        let detail = detail(problem);
        let told = |(field, wrong): &(String, String)| match field.as_str() {
            "page_token" => t.text("fault-page-gone"),
            _ => wrong.clone(),
        };
        let fields = refusal.map(|refusal| refusal.fields.iter().map(told).collect());
        let frame = Frame::new(visit, &t.text("fault-title"));
        let trace = hex(&current_trace_id().unwrap_or_default());
        Self {
            t,
            class: class(problem.kind),
            what: what(t, problem),
            detail,
            fields: fields.unwrap_or_default(),
            ways: ways(visit, problem.kind, &frame),
            trace,
            frame,
        }
    }
}

/// The text for pages that show a problem beside the form's input: the problem, and the service's explanation.
pub(crate) fn says(t: Say, problem: &Problem) -> String {
    let fields = problem.refusal.as_deref().map(|refusal| refusal.fields.as_slice()).unwrap_or_default();
    let detail = if fields.is_empty() { detail(problem) } else { String::new() };
    let fields = fields.iter().map(|(_, wrong)| wrong.clone());
    let parts = [what(t, problem), detail].into_iter().chain(fields);
    parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The console's own text for the problem, and the service's explanation; the latter is empty when the former is
/// sufficient.
pub(crate) fn what_and_detail(t: Say, problem: &Problem) -> (String, String) {
    (what(t, problem), detail(problem))
}

/// The service's explanation, where it adds something to the console's own text.
fn detail(problem: &Problem) -> String {
    let says = matches!(problem.kind, Kind::NotNow | Kind::Busy | Kind::Duties);
    let refusal = problem.refusal.as_deref();
    let refusal = refusal.filter(|refusal| says || (problem.kind == Kind::Invalid && refusal.fields.is_empty()));
    refusal.map(|refusal| refusal.message.clone()).unwrap_or_default()
}

const fn class(kind: Kind) -> &'static str {
    match kind {
        Kind::ReadOnly | Kind::Unavailable | Kind::Defect => "bad",
        Kind::SignedOut | Kind::SignInOver | Kind::NotFound | Kind::Lagging => "",
        Kind::Forbidden
        | Kind::Duties
        | Kind::Changed
        | Kind::NotNow
        | Kind::Invalid
        | Kind::OutcomeUnknown
        | Kind::Busy
        | Kind::TooLarge
        | Kind::ForeignForm
        | Kind::StaleForm => "warn",
    }
}

/// What happened.
fn what(t: Say, problem: &Problem) -> String {
    let text = match problem.kind {
        Kind::SignedOut => key("fault-signed-out"),
        Kind::SignInOver => key("fault-sign-in-over"),
        Kind::Forbidden => return forbidden(t, problem),
        Kind::Duties => key("fault-duties"),
        Kind::NotFound if problem.is_for(ErrorReason::ReviewNotFound) => key("fault-no-review"),
        Kind::NotFound if problem.refusal.is_some() => key("fault-nothing"),
        Kind::NotFound => key("fault-no-page"),
        Kind::Changed => key("fault-changed"),
        Kind::NotNow => key("fault-not-now"),
        Kind::Invalid => key("fault-invalid"),
        Kind::Lagging => key("fault-lagging"),
        Kind::ReadOnly => key("fault-read-only"),
        Kind::Unavailable => key("fault-unavailable"),
        Kind::OutcomeUnknown => key("fault-outcome-unknown"),
        Kind::Busy => key("fault-busy"),
        Kind::TooLarge => key("fault-too-large"),
        Kind::ForeignForm => key("fault-foreign-form"),
        Kind::StaleForm => key("fault-stale-form"),
        Kind::Defect => key("fault-defect"),
    };
    t.text(text)
}

/// The required roles, if the service returned them.
fn forbidden(t: Say, problem: &Problem) -> String {
    let named = problem.refusal.as_deref().and_then(|refusal| refusal.facts.get("any_of_roles"));
    let roles = named.map(String::as_str).unwrap_or_default().split([',', ' ']).filter_map(Role::from_name);
    let roles: Vec<String> = roles.map(|role| t.role(role)).collect();
    if roles.is_empty() {
        t.text("fault-forbidden")
    } else {
        t.with("fault-forbidden-roles", &[("roles", &roles.join(" · "))])
    }
}

/// Where the person can go.
fn ways(visit: &Visit, kind: Kind, frame: &Frame) -> Vec<Way> {
    let t = visit.say;
    let way = |path: &str, text| Way { path: path.to_owned(), text: t.text(text) };
    let again = || way(&frame.path, key("fault-way-again"));
    let first = match kind {
        Kind::SignedOut => vec![way(&visit.sign_in(false), key("fault-way-sign-in"))],
        Kind::SignInOver => vec![way("/signin", key("fault-way-sign-in"))],
        Kind::NotFound => vec![way("/reviews", key("fault-way-reviews"))],
        Kind::Invalid if visit.reads && frame.path.contains('?') => {
            vec![way(frame.path.split('?').next().unwrap_or("/"), key("fault-way-again"))]
        }
        Kind::Lagging | Kind::Unavailable | Kind::OutcomeUnknown | Kind::Busy | Kind::StaleForm => vec![again()],
        Kind::Forbidden
        | Kind::Duties
        | Kind::Changed
        | Kind::NotNow
        | Kind::Invalid
        | Kind::ReadOnly
        | Kind::TooLarge
        | Kind::ForeignForm
        | Kind::Defect => Vec::new(),
    };
    // The first entry of the menu: not every role has work of its own.
    let home = frame.menu.first().map(|entry| Way { path: entry.path.to_owned(), text: entry.text.clone() });
    let home = home.filter(|home| first.iter().all(|way| way.path != home.path));
    first.into_iter().chain(home).collect()
}
