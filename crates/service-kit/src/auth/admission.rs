//! What the caller may do: the questions of [`haetae_access`], answered as callers see it.

use haetae_access::{Access, Caller, Facts, Refusal, Scope};
use haetae_proto::common::v1::ErrorReason;

use super::principal::Principal;
use crate::error::ApiError;

impl Principal {
    /// The caller, making the call of this gRPC path.
    ///
    /// # Errors
    /// `UNKNOWN_METHOD` when the policies know no such call: an unknown call is denied.
    pub fn calling(self, path: &str) -> Result<Self, ApiError> {
        let action = access()?.action(path).ok_or_else(|| ApiError::unknown_method(path))?;
        Ok(Self { action: Some(action), ..self })
    }

    /// May the caller make this call at all? The server asks before it looks at the request; handlers need not.
    ///
    /// # Errors
    /// `PERMISSION_DENIED`.
    pub fn admit(&self) -> Result<(), ApiError> {
        let asked = self.asked()?;
        asked.access.call(&asked.caller, asked.action).map_err(refused)
    }

    /// May the caller make this call on this review? Handlers ask once they know the review, before they look at the
    /// rest of the request. A caller who may not read it gets the answer for a missing one.
    ///
    /// # Errors
    /// `PERMISSION_DENIED`, or what `missing` makes.
    pub fn may(&self, review: &Facts<'_>, missing: impl FnOnce() -> ApiError) -> Result<(), ApiError> {
        let asked = self.asked()?;
        let answer = asked.access.review(&asked.caller, asked.action, review);
        answer.map_err(|refusal| if refusal == Refusal::Hidden { missing() } else { refused(refusal) })
    }

    /// The answer for a review that is not there, after the question that [`Self::may`] asks about one that is: how long it
    /// takes does not tell whether another team has it.
    pub fn absent(&self, missing: impl FnOnce() -> ApiError) -> ApiError {
        let nobodys = self.asked().map(|asked| asked.access.review(&asked.caller, asked.action, &Facts::of("", "")));
        std::hint::black_box(nobodys.is_ok());
        missing()
    }

    /// Whether the caller may read this of a review, such as what is internal. What an answer leaves out goes by it.
    ///
    /// # Errors
    /// A defect.
    pub fn reads(&self, review: &Facts<'_>) -> Result<bool, ApiError> {
        let asked = self.asked()?;
        asked.access.reads(&asked.caller, review).map_err(refused)
    }

    /// Whether the caller may read what is internal about the reviews of a team.
    ///
    /// # Errors
    /// A defect.
    pub fn reads_internal(&self, team: &str) -> Result<bool, ApiError> {
        self.reads(&Facts { internal: true, ..Facts::of("", team) })
    }

    /// The teams whose reviews this call shows the caller.
    ///
    /// # Errors
    /// A defect.
    pub fn scope(&self) -> Result<Scope<'_>, ApiError> {
        let asked = self.asked()?;
        asked.access.scope(&asked.caller, asked.action).map_err(refused)
    }

    fn asked(&self) -> Result<Asked<'_>, ApiError> {
        let action = self.action.ok_or_else(|| ApiError::internal("a caller of no call"))?;
        let Self { subject, team, roles, service, .. } = self;
        let caller = Caller { subject, team: team.as_deref(), roles: *roles, service: *service };
        Ok(Asked { access: access()?, caller, action })
    }
}

struct Asked<'a> {
    access: &'static Access,
    caller: Caller<'a>,
    action: haetae_access::Action,
}

fn access() -> Result<&'static Access, ApiError> {
    haetae_access::shipped().map_err(ApiError::internal)
}

fn refused(refusal: Refusal) -> ApiError {
    let denied = ApiError::permission_denied;
    match refusal {
        Refusal::Roles(roles) => denied().with("any_of_roles", roles.names()),
        Refusal::Team => denied().with("own_team", "required"),
        Refusal::NoTeam => denied().with("missing_claim", "team"),
        Refusal::NoPerson => ApiError::new(
            ErrorReason::PermissionDenied,
            "승인은 사람만 할 수 있습니다. 서비스 계정의 토큰으로는 승인할 수 없습니다.",
            "Only a person approves; this token stands for a service.",
        )
        .with("person", "required"),
        Refusal::Duties(rules) => ApiError::separation_of_duties().with("rules", rules.join(",")),
        Refusal::Hidden => ApiError::internal("what is hidden was asked for without a review"),
        Refusal::Defect(cause) => ApiError::internal(cause),
    }
}
