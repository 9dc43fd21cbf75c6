//! GetCaller.

use haetae_event_log::codec::timestamp_to_wire;
use haetae_proto::dashboard::v1::GetCallerResponse;
use haetae_service_kit::auth::{Principal, Role};

/// The identity of the caller; every accepted token is of this issuer.
pub(super) fn get(caller: Principal, issuer: &str) -> GetCallerResponse {
    let roles = Role::ALL.into_iter().filter(|role| caller.roles.meets([*role].into_iter().collect()));
    GetCallerResponse {
        roles: roles.map(|role| role.name().to_owned()).collect(),
        subject: caller.subject,
        name: caller.name,
        team: caller.team.unwrap_or_default(),
        service: caller.service,
        issuer: issuer.to_owned(),
        expires_at: Some(timestamp_to_wire(caller.ends)),
    }
}
