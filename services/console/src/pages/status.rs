//! The domain's rules for a status of the contract.

use haetae_domain::vocabulary::Status;
use haetae_proto::{common::v1::ReviewStatus, words::Named};

/// The domain's status; none for UNSPECIFIED.
pub(super) fn status(status: ReviewStatus) -> Option<Status> {
    Status::parse(&status.value().word.to_ascii_lowercase())
}

/// Whether work continues.
pub(super) fn is_open(wire: ReviewStatus) -> bool {
    status(wire).is_some_and(Status::is_open)
}

/// Whether work has ended: the review is decided, withdrawn or closed.
pub(super) fn is_over(wire: ReviewStatus) -> bool {
    status(wire).is_some_and(|status| !status.is_open())
}

/// The statuses in which work continues, in the order of the contract.
pub(super) fn open() -> impl Iterator<Item = ReviewStatus> {
    let numbers = (0_i32..).take(ReviewStatus::VALUES.len());
    numbers.filter_map(|number| ReviewStatus::try_from(number).ok()).filter(|status| is_open(*status))
}
