use super::*;

fn assigned(subject: &str, claimed: bool) -> Event {
    Event::Assigned { assignee: person(subject), claimed, reason: String::new() }
}

#[test]
fn one_claims_it_and_nobody_else_does() {
    assert_eq!(claim(&given(&[]), &person("lee")), Ok(vec![assigned("lee", true)]));
    let claimed = given(&[assigned("lee", true)]);
    assert_eq!(claim(&claimed, &person("lee")), Ok(vec![]));
    assert_eq!(claim(&claimed, &person("park")), Err(Rejection::AlreadyAssigned { to: person("lee") }));
}

#[test]
fn nobody_works_on_their_own_request() {
    assert_eq!(claim(&given(&[]), &person("kim")), Err(Rejection::OwnReview));
    assert_eq!(assign(&given(&[]), &person("kim"), ""), Err(Rejection::OwnReview));
}

#[test]
fn it_is_given_to_another_whoever_has_it() {
    let claimed = given(&[assigned("lee", true)]);
    assert_eq!(assign(&claimed, &person("park"), ""), Ok(vec![assigned("park", false)]));
    assert_eq!(assign(&claimed, &person("lee"), ""), Ok(vec![]));
    let left = Event::Assigned { assignee: person("park"), claimed: false, reason: "퇴사".into() };
    assert_eq!(assign(&claimed, &person("park"), "퇴사"), Ok(vec![left]));
}

#[test]
fn who_has_it_gives_it_back_and_nobody_else() {
    let claimed = given(&[assigned("lee", true)]);
    let released = vec![Event::Released { reason: "휴가".into() }];
    assert_eq!(release(&claimed, &person("lee"), "휴가"), Ok(released.clone()));
    let others = Err(Rejection::AlreadyAssigned { to: person("lee") });
    assert_eq!(release(&claimed, &person("park"), "휴가"), others);
    assert_eq!(release(&given(&[]), &person("park"), "휴가"), Ok(vec![]));
    let state = after(claimed, &released);
    assert_eq!(state.review().expect("a review").assignee, None);
}
