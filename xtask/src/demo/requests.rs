//! The file of requests: read and checked.

use std::{collections::HashSet, fs};

use anyhow::{Context as _, Result, ensure};
use haetae_cli::files::{self, Format, RequestFile, VerdictLine};
use haetae_proto::{checkpoint::v1::VerdictInput, common::v1::ServiceProfile};
use serde::Deserialize;

use crate::workspace;

/// The whole file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    requests: Vec<Request>,
}

/// One review to ask for, and what a reviewer finds.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Request {
    /// Names the request within the file.
    pub(crate) key: String,
    /// The team that asks.
    pub(crate) team: String,
    /// As somebody would hand it to `haetae review submit`.
    pub(crate) request: RequestFile,
    #[serde(default)]
    verdicts: Vec<VerdictLine>,
}

/// The requests that come with the source tree, read and checked.
///
/// # Errors
/// When it is missing, no such file, names a word the contract does not know, or two requests share a key.
pub(crate) fn shipped() -> Result<Vec<Request>> {
    let path = workspace::root().join("xtask/data/requests.toml");
    let text = fs::read_to_string(&path).with_context(|| format!("{} cannot be read", path.display()))?;
    parse(&text).with_context(|| path.display().to_string())
}

fn parse(text: &str) -> Result<Vec<Request>> {
    let File { requests } = files::parse(text, Format::Toml)?;
    let mut keys = HashSet::new();
    for request in &requests {
        ensure!(keys.insert(&request.key), "the key {} is there twice", request.key);
    }
    ensure!(!requests.is_empty(), "there are no requests");
    Ok(requests)
}

impl Request {
    /// What is to be reviewed.
    pub(crate) fn profile(&self) -> ServiceProfile {
        self.request.profile()
    }

    /// What the reviewer records; empty when nothing was judged yet.
    pub(crate) fn verdicts(&self) -> Vec<VerdictInput> {
        self.verdicts.iter().map(VerdictLine::input).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHIPPED: &str = include_str!("../../data/requests.toml");

    #[test]
    fn the_shipped_file_holds_at_least_twelve_requests_some_judged_some_not() {
        let requests = parse(SHIPPED).unwrap();
        assert!(requests.len() >= 12);
        let judged = requests.iter().filter(|request| !request.verdicts().is_empty()).count();
        assert!(judged > 0 && judged < requests.len());
        assert!(requests.iter().any(|request| request.profile().components.is_empty()));
        assert!(requests.iter().any(|request| !request.profile().components.is_empty()));
    }

    #[test]
    fn a_word_the_contract_does_not_know_is_named_with_its_place() {
        for (good, bad, named) in [
            ("\"over_1m\"", "\"over_9m\"", "request.user_scale: unknown user scale `over_9m`"),
            ("\"payment\"", "\"unspecified\"", "request.service_types[0]: unknown service type `unspecified`"),
            ("\"not_applicable\"", "\"maybe\"", "verdicts[4].result: unknown verdict `maybe`"),
        ] {
            let error = parse(&SHIPPED.replacen(good, bad, 1)).unwrap_err().to_string();
            assert!(error.contains(named) && error.starts_with("line "), "{error}");
        }
    }

    #[test]
    fn a_misspelt_key_and_a_key_used_twice_are_refused() {
        assert!(parse(&SHIPPED.replacen("exposure", "expsoure", 1)).is_err());
        let twice = parse(&SHIPPED.replacen("\"emergency-signal\"", "\"cctv-hub\"", 1)).unwrap_err();
        assert_eq!(twice.to_string(), "the key cctv-hub is there twice");
    }
}
