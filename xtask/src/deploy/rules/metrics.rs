//! Metrics: rules of the monitoring use only those that services have.

use crate::deploy::manifest::{Rendering, at, list, text};

/// Each metric in the first column of a table.
const PAGE: &str = include_str!("../../../../docs/metrics.md");
/// How the metrics of Haetae begin. `rpc_method` and the like are labels.
const OURS: [&str; 2] = ["haetae_", "rpc_server_"];
/// What Prometheus appends to the name of a histogram.
const PARTS: [&str; 3] = ["_bucket", "_count", "_sum"];

pub(super) fn faults(rendering: &Rendering) -> Vec<String> {
    let mut faults = Vec::new();
    for rules in rendering.of_kind("PrometheusRule") {
        for rule in list(&rules.0, "/spec/groups").iter().flat_map(|group| list(group, "/rules")) {
            let unknown = metrics(text(rule, "/expr")).filter(|metric| !is_listed(metric));
            faults.extend(unknown.map(|metric| format!("{rules} uses {metric}, which docs/metrics.md does not have")));
            if at(rule, "/alert").is_null() {
                faults.push(format!("{rules} has a rule without a name"));
            }
        }
    }
    faults
}

fn metrics(expression: &str) -> impl Iterator<Item = &str> {
    let words = expression.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_');
    words.filter(|word| OURS.iter().any(|ours| word.starts_with(ours)))
}

fn is_listed(metric: &str) -> bool {
    let whole = PARTS.iter().find_map(|part| metric.strip_suffix(part)).unwrap_or(metric);
    PAGE.lines()
        .any(|line| line.strip_prefix("| `").and_then(|row| row.split_once('`')).is_some_and(|row| row.0 == whole))
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULE: &str =
        "{kind: PrometheusRule, metadata: {name: r}, spec: {groups: [{rules: [{alert: A, expr: EXPR}]}]}}";

    #[test]
    fn a_metric_that_no_service_has_is_named() {
        let faults_of = |expression: &str| {
            faults(&Rendering::parse("any", &RULE.replace("EXPR", &format!("'{expression}'"))).unwrap())
        };
        assert_eq!(
            faults_of("rate(rpc_server_call_duration_seconds_count{rpc_method=\"a\"}[5m]) > 0"),
            Vec::<String>::new()
        );
        let faults = faults_of("haetae_ready == 0 and haetae_finished > 1");
        assert!(matches!(faults.as_slice(), [one] if one.contains("haetae_finished")), "{faults:?}");
    }
}
