//! Unique names.

use async_nats::Client;

/// A NUID: 22 letters and digits, another one each time.
pub(crate) fn unique(client: &Client) -> String {
    let inbox = client.new_inbox();
    inbox.rsplit('.').next().unwrap_or(&inbox).to_owned()
}
