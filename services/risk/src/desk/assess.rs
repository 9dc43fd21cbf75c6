//! Scoring under a named policy version.

use haetae_domain::{
    document::DocumentVersion, ids::Person, policy::Policy, profile::Profile, risk::Assessment, scoring::score,
};
use haetae_service_kit::documents::Version;

/// Scores a profile and records the versions it was scored with.
pub(crate) fn assess(policy: &Version<Policy>, profile: Profile, requester: Person, team: String) -> Assessment {
    let name: &DocumentVersion = &policy.name;
    Assessment { policy: name.clone(), requester, team, score: score(&policy.document, &profile), profile }
}
