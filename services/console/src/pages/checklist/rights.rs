//! A person's permissions on a checklist.

use haetae_service_kit::auth::Role;

use crate::pages::visitor::Visitor;

/// Whether the person may record results at all. The service decides for each review; people who never may see no
/// form.
pub(super) fn may_judge(visitor: &Visitor) -> bool {
    visitor.caller.roles.has(Role::Reviewer)
}
