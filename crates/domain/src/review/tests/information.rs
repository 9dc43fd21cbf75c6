use super::*;

fn asked() -> Event {
    Event::InfoRequested { question: "망 구성도를 보내 주십시오.".into() }
}

fn retracted(state: &State) -> Result<Vec<Event>, Rejection> {
    retract_question(state, "잘못 물었습니다.", noon("2026-03-16"), &calendar())
}

/// An answer ends the wait, and so does a reviewer who takes an unanswered question back: the review then stands where
/// its diagnosis stands.
#[test]
fn the_end_of_the_wait_leads_back_to_where_the_diagnosis_stands() {
    for (before, back) in [
        (vec![], Status::Received),
        (vec![Event::DiagnosisStarted], Status::InDiagnosis),
        (vec![Event::DiagnosisStarted, concluded(1)], Status::AwaitingRemediation),
        (vec![Event::DiagnosisStarted, concluded(0)], Status::AwaitingDecision),
    ] {
        let state = given(&[before, vec![asked()]].concat());
        assert_eq!(status(&state), Status::NeedsInfo);
        let answered = Event::InfoProvided { answer: "첨부합니다.".into(), status: back };
        let taken_back = Event::QuestionRetracted { reason: "잘못 물었습니다.".into(), status: back };
        let answers = provide_info(&state, "첨부합니다.", noon("2026-03-16"), &calendar());
        for (events, expected) in [(answers, answered), (retracted(&state), taken_back)] {
            let events = events.expect("the wait ends");
            assert_eq!(events, [expected], "without a target date");
            let state = after(state.clone(), &events);
            assert_eq!((status(&state), &state.review().expect("a review").question), (back, &None));
            let again = Rejection::Illegal { command: Command::RetractQuestion, status: back };
            assert_eq!(retracted(&state), Err(again), "there is no question any more");
        }
    }
}

#[test]
fn a_first_verdict_during_the_wait_is_told_and_does_not_end_it() {
    let state = given(&[asked(), Event::DiagnosisStarted]);
    assert_eq!(status(&state), Status::NeedsInfo);
    let events = provide_info(&state, "a", noon("2026-03-16"), &calendar()).expect("answered");
    assert_eq!(status(&after(state, &events)), Status::InDiagnosis);
}

#[test]
fn the_target_date_moves_by_the_business_days_waited() {
    // Asked on Wednesday the 11th, answered on Monday the 16th: Thursday, Friday, Monday.
    let state = given(&[Event::TargetSet(target("2026-03-16", TargetCause::Assessed)), asked()]);
    let events = provide_info(&state, "a", noon("2026-03-16"), &calendar()).expect("answered");
    let later = Target { paused_days: 3, ..target("2026-03-19", TargetCause::Resumed) };
    assert_eq!(events[1..], [Event::TargetSet(later)]);
    let again = request_info(&after(state.clone(), &events), "q").expect("asked");
    let state = after(after(state, &events), &again);
    // Asked on the 23rd and answered on the same day: nothing more.
    let events = provide_info(&state, "a", noon("2026-03-23"), &calendar()).expect("answered");
    let same = Target { paused_days: 3 + 5, ..target("2026-03-26", TargetCause::Resumed) };
    assert_eq!(events[1..], [Event::TargetSet(same)], "the first wait was told on the 23rd");
}

/// A question taken back moves the target date as an answer does.
#[test]
fn the_target_date_moves_when_a_question_is_taken_back() {
    let state = given(&[Event::TargetSet(target("2026-03-16", TargetCause::Assessed)), asked()]);
    let later = Target { paused_days: 3, ..target("2026-03-19", TargetCause::Resumed) };
    assert_eq!(retracted(&state).expect("retracted")[1..], [Event::TargetSet(later)]);
}
