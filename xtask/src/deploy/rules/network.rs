//! Flows: all are denied but those that a policy allows, and those are the ones that the settings need.

use serde_json::Value;

use super::{ports, settings};
use crate::deploy::manifest::{Object, Pod, Rendering, at, labels, list, matches, text};

const DIRECTIONS: [(&str, &str); 2] = [("Ingress", "/spec/ingress"), ("Egress", "/spec/egress")];

pub(super) fn faults(rendering: &Rendering) -> Vec<String> {
    let mut faults = denied_by_default(rendering);
    for policy in rendering.of_kind("NetworkPolicy") {
        let of_operator =
            labels(policy.at("/spec/podSelector/matchLabels")).keys().any(|key| key.starts_with("cnpg.io/"));
        if of_operator {
            continue;
        }
        if selected(rendering, policy).is_empty() {
            faults.push(format!("{policy} selects no pod"));
        }
        for rule in DIRECTIONS.into_iter().flat_map(|(_, pointer)| list(&policy.0, pointer)) {
            faults.extend(strangers(rendering, rule).map(|fault| format!("{policy} {fault}")));
        }
        for port in list(&policy.0, "/spec/ingress").iter().flat_map(|rule| list(rule, "/ports")) {
            let number = at(port, "/port");
            let pods = selected(rendering, policy);
            if !pods.iter().any(|pod| pod.containers().any(|container| ports::has(container, number))) {
                faults.push(format!("{policy} lets callers in on port {number}, which its pods do not have"));
            }
        }
    }
    for pod in rendering.pods() {
        faults.extend(pod.containers().flat_map(|container| addresses(rendering, pod, container)));
    }
    faults
}

/// Each pod is closed in both directions before anything opens it.
fn denied_by_default(rendering: &Rendering) -> Vec<String> {
    let mut faults = Vec::new();
    for pod in rendering.pods() {
        for (direction, pointer) in DIRECTIONS {
            let denies = |policy: &Object| applies(policy, pod, direction) && list(&policy.0, pointer).is_empty();
            if !rendering.of_kind("NetworkPolicy").any(denies) {
                faults.push(format!("{}: no policy denies {direction} by default", pod.owner));
            }
        }
    }
    faults
}

/// Peers of a rule that are in this namespace and match no pod, or that are not named at all.
fn strangers<'a>(rendering: &'a Rendering, rule: &'a Value) -> impl Iterator<Item = String> + 'a {
    let peers = || ["/from", "/to"].into_iter().flat_map(|side| list(rule, side));
    let open = peers().next().is_none().then(|| "lets everyone through: a rule has neither from nor to".to_owned());
    let unknown = peers().filter(move |peer| {
        let here = at(peer, "/namespaceSelector").is_null() && !at(peer, "/podSelector").is_null();
        here && !rendering.pods().into_iter().any(|pod| matches(at(peer, "/podSelector"), &pod.labels()))
            && !of_operator(peer)
    });
    open.into_iter().chain(unknown.map(|peer| format!("names pods that do not exist: {}", at(peer, "/podSelector"))))
}

/// Pods that an operator makes from a resource of its own.
fn of_operator(peer: &Value) -> bool {
    let exact = labels(at(peer, "/podSelector/matchLabels"));
    exact.keys().any(|key| key.starts_with("cnpg.io/"))
}

fn selected<'a>(rendering: &'a Rendering, policy: &Object) -> Vec<Pod<'a>> {
    let selector = policy.at("/spec/podSelector");
    rendering.pods().into_iter().filter(|pod| matches(selector, &pod.labels())).collect()
}

fn applies(policy: &Object, pod: Pod<'_>, direction: &str) -> bool {
    let types = list(&policy.0, "/spec/policyTypes");
    types.iter().any(|one| one == direction) && matches(policy.at("/spec/podSelector"), &pod.labels())
}

/// Addresses in settings: a policy lets the pod out on the port, and a Service of this namespace exists with it.
fn addresses(rendering: &Rendering, pod: Pod<'_>, container: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    for (name, value) in settings::variables(rendering, container) {
        let Some((host, port)) = address(&name, &value) else { continue };
        if !lets_out(rendering, pod, port) {
            faults.push(format!("{}: no policy lets it out to {host}:{port}, {name}", pod.owner));
        }
        let has_port = |service: &Object| list(&service.0, "/spec/ports").iter().any(|one| at(one, "/port") == port);
        if !host.contains('.') && !rendering.find("Service", host).is_some_and(has_port) {
            faults.push(format!("{}: {name} names {host}:{port}, and no Service is that", pod.owner));
        }
    }
    let reads_database = settings::variables(rendering, container).contains_key("HAETAE__DATABASE__URL_FILE");
    if reads_database && !lets_out(rendering, pod, 5432) {
        faults.push(format!("{}: no policy lets it out to the database, port 5432", pod.owner));
    }
    faults
}

/// Host and port of an address that a program connects to.
fn address<'a>(name: &str, value: &'a str) -> Option<(&'a str, u16)> {
    const CALLED: [&str; 4] =
        ["HAETAE__NATS__URL", "HAETAE__NATS__MONITORING", "HAETAE__TELEMETRY__OTLP_ENDPOINT", "HAETAE__SERVICES__"];
    let called = CALLED.iter().any(|one| name.starts_with(one));
    let rest = value.split_once("://").map_or(value, |(_, rest)| rest);
    let (host, port) = rest.split('/').next()?.split_once(':')?;
    called.then_some((host, port.parse().ok()?))
}

fn lets_out(rendering: &Rendering, pod: Pod<'_>, port: u16) -> bool {
    let policies = rendering.of_kind("NetworkPolicy").filter(|policy| applies(policy, pod, "Egress"));
    let mut rules = policies.flat_map(|policy| list(&policy.0, "/spec/egress"));
    rules.any(|rule| list(rule, "/ports").iter().any(|one| at(one, "/port") == port && text(one, "/protocol") != "UDP"))
}
