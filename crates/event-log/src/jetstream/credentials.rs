//! The client's credentials, read again for every connection: a changed password needs no restart.

use std::{
    fmt, io,
    path::{Path, PathBuf},
    time::Duration,
};

use async_nats::{Auth, AuthError, ConnectOptions};
use nkeys::KeyPair;
use tokio::{
    fs,
    time::{Instant, sleep},
};

/// The settings that name the files.
const CREDS: &str = "nats.creds_file";
const PASSWORD: &str = "nats.password_file";

/// How long writing a credentials file may take.
const HALF_WRITTEN: Duration = Duration::from_secs(2);

/// Pause between two readings of it.
const AGAIN: Duration = Duration::from_millis(50);

/// How the client authenticates.
#[derive(Clone)]
pub enum Credentials {
    /// A `.creds` file: user JWT and key.
    File(PathBuf),
    /// User name and password.
    Password {
        /// User name.
        user: String,
        /// Password.
        password: String,
    },
    /// User name, and a file with the password. A trailing line break in the file is ignored.
    PasswordFile {
        /// User name.
        user: String,
        /// The file.
        file: PathBuf,
    },
    /// A shared token.
    Token(String),
    /// A file with a shared token. A trailing line break in the file is ignored.
    TokenFile(PathBuf),
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => f.debug_tuple("File").field(path).finish(),
            Self::Password { user, .. } => f.debug_struct("Password").field("user", user).finish_non_exhaustive(),
            Self::PasswordFile { user, file } => {
                f.debug_struct("PasswordFile").field("user", user).field("file", file).finish()
            }
            Self::Token(_) => f.write_str("Token(…)"),
            Self::TokenFile(path) => f.debug_tuple("TokenFile").field(path).finish(),
        }
    }
}

/// Settings of connections that authenticate with these credentials, read from their files at each connection.
pub(super) fn connecting(credentials: Option<Credentials>) -> ConnectOptions {
    match credentials {
        None => ConnectOptions::new(),
        Some(credentials) => ConnectOptions::with_auth_callback(move |nonce| {
            // The client requires a `Sync` future; file reads are not `Sync`, so they run in a task of their own.
            let asked = tokio::spawn(answer(credentials.clone(), nonce));
            async move { asked.await.map_err(AuthError::new)?.map_err(AuthError::new) }
        }),
    }
}

/// Checks that the files can be read and parsed, before anything waits for a server. A file that exists but is
/// incomplete may still be being written, so it is read again for a short time.
///
/// # Errors
/// When they cannot.
pub(super) async fn check(credentials: &Credentials) -> io::Result<()> {
    let end = Instant::now() + HALF_WRITTEN;
    loop {
        match answer(credentials.clone(), Vec::new()).await {
            Err(error) if error.kind() == io::ErrorKind::InvalidData && Instant::now() < end => sleep(AGAIN).await,
            outcome => return outcome.map(drop),
        }
    }
}

/// The authentication sent to the server, which requires a signature of `nonce`.
async fn answer(credentials: Credentials, nonce: Vec<u8>) -> io::Result<Auth> {
    let mut auth = Auth::new();
    match credentials {
        Credentials::File(path) => {
            let faulty = |why: &dyn fmt::Display| {
                named(CREDS, &path, &io::Error::new(io::ErrorKind::InvalidData, why.to_string()))
            };
            let text = fs::read_to_string(&path).await.map_err(|error| named(CREDS, &path, &error))?;
            let (jwt, seed) = parts(&text).ok_or_else(|| faulty(&"no user JWT and key in it"))?;
            let key = KeyPair::from_seed(seed).map_err(|error| faulty(&error))?;
            auth.signature = Some(key.sign(&nonce).map_err(|error| faulty(&error))?);
            auth.jwt = Some(jwt.to_owned());
        }
        Credentials::Password { user, password } => (auth.username, auth.password) = (Some(user), Some(password)),
        Credentials::PasswordFile { user, file } => {
            (auth.username, auth.password) = (Some(user), Some(secret(file).await?));
        }
        Credentials::Token(token) => auth.token = Some(token),
        Credentials::TokenFile(path) => auth.token = Some(secret(path).await?),
    }
    Ok(auth)
}

async fn secret(path: PathBuf) -> io::Result<String> {
    let text = fs::read_to_string(&path).await.map_err(|error| named(PASSWORD, &path, &error))?;
    Ok(text.trim_end_matches(['\r', '\n']).to_owned())
}

/// The error with the setting and the file that it is about.
fn named(setting: &str, path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{setting} {}: {error}", path.display()))
}

/// The JWT and the seed of a `.creds` file: the lines after the two that begin a block.
fn parts(text: &str) -> Option<(&str, &str)> {
    let mut blocks = text.lines().scan(false, |begun, line| {
        let block = (*begun && !line.trim().is_empty()).then(|| line.trim());
        *begun = line.starts_with("--") && line.contains("BEGIN") || (*begun && block.is_none());
        Some(block)
    });
    let mut next = || blocks.by_ref().flatten().next();
    Some((next()?, next()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_files_are_read_anew_for_every_connection() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("password");
        let credentials = Credentials::PasswordFile { user: "haetae".into(), file: file.clone() };
        assert!(check(&credentials).await.is_err(), "it is not there yet");
        for password in ["one", "two"] {
            std::fs::write(&file, format!("{password}\n")).unwrap();
            let auth = answer(credentials.clone(), Vec::new()).await.unwrap();
            assert_eq!((auth.username.as_deref(), auth.password.as_deref()), (Some("haetae"), Some(password)));
        }
        let creds = dir.path().join("user.creds");
        let key = KeyPair::new_user();
        let text = format!(
            "-----BEGIN NATS USER JWT-----\neyJ.e30.sig\n------END NATS USER JWT------\n\n\
             ************************* IMPORTANT *************************\n\n\
             -----BEGIN USER NKEY SEED-----\n{}\n------END USER NKEY SEED------\n",
            key.seed().unwrap()
        );
        for unusable in ["", &text[..40], &text.replace(&key.seed().unwrap(), "SU")] {
            std::fs::write(&creds, unusable).unwrap();
            let error = check(&Credentials::File(creds.clone())).await.unwrap_err().to_string();
            assert!(error.starts_with(&format!("nats.creds_file {}: ", creds.display())), "{error}");
        }
        std::fs::write(&creds, &text).unwrap();
        let auth = answer(Credentials::File(creds), b"nonce".to_vec()).await.unwrap();
        assert_eq!(auth.jwt.as_deref(), Some("eyJ.e30.sig"));
        key.verify(b"nonce", &auth.signature.unwrap()).unwrap();
    }

    /// A `.creds` file that is being written at the very first attempt is read again; one that is not there is wrong at once.
    #[tokio::test]
    async fn a_file_that_is_half_written_is_read_again() {
        let dir = tempfile::tempdir().unwrap();
        let creds = dir.path().join("user.creds");
        let credentials = Credentials::File(creds.clone());
        let error = check(&credentials).await.unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::NotFound);
        let seed = KeyPair::new_user().seed().unwrap();
        let text = format!(
            "-----BEGIN NATS USER JWT-----\neyJ.e30.sig\n------END\n\n-----BEGIN USER NKEY SEED-----\n{seed}\n"
        );
        std::fs::write(&creds, &text[..30]).unwrap();
        let (checked, ()) = tokio::join!(check(&credentials), async {
            // The first reading has found it half written by now.
            tokio::task::yield_now().await;
            std::fs::write(&creds, &text).unwrap();
        });
        checked.unwrap();
    }
}
