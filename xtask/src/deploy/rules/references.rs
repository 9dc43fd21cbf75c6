//! ConfigMaps and secrets: each one that a pod names exists with its keys, or a page says how to make it. Each file that a setting
//! names is mounted.

use serde_json::Value;

use crate::deploy::{
    made::Made,
    manifest::{Pod, Rendering, at, list, text},
};

/// What the image itself contains.
const IN_THE_IMAGE: &str = "/usr/share/haetae/";

/// A name as pods use it: of a ConfigMap or a secret.
#[derive(Clone, Copy)]
struct Named<'a> {
    kind: &'static str,
    name: &'a str,
}

pub(super) fn faults(rendering: &Rendering, made: &Made) -> Vec<String> {
    let made = made.clone().and_by(rendering);
    let there = There { rendering, made: &made };
    let mut faults = Vec::new();
    for pod in rendering.pods() {
        let found = pod.containers().flat_map(|container| of_container(pod, container, &there));
        faults.extend(found.chain(of_volumes(pod, &there)).map(|fault| format!("{}: {fault}", pod.owner)));
    }
    faults
}

/// What there is.
struct There<'a> {
    rendering: &'a Rendering,
    made: &'a Made,
}

impl There<'_> {
    /// Why a name, or a key of it, does not exist.
    fn lacks(&self, named: Named<'_>, key: Option<&str>) -> Option<String> {
        let Named { kind, name } = named;
        let object = self.rendering.find(kind, name);
        let has = |key: &str| {
            let data = ["/data", "/stringData", "/binaryData"].into_iter();
            let rendered = object.is_some_and(|object| {
                data.into_iter().any(|data| object.at(data).as_object().is_some_and(|data| data.contains_key(key)))
            });
            rendered || kind == "Secret" && self.made.keys(name).is_some_and(|keys| keys.contains(key))
        };
        if object.is_none() && (kind != "Secret" || self.made.keys(name).is_none()) {
            return Some(format!("{kind} {name} is neither rendered nor made as a page says"));
        }
        let key = key.filter(|key| !has(key))?;
        Some(format!("{kind} {name} has no key {key}"))
    }
}

fn of_container(pod: Pod<'_>, container: &Value, there: &There<'_>) -> Vec<String> {
    let mut faults = Vec::new();
    for source in list(container, "/envFrom") {
        for (pointer, kind) in [("/configMapRef/name", "ConfigMap"), ("/secretRef/name", "Secret")] {
            let name = text(source, pointer);
            faults.extend(
                Some(name).filter(|name| !name.is_empty()).and_then(|name| there.lacks(Named { kind, name }, None)),
            );
        }
    }
    for variable in list(container, "/env") {
        for (from, kind) in [("configMapKeyRef", "ConfigMap"), ("secretKeyRef", "Secret")] {
            let from = at(variable, &format!("/valueFrom/{from}"));
            if !from.is_null() {
                faults.extend(there.lacks(Named { kind, name: text(from, "/name") }, Some(text(from, "/key"))));
            }
        }
    }
    for mount in list(container, "/volumeMounts") {
        let name = text(mount, "/name");
        let claims =
            list(&pod.owner.0, "/spec/volumeClaimTemplates").iter().any(|one| text(one, "/metadata/name") == name);
        if !claims && volume(pod, name).is_none() {
            faults.push(format!("the volume {name:?} is mounted and not defined"));
        }
    }
    let files = super::settings::variables(there.rendering, container);
    let files = files.iter().filter(|(name, value)| names_file(name) && value.starts_with('/'));
    faults.extend(
        files.filter_map(|(name, path)| file(pod, container, path, there).map(|fault| format!("{name}: {fault}"))),
    );
    faults
}

fn names_file(variable: &str) -> bool {
    variable.ends_with("_FILE") || variable == "PGSSLROOTCERT"
}

/// Why a file is not where a setting says.
fn file(pod: Pod<'_>, container: &Value, path: &str, there: &There<'_>) -> Option<String> {
    if path.starts_with(IN_THE_IMAGE) {
        return None;
    }
    let (folder, file) = path.rsplit_once('/')?;
    let mounts = list(container, "/volumeMounts").iter();
    let mount = mounts.into_iter().find(|mount| text(mount, "/mountPath").trim_end_matches('/') == folder);
    let Some(volume) = mount.and_then(|mount| volume(pod, text(mount, "/name"))) else {
        return Some(format!("nothing is mounted at {folder}"));
    };
    let (named, items) = source(volume)?;
    let mut items = items.iter();
    if items.len() == 0 {
        return there.lacks(named, Some(file));
    }
    match items.find(|item| text(item, "/path") == file) {
        Some(item) => there.lacks(named, Some(text(item, "/key"))),
        None => Some(format!("the volume has no file {file}")),
    }
}

fn of_volumes(pod: Pod<'_>, there: &There<'_>) -> Vec<String> {
    let volumes = list(pod.spec(), "/volumes").iter().filter_map(source);
    let lacks = volumes.flat_map(|(named, items)| {
        let keys = items.iter().filter_map(move |item| there.lacks(named, Some(text(item, "/key"))));
        there.lacks(named, None).into_iter().chain(keys)
    });
    lacks.collect()
}

fn volume<'a>(pod: Pod<'a>, name: &str) -> Option<&'a Value> {
    list(pod.spec(), "/volumes").iter().find(|volume| text(volume, "/name") == name)
}

/// The ConfigMap or secret of a volume, and the keys that it picks.
fn source(volume: &Value) -> Option<(Named<'_>, &[Value])> {
    let (map, secret) = (at(volume, "/configMap"), at(volume, "/secret"));
    if !map.is_null() {
        return Some((Named { kind: "ConfigMap", name: text(map, "/name") }, list(map, "/items")));
    }
    let name = text(secret, "/secretName");
    (!secret.is_null()).then(|| (Named { kind: "Secret", name }, list(secret, "/items")))
}
