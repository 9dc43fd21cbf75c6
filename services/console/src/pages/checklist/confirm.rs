//! The page before results are recorded, and after they were refused.

use std::collections::BTreeMap;

use askama::Template;
use haetae_proto::{checkpoint::v1::Checkpoint, common::v1::VerdictResult, dashboard::v1::ReviewRow};
use jiff::Timestamp;

use super::{
    entry::{Entry, LEFT, mark},
    held::Held,
    panel::{Mark, Recorded, path, short},
    recording::{Outcome, count},
};
use crate::{
    pages::{
        fault,
        frame::Frame,
        review_bar::{Place, ReviewBar},
        visitor::Visitor,
    },
    text::{Due, Say, key},
};

/// The page.
#[derive(Template)]
#[template(path = "checklist/confirm.html")]
pub(super) struct ConfirmPage {
    frame: Frame,
    t: Say,
    bar: ReviewBar,
    title: String,
    refused: String,
    wrong: usize,
    wrong_text: String,
    overtaken: usize,
    overtaken_text: String,
    summary: String,
    button: String,
    request_id: String,
    batch: String,
    lines: Vec<Line>,
}

/// A result that is to be recorded.
struct Line {
    line: String,
    path: String,
    short: String,
    title: String,
    check: String,
    result: Mark,
    result_number: i32,
    method_number: i32,
    reason: String,
    compensating: String,
    evidence: String,
    files: Vec<String>,
    partial: bool,
    /// Whether the line has a fault that can be corrected here.
    edit: bool,
    wrong: Vec<String>,
    /// The result that another reviewer recorded.
    theirs: Option<Recorded>,
    /// The finding that keeps another result from being recorded.
    held: Option<Held>,
    /// Results to choose from, in the form of the field `base`; empty where there is no choice.
    choices: Vec<(String, String)>,
    /// Whether it can be left out.
    droppable: bool,
}

/// The inputs of the page.
#[derive(Debug, Clone, Copy)]
pub(super) struct Source<'a> {
    pub(super) row: &'a ReviewRow,
    pub(super) all: &'a [Checkpoint],
    pub(super) outcome: &'a Outcome,
    pub(super) batch: &'a str,
    /// Unclosed findings, by their checkpoints.
    pub(super) standing: &'a BTreeMap<String, Held>,
}

impl ConfirmPage {
    /// The page of results that were checked.
    pub(super) fn new(visitor: &Visitor, from: Source<'_>, now: Timestamp) -> Self {
        let (t, outcome) = (visitor.say(), from.outcome);
        let lines: Vec<Line> = outcome.lines.iter().map(|line| self::line(t, from, line)).collect();
        let wrong = lines.iter().filter(|line| !line.wrong.is_empty()).count();
        let overtaken = lines.iter().filter(|line| line.theirs.is_some()).count();
        let total = lines.len() as u64;
        Self {
            frame: Frame::new(&visitor.visit, &format!("{} {}", t.text("bar-checklist"), from.row.number)),
            bar: ReviewBar::new(t, from.row, Place::Checklist),
            title: t.count("confirm-title", total),
            refused: outcome.problem.as_ref().map(|problem| fault::says(t, problem)).unwrap_or_default(),
            wrong_text: t.count("confirm-wrong", wrong as u64),
            overtaken_text: t.count("confirm-overtaken", overtaken as u64),
            wrong,
            overtaken,
            summary: summary(t, outcome, now),
            button: t.count("confirm-record", total),
            request_id: haetae_client::request_id(),
            batch: from.batch.to_owned(),
            lines,
            t,
        }
    }
}

fn line(t: Say, from: Source<'_>, line: &super::recording::Line) -> Line {
    let (entry, one) = (&line.entry, line.now.as_ref());
    let Entry { result, method, reason, compensating, .. } = entry.clone();
    let theirs = one.filter(|_| line.overtaken).and_then(|one| one.verdict.as_ref());
    let stands = line.overtaken || !line.wrong.is_empty();
    // A Fail can be recorded again while its finding is not closed.
    let held = from.standing.get(&entry.key).filter(|_| stands && result != i32::from(VerdictResult::Fail));
    let choices = choices(t, line, held);
    Line {
        line: entry.line(),
        path: one.map(|one| path(&from.row.number, from.all, one)).unwrap_or_default(),
        short: one.map_or_else(|| entry.key.clone(), |one| short(from.all, one).to_owned()),
        title: t.of(one.and_then(|one| one.title.as_ref())),
        check: t.of(one.and_then(|one| one.check.as_ref())),
        result: Mark::of(t, result),
        result_number: result,
        method_number: method,
        evidence: entry.evidence.join("\n"),
        files: entry.files.clone(),
        partial: result == i32::from(VerdictResult::Partial),
        edit: !line.wrong.is_empty(),
        wrong: line.wrong.iter().map(|(_, told)| told.clone()).collect(),
        theirs: theirs.map(|verdict| Recorded::of(t, verdict)),
        droppable: choices.is_empty() && !line.wrong.is_empty(),
        held: held.cloned(),
        choices,
        reason,
        compensating,
    }
}

/// The choices for a line that conflicts with another result or a finding.
fn choices(t: Say, line: &super::recording::Line, held: Option<&Held>) -> Vec<(String, String)> {
    let base = &line.entry.base;
    let left = |text| (LEFT.to_owned(), t.text(text));
    match held {
        Some(held) if held.retract.is_some() => {
            vec![left(key("confirm-drop")), (base.clone(), t.with("confirm-after-retract", &[("finding", &held.id)]))]
        }
        Some(_) => vec![left(key("confirm-drop"))],
        None if line.overtaken => {
            let now = line.now.as_ref().map(|one| mark(one.verdict.as_ref())).unwrap_or_default();
            vec![left(key("confirm-theirs")), (now, t.text("confirm-mine"))]
        }
        None => Vec::new(),
    }
}

/// The number of each result, and the findings that will be opened.
fn summary(t: Say, outcome: &Outcome, now: Timestamp) -> String {
    let results = [VerdictResult::Pass, VerdictResult::Fail, VerdictResult::Partial, VerdictResult::NotApplicable];
    let counts = results.map(|result| (result, count(&outcome.lines, result)));
    let counts = counts.into_iter().filter(|(_, count)| *count > 0);
    let counts: Vec<_> =
        counts.map(|(result, count)| format!("{} {count}", t.word::<VerdictResult>(result.into()))).collect();
    let opened = outcome.answer.as_ref().map(|answer| answer.opened_findings.as_slice()).unwrap_or_default();
    let due = opened.iter().filter_map(|finding| finding.due.as_ref()?.due_at.as_ref());
    let due = due.min_by_key(|at| at.seconds).and_then(|at| Due::of(t, Some(at), false, now));
    let opens = match due {
        Some(due) => t.with("confirm-opens", &[("count", &opened.len().to_string()), ("day", &due.day)]),
        None if outcome.is_fine() => t.text("confirm-opens-none"),
        None => String::new(),
    };
    format!("{}. {opens}", counts.join(", "))
}
