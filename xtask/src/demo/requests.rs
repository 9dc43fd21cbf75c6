//! The file of requests: read, checked, turned into calls.

use std::{collections::HashSet, fs};

use anyhow::{Context as _, Result, bail, ensure};
use haetae_proto::{
    checkpoint::v1::VerdictInput,
    common::v1::{
        BusinessImpact, CheckMethod, Component, DataClass, Exposure, ImpactLevel, LifecycleStage, ServiceProfile,
        ServiceType, UserScale, VerdictResult,
    },
};
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
    pub(crate) title: String,
    pub(crate) description: String,
    /// The team that asks.
    pub(crate) team: String,
    service_types: Vec<String>,
    components: Vec<String>,
    stage: String,
    exposure: String,
    data_classes: Vec<String>,
    user_scale: String,
    impact: Impact,
    #[serde(default)]
    verdicts: Vec<Verdict>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Impact {
    financial: String,
    reputation: String,
    legal_privacy: String,
    safety: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Verdict {
    checkpoint: String,
    result: String,
    method: String,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    evidence: Vec<String>,
    #[serde(default)]
    compensating_control: String,
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
    let File { requests } = toml::from_str(text)?;
    let mut keys = HashSet::new();
    for request in &requests {
        ensure!(keys.insert(&request.key), "the key {} is there twice", request.key);
        request.profile().and(request.verdicts()).with_context(|| format!("request {}", request.key))?;
    }
    ensure!(!requests.is_empty(), "there are no requests");
    Ok(requests)
}

impl Request {
    /// What is to be reviewed.
    pub(crate) fn profile(&self) -> Result<ServiceProfile> {
        let impact = |level: &str| number("IMPACT_LEVEL", level, ImpactLevel::from_str_name);
        Ok(ServiceProfile {
            service_types: numbers("SERVICE_TYPE", &self.service_types, ServiceType::from_str_name)?,
            components: numbers("COMPONENT", &self.components, Component::from_str_name)?,
            stage: number("LIFECYCLE_STAGE", &self.stage, LifecycleStage::from_str_name)?,
            exposure: number("EXPOSURE", &self.exposure, Exposure::from_str_name)?,
            data_classes: numbers("DATA_CLASS", &self.data_classes, DataClass::from_str_name)?,
            user_scale: number("USER_SCALE", &self.user_scale, UserScale::from_str_name)?,
            impact: Some(BusinessImpact {
                financial: impact(&self.impact.financial)?,
                reputation: impact(&self.impact.reputation)?,
                legal_privacy: impact(&self.impact.legal_privacy)?,
                safety: impact(&self.impact.safety)?,
            }),
        })
    }

    /// What the reviewer records; empty when nothing was judged yet.
    pub(crate) fn verdicts(&self) -> Result<Vec<VerdictInput>> {
        let input = |verdict: &Verdict| {
            Ok(VerdictInput {
                checkpoint: verdict.checkpoint.clone(),
                result: number("VERDICT_RESULT", &verdict.result, VerdictResult::from_str_name)?,
                method: number("CHECK_METHOD", &verdict.method, CheckMethod::from_str_name)?,
                reason: verdict.reason.clone(),
                evidence: verdict.evidence.clone(),
                compensating_control: verdict.compensating_control.clone(),
            })
        };
        self.verdicts.iter().map(input).collect()
    }
}

fn numbers<E: Into<i32>>(prefix: &str, words: &[String], find: fn(&str) -> Option<E>) -> Result<Vec<i32>> {
    words.iter().map(|word| number(prefix, word, find)).collect()
}

/// The contract's number for a word of the file, e.g. `payment` for `SERVICE_TYPE_PAYMENT`.
fn number<E: Into<i32>>(prefix: &str, word: &str, find: fn(&str) -> Option<E>) -> Result<i32> {
    let name = format!("{prefix}_{}", word.to_ascii_uppercase());
    match find(&name).map(Into::into) {
        Some(number) if number != 0 => Ok(number),
        Some(_) | None => bail!("the contract knows no {name}"),
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
        let judged = requests.iter().filter(|request| !request.verdicts().unwrap().is_empty()).count();
        assert!(judged > 0 && judged < requests.len());
        assert!(requests.iter().any(|request| request.components.is_empty()));
        assert!(requests.iter().any(|request| !request.components.is_empty()));
    }

    #[test]
    fn words_become_the_numbers_of_the_contract() {
        let profile = parse(SHIPPED).unwrap()[0].profile().unwrap();
        assert_eq!(profile.stage(), LifecycleStage::Advanced);
        assert_eq!(profile.impact.unwrap().legal_privacy(), ImpactLevel::Severe);
    }

    #[test]
    fn a_word_the_contract_does_not_know_is_named_with_its_request() {
        for (good, bad, named) in [
            ("\"over_1m\"", "\"over_9m\"", "USER_SCALE_OVER_9M"),
            ("\"payment\"", "\"unspecified\"", "SERVICE_TYPE_UNSPECIFIED"),
            ("\"not_applicable\"", "\"maybe\"", "VERDICT_RESULT_MAYBE"),
        ] {
            let error = format!("{:#}", parse(&SHIPPED.replacen(good, bad, 1)).unwrap_err());
            assert!(error.contains(named) && error.starts_with("request "), "{error}");
        }
    }

    #[test]
    fn a_misspelt_key_and_a_key_used_twice_are_refused() {
        assert!(parse(&SHIPPED.replacen("exposure", "expsoure", 1)).is_err());
        let twice = parse(&SHIPPED.replacen("\"emergency-signal\"", "\"cctv-hub\"", 1)).unwrap_err();
        assert_eq!(twice.to_string(), "the key cctv-hub is there twice");
    }
}
