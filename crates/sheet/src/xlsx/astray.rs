//! What a workbook shows and its tables do not hold: sheets of ours that lost their column names, and merged cells.

use calamine::Dimensions;
use haetae_domain::checkpoint_key::CheckpointKey;
use haetae_proto::common::v1::VerdictResult;

use crate::{
    column::{Column, letters},
    fault::{Cell, Fault, Place},
    limits::MOST_COLUMNS,
    table::{Table, column_at},
    words::{self, Lang, Said, alike},
};

/// So many names of our columns in one row are no coincidence.
const NAMES: usize = 3;
/// Faults about merged cells of one sheet; more do not help people.
const MOST_MERGED: usize = 100;
/// Rows before the first checkpoint, from 0.
const FIRST: u32 = super::HEADS;

/// The fault for a sheet whose first row does not name the checkpoints, although it has our columns or results; none for
/// a sheet that people added.
pub(super) fn not_read(table: &Table) -> Option<Fault> {
    if !table.rows.iter().any(|row| is_head(row) || is_result(row)) {
        return None;
    }
    let found = table.rows.first().and_then(|row| row.first()).map(|text| text.trim()).filter(|text| !text.is_empty());
    let found: String = found.unwrap_or_default().chars().take(40).collect();
    let name = Column::Checkpoint.key();
    let (ko, en) = if found.is_empty() {
        ("비어 있습니다".to_owned(), "is empty".to_owned())
    } else {
        (format!("`{found}`입니다"), format!("is `{found}`"))
    };
    let told = Said {
        ko: format!(
            "이 시트를 읽지 못했습니다. 숨겨진 첫 행의 A1은 `{name}`이어야 하는데 지금은 {ko}. 첫 행과 첫 열을 되돌리거나 점검표를 다시 내보내십시오. 점검 결과가 아니면 시트를 지우십시오."
        ),
        en: format!(
            "the sheet cannot be read: A1, in the hidden first row, has to be `{name}` and {en}; restore first row and column or export the checklist again, and delete the sheet if it holds no results"
        ),
    };
    Some(at(table, 1, 0, told))
}

fn is_head(row: &[String]) -> bool {
    let is_name = |column: &Column, text: &str| {
        let head = column.head();
        text == column.key() || [Lang::Ko, Lang::En].iter().any(|lang| alike(head.say(*lang), text))
    };
    let cells = || row.iter().map(|text| text.trim()).filter(|text| !text.is_empty());
    Column::ALL.iter().filter(|column| column.is_needed() && cells().any(|text| is_name(column, text))).count() >= NAMES
}

fn is_result(row: &[String]) -> bool {
    row.iter().any(|text| is_key(text.trim()))
        && row.iter().any(|text| !text.trim().is_empty() && words::read::<VerdictResult>(text.trim()).is_ok())
}

/// Whether this is the key of a checkpoint; a time, such as 12:30:00, has no letters.
fn is_key(text: &str) -> bool {
    let has_letter = |part: &str| part.chars().any(|c| c.is_ascii_alphabetic()) && !part.contains(' ');
    CheckpointKey::parse(text).is_some_and(|key| has_letter(&key.catalog) && has_letter(&key.control))
}

/// The faults for merged cells with a value in columns that people fill in: a merged range shows its value on every row,
/// and the file has it on the first alone.
pub(super) fn merged(table: &Table, regions: &[Dimensions]) -> Vec<Fault> {
    let needed =
        (0..MOST_COLUMNS).filter(|place| column_at(&table.rows, *place as usize).is_some_and(Column::is_needed));
    let needed: Vec<u32> = needed.collect();
    let fault = |region: &Dimensions| {
        let (first, last) = (region.start, region.end);
        let place = *needed.iter().find(|place| (first.1..=last.1).contains(place))?;
        let value = table.rows.get(first.0 as usize).and_then(|row| row.get(first.1 as usize));
        let is_plain = first == last || last.0 < FIRST || value.is_none_or(|text| text.trim().is_empty());
        if is_plain {
            return None;
        }
        let name = |(row, place): (u32, u32)| format!("{}{}", letters(place as usize), row.saturating_add(1));
        let range = format!("{}:{}", name(first), name(last));
        let told = Said {
            ko: format!("{range}이(가) 병합되어 있어 어느 행의 값인지 알 수 없습니다. 병합을 풀고 행마다 쓰십시오."),
            en: format!(
                "{range} is merged, so it is not known which rows the value is for; unmerge it and fill in each row"
            ),
        };
        Some(at(table, first.0 as usize + 1, place as usize, told))
    };
    regions.iter().filter_map(fault).take(MOST_MERGED).collect()
}

fn at(table: &Table, row: usize, place: usize, told: Said) -> Fault {
    let column = column_at(&table.rows, place).unwrap_or(Column::Checkpoint);
    let column = Some((letters(place), column.head()));
    Fault { place: Place::Cell(Box::new(Cell { sheet: table.sheet.clone(), row, column })), told }
}
