//! The file of requests: read and checked.

use std::{collections::HashSet, fs};

use anyhow::{Context as _, Result, ensure};
use haetae_cli::files::{self, Format, Given, RequestFile, VerdictLine};
use haetae_proto::{
    checkpoint::v1::VerdictInput,
    common::v1::{CheckMethod, ServiceProfile, VerdictResult},
};
use serde::Deserialize;

use crate::workspace;

/// The whole file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    requests: Vec<Request>,
}

/// One review to request, with the reviewer's results.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Request {
    /// Names the request within the file.
    pub(crate) key: String,
    /// The team that asks.
    pub(crate) team: String,
    /// In the form that `haetae review submit` takes.
    pub(crate) request: RequestFile,
    #[serde(default)]
    verdicts: Vec<VerdictLine>,
    rest: Option<Rest>,
}

/// The verdict for every checkpoint not in `verdicts`; the round is concluded afterwards.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Rest {
    result: Given<VerdictResult>,
    method: Given<CheckMethod>,
    evidence: Vec<String>,
}

/// The requests that come with the source tree, read and checked.
///
/// # Errors
/// An error if the file is missing or malformed, if it has a word that the contract does not have, or if two requests
/// share a key.
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
    /// The profile of the service to review.
    pub(crate) fn profile(&self) -> ServiceProfile {
        self.request.profile()
    }

    /// The reviewer's verdicts; empty if nothing was judged yet.
    pub(crate) fn verdicts(&self) -> Vec<VerdictInput> {
        self.verdicts.iter().map(VerdictLine::input).collect()
    }

    /// The verdict for all other checkpoints, if any.
    pub(crate) fn rest(&self) -> Option<&Rest> {
        self.rest.as_ref()
    }

    /// The reviewer's verdicts on a checklist of these checkpoints.
    pub(crate) fn verdicts_on(&self, checkpoints: impl Iterator<Item = String>) -> Vec<VerdictInput> {
        let mut verdicts = self.verdicts();
        let Some(rest) = &self.rest else { return verdicts };
        let named: HashSet<String> = verdicts.iter().map(|verdict| verdict.checkpoint.clone()).collect();
        verdicts.extend(checkpoints.filter(|one| !named.contains(one)).map(|one| rest.on(one)));
        verdicts
    }
}

impl Rest {
    fn on(&self, checkpoint: String) -> VerdictInput {
        VerdictInput {
            checkpoint,
            result: self.result.number(),
            method: self.method.number(),
            evidence: self.evidence.clone(),
            ..Default::default()
        }
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

    /// One review is ready for its decision from the start, so that a newcomer can approve something.
    #[test]
    fn of_one_request_every_checkpoint_is_judged() {
        let requests = parse(SHIPPED).unwrap();
        let whole: Vec<_> = requests.iter().filter(|request| request.rest().is_some()).collect();
        let [whole] = whole[..] else { panic!("{whole:?}") };
        let verdicts = whole.verdicts_on(["one", "another"].map(str::to_owned).into_iter());
        assert_eq!(verdicts.len(), 2);
        assert!(verdicts.iter().all(|verdict| !verdict.evidence.is_empty()));
    }

    #[test]
    fn a_word_the_contract_does_not_know_is_named_with_its_place() {
        for (good, bad, named) in [
            ("\"over_1m\"", "\"over_9m\"", "request.user_scale: unknown user scale `over_9m`"),
            ("\"payment\"", "\"unspecified\"", "request.service_types[0]: unknown service type `unspecified`"),
            ("\"not_applicable\"", "\"maybe\"", "verdicts[4].result: unknown result `maybe`"),
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
