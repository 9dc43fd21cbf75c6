//! The format of Excel. Its cells are texts, never formulas.

use std::{collections::HashMap, io::Cursor};

use calamine::{Reader as _, Xlsx, XlsxError};
use haetae_proto::common::v1::{CheckMethod, VerdictResult};
use rust_xlsxwriter::{
    Color, DataValidation, DataValidationErrorStyle, Format, FormatAlign, Workbook, XlsxError as Unwritten,
};

use super::{
    column::{Column, letters},
    limits::{MOST_ROWS, too_long},
    shown::shown,
};
use crate::words::{self, Lang, Said, Vocabulary};

/// Columns of a table that is read.
const MOST_COLUMNS: u32 = 200;
/// The sheet with the checklist, as it is written in Korean and in English.
const SHEETS: (&str, &str) = ("점검표", "Checklist");
/// Cells that are named when their formulas have no values.
const MOST_NAMED: usize = 5;
/// Rows that are named and headed before the first checkpoint.
const HEADS: u32 = 2;

pub(super) fn write(rows: &[Vec<String>], lang: Lang) -> Result<Vec<u8>, Unwritten> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name(lang.pick(SHEETS.0, SHEETS.1))?;
    let (head, quiet, open) = formats();
    for (row, cells) in (0..).zip(rows) {
        for ((place, column), text) in (0..).zip(Column::ALL).zip(cells) {
            let format = match (row < HEADS, column.is_filled_in()) {
                (true, _) => &head,
                (false, true) => &open,
                (false, false) => &quiet,
            };
            sheet.write_string_with_format(row, place, text, format)?;
        }
    }
    let last = u32::try_from(rows.len().saturating_sub(1)).unwrap_or(u32::MAX).max(HEADS);
    for (place, column) in (0..).zip(Column::ALL) {
        sheet.set_column_width(place, column.width())?;
        if column.is_hidden() {
            sheet.set_column_hidden(place)?;
        }
        let words = if column == Column::Result {
            said::<VerdictResult>(lang)
        } else if column == Column::Method {
            said::<CheckMethod>(lang)
        } else {
            continue;
        };
        let choice = DataValidation::new()
            .allow_list_strings(&words)?
            .set_error_style(DataValidationErrorStyle::Stop)
            .set_error_title(lang.pick("목록에서 고르십시오", "Choose from the list"))?
            .set_error_message(words.join(", "))?;
        sheet.add_data_validation(HEADS, place, last, place, &choice)?;
    }
    sheet.set_row_hidden(0)?;
    sheet.set_freeze_panes(HEADS, 1)?;
    book.save_to_buffer()
}

/// Of heads, of what is only read, and of what is filled in.
fn formats() -> (Format, Format, Format) {
    let cell = || Format::new().set_text_wrap().set_align(FormatAlign::Top);
    let head = cell().set_bold().set_background_color(Color::RGB(0x00D9_E2F3));
    let quiet = cell().set_font_color(Color::RGB(0x0059_5959)).set_background_color(Color::RGB(0x00F2_F2F2));
    // As text, so that `-` or `1/2` stays what was typed.
    (head, quiet, cell().set_num_format("@"))
}

fn said<E: Vocabulary>(lang: Lang) -> Vec<&'static str> {
    words::all::<E>().map(|one| one.say(lang)).collect()
}

pub(super) fn parse(bytes: &[u8]) -> Result<Vec<Vec<String>>, Said> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(unread)?;
    let names = book.sheet_names();
    // People put sheets of their own before it; a table under any other name is the first one.
    let ours = |name: &&String| [SHEETS.0, SHEETS.1].iter().any(|sheet| words::alike(sheet, name));
    let Some(name) = names.iter().find(ours).or(names.first()).cloned() else { return Ok(Vec::new()) };
    let styles = styles(&mut book, &name)?;
    // Cell by cell: a table may name a cell far out, and would be as large as up to there.
    let mut cells = book.worksheet_cells_reader(&name).map_err(unread)?;
    let mut rows: Vec<Vec<String>> = Vec::new();
    let (mut unknown, mut unseen) = (Vec::new(), Vec::new());
    while let Some(cell) = cells.next_cell_with_formula().map_err(unread)? {
        let (row, place) = cell.pos;
        if place >= MOST_COLUMNS {
            continue;
        }
        let style = styles.get(&cell.pos).and_then(|style| cells.styles().get(*style));
        let (row, place) = (row as usize, place as usize);
        let text = shown(&cell.value, style).unwrap_or_else(|told| {
            unseen.push((row, place, told));
            // Something is there, though not what it may be.
            "?".to_owned()
        });
        if text.trim().is_empty() {
            unknown.extend(cell.formula.map(|_| (row, place)));
            continue;
        }
        if row >= MOST_ROWS {
            return Err(too_long());
        }
        if rows.len() <= row {
            rows.resize_with(row + 1, Vec::new);
        }
        if rows[row].len() <= place {
            rows[row].resize_with(place + 1, String::new);
        }
        rows[row][place] = text;
    }
    // Columns that people added, and those that are only read, may hold whatever they like.
    let is_ours = |place: usize| {
        let name = rows.first().and_then(|names| names.get(place));
        name.is_some_and(|name| Column::ALL.into_iter().any(|one| one.is_needed() && one.key() == name.trim()))
    };
    unknown.retain(|(_, place)| is_ours(*place));
    unseen.retain(|(_, place, _)| is_ours(*place));
    match (unknown.is_empty(), unseen.is_empty()) {
        (true, true) => Ok(rows),
        (false, _) => Err(no_values(&unknown)),
        (true, false) => Err(not_as_text(&unseen)),
    }
}

/// The style of each cell that has one.
fn styles(book: &mut Xlsx<Cursor<&[u8]>>, name: &str) -> Result<HashMap<(u32, u32), usize>, Said> {
    let mut cells = book.worksheet_cells_reader(name).map_err(unread)?;
    let mut styles = HashMap::new();
    while let Some((row, place, style)) = cells.next_style_id().map_err(unread)? {
        if place < MOST_COLUMNS && (row as usize) < MOST_ROWS {
            styles.insert((row, place), style);
        }
    }
    Ok(styles)
}

/// Cells that show a person something else than they hold.
fn not_as_text(cells: &[(usize, usize, Said)]) -> Said {
    let named = |lang: Lang| {
        let named = cells
            .iter()
            .take(MOST_NAMED)
            .map(|(row, place, told)| format!("{} ({})", address(*row, *place), told.say(lang)));
        let named = named.collect::<Vec<_>>().join(", ");
        if cells.len() > MOST_NAMED { format!("{named}…") } else { named }
    };
    Said {
        ko: format!(
            "글자가 아닌 셀이 있습니다: {}. 보이는 글자는 파일에 없습니다. 셀 서식을 '텍스트'로 바꾸고 다시 입력하십시오.",
            named(Lang::Ko)
        ),
        en: format!(
            "cells that are no text: {}; the file does not hold what they show: format them as text and type it again",
            named(Lang::En)
        ),
    }
}

/// How spreadsheets call a cell, e.g. `B7`.
fn address(row: usize, place: usize) -> String {
    format!("{}{}", letters(place), row + 1)
}

/// Formulas that no program has computed: what they give is not known.
fn no_values(cells: &[(usize, usize)]) -> Said {
    let named = cells.iter().take(MOST_NAMED).map(|(row, place)| address(*row, *place));
    let mut named = named.collect::<Vec<_>>().join(", ");
    if cells.len() > MOST_NAMED {
        named.push('…');
    }
    Said {
        ko: format!("계산되지 않은 수식이 있습니다({named}). 스프레드시트에서 열어 저장하거나 값을 직접 쓰십시오."),
        en: format!(
            "formulas without values: {named}; open the file in the spreadsheet and save it, or write the values"
        ),
    }
}

/// What people can do about it; the reader's own words name parts of the format.
fn unread(error: XlsxError) -> Said {
    let (ko, en) = if matches!(error, XlsxError::Password) {
        ("암호가 걸린 XLSX 파일입니다. 암호를 풀고 저장하십시오.", "is an XLSX file with a password: save it without")
    } else {
        (
            "XLSX 파일이 아니거나 손상되었습니다. 스프레드시트에서 열어 XLSX로 다시 저장하십시오.",
            "is no XLSX file, or is damaged: open it in the spreadsheet and save it as XLSX again",
        )
    };
    Said { ko: ko.to_owned(), en: en.to_owned() }
}
