use super::*;

/// Tokens that end in so many seconds.
pub(crate) fn tokens(expires_in: Option<i64>) -> TokenResponse {
    TokenResponse {
        access_token: "access".into(),
        refresh_token: Some("refresh".into()),
        id_token: Some("id".into()),
        expires_in,
        scope: None,
    }
}

#[test]
fn a_session_ends_with_its_lifetime_however_often_it_is_renewed() {
    let session = Session::new(&tokens(Some(300)), &"Zm9ybQ".into(), 1000);
    assert!(session.ends_within(300, 1000) && !session.ends_within(299, 1000));
    let renewed = session.renewed(&tokens(None), 1290);
    assert!(!renewed.ends_within(UNSAID - 1, 1290));
    assert_eq!(
        [(9000, 1100), (200, 1100), (200, 1400)].map(|(lifetime, now)| session.left(lifetime, now)),
        [200, 100, 0]
    );
    assert!(renewed.lasts(600, 1599) && !renewed.lasts(600, 1600), "counted from the sign-in");
    assert_eq!(renewed.form_secret(), b"form", "open forms can still be sent");
    let told = format!("{renewed:?}");
    assert!(["access", "refresh", "Zm9ybQ"].iter().all(|secret| !told.contains(secret)), "{told}");
}
