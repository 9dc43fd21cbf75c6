//! Files for an account's unrecorded work.

use std::{
    env,
    fmt::Write as _,
    fs, io,
    path::{Path, PathBuf},
};

use haetae_proto::Service;
use sha2::{Digest as _, Sha256};

use crate::{
    failure::Failure,
    session::Session,
    words::{Said, os},
};

/// Digest bytes in a file name: enough to keep the accounts of one machine apart.
const MARK: usize = 12;

/// The owner of unrecorded work: an account of an issuer, at a server. Its results are never offered to another account
/// or sent to another server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Owner {
    name: String,
    mark: String,
}

impl Owner {
    /// The account of this session, as its token names it. A token that names none is an account of its own.
    ///
    /// # Errors
    /// A failure if the server has no address.
    pub(super) fn of(session: &Session) -> Result<Self, Failure> {
        let server = session.server(Service::Checkpoint)?;
        let claims = session.claims().unwrap_or_default();
        let claim = |name| claims.get(name).and_then(serde_json::Value::as_str);
        Ok(match claim("sub") {
            Some(subject) => Self::named(&server, claim("iss").unwrap_or_default(), subject),
            None => Self { name: "-".to_owned(), ..Self::named(&server, "", session.token()) },
        })
    }

    fn named(server: &str, issuer: &str, subject: &str) -> Self {
        let mut digest = Sha256::new();
        for part in [server.trim_end_matches('/'), issuer, subject] {
            // Prefixed with its length, so that no two accounts produce the same bytes.
            digest.update((part.len() as u64).to_be_bytes());
            digest.update(part);
        }
        let mut mark = String::with_capacity(2 * MARK);
        for byte in digest.finalize().iter().take(MARK) {
            // Writing into a text does not fail.
            let _ = write!(mark, "{byte:02x}");
        }
        Self { name: subject.to_owned(), mark }
    }

    /// The account's name.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Returns this account's file for a review in the user's state folder, which is created if necessary.
    ///
    /// # Errors
    /// A failure if the folder does not exist and cannot be created.
    pub(super) fn file(&self, what: &str, review: &str, ending: &str) -> Result<PathBuf, Failure> {
        Ok(folder()?.join(self.called(what, review, ending)))
    }

    fn called(&self, what: &str, review: &str, ending: &str) -> String {
        format!("{what}-{review}-{}.{ending}", self.mark)
    }
}

fn folder() -> Result<PathBuf, Failure> {
    let set = |name| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let folder = set("XDG_STATE_HOME").or_else(|| set("HOME").map(|home| home.join(".local/state")));
    let folder = folder.map(|folder| folder.join("haetae")).ok_or_else(|| {
        Failure::Usage(Said {
            ko: "작성 중인 내용을 보관할 폴더가 없습니다. HOME이나 XDG_STATE_HOME을 설정하십시오.".into(),
            en: "there is no folder to keep what is filled in; set HOME or XDG_STATE_HOME".into(),
        })
    })?;
    fs::create_dir_all(&folder).map_err(|error| unusable(&folder, &error))?;
    Ok(folder)
}

/// A file of this tool cannot be used.
pub(super) fn unusable(file: &Path, error: &io::Error) -> Failure {
    let (file, Said { ko, en }) = (file.display(), os(error));
    Failure::Usage(Said {
        ko: format!("{file} 파일을 쓸 수 없습니다: {ko}"),
        en: format!("{file} cannot be used: {en}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Unrecorded results belong to one account at one server: another account, issuer, server or review has another
    /// file, and the file name does not reveal the account.
    #[test]
    fn what_one_account_judged_is_not_offered_to_another() {
        let called =
            |server, issuer, subject, review| Owner::named(server, issuer, subject).called("judge", review, "json");
        let own = called("http://a", "https://login", "reviewer", "r-1");
        for other in [
            called("http://a", "https://login", "reviewer-2", "r-1"),
            called("http://a", "https://login2", "reviewer", "r-1"),
            called("http://b", "https://login", "reviewer", "r-1"),
            called("http://a", "https://login", "reviewer", "r-2"),
            called("http://ah", "ttps://login", "reviewer", "r-1"),
        ] {
            assert_ne!(own, other);
        }
        assert_eq!(own, called("http://a/", "https://login", "reviewer", "r-1"), "the same server");
        assert!(own.starts_with("judge-r-1-") && own.ends_with(".json") && !own.contains("reviewer"), "{own}");
    }
}
