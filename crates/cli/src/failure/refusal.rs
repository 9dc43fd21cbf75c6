//! What a service said when it refused.

use std::{collections::BTreeMap, time::Duration};

use tonic::{Code, Status};
use tonic_types::StatusExt as _;

use super::{exit::Exit, facts, hints};
use crate::words::Lang;

/// A service's refusal with its google.rpc details.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    code: Code,
    /// Empty when who refused was no service of ours, e.g. a gateway.
    reason: String,
    message: String,
    facts: BTreeMap<String, String>,
    fields: Vec<(String, String)>,
    retry_after: Option<Duration>,
}

impl Refusal {
    /// Reads the details of a status.
    pub(crate) fn of(status: &Status) -> Self {
        let details = status.get_error_details();
        let info = details.error_info();
        let message = details.localized_message().map_or(status.message(), |text| &text.message);
        let fields = details.bad_request().map(|bad| bad.field_violations.as_slice()).unwrap_or_default();
        Self {
            code: status.code(),
            reason: info.map(|info| info.reason.clone()).unwrap_or_default(),
            message: if message.is_empty() { format!("{:?}", status.code()) } else { message.to_owned() },
            facts: info.map(|info| info.metadata.clone().into_iter().collect()).unwrap_or_default(),
            fields: fields.iter().map(|one| (one.field.clone(), one.description.clone())).collect(),
            retry_after: details.retry_info().and_then(|retry| retry.retry_delay),
        }
    }

    /// Whether a service of ours refused.
    pub(crate) const fn is_ours(&self) -> bool {
        !self.reason.is_empty()
    }

    /// The gRPC code.
    pub(crate) const fn code(&self) -> Code {
        self.code
    }

    /// The fields that are wrong, each with what is wrong with it.
    pub(crate) fn fields(&self) -> Vec<(String, String)> {
        // A status that stands in the way names its fields among the facts.
        let named = self.facts.get("field").into_iter().flat_map(|fields| fields.split(", "));
        let named = named.map(|field| (field.to_owned(), self.message.clone()));
        self.fields.iter().cloned().chain(named).collect()
    }

    /// When a retry is worth it, if the service said so.
    pub(crate) const fn retry_after(&self) -> Option<Duration> {
        self.retry_after
    }

    /// Its kind.
    pub(crate) const fn exit(&self) -> Exit {
        Exit::of(self.code)
    }

    /// Whether the command may have taken effect all the same.
    pub(crate) fn unknown_outcome(&self) -> bool {
        match self.reason.as_str() {
            "OUTCOME_UNKNOWN" | "DEADLINE_EXCEEDED" => true,
            "" => self.exit() == Exit::Unavailable || self.code == Code::Internal,
            _ => false,
        }
    }

    /// Whether there may be something where there is nothing yet.
    pub(crate) fn not_yet(&self) -> bool {
        self.code == Code::NotFound || self.reason == "PROJECTION_LAGGING"
    }

    /// For programs: what the service said.
    pub(super) fn parts(&self) -> serde_json::Map<String, serde_json::Value> {
        let fields =
            self.fields.iter().map(|(field, wrong)| serde_json::json!({ "field": field, "description": wrong }));
        let mut parts = serde_json::Map::new();
        parts.insert("code".to_owned(), format!("{:?}", self.code).into());
        parts.insert("reason".to_owned(), self.reason.clone().into());
        parts.insert("message".to_owned(), self.message.clone().into());
        parts.insert("fields".to_owned(), fields.collect());
        parts.insert("metadata".to_owned(), serde_json::json!(self.facts));
        if let Some(delay) = self.retry_after {
            parts.insert("retryAfterSeconds".to_owned(), delay.as_secs_f64().into());
        }
        parts
    }

    /// What happened, which fields, which facts, and what to do, a line each.
    pub(crate) fn lines(&self, lang: Lang) -> Vec<String> {
        let mut lines = vec![self.message.clone()];
        lines.extend(self.fields.iter().map(|(field, wrong)| format!("  {field}: {wrong}")));
        lines.extend(self.facts.iter().map(|(name, value)| format!("  {}", facts::said(name, value, lang))));
        if !self.reason.is_empty() {
            lines.push(format!("  {}: {}", lang.pick("사유", "reason"), self.reason));
        }
        if self.facts.get("field").is_some_and(|field| field.starts_with("verdicts[")) {
            lines.push(format!("→ {}", hints::retract().say(lang)));
        } else if let Some(hint) = hints::next(&self.reason, self.code) {
            lines.push(format!("→ {}", hint.say(lang)));
        }
        if let Some(delay) = self.retry_after {
            let seconds = delay.as_secs_f64();
            lines.push(match lang {
                Lang::Ko => format!("→ {seconds}초 뒤에 다시 시도하십시오."),
                Lang::En => format!("→ Try again after {seconds} s."),
            });
        }
        lines
    }
}

#[cfg(test)]
mod tests;
