//! Parts of sentences.

use haetae_domain::text::Text;

/// The same words after a beginning in each language.
pub(super) fn both(ko: &str, en: &str, words: &str) -> Text {
    Text::new(format!("{ko}{words}"), format!("{en}{words}"))
}

/// Texts in each language, joined.
pub(super) fn joined(texts: impl Iterator<Item = Text>, separator: &str) -> Text {
    let (ko, en): (Vec<_>, Vec<_>) = texts.map(|text| (text.ko, text.en)).unzip();
    Text::new(ko.join(separator), en.join(separator))
}
