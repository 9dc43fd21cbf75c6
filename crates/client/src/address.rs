//! Addresses that may be called.

use std::net::IpAddr;

use thiserror::Error;
use tonic::codegen::http::Uri;

/// The reason why an address is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum AddressError {
    /// The address has no scheme or no host.
    #[error("{0} is not an address; for example https://haetae.example")]
    Malformed(String),
    /// The address is neither `https` nor on this machine.
    #[error("{0} would send the token in the clear; use an https address")]
    InTheClear(String),
}

/// Checks an address: it must be `https`, or `http` on this machine. With `plaintext`, `http` is allowed anywhere.
///
/// # Errors
/// [`AddressError`] if the address is malformed, or would send data unencrypted.
pub fn secure(url: &str, plaintext: bool) -> Result<(), AddressError> {
    let uri: Option<Uri> = url.parse().ok();
    let Some((scheme, host)) = uri.as_ref().and_then(|uri| Some((uri.scheme_str()?, uri.host()?))) else {
        return Err(AddressError::Malformed(url.to_owned()));
    };
    let here = host == "localhost"
        || host.trim_matches(['[', ']']).parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
    if scheme == "https" || (scheme == "http" && (here || plaintext)) {
        return Ok(());
    }
    Err(AddressError::InTheClear(url.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_leaves_the_machine_encrypted_unless_allowed() {
        for fine in ["https://haetae.example", "http://127.0.0.1:5", "http://[::1]:5", "http://localhost:5"] {
            assert_eq!(secure(fine, false), Ok(()), "{fine}");
        }
        let far = "http://haetae.example";
        assert_eq!(secure(far, false), Err(AddressError::InTheClear(far.into())));
        assert_eq!(secure(far, true), Ok(()));
        assert_eq!(secure("ftp://haetae.example", true), Err(AddressError::InTheClear("ftp://haetae.example".into())));
        for wrong in ["haetae", ""] {
            assert_eq!(secure(wrong, true), Err(AddressError::Malformed(wrong.into())), "{wrong}");
        }
    }
}
