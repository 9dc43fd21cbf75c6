//! Controls.

use std::fmt::Write as _;

use haetae_proto::{
    checkpoint::v1::{Control, ListControlsResponse},
    common::v1::{CheckMethod, FlowLayer, LifecycleStage, RiskLevel},
};

use super::{Look, look::document};
use crate::{
    table::{Align, Column, Table},
    words::{Vocabulary as _, list},
};

/// A table of controls.
#[must_use]
pub fn controls(answer: &ListControlsResponse, look: &Look) -> String {
    let mut table = Table::new([
        look.column("항목", "control").whole(),
        Column::from((FlowLayer::kind(look.lang), Align::Left)).rank(1),
        look.column("필수 기준", "mandatory from").rank(2),
        look.figures("점검", "checks").rank(3),
        look.column("이름", "title"),
    ]);
    for one in &answer.controls {
        table.row([
            one.control_id.clone(),
            look.word::<FlowLayer>(one.layer),
            look.word::<RiskLevel>(one.mandatory_from),
            one.checks.len().to_string(),
            look.text(one.title.as_ref()).to_owned(),
        ]);
    }
    let (heading, version) = (look.pick("보안요구사항", "Controls"), document(answer.version.as_ref()));
    format!("{heading} {version} ({})\n{}", answer.controls.len(), look.table(&table))
}

/// Shows one control in full.
#[must_use]
pub fn control(control: &Control, look: &Look) -> String {
    let lang = look.lang;
    let stages = |stages: &[i32]| match stages {
        [] => String::new(),
        some => format!("[{}] ", list::<LifecycleStage>(some, lang)),
    };
    let mut requirement = String::new();
    for one in &control.requirements {
        let _ = writeln!(requirement, "{}{}", stages(&one.stages), look.text(one.text.as_ref()));
    }
    let mut checks = String::new();
    for one in &control.checks {
        let method = look.word::<CheckMethod>(one.method);
        let _ = writeln!(checks, "{} {}{} ({method})", one.check_id, stages(&one.stages), look.text(one.text.as_ref()));
    }
    let shown = look.facts([
        (lang.pick("분야", "area"), look.text(control.area.as_ref()).to_owned()),
        (FlowLayer::kind(lang), look.word::<FlowLayer>(control.layer)),
        (lang.pick("필수 기준", "mandatory from"), look.word::<RiskLevel>(control.mandatory_from)),
        (lang.pick("요구사항", "requirement"), requirement),
        (lang.pick("점검", "checks"), checks),
        (lang.pick("조치 방법", "when it fails"), look.text(control.countermeasure.as_ref()).to_owned()),
        (lang.pick("근거 기준", "references"), control.references.join(", ")),
        (lang.pick("대응 기술", "solutions"), control.solution_ids.join(", ")),
        (lang.pick("비고", "note"), look.text(control.note.as_ref()).to_owned()),
    ]);
    format!("{} {}\n{shown}", control.control_id, look.text(control.title.as_ref()))
}
