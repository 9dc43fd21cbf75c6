//! The format of Excel. Its cells are texts, never formulas.

use std::io::Cursor;

use calamine::{Data, DataRef, Reader as _, Xlsx, XlsxError};
use haetae_proto::common::v1::{CheckMethod, VerdictResult};
use rust_xlsxwriter::{
    Color, DataValidation, DataValidationErrorStyle, Format, FormatAlign, Workbook, XlsxError as Unwritten,
};

use super::{
    column::{Column, letters},
    limits::{MOST_ROWS, too_long},
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
    let ours = |name: &&String| [SHEETS.0, SHEETS.1].contains(&name.trim());
    let Some(name) = names.iter().find(ours).or(names.first()).cloned() else { return Ok(Vec::new()) };
    // Cell by cell: a table may name a cell far out, and would be as large as up to there.
    let mut cells = book.worksheet_cells_reader(&name).map_err(unread)?;
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut unknown = Vec::new();
    while let Some(cell) = cells.next_cell_with_formula().map_err(unread)? {
        let (row, place) = cell.pos;
        let text = text(&cell.value);
        if place >= MOST_COLUMNS {
            continue;
        }
        let (row, place) = (row as usize, place as usize);
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
    // Columns that people added may hold whatever they like.
    let is_ours = |place: usize| {
        let name = rows.first().and_then(|names| names.get(place));
        name.is_some_and(|name| Column::ALL.into_iter().any(|column| column.key() == name.trim()))
    };
    unknown.retain(|(_, place)| is_ours(*place));
    if unknown.is_empty() { Ok(rows) } else { Err(no_values(&unknown)) }
}

/// Formulas that no program has computed: what they give is not known.
fn no_values(cells: &[(usize, usize)]) -> Said {
    let named = cells.iter().take(MOST_NAMED).map(|(row, place)| format!("{}{}", letters(*place), row + 1));
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

fn text(cell: &DataRef<'_>) -> String {
    Data::from(cell.clone()).to_string().replace("\r\n", "\n").replace("_x000D_\n", "\n")
}
