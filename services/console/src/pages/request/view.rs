//! View model of `/reviews/new`.

use askama::Template;
use haetae_proto::dashboard::v1::ReviewRow;
use haetae_service_kit::auth::Role;

use super::{fields::Section, preview::Preview, similar::Other};
use crate::{
    api::{Kind as ProblemKind, Problem},
    assets::REQUESTING,
    pages::{
        fault::what_and_detail,
        frame::Frame,
        inputs::{Input, Kind, mark},
        visitor::Visitor,
    },
    text::Say,
};

/// The parts beside the fields.
#[derive(Debug)]
pub(super) struct Beside {
    pub(super) request_id: String,
    pub(super) preview: Preview,
    /// Why the request was refused.
    pub(super) problem: Option<Problem>,
    /// Similar reviews.
    pub(super) similar: Vec<Other>,
    /// Reviews to begin with.
    pub(super) earlier: Vec<ReviewRow>,
    /// The number of the one it was begun with.
    pub(super) from: String,
    /// Whether the fields contain submitted input.
    pub(super) sent: bool,
}

impl Default for Beside {
    fn default() -> Self {
        Self {
            request_id: String::new(),
            preview: Preview::Unasked,
            problem: None,
            similar: Vec::new(),
            earlier: Vec::new(),
            from: String::new(),
            sent: false,
        }
    }
}

/// The preview alone.
#[derive(Template)]
#[template(path = "request/preview.html")]
pub(super) struct PreviewPart {
    pub(super) t: Say,
    pub(super) preview: Preview,
}

/// The page.
#[derive(Template)]
#[template(path = "request/page.html")]
pub(super) struct RequestPage {
    frame: Frame,
    t: Say,
    script: &'static str,
    /// Why the person cannot request anything; the form is shown when they can.
    why_not: Option<String>,
    /// The problem, and the service's explanation.
    problem: Option<(String, String)>,
    /// Faults: the field, its label, and the problem.
    faults: Vec<(&'static str, String, String)>,
    /// Faults that belong to no field.
    others: Vec<String>,
    similar: Vec<Other>,
    earlier: Vec<(String, String)>,
    begun_with: String,
    sections: Vec<Section>,
    preview: Preview,
    request_id: String,
    sent: bool,
}

impl RequestPage {
    /// The form.
    pub(super) fn new(visitor: &Visitor, mut sections: Vec<Section>, beside: Beside) -> Self {
        let (t, caller) = (visitor.say(), &visitor.caller);
        let why_not = match () {
            () if !caller.roles.has(Role::Requester) => Some(t.text("act-not-yours")),
            () if caller.team.is_empty() => Some(t.text("request-no-team")),
            () => None,
        };
        let refusal = beside.problem.as_ref().and_then(|problem| problem.refusal.as_deref());
        let wrong = refusal.map(|refusal| refusal.fields.as_slice()).unwrap_or_default();
        let mut inputs: Vec<&mut Input> = sections.iter_mut().flat_map(|section| &mut section.inputs).collect();
        let others = mark(&mut inputs, wrong);
        let faults = inputs.iter().filter(|input| !input.wrong.is_empty());
        let faults = faults.map(|input| (input.name, input.label.clone(), input.wrong.clone())).collect();
        // Faults are shown at their fields; the message above adds nothing.
        let problem = beside.problem.as_ref().map(|problem| {
            let (what, detail) = what_and_detail(t, problem);
            if problem.kind == ProblemKind::Invalid { (what, String::new()) } else { (what, detail) }
        });
        let earlier = beside.earlier.into_iter().map(|row| (row.number, row.title));
        Self {
            frame: Frame::new(&visitor.visit, &t.step("SubmitReview")),
            script: &REQUESTING.path,
            why_not,
            problem,
            faults,
            others,
            similar: beside.similar,
            earlier: earlier.filter(|(number, _)| !number.is_empty()).collect(),
            begun_with: match beside.from.as_str() {
                "" => String::new(),
                number => t.with("request-begun-with", &[("number", number)]),
            },
            sections,
            preview: beside.preview,
            request_id: if beside.request_id.is_empty() { haetae_client::request_id() } else { beside.request_id },
            sent: beside.sent,
            t,
        }
    }
}
