//! The demo's console and its identity provider: everyone of the demo can sign in.

use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use haetae_cli::words::Lang;
use haetae_devstack::{Browser, Console, ConsoleOptions, Platform, PlatformOptions, Stack};
use haetae_issuer::{Client, Person, Place, Serving, Settings};

use crate::identity::{Identity, PROFILES};

/// The `client_id` that the command line signs in with by default.
const CLI_CLIENT: &str = "haetae-cli";
/// The lifetime of a sign-in's token: short enough that a newcomer sees a renewal.
const SIGN_IN: Duration = Duration::from_secs(5 * 60);

/// The running console and issuer.
pub(crate) struct Entrance {
    pub(crate) console: Console,
    /// Ends with this value.
    _issuer: Serving,
}

impl Entrance {
    /// Starts both beside the services, which have these options.
    pub(crate) async fn open(
        place: Place,
        identity: &Identity,
        services: &PlatformOptions,
        platform: &Platform,
        stack: &Stack,
    ) -> Result<Self> {
        let mut console = Console::prepare(ConsoleOptions::new(services), platform, stack)?;
        let issuer = place.serve(provider(identity, &console));
        console.start().await?;
        Ok(Self { console, _issuer: issuer })
    }

    /// Signs in with a browser as one of the demo's people, to check that the console works.
    pub(super) async fn prove(&self, lang: Lang) -> Result<()> {
        let (profile, holder) = PROFILES.iter().find(|(profile, _)| *profile == "reviewer").context("no reviewer")?;
        let url = self.console.page("/reviews");
        let page = Browser::new(lang.tag()).sign_in(&url, profile).await?;
        let seen = page.status == 200 && page.url.as_str() == url && page.text.contains(holder.name);
        ensure!(seen, "the console answers {} with {} to a person who signed in", page.url, page.status);
        Ok(())
    }
}

/// The demo's people, and the programs that they sign in to.
fn provider(identity: &Identity, console: &Console) -> Settings {
    let console = Client {
        id: console.client_id().to_owned(),
        secret: None,
        redirect_uris: vec![console.redirect_uri()],
        post_logout_redirect_uris: vec![console.post_logout_redirect_uri()],
    };
    let people = PROFILES.iter().map(|(profile, holder)| Person::new(profile, holder)).collect();
    Settings {
        signer: identity.signer(),
        people,
        clients: vec![console, Client::device(CLI_CLIENT)],
        lifetime: SIGN_IN,
    }
}
