//! The key of forms: it belongs to one session, so that no other site and no other session can send one.

use aws_lc_rs::hmac;
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD as BASE64};

use crate::session::Session;

/// The field that every form has.
pub(super) const FORM_KEY: &str = "form_key";
/// The context from which form keys are derived, together with the session.
const CONTEXT: &[u8] = b"haetae-console form";

/// The key of all forms of a session.
pub(crate) fn form_key(session: &Session) -> String {
    BASE64.encode(hmac::sign(&key(session), CONTEXT))
}

fn key(session: &Session) -> hmac::Key {
    hmac::Key::new(hmac::HMAC_SHA256, &session.form_secret())
}

pub(super) fn is_form_key(session: &Session, given: &str) -> bool {
    let given = BASE64.decode(given).unwrap_or_default();
    !session.form_secret().is_empty() && hmac::verify(&key(session), CONTEXT, &given).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::tests::tokens;

    #[test]
    fn a_key_belongs_to_one_session() {
        let session = |form: &str| Session::new(&tokens(None), &form.into(), 0);
        let (one, other) = (session("Zm9ybTE"), session("Zm9ybTI"));
        assert!(is_form_key(&one, &form_key(&one)));
        assert!(!is_form_key(&other, &form_key(&one)));
        for forged in ["", "AAAA", "Zm9ybTE"] {
            assert!(!is_form_key(&one, forged), "{forged}");
        }
        let broken = session("");
        assert!(!is_form_key(&broken, &form_key(&broken)), "a session without a secret has no forms");
    }
}
