//! Documents of the platform as people read and edit them.

use serde_json::Value;

use crate::{failure::Failure, output, words::Said};

/// How a document is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Form {
    /// JSON over several lines
    Json,
    /// TOML, as authors write it
    Toml,
    /// YAML
    Yaml,
}

/// Writes a policy or catalogue to standard output, in a form that publish takes back as the same content.
///
/// # Errors
/// When it is no document, or cannot be written.
pub(crate) fn write_document(document: &[u8], form: Form) -> Result<(), Failure> {
    output::write(&written(document, form).map_err(|cause| {
        Failure::Broken(Said {
            ko: format!("문서를 출력할 수 없습니다: {cause}"),
            en: format!("the document cannot be written: {cause}"),
        })
    })?)
}

fn written(document: &[u8], form: Form) -> Result<String, String> {
    let told = |error: &dyn std::error::Error| error.to_string();
    let document: Value = serde_json::from_slice(document).map_err(|error| told(&error))?;
    match form {
        Form::Json => Ok(serde_json::to_string_pretty(&document).map_err(|error| told(&error))? + "\n"),
        Form::Yaml => serde_saphyr::to_string(&document).map_err(|error| told(&error)),
        // TOML has no null; a name without a value says the same.
        Form::Toml => toml::to_string_pretty(&without_null(document)).map_err(|error| told(&error)),
    }
}

fn without_null(value: Value) -> Value {
    match value {
        Value::Object(fields) => fields
            .into_iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(name, value)| (name, without_null(value)))
            .collect::<serde_json::Map<_, _>>()
            .into(),
        Value::Array(items) => items.into_iter().map(without_null).collect(),
        other @ (Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_)) => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// D9: a document is readable in every form, and each form is the same document.
    #[test]
    fn every_form_is_readable_and_the_same() {
        let document = br#"{"cut_offs":{"high":60,"medium":40},"floor":null,"escalators":[{"id":"a","points":[1,2]}],"title":{"ko":"\ud55c"}}"#;
        let text = |form| written(document, form).unwrap();
        let json: Value = serde_json::from_str(&text(Form::Json)).unwrap();
        assert_eq!(json, serde_json::from_slice::<Value>(document).unwrap());
        let bare = without_null(json);
        assert_eq!(toml::from_str::<Value>(&text(Form::Toml)).unwrap(), bare);
        assert_eq!(without_null(serde_saphyr::from_str(&text(Form::Yaml)).unwrap()), bare);
        for form in [Form::Json, Form::Toml, Form::Yaml] {
            assert!(text(form).lines().count() > 6 && text(form).contains("한"), "{}", text(form));
        }
    }
}
