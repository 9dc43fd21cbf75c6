//! Settings of every command: addresses of services, token, language. They come from options, the environment and a
//! file, in this order.

mod file;
mod sign_in;
mod token;

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    time::Duration,
};

use haetae_client::secure;
use haetae_proto::Service;

pub(crate) use self::token::{Source, Token};
use self::{
    file::{Profile, SettingsFile, SignIn},
    token::Files,
};
use crate::{
    failure::Failure,
    login::{Client, Place},
    output::Output,
    screen::{Colour, Screen},
    views::Look,
    words::{self, Lang, Said},
};

/// The client that the tool is to an identity provider unless the settings name another.
const CLIENT_ID: &str = "haetae-cli";
/// Requests the identity, and a token to renew the sign-in.
const SCOPE: &str = "openid profile offline_access";

/// The heading of rarely used options in the long help.
pub(crate) const MORE: &str = "More options of every command";

/// Options of every command: first those that people use day by day.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Options of every command")]
pub(crate) struct Options {
    /// Profile of the settings file to act as, e.g. reviewer: its token, and what else it sets
    #[arg(long = "as", global = true, value_name = "PROFILE", env = "HAETAE_AS")]
    profile: Option<String>,
    /// Format of answers: text, or the JSON of the contracts, also as YAML
    #[arg(long, short, global = true)]
    output: Option<Output>,
    /// Language of texts and errors [default: that of the locale]
    #[arg(long, global = true)]
    lang: Option<Lang>,
    /// Do not cut tables to the width of the terminal
    #[arg(long, global = true)]
    wide: bool,
    /// Whether to colour levels and states; auto follows the terminal, NO_COLOR and CLICOLOR_FORCE
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", hide_short_help = true, help_heading = MORE)]
    color: Colour,
    /// Address of all services, e.g. https://haetae.example
    #[arg(long, global = true, value_name = "URL", env = "HAETAE_ENDPOINT", hide_short_help = true, help_heading = MORE)]
    endpoint: Option<String>,
    /// Address of intake, if it differs
    #[arg(long, global = true, value_name = "URL", env = "HAETAE_INTAKE_ENDPOINT", hide_short_help = true,
        help_heading = MORE)]
    intake_endpoint: Option<String>,
    /// Address of risk, if it differs
    #[arg(long, global = true, value_name = "URL", env = "HAETAE_RISK_ENDPOINT", hide_short_help = true,
        help_heading = MORE)]
    risk_endpoint: Option<String>,
    /// Address of checkpoint, if it differs
    #[arg(long, global = true, value_name = "URL", env = "HAETAE_CHECKPOINT_ENDPOINT", hide_short_help = true,
        help_heading = MORE)]
    checkpoint_endpoint: Option<String>,
    /// Address of the dashboard, if it differs
    #[arg(long, global = true, value_name = "URL", env = "HAETAE_DASHBOARD_ENDPOINT", hide_short_help = true,
        help_heading = MORE)]
    dashboard_endpoint: Option<String>,
    /// Allow http:// to other machines, which sends the token unencrypted
    #[arg(long, global = true, hide_short_help = true, help_heading = MORE)]
    plaintext: bool,
    /// File with the bearer token [default: $HAETAE_TOKEN, then the file $HAETAE_TOKEN_FILE]
    #[arg(long, global = true, value_name = "FILE", hide_short_help = true, help_heading = MORE)]
    token_file: Option<PathBuf>,
    /// Seconds a call may take
    #[arg(long, global = true, value_name = "SECONDS", env = "HAETAE_TIMEOUT", default_value_t = 30,
        value_parser = clap::value_parser!(u16).range(1..=3600), hide_short_help = true, help_heading = MORE)]
    timeout: u16,
    /// File with settings [default: haetae/cli.toml in $XDG_CONFIG_HOME or ~/.config]
    #[arg(long, global = true, value_name = "FILE", env = "HAETAE_CONFIG", hide_short_help = true, help_heading = MORE)]
    config: Option<PathBuf>,
}

/// The settings, completed from the file where options and environment set nothing.
#[derive(Debug)]
pub(crate) struct Settings {
    options: Options,
    profile: Profile,
    file: SettingsFile,
    /// The token file of `haetae login`; none without a home directory.
    signed_in: Option<Place>,
}

impl Options {
    /// The language before any file is read, for faults of the file.
    pub(crate) fn lang(&self) -> Lang {
        self.lang.unwrap_or_else(words::of_environment)
    }

    /// The output format before any file is read.
    pub(crate) fn output(&self) -> Output {
        self.output.unwrap_or_default()
    }

    /// The display settings before any file is read.
    pub(crate) fn look(&self) -> Look {
        self.look_in(self.lang())
    }

    fn look_in(&self, lang: Lang) -> Look {
        Look::here(lang).on(Screen::here(self.wide, self.color))
    }

    /// Reads the settings file and picks the profile. Signing in makes a profile that the file does not have.
    ///
    /// # Errors
    /// A failure if the file is faulty, if a given file is missing, or if there is no such profile.
    pub(crate) fn settle(self, signs_in: bool) -> Result<Settings, Failure> {
        let (file, place) = SettingsFile::read(self.config.as_deref()).map_err(|faults| {
            // A fault of the configuration, not of the request.
            let said = |lang| faults.iter().map(|fault| fault.say(lang)).collect::<Vec<_>>().join("\n");
            Failure::Usage(Said { ko: said(Lang::Ko), en: said(Lang::En) })
        })?;
        self.with(file, place.as_deref(), signs_in)
    }

    fn with(self, mut file: SettingsFile, place: Option<&Path>, signs_in: bool) -> Result<Settings, Failure> {
        let signed_in = place.map(|place| Place::beside(place, self.profile.as_deref())).transpose()?;
        let made = signs_in || signed_in.as_ref().is_some_and(Place::is_taken);
        let profile = match &self.profile {
            Some(name) => match file.profiles.remove(name) {
                Some(profile) => profile,
                None if made => Profile::default(),
                None => return Err(no_profile(name, &file, place)),
            },
            None => Profile::default(),
        };
        Ok(Settings { options: self, profile, file, signed_in })
    }
}

impl Settings {
    /// The language.
    pub(crate) fn lang(&self) -> Lang {
        self.options.lang.or(self.profile.lang).or(self.file.lang).unwrap_or_else(words::of_environment)
    }

    /// The display settings.
    pub(crate) fn look(&self) -> Look {
        self.options.look_in(self.lang())
    }

    /// The output format.
    pub(crate) fn output(&self) -> Output {
        self.options.output.or(self.profile.output).or(self.file.output).unwrap_or_default()
    }

    /// The timeout of a call.
    pub(crate) const fn timeout(&self) -> Duration {
        Duration::from_secs(self.options.timeout as u64)
    }

    /// The token of the caller, and where it is from. That of a sign-in is renewed when it is near its end.
    ///
    /// # Errors
    /// A failure if there is no token, if its file cannot be read, or if the token has expired.
    pub(crate) async fn token(&self) -> Result<Token, Failure> {
        let files = Files {
            option: self.options.token_file.as_deref(),
            signed_in: self.signed_in.as_ref(),
            profile: self.options.profile.as_deref().map(|_| self.profile.token_file.as_deref()),
            settings: self.file.token_file.as_deref(),
        };
        files.token(self.timeout()).await
    }

    /// The profile the caller acts as.
    pub(crate) fn profile(&self) -> Option<&str> {
        self.options.profile.as_deref()
    }

    /// The token file of the sign-in.
    ///
    /// # Errors
    /// A failure without a settings folder.
    pub(crate) fn place(&self) -> Result<&Place, Failure> {
        self.signed_in.as_ref().ok_or_else(|| {
            Failure::Usage(Said {
                ko: "로그인 정보를 둘 폴더가 없습니다. HOME 또는 XDG_CONFIG_HOME을 지정하거나 --config로 설정 파일을 지정하십시오.".into(),
                en: "there is no folder to keep a sign-in in; set HOME or XDG_CONFIG_HOME, or name the settings with --config".into(),
            })
        })
    }

    /// The sign-in settings from the options, the profile or the file, in this order.
    ///
    /// # Errors
    /// A failure if no issuer is configured.
    pub(crate) fn client(&self, named: Client) -> Result<Client, Failure> {
        let pick = |option: Option<String>, of: fn(&SignIn) -> &Option<String>| {
            option.or_else(|| of(&self.profile.login).clone()).or_else(|| of(&self.file.login).clone())
        };
        let issuer = pick(Some(named.issuer).filter(|issuer| !issuer.is_empty()), |login| &login.issuer);
        Ok(Client {
            issuer: issuer.ok_or_else(no_issuer)?,
            client_id: pick(Some(named.client_id).filter(|id| !id.is_empty()), |login| &login.client_id)
                .unwrap_or_else(|| CLIENT_ID.to_owned()),
            scope: pick(Some(named.scope).filter(|scope| !scope.is_empty()), |login| &login.scope)
                .unwrap_or_else(|| SCOPE.to_owned()),
            resource: pick(named.resource, |login| &login.resource),
        })
    }

    /// The address of a service.
    ///
    /// # Errors
    /// A failure if the address is missing or malformed, or would send the token unencrypted.
    pub(crate) fn url(&self, service: Service) -> Result<String, Failure> {
        let (options, file) = (&self.options, &self.file);
        let (own, filed) = match service {
            Service::Intake => (&options.intake_endpoint, &file.intake),
            Service::Risk => (&options.risk_endpoint, &file.risk),
            Service::Checkpoint => (&options.checkpoint_endpoint, &file.checkpoint),
            Service::Dashboard => (&options.dashboard_endpoint, &file.dashboard),
        };
        let found =
            [own, &options.endpoint, &self.profile.endpoint, filed, &file.endpoint].into_iter().flatten().next();
        let url = found.ok_or_else(|| missing(service))?;
        secure(url, options.plaintext || file.plaintext)?;
        Ok(url.clone())
    }
}

fn missing(service: Service) -> Failure {
    let name = service.name();
    let variable = name.to_uppercase();
    Failure::Usage(Said {
        ko: format!(
            "{name} 서비스의 주소가 없습니다. --endpoint 또는 --{name}-endpoint, 환경 변수 HAETAE_ENDPOINT 또는 HAETAE_{variable}_ENDPOINT, 또는 설정 파일로 지정하십시오."
        ),
        en: format!(
            "there is no address for {name}; give --endpoint or --{name}-endpoint, HAETAE_ENDPOINT or HAETAE_{variable}_ENDPOINT, or a file of settings"
        ),
    })
}

fn no_issuer() -> Failure {
    Failure::Usage(Said {
        ko:
            "발급자의 주소가 없습니다. --issuer 또는 HAETAE_ISSUER로, 또는 설정 파일의 [login]에 issuer로 지정하십시오."
                .into(),
        en: "there is no issuer; name its address by --issuer, HAETAE_ISSUER, or issuer in [login] of the settings"
            .into(),
    })
}

/// Names those of the file and those that signed in.
fn no_profile(name: &str, file: &SettingsFile, place: Option<&Path>) -> Failure {
    let signed_in = place.map(Place::profiles).unwrap_or_default();
    let known: BTreeSet<String> = file.profiles.keys().cloned().chain(signed_in).collect();
    let (ko, en) = match known.into_iter().collect::<Vec<_>>().join(", ") {
        none if none.is_empty() => {
            ("설정 파일에도 로그인한 것에도 프로필이 없습니다".to_owned(), "none is set up or signed in".to_owned())
        }
        names => (format!("있는 프로필: {names}"), format!("there are {names}")),
    };
    Failure::Usage(Said {
        ko: format!("`{name}` 프로필을 찾을 수 없습니다. {ko}."),
        en: format!("there is no profile `{name}`; {en}"),
    })
}

#[cfg(test)]
mod tests;
