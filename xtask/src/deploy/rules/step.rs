//! The migration is applied before the rest, by its label: all that its pod needs has the label too.

use crate::deploy::manifest::{Object, Pod, Rendering, labels, list, matches, text};

const LABEL: (&str, &str) = ("haetae-step", "migrate");

pub(super) fn faults(rendering: &Rendering) -> Vec<String> {
    let pods = rendering.pods().into_iter().filter(|pod| pod.owner.kind() != "StatefulSet" && is_labelled(pod.owner));
    let needed = pods.flat_map(|pod| rendering.objects.iter().filter(move |object| needs(pod, object)));
    let lacking = needed.filter(|object| !is_labelled(object));
    lacking.map(|object| format!("{object} is needed by the migration and has no label haetae-step=migrate")).collect()
}

fn is_labelled(object: &Object) -> bool {
    labels(object.at("/metadata/labels")).get(LABEL.0).is_some_and(|value| value == LABEL.1)
}

fn needs(pod: Pod<'_>, object: &Object) -> bool {
    match object.kind() {
        "Namespace" => true,
        "ServiceAccount" => text(pod.spec(), "/serviceAccountName") == object.name(),
        "ConfigMap" => names(pod, object.name()),
        "NetworkPolicy" => matches(object.at("/spec/podSelector"), &pod.labels()),
        _ => false,
    }
}

/// Whether a pod takes settings or files from this ConfigMap.
fn names(pod: Pod<'_>, map: &str) -> bool {
    let mut settings = pod.containers().flat_map(|container| list(container, "/envFrom"));
    let mut volumes = list(pod.spec(), "/volumes").iter();
    settings.any(|source| text(source, "/configMapRef/name") == map)
        || volumes.any(|volume| text(volume, "/configMap/name") == map)
}
