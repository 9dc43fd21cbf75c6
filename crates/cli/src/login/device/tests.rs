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
