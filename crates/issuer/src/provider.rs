//! The provider: who can sign in where, and what was given out.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use haetae_service_kit::issuer::Issuer;

use crate::{client::Client, form::Form, grants::Grants, person::Person, request::Request};

/// The configuration of a provider.
pub struct Settings {
    /// Signs the tokens; its `iss` is the address of the [`crate::Place`].
    pub signer: Arc<Issuer>,
    /// The people who can sign in.
    pub people: Vec<Person>,
    /// The programs that take tokens.
    pub clients: Vec<Client>,
    /// How long access tokens and ID tokens hold.
    pub lifetime: Duration,
}

/// The provider.
pub(crate) struct Provider {
    pub(crate) signer: Arc<Issuer>,
    pub(crate) url: String,
    pub(crate) people: Vec<Person>,
    pub(crate) lifetime: Duration,
    clients: Vec<Client>,
    grants: Mutex<Grants>,
}

impl Provider {
    pub(crate) fn new(settings: Settings, url: String) -> Self {
        let Settings { signer, people, clients, lifetime } = settings;
        Self { signer, url, people, lifetime, clients, grants: Mutex::default() }
    }

    /// The client of this id.
    pub(crate) fn client(&self, id: Option<&str>) -> Option<&Client> {
        self.clients.iter().find(|client| Some(client.id.as_str()) == id)
    }

    /// The client that sent the request: a confidential one with its secret, a public one by its id alone.
    pub(crate) fn authenticated(&self, request: &Request, form: &Form) -> Option<&Client> {
        let (id, secret) = match request.basic() {
            Some((id, secret)) => (Some(id), Some(secret)),
            None => (form.get("client_id").map(str::to_owned), None),
        };
        self.client(id.as_deref()).filter(|client| client.secret == secret)
    }

    /// The place of a person in the list, by the id in the page's form.
    pub(crate) fn person(&self, id: Option<&str>) -> Option<usize> {
        self.people.iter().position(|person| Some(person.id.as_str()) == id)
    }

    pub(crate) fn grants(&self) -> MutexGuard<'_, Grants> {
        self.grants.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
