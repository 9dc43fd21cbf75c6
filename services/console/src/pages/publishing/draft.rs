//! A text that is published or corrected.

use haetae_document::Format;

use crate::api::Problem;

/// A text as the form shows it again.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    pub(crate) text: String,
    pub(crate) format: Format,
}

impl Draft {
    /// A published document, to begin with.
    ///
    /// # Errors
    /// When it is no document, which is a defect.
    pub(crate) fn of(document: &[u8], format: Format) -> Result<Self, Problem> {
        let text = format.write(document).map_err(|error| Problem::defect(&error))?;
        Ok(Self { text, format })
    }
}
