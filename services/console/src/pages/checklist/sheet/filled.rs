//! What a filled file says, against the checklist as it is now.

use std::path::Path;

use haetae_proto::checkpoint::v1::Checkpoint;
use haetae_sheet::{Column, Fault, Given, LARGEST, Merged, Row, SheetFormat, merge, read, restore, words::Said};
use tokio::{sync::Semaphore, task::spawn_blocking};

use super::super::{
    entry::{Entry, mark},
    panel::short,
    recording::Outcome,
};
use crate::{
    api::Listed,
    guard::{Uploaded, UploadedFile},
    text::Say,
};

/// Files that are read at the same time: one may take some hundred megabytes while it is.
static READING: Semaphore = Semaphore::const_new(2);
/// The mark of a result that is none of those recorded: the person did not see what is there now.
const UNSEEN: &str = "unseen";

/// A file that was read.
#[derive(Debug, Default)]
pub(super) struct Parsed {
    /// What it changes.
    pub(super) merged: Merged,
    /// What is wrong with it.
    pub(super) faults: Vec<Fault>,
    /// Whether it was written at another version of the diagnosis.
    pub(super) older: bool,
}

/// Why a file was not read.
#[derive(Debug)]
pub(super) enum Refused {
    /// No file was chosen.
    NoFile,
    /// It is neither a workbook nor a table.
    Kind,
    /// It is larger than is read.
    TooLarge,
    /// What the reader says.
    Fault(Fault),
    /// The console itself.
    Busy,
}

impl Refused {
    /// As the page says it.
    pub(super) fn say(&self, t: Say) -> String {
        match self {
            Self::NoFile => t.text("sheet-no-file"),
            Self::Kind => t.text("sheet-kind"),
            Self::TooLarge => t.text("sheet-too-large"),
            Self::Fault(fault) => fault.say(t.files()),
            Self::Busy => t.text("sheet-busy"),
        }
    }
}

/// Reads a file and compares it with the checklist.
///
/// # Errors
/// When it is no file of a checklist, or too large a one.
pub(super) async fn parsed(uploaded: &Uploaded, listed: &Listed) -> Result<Parsed, Refused> {
    let file = uploaded.file().ok_or(Refused::NoFile)?;
    let format = SheetFormat::of(Path::new(&file.name)).ok_or(Refused::Kind)?;
    let bytes = bytes(file)?;
    let listed = listed.clone();
    let _reading = READING.acquire().await.map_err(|_| Refused::Busy)?;
    spawn_blocking(move || compared(format, &bytes, &listed)).await.map_err(|_| Refused::Busy)?
}

fn bytes(file: &UploadedFile) -> Result<Vec<u8>, Refused> {
    let pieces = file.pieces.as_ref().filter(|_| file.size <= LARGEST).ok_or(Refused::TooLarge)?;
    Ok(pieces.concat())
}

fn compared(format: SheetFormat, bytes: &[u8], listed: &Listed) -> Result<Parsed, Refused> {
    let tables = format.parse(bytes).map_err(Refused::Fault)?;
    let Given { mut filled, mut faults, revision } = read(&tables, &listed.list.review_id);
    if format.lacks_characters(bytes) {
        faults.extend(restore(&mut filled, &listed.list.checkpoints));
    }
    let mut merged = merge(filled, &listed.list.checkpoints);
    faults.append(&mut merged.faults);
    Ok(Parsed { merged, faults, older: revision.is_some_and(|revision| revision != listed.etag) })
}

/// The results as the form sends them: those without another result meanwhile, then those with one.
pub(super) fn entries(merged: &Merged, all: &[Checkpoint]) -> Vec<Entry> {
    let entry = |row: &Row, seen: bool| {
        let now = all.iter().find(|one| one.checkpoint == row.input.checkpoint);
        let input = row.input.clone();
        Entry {
            base: if seen { mark(now.and_then(|one| one.verdict.as_ref())) } else { UNSEEN.to_owned() },
            key: input.checkpoint,
            result: input.result,
            method: input.method,
            reason: input.reason,
            compensating: input.compensating_control,
            evidence: input.evidence,
            files: input.evidence_ids,
        }
    };
    let seen = merged.rows.iter().map(|row| entry(row, true));
    seen.chain(merged.conflicts.iter().map(|row| entry(row, false))).collect()
}

/// What the service finds wrong, at the cells it is about. It has said it in the person's language.
pub(super) fn placed(merged: &Merged, outcome: &Outcome) -> Vec<Fault> {
    let rows: Vec<&Row> = merged.rows.iter().chain(&merged.conflicts).collect();
    let line = |line: &super::super::recording::Line| {
        let row = rows.iter().find(|row| row.input.checkpoint == line.entry.key);
        let fault = |(field, told): &(String, String)| {
            let said = Said { ko: told.clone(), en: told.clone() };
            Some(row?.at.fault(Some(Column::of_field(field)), said))
        };
        line.wrong.iter().filter_map(fault).collect::<Vec<_>>()
    };
    // Where another reviewer was faster, the person first chooses which result stays.
    outcome.lines.iter().filter(|line| !line.overtaken).flat_map(line).collect()
}

/// The faults in the order of the file.
pub(super) fn ordered(mut faults: Vec<Fault>) -> Vec<Fault> {
    faults.sort_by_key(|fault| fault.place.order());
    faults
}

/// Checkpoints as people name them.
pub(crate) fn short_keys(keys: &[String], all: &[Checkpoint]) -> String {
    let named = |key: &String| {
        let one = all.iter().find(|one| one.checkpoint == *key);
        one.map_or_else(|| key.clone(), |one| short(all, one).to_owned())
    };
    keys.iter().map(named).collect::<Vec<_>>().join(", ")
}
