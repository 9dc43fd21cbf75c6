//! What is done to the files of a server, and what it makes of them.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use rand::{RngExt as _, rngs::StdRng};
use tokio::time::{Duration, timeout};

use super::{Content, content};
use crate::support::Single;

/// How long a server with damaged files may need to start.
const START: Duration = Duration::from_secs(20);

/// Flips one bit somewhere in the files of the log, mostly near its end; says where.
pub(super) fn flip(store: &Path, dice: &mut StdRng) -> String {
    let mut files = Vec::new();
    collect(store, &mut files);
    files.retain(|path| path.to_string_lossy().contains("/EVENTS/"));
    files.sort();
    // Else the server may believe its index and not look at what is in the blocks.
    if dice.random_ratio(2, 3) {
        for index in files.extract_if(.., |path| path.ends_with("index.db")) {
            fs::remove_file(index).expect("removed");
        }
    }
    let blocks: Vec<_> = files.iter().filter(|path| path.extension().is_some_and(|end| end == "blk")).collect();
    let last = (*blocks.last().expect("the log has blocks")).clone();
    let (path, share) = match dice.random_range(0..10) {
        0..7 => (last, 0.97..1.0),
        7..9 => (last, 0.0..1.0),
        _ => (files[dice.random_range(0..files.len())].clone(), 0.0..1.0),
    };
    let mut bytes = fs::read(&path).expect("read");
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    if bytes.is_empty() {
        return format!("nothing, {name} is empty");
    }
    let end = bytes.len() - 1;
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "any place will do"
    )]
    let at = ((bytes.len() as f64 * dice.random_range(share)) as usize).min(end);
    bytes[at] ^= 1 << dice.random_range(0..8);
    fs::write(&path, &bytes).expect("written");
    format!("{name} {at} of {}", bytes.len())
}

/// What a server finds in the log after the damage, seen on a copy; none when it cannot start any more.
pub(super) async fn left(dir: &Path) -> Option<Content> {
    let mut copy = Single::start().await;
    copy.server.kill9().await.expect("killed");
    let store = copy.dir.path().join("store");
    fs::remove_dir_all(&store).expect("removed");
    let copied = Command::new("cp").arg("-a").arg(dir.join("store")).arg(&store).status().expect("cp runs");
    assert!(copied.success());
    timeout(START, copy.server.restart()).await.ok()?.ok()?;
    Some(content(&copy).await)
}

fn collect(dir: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).expect("a directory") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(&path, files);
        } else {
            files.push(path);
        }
    }
}
