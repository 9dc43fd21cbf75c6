//! Reads the policies and examines them before anything is judged by them.

use std::{
    collections::{BTreeMap, HashSet},
    str::FromStr,
};

use cedar_policy::{
    ActionConstraint, Effect, EntityUid, Policy, PolicyId, PolicySet, Schema, ValidationMode, Validator,
};
use serde_json::Value;

use crate::refusal::Forbidden;

/// The schema: what there is to be judged.
pub const SCHEMA: &str = include_str!("../access.cedarschema");

/// Every policy file, by name.
pub const POLICIES: [(&str, &str); 8] = [
    ("approving.cedar", include_str!("../policies/approving.cedar")),
    ("auditing.cedar", include_str!("../policies/auditing.cedar")),
    ("content.cedar", include_str!("../policies/content.cedar")),
    ("operating.cedar", include_str!("../policies/operating.cedar")),
    ("reading.cedar", include_str!("../policies/reading.cedar")),
    ("requesting.cedar", include_str!("../policies/requesting.cedar")),
    ("reviewing.cedar", include_str!("../policies/reviewing.cedar")),
    ("separation_of_duties.cedar", include_str!("../policies/separation_of_duties.cedar")),
];

/// The policies cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The schema is none.
    #[error("the schema cannot be read: {0}")]
    Schema(String),
    /// A file does not hold policies.
    #[error("{file} cannot be read: {reason}")]
    File {
        /// Its name.
        file: String,
        /// The fault.
        reason: String,
    },
    /// The policies do not fit the schema.
    #[error("the policies do not fit the schema: {0}")]
    Invalid(String),
    /// The schema of requests cannot be written.
    #[error("a request for a decision cannot be built: {0}")]
    Question(String),
}

/// Policies that fit their schema.
pub(crate) struct Loaded {
    pub(crate) schema: Schema,
    pub(crate) policies: PolicySet,
    /// The purpose of each `forbid`.
    pub(crate) forbids: BTreeMap<String, Forbidden>,
}

pub(crate) fn load(schema: &str, files: &[(&str, &str)]) -> Result<Loaded, LoadError> {
    let (schema, warnings) =
        Schema::from_cedarschema_str(schema).map_err(|error| LoadError::Schema(error.to_string()))?;
    if let Some(warning) = warnings.into_iter().next() {
        return Err(LoadError::Schema(warning.to_string()));
    }
    let (mut policies, mut forbids, mut ids) = (PolicySet::new(), BTreeMap::new(), HashSet::new());
    for (file, text) in files {
        let wrong = |reason: String| LoadError::File { file: (*file).to_owned(), reason };
        let read = PolicySet::from_str(text).map_err(|error| wrong(error.to_string()))?;
        for policy in read.policies() {
            let (id, forbidden) = examine(policy).map_err(wrong)?;
            if !ids.insert(id.clone()) {
                return Err(wrong(format!("{id} is there twice")));
            }
            if let Some(forbidden) = forbidden {
                forbids.insert(id.clone(), forbidden);
            }
            policies.add(policy.new_id(PolicyId::new(id))).map_err(|error| wrong(error.to_string()))?;
        }
    }
    validate(&schema, &policies)?;
    Ok(Loaded { schema, policies, forbids })
}

impl Loaded {
    /// The policies that can say anything about this action: the others need not be asked.
    pub(crate) fn about(&self, action: &EntityUid) -> Result<PolicySet, LoadError> {
        let mut about = PolicySet::new();
        for policy in self.policies.policies().filter(|policy| self.names(policy, action)) {
            about.add(policy.clone()).map_err(|error| LoadError::Question(error.to_string()))?;
        }
        Ok(about)
    }

    /// A policy may name a group of actions, which the schema knows and the policy's text does not tell from an action.
    fn names(&self, policy: &Policy, action: &EntityUid) -> bool {
        let stands_for = |named: &EntityUid| named == action || self.schema.action_groups().any(|group| group == named);
        match policy.action_constraint() {
            ActionConstraint::Any => true,
            ActionConstraint::Eq(named) => named == *action,
            ActionConstraint::In(named) => named.iter().any(stands_for),
        }
    }
}

/// The id, and for a `forbid` what it is for.
fn examine(policy: &Policy) -> Result<(String, Option<Forbidden>), String> {
    let id = policy.annotation("id").ok_or("a policy has no @id")?.to_owned();
    if names_somebody(policy)? {
        return Err(format!("{id} names a person or a team; policies are about roles and relations"));
    }
    let refusal = policy.annotation("refusal");
    match (policy.effect(), refusal.map(Forbidden::from_name)) {
        (Effect::Permit, None) => Ok((id, None)),
        (Effect::Forbid, Some(Some(forbidden))) => Ok((id, Some(forbidden))),
        (Effect::Permit, Some(_)) => Err(format!("{id} permits and has a @refusal")),
        (Effect::Forbid, _) => Err(format!("{id} forbids without a known @refusal")),
    }
}

/// Whether it speaks of one person, or compares with a text such as a team's name. What is remembered for a kind of
/// caller would be wrong then.
fn names_somebody(policy: &Policy) -> Result<bool, String> {
    let names_person = policy.entity_literals().iter().any(|uid| uid.type_name().basename() == "User");
    let form = policy.to_json().map_err(|error| error.to_string())?;
    Ok(names_person || form.get("conditions").is_some_and(holds_text))
}

/// In Cedar's JSON form a literal is `{"Value": …}`.
fn holds_text(form: &Value) -> bool {
    match form {
        Value::Object(fields) => {
            fields.iter().any(|(name, field)| (name == "Value" && field.is_string()) || holds_text(field))
        }
        Value::Array(items) => items.iter().any(holds_text),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

/// Warnings count: a policy that can never apply is a mistake.
fn validate(schema: &Schema, policies: &PolicySet) -> Result<(), LoadError> {
    let found = Validator::new(schema.clone()).validate(policies, ValidationMode::Strict);
    let errors = found.validation_errors().map(|error| format!("{}: {error}", error.policy_id()));
    let warnings = found.validation_warnings().map(|warning| format!("{}: {warning}", warning.policy_id()));
    let faults: Vec<_> = errors.chain(warnings).collect();
    if faults.is_empty() { Ok(()) } else { Err(LoadError::Invalid(faults.join("; "))) }
}
