//! Writes workbooks: a sheet for each layer, and a guide. Only the cells to fill in are unlocked.

use haetae_proto::common::v1::{CheckMethod, VerdictResult};
use rust_xlsxwriter::{
    Color, DataValidation, DataValidationErrorStyle, Format, FormatAlign, ProtectionOptions, Workbook, Worksheet,
    XlsxError as Unwritten,
};

use super::HEADS;
use crate::{
    column::Column,
    words::{self, Lang, Vocabulary},
};

/// The name of the sheet of a table without layers, and the name of the guide.
const SHEET: (&str, &str) = ("점검표", "Checklist");
const GUIDE: (&str, &str) = ("안내", "Guide");
/// The text of the guide.
const GUIDED: [(&str, &str); 6] = [
    (
        "정보 흐름마다 시트가 하나 있습니다. 흰 칸만 채우십시오. 회색 칸은 읽기 전용입니다.",
        "There is a sheet for each flow layer. Fill in the white cells; the grey ones are read only.",
    ),
    (
        "점검 결과와 점검 방법은 목록에서 고릅니다. 비워 둔 행은 바뀌지 않습니다.",
        "Choose the result and the method from their lists. A row that is left empty stays as it is.",
    ),
    (
        "양호가 아니면 사유가 필요합니다. 부분 이행에는 보완 통제도 씁니다.",
        "Every result but Pass needs a reason; Partial also needs the compensating control.",
    ),
    (
        "증적 이름은 한 줄에 하나씩 씁니다. 올려 둔 파일은 증적 파일 번호(예: E-1)로 적습니다.",
        "Write one name of evidence on each line; name uploaded files by their numbers, e.g. E-1.",
    ),
    (
        "저장한 뒤 점검표 화면의 '스프레드시트로 점검'에서 올립니다. 바뀔 내용을 모두 보고 기록합니다.",
        "Save it, then upload it at \"Judge in a spreadsheet\" on the checklist page. Every change is shown before it is recorded.",
    ),
    (
        "그 사이 다른 사람이 점검한 항목은 덮어쓰지 않고 함께 보여 줍니다.",
        "What other reviewers judged meanwhile is not overwritten; both results are shown.",
    ),
];
/// Characters that a sheet name must not contain, and its maximum length.
const NOT_IN_NAMES: [char; 7] = ['[', ']', ':', '*', '?', '/', '\\'];
const LONGEST_NAME: usize = 31;

pub(crate) fn write(rows: &[Vec<String>], lang: Lang) -> Result<Vec<u8>, Unwritten> {
    let mut book = Workbook::new();
    let (heads, lines) = rows.split_at(rows.len().min(HEADS as usize));
    for (name, lines) in by_layer(lines, lang) {
        let sheet = book.add_worksheet().set_name(name)?;
        fill(sheet, heads.iter().chain(lines), lang)?;
    }
    guide(book.add_worksheet().set_name(lang.pick(GUIDE.0, GUIDE.1))?, lang)?;
    book.save_to_buffer()
}

/// The rows of each layer, in the order in which the layers come first.
fn by_layer(lines: &[Vec<String>], lang: Lang) -> Vec<(String, Vec<&Vec<String>>)> {
    let mut layers: Vec<(String, Vec<&Vec<String>>)> = Vec::new();
    for line in lines {
        let layer = line.get(Column::Layer as usize).map(|layer| layer.replace(NOT_IN_NAMES, " ")).unwrap_or_default();
        let name: String = layer.trim().chars().take(LONGEST_NAME).collect();
        let name = if name.is_empty() { lang.pick(SHEET.0, SHEET.1).to_owned() } else { name };
        match layers.iter_mut().find(|(known, _)| *known == name) {
            Some((_, lines)) => lines.push(line),
            None => layers.push((name, vec![line])),
        }
    }
    if layers.is_empty() {
        layers.push((lang.pick(SHEET.0, SHEET.1).to_owned(), Vec::new()));
    }
    layers
}

fn fill<'a>(sheet: &mut Worksheet, rows: impl Iterator<Item = &'a Vec<String>>, lang: Lang) -> Result<(), Unwritten> {
    let (head, quiet, open) = formats();
    let mut last = HEADS;
    for (row, cells) in (0..).zip(rows) {
        last = last.max(row);
        for ((place, column), text) in (0..).zip(Column::ALL).zip(cells) {
            let format = match (row < HEADS, column.is_filled_in()) {
                (true, _) => &head,
                (false, true) => &open,
                (false, false) => &quiet,
            };
            sheet.write_string_with_format(row, place, text, format)?;
        }
    }
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
        sheet.add_data_validation(HEADS, place, last, place, &choice(&words, lang)?)?;
    }
    sheet.set_row_hidden(0)?;
    sheet.set_freeze_panes(HEADS, 1)?;
    sheet.set_landscape().set_paper_size(A4).set_print_fit_to_pages(1, 0).set_repeat_rows(1, 1)?;
    sheet.protect_with_options(&ProtectionOptions {
        format_cells: true,
        format_columns: true,
        format_rows: true,
        insert_columns: true,
        ..ProtectionOptions::new()
    });
    Ok(())
}

/// The spreadsheet's number for A4 paper.
const A4: u8 = 9;

/// A drop-down list.
fn choice(words: &[&str], lang: Lang) -> Result<DataValidation, Unwritten> {
    DataValidation::new()
        .allow_list_strings(words)?
        .set_error_style(DataValidationErrorStyle::Stop)
        .set_error_title(lang.pick("목록에서 고르십시오", "Choose from the list"))?
        .set_error_message(words.join(", "))
}

fn guide(sheet: &mut Worksheet, lang: Lang) -> Result<(), Unwritten> {
    let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    sheet.set_column_width(0, 100.0)?;
    for (row, (ko, en)) in (0..).zip(GUIDED) {
        sheet.write_string_with_format(row, 0, lang.pick(ko, en), &wrapped)?;
    }
    Ok(())
}

/// The formats of headers, read-only cells and cells to fill in.
fn formats() -> (Format, Format, Format) {
    let cell = || Format::new().set_text_wrap().set_align(FormatAlign::Top);
    let head = cell().set_bold().set_background_color(Color::RGB(0x00D9_E2F3));
    let quiet = cell().set_font_color(Color::RGB(0x0059_5959)).set_background_color(Color::RGB(0x00F2_F2F2));
    // Text format, so that `-` or `1/2` stays as typed.
    (head, quiet, cell().set_num_format("@").set_unlocked())
}

fn said<E: Vocabulary>(lang: Lang) -> Vec<&'static str> {
    words::all::<E>().map(|one| one.say(lang)).collect()
}
