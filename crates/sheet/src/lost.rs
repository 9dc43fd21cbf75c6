//! Handles characters that CP949 lacks. A spreadsheet that saves in CP949 writes `?` for them, which no reviewer typed.

use encoding_rs::EUC_KR;
use haetae_proto::checkpoint::v1::Checkpoint;
use unicode_normalization::UnicodeNormalization as _;

use crate::{column::Column, fault::Fault, filled::Filled, words::Said};

/// Written in place of a missing character.
const INSTEAD: char = '?';

/// Restores recorded texts of which a CP949 file contains only the remains.
///
/// Returns faults for texts that were changed and still contain lost characters: the original input is unknown.
pub fn restore(filled: &mut [Filled], checkpoints: &[Checkpoint]) -> Vec<Fault> {
    let mut faults = Vec::new();
    for Filled { at, input, .. } in filled {
        let checkpoint = checkpoints.iter().find(|one| one.checkpoint == input.checkpoint);
        let Some(verdict) = checkpoint.and_then(|one| one.verdict.as_ref()) else { continue };
        let evidence =
            input.evidence.iter_mut().zip(&verdict.evidence).map(|(given, was)| (Column::Evidence, given, was));
        let texts = [
            (Column::Reason, &mut input.reason, &verdict.reason),
            (Column::CompensatingControl, &mut input.compensating_control, &verdict.compensating_control),
        ];
        for (column, given, was) in texts.into_iter().chain(evidence) {
            if was.chars().all(has) {
                continue;
            }
            if is_left_of(given, was) {
                given.clone_from(was);
            } else if given.contains(INSTEAD) {
                faults.push(at.fault(Some(column), lossy(was)));
            }
        }
    }
    faults
}

/// Whether CP949 has a character.
fn has(c: char) -> bool {
    let (.., lost) = EUC_KR.encode(c.encode_utf8(&mut [0; 4]));
    !lost
}

/// Whether a text may be the CP949 form of another.
fn is_left_of(given: &str, was: &str) -> bool {
    // The lengths of all prefixes of `given` that the characters so far may have become.
    let mut ends = vec![0];
    for c in was.chars() {
        let forms = left(c);
        let mut next: Vec<usize> = Vec::new();
        for (at, form) in ends.iter().flat_map(|at| forms.iter().map(move |form| (*at, form))) {
            let end = at + form.len();
            if given.get(at..).is_some_and(|rest| rest.starts_with(form.as_str())) && !next.contains(&end) {
                next.push(end);
            }
        }
        ends = next;
    }
    ends.contains(&given.len())
}

/// The texts that programs write for a character: itself, or else `?`, a `?` for each of its UTF-16 units, nothing, or
/// its ASCII base letter.
fn left(c: char) -> Vec<String> {
    if has(c) {
        return vec![c.to_string()];
    }
    let mut forms: Vec<String> = (0..=c.len_utf16()).map(|count| INSTEAD.to_string().repeat(count)).collect();
    let plain: String = c.nfkd().filter(char::is_ascii).collect();
    if !plain.is_empty() {
        forms.push(plain);
    }
    forms
}

fn lossy(was: &str) -> Said {
    let lost: String = was.chars().filter(|c| !has(*c)).take(3).collect();
    Said {
        ko: format!(
            "CP949로 저장되어 기록된 글자({lost})가 ?로 바뀌었습니다. 'CSV UTF-8'이나 XLSX로 저장하고 고친 내용을 다시 확인하십시오."
        ),
        en: format!(
            "the file was saved in CP949, which lacks {lost} of what is recorded and has ? instead; save it as `CSV UTF-8` \
             or XLSX, and check what you changed"
        ),
    }
}

#[cfg(test)]
mod tests {
    use haetae_proto::{
        checkpoint::v1::{Verdict, VerdictInput},
        common::v1::VerdictResult,
    };

    use super::*;
    use crate::{At, mark, merge, words::Lang};

    /// Restores a reason from its CP949 form.
    fn given(was: &str, reason: &str) -> (String, Vec<Fault>, usize) {
        let result = VerdictResult::Fail.into();
        let verdict =
            Verdict { result, method: 1, reason: was.into(), evidence: vec!["🔥.pdf".into()], ..Default::default() };
        let input = VerdictInput {
            checkpoint: "web:APP-01:1".into(),
            result,
            method: 1,
            reason: reason.into(),
            evidence: vec!["??.pdf".into()],
            ..Default::default()
        };
        let base = Some(mark(Some(&verdict)));
        let one = Checkpoint { checkpoint: "web:APP-01:1".into(), verdict: Some(verdict), ..Default::default() };
        let mut filled = vec![Filled { at: At::Line(3), input, base }];
        let faults = restore(&mut filled, std::slice::from_ref(&one));
        let reason = filled[0].input.reason.clone();
        (reason, faults, merge(filled, &[one]).rows.len())
    }

    /// An untouched row stays untouched, whatever a program writes for characters that CP949 lacks.
    #[test]
    fn what_a_file_lost_is_no_change() {
        for (was, left) in [
            ("🔥 관리자 화면", "?? 관리자 화면"),
            ("🔥 관리자 화면", "? 관리자 화면"),
            ("관리자 화면👩\u{200d}🔧", "관리자 화면?????"),
            ("관리자 화면👩\u{200d}🔧", "관리자 화면??"),
            ("왜? café\u{a0}2–3", "왜? cafe 2?3"),
            ("漢字 뷁", "漢字 뷁"),
        ] {
            assert_eq!(given(was, left), (was.to_owned(), Vec::new(), 0), "{was} {left}");
        }
    }

    /// A changed text is recorded, unless a `?` in it may replace a lost character.
    #[test]
    fn a_question_mark_is_never_recorded_for_what_was_lost() {
        assert_eq!(given("왜", "왜?"), ("왜?".to_owned(), Vec::new(), 1));
        assert_eq!(given("🔥 열림", "닫힘"), ("닫힘".to_owned(), Vec::new(), 1));
        let (_, faults, _) = given("🔥 열림", "? 열림, 다시 봄");
        let told = faults[0].say(Lang::En) + &faults[0].say(Lang::Ko);
        assert!(faults.len() == 1 && told.contains("🔥") && told.contains("CSV UTF-8"), "{told}");
    }
}
