//! Texts as the contract shows them.

use haetae_domain::text::Text;
use haetae_proto::common::v1 as common;
use haetae_service_kit::commands;

/// A text in both languages.
#[expect(clippy::unnecessary_wraps, reason = "every text field of a contract is optional")]
pub(crate) fn text(text: &Text) -> Option<common::Text> {
    Some(commands::text(text))
}
