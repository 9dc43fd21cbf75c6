//! The formats that people write.

use std::path::Path;

use haetae_sheet::words::Said;
use serde_json::Value;

use crate::fault::Fault;

/// The format of a document or a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "clap", derive(clap::ValueEnum))]
pub enum Format {
    /// Indented JSON
    Json,
    /// TOML, as authors write it
    Toml,
    /// YAML
    Yaml,
}

impl Format {
    /// All of them, the one that people write first.
    pub const ALL: [Self; 3] = [Self::Toml, Self::Yaml, Self::Json];

    /// Its name, which is the ending of files as well.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Toml => "toml",
            Self::Yaml => "yaml",
        }
    }

    /// The display name.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Json => "JSON",
            Self::Toml => "TOML",
            Self::Yaml => "YAML",
        }
    }

    /// Returns the format by the extension of the name. `-` is standard input, which is read as YAML; YAML includes
    /// JSON.
    #[must_use]
    pub fn of(file: &Path) -> Option<Self> {
        if file == Path::new("-") {
            return Some(Self::Yaml);
        }
        match file.extension()?.to_str()?.to_ascii_lowercase().as_str() {
            "toml" => Some(Self::Toml),
            "yaml" | "yml" => Some(Self::Yaml),
            "json" => Some(Self::Json),
            _ => None,
        }
    }

    /// Returns the format by the extension of the name.
    ///
    /// # Errors
    /// A fault if the extension is unknown.
    pub fn named(file: &Path) -> Result<Self, Fault> {
        Self::of(file).ok_or_else(|| {
            Fault::whole(Said {
                ko: "확장자로 형식을 알 수 없습니다. .toml, .yaml, .yml, .json 중 하나로 이름을 바꾸십시오.".into(),
                en: "the file extension is unknown; use .toml, .yaml, .yml or .json".into(),
            })
            .within(file)
        })
    }

    /// A policy or catalogue in this form, which can be published as the same content.
    ///
    /// # Errors
    /// An error if the bytes are not a document.
    pub fn write(self, document: &[u8]) -> Result<String, String> {
        let told = |error: &dyn std::error::Error| error.to_string();
        let document: Value = serde_json::from_slice(document).map_err(|error| told(&error))?;
        match self {
            Self::Json => Ok(serde_json::to_string_pretty(&document).map_err(|error| told(&error))? + "\n"),
            Self::Yaml => serde_saphyr::to_string(&document).map_err(|error| told(&error)),
            // TOML has no null; a name without a value says the same.
            Self::Toml => toml::to_string_pretty(&without_null(document)).map_err(|error| told(&error)),
        }
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
        let text = |form: Format| form.write(document).unwrap();
        let json: Value = serde_json::from_str(&text(Format::Json)).unwrap();
        assert_eq!(json, serde_json::from_slice::<Value>(document).unwrap());
        let bare = without_null(json);
        assert_eq!(toml::from_str::<Value>(&text(Format::Toml)).unwrap(), bare);
        assert_eq!(without_null(serde_saphyr::from_str(&text(Format::Yaml)).unwrap()), bare);
        for form in [Format::Json, Format::Toml, Format::Yaml] {
            assert!(text(form).lines().count() > 6 && text(form).contains("한"), "{}", text(form));
        }
    }
}
