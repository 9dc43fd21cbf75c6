//! Units of parked commits.

use haetae_event_log::{AggregateKey, Category};

/// The prefix of the unit of a parked review; its id follows.
pub(crate) const REVIEW: &str = "review/";

/// The unit for projections whose rows combine a review, its assessment and its diagnosis: everything about one
/// review, so that its rows keep the state of a single moment.
pub(crate) fn unit_of(key: &AggregateKey) -> String {
    match key.category() {
        Category::Review | Category::Risk | Category::Diagnosis => format!("{REVIEW}{}", key.id()),
        Category::Policy | Category::Catalog | Category::Foreign => key.subject(),
    }
}
