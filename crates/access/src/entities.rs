//! Callers and reviews as Cedar reads them.

use std::{
    collections::{HashMap, HashSet},
    str::FromStr as _,
};

use cedar_policy::{Entity, EntityId, EntityTypeName, EntityUid, RestrictedExpression};
use haetae_domain::vocabulary::{Level, Status};

use crate::{Caller, Facts, LoadError, Role};

type Attributes = HashMap<String, RestrictedExpression>;

/// The names that do not change, made once.
pub(crate) struct Names {
    user: EntityTypeName,
    level: EntityTypeName,
    status: EntityTypeName,
    roles: [EntityUid; 6],
    pub(crate) platform: EntityUid,
    pub(crate) review: EntityUid,
}

impl Names {
    pub(crate) fn new() -> Result<Self, LoadError> {
        let named = |name| EntityTypeName::from_str(name).map_err(|error| LoadError::Question(error.to_string()));
        let role = named("Role")?;
        Ok(Self {
            user: named("User")?,
            level: named("Level")?,
            status: named("Status")?,
            roles: Role::ALL.map(|r| uid(&role, r.name())),
            platform: uid(&named("Platform")?, "haetae"),
            // One review is asked about at a time, and no policy names one.
            review: uid(&named("Review")?, "it"),
        })
    }

    pub(crate) fn user(&self, subject: &str) -> EntityUid {
        uid(&self.user, subject)
    }

    pub(crate) fn caller(&self, caller: &Caller<'_>) -> Result<Entity, String> {
        let parents: HashSet<_> = caller.roles.iter().map(|role| self.roles[role as usize].clone()).collect();
        let mut attributes = Attributes::with_capacity(2);
        attributes.insert("service".to_owned(), RestrictedExpression::new_bool(caller.service));
        if let Some(team) = caller.team {
            attributes.insert("team".to_owned(), RestrictedExpression::new_string(team.to_owned()));
        }
        Entity::new(self.user(caller.subject), attributes, parents).map_err(|error| error.to_string())
    }

    pub(crate) fn review(&self, facts: &Facts<'_>) -> Result<Entity, String> {
        let user = |subject: &str| RestrictedExpression::new_entity_uid(self.user(subject));
        let judges = RestrictedExpression::new_set(facts.judges.iter().map(|subject| user(subject)));
        let mut attributes = Attributes::with_capacity(11);
        let mut put = |name: &str, value| attributes.insert(name.to_owned(), value);
        put("requester", user(facts.requester));
        put("team", RestrictedExpression::new_string(facts.team.to_owned()));
        put("judges", judges);
        put("internal", RestrictedExpression::new_bool(facts.internal));
        let people = [
            ("assignee", facts.assignee),
            ("claimed_by", facts.claimed_by),
            ("acceptance_requested_by", facts.acceptance_requested_by),
            ("first_approver", facts.first_approver),
            ("late_judge", facts.late_judge),
        ];
        for (name, subject) in people {
            if let Some(subject) = subject {
                put(name, user(subject));
            }
        }
        if let Some(of) = facts.level {
            put("level", RestrictedExpression::new_entity_uid(uid(&self.level, level(of))));
        }
        if let Some(of) = facts.status {
            put("status", RestrictedExpression::new_entity_uid(uid(&self.status, status(of))));
        }
        Entity::new(self.review.clone(), attributes, HashSet::new()).map_err(|error| error.to_string())
    }
}

fn uid(of: &EntityTypeName, id: &str) -> EntityUid {
    EntityUid::from_type_name_and_id(of.clone(), EntityId::new(id))
}

const fn level(level: Level) -> &'static str {
    match level {
        Level::Critical => "critical",
        Level::High => "high",
        Level::Medium => "medium",
        Level::Low => "low",
    }
}

const fn status(status: Status) -> &'static str {
    match status {
        Status::Received => "RECEIVED",
        Status::NeedsInfo => "NEEDS_INFO",
        Status::InDiagnosis => "IN_DIAGNOSIS",
        Status::AwaitingRemediation => "AWAITING_REMEDIATION",
        Status::AwaitingDecision => "AWAITING_DECISION",
        Status::Approved => "APPROVED",
        Status::ApprovedWithConditions => "APPROVED_WITH_CONDITIONS",
        Status::Rejected => "REJECTED",
        Status::Waived => "WAIVED",
        Status::Withdrawn => "WITHDRAWN",
    }
}
