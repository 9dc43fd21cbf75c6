//! Facts about a call that are known before it is answered.

use crate::error::Lang;

const HEALTH: &str = "/grpc.health.v1.Health/";
/// Not offered: a stream that needs no token and never ends. Clients that try to watch treat the error as a healthy
/// server.
const HEALTH_WATCH: &str = "/grpc.health.v1.Health/Watch";
const REFLECTION: &str = "/grpc.reflection.";

/// The facts about a call from its headers.
#[derive(Debug, Clone)]
pub(super) struct Call {
    pub(super) path: String,
    pub(super) lang: Lang,
    pub(super) max_request_bytes: usize,
}

impl Call {
    /// Whether the call is neither health nor reflection, which tonic implements.
    pub(super) fn is_ours(&self) -> bool {
        !self.is_health() && !self.path.starts_with(REFLECTION)
    }

    /// Whether the call is a health check, which needs no token.
    pub(super) fn is_health(&self) -> bool {
        self.path.starts_with(HEALTH)
    }

    /// A subscription to the health of the server.
    pub(super) fn watches_health(&self) -> bool {
        self.path == HEALTH_WATCH
    }
}
