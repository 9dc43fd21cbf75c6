use tonic_types::{ErrorDetails, StatusExt as _};

use super::*;

fn refused(code: Code, reason: &str, details: impl FnOnce(&mut ErrorDetails)) -> Refusal {
    let mut told = ErrorDetails::new();
    told.set_error_info(reason, "haetae", [("status".to_owned(), "WITHDRAWN".to_owned())]);
    told.set_localized_message("ko", "현재 상태에서는 이 작업을 할 수 없습니다.");
    details(&mut told);
    Refusal::of(&Status::with_error_details(code, "The status does not allow this step.", told))
}

/// Errors (D10): under `-o json` an error is JSON with the exit code, the reason and every field.
#[test]
fn a_program_gets_the_parts_of_a_refusal() {
    let refusal = refused(Code::InvalidArgument, "INVALID_FIELD", |details| {
        details.add_bad_request_violation("title", "Must not be empty.");
    });
    let failure = crate::failure::Failure::Refused(Box::new(refusal));
    let text = crate::output::Output::Json.failure(&failure, Lang::En, &failure.lines(Lang::En));
    let error = &serde_json::from_str::<serde_json::Value>(&text).unwrap()["error"];
    assert_eq!((&error["exit"], &error["exitCode"]), (&"INVALID".into(), &3.into()), "{error}");
    assert_eq!((&error["reason"], &error["metadata"]["status"]), (&"INVALID_FIELD".into(), &"WITHDRAWN".into()));
    assert_eq!(error["fields"][0]["field"], "title");
    assert!(crate::output::Output::Table.failure(&failure, Lang::Ko, &[]).starts_with("오류: "));
}

#[test]
fn a_refusal_tells_what_happened_and_what_to_do() {
    let refusal = refused(Code::FailedPrecondition, "ILLEGAL_TRANSITION", |_| ());
    assert_eq!(refusal.exit(), Exit::Refused);
    assert!(!refusal.unknown_outcome());
    let lines = refusal.lines(Lang::Ko);
    assert_eq!(
        lines[..3],
        ["현재 상태에서는 이 작업을 할 수 없습니다.", "  현재 상태: 철회", "  사유: ILLEGAL_TRANSITION"]
    );
    assert!(lines[3].starts_with("→ haetae review show"), "{lines:?}");
}

/// S2-15: a caller without permission learns what is missing: a role, a team in the token, or a person.
#[test]
fn a_denied_caller_is_told_what_is_missing() {
    for (fact, part) in [
        ("any_of_roles", "Ask your administrator for the required role."),
        ("missing_claim", "Ask the administrator of the identity provider"),
        ("person", "A person must do this"),
        ("own_team", "The team that requested the review"),
    ] {
        let mut told = ErrorDetails::new();
        told.set_error_info("PERMISSION_DENIED", "haetae", [(fact.to_owned(), "required".to_owned())]);
        let status = Status::with_error_details(Code::PermissionDenied, "Your roles do not allow this call.", told);
        let lines = Refusal::of(&status).lines(Lang::En);
        assert!(lines.last().is_some_and(|line| line.starts_with(&format!("→ {part}"))), "{lines:?}");
    }
}

#[test]
fn wrong_fields_are_named_each() {
    let refusal = refused(Code::InvalidArgument, "INVALID_FIELD", |told| {
        told.add_bad_request_violation("profile.exposure", "필수 항목입니다.");
        told.add_bad_request_violation("title", "200자를 넘습니다.");
    });
    assert_eq!(refusal.exit(), Exit::Invalid);
    let lines = refusal.lines(Lang::Ko);
    assert_eq!(lines[1..3], ["  노출 범위 (profile.exposure): 필수 항목입니다.", "  제목 (title): 200자를 넘습니다."]);
}

#[test]
fn only_what_may_have_happened_is_of_unknown_outcome() {
    for (code, reason, unknown) in [
        (Code::Unavailable, "OUTCOME_UNKNOWN", true),
        (Code::DeadlineExceeded, "DEADLINE_EXCEEDED", true),
        (Code::Unavailable, "STORE_UNAVAILABLE", false),
        (Code::Aborted, "CHANGED_MEANWHILE", false),
    ] {
        assert_eq!(refused(code, reason, |_| ()).unknown_outcome(), unknown, "{reason}");
    }
    assert!(Refusal::of(&Status::unavailable("connection lost")).unknown_outcome(), "no service refused it");
    assert!(Refusal::of(&Status::unknown("broken pipe")).unknown_outcome());
}

#[test]
fn a_delay_is_told() {
    let lagging = refused(Code::Unavailable, "PROJECTION_LAGGING", |told| {
        told.set_retry_info(Some(Duration::from_millis(500)));
    });
    assert!(lagging.not_yet());
    assert_eq!(lagging.lines(Lang::En).last().unwrap(), "→ Try again after 0.5 s.");
}
