//! `haetae logout`.

use crate::{
    failure::{Done, Failure},
    login::revoke,
    settings::Settings,
    words::Said,
};

/// Forget the tokens of a sign-in, and have the identity provider revoke them where it can
#[derive(Debug, clap::Args)]
pub(crate) struct Logout {}

impl Logout {
    pub(crate) async fn run(self, settings: &Settings) -> Done {
        let (place, lang) = (settings.place()?, settings.lang());
        let Some(kept) = place.read()? else {
            let none = Said { ko: "로그인한 상태가 아닙니다.".into(), en: "not signed in".into() };
            eprintln!("{}", none.say(lang));
            return Ok(());
        };
        // Removed first, whatever the issuer answers.
        place.remove()?;
        let (ko, en) = match revoke(&kept, settings.timeout()).await {
            Ok(true) => {
                ("로그아웃했습니다. 토큰도 폐기되었습니다.".to_owned(), "signed out; the tokens are revoked".to_owned())
            }
            Ok(false) => (
                "로그아웃했습니다. 발급자가 폐기를 지원하지 않아 토큰은 만료될 때까지 유효합니다.".to_owned(),
                "signed out; the issuer revokes no tokens, so the access token holds until its end".to_owned(),
            ),
            Err(failure) => (
                format!("로그아웃했으나 토큰을 폐기하지 못했습니다: {}", first(&failure, crate::words::Lang::Ko)),
                format!("signed out, but the tokens were not revoked: {}", first(&failure, crate::words::Lang::En)),
            ),
        };
        eprintln!("{}", Said { ko, en }.say(lang));
        Ok(())
    }
}

fn first(failure: &Failure, lang: crate::words::Lang) -> String {
    failure.lines(lang).into_iter().next().unwrap_or_default()
}
