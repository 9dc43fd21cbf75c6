//! How findings are marked.

use haetae_proto::common::v1::{AcceptanceState, FindingStatus};

use crate::{pages::parts::Level, text::Say};

/// The severity and the status of a finding.
#[derive(Debug)]
pub(crate) struct Standing {
    /// The class of the stylesheet.
    pub(crate) level: &'static str,
    pub(crate) severity: String,
    /// The class of the stylesheet.
    pub(crate) class: &'static str,
    pub(crate) status: String,
}

impl Standing {
    /// Of a severity and a status as the contract numbers them; `pending` when approvers have to decide on an acceptance.
    pub(crate) fn of(t: Say, severity: i32, status: i32, pending: bool) -> Self {
        let class = match FindingStatus::try_from(status).unwrap_or_default() {
            FindingStatus::Open => "warn",
            FindingStatus::FixClaimed => "info",
            FindingStatus::Closed => "ok",
            FindingStatus::Accepted | FindingStatus::Void | FindingStatus::Unspecified => "",
        };
        let status = match pending {
            true => t.word::<AcceptanceState>(AcceptanceState::Requested.into()),
            false => t.word::<FindingStatus>(status),
        };
        let severity = Level::scored(t, severity, None);
        Self { level: severity.class, severity: severity.word, class, status }
    }
}
