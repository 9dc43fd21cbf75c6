//! What a person may do with a checklist.

use haetae_service_kit::auth::Role;

use crate::pages::visitor::Visitor;

/// Whether the person records results. The service says so for each review; those who never do see no form.
pub(super) fn may_judge(visitor: &Visitor) -> bool {
    visitor.caller.roles.has(Role::Reviewer)
}
