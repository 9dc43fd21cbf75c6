//! View model of `/r/…/checklist`.

use std::collections::BTreeMap;

use askama::Template;
use haetae_proto::{
    checkpoint::v1::{Checklist, Checkpoint},
    common::v1::{CheckMethod, FlowLayer, VerdictResult},
    dashboard::v1::ReviewRow,
    words::Named as _,
};

use super::{
    asked::{ChecklistQuery, SHOWS, shows},
    entry::line,
    keys::{Key, keys},
    panel::{Mark, short},
};
use crate::{
    assets::JUDGING,
    pages::{
        frame::Frame,
        parts::Meter,
        review_bar::{Place, ReviewBar},
        status::is_over,
        visitor::Visitor,
    },
    said::Said,
    text::{Say, key},
};

/// The page.
#[derive(Template)]
#[template(path = "checklist/page.html")]
pub(super) struct ListPage {
    frame: Frame,
    t: Say,
    bar: ReviewBar,
    script: &'static str,
    said: String,
    batch: String,
    round: String,
    counts: String,
    conclude: Option<Step>,
    q: String,
    layer: String,
    show: String,
    shows: Vec<Choice>,
    layers: Vec<Choice>,
    groups: Vec<Group>,
    empty: String,
    may_judge: bool,
    /// The displayed lines without a result; empty for none.
    scope_shown: String,
    results: Vec<Answer>,
    keys: Vec<Key>,
}

/// A step that the round allows, or why it does not yet.
struct Step {
    path: String,
    text: String,
    why: String,
}

/// A filter as a link.
struct Choice {
    text: String,
    address: String,
    count: String,
    chosen: bool,
}

/// A result to choose.
struct Answer {
    value: String,
    text: String,
    class: &'static str,
}

/// Lines of one layer.
struct Group {
    title: String,
    left: String,
    rows: Vec<CheckpointLine>,
}

struct CheckpointLine {
    line: String,
    short: String,
    /// Empty where the line before has the same.
    title: String,
    check: String,
    method: String,
    /// The method as the contract numbers it.
    number: i32,
    files: usize,
    changed: bool,
    result: Mark,
}

impl ListPage {
    /// The page of a checklist.
    pub(super) fn new(
        visitor: &Visitor,
        row: &ReviewRow,
        list: &Checklist,
        asked: &ChecklistQuery,
        may_judge: bool,
    ) -> Self {
        let t = visitor.say();
        let all = &list.checkpoints;
        let shown: Vec<&Checkpoint> = all.iter().filter(|one| asked.has(one)).collect();
        let open = shown.iter().filter(|one| one.verdict.is_none()).count() as u64;
        let title = format!("{} {}", t.text("bar-checklist"), row.number);
        Self {
            frame: Frame::new(&visitor.visit, &title),
            // Of the list itself: the row may not have the results that were recorded just now.
            bar: ReviewBar { meter: list.tally.as_ref().map(Meter::of), ..ReviewBar::new(t, row, Place::Checklist) },
            script: &JUDGING.path,
            said: said(t, visitor.visit.said.as_ref()),
            batch: visitor.visit.said.as_ref().map(|said| said.batch.clone()).unwrap_or_default(),
            round: round(t, list, is_over(row.status())),
            counts: counts(t, list),
            conclude: step(t, &row.number, list, may_judge),
            q: asked.q.clone(),
            layer: asked.layer.clone(),
            show: asked.show.clone(),
            shows: show_choices(t, &row.number, all, asked),
            layers: layer_choices(t, &row.number, all, asked),
            groups: groups(t, all, &shown),
            empty: t.text(if asked.narrows() { key("list-none-fit") } else { key("list-none") }),
            may_judge: may_judge && !list.concluded,
            scope_shown: if open > 0 { t.count("list-scope-shown", open) } else { String::new() },
            results: results(t),
            keys: keys(t),
            t,
        }
    }
}

/// What happened just now.
pub(super) fn said(t: Say, said: Option<&Said>) -> String {
    let Some(said) = said else { return String::new() };
    match said.step.as_str() {
        "recorded" if said.count == 0 => t.text("said-none"),
        "recorded" => t.count("said-recorded", said.count),
        "concluded" => t.text("said-concluded"),
        "reopened" => t.text("said-reopened"),
        "evidence" => t.count("done-evidence", said.count),
        _ => String::new(),
    }
}

fn results(t: Say) -> Vec<Answer> {
    let answer = |number: i32| {
        let mark = Mark::of(t, number);
        Answer { value: number.to_string(), text: mark.word, class: mark.class }
    };
    (1..).take(VerdictResult::VALUES.len().saturating_sub(1)).map(answer).collect()
}

/// The round and whether it is over.
fn round(t: Say, list: &Checklist, over: bool) -> String {
    if list.checkpoints.is_empty() {
        return String::new();
    }
    let number = list.round.to_string();
    let text = match (list.concluded, over) {
        (true, _) => key("round-concluded"),
        (false, true) => key("round-stopped"),
        (false, false) => key("round-on"),
    };
    t.with(text, &[("round", &number)])
}

fn counts(t: Say, list: &Checklist) -> String {
    let tally = list.tally.unwrap_or_default();
    let counts = [
        (VerdictResult::Pass, tally.pass),
        (VerdictResult::Fail, tally.fail),
        (VerdictResult::Partial, tally.partial),
        (VerdictResult::NotApplicable, tally.not_applicable),
    ];
    let counts = counts.map(|(result, count)| format!("{} {count}", t.word::<VerdictResult>(result.into())));
    counts.join(" · ")
}

fn step(t: Say, number: &str, list: &Checklist, may_judge: bool) -> Option<Step> {
    if !may_judge || list.checkpoints.is_empty() {
        return None;
    }
    if list.concluded {
        let (path, round) = (format!("/r/{number}/checklist/reopen"), (list.round + 1).to_string());
        return Some(Step { path, text: t.with("round-reopen", &[("round", &round)]), why: String::new() });
    }
    let open = list.tally.unwrap_or_default().mandatory_open;
    let why = if open == 0 { String::new() } else { t.count("round-left", open.into()) };
    let (path, text) = (format!("/r/{number}/checklist/conclude"), t.step("ConcludeDiagnosis"));
    Some(Step { path, text, why })
}

fn show_choices(t: Say, number: &str, all: &[Checkpoint], asked: &ChecklistQuery) -> Vec<Choice> {
    let text = |show: &str| match show {
        "" => t.text("show-all"),
        "open" => t.word::<VerdictResult>(0),
        "changed" => t.text("check-changed"),
        word => {
            let place = VerdictResult::VALUES.iter().position(|value| value.is(word)).unwrap_or_default();
            t.word::<VerdictResult>(i32::try_from(place).unwrap_or_default())
        }
    };
    let choice = |show: &str| Choice {
        text: text(show),
        address: asked.address(number, &asked.layer, show),
        count: all.iter().filter(|one| asked.in_layer(one) && asked.finds(one) && shows(show, one)).count().to_string(),
        chosen: asked.show == show,
    };
    SHOWS.into_iter().map(choice).collect()
}

/// The layers of the list, each with the number of remaining lines.
fn layer_choices(t: Say, number: &str, all: &[Checkpoint], asked: &ChecklistQuery) -> Vec<Choice> {
    let mut layers: BTreeMap<i32, (usize, usize)> = BTreeMap::new();
    for one in all.iter().filter(|one| asked.finds(one)) {
        let (left, total) = layers.entry(one.layer).or_default();
        *left += usize::from(one.verdict.is_none());
        *total += 1;
    }
    let (left, total) = layers.values().fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
    let whole = Choice {
        text: t.text("show-all"),
        address: asked.address(number, "", &asked.show),
        count: format!("{left}/{total}"),
        chosen: asked.layer.is_empty(),
    };
    let choice = |(layer, (left, total)): (i32, (usize, usize))| {
        let word = FlowLayer::try_from(layer).unwrap_or_default().value().word.to_ascii_lowercase();
        Choice {
            text: t.word::<FlowLayer>(layer),
            address: asked.address(number, &word, &asked.show),
            count: format!("{left}/{total}"),
            chosen: asked.layer == word,
        }
    };
    std::iter::once(whole).chain(layers.into_iter().map(choice)).collect()
}

/// The lines by layer: a list is in the order of layers.
fn groups(t: Say, all: &[Checkpoint], shown: &[&Checkpoint]) -> Vec<Group> {
    let of_layer = |lines: &[&Checkpoint]| {
        let left = lines.iter().filter(|one| one.verdict.is_none()).count();
        let mut before = None;
        let rows = lines.iter().map(|one| {
            let control = (&one.catalog_id, &one.control_id);
            let again = before.replace(control) == Some(control);
            row(t, all, one, again)
        });
        Group {
            title: lines.first().map(|one| t.word::<FlowLayer>(one.layer)).unwrap_or_default(),
            left: format!("{left}/{}", lines.len()),
            rows: rows.collect(),
        }
    };
    shown.chunk_by(|one, next| one.layer == next.layer).map(of_layer).collect()
}

fn row(t: Say, all: &[Checkpoint], one: &Checkpoint, again: bool) -> CheckpointLine {
    let verdict = one.verdict.as_ref();
    CheckpointLine {
        line: line(one),
        short: short(all, one).to_owned(),
        title: if again { String::new() } else { t.of(one.title.as_ref()) },
        check: t.of(one.check.as_ref()),
        method: t.word::<CheckMethod>(one.method),
        number: one.method,
        files: one.evidence.len(),
        changed: one.changed,
        result: Mark::of(t, verdict.map_or(0, |verdict| verdict.result)),
    }
}
