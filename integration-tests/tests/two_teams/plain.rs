//! Answers of the two platforms, written so that what has to be equal is.
//!
//! The two logs hold the same commits of team A, byte for byte but for the positions inside them; in the one others lie
//! between. So positions differ, and nothing else does. This is all that is rewritten:
//!
//! | in an answer | becomes | why it leaks nothing |
//! | --- | --- | --- |
//! | a position of the log that names a moment: tokens and positions of the dashboard, the position of a receipt, which is the one asked for | how many of the shared commits it covers | that a commit was written is public, see docs/tokens.md |
//! | a position that names a commit: etags, sequences, tokens of the other services | the number of that very commit; one of no shared commit stays as it is, and differs | |
//! | a time after the last shared commit | "now" | a change that is only rehearsed has the time of the call; a row that had moved would still differ from one that had not |
//! | a short number of a review | nothing | it counts the requests of all teams, as positions count their commits; see docs/access.md |
//! | `next_page_token` | whether there is one | it is sealed; its use is compared by using it |
//! | `leaf_hash` of a receipt | nothing | a hash of a position and a commit whose id cannot be guessed |
//! | the token of `GetFocusGuide` | nothing | the position of the last diagnosis of all teams |
//! | a document of the OSCAL model: its version, its own id, and the length and hash of the file | the number of the commit; nothing | they are made of the position of the review's last commit |

use std::collections::HashMap;

use anyhow::{Context as _, Result};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use haetae_service_kit::token;
use jiff::Timestamp;
use serde_json::{Value, json};

/// The positions of the shared commits in one log.
#[derive(Debug, Clone)]
pub(crate) struct Places {
    positions: Vec<u64>,
    numbers: HashMap<u64, usize>,
    /// When the last of them was recorded.
    end: Timestamp,
}

/// Seconds after the last shared commit in which a run ends; due dates are later.
const NOW: i64 = 6 * 3_600;

impl Places {
    /// In order.
    pub(crate) fn new(positions: Vec<u64>, end: Timestamp) -> Self {
        let numbers = positions.iter().enumerate().map(|(n, position)| (*position, n + 1)).collect();
        Self { positions, numbers, end }
    }

    /// How many shared commits a moment covers.
    pub(crate) fn covered(&self, position: u64) -> usize {
        self.positions.partition_point(|other| *other <= position)
    }

    /// The position of the last one.
    pub(crate) fn last(&self) -> u64 {
        self.positions.last().copied().unwrap_or(0)
    }

    fn commit(&self, position: u64) -> Value {
        self.numbers.get(&position).map_or_else(|| json!(format!("no shared commit: {position}")), |n| json!(n))
    }

    /// An answer of `method` with positions rewritten.
    pub(crate) fn plain(&self, method: &str, mut answer: Value) -> Result<Value> {
        let package = method.split('.').nth(1).unwrap_or_default();
        let moments = package == "dashboard";
        let focus = method.ends_with(".GetFocusGuide");
        if method.ends_with(".GetReceipt") {
            self.plain_receipts(&mut answer)?;
        }
        self.rewrite(&mut answer, moments, focus)?;
        if method.ends_with(".ExportReviews") {
            self.plain_file(&mut answer)?;
        }
        Ok(answer)
    }

    /// The position of a receipt is the one that was asked for, a moment.
    fn plain_receipts(&self, answer: &mut Value) -> Result<()> {
        let receipts = answer["messages"].as_array_mut().into_iter().flatten();
        for sequence in receipts.filter_map(|receipt| receipt.get_mut("sequence")) {
            *sequence = json!(format!("covers {}", self.covered(number(sequence)?)));
        }
        Ok(())
    }

    fn rewrite(&self, value: &mut Value, moments: bool, focus: bool) -> Result<()> {
        match value {
            Value::Object(fields) => {
                for (key, value) in fields {
                    match self.known(key, value, moments, focus)? {
                        Some(plain) => *value = plain,
                        None => self.rewrite(value, moments, focus)?,
                    }
                }
            }
            Value::Array(values) => values.iter_mut().try_for_each(|value| self.rewrite(value, moments, focus))?,
            Value::String(text) if self.is_now(text) => *value = json!("now"),
            Value::String(text) if is_number(text) => *value = json!("a short number"),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
        Ok(())
    }

    /// Whether a text is a time in the hours after the last shared commit: the clock of a rehearsed change.
    fn is_now(&self, text: &str) -> bool {
        let after = |time: Timestamp| time.as_second() - self.end.as_second();
        text.parse::<Timestamp>().is_ok_and(|time| time > self.end && after(time) < NOW)
    }

    fn known(&self, key: &str, value: &Value, moments: bool, focus: bool) -> Result<Option<Value>> {
        let text = || value.as_str().context("text");
        Ok(Some(match key {
            "nextPageToken" => json!("a page token"),
            "leafHash" => json!("a hash"),
            "consistencyToken" if focus => json!("public"),
            "consistencyToken" => {
                let position = token::parse_consistency_token(text()?)?.context("an empty token")?;
                if moments { json!(self.covered(position)) } else { self.commit(position) }
            }
            "etag" | "assessmentEtag" | "diagnosisEtag" => self.commit(token::parse_etag(text()?).context("no etag")?),
            "sequence" if is_rewritten(value) => return Ok(None),
            "sequence" => self.commit(number(value)?),
            "position" | "fromPosition" | "toPosition" => json!(self.covered(number(value)?)),
            _ => return Ok(None),
        }))
    }

    /// The bytes of a file as text, and a document of the OSCAL model without what is made of a position.
    fn plain_file(&self, answer: &mut Value) -> Result<()> {
        let Some(parts) = answer["messages"].as_array() else { return Ok(()) };
        let mut bytes = Vec::new();
        for part in parts.iter().filter_map(|part| part["chunk"].as_str()) {
            bytes.extend(BASE64_STANDARD.decode(part)?);
        }
        let mut manifest = parts.iter().find_map(|part| part.get("manifest")).cloned().unwrap_or_default();
        let text = String::from_utf8_lossy(&bytes);
        let numberless = without_numbers(&text);
        if numberless != text {
            // They are made of the text with its numbers.
            manifest["sha256"] = json!("of the file");
            manifest["bytes"] = json!("of the file");
        }
        let mut file = json!(numberless);
        if let Ok(mut document) = serde_json::from_slice::<Value>(&bytes)
            && document.get("assessment-results").is_some()
        {
            let results = &mut document["assessment-results"];
            results["uuid"] = json!("made of a position");
            let version = results["metadata"]["version"].as_str().context("a version")?.parse()?;
            results["metadata"]["version"] = self.commit(version);
            for field in ["bytes", "sha256"] {
                manifest[field] = json!("of the file");
            }
            file = document;
        }
        answer["messages"] = json!({ "file": file, "manifest": manifest });
        Ok(())
    }
}

/// Whether a text is a short number of a review, e.g. `R-2026-0142`.
fn is_number(text: &str) -> bool {
    let digits = |part: &str| part.len() >= 4 && part.bytes().all(|byte| byte.is_ascii_digit());
    text.strip_prefix("R-")
        .and_then(|rest| rest.split_once('-'))
        .is_some_and(|(year, count)| digits(year) && digits(count))
}

/// A file's text with every short number of a review taken out.
fn without_numbers(text: &str) -> String {
    let word = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let shown = |part: &str| {
        if is_number(part.trim_end_matches(|c| !word(c))) { "a short number".to_owned() } else { part.to_owned() }
    };
    text.split_inclusive(|c| !word(c)).map(shown).collect()
}

/// A 64-bit number, which JSON holds as text.
fn is_rewritten(value: &Value) -> bool {
    value.as_str().is_some_and(|text| text.starts_with("covers "))
}

fn number(value: &Value) -> Result<u64> {
    Ok(value.as_str().context("a number")?.parse()?)
}
