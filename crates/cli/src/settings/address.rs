//! Addresses that may be called.

use std::net::IpAddr;

use tonic::codegen::http::Uri;

use crate::{failure::Failure, words::Said};

/// An address must be https, or http on this machine.
///
/// # Errors
/// When it is none, or would carry what is sent in the clear.
pub(crate) fn secure(url: &str, plaintext: bool) -> Result<(), Failure> {
    let uri: Option<Uri> = url.parse().ok();
    let Some((scheme, host)) = uri.as_ref().and_then(|uri| Some((uri.scheme_str()?, uri.host()?))) else {
        return Err(Failure::Usage(Said {
            ko: format!("{url}은(는) 주소가 아닙니다. 예: https://haetae.example"),
            en: format!("{url} is no address; for example https://haetae.example"),
        }));
    };
    let here = host == "localhost"
        || host.trim_matches(['[', ']']).parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
    if scheme == "https" || (scheme == "http" && (here || plaintext)) {
        return Ok(());
    }
    Err(Failure::Usage(Said {
        ko: format!(
            "{url}(으)로 보내면 토큰이 암호화되지 않은 채 전송됩니다. https 주소를 쓰거나, 망이 보호된다면 --plaintext를 지정하십시오."
        ),
        en: format!(
            "{url} would send the token in the clear; use an https address, or --plaintext where the network protects it"
        ),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Lang;

    #[test]
    fn a_token_leaves_the_machine_encrypted_unless_allowed() {
        for fine in ["https://haetae.example", "http://127.0.0.1:5", "http://[::1]:5", "http://localhost:5"] {
            assert!(secure(fine, false).is_ok(), "{fine}");
        }
        assert!(secure("http://haetae.example", false).unwrap_err().lines(Lang::En).join("").contains("--plaintext"));
        assert!(secure("http://haetae.example", true).is_ok());
        for wrong in ["haetae", "ftp://haetae.example", ""] {
            assert!(secure(wrong, true).is_err(), "{wrong}");
        }
    }
}
