//! Questions put to Cedar, and what its answers mean.

use cedar_policy::{Context, Decision, Entities, Entity, Request, Schema};

use super::{Access, Action, answer::Answer};
use crate::{Caller, Facts, Refusal, Role, Roles, refusal::Forbidden};

impl Access {
    /// The decision of Cedar; without facts, the resource is the platform.
    pub(super) fn judge(
        &self,
        caller: &Caller<'_>,
        action: Action,
        facts: Option<&Facts<'_>>,
    ) -> Result<Answer, String> {
        self.judge_by(caller, action, facts, None)
    }

    /// With a schema, the question itself is examined too, which tests do.
    fn judge_by(
        &self,
        caller: &Caller<'_>,
        action: Action,
        facts: Option<&Facts<'_>>,
        schema: Option<&Schema>,
    ) -> Result<Answer, String> {
        let review = facts.map(|facts| self.names.review(facts)).transpose()?;
        let resource = if review.is_some() { &self.names.review } else { &self.names.platform };
        let entities: Vec<Entity> = review.into_iter().chain([self.names.caller(caller)?]).collect();
        let entities = Entities::from_entities(entities, schema).map_err(|error| error.to_string())?;
        let (principal, row) = (self.names.user(caller.subject), &self.actions[action.0]);
        let request = Request::new(principal, row.uid.clone(), resource.clone(), Context::empty(), schema)
            .map_err(|error| error.to_string())?;
        let response = self.cedar.is_authorized(&request, &row.policies, &entities);
        // Cedar passes over a policy that it cannot evaluate; a `forbid` among them must not be passed over.
        if let Some(error) = response.diagnostics().errors().next() {
            return Err(error.to_string());
        }
        if response.decision() == Decision::Allow {
            return Ok(Answer::Yes);
        }
        let mut rules: Vec<_> = response.diagnostics().reason().map(ToString::to_string).collect();
        rules.sort();
        Ok(if rules.is_empty() { Answer::NotPermitted } else { Answer::Forbidden(rules) })
    }

    pub(super) fn forbidden(&self, rules: Vec<String>) -> Refusal {
        match rules.iter().filter_map(|rule| self.loaded.forbids.get(rule)).min() {
            Some(Forbidden::SeparationOfDuties) => Refusal::Duties(rules),
            Some(Forbidden::PersonRequired) => Refusal::NoPerson,
            Some(Forbidden::TeamRequired) => Refusal::NoTeam,
            None => Refusal::Defect(format!("no rule of {rules:?} is known")),
        }
    }

    pub(super) fn judge_roles(&self, action: Action) -> Result<Roles, String> {
        let mut roles = vec![];
        for role in Role::ALL {
            if self.permits(&[role], action)? {
                roles.push(role);
            }
        }
        Ok(roles.into_iter().collect())
    }

    /// Whether a person of some team with these roles may call.
    pub(super) fn permits(&self, roles: &[Role], action: Action) -> Result<bool, String> {
        let roles = roles.iter().copied().collect();
        let caller = Caller { subject: "", team: Some("t"), roles, service: false };
        Ok(matches!(self.judge(&caller, action, None)?, Answer::Yes))
    }
}
