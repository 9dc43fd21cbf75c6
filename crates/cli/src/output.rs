//! Answers on standard output: as text, or as the JSON of the contracts, also written as YAML.

use std::io::{ErrorKind, Write as _, stdout};

use prost::{Message, Name};
use serde::Serialize;

use crate::{
    dynamic,
    failure::Failure,
    words::{Lang, Said},
};

/// The output format.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Output {
    /// Text for people.
    #[default]
    Table,
    /// The answer's JSON.
    Json,
    /// The same as YAML.
    Yaml,
}

impl Output {
    /// Writes an answer; `text` makes it for people.
    ///
    /// # Errors
    /// A failure if the output cannot be written.
    pub(crate) fn show<M: Message + Name>(self, message: &M, text: impl FnOnce() -> String) -> Result<(), Failure> {
        match self {
            Self::Table => write(&text()),
            Self::Json | Self::Yaml => write(&self.structured(message).map_err(broken)?),
        }
    }

    /// Whether the answer is for programs.
    pub(crate) const fn is_structured(self) -> bool {
        matches!(self, Self::Json | Self::Yaml)
    }

    /// Writes an answer with further fields beside its own; `text` makes it for people.
    ///
    /// # Errors
    /// A failure if the output cannot be written.
    pub(crate) fn show_with<M: Message + Name>(
        self,
        message: &M,
        further: Vec<(&'static str, serde_json::Value)>,
        text: impl FnOnce() -> String,
    ) -> Result<(), Failure> {
        if !self.is_structured() {
            return write(&text());
        }
        let mut json = value(message).map_err(broken)?;
        if let Some(fields) = json.as_object_mut() {
            fields.extend(further.into_iter().map(|(name, value)| (name.to_owned(), value)));
        }
        self.write_value(&json)
    }

    /// Writes one of many messages, for as long as they come: a line of text or of JSON, or a YAML document.
    /// Returns false when the reader of the output is gone.
    ///
    /// # Errors
    /// A failure if the output cannot be written.
    pub(crate) fn show_one<M: Message + Name>(
        self,
        message: &M,
        text: impl FnOnce() -> String,
    ) -> Result<bool, Failure> {
        match self {
            Self::Table => written(&text()),
            Self::Json | Self::Yaml => written(&self.one(message).map_err(broken)?),
        }
    }

    /// One entry of a stream: a line of JSON, or a YAML document.
    fn one<M: Message + Name>(self, message: &M) -> Result<String, String> {
        if self == Self::Yaml {
            return Ok(format!("---\n{}", self.structured(message)?));
        }
        let json = dynamic::json(message).map_err(|error| error.to_string())?;
        let line = serde_json::to_string(&json).map_err(|error| error.to_string())?;
        Ok(line + "\n")
    }

    fn structured<M: Message + Name>(self, message: &M) -> Result<String, String> {
        let json = dynamic::json(message).map_err(|error| error.to_string())?;
        self.written_out(&json)
    }

    /// Writes text for people.
    ///
    /// # Errors
    /// A failure if the output cannot be written.
    pub(crate) fn write_text(self, text: &str) -> Result<(), Failure> {
        write(text)
    }

    /// Writes what no contract has a message for, for programs.
    ///
    /// # Errors
    /// A failure if the output cannot be written.
    pub(crate) fn write_value(self, value: &serde_json::Value) -> Result<(), Failure> {
        write(&self.written_out(value).map_err(broken)?)
    }

    /// A failure as it is written to standard error: its lines for people, one value for programs.
    pub(crate) fn failure(self, failure: &Failure, lang: Lang, lines: &[String]) -> String {
        if !self.is_structured() {
            return format!("{}: {}\n", lang.pick("오류", "error"), lines.join("\n"));
        }
        let error = serde_json::json!({ "error": failure.value(lines) });
        self.written_out(&error).unwrap_or_else(|cause| format!("{cause}\n"))
    }

    /// Anything that has fields, as JSON over several lines or as YAML.
    pub(crate) fn written_out(self, json: &impl Serialize) -> Result<String, String> {
        if self == Self::Yaml {
            return serde_saphyr::to_string(json).map_err(|error| error.to_string());
        }
        let text = serde_json::to_string_pretty(json).map_err(|error| error.to_string())?;
        Ok(text + "\n")
    }
}

/// A message as its JSON.
pub(crate) fn value<M: Message + Name>(message: &M) -> Result<serde_json::Value, String> {
    let json = dynamic::json(message).map_err(|error| error.to_string())?;
    serde_json::to_value(&json).map_err(|error| error.to_string())
}

/// Writes text. A closed pipe, as by `head`, is not a failure.
///
/// # Errors
/// A failure if the output cannot be written.
pub(crate) fn write(text: &str) -> Result<(), Failure> {
    written(text).map(|_| ())
}

/// Whether there is still a reader.
fn written(text: &str) -> Result<bool, Failure> {
    let mut out = stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(false),
        Err(error) => Err(broken(error.to_string())),
    }
}

pub(crate) fn broken(cause: String) -> Failure {
    Failure::Broken(Said {
        ko: format!("결과를 출력할 수 없습니다: {cause}"),
        en: format!("the answer cannot be written: {cause}"),
    })
}

#[cfg(test)]
mod tests {
    use haetae_proto::{
        common::v1::{Person, RiskLevel},
        dashboard::v1::{ListReviewsResponse, ReviewRow},
    };

    use super::*;

    #[test]
    fn yaml_says_the_same_as_json() {
        let requester = Some(Person { subject: "kim".into(), name: "김: 교통".into() });
        let row =
            ReviewRow { title: "검토 #1".into(), level: RiskLevel::High.into(), requester, ..Default::default() };
        let answer = ListReviewsResponse { reviews: vec![row], consistency_token: "12".into(), ..Default::default() };
        let json: serde_json::Value = serde_json::from_str(&Output::Json.structured(&answer).unwrap()).unwrap();
        let yaml: serde_json::Value = serde_saphyr::from_str(&Output::Yaml.structured(&answer).unwrap()).unwrap();
        assert_eq!(json, yaml);
        assert_eq!(json["reviews"][0]["level"], "RISK_LEVEL_HIGH");
        assert_eq!(json["consistencyToken"], "12", "a text stays a text");
    }

    #[test]
    fn one_of_many_is_a_line_of_json_or_a_document_of_yaml() {
        let row = ReviewRow { title: "두 줄\n제목".into(), ..Default::default() };
        let line = Output::Json.one(&row).unwrap();
        assert_eq!((line.lines().count(), line.ends_with('\n')), (1, true), "{line}");
        let json: serde_json::Value = serde_json::from_str(&line).unwrap();
        assert_eq!(json["title"], "두 줄\n제목");
        let document = Output::Yaml.one(&row).unwrap();
        let yaml: serde_json::Value = serde_saphyr::from_str(document.strip_prefix("---\n").unwrap()).unwrap();
        assert_eq!(yaml, json);
    }
}
