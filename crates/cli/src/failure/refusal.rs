//! A service's refusal.

use std::time::Duration;

use haetae_proto::{common::v1::ErrorReason, words::label};
use tonic::{Code, Status};

use super::{exit::Exit, facts, fields, hints};
use crate::words::Lang;

/// A service's refusal, as people and scripts see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal(haetae_client::Refusal);

impl Refusal {
    /// Reads the details of a status.
    pub(crate) fn of(status: &Status) -> Self {
        let mut refusal = haetae_client::Refusal::of(status);
        if refusal.message.is_empty() {
            refusal.message = format!("{:?}", refusal.code);
        }
        Self(refusal)
    }

    /// Whether a service of ours refused.
    pub(crate) const fn is_ours(&self) -> bool {
        !self.0.reason.is_empty()
    }

    /// The gRPC code.
    pub(crate) const fn code(&self) -> Code {
        self.0.code
    }

    /// Whether the caller's roles or claims do not allow the call, whatever it is about.
    pub(crate) fn is_of_the_caller(&self) -> bool {
        self.0.known() == ErrorReason::PermissionDenied
    }

    /// The invalid fields, each with its fault.
    pub(crate) fn fields(&self) -> Vec<(String, String)> {
        // An illegal status names its fields in the metadata.
        let named = self.0.facts.get("field").into_iter().flat_map(|fields| fields.split(',').map(str::trim));
        let named = named.map(|field| (field.to_owned(), self.0.message.clone()));
        self.0.fields.iter().cloned().chain(named).collect()
    }

    /// The delay before a retry, if the service sent one.
    pub(crate) const fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// Its kind.
    pub(crate) const fn exit(&self) -> Exit {
        Exit::of(self.0.code)
    }

    /// Whether the command may have taken effect all the same.
    pub(crate) fn unknown_outcome(&self) -> bool {
        if !self.is_ours() {
            return self.exit() == Exit::Unavailable || self.0.code == Code::Internal;
        }
        [ErrorReason::OutcomeUnknown, ErrorReason::DeadlineExceeded].contains(&self.0.known())
    }

    /// Whether there may be something where there is nothing yet.
    pub(crate) fn not_yet(&self) -> bool {
        self.0.code == Code::NotFound || self.0.known() == ErrorReason::ProjectionLagging
    }

    /// Whether the caller may not make the call.
    pub(crate) fn denied(&self) -> bool {
        self.0.code == Code::PermissionDenied
    }

    /// The refusal for programs.
    pub(super) fn parts(&self) -> serde_json::Map<String, serde_json::Value> {
        let fields =
            self.0.fields.iter().map(|(field, wrong)| serde_json::json!({ "field": field, "description": wrong }));
        let mut parts = serde_json::Map::new();
        parts.insert("code".to_owned(), format!("{:?}", self.0.code).into());
        parts.insert("reason".to_owned(), self.0.reason.clone().into());
        parts.insert("message".to_owned(), self.0.message.clone().into());
        parts.insert("fields".to_owned(), fields.collect());
        parts.insert("metadata".to_owned(), serde_json::json!(self.0.facts));
        if let Some(delay) = self.0.retry_after {
            parts.insert("retryAfterSeconds".to_owned(), delay.as_secs_f64().into());
        }
        parts
    }

    /// Returns the message, the fields, the facts and the advice, one per line.
    pub(crate) fn lines(&self, lang: Lang) -> Vec<String> {
        let mut lines = vec![self.0.message.clone()];
        lines.extend(self.0.fields.iter().map(|(field, wrong)| format!("  {}: {wrong}", fields::said(field, lang))));
        lines.extend(self.0.facts.iter().map(|(name, value)| format!("  {}", facts::said(name, value, lang))));
        if !self.0.reason.is_empty() {
            lines.push(format!("  {}: {}", lang.name(label::REASON), self.0.reason));
        }
        if self.0.facts.get("field").is_some_and(|field| field.starts_with("verdicts[")) {
            lines.push(format!("→ {}", hints::retract().say(lang)));
        } else if let Some(hint) = hints::next(self.0.known(), self.0.code, |fact| self.0.facts.contains_key(fact)) {
            lines.push(format!("→ {}", hint.say(lang)));
        }
        if let Some(delay) = self.0.retry_after {
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
