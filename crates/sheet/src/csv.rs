//! RFC 4180, as spreadsheets read and write it.

use csv::{ReaderBuilder, Terminator, WriterBuilder};
use haetae_domain::cell;

use crate::{
    column::{self, Column},
    encoding,
    fault::{Cell, Fault, Place},
    limits::{MOST_ROWS, too_long},
    table::column_at,
    words::Said,
};

/// Marks a file as UTF-8 for spreadsheets.
const BYTE_ORDER_MARK: &str = "\u{feff}";
/// Possible delimiters: spreadsheets in some languages write semicolons, and some people use tabs.
const BETWEEN: [u8; 3] = *b",;\t";

pub(super) fn write(rows: &[Vec<String>]) -> csv::Result<Vec<u8>> {
    let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(BYTE_ORDER_MARK.as_bytes().to_vec());
    for row in rows {
        writer.write_record(row.iter().map(|text| cell::guarded(text).into_owned()))?;
    }
    writer.into_inner().map_err(|error| error.into_error().into())
}

pub(super) fn parse(bytes: &[u8]) -> Result<Vec<Vec<String>>, Fault> {
    let text = encoding::decoded(bytes).map_err(|(before, told)| placed(&before, told))?;
    let rows = cells(&text);
    if rows.len() > MOST_ROWS {
        return Err(Fault::whole(too_long()));
    }
    Ok(rows)
}

/// All cells of a text, one row more than may be read at most.
fn cells(text: &str) -> Vec<Vec<String>> {
    let (between, text) = delimiter(text);
    let mut reader =
        ReaderBuilder::new().has_headers(false).flexible(true).delimiter(between).from_reader(text.as_bytes());
    // Reading from memory cannot fail.
    let records = reader.records().map_while(Result::ok).take(MOST_ROWS + 1);
    records.map(|record| record.iter().map(|text| cell::plain(text).replace("\r\n", "\n")).collect()).collect()
}

/// Returns the delimiter, and the text without the line in which a spreadsheet declares it.
fn delimiter(text: &str) -> (u8, &str) {
    if let Some(rest) = text.strip_prefix("sep=")
        && let (Some(between), Some((_, later))) = (rest.bytes().next(), rest.split_once('\n'))
    {
        return (between, later);
    }
    let name = Column::Checkpoint.key();
    let line = text.lines().next().unwrap_or_default();
    let after = line.find(name).and_then(|at| line[at + name.len()..].trim_start_matches('"').bytes().next());
    let others = || line.bytes().find(|byte| b";\t".contains(byte));
    (after.filter(|byte| BETWEEN.contains(byte)).or_else(others).unwrap_or(b','), text)
}

/// Something wrong in the cell in which this text ends.
fn placed(before: &str, told: Said) -> Fault {
    // A character after a delimiter or a line break is a cell too.
    let rows = cells(&format!("{before}?"));
    let (row, place) = (rows.len(), rows.last().map_or(0, Vec::len).saturating_sub(1));
    let column = column_at(&rows, place).filter(|_| row > 1);
    let column = column.map(|column| (column::letters(place), column.head()));
    Fault { place: Place::Cell(Box::new(Cell { sheet: None, row, column })), told }
}
