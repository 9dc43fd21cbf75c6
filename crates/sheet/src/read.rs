//! Reads the filled-in values from the rows of a table, with all faults.

use std::collections::HashMap;

use haetae_proto::{
    checkpoint::v1::VerdictInput,
    common::v1::{CheckMethod, VerdictResult},
};

use crate::{
    column::Column,
    fault::{Fault, Sheet, once},
    filled::{At, Filled, Places},
    table::{Table, Tables},
    words::{self, Said, Vocabulary},
};

/// The content of a file.
#[derive(Debug, Default)]
pub struct Given {
    /// The filled-in values, in the order of the file.
    pub filled: Vec<Filled>,
    /// All faults.
    pub faults: Vec<Fault>,
    /// The version of the diagnosis for which the file was written; none if it is missing.
    pub revision: Option<String>,
}

/// Reads the tables of a review's checklist.
#[must_use]
pub fn read(tables: &Tables, review_id: &str) -> Given {
    let mut reading = Reading { review_id, ..Reading::default() };
    reading.given.faults.clone_from(&tables.faults);
    tables.tables.iter().for_each(|table| reading.table(table));
    let Given { filled, faults, revision } = reading.given;
    Given { filled, faults: once(faults), revision }
}

/// The state of reading.
#[derive(Debug, Default)]
struct Reading<'a> {
    review_id: &'a str,
    given: Given,
    /// The position of each checkpoint.
    first: HashMap<String, (Option<Sheet>, usize)>,
    /// Other reviews to which rows belong.
    others: Vec<String>,
}

impl Reading<'_> {
    fn table(&mut self, table: &Table) {
        let names = table.rows.first().map(Vec::as_slice).unwrap_or_default();
        let places = Column::ALL.map(|column| names.iter().position(|name| name.trim() == column.key()));
        let at = |row: usize| At::Row { sheet: table.sheet.clone(), row, places };
        let missing = missing(&places, names.len(), &at(1));
        if !missing.is_empty() {
            self.given.faults.extend(missing);
            return;
        }
        for (row, cells) in (1..).zip(&table.rows).skip(1) {
            self.row(at(row), row, &places, cells);
        }
    }

    fn row(&mut self, at: At, number: usize, places: &Places, cells: &[String]) {
        let At::Row { sheet, .. } = &at else { return };
        let sheet = sheet.clone();
        let mut row = Cells { at, places, cells, faults: &mut self.given.faults };
        let key = row.text(Column::Checkpoint).to_owned();
        if cells.iter().all(|cell| cell.trim().is_empty()) || is_head(&key) {
            return;
        }
        if let Some(before) = self.first.get(&key) {
            row.fault(Column::Checkpoint, &again(before));
            return;
        }
        self.first.insert(key.clone(), (sheet, number));
        let review = row.text(Column::Review).to_owned();
        if !review.is_empty() && review != self.review_id {
            // A whole file of another review has one fault.
            if !self.others.contains(&review) {
                row.fault(Column::Review, &of_another());
                self.others.push(review);
            }
            row.input(key);
            return;
        }
        let given = |column| Some(row.text(column).to_owned()).filter(|text| !text.is_empty());
        let (revision, base) = (given(Column::Revision), given(Column::Base));
        let input = row.input(key);
        let at = row.at;
        self.given.revision = self.given.revision.take().or(revision);
        self.given.filled.push(Filled { at, input, base });
    }
}

fn again((sheet, row): &(Option<Sheet>, usize)) -> Said {
    let (ko, en) = sheet.as_ref().map_or_else(Default::default, |sheet| {
        (format!("'{}' 시트 ", sheet.name), format!(" of sheet {}", sheet.name))
    });
    Said {
        ko: format!("{ko}{row}행에 이미 있는 점검 항목입니다."), en: format!("is in row {row}{en} already")
    }
}

fn of_another() -> Said {
    Said {
        ko: "다른 검토의 점검표입니다. 이 검토의 점검표를 다시 내려받으십시오.".to_owned(),
        en: "is the checklist of another review; download the checklist of this one".to_owned(),
    }
}

/// A table without its columns cannot be read at all.
fn missing(places: &Places, given: usize, first: &At) -> Vec<Fault> {
    let none = places[Column::Checkpoint as usize].is_none() || given == 0;
    if none {
        let told = Said {
            ko: "첫 행에 열 이름(checkpoint, result 등)이 없습니다. 점검표를 다시 내보내십시오.".to_owned(),
            en: "the first row does not name the columns (checkpoint, result, …); export the checklist again"
                .to_owned(),
        };
        return vec![first.fault(None, told)];
    }
    let absent = Column::ALL.into_iter().filter(|column| column.is_needed() && places[*column as usize].is_none());
    let told = absent.map(|column| Said {
        ko: format!("`{}` 열이 없습니다.", column.key()),
        en: format!("the column `{}` is missing", column.key()),
    });
    told.map(|told| first.fault(None, told)).collect()
}

/// Whether this is the second row, with headers for people in either language.
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
                    // Filled in, but not with an allowed value.
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

/// The fault for details without a result.
fn no_result() -> Said {
    Said {
        ko: "사유나 증적은 있으나 점검 결과가 없습니다.".to_owned(),
        en: "there is a reason or evidence, and no result".to_owned(),
    }
}

fn listed(text: &str, between: &[char]) -> Vec<String> {
    text.split(between).map(str::trim).filter(|one| !one.is_empty()).map(str::to_owned).collect()
}
