//! The console on a platform of its own, with an identity provider where people sign in.

use std::{
    sync::{Arc, Weak},
    time::Duration,
};

use anyhow::Result;
use haetae_devstack::{Browser, Console, ConsoleOptions, PlatformOptions};
use haetae_issuer::{Client, Place, Serving, Settings};
use haetae_service_kit::{auth::Role, issuer::Holder};
use tokio::sync::Mutex;

use crate::{Setup, World, bin_dir, root};

/// How long tokens hold: longer than any test, so that nothing is renewed.
const LONG: Duration = Duration::from_secs(3600);

/// Whom one can sign in as. The id is the subject.
const PEOPLE: [Holder<'static>; 6] = [
    Holder { subject: "kim", name: "Kim", team: Some("commerce"), roles: &[Role::Requester] },
    Holder { subject: "han", name: "Han", team: Some("payments"), roles: &[Role::Requester] },
    Holder { subject: "lee", name: "Lee", team: None, roles: &[Role::Reviewer] },
    Holder { subject: "choi", name: "Choi", team: None, roles: &[Role::Reviewer] },
    Holder { subject: "park", name: "Park", team: None, roles: &[Role::Approver, Role::Auditor] },
    Holder { subject: "jung", name: "Jung", team: None, roles: &[Role::ContentAdmin, Role::Operator] },
];

/// A running console. All of it ends when this value is dropped.
pub struct Desk {
    /// What it is a client of.
    pub world: World,
    /// The console.
    pub console: Console,
    /// Another one for the same people, with a key of its own.
    pub elsewhere: Console,
    _issuer: Serving,
}

impl Desk {
    /// With tokens that hold for so long.
    ///
    /// # Errors
    /// When something does not start.
    pub async fn start(lifetime: Duration) -> Result<Self> {
        let place = Place::choose().await?;
        let world = World::start(Setup { issuer: Some(place.url().to_owned()), ..Setup::default() }).await?;
        let services = PlatformOptions::new(&root(), bin_dir()?, world.stack.dir.path().join("jwks.json"));
        let options = ConsoleOptions { issuer: place.url().to_owned(), ..ConsoleOptions::new(&services) };
        let other = ConsoleOptions {
            name: "elsewhere".to_owned(),
            client_id: "haetae-elsewhere".to_owned(),
            ..options.clone()
        };
        let mut console = Console::prepare(options, &world.platform, &world.stack)?;
        let mut elsewhere = Console::prepare(other, &world.platform, &world.stack)?;
        let people = PEOPLE.iter().map(|holder| haetae_issuer::Person::new(holder.subject, holder)).collect();
        let clients = vec![client(&console), client(&elsewhere)];
        let issuer = place.serve(Settings { signer: world.identity.signer(), people, clients, lifetime });
        tokio::try_join!(console.start(), elsewhere.start())?;
        Ok(Self { world, console, elsewhere, _issuer: issuer })
    }

    /// The console that all tests of a program share while one of them runs; likewise [`World::shared`].
    ///
    /// # Errors
    /// As [`Self::start`].
    pub async fn shared() -> Result<Arc<Self>> {
        static SHARED: Mutex<Weak<Desk>> = Mutex::const_new(Weak::new());
        let mut shared = SHARED.lock().await;
        if let Some(desk) = shared.upgrade() {
            return Ok(desk);
        }
        let desk = Arc::new(Self::start(LONG).await?);
        *shared = Arc::downgrade(&desk);
        Ok(desk)
    }

    /// A browser in which a person is signed in.
    ///
    /// # Errors
    /// When the person cannot sign in.
    pub async fn signed_in(&self, person: &str) -> Result<Browser> {
        let mut browser = Browser::new("en");
        browser.sign_in(&self.console.page("/"), person).await?;
        Ok(browser)
    }
}

fn client(console: &Console) -> Client {
    Client {
        id: console.client_id().to_owned(),
        secret: None,
        redirect_uris: vec![console.redirect_uri()],
        post_logout_redirect_uris: vec![console.post_logout_redirect_uri()],
    }
}
