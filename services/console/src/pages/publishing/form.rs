//! The form to publish a document.

use axum::http::StatusCode;
use haetae_document::Format;

use super::draft::Draft;
use crate::text::Say;

/// What is wrong with what was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Wrong {
    /// Faults of the document, each with its place.
    Faults(Vec<String>),
    /// Something else, with the status of the page.
    Whole(StatusCode, String),
}

impl Wrong {
    /// The status of the page.
    pub(crate) const fn status(&self) -> StatusCode {
        match self {
            Self::Faults(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Whole(status, _) => *status,
        }
    }
}

/// The form.
#[derive(Debug)]
pub(crate) struct PublishForm {
    /// Where it is sent.
    pub(crate) action: &'static str,
    /// Where one goes instead.
    pub(crate) back: &'static str,
    pub(crate) request_id: String,
    pub(crate) text: String,
    /// Each with whether it is chosen.
    pub(crate) formats: Vec<(&'static str, &'static str, bool)>,
    /// Names the content that was checked; empty before it is, and when it cannot be published.
    pub(crate) checked: String,
    /// Whether it was changed since it was checked.
    pub(crate) again: bool,
    /// How many faults there are.
    pub(crate) total: String,
    pub(crate) faults: Vec<String>,
    pub(crate) refused: String,
}

impl PublishForm {
    /// The form with a text.
    pub(crate) fn new((action, back): (&'static str, &'static str), draft: Draft, request_id: String) -> Self {
        let format = |one: Format| (one.name(), one.title(), one == draft.format);
        Self {
            action,
            back,
            request_id,
            formats: Format::ALL.map(format).to_vec(),
            text: draft.text,
            checked: String::new(),
            again: false,
            total: String::new(),
            faults: Vec::new(),
            refused: String::new(),
        }
    }

    /// The same, with what is wrong.
    pub(crate) fn wrong(self, t: Say, wrong: Wrong) -> Self {
        match wrong {
            Wrong::Faults(faults) => Self { total: t.count("publish-faults", faults.len() as u64), faults, ..self },
            Wrong::Whole(_, refused) => Self { refused, ..self },
        }
    }
}
