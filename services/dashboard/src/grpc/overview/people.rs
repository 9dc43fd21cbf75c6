//! The people of a review and their roles.

use haetae_event_log::codec::person_to_wire;
use haetae_proto::dashboard::v1::Involvement;

use crate::dossier::{People, Role};

/// People that are shown.
const MOST: usize = 200;

pub(super) fn show(people: &People) -> Vec<Involvement> {
    let one = |(person, roles): &(_, std::collections::BTreeSet<Role>)| Involvement {
        person: Some(person_to_wire(person)),
        roles: roles.iter().map(|role| role.to_wire().into()).collect(),
    };
    people.iter().take(MOST).map(one).collect()
}
