//! A log server that is deployed with us has the room that the settings take, and its volume has more.

use serde_json::Value;

use super::settings;
use crate::deploy::manifest::{Object, Rendering, list, text};

const GIB: u64 = 1 << 30;
/// What streams take unless a setting says otherwise: the log, evidence, and the small ones beside them.
const LOG: u64 = 8 * GIB;
const EVIDENCE: u64 = 8 * GIB;
const BESIDE: u64 = 66 << 20;

pub(super) fn faults(rendering: &Rendering) -> Vec<String> {
    rendering.of_kind("StatefulSet").filter_map(|server| of_server(rendering, server)).collect()
}

/// The limit in the configuration that a server mounts; none for other servers.
fn limit<'a>(rendering: &'a Rendering, server: &Object) -> Option<&'a str> {
    let maps = list(&server.0, "/spec/template/spec/volumes").iter().map(|volume| text(volume, "/configMap/name"));
    let maps = maps.filter_map(|name| rendering.find("ConfigMap", name));
    let texts =
        maps.filter_map(|map| map.at("/data").as_object()).flat_map(|data| data.values().filter_map(Value::as_str));
    texts.flat_map(str::lines).find_map(|line| line.trim().strip_prefix("max_file_store:").map(str::trim))
}

fn of_server(rendering: &Rendering, server: &Object) -> Option<String> {
    let limit = limit(rendering, server)?;
    let Some(limit) = bytes(limit) else { return Some(format!("{server}: max_file_store is no size: {limit}")) };
    let volume = text(&server.0, "/spec/volumeClaimTemplates/0/spec/resources/requests/storage");
    let Some(volume) = bytes(volume) else { return Some(format!("{server}: its volume has no size")) };
    let log = set(rendering, "HAETAE__NATS__MAX_BYTES").unwrap_or(LOG);
    let evidence = set(rendering, "HAETAE__EVIDENCE__MAX_BYTES").unwrap_or(EVIDENCE);
    if limit >= volume {
        return Some(format!("{server}: max_file_store is not less than its volume"));
    }
    if log > limit / 10 * 6 {
        return Some(format!("{server}: the log takes more than 60 % of max_file_store"));
    }
    (log + evidence + BESIDE > limit).then(|| format!("{server}: log and evidence do not fit into max_file_store"))
}

/// The number that a variable has in any container.
fn set(rendering: &Rendering, name: &str) -> Option<u64> {
    let pods = rendering.pods();
    let mut containers = pods.iter().flat_map(|pod| list(pod.spec(), "/containers"));
    containers.find_map(|container| settings::variables(rendering, container).get(name)?.parse().ok())
}

/// `24Gi`, `24GiB`, `24G`.
fn bytes(size: &str) -> Option<u64> {
    let at = size.find(|c: char| !c.is_ascii_digit()).unwrap_or(size.len());
    let (number, unit) = size.split_at(at);
    let unit = match unit.trim_end_matches('B') {
        "" => 1,
        "Mi" => 1 << 20,
        "Gi" => GIB,
        "Ti" => 1 << 40,
        "M" => 1_000_000,
        "G" => 1_000_000_000,
        "T" => 1_000_000_000_000,
        _ => return None,
    };
    number.parse::<u64>().ok()?.checked_mul(unit)
}
