//! The access token of a sign-in, renewed with its refresh token (RFC 6749, section 6) before it ends.

use std::time::Duration;

use haetae_client::oidc::{Error, ProviderMetadata};

use super::kept::{Kept, Place};
use crate::{failure::Failure, words::Said};

/// A token that ends within so many seconds is renewed, so that it holds for the calls of a command.
const NEAR: i64 = 60;

/// The access token; none without a sign-in.
///
/// # Errors
/// A failure if the token has expired and cannot be renewed.
pub(crate) async fn current(place: &Place, within: Duration) -> Result<Option<String>, Failure> {
    let Some(kept) = place.read()? else { return Ok(None) };
    if !kept.ends_within(NEAR) {
        return Ok(Some(kept.access_token));
    }
    let _locked = place.lock()?;
    // Another run may have renewed it, or signed out, meanwhile.
    let Some(kept) = place.read()? else { return Ok(None) };
    if !kept.ends_within(NEAR) {
        return Ok(Some(kept.access_token));
    }
    let (access_token, holds) = (kept.access_token.clone(), !kept.ends_within(0));
    match renewed(kept, within).await {
        Ok(kept) => {
            place.write(&kept)?;
            Ok(Some(kept.access_token))
        }
        Err(_) if holds => Ok(Some(access_token)),
        Err(failure) => Err(failure),
    }
}

async fn renewed(kept: Kept, within: Duration) -> Result<Kept, Failure> {
    let Some(refresh_token) = kept.refresh_token.clone() else { return Err(over("")) };
    let provider = ProviderMetadata::discover(&kept.issuer, within).await?;
    match kept.client().refresh(&provider, &refresh_token.into(), within).await {
        Ok(issued) => Ok(kept.renewed(issued)),
        Err(Error::Refused { status, response, .. }) if status.is_client_error() => Err(over(&response.to_string())),
        Err(error) => Err(error.into()),
    }
}

fn over(why: &str) -> Failure {
    let why = if why.is_empty() { String::new() } else { format!(" ({why})") };
    Failure::NoToken(Said {
        ko: format!("로그인이 만료되었습니다{why}. haetae login으로 다시 로그인하십시오."),
        en: format!("the sign-in has ended{why}; sign in again with haetae login"),
    })
}
