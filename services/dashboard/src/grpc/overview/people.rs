//! Who does what.

use haetae_event_log::codec::person_to_wire;
use haetae_proto::dashboard::v1::{Involvement, InvolvementRole};

use crate::dossier::{People, Role};

/// People that are shown.
const MOST: usize = 200;

pub(super) fn show(people: &People) -> Vec<Involvement> {
    let one = |(person, roles): &(_, std::collections::BTreeSet<Role>)| Involvement {
        person: Some(person_to_wire(person)),
        roles: roles.iter().map(|role| wire(*role).into()).collect(),
    };
    people.iter().take(MOST).map(one).collect()
}

const fn wire(role: Role) -> InvolvementRole {
    match role {
        Role::Requester => InvolvementRole::Requester,
        Role::Assignee => InvolvementRole::Assignee,
        Role::Triager => InvolvementRole::Triager,
        Role::Judge => InvolvementRole::Judge,
        Role::Fixer => InvolvementRole::Fixer,
        Role::Verifier => InvolvementRole::Verifier,
        Role::AcceptanceRequester => InvolvementRole::AcceptanceRequester,
        Role::AcceptanceApprover => InvolvementRole::AcceptanceApprover,
        Role::Approver => InvolvementRole::Approver,
        Role::Witness => InvolvementRole::Witness,
    }
}
