//! The log's server accepts its own configuration, as the rendering mounts it.

use std::{fs, path::Path, process::Stdio};

use anyhow::{Context as _, Result};
use haetae_devstack::{Source, Toolchain};
use serde_json::Value;
use tokio::process::Command;

use super::manifest::{Pod, Rendering, labels, list, text};

const PROGRAM: &str = "nats-server";

/// The faults that the server itself finds.
pub(super) async fn faults(rendering: &Rendering) -> Result<Vec<String>> {
    let mut faults = Vec::new();
    for pod in rendering.pods() {
        for container in pod.containers().filter(|container| text(container, "/command/0") == PROGRAM) {
            let dir = tempfile::tempdir().context("no temporary folder")?;
            mount(rendering, pod, container, dir.path())?;
            let said = asked(container, dir.path()).await?;
            faults.extend(said.map(|said| format!("{}: {said}", pod.owner)));
        }
    }
    Ok(faults)
}

/// Writes the files of each ConfigMap to the place where the container has them.
fn mount(rendering: &Rendering, pod: Pod<'_>, container: &Value, root: &Path) -> Result<()> {
    for mount in list(container, "/volumeMounts") {
        let mut volumes = list(pod.spec(), "/volumes").iter();
        let volume = volumes.find(|volume| text(volume, "/name") == text(mount, "/name"));
        let map = volume.and_then(|volume| rendering.find("ConfigMap", text(volume, "/configMap/name")));
        let Some(map) = map else { continue };
        let folder = within(root, text(mount, "/mountPath"));
        fs::create_dir_all(&folder)?;
        for (name, content) in labels(map.at("/data")) {
            fs::write(folder.join(name), content)?;
        }
    }
    Ok(())
}

/// What the server finds wrong with the configuration that its command names.
async fn asked(container: &Value, root: &Path) -> Result<Option<String>> {
    let Source::Installed(program) = Toolchain::find().await?.nats else { return Ok(None) };
    let path = list(container, "/command").iter().filter_map(Value::as_str).find(|word| word.starts_with('/'));
    let path = within(root, path.context("the log's server is not given a configuration")?);
    let names = list(container, "/env").iter().map(|variable| text(variable, "/name"));
    let mut command = Command::new(program);
    command
        .arg("-t")
        .arg("-c")
        .arg(path)
        .envs(names.map(|name| (name, "secret")))
        .stdin(Stdio::null())
        .kill_on_drop(true);
    let output = command.output().await.context("the log's server cannot be run")?;
    Ok((!output.status.success()).then(|| String::from_utf8_lossy(&output.stderr).trim().to_owned()))
}

fn within(root: &Path, path: &str) -> std::path::PathBuf {
    root.join(path.trim_start_matches('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SERVER: &str = "
kind: ConfigMap
metadata: {name: nats}
data:
  nats.conf: |
    authorization { user: a, password: $PASSWORD }
---
kind: StatefulSet
metadata: {name: nats}
spec:
  template:
    spec:
      containers:
        - command: [nats-server, --config, /etc/nats/nats.conf]
          env: [{name: PASSWORD}]
          volumeMounts: [{name: config, mountPath: /etc/nats}]
      volumes: [{name: config, configMap: {name: nats}}]
";

    async fn found(text: &str) -> usize {
        faults(&Rendering::parse("any", text).unwrap()).await.unwrap().len()
    }

    #[tokio::test]
    async fn a_configuration_that_the_server_does_not_accept_is_a_fault() {
        assert_eq!(found(SERVER).await, 0);
        assert_eq!(found(&SERVER.replace("authorization {", "authorization [")).await, 1);
        assert_eq!(found(&SERVER.replace("[{name: PASSWORD}]", "[]")).await, 1);
    }
}
