//! Restricted pods, in a namespace that admits no others, without a token of the cluster.

use serde_json::Value;

use crate::deploy::manifest::{Pod, Rendering, at, list, text};

pub(super) fn faults(rendering: &Rendering) -> Vec<String> {
    let mut faults = namespaces(rendering);
    for pod in rendering.pods() {
        faults.extend(of_pod(pod).map(|fault| format!("{}: {fault}", pod.owner)));
        for container in pod.containers() {
            let name = text(container, "/name");
            faults.extend(of_container(container).map(|fault| format!("{}: container {name}: {fault}", pod.owner)));
        }
        let account = text(pod.spec(), "/serviceAccountName");
        match rendering.find("ServiceAccount", account) {
            None => faults.push(format!("{}: there is no ServiceAccount {account:?}", pod.owner)),
            Some(account) if account.at("/automountServiceAccountToken") != false => {
                faults.push(format!("{account} mounts its token"));
            }
            Some(_) => {}
        }
    }
    faults
}

fn namespaces(rendering: &Rendering) -> Vec<String> {
    let mut faults = Vec::new();
    let names: Vec<&str> = rendering.of_kind("Namespace").map(|namespace| namespace.name()).collect();
    for namespace in rendering.of_kind("Namespace") {
        if namespace.at("/metadata/labels/pod-security.kubernetes.io~1enforce") != "restricted" {
            faults.push(format!("{namespace} admits pods that are not restricted"));
        }
    }
    for object in rendering.objects.iter().filter(|object| object.kind() != "Namespace") {
        let namespace = text(&object.0, "/metadata/namespace");
        if !names.contains(&namespace) {
            faults.push(format!("{object} is in the namespace {namespace:?}, which is not rendered"));
        }
    }
    faults
}

fn of_pod(pod: Pod<'_>) -> impl Iterator<Item = &'static str> {
    let spec = pod.spec();
    let on_host = ["/hostNetwork", "/hostPID", "/hostIPC"].into_iter().any(|pointer| at(spec, pointer) == true);
    let from_host = list(spec, "/volumes").iter().any(|volume| !at(volume, "/hostPath").is_null());
    let found = [
        (at(spec, "/securityContext/runAsNonRoot") != true, "may run as root"),
        (at(spec, "/securityContext/seccompProfile/type") != "RuntimeDefault", "has no seccomp profile"),
        (at(spec, "/automountServiceAccountToken") != false, "mounts a token of the cluster"),
        (at(spec, "/enableServiceLinks") != false, "gets variables for every Service"),
        (on_host || from_host, "uses the host's namespaces or files"),
    ];
    found.into_iter().filter(|(wrong, _)| *wrong).map(|(_, fault)| fault)
}

fn of_container(container: &Value) -> impl Iterator<Item = &'static str> {
    let context = at(container, "/securityContext");
    let drops = list(context, "/capabilities/drop").iter().any(|one| one == "ALL");
    let found = [
        (at(context, "/allowPrivilegeEscalation") != false, "may gain privileges"),
        (at(context, "/readOnlyRootFilesystem") != true, "may write to its image"),
        (!drops || !list(context, "/capabilities/add").is_empty(), "has capabilities"),
    ];
    found.into_iter().filter(|(wrong, _)| *wrong).map(|(_, fault)| fault)
}
