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
        match Pending::of(&Declined::of(answer.body.clone()).error) {
            Pending::Wait => {}
            Pending::Slower => interval += SLOWER,
            Pending::Denied => {
                return Err(Failure::NoToken(Said {
                    ko: "로그인이 거부되었습니다.".into(),
                    en: "the sign-in was declined".into(),
                }));
            }
            Pending::Expired => return Err(too_late()),
            Pending::Failed => return understood(&issuer.token_endpoint, answer),
        }
    }
    Err(too_late())
}

/// What the issuer says while there are no tokens (RFC 8628, section 3.5).
#[derive(Debug, PartialEq, Eq)]
enum Pending {
    Wait,
    Slower,
    Denied,
    Expired,
    Failed,
}

impl Pending {
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
mod tests {
    use std::sync::{Arc, Mutex};

    use tokio::{
        io::{AsyncReadExt as _, AsyncWriteExt as _},
        net::TcpListener,
    };

    use super::*;

    /// An issuer that answers its token endpoint with these errors in turn, and then with tokens; it notes when it was asked.
    async fn issuer(errors: &'static [&'static str]) -> (String, Arc<Mutex<Vec<Instant>>>) {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let asked = Arc::<Mutex<Vec<Instant>>>::default();
        let (told, noted) = (url.clone(), Arc::clone(&asked));
        tokio::spawn(async move {
            let mut errors = errors.iter();
            while let Ok((mut connection, _)) = listener.accept().await {
                let mut head = [0; 4096];
                let length = connection.read(&mut head).await.unwrap();
                let line = String::from_utf8_lossy(&head[..length]).lines().next().unwrap_or_default().to_owned();
                let (status, body) = if line.contains("openid-configuration") {
                    (
                        "200 OK",
                        format!(
                            r#"{{"issuer":"{told}","token_endpoint":"{told}/t","device_authorization_endpoint":"{told}/d"}}"#
                        ),
                    )
                } else if line.contains("/d ") {
                    let page = r#""verification_uri":"https://i/\u001b[2J","expires_in":600,"interval":1"#;
                    ("200 OK", format!(r#"{{"device_code":"d","user_code":"AB-CD",{page}}}"#))
                } else {
                    noted.lock().unwrap().push(Instant::now());
                    match errors.next() {
                        Some(error) => ("400 Bad Request", format!(r#"{{"error":"{error}"}}"#)),
                        None => ("200 OK", r#"{"access_token":"a","expires_in":60}"#.to_owned()),
                    }
                };
                let head = format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", body.len());
                connection.write_all((head + &body).as_bytes()).await.unwrap();
            }
        });
        (url, asked)
    }

    async fn signed_in(errors: &'static [&'static str]) -> (Result<Kept, Failure>, Vec<Instant>, String) {
        let (issuer, asked) = issuer(errors).await;
        let client = Client { issuer, client_id: "c".into(), scope: "openid".into(), resource: None };
        let mut shown = String::new();
        let kept = sign_in(&client, Duration::from_secs(30), |prompt| shown.clone_from(&prompt.uri)).await;
        let asked = asked.lock().unwrap().clone();
        (kept, asked, shown)
    }

    /// D8: an issuer that finds the questions too many is asked five seconds later each time, and its texts command no
    /// terminal.
    #[tokio::test]
    async fn an_issuer_that_says_slow_down_is_asked_less_often() {
        let (kept, asked, shown) = signed_in(&["authorization_pending", "slow_down"]).await;
        assert_eq!(kept.unwrap().access_token, "a");
        let waits: Vec<_> = asked.windows(2).map(|two| (two[1] - two[0]).as_secs()).collect();
        assert!(matches!(waits[..], [1..5, slower] if slower >= 6), "{waits:?}");
        assert!(!shown.contains('\u{1b}') && shown.starts_with("https://i/"), "{shown:?}");
    }

    #[tokio::test]
    async fn a_person_who_declines_ends_the_wait() {
        for (error, says) in
            [("access_denied", "declined"), ("expired_token", "in time"), ("invalid_client", "invalid_client")]
        {
            let (kept, ..) = match error {
                "access_denied" => signed_in(&["access_denied"]).await,
                "expired_token" => signed_in(&["expired_token"]).await,
                _ => signed_in(&["invalid_client"]).await,
            };
            let told = kept.err().unwrap();
            assert_eq!(told.exit().code(), 8);
            let told = told.lines(crate::words::Lang::En).join("");
            assert!(told.contains(says), "{error}: {told}");
        }
    }
}
