//! Secrets given inline or in a file.

use std::{fs, path::Path};

use secrecy::SecretString;

use super::ConfigError;

/// The secret of a key that may be given inline or, as `<key>_file`, in a file whose last line break is dropped.
///
/// # Errors
/// When both are given, or the file cannot be read.
pub fn pick(
    key: &'static str,
    inline: Option<&SecretString>,
    file: Option<&Path>,
) -> Result<Option<SecretString>, ConfigError> {
    match (inline, file) {
        (Some(_), Some(_)) => Err(ConfigError::GivenTwice(key)),
        (Some(secret), None) => Ok(Some(secret.clone())),
        (None, Some(path)) => {
            let text = fs::read_to_string(path).map_err(|source| ConfigError::SecretFile {
                key,
                path: path.to_owned(),
                source,
            })?;
            let secret = text.trim_end_matches(['\r', '\n']);
            if secret.is_empty() {
                return Err(ConfigError::Invalid(format!("{key}_file: {} is empty", path.display())));
            }
            Ok(Some(secret.into()))
        }
        (None, None) => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    #[test]
    fn a_secret_comes_from_one_place_and_is_never_shown() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("password");
        fs::write(&path, "hunter2\n").unwrap();
        let inline = SecretString::from("hunter2");
        let from_file = pick("nats.password", None, Some(&path)).unwrap().unwrap();
        assert_eq!(from_file.expose_secret(), inline.expose_secret());
        assert!(!format!("{from_file:?}").contains("hunter2"));
        let twice = pick("nats.password", Some(&inline), Some(&path)).unwrap_err();
        assert_eq!(twice.to_string(), "nats.password is given twice: inline and as nats.password_file");
        let gone = pick("nats.password", None, Some(&dir.path().join("gone"))).unwrap_err();
        assert!(gone.to_string().starts_with("nats.password_file: cannot read "));
        fs::write(&path, "\n").unwrap();
        let empty = pick("nats.password", None, Some(&path)).unwrap_err().to_string();
        assert_eq!(empty, format!("configuration: nats.password_file: {} is empty", path.display()));
        assert!(pick("nats.password", None, None).unwrap().is_none());
    }
}
