//! What differs between two versions of a catalogue, as a part of pages.

use haetae_document::{Difference, What, differences};

use crate::{api::Problem, text::Say};

/// What differs.
#[derive(Debug)]
pub(super) struct Differences {
    /// How many were added, changed and retired; empty when none.
    pub(super) lead: String,
    pub(super) rows: Vec<DifferenceLine>,
}

#[derive(Debug)]
pub(super) struct DifferenceLine {
    pub(super) what: &'static str,
    /// The class of the stylesheet.
    pub(super) class: &'static str,
    pub(super) part: &'static str,
    pub(super) id: String,
    pub(super) title: String,
    /// The fields that changed.
    pub(super) fields: String,
}

impl Differences {
    /// What differs between two documents.
    ///
    /// # Errors
    /// When one of them is no document, which is a defect.
    pub(super) fn of(t: Say, (before, after): (&[u8], &[u8])) -> Result<Self, Problem> {
        let found = differences(before, after).map_err(|error| Problem::defect(&error.to_string()))?;
        let count = |what: What| found.iter().filter(|one| one.what == what).count().to_string();
        let (added, changed, retired) = (count(What::Added), count(What::Changed), count(What::Removed));
        let counts = [("added", added.as_str()), ("changed", &changed), ("retired", &retired)];
        let lead = if found.is_empty() { String::new() } else { t.with("catalogue-differences", &counts) };
        Ok(Self { lead, rows: found.iter().map(|one| row(t, one)).collect() })
    }
}

fn row(t: Say, one: &Difference) -> DifferenceLine {
    let lang = t.files();
    DifferenceLine {
        what: one.what.say(lang),
        class: match one.what {
            What::Added => "ok",
            What::Changed => "info",
            What::Removed => "warn",
        },
        part: one.part.say(lang),
        id: one.id.clone(),
        title: one.title(lang).to_owned(),
        fields: one.fields(lang),
    }
}
