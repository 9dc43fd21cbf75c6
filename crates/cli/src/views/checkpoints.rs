//! Checkpoints one by one.

use std::fmt::Write as _;

use haetae_proto::{
    checkpoint::v1::{Checklist, Checkpoint, RecordVerdictsResponse},
    common::v1::{CheckMethod, FlowLayer, Tally, VerdictResult},
    words::label,
};

use super::{
    Look, Of,
    checklist::why,
    evidence::named,
    findings,
    look::{documents, person},
};
use crate::{table::Table, words::Lang};

/// Shows every checkpoint with its key, its check, its result and its countermeasure.
#[must_use]
pub fn checkpoints(checklist: &Checklist, title: &str, look: &Look) -> String {
    let heading = look.pick("점검표", "Checklist");
    let mut out = look.lines(&format!("{heading}: {title}\n  {}", documents(&checklist.catalogs))) + "\n";
    for one in &checklist.checkpoints {
        let _ = write!(out, "\n{}\n{}", look.lines(&head(one, look)), look.facts(lines(one, look)));
    }
    if let Some(tally) = &checklist.tally {
        let _ = write!(out, "\n{}\n", look.lines(&format!("  {}", self::tally(tally, look))));
    }
    out
}

fn head(one: &Checkpoint, look: &Look) -> String {
    let need = if one.mandatory { look.name(label::MANDATORY) } else { look.pick("권고", "recommended") };
    format!("{}  {}  [{} · {need}]", one.checkpoint, look.text(one.title.as_ref()), look.word::<FlowLayer>(one.layer))
}

fn lines(one: &Checkpoint, look: &Look) -> Vec<(&'static str, String)> {
    let method = look.word::<CheckMethod>(one.method);
    let mut lines = vec![
        (look.lang.pick("요구사항", "requirement"), look.text(one.requirement.as_ref()).to_owned()),
        (look.lang.pick("점검", "check"), format!("{} ({method})", look.text(one.check.as_ref()))),
        (look.lang.pick("선정 이유", "why it is here"), why(&one.selected_by, look).to_owned()),
        (look.lang.pick("조치 방법", "when it fails"), look.text(one.countermeasure.as_ref()).to_owned()),
    ];
    if let Some(verdict) = &one.verdict {
        let (result, by) = (look.word::<VerdictResult>(verdict.result), person(verdict.judged_by.as_ref()));
        lines.push((
            look.lang.name(label::RESULT),
            format!("{result}, {by}, {}", look.when(verdict.judged_at.as_ref())),
        ));
        lines.push((look.lang.name(label::REASON), verdict.reason.clone()));
        lines.push((look.name(label::COMPENSATING_CONTROL), verdict.compensating_control.clone()));
        lines.push((look.lang.name(label::EVIDENCE), named(&verdict.evidence, &verdict.evidence_ids)));
    }
    let files: Vec<_> = one.evidence.iter().map(|file| format!("{} {}", file.evidence_id, file.name)).collect();
    lines.push((look.lang.pick("올린 파일", "files"), files.join("\n")));
    lines
}

/// The progress of a checklist in one line.
pub(super) fn tally(tally: &Tally, look: &Look) -> String {
    let Tally { total, pass, fail, partial, not_applicable, mandatory_open, .. } = tally;
    match look.lang {
        Lang::Ko => format!(
            "전체 {total} · 양호 {pass} · 취약 {fail} · 부분 이행 {partial} · 해당 없음 {not_applicable} · 남은 필수 {mandatory_open}"
        ),
        Lang::En => format!(
            "total {total} · Pass {pass} · Fail {fail} · Partial {partial} · N/A {not_applicable} · mandatory left {mandatory_open}"
        ),
    }
}

/// Shows the recorded results, the opened findings and the progress of the checklist.
#[must_use]
pub fn judged_now(answer: &RecordVerdictsResponse, look: &Look) -> String {
    let mut table = Table::new([
        look.column_of(label::CHECKPOINT).whole(),
        look.column_of(label::RESULT).whole(),
        look.column_of(label::REASON),
    ]);
    for one in &answer.judged {
        let verdict = one.verdict.clone().unwrap_or_default();
        table.row([one.checkpoint.clone(), look.word::<VerdictResult>(verdict.result), verdict.reason]);
    }
    let tally = answer
        .tally
        .as_ref()
        .map(|one| format!("\n{}\n", look.lines(&format!("  {}", tally(one, look)))))
        .unwrap_or_default();
    let opened = match answer.opened_findings.as_slice() {
        [] => String::new(),
        opened => format!("\n{}", findings(opened, Of::default(), look)),
    };
    format!(
        "{} ({})\n{}{opened}{tally}",
        look.pick("점검 결과 기록", "Results"),
        answer.judged.len(),
        look.table(&table)
    )
}
