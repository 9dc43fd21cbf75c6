//! D8: a person signs in with the command line at an identity provider that was not written here (npm `oidc-provider`), and
//! the platform takes the tokens: sign-in by a code, the caller as the server sees it, renewal, sign-out with revocation.

mod provider;

use std::{fs, os::unix::fs::PermissionsExt as _, path::Path};

use anyhow::{Context as _, Result, ensure};
use futures::future::try_join_all;
use haetae_integration_tests::{Person, Setup, Tool, World, run};
use serde_json::{Value, json};

use self::provider::Provider;

#[test]
fn a_person_signs_in_at_a_provider_and_the_platform_takes_the_tokens() -> Result<()> {
    run(async {
        let Some(provider) = Provider::start().await? else { return Ok(()) };
        let world = World::start(Setup { issuer: Some(provider.issuer.clone()), ..Setup::default() }).await?;
        let jwks = world.stack.dir.path().join("jwks.json");
        let mut keys: Value = serde_json::from_str(&world.identity.jwks())?;
        keys["keys"].as_array_mut().context("keys")?.extend(provider.keys.iter().cloned());
        fs::write(jwks, keys.to_string())?;

        // A signed-in user needs no token from elsewhere.
        let kim = Tool::of(&world, &Person::requester("nobody", "nobody"))?.env("HAETAE_TOKEN_FILE", "");
        let told = kim.refused(8, &["whoami"]).await?;
        ensure!(told.contains("haetae login"), "{told}");
        signs_in(&kim, &provider).await?;
        renews(&kim).await?;
        signs_out(&kim).await?;
        in_the_clear_is_refused(&kim).await
    })
}

async fn signs_in(kim: &Tool, provider: &Provider) -> Result<()> {
    let login = kim.start(&["login", "--issuer", &provider.issuer, "-o", "json"])?;
    login.says("Waiting", 1).await?;
    let page =
        login.errors().lines().find_map(|line| line.trim().strip_prefix("http").map(|rest| format!("http{rest}")));
    provider.confirm(&page.with_context(|| login.errors())?, "kim").await?;
    let ended = login.ended().await?;
    ensure!(ended.code == Some(0), "{ended:?}");
    let caller: Value = serde_json::from_str(&ended.log)?;
    let seen = ["subject", "name", "team", "roles", "issuer", "unknownRoles"].map(|field| caller[field].clone());
    let right = [
        json!("kim"),
        json!("김보안"),
        json!("commerce"),
        json!(["requester"]),
        json!(provider.issuer),
        json!(["dreamer"]),
    ];
    ensure!(seen == right, "the server sees {caller}");
    ensure!(caller["tokenSource"]["kind"] == "LOGIN" && caller["expiresAt"].is_string(), "{caller}");
    let mode = fs::metadata(kept(kim))?.permissions().mode() & 0o777;
    ensure!(mode == 0o600, "the tokens are readable by others: {mode:o}");
    kim.text(&["review", "list"]).await?;
    Ok(())
}

/// The provider's access tokens hold for less than a minute, so that every command renews them; a refresh token is good for
/// one use, and using it twice would end the sign-in.
async fn renews(kim: &Tool) -> Result<()> {
    let before = fs::read_to_string(kept(kim))?;
    try_join_all((0..4).map(|_| kim.json(&["whoami"]))).await?;
    let after = fs::read_to_string(kept(kim))?;
    let token = |text: &str| Ok::<_, serde_json::Error>(serde_json::from_str::<Value>(text)?["refresh_token"].take());
    ensure!(token(&before)? != token(&after)? && token(&after)?.is_string(), "nothing was renewed");
    Ok(())
}

async fn signs_out(kim: &Tool) -> Result<()> {
    let mut tokens: Value = serde_json::from_str(&fs::read_to_string(kept(kim))?)?;
    let ended = kim.run(&["logout"]).await?;
    ensure!(ended.code == Some(0) && ended.errors.contains("the tokens are revoked"), "{ended:?}");
    ensure!(!Path::new(&kept(kim)).exists(), "the tokens are still kept");
    kim.refused(8, &["whoami"]).await?;
    // A thief of the file has access until the access token expires, and no longer.
    tokens["expires_at"] = 0.into();
    fs::write(kept(kim), tokens.to_string())?;
    let told = kim.refused(8, &["whoami"]).await?;
    ensure!(told.contains("the sign-in has ended (invalid_grant"), "{told}");
    ensure!(kim.run(&["logout"]).await?.code == Some(0) && kim.run(&["logout"]).await?.code == Some(0), "logout fails");
    Ok(())
}

async fn in_the_clear_is_refused(kim: &Tool) -> Result<()> {
    let told = kim.refused(2, &["login", "--issuer", "http://issuer.example"]).await?;
    ensure!(told.contains("an issuer has an https address"), "{told}");
    kim.refused(2, &["login"]).await?;
    kim.refused(7, &["login", "--issuer", "http://127.0.0.1:1"]).await?;
    kim.refused(2, &["--as", "../x", "login", "--issuer", "http://127.0.0.1:1"]).await?;
    Ok(())
}

/// The file of the tokens.
fn kept(kim: &Tool) -> String {
    kim.home().join("haetae/cli.login/default.json").display().to_string()
}
