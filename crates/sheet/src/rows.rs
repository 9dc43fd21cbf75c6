//! Writes a checklist as the rows of a table.

use haetae_domain::{calendar::minute_in_seoul, normal::stored};
use haetae_proto::{
    checkpoint::v1::{Checklist, Checkpoint, Verdict},
    common::v1::{CheckMethod, FlowLayer, Person, VerdictResult},
    words::label,
};
use jiff::Timestamp;
use sha2::{Digest as _, Sha256};

use crate::{
    column::Column,
    words::{Lang, Vocabulary},
};

/// The mark of a checkpoint without a result.
const OPEN: &str = "open";

/// The rows: the names of the columns, their heads, then a row for each checkpoint.
#[must_use]
pub fn rows(checklist: &Checklist, revision: &str, lang: Lang) -> Vec<Vec<String>> {
    let names = Column::ALL.map(|column| column.key().to_owned()).to_vec();
    let heads = Column::ALL.map(|column| column.head().say(lang).to_owned()).to_vec();
    let lines = checklist.checkpoints.iter().map(|one| {
        let cell = |column| cell(column, one, (&checklist.review_id, revision), lang);
        Column::ALL.map(cell).to_vec()
    });
    [names, heads].into_iter().chain(lines).collect()
}

fn cell(column: Column, one: &Checkpoint, (review_id, revision): (&str, &str), lang: Lang) -> String {
    let none = Verdict::default();
    let verdict = one.verdict.as_ref();
    let given = verdict.unwrap_or(&none);
    let named = |number: i32, word: String| if number == 0 { String::new() } else { word };
    match column {
        Column::Checkpoint => one.checkpoint.clone(),
        Column::Layer => word::<FlowLayer>(one.layer, lang),
        Column::Title => lang.of(one.title.as_ref()).to_owned(),
        Column::Check => lang.of(one.check.as_ref()).to_owned(),
        Column::Mandatory => {
            if one.mandatory { lang.name(label::MANDATORY) } else { lang.pick("권고", "recommended") }.to_owned()
        }
        Column::Result => named(given.result, word::<VerdictResult>(given.result, lang)),
        // The proposed method until the checkpoint is judged, because most checks follow the catalogue.
        Column::Method => {
            let method = if verdict.is_some() { given.method } else { one.method };
            named(method, word::<CheckMethod>(method, lang))
        }
        Column::Reason => given.reason.clone(),
        Column::CompensatingControl => given.compensating_control.clone(),
        Column::Evidence => given.evidence.join("\n"),
        Column::EvidenceIds => given.evidence_ids.join(", "),
        Column::JudgedBy => verdict.map(|verdict| person(verdict.judged_by.as_ref())).unwrap_or_default(),
        Column::JudgedAt => verdict.map(|verdict| when(verdict.judged_at.as_ref())).unwrap_or_default(),
        Column::Review => review_id.to_owned(),
        Column::Revision => revision.to_owned(),
        Column::Base => mark(verdict),
    }
}

/// The word for a number of the contract; a number this build does not know is shown as it is.
fn word<E: Vocabulary>(number: i32, lang: Lang) -> String {
    E::try_from(number).map_or_else(|_| number.to_string(), |known| known.say(lang).to_owned())
}

/// The name of a person, else the account.
fn person(person: Option<&Person>) -> String {
    person
        .map(|person| if person.name.is_empty() { &person.subject } else { &person.name })
        .cloned()
        .unwrap_or_default()
}

/// A time in Korea, as spreadsheets read it.
fn when(at: Option<&prost_types::Timestamp>) -> String {
    at.and_then(|at| Timestamp::new(at.seconds, at.nanos).ok()).map(minute_in_seoul).unwrap_or_default()
}

/// A mark that identifies a result with its details. It begins with a letter, because spreadsheets would reformat a
/// number.
#[must_use]
pub fn mark(verdict: Option<&Verdict>) -> String {
    let Some(verdict) = verdict else { return OPEN.to_owned() };
    let mut hash = Sha256::new();
    let mut part = |text: &str| {
        hash.update((text.len() as u64).to_be_bytes());
        hash.update(text);
    };
    part(&verdict.result.to_string());
    part(&verdict.method.to_string());
    // As the service stores them, because filled-in texts are compared with stored ones.
    part(&stored(&verdict.reason));
    part(&stored(&verdict.compensating_control));
    for list in [&verdict.evidence, &verdict.evidence_ids] {
        part(&list.len().to_string());
        list.iter().for_each(|one| part(&stored(one)));
    }
    let digest = hash.finalize();
    let hex: String = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    format!("v{hex}")
}
