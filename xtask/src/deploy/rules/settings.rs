//! Every setting of a program is a key of its typed configuration, and no required one is missing.

use std::{collections::BTreeMap, path::Path};

use serde_json::Value;

use crate::{
    deploy::manifest::{Pod, Rendering, at, labels, list, text},
    settings::Program,
};

const PREFIX: &str = "HAETAE__";

pub(super) fn faults(rendering: &Rendering, programs: &[Program]) -> Vec<String> {
    let pods = rendering.pods().into_iter();
    pods.flat_map(|pod| {
        pod.containers()
            .flat_map(move |container| of_container(rendering, pod, container, programs))
            .collect::<Vec<_>>()
    })
    .collect()
}

fn of_container(rendering: &Rendering, pod: Pod<'_>, container: &Value, programs: &[Program]) -> Vec<String> {
    let set = variables(rendering, container);
    let Some(name) = program(container) else {
        let set = set.keys().filter(|name| name.starts_with(PREFIX));
        return set.map(|name| format!("{}: {name} is set for a program that is not ours", pod.owner)).collect();
    };
    let Some(program) = programs.iter().find(|program| program.name == name) else {
        return vec![format!("{}: haetae-{name} is no program", pod.owner)];
    };
    let ours = set.keys().filter(|name| name.starts_with(PREFIX));
    let unknown =
        ours.filter(|name| program.key(name).is_none()).map(|name| format!("{name} is no key of {}", program.name));
    let missing = program.required().filter(|name| !set.contains_key(name)).map(|name| format!("{name} is required"));
    let secret = secrets(container, program).map(|name| format!("{name} is a secret, and comes as a file"));
    unknown.chain(missing).chain(secret).map(|fault| format!("{}: {fault}", pod.owner)).collect()
}

/// Secrets that are given as values.
fn secrets<'a>(container: &'a Value, program: &'a Program) -> impl Iterator<Item = &'a str> {
    let names = list(container, "/env").iter().map(|variable| text(variable, "/name"));
    names.filter(|name| program.key(name).is_some_and(|key| key.kind == "secret"))
}

/// The program that a container runs: `/usr/local/bin/haetae-risk` is risk.
pub(super) fn program(container: &Value) -> Option<&str> {
    let command = list(container, "/command").first()?.as_str()?;
    Path::new(command).file_name()?.to_str()?.strip_prefix("haetae-")
}

/// The variables that a container gets, with their values where the rendering has them.
pub(super) fn variables(rendering: &Rendering, container: &Value) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for source in list(container, "/envFrom") {
        if let Some(map) = rendering.find("ConfigMap", text(source, "/configMapRef/name")) {
            found.extend(labels(map.at("/data")));
        }
    }
    for variable in list(container, "/env") {
        let value = at(variable, "/value").as_str().unwrap_or_default();
        found.insert(text(variable, "/name").to_owned(), value.to_owned());
    }
    found
}
