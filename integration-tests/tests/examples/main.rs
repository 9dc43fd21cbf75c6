//! F16: the examples for platforms run as docs/integrating.md says, against a real platform: the first run requests a
//! review and waits for its score, the second finds the same review, and a faulty request is explained field by field.

mod example;

use std::path::Path;

use anyhow::{Result, ensure};
use haetae_devstack::{Settings, fetch_wheel};
use haetae_integration_tests::{World, bin_dir, root, run};

use self::example::{Example, Folder};

#[test]
fn python() -> Result<()> {
    run(async {
        let folder = Folder::copy("python")?;
        folder.prepare("python3", &["-m", "venv", "venv"]).await?;
        let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", "requirements.txt"];
        folder.prepare("venv/bin/python", &pip).await?;
        std::fs::create_dir(folder.path().join("generated"))?;
        let proto = root().join("proto");
        let include = format!("-I{}", proto.display());
        let mut protoc =
            vec!["-m", "grpc_tools.protoc", &include, "--python_out=generated", "--grpc_python_out=generated"];
        let contracts = contracts(&proto)?;
        protoc.extend(contracts.iter().map(String::as_str));
        folder.prepare("venv/bin/python", &protoc).await?;
        let example = Example::new(&folder, "venv/bin/python", &["request_review.py"]);
        example.env("PYTHONPATH", "generated").holds().await
    })
}

#[test]
fn typescript() -> Result<()> {
    run(async {
        if !Folder::installed("npm").await && std::env::var_os("CI").is_none() {
            eprintln!("SKIPPED: the TypeScript example needs Node.js with npm, and this machine has none");
            return Ok(());
        }
        let folder = Folder::copy("typescript")?;
        folder.prepare("npm", &["ci", "--no-audit", "--no-fund"]).await?;
        folder.prepare("npm", &["run", "build"]).await?;
        let proto = root().join("proto").display().to_string();
        Example::new(&folder, "node", &["dist/request_review.js"]).env("HAETAE_PROTO", &proto).holds().await
    })
}

#[test]
fn rust() -> Result<()> {
    run(async {
        let program = bin_dir()?.join("haetae-example-request-review");
        ensure!(program.exists(), "{} is missing; build the package haetae-example first", program.display());
        let folder = Folder::copy("rust")?;
        Example::new(&folder, &program.display().to_string(), &[]).holds().await
    })
}

#[test]
fn curl() -> Result<()> {
    run(async {
        let lock = include_str!("../../../xtask/lint-tools.lock").to_owned();
        let buf = fetch_wheel("buf-bin", &Settings { lock, ..Settings::from_env() }).await?.join("buf");
        let folder = Folder::copy("curl")?;
        let proto = root().join("proto").display().to_string();
        let example = Example::new(&folder, "./request_review.sh", &[]).env("HAETAE_PROTO", &proto);
        example.env("BUF", &buf.display().to_string()).env("HOME", &folder.path().display().to_string()).holds().await
    })
}

/// Every contract, relative to the folder of contracts.
fn contracts(proto: &Path) -> Result<Vec<String>> {
    let (mut found, mut folders) = (Vec::new(), vec![proto.join("haetae")]);
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            match path.extension() {
                _ if path.is_dir() => folders.push(path),
                Some(ending) if ending == "proto" => found.push(path.strip_prefix(proto)?.display().to_string()),
                Some(_) | None => {}
            }
        }
    }
    Ok(found)
}

/// The platform every example calls.
async fn world() -> Result<std::sync::Arc<World>> {
    World::shared().await
}
