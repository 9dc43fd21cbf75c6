//! The Device Authorization Grant (RFC 8628): the person confirms a code in a browser while the client polls.

use std::time::Duration;

use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;
use tokio::time::{Instant, sleep};

use super::{
    client::Client,
    discovery::ProviderMetadata,
    error::{Error, plain},
    http,
    tokens::TokenResponse,
};

/// The default polling interval in seconds (RFC 8628, section 3.2).
const INTERVAL: u64 = 5;
/// Added to the interval when the provider answers `slow_down` (section 3.5).
const SLOWER: Duration = Duration::from_secs(5);

/// The code for the person to confirm (RFC 8628, section 3.2). Its texts have no control characters.
#[derive(Debug)]
pub struct DeviceAuthorization {
    device_code: SecretString,
    interval: Duration,
    ends: Instant,
    /// The code.
    pub user_code: String,
    /// The page.
    pub verification_uri: String,
    /// The page with the code filled in, if the provider has one.
    pub verification_uri_complete: Option<String>,
    /// The lifetime of the code.
    pub expires_in: Duration,
}

#[derive(Deserialize)]
struct Started {
    device_code: SecretString,
    user_code: String,
    verification_uri: String,
    verification_uri_complete: Option<String>,
    expires_in: u64,
    interval: Option<u64>,
}

impl Client {
    /// Starts the device flow.
    ///
    /// # Errors
    /// An error if the provider does not support it, cannot be reached or refuses.
    pub async fn authorize_device(
        &self,
        provider: &ProviderMetadata,
        scope: &str,
        within: Duration,
    ) -> Result<DeviceAuthorization, Error> {
        let endpoint = provider.device_authorization_endpoint.as_ref();
        let endpoint = provider.endpoint("device_authorization_endpoint", endpoint)?;
        let form = self.form_for_resource(&[("scope", scope)]);
        let started: Started = http::post(endpoint, &form, self.basic(), within).await?.understood(endpoint)?;
        let expires_in = Duration::from_secs(started.expires_in);
        Ok(DeviceAuthorization {
            device_code: started.device_code,
            interval: Duration::from_secs(started.interval.unwrap_or(INTERVAL).max(1)),
            ends: Instant::now() + expires_in,
            user_code: plain(&started.user_code),
            verification_uri: plain(&started.verification_uri),
            verification_uri_complete: started.verification_uri_complete.as_deref().map(plain),
            expires_in,
        })
    }

    /// Polls for the tokens until the person has confirmed the code.
    ///
    /// # Errors
    /// An error if the provider refuses, the person declines, or the code expires.
    pub async fn device_tokens(
        &self,
        provider: &ProviderMetadata,
        device: &DeviceAuthorization,
        within: Duration,
    ) -> Result<TokenResponse, Error> {
        let form = self.form_for_resource(&[
            ("grant_type", "urn:ietf:params:oauth:grant-type:device_code"),
            ("device_code", device.device_code.expose_secret()),
        ]);
        let (endpoint, mut interval) = (&provider.token_endpoint, device.interval);
        while Instant::now() + interval < device.ends {
            sleep(interval).await;
            let answer = match http::post(endpoint, &form, self.basic(), within).await {
                Ok(answer) => answer,
                // An unreachable provider is polled less often (section 3.5).
                Err(Error::Unreachable(_)) => {
                    interval *= 2;
                    continue;
                }
                Err(error) => return Err(error),
            };
            if answer.status.is_success() {
                return answer.understood(endpoint);
            }
            // The errors with which the provider keeps the client waiting (section 3.5).
            match answer.error_response().error.as_str() {
                "authorization_pending" => {}
                "slow_down" => interval += SLOWER,
                "access_denied" => return Err(Error::AccessDenied),
                "expired_token" => return Err(Error::ExpiredToken),
                _ => return Err(answer.refused(endpoint)),
            }
        }
        Err(Error::ExpiredToken)
    }
}

#[cfg(test)]
mod tests;
