//! A sign-in by the Device Authorization Grant (RFC 8628): the person confirms a code in a browser.

use std::time::Duration;

use haetae_client::oidc::{self, DeviceAuthorization, ProviderMetadata};

use super::{client::Client, kept::Kept};
use crate::failure::Failure;

/// Signs in. `prompt` shows the person what to do.
///
/// # Errors
/// A failure if the issuer cannot be reached or refuses, if the person declines, or if the code expires.
pub(crate) async fn sign_in(
    client: &Client,
    within: Duration,
    prompt: impl FnOnce(&DeviceAuthorization),
) -> Result<Kept, Failure> {
    let provider = ProviderMetadata::discover(&client.issuer, within).await?;
    let registered: oidc::Client = client.into();
    let device = registered.authorize_device(&provider, &client.scope, within).await?;
    prompt(&device);
    Ok(Kept::new(client, registered.device_tokens(&provider, &device, within).await?))
}
