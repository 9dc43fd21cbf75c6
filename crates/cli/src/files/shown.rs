//! Documents of the platform as people read and edit them.

use haetae_document::Format;

use crate::{failure::Failure, output, words::Said};

/// Writes a policy or catalogue to standard output, in a form that publish takes back as the same content.
///
/// # Errors
/// A failure if the bytes are not a document, or cannot be written.
pub(crate) fn write_document(document: &[u8], form: Format) -> Result<(), Failure> {
    output::write(&form.write(document).map_err(|cause| {
        Failure::Broken(Said {
            ko: format!("문서를 출력할 수 없습니다: {cause}"),
            en: format!("the document cannot be written: {cause}"),
        })
    })?)
}
