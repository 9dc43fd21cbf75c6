//! Units of what is parked.

use haetae_event_log::{AggregateKey, Category};

/// What the unit of a parked review begins with; its id follows.
pub(crate) const REVIEW: &str = "review/";

/// What is parked together where rows show a review, its assessment and its diagnosis: all that is said of one review, so
/// that its rows stay what they were at one moment.
pub(crate) fn unit_of(key: &AggregateKey) -> String {
    match key.category() {
        Category::Review | Category::Risk | Category::Diagnosis => format!("{REVIEW}{}", key.id()),
        Category::Policy | Category::Catalog | Category::Foreign => key.subject(),
    }
}
