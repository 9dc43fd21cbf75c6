//! Values of our own in a document of the model.

use haetae_domain::text::Text;
use serde_json::{Value, json};

/// Namespace of our own properties.
const NAMESPACE: &str = "urn:haetae:oscal";

/// A property of ours. Values are one line and never empty.
pub(super) fn prop(name: &str, value: impl Into<String>) -> Value {
    let value: String = value.into();
    let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
    json!({ "name": name, "ns": NAMESPACE, "value": if value.is_empty() { "-".to_owned() } else { value } })
}

/// A text in both languages.
pub(super) fn both(text: &Text) -> String {
    format!("{} ({})", text.ko, text.en)
}
