//! Probes, resources and spread.

use serde_json::Value;

use crate::deploy::manifest::{Pod, Rendering, at, list, matches, text};

pub(super) fn faults(rendering: &Rendering) -> Vec<String> {
    let mut faults = Vec::new();
    for pod in rendering.pods() {
        for container in pod.containers() {
            let name = format!("{}: container {}", pod.owner, text(container, "/name"));
            faults.extend(of_container(container, pod.stays()).map(|lack| format!("{name} has no {lack}")));
        }
        if pod.stays() {
            faults.extend(spread(pod));
        }
    }
    faults
}

fn of_container(container: &Value, stays: bool) -> impl Iterator<Item = &'static str> {
    let wanted = [
        (true, "/resources/requests/cpu", "request of CPU"),
        (true, "/resources/requests/memory", "request of memory"),
        (true, "/resources/limits/memory", "limit of memory"),
        (stays, "/readinessProbe", "readiness probe"),
        (stays, "/livenessProbe", "liveness probe"),
    ];
    let lacking = wanted.into_iter().filter(move |(wanted, pointer, _)| *wanted && at(container, pointer).is_null());
    lacking.map(|(.., lack)| lack)
}

/// Pods of one workload spread over hosts and zones.
fn spread(pod: Pod<'_>) -> Option<String> {
    let labels = pod.labels();
    let rules = list(pod.spec(), "/topologySpreadConstraints").iter();
    let keys = rules.filter(|rule| matches(at(rule, "/labelSelector"), &labels)).map(|rule| text(rule, "/topologyKey"));
    let keys: Vec<&str> = keys.collect();
    let lacking =
        ["kubernetes.io/hostname", "topology.kubernetes.io/zone"].into_iter().find(|key| !keys.contains(key))?;
    Some(format!("{} does not spread its pods by {lacking}", pod.owner))
}
