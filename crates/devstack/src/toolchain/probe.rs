//! Checks that a program runs here and is new enough.

use std::{
    fmt,
    path::{Path, PathBuf},
    process::{Output, Stdio},
    time::Duration,
};

use tokio::process::Command;

use crate::user;

const BOUND: Duration = Duration::from_secs(20);

/// The Debian packages of the libraries the PostgreSQL wheel needs.
const PACKAGES: [(&str, &str); 9] = [
    ("libcom_err.so", "libcom-err2"),
    ("libcrypto.so.3", "libssl3"),
    ("libgssapi_krb5.so", "libgssapi-krb5-2"),
    ("libkrb5.so", "libkrb5-3"),
    ("liblz4.so", "liblz4-1"),
    ("libssl.so.3", "libssl3"),
    ("libxml2.so.2", "libxml2"),
    ("libz.so", "zlib1g"),
    ("libzstd.so", "libzstd1"),
];

/// The first two numbers of a version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Version(pub(super) u32, pub(super) u32);

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.0, self.1)
    }
}

/// Runs `program --version` as it will be run later. The error says, in one line, why it is of no use.
pub(super) async fn runs(program: &Path, at_least: Version) -> Result<(), String> {
    let shown = program.display();
    let output = version_output(program).await.map_err(|why| format!("{shown} does not run: {why}"))?;
    if !output.status.success() {
        return Err(explain(program, &output).await);
    }
    let text = String::from_utf8_lossy(&output.stdout);
    match parse(&text) {
        Some(version) if version >= at_least => Ok(()),
        Some(version) => Err(format!("{shown} is {version}, too old: {at_least} or newer is needed")),
        None => Err(format!("{shown} does not tell its version: {}", text.trim())),
    }
}

/// The first of the directories on PATH that holds every one of these programs, and so on.
pub(super) fn on_path(programs: &[&str]) -> Vec<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).filter(|dir| programs.iter().all(|program| dir.join(program).is_file())).collect()
}

async fn version_output(program: &Path) -> Result<Output, String> {
    let mut command = Command::new(program);
    command.arg("--version").stdin(Stdio::null()).kill_on_drop(true);
    if let Some(user) = user::unprivileged() {
        command.uid(user.uid).gid(user.gid);
    }
    match tokio::time::timeout(BOUND, command.output()).await {
        Ok(output) => output.map_err(|error| error.to_string()),
        Err(_) => Err(format!("no answer within {BOUND:?}")),
    }
}

async fn explain(program: &Path, output: &Output) -> String {
    let shown = program.display();
    let missing = missing_libraries(program).await;
    if missing.is_empty() {
        let text = String::from_utf8_lossy(&output.stderr);
        let last = text.lines().rfind(|line| !line.trim().is_empty()).unwrap_or("it says nothing").to_owned();
        return format!("{shown} does not run: {last}");
    }
    let mut packages: Vec<&str> = missing.iter().map(|library| package_of(library)).collect();
    packages.sort_unstable();
    packages.dedup();
    format!("{shown} lacks {}: apt-get install {}", missing.join(", "), packages.join(" "))
}

async fn missing_libraries(program: &Path) -> Vec<String> {
    let output = Command::new("ldd").arg(program).stdin(Stdio::null()).output().await;
    let text = output.map(|output| output.stdout).unwrap_or_default();
    not_found(&String::from_utf8_lossy(&text))
}

fn not_found(ldd: &str) -> Vec<String> {
    ldd.lines()
        .filter(|line| line.trim_end().ends_with("=> not found"))
        .filter_map(|line| line.split_whitespace().next().map(str::to_owned))
        .collect()
}

fn package_of(library: &str) -> &str {
    let known = PACKAGES.iter().find(|(prefix, _)| library.starts_with(prefix));
    known.map_or(library, |(_, package)| package)
}

fn parse(text: &str) -> Option<Version> {
    let digits = &text[text.find(|letter: char| letter.is_ascii_digit())?..];
    let mut numbers = digits.split(|letter: char| !letter.is_ascii_digit());
    let major = numbers.next()?.parse().ok()?;
    Some(Version(major, numbers.next().and_then(|minor| minor.parse().ok()).unwrap_or(0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_servers_say_about_themselves() {
        assert_eq!(parse("nats-server: v2.15.1\n"), Some(Version(2, 15)));
        assert_eq!(parse("postgres (PostgreSQL) 15.13 (Debian 15.13-0+deb12u1)"), Some(Version(15, 13)));
        assert_eq!(parse("postgres (PostgreSQL) 19beta1"), Some(Version(19, 0)));
        assert_eq!(parse("no number"), None);
    }

    #[test]
    fn names_the_packages_of_missing_libraries() {
        let ldd = "\tlinux-vdso.so.1 (0x00007ffb)\n\tlibxml2.so.2 => not found\n\
                   \tlibc.so.6 => /lib/libc.so.6 (0x00007ff)\n\tlibgssapi_krb5.so.2 => not found\n";
        let missing = not_found(ldd);
        assert_eq!(missing, ["libxml2.so.2", "libgssapi_krb5.so.2"]);
        assert_eq!(package_of(&missing[0]), "libxml2");
        assert_eq!(package_of(&missing[1]), "libgssapi-krb5-2");
        assert_eq!(package_of("libodd.so.1"), "libodd.so.1");
    }
}
