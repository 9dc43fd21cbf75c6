//! The file in which the tokens of a sign-in are kept, for its owner alone.

use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io::{self, ErrorKind, Write as _},
    os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _},
    path::{Path, PathBuf},
};

use haetae_client::oidc::{self, ExposeSecret as _, SecretString, TokenResponse};
use serde::{Deserialize, Serialize};

use super::client::Client;
use crate::{
    commands::now,
    failure::Failure,
    words::{Said, os},
};

/// The tokens of a sign-in, and where they were issued.
#[derive(Serialize, Deserialize)]
pub(crate) struct Kept {
    pub(crate) issuer: String,
    pub(crate) client_id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) resource: Option<String>,
    pub(crate) access_token: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) refresh_token: Option<String>,
    /// The expiry of the access token, in seconds since 1970; none if the issuer does not send it.
    pub(super) expires_at: Option<i64>,
}

impl Kept {
    pub(super) fn new(client: &Client, issued: TokenResponse) -> Self {
        let Client { issuer, client_id, resource, .. } = client;
        Self {
            issuer: issuer.clone(),
            client_id: client_id.clone(),
            resource: resource.clone(),
            access_token: text(&issued.access_token),
            refresh_token: issued.refresh_token.as_ref().map(text),
            expires_at: issued.expires_in.map(|seconds| now().as_second().saturating_add(seconds)),
        }
    }

    /// The client that got them, as the issuer knows it.
    pub(super) fn client(&self) -> oidc::Client {
        oidc::Client { client_id: self.client_id.clone(), client_secret: None, resource: self.resource.clone() }
    }

    /// Returns the tokens after a renewal.
    pub(super) fn renewed(self, issued: TokenResponse) -> Self {
        Self {
            access_token: text(&issued.access_token),
            refresh_token: issued.refresh_token.as_ref().map(text),
            expires_at: issued.expires_in.map(|seconds| now().as_second().saturating_add(seconds)),
            ..self
        }
    }

    /// Whether the access token has ended, or does within so many seconds.
    pub(super) fn ends_within(&self, seconds: i64) -> bool {
        self.expires_at.is_some_and(|end| end <= now().as_second().saturating_add(seconds))
    }
}

/// A token as it is written into the file.
fn text(token: &SecretString) -> String {
    token.expose_secret().to_owned()
}

/// The token file of one profile, beside its settings, so that a token is never sent to the services of another
/// profile.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    file: PathBuf,
}

impl Place {
    /// For a profile of the settings in this file: `haetae/cli.login/profile-NAME.json` beside `haetae/cli.toml`.
    ///
    /// # Errors
    /// A failure if the profile's name cannot be part of a file name.
    pub(crate) fn beside(settings: &Path, profile: Option<&str>) -> Result<Self, Failure> {
        let folder = settings.with_extension("login");
        let Some(profile) = profile else { return Ok(Self { file: folder.join("default.json") }) };
        let fits = |one: char| one.is_alphanumeric() || "-_.@".contains(one);
        if profile.is_empty() || profile.len() > 100 || !profile.chars().all(fits) {
            return Err(Failure::Usage(Said {
                ko: format!("프로필 이름에는 글자, 숫자, `-`, `_`, `.`, `@`만 쓸 수 있습니다: `{profile}`"),
                en: format!("the name of a profile has letters, digits, `-`, `_`, `.` and `@` only: `{profile}`"),
            }));
        }
        Ok(Self { file: folder.join(format!("profile-{profile}.json")) })
    }

    /// The profiles that signed in with the settings of this file.
    pub(crate) fn profiles(settings: &Path) -> Vec<String> {
        let entries = fs::read_dir(settings.with_extension("login")).into_iter().flatten().flatten();
        let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
        names.filter_map(|name| Some(name.strip_prefix("profile-")?.strip_suffix(".json")?.to_owned())).collect()
    }

    /// The file.
    pub(crate) fn file(&self) -> &Path {
        &self.file
    }

    /// Whether there is a sign-in.
    pub(crate) fn is_taken(&self) -> bool {
        self.file.exists()
    }

    /// The kept tokens; none without a sign-in.
    ///
    /// # Errors
    /// A failure if the file cannot be read or is malformed.
    pub(crate) fn read(&self) -> Result<Option<Kept>, Failure> {
        let text = match fs::read_to_string(&self.file) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(self.unusable(&error)),
        };
        serde_json::from_str(&text).map(Some).map_err(|error| self.unusable(&error.into()))
    }

    /// Keeps the tokens: all of them or, if that fails, those there were.
    ///
    /// # Errors
    /// A failure if the file cannot be written.
    pub(crate) fn write(&self, kept: &Kept) -> Result<(), Failure> {
        self.written(kept).map_err(|error| self.unusable(&error))
    }

    fn written(&self, kept: &Kept) -> io::Result<()> {
        let folder = self.folder()?;
        // Made for its owner alone, and takes the place of the former in one step.
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        file.write_all(&serde_json::to_vec_pretty(kept)?)?;
        file.as_file().sync_all()?;
        file.persist(&self.file)?;
        Ok(())
    }

    /// Forgets the tokens.
    ///
    /// # Errors
    /// A failure if the file cannot be removed.
    pub(crate) fn remove(&self) -> Result<(), Failure> {
        match fs::remove_file(&self.file) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(self.unusable(&error)),
            _ => Ok(()),
        }
    }

    /// Waits for other runs of the tool that renew the same tokens: a refresh token is often good for one use.
    ///
    /// # Errors
    /// A failure if the lock file cannot be created or locked.
    pub(super) fn lock(&self) -> Result<File, Failure> {
        let locked = || {
            self.folder()?;
            let mut open = OpenOptions::new();
            let file =
                open.write(true).create(true).truncate(false).mode(0o600).open(self.file.with_extension("lock"))?;
            file.lock()?;
            Ok(file)
        };
        locked().map_err(|error: io::Error| self.unusable(&error))
    }

    fn folder(&self) -> io::Result<&Path> {
        let folder = self.file.parent().unwrap_or(Path::new("."));
        DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
        Ok(folder)
    }

    fn unusable(&self, error: &io::Error) -> Failure {
        let (file, Said { ko, en }) = (self.file.display(), os(error));
        Failure::NoToken(Said {
            ko: format!("로그인 파일 {file}을(를) 쓸 수 없습니다: {ko}"),
            en: format!("the file of the sign-in {file} cannot be used: {en}"),
        })
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    fn kept(expires_at: Option<i64>) -> Kept {
        Kept {
            issuer: "https://issuer.example".into(),
            client_id: "haetae-cli".into(),
            resource: None,
            access_token: "a".into(),
            refresh_token: Some("r".into()),
            expires_at,
        }
    }

    /// D8: tokens are kept where only their owner reads them, each profile's beside the settings it belongs to.
    #[test]
    fn tokens_are_for_their_owner_alone() {
        let home = tempfile::tempdir().unwrap();
        let settings = home.path().join("haetae/cli.toml");
        let place = Place::beside(&settings, Some("kim")).unwrap();
        assert_eq!(place.file(), home.path().join("haetae/cli.login/profile-kim.json"));
        assert!(!place.is_taken() && place.read().unwrap().is_none());
        place.write(&kept(None)).unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(place.file()), mode(place.file().parent().unwrap())), (0o600, 0o700));
        assert_eq!(place.read().unwrap().unwrap().refresh_token.as_deref(), Some("r"));
        assert_eq!(Place::profiles(&settings), ["kim"]);
        place.remove().unwrap();
        place.remove().unwrap();
        assert!(Place::profiles(&settings).is_empty());
        assert!(place.read().unwrap().is_none());
        for wrong in ["", "../kim", "a/b", "a b"] {
            assert!(Place::beside(&settings, Some(wrong)).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_token_is_near_its_end_only_where_the_end_is_known() {
        let now = now().as_second();
        assert!(kept(Some(now + 30)).ends_within(60) && !kept(Some(now + 90)).ends_within(60));
        assert!(kept(Some(now - 1)).ends_within(0) && !kept(None).ends_within(60));
        let issued = serde_json::from_str(r#"{"access_token": "b", "refresh_token": "s", "expires_in": 600}"#).unwrap();
        let renewed = kept(None).renewed(issued);
        assert_eq!((renewed.access_token.as_str(), renewed.refresh_token.as_deref()), ("b", Some("s")));
        assert!(renewed.ends_within(600) && !renewed.ends_within(500));
    }
}
