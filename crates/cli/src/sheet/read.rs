//! From the rows of a table to what was filled in, with everything that is wrong.

use std::collections::HashMap;

use haetae_proto::{
    checkpoint::v1::VerdictInput,
    common::v1::{CheckMethod, VerdictResult},
};

use super::{
    column::Column,
    filled::{At, Filled},
};
use crate::{
    files::Fault,
    words::{self, Said, Vocabulary},
};

/// Where each column is, by its place in [`Column::ALL`].
type Places = [Option<usize>; Column::ALL.len()];

/// Reads the table of a review's checklist: what was filled in, what is wrong, and the version it was written at.
pub(crate) fn read(rows: &[Vec<String>], review_id: &str) -> (Vec<Filled>, Vec<Fault>, Option<String>) {
    let (mut filled, mut faults, mut revision) = (Vec::new(), Vec::new(), None);
    let names = rows.first().map(Vec::as_slice).unwrap_or_default();
    let places = Column::ALL.map(|column| names.iter().position(|name| name.trim() == column.key()));
    faults.extend(missing(&places, names.len()));
    if !faults.is_empty() {
        return (filled, faults, revision);
    }
    let mut first: HashMap<String, usize> = HashMap::new();
    let mut others: Vec<String> = Vec::new();
    for (number, cells) in (1..).zip(rows).skip(1) {
        let mut row = Cells { at: At::Row(number, places), places: &places, cells, faults: &mut faults };
        let key = row.text(Column::Checkpoint);
        if cells.iter().all(|cell| cell.trim().is_empty()) || is_head(key) {
            continue;
        }
        let key = key.to_owned();
        if let Some(before) = first.insert(key.clone(), number) {
            row.fault(
                Column::Checkpoint,
                &Said {
                    ko: format!("{before}행에 이미 있는 점검 항목입니다."),
                    en: format!("is in row {before} already"),
                },
            );
            continue;
        }
        let review = row.text(Column::Review).to_owned();
        if !review.is_empty() && review != review_id {
            // A whole file of another review has one fault.
            if !others.contains(&review) {
                row.fault(
                    Column::Review,
                    &Said {
                        ko: format!("다른 검토({review})의 점검표입니다."),
                        en: format!("is the checklist of another review, {review}"),
                    },
                );
                others.push(review);
            }
            row.input(key);
            continue;
        }
        revision = revision.or_else(|| Some(row.text(Column::Revision).to_owned()).filter(|text| !text.is_empty()));
        let input = row.input(key);
        let base = Some(row.text(Column::Base).to_owned()).filter(|text| !text.is_empty());
        filled.push(Filled { at: row.at, input, base });
    }
    (filled, faults, revision)
}

/// A table without its columns cannot be read at all.
fn missing(places: &Places, given: usize) -> Vec<Fault> {
    let none = places[Column::Checkpoint as usize].is_none() || given == 0;
    if none {
        let told = Said {
            ko: "첫 행에 열 이름(checkpoint, result 등)이 없습니다. haetae checklist export로 다시 내보내십시오."
                .to_owned(),
            en: "the first row does not name the columns (checkpoint, result, …); export the file again with haetae \
                 checklist export"
                .to_owned(),
        };
        return vec![At::Row(1, *places).fault(None, told)];
    }
    let absent = Column::ALL.into_iter().filter(|column| column.is_needed() && places[*column as usize].is_none());
    let told = absent.map(|column| Said {
        ko: format!("`{}` 열이 없습니다.", column.key()),
        en: format!("the column `{}` is missing", column.key()),
    });
    told.map(|told| At::Row(1, *places).fault(None, told)).collect()
}

/// The second row: heads for people, in either language.
fn is_head(key: &str) -> bool {
    let head = Column::Checkpoint.head();
    [words::Lang::Ko, words::Lang::En].iter().any(|lang| words::alike(head.say(*lang), key))
}

/// The cells of one row.
struct Cells<'a> {
    at: At,
    places: &'a Places,
    cells: &'a [String],
    faults: &'a mut Vec<Fault>,
}

impl<'a> Cells<'a> {
    fn text(&self, column: Column) -> &'a str {
        let place = self.places[column as usize];
        place.and_then(|place| self.cells.get(place)).map_or("", |cell| cell.trim())
    }

    fn fault(&mut self, column: Column, told: &Said) {
        self.faults.push(self.at.fault(Some(column), told.clone()));
    }

    fn word<E: Vocabulary + Default>(&mut self, column: Column) -> i32 {
        match self.text(column) {
            "" => 0,
            text => match words::read::<E>(text) {
                Ok(known) => known.into(),
                Err(unknown) => {
                    self.fault(column, &unknown);
                    // Something was filled in, though not what it may be.
                    -1
                }
            },
        }
    }

    fn input(&mut self, checkpoint: String) -> VerdictInput {
        let input = VerdictInput {
            checkpoint,
            result: self.word::<VerdictResult>(Column::Result),
            method: self.word::<CheckMethod>(Column::Method),
            reason: self.text(Column::Reason).to_owned(),
            compensating_control: self.text(Column::CompensatingControl).to_owned(),
            evidence: listed(self.text(Column::Evidence), &['\n']),
            evidence_ids: listed(self.text(Column::EvidenceIds), &['\n', ',', ';', ' '])
                .iter()
                .map(|id| words::numbered('E', id))
                .collect(),
        };
        let said = !(input.reason.is_empty()
            && input.compensating_control.is_empty()
            && input.evidence.is_empty()
            && input.evidence_ids.is_empty());
        if input.result == 0 && said {
            self.fault(Column::Result, &no_result());
        }
        input
    }
}

/// Something was said about a checkpoint that has no result.
pub(super) fn no_result() -> Said {
    Said {
        ko: "사유나 증적은 있으나 점검 결과가 없습니다.".to_owned(),
        en: "there is a reason or evidence, and no result".to_owned(),
    }
}

fn listed(text: &str, between: &[char]) -> Vec<String> {
    text.split(between).map(str::trim).filter(|one| !one.is_empty()).map(str::to_owned).collect()
}
