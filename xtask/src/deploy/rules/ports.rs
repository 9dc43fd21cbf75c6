//! Ports: those of Services and probes exist in the pods.

use serde_json::Value;

use crate::deploy::manifest::{Pod, Rendering, at, labels, list, text};

pub(super) fn faults(rendering: &Rendering) -> Vec<String> {
    let mut faults = Vec::new();
    for service in rendering.of_kind("Service") {
        let selector = labels(service.at("/spec/selector"));
        let pods = rendering.pods().into_iter().filter(|pod| pod.stays());
        let pods: Vec<Pod<'_>> = pods
            .filter(|pod| {
                selector
                    .iter()
                    .all(|pair| pod.labels().contains_key(pair.0) && pod.labels().get(pair.0) == Some(pair.1))
            })
            .collect();
        if selector.is_empty() || pods.len() != 1 {
            faults.push(format!("{service} selects the pods of {} workloads, not of 1", pods.len()));
            continue;
        }
        for port in list(&service.0, "/spec/ports") {
            let target = if at(port, "/targetPort").is_null() { at(port, "/port") } else { at(port, "/targetPort") };
            if !pods.iter().all(|pod| pod.containers().any(|container| has(container, target))) {
                faults.push(format!("{service} leads to port {target}, which its pods do not have"));
            }
        }
    }
    faults.extend(rendering.pods().into_iter().flat_map(probes));
    faults
}

fn probes(pod: Pod<'_>) -> Vec<String> {
    let mut faults = Vec::new();
    for container in pod.containers() {
        for probe in ["startupProbe", "readinessProbe", "livenessProbe"] {
            for how in ["httpGet", "tcpSocket", "grpc"] {
                let port = at(container, &format!("/{probe}/{how}/port"));
                if !port.is_null() && !has(container, port) {
                    faults.push(format!("{}: {probe} asks port {port}, which the container does not have", pod.owner));
                }
            }
        }
    }
    faults
}

/// Whether a container has a port of this name or number.
pub(super) fn has(container: &Value, port: &Value) -> bool {
    let ports = list(container, "/ports").iter();
    let mut same = ports.filter(|one| match port.as_str() {
        Some(name) => text(one, "/name") == name,
        None => at(one, "/containerPort") == port,
    });
    same.next().is_some()
}
