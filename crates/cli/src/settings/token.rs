//! The caller's token: from a sign-in, a file or the environment, never from the command line, where others see it.

use std::{
    env,
    path::{Path, PathBuf},
    time::Duration,
};

use haetae_audit::read_text;

use crate::{
    failure::Failure,
    login::{self, Place},
    words::{Lang, Said, os},
};

/// A token, and where it is from.
pub(crate) struct Token {
    pub(crate) text: String,
    pub(crate) source: Source,
}

/// Shows where the token is from, and not the token.
impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Token").field("source", &self.source).finish_non_exhaustive()
    }
}

/// The source of a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Source {
    /// `haetae login`, which keeps it in this file.
    SignIn(PathBuf),
    /// A file.
    File(PathBuf),
    /// The variable `HAETAE_TOKEN`.
    Variable,
}

/// The files a token may be in.
pub(super) struct Files<'a> {
    /// That of the option.
    pub(super) option: Option<&'a Path>,
    /// That of the sign-in.
    pub(super) signed_in: Option<&'a Place>,
    /// That of the profile, where there is a profile.
    pub(super) profile: Option<Option<&'a Path>>,
    /// That of the settings.
    pub(super) settings: Option<&'a Path>,
}

impl Files<'_> {
    /// The token: of the option's file; with a profile, of its sign-in, else of its file; else of `HAETAE_TOKEN`, else of the
    /// file named by `HAETAE_TOKEN_FILE`, else of the sign-in without a profile, else of the settings' file.
    ///
    /// # Errors
    /// A failure if there is no token, if its file cannot be read, or if the token has expired.
    pub(super) async fn token(&self, within: Duration) -> Result<Token, Failure> {
        if let Some(file) = self.option {
            return of_file(file);
        }
        if let Some(own) = self.profile {
            if let Some(token) = self.signed_in(within).await? {
                return Ok(token);
            }
            if let Some(file) = own {
                return of_file(file);
            }
        }
        let set = |name| env::var(name).ok().filter(|value| !value.trim().is_empty());
        if let Some(token) = set("HAETAE_TOKEN") {
            return Ok(Token { text: token.trim().to_owned(), source: Source::Variable });
        }
        if let Some(file) = set("HAETAE_TOKEN_FILE") {
            return of_file(Path::new(&file));
        }
        if self.profile.is_none()
            && let Some(token) = self.signed_in(within).await?
        {
            return Ok(token);
        }
        self.settings.map_or_else(|| Err(none()), of_file)
    }

    async fn signed_in(&self, within: Duration) -> Result<Option<Token>, Failure> {
        let Some(place) = self.signed_in else { return Ok(None) };
        let text = login::current(place, within).await?;
        Ok(text.map(|text| Token { text, source: Source::SignIn(place.file().to_owned()) }))
    }
}

impl Source {
    /// For people.
    pub(crate) fn say(&self, lang: Lang) -> String {
        match self {
            Self::SignIn(file) => format!("haetae login ({})", file.display()),
            Self::File(file) => file.display().to_string(),
            Self::Variable => lang.pick("환경 변수 HAETAE_TOKEN", "the variable HAETAE_TOKEN").to_owned(),
        }
    }

    /// For programs: the kind, and the file.
    pub(crate) fn value(&self) -> serde_json::Value {
        match self {
            Self::SignIn(file) => serde_json::json!({ "kind": "LOGIN", "file": file }),
            Self::File(file) => serde_json::json!({ "kind": "FILE", "file": file }),
            Self::Variable => serde_json::json!({ "kind": "VARIABLE", "variable": "HAETAE_TOKEN" }),
        }
    }
}

fn of_file(file: &Path) -> Result<Token, Failure> {
    let shown = file.display();
    let text = read_text(file).map_err(|error| {
        let Said { ko, en } = os(&error);
        Failure::NoToken(Said {
            ko: format!("토큰 파일 {shown}을(를) 읽을 수 없습니다: {ko}"),
            en: format!("the token file {shown} cannot be read: {en}"),
        })
    })?;
    match text.trim() {
        "" => Err(Failure::NoToken(Said {
            ko: format!("토큰 파일 {shown}이(가) 비어 있습니다."),
            en: format!("the token file {shown} is empty"),
        })),
        token => Ok(Token { text: token.to_owned(), source: Source::File(file.to_owned()) }),
    }
}

fn none() -> Failure {
    Failure::NoToken(Said {
        ko: "토큰이 없습니다. haetae login으로 로그인하거나, --token-file로 파일을 지정하거나 환경 변수 HAETAE_TOKEN에 넣으십시오."
            .into(),
        en: "there is no token; sign in with haetae login, name a token's file by --token-file, or put it into HAETAE_TOKEN"
            .into(),
    })
}
