//! `haetae whoami`.

use haetae_proto::dashboard::v1::GetCallerRequest;
use serde_json::json;

use crate::{
    failure::{Done, Failure},
    session::Session,
    views,
    words::Said,
};

/// Show your account, team and roles as the platform sees them, and the source of your token
#[derive(Debug, clap::Args)]
pub(crate) struct Whoami {}

impl Whoami {
    pub(crate) async fn run(self, session: &Session) -> Done {
        let (profile, source) = (session.profile(), session.source());
        let asked = session.dashboard().await?.get_caller(GetCallerRequest {}).await;
        let caller = asked.map_err(|status| {
            session.note(&Said {
                ko: format!("토큰의 출처: {}", source.say(crate::words::Lang::Ko)),
                en: format!("the token is from {}", source.say(crate::words::Lang::En)),
            });
            Failure::from(status)
        })?;
        let caller = caller.into_inner();
        let unknown = unknown_roles(session, &caller.roles);
        let further =
            vec![("profile", json!(profile)), ("tokenSource", source.value()), ("unknownRoles", json!(unknown))];
        session.show_with(&caller, further, |look| {
            views::caller(&caller, profile.unwrap_or_default(), &source.say(look.lang), &unknown, look)
        })
    }
}

/// Roles in the token that the platform does not know, and so ignores.
fn unknown_roles(session: &Session, known: &[String]) -> Vec<String> {
    let claims = session.claims();
    let roles = claims.as_ref().and_then(|claims| claims.get("roles")?.as_array());
    let roles = roles.into_iter().flatten().filter_map(serde_json::Value::as_str);
    roles.filter(|role| !known.iter().any(|one| one == role)).map(str::to_owned).collect()
}
