use haetae_proto::{
    checkpoint::v1::{Checklist, Checkpoint, Verdict},
    common::v1::{CheckMethod, Text, VerdictResult},
    words::Named as _,
};

use super::{read as read_tables, *};
use crate::words::Lang;

const REVIEW: &str = "d86238b2-64a5-5f7e-b6f1-6e31a32e4f57";

fn checkpoint(key: &str, verdict: Option<Verdict>) -> Checkpoint {
    let title = Some(Text { ko: "제목".into(), en: "title".into() });
    Checkpoint {
        checkpoint: key.into(),
        layer: 4,
        method: CheckMethod::Test.into(),
        title,
        verdict,
        ..Default::default()
    }
}

fn fail(reason: &str) -> Verdict {
    Verdict {
        result: VerdictResult::Fail.into(),
        method: CheckMethod::Interview.into(),
        reason: reason.into(),
        evidence: vec!["스캔 결과서".into(), "=1+1".into()],
        evidence_ids: vec!["E-1".into(), "E-2".into()],
        ..Default::default()
    }
}

fn checklist() -> Checklist {
    let checkpoints = vec![
        checkpoint("web:APP-01:1", Some(fail("=HYPERLINK(\"x\")\n둘째 줄"))),
        checkpoint("web:APP-02:1", None),
        checkpoint("web:APP-03:1", None),
    ];
    Checklist { review_id: REVIEW.into(), checkpoints, ..Default::default() }
}

/// Reads a table of the review.
fn read(rows: &[Vec<String>], review_id: &str) -> (Vec<Filled>, Vec<Fault>, Option<String>) {
    let Given { filled, faults, revision } = read_tables(&Tables::one(rows.to_vec()), review_id);
    (filled, faults, revision)
}

/// The rows after writing and reading a file of this format.
fn through(format: SheetFormat, lang: Lang, rows: &[Vec<String>]) -> Vec<Vec<String>> {
    let mut tables = format.parse(&format.write(rows, lang).unwrap()).unwrap().tables;
    assert_eq!(tables.len(), 1, "one layer, one sheet");
    tables.remove(0).rows
}

/// A cell by key of its checkpoint and column.
fn set(rows: &mut [Vec<String>], key: &str, column: Column, text: &str) {
    let row = rows.iter_mut().find(|row| row[0] == key).unwrap();
    row.resize(Column::ALL.len(), String::new());
    row[column as usize] = text.to_owned();
}

fn said(faults: &[Fault], lang: Lang) -> Vec<String> {
    faults.iter().map(|fault| fault.say(lang)).collect()
}

/// An unchanged file changes nothing, whatever its format and language; texts come back as they were, also those
/// that a spreadsheet would take for formulas.
#[test]
fn what_was_exported_changes_nothing() {
    let list = checklist();
    for format in [SheetFormat::Csv, SheetFormat::Xlsx] {
        for lang in [Lang::Ko, Lang::En] {
            let rows = through(format, lang, &rows(&list, "etag", lang));
            let (filled, faults, revision) = read(&rows, REVIEW);
            assert_eq!(said(&faults, Lang::En), Vec::<String>::new());
            assert_eq!((filled.len(), revision.as_deref()), (3, Some("etag")));
            assert_eq!(filled[0].input.reason, "=HYPERLINK(\"x\")\n둘째 줄");
            assert_eq!(filled[0].input.evidence, ["스캔 결과서", "=1+1"]);
            assert_eq!(filled[0].input.evidence_ids, ["E-1", "E-2"]);
            let merged = merge(filled, &list.checkpoints);
            assert!(merged.rows.is_empty() && merged.conflicts.is_empty() && merged.moved.is_empty(), "{merged:?}");
        }
    }
}

/// A Korean file is read in any language of the tool; results may be contract names or words of either language, and
/// the proposed method is the default.
#[test]
fn words_of_either_language_are_read() {
    let list = checklist();
    for format in [SheetFormat::Csv, SheetFormat::Xlsx] {
        let mut rows = rows(&list, "etag", Lang::Ko);
        set(&mut rows, "web:APP-02:1", Column::Result, " 양호 ");
        set(&mut rows, "web:APP-02:1", Column::Method, "");
        set(&mut rows, "web:APP-03:1", Column::Result, "not_applicable");
        set(&mut rows, "web:APP-03:1", Column::Method, "Examine");
        set(&mut rows, "web:APP-03:1", Column::Reason, "기능 없음");
        let (filled, faults, _) = read(&through(format, Lang::Ko, &rows), REVIEW);
        assert!(faults.is_empty(), "{faults:?}");
        let merged = merge(filled, &list.checkpoints);
        let given: Vec<_> = merged.rows.iter().map(|row| (row.input.result, row.input.method)).collect();
        let wanted = [(VerdictResult::Pass, CheckMethod::Test), (VerdictResult::NotApplicable, CheckMethod::Examine)];
        assert_eq!(given, wanted.map(|(result, method)| (result.into(), method.into())), "{merged:?}");
    }
}

/// Every result and method of the contract is read in both of its languages and by its name.
#[test]
fn every_word_of_the_contract_is_read() {
    let list = checklist();
    let read_as = |column: Column, text: &str| {
        let mut rows = rows(&list, "etag", Lang::En);
        set(&mut rows, "web:APP-02:1", Column::Result, "pass");
        set(&mut rows, "web:APP-02:1", column, text);
        let (filled, faults, _) = read(&rows, REVIEW);
        assert!(faults.is_empty(), "{text}: {faults:?}");
        (filled[1].input.result, filled[1].input.method)
    };
    let named = |value: &haetae_proto::words::Value| [value.word, value.name.ko, value.name.en];
    for (number, value) in (0..).zip(VerdictResult::VALUES).skip(1) {
        assert!(named(value).iter().all(|text| read_as(Column::Result, text).0 == number), "{value:?}");
    }
    for (number, value) in (0..).zip(CheckMethod::VALUES).skip(1) {
        assert!(named(value).iter().all(|text| read_as(Column::Method, text).1 == number), "{value:?}");
    }
}

/// All faults are reported at once, each with row and column, in either language.
#[test]
fn every_wrong_cell_is_told() {
    let list = checklist();
    let mut rows = rows(&list, "etag", Lang::En);
    set(&mut rows, "web:APP-01:1", Column::Result, "");
    set(&mut rows, "web:APP-02:1", Column::Result, "fial");
    set(&mut rows, "web:APP-02:1", Column::Review, "another");
    set(&mut rows, "web:APP-03:1", Column::Reason, "why");
    let again = rows[4].clone();
    rows.push(again);
    let mut unknown = rows[3].clone();
    unknown[0] = "web:XX-01:1".into();
    unknown[Column::Result as usize] = "pass".into();
    unknown[Column::Review as usize] = REVIEW.into();
    rows.push(unknown);
    let (filled, mut faults, _) = read(&rows, REVIEW);
    faults.extend(merge(filled, &list.checkpoints).faults);
    let (en, ko) = (said(&faults, Lang::En), said(&faults, Lang::Ko));
    for (place, part) in [
        ("row 3, column F (result): ", "a reason or evidence, and no result"),
        ("row 3, column F (result): ", "cannot be taken away"),
        ("row 4, column F (result): ", "did you mean `fail`?"),
        ("row 4, column N (review id): ", "another review"),
        ("row 5, column F (result): ", "no result"),
        ("row 6, column A (checkpoint): ", "in row 5 already"),
        ("row 7, column A (checkpoint): ", "not on this checklist"),
    ] {
        assert!(en.iter().any(|told| told.starts_with(place) && told.contains(part)), "{place}{part} {en:#?}");
    }
    assert!(ko.iter().any(|told| told.starts_with("4행, F열(점검 결과): ")), "{ko:#?}");
    assert_eq!(en.len(), 7, "{en:#?}");
}

/// A file of another review is one fault, not one per row, and its version is not used for this review.
#[test]
fn a_file_of_another_review_is_told_once() {
    let rows = rows(&checklist(), "etag", Lang::En);
    let (filled, faults, revision) = read(&rows, "another");
    let told = said(&faults, Lang::En);
    assert_eq!(
        told,
        ["row 3, column N (review id): is the checklist of another review; download the checklist of this one"]
    );
    assert!(filled.is_empty() && revision.is_none(), "{filled:?} {revision:?}");
}

/// Results that another reviewer recorded since are reported and not overwritten; untouched rows stay as they are.
#[test]
fn what_somebody_else_did_meanwhile_is_a_conflict() {
    let list = checklist();
    let mut rows = rows(&list, "etag", Lang::En);
    set(&mut rows, "web:APP-02:1", Column::Result, "Pass");
    let (filled, ..) = read(&rows, REVIEW);
    let mut now = list.checkpoints.clone();
    now[1].verdict = Some(fail("열려 있음"));
    now[2].verdict = Some(fail("열려 있음"));
    let merged = merge(filled.clone(), &now);
    assert_eq!(merged.conflicts.len(), 1, "{merged:?}");
    assert_eq!(merged.conflicts[0].input.checkpoint, "web:APP-02:1");
    assert_eq!((merged.rows.len(), merged.moved.as_slice()), (0, &["web:APP-03:1".to_owned()][..]));
    // The same result is not a conflict, even if another reviewer recorded it: a repeated upload does nothing.
    let pass = Verdict { result: VerdictResult::Pass.into(), method: CheckMethod::Test.into(), ..Default::default() };
    now[1].verdict = Some(pass);
    let merged = merge(filled, &now);
    assert!(merged.rows.is_empty() && merged.conflicts.is_empty(), "{merged:?}");
}

/// Texts are compared in their stored form, so uploading the same file again does nothing. Results that the caller
/// recorded since may be replaced, and are listed.
#[test]
fn what_one_imported_oneself_is_no_conflict() {
    let list = checklist();
    let mut rows = rows(&list, "etag", Lang::Ko);
    let decomposed = " \u{1112}\u{1162}\u{1110}\u{1162}\u{200b} 화면\u{feff}\nㄴ\u{ad} ";
    set(&mut rows, "web:APP-02:1", Column::Result, "\u{110e}\u{1171}\u{110b}\u{1163}\u{11a8}");
    set(&mut rows, "web:APP-02:1", Column::Reason, decomposed);
    set(&mut rows, "web:APP-02:1", Column::Evidence, "\u{1109}\u{1173}\u{110f}\u{1162}\u{11ab}\u{200b}");
    set(&mut rows, "web:APP-02:1", Column::EvidenceIds, "1, e-2");
    let (filled, faults, _) = read(&through(SheetFormat::Xlsx, Lang::Ko, &rows), REVIEW);
    assert!(faults.is_empty(), "{faults:?}");
    let first = merge(filled.clone(), &list.checkpoints).rows.remove(0).input;
    assert_eq!((first.result, first.evidence_ids.as_slice()), (2, &["E-1".to_owned(), "E-2".into()][..]));
    let mut now = list.checkpoints.clone();
    let by = Some(haetae_proto::common::v1::Person { subject: "lee".into(), name: "이영희".into() });
    let (reason, evidence) = ("해태 화면\nㄴ".to_owned(), vec!["스캔".to_owned()]);
    let ids = first.evidence_ids.clone();
    now[1].verdict = Some(Verdict { reason, evidence, evidence_ids: ids, judged_by: by, ..fail("") });
    now[1].verdict.as_mut().unwrap().method = first.method;
    let merged = merge(filled.clone(), &now);
    assert!(merged.rows.is_empty() && merged.conflicts.is_empty() && merged.moved.is_empty(), "{merged:?}");
    now[1].verdict.as_mut().unwrap().reason = "나중에 고친 사유".into();
    for (caller, replaced) in [(Some("lee"), 1), (Some("park"), 0), (None, 0)] {
        let mut merged = merge(filled.clone(), &now);
        assert_eq!(merged.take_over(caller).len(), replaced);
        assert_eq!((merged.rows.len(), merged.conflicts.len()), (replaced, 1 - replaced), "{merged:?}");
    }
}

/// A CSV file has a byte order mark and no formula; one with semicolons is read too.
#[test]
fn csv_is_as_spreadsheets_have_it() {
    let list = checklist();
    let bytes = SheetFormat::Csv.write(&rows(&list, "etag", Lang::Ko), Lang::Ko).unwrap();
    let text = String::from_utf8(bytes).unwrap();
    assert!(text.starts_with("\u{feff}checkpoint,layer,") && text.contains("\"'=HYPERLINK("), "{text}");
    let semicolons = "checkpoint;result;method;reason;compensating_control;evidence;evidence_ids;review_id;base\r\n\
                      web:APP-02:1;Pass;;;;;;;\r\n";
    let (filled, faults, _) = read(&SheetFormat::Csv.parse(semicolons.as_bytes()).unwrap().tables[0].rows, REVIEW);
    assert!(faults.is_empty() && filled.len() == 1, "{faults:?}");
    assert_eq!(merge(filled, &list.checkpoints).rows.len(), 1, "without a base, what is there now is it");
    assert!(SheetFormat::Xlsx.parse(b"PK no zip").unwrap_err().say(Lang::Ko).contains("XLSX"));
    let (_, faults, _) = read(&[vec!["점검 항목".to_owned()]], REVIEW);
    assert!(said(&faults, Lang::En)[0].starts_with("row 1: the first row does not name"), "{faults:?}");
}

#[test]
fn columns_are_named_as_spreadsheets_name_them() {
    assert_eq!([0, 25, 26, 51, 52].map(column::letters), ["A", "Z", "AA", "AZ", "BA"]);
}

/// Each layer has its sheet, whatever sheets people put beside them, and a checkpoint that is on two sheets is named with both.
#[test]
fn each_layer_has_its_sheet() {
    let mut list = checklist();
    list.checkpoints[1].layer = 5;
    let rows = rows(&list, "etag", Lang::Ko);
    let bytes = SheetFormat::Xlsx.write(&rows, Lang::Ko).unwrap();
    let mut tables = SheetFormat::Xlsx.parse(&bytes).unwrap();
    let named = |tables: &Tables| {
        let name = |table: &Table| table.sheet.as_ref().unwrap().name.to_string();
        tables.tables.iter().map(|table| (name(table), table.rows.len())).collect::<Vec<_>>()
    };
    assert_eq!(named(&tables), [("애플리케이션".to_owned(), 4), ("데이터".to_owned(), 3)], "the guide is no table");
    let Given { filled, faults, revision } = read_tables(&tables, REVIEW);
    assert!(faults.is_empty() && filled.len() == 3 && revision.as_deref() == Some("etag"), "{faults:?}");

    let again = tables.tables[0].rows[3].clone();
    tables.tables[1].rows.push(again);
    set(&mut tables.tables[1].rows, "web:APP-02:1", Column::Result, "양오");
    let faults = read_tables(&tables, REVIEW).faults;
    let (en, ko) = (said(&faults, Lang::En), said(&faults, Lang::Ko));
    assert!(en[0].starts_with("sheet 데이터, row 3, column F (result): unknown"), "{en:?}");
    assert!(en[1] == "sheet 데이터, row 4, column A (checkpoint): is in row 4 of sheet 애플리케이션 already", "{en:?}");
    assert!(ko[0].starts_with("'데이터' 시트, 3행, F열(점검 결과): "), "{ko:?}");
}

/// A change of the rows of a sheet.
type Change<'a> = &'a dyn Fn(&mut Vec<Vec<String>>);

/// The faults in the workbook of a checklist after a change of its second sheet.
fn faults_after(change: impl Fn(&mut Vec<Vec<String>>)) -> Vec<Fault> {
    let mut list = checklist();
    list.checkpoints[1].layer = 5;
    let mut rows = rows(&list, "etag", Lang::Ko);
    set(&mut rows, "web:APP-02:1", Column::Result, "양호");
    let tables = SheetFormat::Xlsx.parse(&SheetFormat::Xlsx.write(&rows, Lang::Ko).unwrap()).unwrap().tables;
    let mut book = rust_xlsxwriter::Workbook::new();
    for (place, table) in tables.into_iter().enumerate() {
        let Table { sheet, mut rows } = table;
        if place == 1 {
            change(&mut rows);
        }
        let sheet = book.add_worksheet().set_name(&*sheet.unwrap().name).unwrap();
        for (row, cells) in (0..).zip(&rows) {
            sheet.write_row(row, 0, cells).unwrap();
        }
    }
    let notes = book.add_worksheet().set_name("메모").unwrap();
    notes.write_row(0, 0, ["점검 항목", "점검 결과"]).unwrap();
    notes.write_row(1, 0, ["web:APP-01:1", "다시 볼 것"]).unwrap();
    let tables = SheetFormat::Xlsx.parse(&book.save_to_buffer().unwrap()).unwrap();
    read_tables(&tables, REVIEW).faults
}

/// A sheet that lost its column names is named and never left out, unlike a sheet of notes.
#[test]
fn a_sheet_without_its_column_names_is_named() {
    assert!(faults_after(|_| ()).is_empty());
    let row = |text: &str| vec![text.to_owned()];
    let changes: [(&str, Change<'_>); 5] = [
        ("is `점검표`", &|rows| rows.insert(0, row("점검표"))),
        ("is empty", &|rows| rows.insert(0, Vec::new())),
        ("is `점검 항목`", &|rows| drop(rows.remove(0))),
        ("is `key`", &|rows| rows[0][0] = "key".into()),
        ("is `layer`", &|rows| rows.iter_mut().for_each(|row| drop(row.remove(0)))),
    ];
    for (found, change) in changes {
        let faults = faults_after(change);
        let (en, ko) = (said(&faults, Lang::En), said(&faults, Lang::Ko));
        assert!(en.len() == 1 && en[0].starts_with("sheet 데이터, row 1, column A"), "{en:?}");
        assert!(en[0].contains("`checkpoint`") && en[0].contains(found), "{en:?}");
        assert!(ko[0].starts_with("'데이터' 시트, 1행, A열") && ko[0].contains("`checkpoint`"), "{ko:?}");
    }
}

/// A merged range shows its value on every row, and the file has it on the first alone: it is refused by its name.
#[test]
fn merged_results_are_refused() {
    let rows = rows(&checklist(), "etag", Lang::En);
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet().set_name("Data").unwrap();
    for (row, cells) in (0..).zip(&rows) {
        sheet.write_row(row, 0, cells).unwrap();
    }
    let plain = rust_xlsxwriter::Format::new();
    let place = Column::Result as u16;
    sheet.merge_range(3, place, 4, place, "Pass", &plain).unwrap();
    sheet.merge_range(3, Column::Title as u16, 4, Column::Title as u16, "title", &plain).unwrap();
    sheet.merge_range(3, Column::Method as u16, 4, Column::Method as u16, "", &plain).unwrap();
    let tables = SheetFormat::Xlsx.parse(&book.save_to_buffer().unwrap()).unwrap();
    let faults = read_tables(&tables, REVIEW).faults;
    let (en, ko) = (said(&faults, Lang::En), said(&faults, Lang::Ko));
    assert!(en.len() == 1 && en[0].starts_with("sheet Data, row 4, column F (result): F4:F5 is merged"), "{en:?}");
    assert!(ko[0].contains("F4:F5") && ko[0].contains("병합"), "{ko:?}");
}

/// Every cell whose text cannot be determined is reported once; notes beside the table and read-only columns are
/// ignored.
#[test]
fn every_cell_that_is_no_text_is_named() {
    let mut book = rust_xlsxwriter::Workbook::new();
    book.add_worksheet().set_name("메모").unwrap().write_string(0, 0, "다음 주까지").unwrap();
    let sheet = book.add_worksheet().set_name("Data").unwrap();
    let names = ["checkpoint", "result", "method", "reason", "compensating_control", "evidence", "evidence_ids"];
    for (place, name) in (0..).zip(names.into_iter().chain(["review_id", "base", "mine"])) {
        sheet.write_string(0, place, name).unwrap();
    }
    let formula = |text: &str| rust_xlsxwriter::Formula::new(text).set_result(" ");
    let day = rust_xlsxwriter::Format::new().set_num_format("yyyy-mm-dd");
    for row in 1..12 {
        sheet.write_string(row, 0, format!("web:APP-{row:02}:1")).unwrap();
        sheet.write_formula(row, 1, formula("=UPPER(\"pass\")")).unwrap();
        sheet.write_number_with_format(row, 3, 46_356.5, &day).unwrap();
        sheet.write_formula(row, 9, formula("=1+1")).unwrap();
    }
    let tables = SheetFormat::Xlsx.parse(&book.save_to_buffer().unwrap()).unwrap();
    let faults = read_tables(&tables, REVIEW).faults;
    let (en, ko) = (said(&faults, Lang::En), said(&faults, Lang::Ko));
    assert_eq!(en.len(), 22, "{en:#?}");
    for row in 2..13 {
        let has = |told: &[String], begins: String| told.iter().any(|told| told.starts_with(&begins));
        assert!(has(&en, format!("sheet Data, row {row}, column B (result): is a formula without a value")), "{en:#?}");
        assert!(has(
            &en,
            format!(
                "sheet Data, row {row}, column D (reason (required unless Pass)): is a date or time instead of text"
            )
        ));
        assert!(has(&ko, format!("'Data' 시트, {row}행, B열(점검 결과): 계산되지 않은 수식입니다")), "{ko:#?}");
    }
}

/// Only the cells to fill in are unlocked in a workbook.
#[test]
fn keys_are_protected() {
    let bytes = SheetFormat::Xlsx.write(&rows(&checklist(), "etag", Lang::En), Lang::En).unwrap();
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut part = |name: &str| std::io::read_to_string(archive.by_name(name).unwrap()).unwrap();
    let (sheet, styles) = (part("xl/worksheets/sheet1.xml"), part("xl/styles.xml"));
    assert!(sheet.contains("<sheetProtection sheet=\"1\"") && sheet.contains("Pass,Fail,Partial,N/A"), "{sheet}");
    assert_eq!(styles.matches("<protection locked=\"0\"/>").count(), 1, "{styles}");
}
