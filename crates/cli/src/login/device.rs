//! The Device Authorization Grant (RFC 8628): the person confirms a code in a browser, and the tool asks until then.

use std::time::Duration;

use serde::Deserialize;
use tokio::time::{Instant, sleep};

use super::{
    client::Client,
    http,
    issuer::{Declined, Issued, Issuer, plain, strange, understood},
    kept::Kept,
};
use crate::{failure::Failure, words::Said};

/// The wait between two questions unless the issuer says otherwise (RFC 8628, section 3.2).
const INTERVAL: u64 = 5;
/// What is added to it when the issuer finds the questions too many (section 3.5).
const SLOWER: Duration = Duration::from_secs(5);

/// What the person has to do.
#[derive(Debug)]
pub(crate) struct Prompt {
    /// The page.
    pub(crate) uri: String,
    /// The page with the code filled in, where there is one.
    pub(crate) complete: Option<String>,
    pub(crate) code: String,
    /// For how long the code holds.
    pub(crate) lasts: Duration,
}

#[derive(Deserialize)]
struct Started {
    device_code: String,
    user_code: String,
    verification_uri: String,
    verification_uri_complete: Option<String>,
    expires_in: u64,
    interval: Option<u64>,
}

/// Signs in. `prompt` shows the person what to do.
///
/// # Errors
/// When the issuer cannot be reached or refuses, the person declines, or the code ends first.
pub(crate) async fn sign_in(client: &Client, within: Duration, prompt: impl FnOnce(&Prompt)) -> Result<Kept, Failure> {
    let issuer = Issuer::discover(&client.issuer, within).await?;
    let Some(endpoint) = &issuer.device_authorization_endpoint else {
        let ko = "기기 인증(RFC 8628)을 지원하지 않습니다";
        return Err(strange(&client.issuer, ko, "it does not offer the device flow (RFC 8628)"));
    };
    let mut form = vec![("client_id", client.client_id.as_str()), ("scope", client.scope.as_str())];
    form.extend(client.resource.iter().map(|resource| ("resource", resource.as_str())));
    let started: Started = understood(endpoint, http::post(endpoint, &form, within).await?)?;
    let ends = Instant::now() + Duration::from_secs(started.expires_in);
    prompt(&Prompt {
        uri: plain(&started.verification_uri),
        complete: started.verification_uri_complete.as_deref().map(plain),
        code: plain(&started.user_code),
        lasts: Duration::from_secs(started.expires_in),
    });
    let issued = confirmed(client, &issuer, &started, ends, within).await?;
    Ok(Kept::new(client, issued))
}

/// Asks until the person has confirmed.
async fn confirmed(
    client: &Client,
    issuer: &Issuer,
    started: &Started,
    ends: Instant,
    within: Duration,
) -> Result<Issued, Failure> {
    let mut form = vec![
        ("grant_type", "urn:ietf:params:oauth:grant-type:device_code"),
        ("device_code", started.device_code.as_str()),
        ("client_id", client.client_id.as_str()),
    ];
    form.extend(client.resource.iter().map(|resource| ("resource", resource.as_str())));
    let mut interval = Duration::from_secs(started.interval.unwrap_or(INTERVAL).max(1));
    while Instant::now() + interval < ends {
        sleep(interval).await;
        let answer = match http::post(&issuer.token_endpoint, &form, within).await {
            Ok(answer) => answer,
            // An issuer that is away for a moment is asked less often (section 3.5).
            Err(Failure::Unreachable(_)) => {
                interval *= 2;
                continue;
            }
            Err(failure) => return Err(failure),
        };
        if answer.status.is_success() {
            return understood(&issuer.token_endpoint, answer);
        }
        match NotConfirmed::of(&Declined::of(answer.body.clone()).error) {
            NotConfirmed::Wait => {}
            NotConfirmed::Slower => interval += SLOWER,
            NotConfirmed::Denied => {
                return Err(Failure::NoToken(Said {
                    ko: "로그인이 거부되었습니다.".into(),
                    en: "the sign-in was declined".into(),
                }));
            }
            NotConfirmed::Expired => return Err(too_late()),
            NotConfirmed::Failed => return understood(&issuer.token_endpoint, answer),
        }
    }
    Err(too_late())
}

/// What the issuer says while there are no tokens (RFC 8628, section 3.5).
#[derive(Debug, PartialEq, Eq)]
enum NotConfirmed {
    Wait,
    Slower,
    Denied,
    Expired,
    Failed,
}

impl NotConfirmed {
    fn of(error: &str) -> Self {
        match error {
            "authorization_pending" => Self::Wait,
            "slow_down" => Self::Slower,
            "access_denied" => Self::Denied,
            "expired_token" => Self::Expired,
            _ => Self::Failed,
        }
    }
}

fn too_late() -> Failure {
    Failure::NoToken(Said {
        ko: "코드의 유효 시간이 지났습니다. haetae login을 다시 실행하십시오.".into(),
        en: "the code was not confirmed in time; run haetae login again".into(),
    })
}

#[cfg(test)]
mod tests;
