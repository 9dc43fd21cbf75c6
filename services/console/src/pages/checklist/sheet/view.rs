//! What `/r/…/checklist/sheet` shows.

use askama::Template;
use haetae_proto::{
    checkpoint::v1::{Checkpoint, Verdict},
    common::v1::CheckMethod,
    dashboard::v1::ReviewRow,
};
use haetae_sheet::Row;
use url::form_urlencoded::byte_serialize;

use super::super::{
    entry::{Entry, mark},
    panel::{Mark, Recorded, path, short},
};
use crate::{
    api::Problem,
    pages::{
        fault,
        frame::Frame,
        review_bar::{Place, ReviewBar},
        visitor::Visitor,
    },
    text::Say,
};

/// Bytes of the changes of one form: a form is taken up to a mebibyte.
const MOST: usize = 900 << 10;
/// Bytes of a change beside its texts.
const EACH: usize = 300;

/// The page.
#[derive(Template)]
#[template(path = "checklist/sheet.html")]
pub(super) struct SheetPage {
    frame: Frame,
    t: Say,
    bar: ReviewBar,
    may_judge: bool,
    preview: Preview,
    title: String,
    overtaken: String,
    faults: String,
    button: String,
    request_id: String,
}

/// What a file would change.
#[derive(Debug, Default)]
pub(super) struct Preview {
    /// Everything that is wrong, with its place.
    pub(super) faults: Vec<String>,
    pub(super) changes: Vec<Change>,
    /// Checkpoints that were judged meanwhile and stay so.
    pub(super) moved: String,
    /// Checkpoints that the person judged meanwhile and that change.
    pub(super) replaced: String,
    /// How many changes another reviewer overtook.
    pub(super) overtaken: usize,
    /// Whether the file is of an earlier version.
    pub(super) older: bool,
    /// Whether a file was read at all.
    pub(super) was_read: bool,
    /// What the service says that is about no line.
    pub(super) refused: String,
    /// Changes that the next upload of the file records.
    pub(super) later: usize,
}

/// A result that changes.
#[derive(Debug)]
pub(super) struct Change {
    line: String,
    path: String,
    short: String,
    title: String,
    before: Mark,
    after: Mark,
    /// What else changes: its name, before and after.
    texts: Vec<(String, String, String)>,
    result: i32,
    method: i32,
    reason: String,
    compensating: String,
    evidence: String,
    files: Vec<String>,
    /// What another reviewer recorded meanwhile, and the mark of that.
    theirs: Option<(Recorded, String)>,
}

impl SheetPage {
    /// The page of a review.
    pub(super) fn new(visitor: &Visitor, row: &ReviewRow, may_judge: bool, preview: Preview) -> Self {
        let t = visitor.say();
        let total = preview.changes.len() as u64;
        Self {
            frame: Frame::new(&visitor.visit, &format!("{} {}", t.text("sheet-title"), row.number)),
            bar: ReviewBar::new(t, row, Place::Checklist),
            title: if preview.was_read && !preview.is_wrong() && total > 0 {
                t.count("confirm-title", total)
            } else {
                t.text("sheet-title")
            },
            overtaken: t.count("confirm-overtaken", preview.overtaken as u64),
            faults: t.count("sheet-faults", preview.faults.len() as u64),
            button: t.count("confirm-record", total),
            request_id: haetae_client::request_id(),
            may_judge,
            preview,
            t,
        }
    }
}

impl Preview {
    /// Whether nothing of it can be recorded.
    pub(super) fn is_wrong(&self) -> bool {
        !self.faults.is_empty() || !self.refused.is_empty()
    }

    /// What the service refuses as a whole.
    pub(super) fn refuse(&mut self, t: Say, problem: Option<&Problem>) {
        self.refused = problem.map(|problem| fault::says(t, problem)).unwrap_or_default();
    }

    /// Keeps as many changes as one form takes; the same file again has the rest.
    pub(super) fn fit(&mut self) {
        let mut size = 0;
        let fits = |change: &&Change| {
            size += change.size();
            size <= MOST
        };
        let kept = self.changes.iter().take_while(fits).count();
        self.later = self.changes.len() - kept;
        self.changes.truncate(kept);
    }
}

impl Change {
    /// A result of a file against what is recorded.
    pub(super) fn new(t: Say, number: &str, all: &[Checkpoint], (row, entry): (&Row, &Entry)) -> Self {
        let one = all.iter().find(|one| one.checkpoint == entry.key);
        let now = one.and_then(|one| one.verdict.as_ref());
        let seen = mark(now);
        let was = row.was.clone().unwrap_or_default();
        Self {
            line: entry.line(),
            path: one.map(|one| path(number, all, one)).unwrap_or_default(),
            short: one.map_or_else(|| entry.key.clone(), |one| short(all, one).to_owned()),
            title: t.of(one.and_then(|one| one.title.as_ref())),
            before: Mark::of(t, was.result),
            after: Mark::of(t, entry.result),
            texts: texts(t, &was, entry, one.map_or(0, |one| one.method)),
            result: entry.result,
            method: entry.method,
            reason: entry.reason.clone(),
            compensating: entry.compensating.clone(),
            evidence: entry.evidence.join("\n"),
            files: entry.files.clone(),
            theirs: now.filter(|_| seen != entry.base).map(|verdict| (Recorded::of(t, verdict), seen.clone())),
        }
    }

    /// How much of a form it takes.
    fn size(&self) -> usize {
        let texts = [&self.line, &self.reason, &self.compensating, &self.evidence];
        let encoded = |text: &String| byte_serialize(text.as_bytes()).map(str::len).sum::<usize>();
        EACH + texts.into_iter().chain(&self.files).map(encoded).sum::<usize>()
    }
}

/// What changes beside the result: its name, before and after.
fn texts(t: Say, was: &Verdict, entry: &Entry, proposed: i32) -> Vec<(String, String, String)> {
    let method = |number: i32| if number == 0 { String::new() } else { t.word::<CheckMethod>(number) };
    let before = if was.method == 0 { proposed } else { was.method };
    let pairs = [
        (t.text("check-method"), method(before), method(entry.method)),
        (t.text("check-reason"), was.reason.clone(), entry.reason.clone()),
        (t.text("check-compensating"), was.compensating_control.clone(), entry.compensating.clone()),
        (t.text("check-evidence"), was.evidence.join("\n"), entry.evidence.join("\n")),
        (t.text("sheet-files"), was.evidence_ids.join(", "), entry.files.join(", ")),
    ];
    pairs.into_iter().filter(|(_, before, after)| before != after).collect()
}
