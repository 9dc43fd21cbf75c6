//! Reads workbooks: every sheet with column names in its first row. People may add sheets of their own.

use std::{collections::HashMap, io::Cursor};

use calamine::{Reader as _, Xlsx, XlsxError};

use super::{
    astray::{merged, not_read},
    shown::shown,
    unpacked::is_held,
};
use crate::{
    column::{Column, letters},
    fault::{Cell, Fault, Place, Sheet},
    limits::{MOST_COLUMNS, MOST_ROWS, MOST_SHEETS, too_large, too_long},
    table::{Table, Tables, column_at},
    words::Said,
};

type Book<'a> = Xlsx<Cursor<&'a [u8]>>;
/// A cell whose text cannot be determined: row and column from 0, and the reason.
type Unseen = (usize, usize, Said);

pub(crate) fn parse(bytes: &[u8]) -> Result<Tables, Said> {
    if !is_held(bytes) {
        return Err(too_large());
    }
    let mut book: Book<'_> = Xlsx::new(Cursor::new(bytes)).map_err(unread)?;
    let names = book.sheet_names();
    if names.len() > MOST_SHEETS {
        return Err(too_large());
    }
    let (mut found, mut first, mut left) = (Tables::default(), None, MOST_ROWS);
    for (place, name) in names.into_iter().enumerate() {
        let (rows, unseen) = sheet(&mut book, &name, left)?;
        let table = Table { sheet: Some(Sheet { place, name: name.as_str().into() }), rows };
        if (0..MOST_COLUMNS as usize).any(|place| column_at(&table.rows, place) == Some(Column::Checkpoint)) {
            left = left.saturating_sub(table.rows.len());
            found.faults.extend(unseen.into_iter().filter_map(|unseen| fault(&table, unseen)));
            let regions = book.merge_cells_by_sheet_name(&name).map_err(unread)?;
            found.faults.extend(merged(&table, &regions));
            found.tables.push(table);
        } else if let Some(fault) = not_read(&table) {
            found.faults.push(fault);
        } else {
            first = first.or(Some(table));
        }
    }
    if found.tables.is_empty() && found.faults.is_empty() {
        found.tables.extend(first);
    }
    Ok(found)
}

/// Returns at most `most` rows of a sheet, and the cells whose text cannot be determined.
fn sheet(book: &mut Book<'_>, name: &str, most: usize) -> Result<(Vec<Vec<String>>, Vec<Unseen>), Said> {
    let styles = styles(book, name)?;
    // Cell by cell: a sheet may contain one distant cell, and a dense table would extend up to it.
    let mut cells = book.worksheet_cells_reader(name).map_err(unread)?;
    let (mut rows, mut unseen): (Vec<Vec<String>>, Vec<Unseen>) = (Vec::new(), Vec::new());
    while let Some(cell) = cells.next_cell_with_formula().map_err(unread)? {
        let (row, place) = cell.pos;
        if place >= MOST_COLUMNS {
            continue;
        }
        let style = styles.get(&cell.pos).and_then(|style| cells.styles().get(*style));
        let (row, place) = (row as usize, place as usize);
        let text = shown(&cell.value, style).unwrap_or_else(|kind| {
            unseen.push((row, place, not_as_text(&kind)));
            // The cell has content, but not an allowed value.
            "?".to_owned()
        });
        if text.trim().is_empty() {
            unseen.extend(cell.formula.map(|_| (row, place, no_value())));
            continue;
        }
        if row >= most {
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
    Ok((rows, unseen))
}

/// The style of each cell that has one.
fn styles(book: &mut Book<'_>, name: &str) -> Result<HashMap<(u32, u32), usize>, Said> {
    let mut cells = book.worksheet_cells_reader(name).map_err(unread)?;
    let mut styles = HashMap::new();
    while let Some((row, place, style)) = cells.next_style_id().map_err(unread)? {
        if place < MOST_COLUMNS && (row as usize) < MOST_ROWS {
            styles.insert((row, place), style);
        }
    }
    Ok(styles)
}

/// Returns the fault for a cell that people fill in; added columns and read-only ones may contain anything.
fn fault(table: &Table, (row, place, told): Unseen) -> Option<Fault> {
    let column = column_at(&table.rows, place).filter(|column| column.is_needed())?;
    let column = Some((letters(place), column.head()));
    Some(Fault { place: Place::Cell(Box::new(Cell { sheet: table.sheet.clone(), row: row + 1, column })), told })
}

/// The fault for a cell that displays something other than its value.
fn not_as_text(kind: &Said) -> Said {
    Said {
        ko: format!(
            "글자가 아닙니다({}). 보이는 글자는 파일에 없습니다. 셀 서식을 '텍스트'로 바꾸고 다시 입력하십시오.",
            kind.ko
        ),
        en: format!(
            "is {} instead of text; the file does not contain the displayed text: format the cell as text and type it again",
            kind.en
        ),
    }
}

/// The fault for a formula without a computed value.
fn no_value() -> Said {
    Said {
        ko: "계산되지 않은 수식입니다. 스프레드시트에서 열어 저장하거나 값을 직접 쓰십시오.".to_owned(),
        en: "is a formula without a value; open the file in the spreadsheet and save it, or write the value".to_owned(),
    }
}

/// Advice for people; the library's messages refer to parts of the file format.
fn unread(error: XlsxError) -> Said {
    let (ko, en) = if matches!(error, XlsxError::Password) {
        ("암호가 걸린 XLSX 파일입니다. 암호를 풀고 저장하십시오.", "is an XLSX file with a password: save it without")
    } else {
        (
            "XLSX 파일이 아니거나 손상되었습니다. 스프레드시트에서 열어 XLSX로 다시 저장하십시오.",
            "is not an XLSX file, or is damaged: open it in the spreadsheet and save it as XLSX again",
        )
    };
    Said { ko: ko.to_owned(), en: en.to_owned() }
}
