//! The caller's permissions: asks [`haetae_access`] and turns the answers into errors for callers.

use haetae_access::{Access, Caller, Facts, Refusal, Scope};
use haetae_proto::common::v1::ErrorReason;

use super::principal::Principal;
use crate::error::ApiError;

impl Principal {
    /// Records that the caller makes the call of this gRPC path.
    ///
    /// # Errors
    /// `UNKNOWN_METHOD` when the policies do not know the call: an unknown call is denied.
    pub fn calling(self, path: &str) -> Result<Self, ApiError> {
        let action = access()?.action(path).ok_or_else(|| ApiError::unknown_method(path))?;
        Ok(Self { action: Some(action), ..self })
    }

    /// Checks that the caller may make this call at all. The server checks it before it reads the request; handlers
    /// need not.
    ///
    /// # Errors
    /// `PERMISSION_DENIED`.
    pub fn admit(&self) -> Result<(), ApiError> {
        let asked = self.asked()?;
        asked.access.call(&asked.caller, asked.action).map_err(refused)
    }

    /// Checks that the caller may make this call on this review. Handlers check it once they know the review, before
    /// they validate the rest of the request. A caller who may not read the review gets the error for a missing one.
    ///
    /// # Errors
    /// `PERMISSION_DENIED`, or the error returned by `missing`.
    pub fn may(&self, review: &Facts<'_>, missing: impl FnOnce() -> ApiError) -> Result<(), ApiError> {
        let asked = self.asked()?;
        let answer = asked.access.review(&asked.caller, asked.action, review);
        answer.map_err(|refusal| if refusal == Refusal::Hidden { missing() } else { refused(refusal) })
    }

    /// The error for a review that does not exist, after the same check that [`Self::may`] makes for an existing one.
    /// The time taken therefore does not reveal whether another team has the review.
    pub fn absent(&self, missing: impl FnOnce() -> ApiError) -> ApiError {
        let nobodys = self.asked().map(|asked| asked.access.review(&asked.caller, asked.action, &Facts::of("", "")));
        std::hint::black_box(nobodys.is_ok());
        missing()
    }

    /// Whether the caller may read restricted parts of a review, such as internal comments. Handlers omit these parts
    /// accordingly.
    ///
    /// # Errors
    /// A defect.
    pub fn reads(&self, review: &Facts<'_>) -> Result<bool, ApiError> {
        let asked = self.asked()?;
        asked.access.reads(&asked.caller, review).map_err(refused)
    }

    /// Whether the caller may read internal information about the reviews of a team.
    ///
    /// # Errors
    /// A defect.
    pub fn reads_internal(&self, team: &str) -> Result<bool, ApiError> {
        self.reads(&Facts { internal: true, ..Facts::of("", team) })
    }

    /// The teams whose reviews the caller may see with this call.
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
    match refusal {
        Refusal::Roles(roles) => ApiError::permission_denied().with("any_of_roles", roles.names()),
        Refusal::Team => ApiError::other_team(),
        Refusal::NoTeam => ApiError::no_team(),
        Refusal::NoPerson => ApiError::new(
            ErrorReason::PermissionDenied,
            "승인은 사람만 할 수 있습니다. 서비스 계정의 토큰으로는 승인할 수 없습니다.",
            "Only a person can approve; this is the token of a service.",
        )
        .with("person", "required"),
        Refusal::Duties(rules) => ApiError::separation_of_duties().with("rules", rules.join(",")),
        Refusal::Hidden => ApiError::internal("what is hidden was asked for without a review"),
        Refusal::Defect(cause) => ApiError::internal(cause),
    }
}
