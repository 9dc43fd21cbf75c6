//! This platform's own values in an OSCAL document.

use haetae_domain::text::Text;
use serde_json::{Value, json};

/// Namespace of the platform's own properties.
const NAMESPACE: &str = "urn:haetae:oscal";

/// One of the platform's own properties. Values are one line and never empty.
pub(super) fn prop(name: &str, value: impl Into<String>) -> Value {
    let value: String = value.into();
    let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
    json!({ "name": name, "ns": NAMESPACE, "value": if value.is_empty() { "-".to_owned() } else { value } })
}

/// A text in both languages.
pub(super) fn both(text: &Text) -> String {
    format!("{} ({})", text.ko, text.en)
}
