use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

use crate::{Column, SheetFormat, words::Lang};

/// A workbook whose `reason` in the second row is written so.
fn read(write: impl FnOnce(&mut rust_xlsxwriter::Worksheet)) -> Result<String, String> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (place, name) in (0..).zip(["checkpoint", "reason", "judged_at"]) {
        sheet.write_string(0, place, name).unwrap();
    }
    sheet.write_datetime(1, 2, ExcelDateTime::from_ymd(2026, 11, 30).unwrap()).unwrap();
    write(sheet);
    let read = SheetFormat::Xlsx.parse(&book.save_to_buffer().unwrap()).unwrap();
    match read.faults.first() {
        None => Ok(read.tables[0].rows[1][1].clone()),
        Some(fault) => Err(fault.say(Lang::En) + " " + &fault.say(Lang::Ko)),
    }
}

/// A cell is read as its displayed text.
#[test]
fn plain_cells_are_read_as_they_look() {
    type Write = fn(&mut rust_xlsxwriter::Worksheet);
    let cases: [(&str, Write); 6] = [
        ("5.11", |sheet| drop(sheet.write_string(1, 1, "5.11"))),
        ("TRUE", |sheet| drop(sheet.write_boolean(1, 1, true))),
        ("3", |sheet| drop(sheet.write_number(1, 1, 3))),
        ("-0.25", |sheet| drop(sheet.write_number(1, 1, -0.25))),
        ("443", |sheet| drop(sheet.write_number_with_format(1, 1, 443, &Format::new().set_num_format("@")))),
        ("12345678901", |sheet| drop(sheet.write_number(1, 1, 12_345_678_901_f64))),
    ];
    for (seen, write) in cases {
        assert_eq!(read(write).as_deref(), Ok(seen));
    }
}

/// A cell whose display cannot be derived from the file is refused with its address; read-only columns may contain
/// anything.
#[test]
fn what_a_format_makes_of_a_cell_is_refused_by_its_address() {
    let formatted = |number: f64, code: &'static str| {
        read(move |sheet| drop(sheet.write_number_with_format(1, 1, number, &Format::new().set_num_format(code))))
    };
    let date = |code: &'static str| formatted(46_356.5, code);
    let error = read(|sheet| {
        drop(sheet.write_formula(1, 1, rust_xlsxwriter::Formula::new("=NA()").set_result("#N/A")));
    });
    for (told, kind) in [
        (date("yyyy-mm-dd"), "a date or time"),
        (date("h:mm"), "a date or time"),
        (date("[h]:mm:ss"), "a date or time"),
        (date("m\"월\" d\"일\""), "a date or time"),
        (formatted(0.5, "0%"), "a percentage"),
        (formatted(0.123, "0.00%"), "a percentage"),
        (formatted(1500.0, "#,##0"), "a formatted number"),
        (formatted(1500.0, "₩#,##0"), "a formatted number"),
        (read(|sheet| drop(sheet.write_number(1, 1, 0.1 + 0.2))), "a long number"),
        (read(|sheet| drop(sheet.write_number(1, 1, 1e15))), "a long number"),
        (error, "the error #N/A"),
    ] {
        let told = told.unwrap_err();
        assert!(
            told.contains(&format!(
                "row 2, column B ({}): is {kind} instead of text",
                Column::Reason.head().say(Lang::En)
            )) && told.contains("2행, B열")
                && told.contains("글자가 아닙니다("),
            "{kind}: {told}"
        );
    }
}
