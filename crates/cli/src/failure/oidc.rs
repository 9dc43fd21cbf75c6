//! Converts errors of identity providers and addresses into failures.

use haetae_client::{AddressError, Unreachable, oidc::Error};

use super::Failure;
use crate::words::{Said, network};

impl From<AddressError> for Failure {
    fn from(error: AddressError) -> Self {
        Self::Usage(match error {
            AddressError::Malformed(url) => Said {
                ko: format!("{url}은(는) 주소가 아닙니다. 예: https://haetae.example"),
                en: format!("{url} is not an address; for example https://haetae.example"),
            },
            AddressError::InTheClear(url) => Said {
                ko: format!(
                    "{url}(으)로 보내면 토큰이 암호화되지 않은 채 전송됩니다. https 주소를 쓰거나, 망이 보호된다면 --plaintext를 지정하십시오."
                ),
                en: format!(
                    "{url} would send the token in the clear; use an https address, or --plaintext where the network protects it"
                ),
            },
        })
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error {
            // --plaintext is for the services alone.
            Error::Address(AddressError::InTheClear(url)) => Self::Usage(Said {
                ko: format!("발급자 {url}: 발급자는 https 주소이거나 이 컴퓨터의 http 주소여야 합니다."),
                en: format!("the issuer {url}: an issuer has an https address, or an http address on this machine"),
            }),
            Error::Address(error) => error.into(),
            Error::Unreachable(Unreachable { url, cause }) => {
                let Said { ko, en } = network(&cause);
                Self::NotYet(Said {
                    ko: format!(
                        "발급자 {url}에서 응답이 없습니다: {ko}. --issuer 주소와 인증 서버의 상태를 확인하십시오."
                    ),
                    en: format!(
                        "cannot reach the issuer {url}: {en}; check --issuer and whether the identity provider runs"
                    ),
                })
            }
            Error::Refused { url, status, response } => {
                let why = if response.is_empty() { status.to_string() } else { response.to_string() };
                strange(&url, &format!("거절했습니다: {why}"), &format!("it refused: {why}"))
            }
            Error::Malformed { url, cause } => strange(
                &url,
                &format!("응답을 이해할 수 없습니다: {cause}"),
                &format!("its answer is not understood: {cause}"),
            ),
            Error::OtherIssuer { url, other } => strange(
                &url,
                &format!("다른 발급자({other})의 문서입니다"),
                &format!("its document belongs to {other}"),
            ),
            Error::Unsupported { url, endpoint: "device_authorization_endpoint" } => {
                strange(&url, "기기 인증(RFC 8628)을 지원하지 않습니다", "it does not offer the device flow (RFC 8628)")
            }
            Error::Unsupported { url, endpoint } => {
                strange(&url, &format!("{endpoint}이(가) 없습니다"), &format!("it has no {endpoint}"))
            }
            Error::AccessDenied => Self::NoToken(Said {
                ko: "로그인이 거부되었습니다.".into(),
                en: "the sign-in was declined".into(),
            }),
            Error::ExpiredToken => Self::NoToken(Said {
                ko: "코드의 유효 시간이 지났습니다. haetae login을 다시 실행하십시오.".into(),
                en: "the code was not confirmed in time; run haetae login again".into(),
            }),
        }
    }
}

/// The issuer did something it should not.
fn strange(url: &str, ko: &str, en: &str) -> Failure {
    Failure::NoToken(Said { ko: format!("발급자 {url}: {ko}."), en: format!("the issuer {url}: {en}") })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Lang;

    #[test]
    fn an_issuer_that_gives_no_tokens_is_told_in_both_languages() {
        let url = || "https://i".to_owned();
        for (error, ko, en) in [
            (Error::AccessDenied, "거부되었습니다", "declined"),
            (Error::ExpiredToken, "유효 시간이 지났습니다", "in time"),
            (
                Error::Malformed { url: url(), cause: "missing field `issuer`".into() },
                "발급자 https://i: 응답을 이해할 수 없습니다: missing field `issuer`.",
                "the issuer https://i: its answer is not understood: missing field `issuer`",
            ),
            (
                Error::OtherIssuer { url: url(), other: "https://o".into() },
                "다른 발급자(https://o)의 문서입니다",
                "its document belongs to https://o",
            ),
            (
                Error::Unsupported { url: url(), endpoint: "device_authorization_endpoint" },
                "기기 인증(RFC 8628)을 지원하지 않습니다",
                "does not offer the device flow",
            ),
        ] {
            let failure = Failure::from(error);
            assert_eq!(failure.exit().code(), 8);
            let told = [Lang::Ko, Lang::En].map(|lang| failure.lines(lang).join(""));
            assert!(told[0].contains(ko) && told[1].contains(en), "{told:?}");
        }
    }

    /// S2-19: an issuer has no --plaintext, and is not found by --endpoint.
    #[test]
    fn an_issuer_gets_advice_of_its_own() {
        let clear = Failure::from(Error::Address(AddressError::InTheClear("http://far.example".into())));
        assert_eq!(clear.exit().code(), 2);
        assert!(!clear.lines(Lang::En).join("").contains("--plaintext"));
        let away = Error::Unreachable(Unreachable { url: "https://i".into(), cause: "refused".into() });
        let away = Failure::from(away);
        let told = away.lines(Lang::En).join("");
        assert!(away.exit().code() == 7 && told.contains("--issuer") && !told.contains("--endpoint"), "{told}");
    }

    #[test]
    fn an_address_in_the_clear_is_a_wrong_command_line() {
        let failure = Failure::from(AddressError::InTheClear("http://far.example".into()));
        assert_eq!(failure.exit().code(), 2);
        assert!(failure.lines(Lang::En).join("").contains("--plaintext"));
    }
}
