//! The effect of newer catalogue versions on a checklist.

use std::fmt::Write as _;

use haetae_proto::checkpoint::v1::{Checkpoint, CheckpointDifference, PreviewUpgradeResponse};

use super::{Look, look::documents};
use crate::words::Vocabulary as _;

/// Shows what would be added, changed and retired.
#[must_use]
pub fn upgrade(answer: &PreviewUpgradeResponse, title: &str, look: &Look) -> String {
    let heading = look.pick("카탈로그 갱신 미리 보기", "Upgrade preview");
    let (from, to) = (documents(&answer.from), documents(&answer.to));
    let kept = look.pick("그대로", "kept");
    let mut out = format!("{heading}: {title}\n  {from} → {to}\n  {kept} {}\n", answer.kept.len());
    out.push_str(&section(look.pick("추가", "added"), answer.added.iter().map(|one| line(one, look))));
    let changed = answer.changed.iter().map(|one| {
        let known = |difference: &i32| CheckpointDifference::try_from(*difference).ok().map(|one| one.say(look.lang));
        let differences: Vec<&str> = one.differences.iter().filter_map(known).collect();
        let line = one.checkpoint.as_ref().map(|checkpoint| line(checkpoint, look)).unwrap_or_default();
        format!("{line} ({})", differences.join(", "))
    });
    out.push_str(&section(look.pick("변경", "changed"), changed));
    out.push_str(&section(look.pick("제외", "retired"), answer.retired.iter().map(|one| line(one, look))));
    out
}

fn section(name: &str, lines: impl ExactSizeIterator<Item = String>) -> String {
    let mut out = format!("  {name} {}\n", lines.len());
    for line in lines {
        let _ = writeln!(out, "    {line}");
    }
    out
}

fn line(one: &Checkpoint, look: &Look) -> String {
    format!("{}  {}", one.checkpoint, look.text(one.title.as_ref()))
}
