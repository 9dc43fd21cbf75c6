//! `haetae login`.

use haetae_proto::Service;

use super::Whoami;
use crate::{
    failure::Done,
    login::{Client, Prompt, sign_in},
    session::Session,
    settings::Settings,
    words::Said,
};

/// Sign in at the identity provider, in a browser on any device
///
/// Shows an address and a code to confirm there, and waits. The tokens are kept beside the settings, for --as PROFILE if it
/// is given, readable by their owner alone, and renewed before they end. The issuer, client_id, scope and resource may be
/// named in [login] of the settings, or in [profiles.NAME.login].
#[expect(
    rustdoc::broken_intra_doc_links,
    reason = "help of the command line, where [login] is a table of the settings"
)]
#[derive(Debug, clap::Args)]
pub(crate) struct Login {
    /// Address of the identity provider
    #[arg(long, value_name = "URL", env = "HAETAE_ISSUER")]
    issuer: Option<String>,
    /// Client id of this tool at the identity provider [default: haetae-cli]
    #[arg(long, value_name = "ID", env = "HAETAE_CLIENT_ID")]
    client_id: Option<String>,
    /// Scope to ask for [default: openid profile offline_access]
    #[arg(long)]
    scope: Option<String>,
    /// Resource that the token is for (RFC 8707), if the identity provider needs it
    #[arg(long, value_name = "URI")]
    resource: Option<String>,
}

impl Login {
    pub(crate) async fn run(self, settings: Settings) -> Done {
        let client = settings.client(Client {
            issuer: self.issuer.unwrap_or_default(),
            client_id: self.client_id.unwrap_or_default(),
            scope: self.scope.unwrap_or_default(),
            resource: self.resource,
        })?;
        // What cannot be kept afterwards is not asked for.
        let place = settings.place()?.clone();
        let lang = settings.lang();
        let kept = sign_in(&client, settings.timeout(), |prompt| eprintln!("{}", told(prompt).say(lang))).await?;
        place.write(&kept)?;
        let file = place.file().display();
        let note = Said {
            ko: format!("로그인했습니다. 토큰을 보관한 파일: {file}"),
            en: format!("signed in; the tokens are kept in {file}"),
        };
        eprintln!("{}", note.say(lang));
        if settings.url(Service::Dashboard).is_err() {
            return Ok(());
        }
        let session = Session::open(settings).await?;
        Whoami {}.run(&session).await
    }
}

fn told(prompt: &Prompt) -> Said {
    let Prompt { uri, complete, code, lasts } = prompt;
    let minutes = lasts.as_secs().div_ceil(60);
    let page = complete.as_ref().unwrap_or(uri);
    Said {
        ko: format!(
            "브라우저에서 다음 주소를 열고 코드를 확인하십시오.\n\n  {page}\n  코드  {code}\n\n코드는 {minutes}분 동안 유효합니다. 확인을 기다립니다…"
        ),
        en: format!(
            "Open this address in a browser and confirm the code.\n\n  {page}\n  code  {code}\n\nThe code is valid for {minutes} minutes. Waiting for it to be confirmed …"
        ),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::words::Lang;

    #[test]
    fn the_page_with_the_code_filled_in_is_preferred() {
        let mut prompt = Prompt {
            uri: "https://i/device".into(),
            complete: None,
            code: "AB-CD".into(),
            lasts: Duration::from_secs(599),
        };
        assert!(told(&prompt).en.contains("  https://i/device\n  code  AB-CD") && told(&prompt).ko.contains("10분"));
        prompt.complete = Some("https://i/device?user_code=AB-CD".into());
        assert!(told(&prompt).say(Lang::Ko).contains("  https://i/device?user_code=AB-CD\n"));
    }
}
