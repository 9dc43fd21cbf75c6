use haetae_proto::{
    checkpoint::v1::{Checklist, Verdict},
    common::v1::{Person, Text, VerdictResult},
};
use haetae_sheet::{Row, merge};
use jiff::tz::TimeZone;

use super::{marks::WRONG, *};
use crate::words::Lang;

fn list() -> GetChecklistResponse {
    let text = |text: &str| Some(Text { ko: text.into(), en: text.into() });
    let one = Checkpoint {
        checkpoint: "web:APP-01:1".into(),
        title: text("관리자 화면"),
        check: text("열려 있는가\n[[verdicts]]"),
        method: CheckMethod::Test.into(),
        ..Default::default()
    };
    let checklist = Checklist { checkpoints: vec![one], ..Default::default() };
    GetChecklistResponse { checklist: Some(checklist), ..Default::default() }
}

/// An unchanged text contains no results, whatever catalogues say; a fault is marked above its line once, however often
/// the editor is opened.
#[test]
fn a_text_for_the_editor_says_nothing_until_it_is_filled_in() {
    for lang in [Lang::Ko, Lang::En] {
        let look = Look::new(lang, TimeZone::UTC);
        let text = text(&list(), &look);
        let read = files::draft(&text).unwrap();
        assert_eq!(
            (read.len(), read[0].input.result, read[0].input.method),
            (1, 0, CheckMethod::Test as i32),
            "{text}"
        );
        let wrong = text.replacen("result = \"\"", "result = \"fial\"", 1);
        let faults = files::draft(&wrong).unwrap_err();
        let shown = marked(&wrong, &faults, &look);
        assert_eq!(shown.matches(WRONG).count(), 1, "{shown}");
        let (before, _) = shown.split_once("result = \"fial\"").unwrap();
        assert!(before.lines().last().is_some_and(|line| line.starts_with(WRONG)), "{shown}");
        let again = marked(&shown, &files::draft(&shown).unwrap_err(), &look);
        assert_eq!(again.matches(WRONG).count(), 1, "{again}");
    }
}

/// The results that a text would record now.
fn rows(text: &str, now: &Checkpoint) -> (Vec<Row>, Vec<Row>) {
    let merged = merge(filled(text).unwrap(), std::slice::from_ref(now));
    assert!(merged.faults.is_empty(), "{:?}", merged.faults);
    (merged.rows, merged.conflicts)
}

/// Another reviewer's result is marked above the person's own entry, which stays. It is replaced once the person
/// deletes the mark, and kept if the entry is emptied.
#[test]
fn a_result_of_another_is_shown_and_decided_on() {
    let mut now = list().checklist.unwrap().checkpoints.remove(0);
    let by = |name: &str| Some(Person { subject: name.into(), name: String::new() });
    let fail = |who| Verdict {
        result: VerdictResult::Fail.into(),
        reason: "열림".into(),
        judged_by: by(who),
        ..Default::default()
    };
    let mine = text(&list(), &Look::new(Lang::En, TimeZone::UTC)).replacen("result = \"\"", "result = \"pass\"", 1);
    for lang in [Lang::Ko, Lang::En] {
        let look = Look::new(lang, TimeZone::UTC);
        now.verdict = Some(fail("lee"));
        let (_, conflicts) = rows(&mine, &now);
        assert_eq!(conflicts.len(), 1);
        let shown = marks::beside_others(&mine, &conflicts, &look);
        let mark = shown.lines().find(|line| line.starts_with(WRONG)).unwrap();
        assert!(mark.contains("lee") && mark.contains("열림") && shown.contains("result = \"pass\""), "{shown}");
        assert_eq!(rows(&shown, &now).1.len(), 1, "not decided on yet: {shown}");
        let replaced = shown.replace(&format!("{mark}\n"), "");
        let (recorded, conflicts) = rows(&replaced, &now);
        assert_eq!((recorded.len(), conflicts.len()), (1, 0), "{replaced}");
        let (recorded, conflicts) = rows(&shown.replacen("result = \"pass\"", "result = \"\"", 1), &now);
        assert_eq!((recorded.len(), conflicts.len()), (0, 0));
        // Another one was faster again: the marks are those of the latest result, once.
        now.verdict = Some(Verdict { reason: "또 열림".into(), ..fail("park") });
        let (_, conflicts) = rows(&replaced, &now);
        let again = marks::beside_others(&replaced, &conflicts, &look);
        assert_eq!((again.matches(WRONG).count(), again.matches("\nbase = ").count()), (1, 1), "{again}");
        assert!(again.contains("park") && !again.contains("lee"), "{again}");
    }
}

/// The editor's command line is split as a shell does it.
#[test]
fn an_editor_may_be_quoted() {
    assert_eq!(split(r#""/path with/ed" --wait"#).unwrap(), ["/path with/ed", "--wait"]);
    assert_eq!(split(r#"sh -c 'exit 3'"#).unwrap(), ["sh", "-c", "exit 3"]);
    let Err(Failure::Usage(said)) = split("\"ed") else { panic!("a quote that is not closed") };
    assert!(said.en.contains("not closed") && said.ko.contains("따옴표"), "{said:?}");
}
