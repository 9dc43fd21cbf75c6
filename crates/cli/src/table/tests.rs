//! Tables at several widths.

use super::*;
use crate::screen::Screen;

/// A screen of this width, without colour.
fn narrow(width: usize) -> Screen {
    Screen { width: Some(width), colour: false }
}

#[test]
fn columns_line_up_whatever_the_script() {
    let mut table = Table::new([("상태", Align::Left), ("n", Align::Right), ("title", Align::Left)]);
    table.row(["접수", "7", "가"]);
    table.row(["in diagnosis", "12", "b"]);
    let expected = concat!(
        "  상태           n  title\n",
        "  ────────────  ──  ─────\n",
        "  접수           7  가\n",
        "  in diagnosis  12  b\n",
    );
    assert_eq!(table.render(Screen::PLAIN), expected);
}

/// Tables (D5): a table is never wider than the terminal as long as something can be cut or left out, whatever the
/// script, and it names the columns it left out.
#[test]
fn a_table_is_cut_to_the_width_of_the_terminal() {
    let columns = || {
        [
            Column::from(("id", Align::Left)).whole(),
            Column::from(("team", Align::Left)).rank(1),
            Column::from(("n", Align::Right)).rank(2),
            Column::from(("title", Align::Left)).at_least(12),
        ]
    };
    let mut table = Table::new(columns());
    table.row(["R-2026-0142", "logistics-platform", "183", "시민 건강관리 포털 및 모바일 앱 오픈 전 검토"]);
    table.row(["R-2026-0143", "교통과", "7", "Partner order API v3"]);
    let widest = |width: usize| table.render(narrow(width)).lines().map(|line| line.width()).max().unwrap();
    for width in 27..100 {
        assert!(widest(width) <= width, "{width}: {}", table.render(narrow(width)));
    }
    let expected = concat!(
        "  id           team           title\n",
        "  ───────────  ─────────────  ─────────────\n",
        "  R-2026-0142  logistics-pl…  시민 건강관…\n",
        "  R-2026-0143  교통과         Partner orde…\n",
        "  … --wide: n\n",
    );
    assert_eq!(table.render(narrow(43)), expected);
    assert!(
        table.render(Screen::PLAIN).contains("시민 건강관리 포털 및 모바일 앱 오픈 전 검토"),
        "whole without a terminal"
    );
    assert!(table.render(narrow(10)).contains("R-2026-0142"), "ids are of no use in part");
}

/// Colour (D5): it is added around a text whose width it does not change, and never the only sign.
#[test]
fn colour_changes_nothing_but_colour() {
    let mut table = Table::new([("level", Align::Left), ("n", Align::Right)]);
    table.row([Cell::painted("심각", Paint::Alarm), Cell::painted("7", Paint::Good)]);
    let plain = table.render(Screen::PLAIN);
    let coloured = table.render(Screen { width: None, colour: true });
    assert_eq!(plain.lines().last(), Some("  심각   7"));
    assert_eq!(coloured.lines().last(), Some("  \u{1b}[1;31m심각\u{1b}[0m   \u{1b}[32m7\u{1b}[0m"));
    assert!(!plain.contains('\u{1b}'));
}

/// A title cannot control the reader's terminal.
#[test]
fn a_cell_is_one_line_and_commands_no_terminal() {
    let mut table = Table::new([("title", Align::Left)]);
    table.row(["a\nb\u{1b}[2Jc"]);
    assert_eq!(table.render(Screen::PLAIN).lines().last(), Some("  a b [2Jc"));
}

#[test]
fn facts_start_in_one_column_and_empty_ones_are_left_out() {
    let shown = facts([("상태", "접수".to_owned()), ("a", String::new()), ("note", "b\nc".to_owned())], Screen::PLAIN);
    assert_eq!(shown, "  상태  접수\n  note  b\n        c\n");
}

/// A value goes on below itself where the screen is narrow, and a sentence below where it began; no word is broken.
#[test]
fn a_text_goes_on_in_the_next_line() {
    let (id, text) = ("0f1d2c3b-64a5-5f7e-b6f1-6e31a32e4f57", "관리자 화면이 인터넷에 열려 있어 누구나 볼 수 있음");
    let shown = facts([("id", id.to_owned()), ("사유", text.to_owned())], narrow(32));
    let expected = concat!(
        "  id    0f1d2c3b-64a5-5f7e-b6f1-6e31a32e4f57\n",
        "  사유  관리자 화면이 인터넷에\n",
        "        열려 있어 누구나 볼 수\n",
        "        있음\n",
    );
    assert_eq!(shown, expected);
    assert_eq!(lines("  a: one two three\nb", narrow(12)), "  a: one two\n    three\nb");
    assert_eq!(lines("  a: one two three\nb", Screen::PLAIN), "  a: one two three\nb");
}

#[test]
fn a_text_is_cut_by_columns_not_characters() {
    assert_eq!(shorten("보안성 검토", 11), "보안성 검토");
    assert_eq!(shorten("보안성 검토", 10), "보안성 검…");
    assert_eq!(shorten("보안성 검토", 8), "보안성…");
    assert!(shorten("보안성 검토 요청", 9).width() <= 9);
    assert_eq!(shorten("short", 5), "short");
    assert_eq!(shorten("longer", 5), "long…");
}
