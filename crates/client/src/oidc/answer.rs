//! The response of an identity provider.

use hyper::StatusCode;
use serde::{Deserialize as _, de::DeserializeOwned};

use super::error::{Error, ErrorResponse};

/// A response: its status, and its body if that is JSON. Not `Debug`, because it contains tokens.
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) body: serde_json::Value,
}

impl Answer {
    /// Parses the response of the endpoint `url` as the standard defines it.
    ///
    /// # Errors
    /// An error if the provider refused, or if the response is not of this type.
    pub(super) fn understood<T: DeserializeOwned>(self, url: &str) -> Result<T, Error> {
        if !self.status.is_success() {
            return Err(self.refused(url));
        }
        serde_path_to_error::deserialize(self.body).map_err(|error| {
            // serde's message for a wrong type contains the value, which may be a token, so only its position is
            // reported.
            let text = error.inner().to_string();
            let cause =
                if text.starts_with("missing field") { text } else { format!("wrong type at `{}`", error.path()) };
            Error::Malformed { url: url.to_owned(), cause }
        })
    }

    /// The refusal.
    pub(super) fn refused(&self, url: &str) -> Error {
        Error::Refused { url: url.to_owned(), status: self.status, response: self.error_response() }
    }

    /// The OAuth error response; empty if the body has none.
    pub(super) fn error_response(&self) -> ErrorResponse {
        ErrorResponse::deserialize(&self.body).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::oidc::TokenResponse;

    fn answer(status: u16, body: serde_json::Value) -> Answer {
        Answer { status: StatusCode::from_u16(status).unwrap(), body }
    }

    fn told(status: u16, body: serde_json::Value) -> String {
        answer(status, body).understood::<TokenResponse>("https://i/token").unwrap_err().to_string()
    }

    #[test]
    fn a_refusal_is_read_and_is_one_line() {
        let body = json!({"error": "invalid_grant", "error_description": "used\n\u{1b}[2Jtwice"});
        assert_eq!(told(400, body), "the issuer https://i/token: it refused: invalid_grant: used  [2Jtwice");
        assert_eq!(
            told(401, json!({"error": "invalid_client"})),
            "the issuer https://i/token: it refused: invalid_client"
        );
        // A page instead of an error response.
        assert_eq!(told(502, json!(null)), "the issuer https://i/token: it refused: 502 Bad Gateway");
    }

    #[test]
    fn a_malformed_answer_names_the_place_and_no_value() {
        assert_eq!(
            told(200, json!({})),
            "the issuer https://i/token: its answer is not understood: missing field `access_token`"
        );
        for body in
            [json!({"access_token": ["s3cret"]}), json!({"access_token": "a", "expires_in": "s3cret"}), json!("s3cret")]
        {
            let told = told(200, body);
            assert!(told.contains("not understood: wrong type at `") && !told.contains("s3cret"), "{told}");
        }
    }
}
