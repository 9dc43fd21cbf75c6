//! One file an endpoint.

mod authorize;
mod device;
mod discovery;
mod end_session;
mod token;

pub(crate) use self::{
    authorize::{ask, choose},
    device::{ask_device, confirm_device, start_device},
    discovery::{discovery, keys},
    end_session::end_session,
    token::{revoke, token},
};

/// `grant_type` of the device flow.
const DEVICE_CODE: &str = "urn:ietf:params:oauth:grant-type:device_code";
