//! A small deployment that has no fault, and for each rule what breaks it.

use super::{Subject, all};
use crate::{
    deploy::{made::Made, manifest::Rendering},
    settings::{PROGRAMS, Program},
};

const WHOLE: &str = include_str!("tests/whole.yaml");
const COMMANDS: &str = "kubectl create secret generic haetae-tokens --from-file=keys=FILE";

fn faults_of(text: &str, own: bool) -> Vec<String> {
    let rendering = Rendering::parse("any", text).unwrap();
    let programs: Vec<Program> = PROGRAMS.iter().map(|name| Program::read(name).unwrap()).collect();
    let made = Made::from_commands(COMMANDS);
    all(&Subject { rendering: &rendering, programs: &programs, made: &made, own })
}

/// Replaces one line, and expects exactly these faults.
#[track_caller]
fn broken(line: &str, instead: &str, expected: &[&str]) {
    assert!(WHOLE.contains(line), "no {line}");
    let faults = faults_of(&WHOLE.replacen(line, instead, 1), false);
    for fault in expected {
        assert!(faults.iter().any(|found| found.contains(fault)), "{instead}: no fault with {fault:?} in {faults:#?}");
    }
    assert_eq!(faults.len(), expected.len(), "{instead}: {faults:#?}");
}

#[test]
fn the_whole_one_has_no_fault() {
    assert_eq!(faults_of(WHOLE, false), Vec::<String>::new());
}

#[test]
fn disruption() {
    broken("kind: PodDisruptionBudget", "kind: Other", &["has 0 PodDisruptionBudgets"]);
    broken(
        "unhealthyPodEvictionPolicy: AlwaysAllow",
        "unhealthyPodEvictionPolicy: IfHealthyBudget",
        &["unhealthyPodEvictionPolicy"],
    );
    broken("maxUnavailable: 1", "maxUnavailable: 0", &["maxUnavailable"]);
}

#[test]
fn workloads() {
    broken("readinessProbe:", "startupProbe:", &["no readiness probe"]);
    broken("livenessProbe:", "startupProbe:", &["no liveness probe"]);
    broken("limits: {memory: 192Mi}", "limits: {cpu: 1}", &["no limit of memory"]);
    broken("requests: {cpu: 100m, memory: 64Mi}", "requests: {cpu: 100m}", &["no request of memory"]);
    broken("topologyKey: topology.kubernetes.io/zone", "topologyKey: other", &["spread its pods by topology"]);
}

#[test]
fn security() {
    broken("runAsNonRoot: true", "runAsNonRoot: false", &["run as root"]);
    broken("seccompProfile: {type: RuntimeDefault}", "seccompProfile: {type: Unconfined}", &["seccomp"]);
    broken("automountServiceAccountToken: false # pod", "automountServiceAccountToken: true", &["mounts a token"]);
    broken(
        "automountServiceAccountToken: false # account",
        "automountServiceAccountToken: true",
        &["mounts its token"],
    );
    broken("enableServiceLinks: false", "enableServiceLinks: true", &["every Service"]);
    broken("serviceAccountName: haetae-risk", "serviceAccountName: other", &["no ServiceAccount"]);
    broken("allowPrivilegeEscalation: false", "allowPrivilegeEscalation: true", &["gain privileges"]);
    broken("readOnlyRootFilesystem: true", "readOnlyRootFilesystem: false", &["write to its image"]);
    broken("capabilities: {drop: [ALL]}", "capabilities: {drop: [CHOWN]}", &["capabilities"]);
    broken("hostNetwork: false", "hostNetwork: true", &["host's"]);
    broken("enforce: restricted", "enforce: baseline", &["not restricted"]);
    broken("namespace: haetae # of the account", "namespace: other", &["not rendered"]);
}

#[test]
fn network() {
    broken(
        "name: default-deny, namespace: haetae}",
        "name: default-deny, namespace: haetae}\nspec: {podSelector: {matchLabels: {a: b}}}\n---\nkind: Other\nmetadata: {name: other, namespace: haetae}",
        &["denies Ingress", "denies Egress", "selects no pod"],
    );
    broken("port: 4222, protocol: TCP", "port: 4223, protocol: TCP", &["lets it out to nats.nats:4222"]);
    broken(
        "from: [{podSelector: {matchLabels: {app: haetae-risk}}}]",
        "from: [{podSelector: {matchLabels: {app: other}}}]",
        &["do not exist"],
    );
    broken("from: [{podSelector: {matchLabels: {app: haetae-risk}}}]", "from: []", &["neither from nor to"]);
    broken("{port: 50051, protocol: TCP}", "{port: 50052, protocol: TCP}", &["which its pods do not have"]);
    let unselected = ["risk selects no pod", "which its pods do not have", "lets it out to nats.nats:4222"];
    broken(
        "podSelector: {matchLabels: {app: haetae-risk}} # in",
        "podSelector: {matchLabels: {app: other}}",
        &unselected,
    );
}

#[test]
fn ports() {
    broken("targetPort: grpc", "targetPort: http", &["leads to port \"http\""]);
    broken("selector: {app: haetae-risk} # service", "selector: {app: other}", &["selects the pods of 0 workloads"]);
    broken("grpc: {port: 50051}", "grpc: {port: 50052}", &["asks port 50052"]);
    broken("HAETAE__NATS__URL: nats://nats.nats:4222", "HAETAE__NATS__URL: nats://nats:4222", &["no Service is that"]);
}

#[test]
fn references() {
    broken(
        "configMapRef: {name: haetae-settings}",
        "configMapRef: {name: other}",
        &[
            "ConfigMap other",
            "NATS__URL is required",
            "ISSUER is required",
            "AUDIENCE is required",
            "JWKS_FILE is required",
        ],
    );
    broken("secretName: haetae-tokens", "secretName: other", &["Secret other is neither", "Secret other is neither"]);
    broken("value: /etc/haetae/tokens/keys", "value: /etc/haetae/tokens/key", &["has no key key"]);
    broken(
        "value: /etc/haetae/tokens/keys",
        "value: /etc/haetae/token/keys",
        &["nothing is mounted at /etc/haetae/token"],
    );
    broken(
        "{name: jwks, mountPath",
        "{name: other, mountPath",
        &["the volume \"other\"", "nothing is mounted at /etc/haetae/jwks"],
    );
}

#[test]
fn settings() {
    broken("HAETAE__NATS__REPLICAS", "HAETAE__NATS__REPLICA", &["HAETAE__NATS__REPLICA is no key of risk"]);
    broken("HAETAE__AUTH__AUDIENCE: haetae", "OTHER: haetae", &["HAETAE__AUTH__AUDIENCE is required"]);
    broken(
        "command: [/usr/local/bin/haetae-risk]",
        "command: [/usr/local/bin/haetae-riks]",
        &["haetae-riks is no program"],
    );
    broken(
        "name: HAETAE__CONTENT__DIR",
        "name: HAETAE__NATS__PASSWORD",
        &["comes as a file", "HAETAE__CONTENT__DIR is required"],
    );
}

#[test]
fn capacity() {
    let server = include_str!("tests/server.yaml");
    let faults = |line: &str, instead: &str| {
        assert!(server.contains(line), "no {line}");
        let text = format!("{WHOLE}\n---\n{}", server.replacen(line, instead, 1));
        faults_of(&text, false).into_iter().filter(|fault| fault.starts_with("StatefulSet")).collect::<Vec<_>>()
    };
    let found =
        |line, instead| faults(line, instead).into_iter().filter(|fault| fault.contains("max_file_store")).count();
    assert_eq!(found("24GiB", "24GiB"), 0);
    assert_eq!(found("24GiB", "10GiB"), 1);
    assert_eq!(found("24GiB", "16GiB"), 1);
    assert_eq!(found("24GiB", "much"), 1);
    assert_eq!(found("storage: 32Gi", "storage: 24Gi"), 1);
}

#[test]
fn step() {
    let workload = "kind: Deployment\nmetadata: {name: haetae-risk, namespace: haetae}";
    let labelled = "kind: Deployment\nmetadata: {name: haetae-risk, namespace: haetae, labels: {haetae-step: migrate}}";
    let needed =
        ["Namespace haetae is needed", "ServiceAccount haetae-risk is needed", "ConfigMap haetae-settings is needed"];
    let also =
        ["ConfigMap haetae-jwks is needed", "NetworkPolicy default-deny is needed", "NetworkPolicy risk is needed"];
    broken(workload, labelled, &[needed, also].concat());
}

#[test]
fn images() {
    broken("image: haetae:0.1.0", "image: haetae:latest", &["has no version"]);
    let digest = "a".repeat(64);
    let pinned = WHOLE.replace("image: haetae:0.1.0", &format!("image: haetae@sha256:{digest}"));
    assert_eq!(faults_of(&pinned, true), Vec::<String>::new());
    assert_eq!(faults_of(WHOLE, true).len(), 1);
    let placeholder = pinned.replace(&digest, &"0".repeat(64));
    assert!(faults_of(&placeholder, true).iter().all(|fault| fault.contains("placeholder")));
    assert_eq!(faults_of(&placeholder, true).len(), 1);
}
