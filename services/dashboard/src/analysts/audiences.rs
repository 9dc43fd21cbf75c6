//! Who reads which views.

use haetae_projector::Audience;

/// The schemas of their views, and who reads them; the second one has personal data.
pub(crate) const AUDIENCES: &[Audience] = &[
    Audience { schema: "analytics", role: "haetae_analyst" },
    Audience { schema: "analytics_people", role: "haetae_analyst_people" },
];
