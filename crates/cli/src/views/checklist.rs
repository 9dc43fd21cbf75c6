//! A checklist along the information flow.

use std::fmt::Write as _;

use haetae_proto::{
    checkpoint::v1::{Checklist, Checkpoint, Selection},
    common::v1::{FlowLayer, VerdictResult},
    words::label,
};

use super::{Look, look::documents};
use crate::{table::Table, words::Lang};

/// Shows the checklist by layer: a line per control with the verdicts on its checks and their reasons.
#[must_use]
pub fn checklist(checklist: &Checklist, title: &str, look: &Look) -> String {
    let catalogs = documents(&checklist.catalogs);
    let mut out = look.lines(&format!("{}: {title}\n  {catalogs}", look.pick("점검표", "Checklist"))) + "\n";
    for layer in checklist.checkpoints.chunk_by(|a, b| a.layer == b.layer) {
        out.push_str(&layer_head(layer, look));
        let mut table = Table::new([
            look.column("항목", "control").whole(),
            look.column_of(label::VERDICTS),
            look.column("내용", "title").at_least(12),
            look.column("선정 이유", "why it is here").rank(1),
        ]);
        for checks in layer.chunk_by(|a, b| control(a) == control(b)) {
            table.row(row(checks, look));
        }
        out.push_str(&look.table(&table));
        for one in layer {
            let Some(verdict) = one.verdict.as_ref().filter(|verdict| !verdict.reason.is_empty()) else { continue };
            let result = look.word::<VerdictResult>(verdict.result);
            // Further lines are indented below the first one, so that they do not look like the next checkpoint.
            let reason = verdict.reason.replace('\n', "\n      ");
            let line = format!("  → {} {result}: {reason}", one.checkpoint);
            let _ = writeln!(out, "{}", look.lines(&line));
        }
    }
    out
}

fn layer_head(layer: &[Checkpoint], look: &Look) -> String {
    let name = layer.first().map(|one| look.word::<FlowLayer>(one.layer)).unwrap_or_default();
    let (total, required) = (layer.len(), layer.iter().filter(|one| one.mandatory).count());
    match look.lang {
        Lang::Ko => format!("\n  {name}: {total}개, 필수 {required}개\n"),
        Lang::En => format!("\n  {name}: {total}, {required} of them mandatory\n"),
    }
}

/// `<catalog>:<control>` of `<catalog>:<control>:<check>`.
fn control(one: &Checkpoint) -> &str {
    one.checkpoint.rsplit_once(':').map_or(&one.checkpoint, |(control, _)| control)
}

/// The checks of one control in one line.
fn row(checks: &[Checkpoint], look: &Look) -> [String; 4] {
    let verdicts: Vec<String> = checks.iter().map(|one| look.word::<VerdictResult>(result(one))).collect();
    let [name, title, why] = checks
        .first()
        .map_or([""; 3], |one| [control(one), look.text(one.title.as_ref()), why(&one.selected_by, look)]);
    [name.to_owned(), verdicts.join(" · "), title.to_owned(), why.to_owned()]
}

/// The verdict on a checkpoint; UNSPECIFIED until judged.
fn result(one: &Checkpoint) -> i32 {
    one.verdict.as_ref().map_or(0, |verdict| verdict.result)
}

/// The first reason something is on a list.
pub(super) fn why<'a>(selected_by: &'a [Selection], look: &Look) -> &'a str {
    selected_by.first().map_or("", |selection| look.text(selection.reason.as_ref()))
}

#[cfg(test)]
mod tests;
