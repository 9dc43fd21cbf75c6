//! RFC 4180, as spreadsheets read and write it.

use csv::{ReaderBuilder, Terminator, WriterBuilder};
use haetae_domain::cell;

use super::{Column, MOST_ROWS};
use crate::words::Said;

/// By which spreadsheets know UTF-8.
const BYTE_ORDER_MARK: &str = "\u{feff}";

pub(super) fn write(rows: &[Vec<String>]) -> csv::Result<Vec<u8>> {
    let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(BYTE_ORDER_MARK.as_bytes().to_vec());
    for row in rows {
        writer.write_record(row.iter().map(|text| cell::guarded(text).into_owned()))?;
    }
    writer.into_inner().map_err(|error| error.into_error().into())
}

pub(super) fn parse(bytes: &[u8]) -> Result<Vec<Vec<String>>, Said> {
    let text = std::str::from_utf8(bytes).map_err(|_| Said {
        ko: "UTF-8이 아닙니다. 스프레드시트에서 'CSV UTF-8' 형식으로 다시 저장하십시오.".to_owned(),
        en: "is not UTF-8; save it as `CSV UTF-8` in the spreadsheet".to_owned(),
    })?;
    let text = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text);
    let mut reader =
        ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter(text)).from_reader(text.as_bytes());
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record
            .map_err(|error| Said { ko: format!("CSV 형식 오류: {error}"), en: format!("is no CSV: {error}") })?;
        rows.push(record.iter().map(|text| cell::plain(text).replace("\r\n", "\n")).collect());
        if rows.len() > MOST_ROWS {
            return Err(super::too_long());
        }
    }
    Ok(rows)
}

/// What stands between cells: spreadsheets of some languages write semicolons, and some people tabs.
fn delimiter(text: &str) -> u8 {
    let name = Column::Checkpoint.key();
    let line = text.lines().next().unwrap_or_default();
    let after = line.find(name).and_then(|at| line.as_bytes().get(at + name.len()));
    let after =
        after.filter(|byte| **byte != b'"').or_else(|| line.as_bytes().iter().find(|byte| b";\t".contains(byte)));
    match after {
        Some(b';') => b';',
        Some(b'\t') => b'\t',
        Some(_) | None => b',',
    }
}
