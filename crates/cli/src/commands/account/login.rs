//! `haetae login`.

use std::time::Duration;

use haetae_client::oidc::DeviceAuthorization;
use haetae_proto::Service;

use super::Whoami;
use crate::{
    failure::Done,
    login::{Client, sign_in},
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
        // Checked first: no sign-in is started whose tokens could not be stored.
        let place = settings.place()?.clone();
        let lang = settings.lang();
        let kept = sign_in(&client, settings.timeout(), |device| eprintln!("{}", prompt(device).say(lang))).await?;
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

fn prompt(device: &DeviceAuthorization) -> Said {
    let DeviceAuthorization { user_code, verification_uri, verification_uri_complete, expires_in, .. } = device;
    instructions(verification_uri_complete.as_ref().unwrap_or(verification_uri), user_code, *expires_in)
}

fn instructions(page: &str, code: &str, lasts: Duration) -> Said {
    let minutes = lasts.as_secs().div_ceil(60);
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
    use super::*;
    use crate::words::Lang;

    #[test]
    fn a_person_is_told_the_page_the_code_and_whole_minutes() {
        let said = instructions("https://i/device?user_code=AB-CD", "AB-CD", Duration::from_secs(599));
        for lang in [Lang::Ko, Lang::En] {
            assert!(said.say(lang).contains("  https://i/device?user_code=AB-CD\n  "), "{}", said.say(lang));
        }
        assert!(said.en.contains("  code  AB-CD\n") && said.ko.contains("10분"), "{said:?}");
    }
}
