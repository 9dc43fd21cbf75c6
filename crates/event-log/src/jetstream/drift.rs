//! Differences between the settings of a stream and the required settings.

use std::{collections::BTreeSet, fmt};

use serde_json::{Map, Value};

/// Settings without influence on the log's behaviour, and the subjects, which are repaired separately
/// ([`super::subjects::widen`]).
const COSMETIC: [&str; 5] = ["metadata", "description", "placement", "template_owner", "subjects"];

/// One setting that differs from its required value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drift {
    /// Its name, as the server calls it.
    pub setting: String,
    /// The required value; `unset` stands for the server's default.
    pub expected: String,
    /// The actual value.
    pub found: String,
}

impl fmt::Display for Drift {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} has to be {} but is {}", self.setting, self.expected, self.found)
    }
}

/// Every setting in which two configurations differ.
pub(super) fn compare(expected: &Value, found: &Value) -> Vec<Drift> {
    let none = Map::new();
    let (expected, found) = (expected.as_object().unwrap_or(&none), found.as_object().unwrap_or(&none));
    let names: BTreeSet<&String> = expected.keys().chain(found.keys()).collect();
    let relevant = names.into_iter().filter(|name| !COSMETIC.contains(&name.as_str()));
    relevant
        .filter_map(|name| {
            let (expected, found) = (setting_text(expected.get(name)), setting_text(found.get(name)));
            (expected != found).then(|| Drift { setting: name.clone(), expected, found })
        })
        .collect()
}

/// A setting as text. Servers omit default values or write them out, depending on their version.
fn setting_text(value: Option<&Value>) -> String {
    let neutral = |value: &Value| match value {
        Value::Null => true,
        Value::Bool(set) => !set,
        Value::Number(number) => number.as_i64() == Some(0),
        Value::String(text) => ["", "none", "default"].contains(&text.as_str()),
        Value::Array(items) => items.is_empty(),
        Value::Object(fields) => fields.is_empty(),
    };
    value.filter(|value| !neutral(value)).map_or_else(|| "unset".into(), Value::to_string)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn spelt_out_neutral_values_are_no_drift() {
        let expected = json!({"name": "EVENTS", "max_age": 0, "deny_delete": true});
        let found = json!({"name": "EVENTS", "deny_delete": true, "compression": "none", "metadata": {"a": "b"}});
        assert_eq!(compare(&expected, &found), vec![]);
    }

    #[test]
    fn every_difference_is_named_also_in_settings_this_client_does_not_know() {
        let expected = json!({"deny_delete": true, "max_msgs": -1});
        let found = json!({"max_msgs": 5, "forget_everything": true});
        let drifts = compare(&expected, &found);
        let named: Vec<_> = drifts.iter().map(|drift| (drift.setting.as_str(), drift.found.as_str())).collect();
        assert_eq!(named, [("deny_delete", "unset"), ("forget_everything", "true"), ("max_msgs", "5")]);
    }
}
