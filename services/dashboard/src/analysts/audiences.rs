//! The analysts' roles and the views they may read.

use haetae_projector::Audience;

/// The schemas of their views, and the roles that may read them; the second schema contains personal data.
pub(crate) const AUDIENCES: &[Audience] = &[
    Audience { schema: "analytics", role: "haetae_analyst" },
    Audience { schema: "analytics_people", role: "haetae_analyst_people" },
];
