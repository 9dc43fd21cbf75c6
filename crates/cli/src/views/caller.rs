//! The caller's account, team and roles as the platform sees them.

use haetae_proto::{dashboard::v1::GetCallerResponse, words::label};

use super::Look;
use crate::words::role;

/// The caller; `profile` and `source` say where the token is from, `unknown` names roles that the platform ignores.
#[must_use]
pub fn caller(caller: &GetCallerResponse, profile: &str, source: &str, unknown: &[String], look: &Look) -> String {
    let none = look.pick("없음", "none");
    let or_none = |text: &str| if text.is_empty() { none.to_owned() } else { text.to_owned() };
    let kind = if caller.service {
        look.pick("서비스 (승인은 할 수 없음)", "a service, which approves nothing")
    } else {
        look.pick("사람", "a person")
    };
    look.facts([
        (look.name(label::SUBJECT), caller.subject.clone()),
        (look.name(label::NAME), or_none(&caller.name)),
        (look.name(label::TEAM), or_none(&caller.team)),
        (look.pick("역할", "roles"), or_none(&roles(&caller.roles, look))),
        (look.pick("무시된 역할", "ignored roles"), unknown.join(", ")),
        (look.pick("종류", "kind"), kind.to_owned()),
        (look.pick("발급자", "issuer"), caller.issuer.clone()),
        (look.pick("토큰 만료", "token ends"), look.when(caller.expires_at.as_ref())),
        (look.pick("프로필", "profile"), profile.to_owned()),
        (look.pick("토큰 출처", "token from"), source.to_owned()),
    ])
}

/// The display names of roles, joined by commas.
#[must_use]
pub fn roles<R: AsRef<str>>(roles: &[R], look: &Look) -> String {
    roles.iter().map(|one| role(one.as_ref(), look.lang)).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::*;
    use crate::words::Lang;

    /// D8: a token without roles is reported as such, and unknown roles are listed.
    #[test]
    fn what_is_missing_is_said() {
        let who = GetCallerResponse { subject: "kim".into(), ..Default::default() };
        let text = caller(&who, "", "/t", &["admin".to_owned()], &Look::new(Lang::En, TimeZone::UTC));
        assert!(text.contains("roles          none") && text.contains("ignored roles  admin"), "{text}");
        assert!(!text.contains("profile"), "{text}");
        let who = GetCallerResponse { roles: vec!["requester".into(), "content_admin".into()], ..who };
        let text = caller(&who, "", "/t", &[], &Look::new(Lang::Ko, TimeZone::UTC));
        assert!(text.contains("요청자, 콘텐츠 관리자") && text.contains("부서"), "{text}");
    }
}
