//! The people of a review and their roles in it.

use std::collections::BTreeSet;

use haetae_domain::{
    diagnosis, finding,
    ids::{Meta, Person},
    review,
};
use haetae_proto::dashboard::v1::InvolvementRole;

/// The role of a person in a review, in the order of the contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Role {
    Requester,
    Assignee,
    Triager,
    Judge,
    Fixer,
    Verifier,
    AcceptanceRequester,
    AcceptanceApprover,
    Approver,
    Witness,
}

impl Role {
    /// As the contract names it.
    pub(crate) const fn to_wire(self) -> InvolvementRole {
        match self {
            Self::Requester => InvolvementRole::Requester,
            Self::Assignee => InvolvementRole::Assignee,
            Self::Triager => InvolvementRole::Triager,
            Self::Judge => InvolvementRole::Judge,
            Self::Fixer => InvolvementRole::Fixer,
            Self::Verifier => InvolvementRole::Verifier,
            Self::AcceptanceRequester => InvolvementRole::AcceptanceRequester,
            Self::AcceptanceApprover => InvolvementRole::AcceptanceApprover,
            Self::Approver => InvolvementRole::Approver,
            Self::Witness => InvolvementRole::Witness,
        }
    }
}

/// People in the order of their first action. Services do not count, and neither does a person who only comments.
#[derive(Clone, Debug, Default)]
pub(crate) struct People(Vec<(Person, BTreeSet<Role>)>);

impl People {
    pub(crate) fn iter(&self) -> impl Iterator<Item = &(Person, BTreeSet<Role>)> {
        self.0.iter()
    }

    pub(super) fn reviewed(&mut self, event: &review::Event, meta: &Meta) {
        use review::Event;
        match event {
            Event::Submitted(request) => self.note(&request.requester, Role::Requester),
            Event::Assigned { assignee, .. } => self.note(assignee, Role::Assignee),
            Event::Triaged(_) => self.note(&meta.by, Role::Triager),
            Event::Decided(_) => self.note(&meta.by, Role::Approver),
            Event::DiagnosisStarted
            | Event::Amended(_)
            | Event::Withdrawn { .. }
            | Event::InfoRequested { .. }
            | Event::InfoProvided { .. }
            | Event::QuestionRetracted { .. }
            | Event::Released { .. }
            | Event::Reopened { .. }
            | Event::Commented { .. }
            | Event::TargetSet(_)
            | Event::TargetBreached { .. }
            | Event::DecisionStaled { .. }
            | Event::Progressed(_) => {}
        }
    }

    pub(super) fn diagnosed(&mut self, event: &diagnosis::Event, meta: &Meta) {
        use diagnosis::Event;
        match event {
            Event::VerdictsRecorded { .. } => self.note(&meta.by, Role::Judge),
            Event::Finding { event, .. } => self.found(event, meta),
            Event::EvidenceAdded { .. } => self.note(&meta.by, Role::Witness),
            Event::Generated(_) | Event::Concluded(_) | Event::Reopened(_) | Event::Revised(_) => {}
        }
    }

    fn found(&mut self, event: &finding::Event, meta: &Meta) {
        use finding::Event;
        let role = match event {
            Event::FixClaimed { .. } => Role::Fixer,
            Event::FixVerified | Event::FixRejected { .. } => Role::Verifier,
            Event::Retracted { .. } => Role::Judge,
            Event::AcceptanceRequested(_) => Role::AcceptanceRequester,
            Event::AcceptanceApproved { .. } | Event::AcceptanceDeclined { .. } | Event::AcceptanceRevoked { .. } => {
                Role::AcceptanceApprover
            }
            Event::Opened(_)
            | Event::Assigned { .. }
            | Event::AcceptanceRequestLapsed { .. }
            | Event::AcceptanceEnding { .. }
            | Event::AcceptanceEnded { .. }
            | Event::Overdue { .. }
            | Event::Corrected { .. } => return,
        };
        self.note(&meta.by, role);
    }

    fn note(&mut self, person: &Person, role: Role) {
        if person.is_service() {
            return;
        }
        match self.0.iter_mut().find(|(known, _)| known.subject == person.subject) {
            Some((known, roles)) => {
                // Names change; the latest one is shown.
                known.name.clone_from(&person.name);
                roles.insert(role);
            }
            None => self.0.push((person.clone(), BTreeSet::from([role]))),
        }
    }
}
