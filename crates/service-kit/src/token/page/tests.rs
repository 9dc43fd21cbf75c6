use haetae_access::Role;

use super::*;

fn caller(subject: &str, team: Option<&str>, roles: &[Role]) -> Principal {
    let roles = roles.iter().copied().collect();
    Principal { subject: subject.to_owned(), team: team.map(str::to_owned), roles, ..Principal::default() }
}

fn kim() -> Principal {
    caller("kim", Some("a"), &[Role::Requester])
}

#[test]
fn a_token_opens_in_its_own_list_only() {
    let pages = TokenKeys::random().unwrap().pages(&kim());
    let scope = pages.scope(&["ListReviews", "level = HIGH", "score"]);
    let token = scope.seal(b"key".to_vec()).unwrap();
    assert_eq!(scope.open(&token).unwrap().unwrap(), b"key");
    assert_eq!(scope.open("").unwrap(), None);
    let others: [&[&str]; 3] = [
        &["ListReviews", "level = LOW", "score"],
        &["ListReviews", "level = HIGHscore", ""],
        &["GetTimeline", "level = HIGH", "score"],
    ];
    for other in others {
        assert!(pages.scope(other).open(&token).is_err(), "{other:?}");
    }
}

/// F1, F2: a page token opens only for the caller who got it, so that no caller is shown another's rows
/// or another's total.
#[test]
fn a_token_opens_for_its_own_caller_only() {
    let keys = TokenKeys::random().unwrap();
    let token = keys.pages(&kim()).scope(&["ListReviews"]).seal(b"key".to_vec()).unwrap();
    let later = Principal { name: "Kim Haneul".to_owned(), ends: jiff::Timestamp::MAX, ..kim() };
    assert!(keys.pages(&later).scope(&["ListReviews"]).open(&token).is_ok(), "a new token of the same person");
    for other in [
        caller("lee", Some("a"), &[Role::Requester]),
        caller("kim", Some("b"), &[Role::Requester]),
        caller("kim", None, &[Role::Requester]),
        caller("kim", Some("a"), &[Role::Requester, Role::Reviewer]),
    ] {
        let refused = keys.pages(&other).scope(&["ListReviews"]).open(&token).unwrap_err();
        assert_eq!(refused.violations()[0].field, "page_token", "{other:?}");
    }
    assert!(TokenKeys::random().unwrap().pages(&kim()).scope(&["ListReviews"]).open(&token).is_err(), "another key");
}

#[test]
fn any_altered_character_is_noticed_and_the_field_named() {
    let scope = TokenKeys::random().unwrap().pages(&kim()).scope(&["ListReviews"]);
    for forged in super::super::tests::forgeries(&scope.seal(b"2026-01-01/42".to_vec()).unwrap()) {
        let error = scope.open(&forged).unwrap_err();
        assert_eq!(error.violations()[0].field, "page_token", "{forged}");
    }
}
