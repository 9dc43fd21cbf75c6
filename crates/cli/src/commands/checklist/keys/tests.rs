use haetae_proto::{
    checkpoint::v1::{Checkpoint, JudgedCheckpoint, Verdict},
    common::v1::{CheckMethod, Person, VerdictResult},
};
use haetae_sheet::mark;
use jiff::tz::TimeZone;
use unicode_width::UnicodeWidthStr as _;

use super::{
    desk::{Desk, Pending},
    key::{Effect, Key, Mode},
    screen::screen,
};
use crate::{
    views::Look,
    words::{Lang, Said},
};

fn list(count: usize) -> Vec<Checkpoint> {
    let one = |number| Checkpoint {
        checkpoint: format!("web:APP-{number:02}:1"),
        method: CheckMethod::Examine.into(),
        ..Default::default()
    };
    (1..=count).map(one).collect()
}

fn desk(count: usize) -> Desk {
    Desk::new(list(count), Vec::new())
}

fn typed(desk: &mut Desk, text: &str) -> Vec<Effect> {
    let key = |letter| match letter {
        '\n' => Key::Enter,
        '\u{1b}' => Key::Escape,
        '\u{8}' => Key::Back,
        letter => Key::Char(letter),
    };
    text.chars().map(|letter| desk.take(key(letter))).collect()
}

fn results(desk: &Desk) -> Vec<(String, i32, String)> {
    let one =
        |pending: &Pending| (pending.input.checkpoint.clone(), pending.input.result, pending.input.reason.clone());
    desk.pending.values().map(one).collect()
}

/// Every result has its key, on a Korean keyboard too. A result other than Pass asks for a reason, Partial also for the
/// compensating control, and then the next open checkpoint is shown.
#[test]
fn results_are_given_by_single_keys() {
    let mut desk = desk(5);
    typed(&mut desk, "ｐf열려 있음\na일부\n감시\nㅜ기능 없음\n");
    let wanted = [
        (VerdictResult::Pass, ""),
        (VerdictResult::Fail, "열려 있음"),
        (VerdictResult::Partial, "일부"),
        (VerdictResult::NotApplicable, "기능 없음"),
    ];
    let wanted: Vec<_> = (1..)
        .zip(wanted)
        .map(|(n, (result, why))| (format!("web:APP-{n:02}:1"), result as i32, why.to_owned()))
        .collect();
    assert_eq!(results(&desk), wanted);
    assert_eq!(desk.pending["web:APP-03:1"].input.compensating_control, "감시");
    assert_eq!((desk.at, desk.left()), (4, 1));
    assert_eq!(typed(&mut desk, "q"), [Effect::Quit]);
}

/// A reason is required and its question can be left; evidence and method belong to the current checkpoint, before and
/// after it is judged.
#[test]
fn a_question_is_answered_or_left() {
    let mut desk = desk(3);
    typed(&mut desk, "f\n");
    assert!(matches!(desk.mode, Mode::Ask(..)) && desk.message.is_some(), "an empty reason");
    typed(&mut desk, "ab\u{8}\u{1b}");
    assert!(desk.pending.is_empty() && desk.mode == Mode::Look);
    typed(&mut desk, "e점검 결과서\nmp");
    let first = &desk.pending["web:APP-01:1"].input;
    assert_eq!(
        (first.evidence.as_slice(), first.method),
        (&["점검 결과서".to_owned()][..], CheckMethod::Interview as i32)
    );
    typed(&mut desk, "ke설정 사본\nm");
    let first = &desk.pending["web:APP-01:1"].input;
    assert_eq!((first.evidence.len(), first.method), (2, CheckMethod::Test as i32));
}

/// The last result can be undone, and the one before; a search finds by key.
#[test]
fn the_last_result_is_undone() {
    let mut desk = desk(9);
    typed(&mut desk, "ppuu");
    assert!(desk.pending.is_empty() && desk.at == 0);
    typed(&mut desk, "u");
    assert!(desk.message.is_some(), "nothing is left to undo");
    typed(&mut desk, "/app-07\n");
    assert_eq!(desk.at, 6);
    desk.list[3].title =
        Some(haetae_proto::common::v1::Text { ko: "관리자 화면".into(), en: "Admin pages".into() });
    // A Mac types Hangul decomposed, some keyboards Latin in full width.
    for typed_so in ["\u{1112}\u{116a}\u{1106}\u{1167}\u{11ab}", "관리자\u{200b} 화", "ＡＤＭＩＮ", "app-04"] {
        desk.at = 6;
        typed(&mut desk, &format!("/{typed_so}\n"));
        assert_eq!(desk.at, 3, "{typed_so:?}");
    }
    desk.at = 6;
    typed(&mut desk, "/none\n");
    assert!(desk.message.is_some() && desk.at == 6);
}

/// Results are recorded in small batches, all but the last one; at the end all are.
#[test]
fn results_are_recorded_in_small_batches() {
    let mut desk = desk(9);
    typed(&mut desk, "ppppp");
    assert_eq!((desk.due(false).len(), desk.due(true).len()), (0, 5));
    typed(&mut desk, "p");
    let due = desk.due(false);
    assert_eq!(due.len(), 5);
    let judged = due.into_iter().map(|input| JudgedCheckpoint {
        verdict: Some(Verdict { result: input.result, ..Default::default() }),
        checkpoint: input.checkpoint,
    });
    desk.recorded(judged.collect());
    assert_eq!((desk.pending.len(), desk.left()), (1, 3));
    desk.refused("web:APP-06:1", Said { ko: "이유".into(), en: "why".into() });
    assert!(desk.due(true).is_empty(), "what was refused waits for another answer");
    typed(&mut desk, "p");
    assert_eq!(desk.due(true).len(), 1);
}

/// A kept draft continues; another reviewer's later result is not overwritten until the person decides so.
#[test]
fn what_somebody_else_judged_is_not_overwritten() {
    let mut before = desk(3);
    typed(&mut before, "pp");
    let kept: Vec<Pending> = before.pending.values().cloned().collect();
    let mut now = list(3);
    let by = Some(Person { subject: "lee".into(), name: "이영희".into() });
    let fail =
        Verdict { result: VerdictResult::Fail.into(), reason: "열림".into(), judged_by: by, ..Default::default() };
    now[1].verdict = Some(fail);
    assert_eq!(Desk::new(list(3), kept.clone()).at, 2, "goes on at the first one that nothing is known of");
    let mut desk = Desk::new(now, kept);
    assert_eq!(desk.due(true).len(), 1);
    assert!(desk.message.as_ref().is_some_and(|told| told.ko.contains("이영희")) && desk.at == 1, "{:?}", desk.message);
    let told = super::not_recorded(&desk, &Look::new(Lang::Ko, TimeZone::UTC)).unwrap();
    let lines = told.lines(Lang::Ko).join("\n");
    assert!(told.exit() == crate::failure::Exit::Refused && lines.contains("web:APP-02:1: 취약 (이영희"), "{lines}");
    assert!(lines.contains(": 열림; 내 결과 양호") && !lines.contains("APP-01"), "{lines}");
    let mut dropped = desk.clone();
    typed(&mut dropped, "u");
    assert_eq!(results(&dropped).len(), 1, "dropped where it is shown");
    typed(&mut desk, "p");
    assert_eq!(desk.due(true).len(), 2);
    assert_eq!(desk.pending["web:APP-02:1"].base, mark(desk.list[1].verdict.as_ref()));
}

/// The screen never exceeds the terminal's width and height, whatever the texts are; the question is always visible,
/// and no text can control the terminal.
#[test]
fn a_screen_fits_the_terminal() {
    let mut one = list(1);
    let long = "관리자 화면은 내부망에서만 접근할 수 있어야 하며 ".repeat(20) + "\u{1b}[2J";
    one[0].check = Some(haetae_proto::common::v1::Text { ko: long.clone(), en: "word".repeat(100) });
    let mut desk = Desk::new(one, Vec::new());
    typed(&mut desk, "f이유");
    for lang in [Lang::Ko, Lang::En] {
        for (width, height) in [(20, 8), (80, 24), (200, 60)] {
            let lines = screen(&desk, "제목", &Look::new(lang, TimeZone::UTC), (width, height));
            assert!(lines.len() <= height, "{lines:#?}");
            assert!(lines.iter().all(|line| line.width() <= width && !line.contains('\u{1b}')), "{lines:#?}");
            assert!(lines.last().is_some_and(|line| line.contains("이유")), "{lines:#?}");
        }
    }
}
