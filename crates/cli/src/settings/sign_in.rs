//! The command that signs in for the same profile at the same services.

use super::Options;

/// The command as texts write it, without options.
const BARE: &str = "haetae login";

impl Options {
    /// Lines that name `haetae login`, with the options of this run that it needs.
    pub(crate) fn with_sign_in(&self, lines: Vec<String>) -> Vec<String> {
        let command = self.sign_in();
        lines.into_iter().map(|line| line.replace(BARE, &command)).collect()
    }

    fn sign_in(&self) -> String {
        let config = self.config.as_ref().map(|file| file.display().to_string());
        let options =
            [("config", config.as_ref()), ("as", self.profile.as_ref()), ("endpoint", self.endpoint.as_ref())];
        let given = options.into_iter().filter_map(|(name, value)| Some(format!(" --{name} {}", quoted(value?))));
        format!("haetae{} login", given.collect::<String>())
    }
}

/// A word as a shell takes it.
fn quoted(value: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_./:@=+,%".contains(c);
    if !value.is_empty() && value.chars().all(plain) {
        value.to_owned()
    } else {
        format!("'{}'", value.replace('\'', "'\\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The suggested command signs in at the issuer and for the profile of the failed command.
    #[test]
    fn the_command_to_sign_in_has_the_options_it_needs() {
        let told = |options: &Options| options.with_sign_in(vec!["→ Sign in with haetae login, or".into()]).remove(0);
        assert_eq!(told(&Options::default()), "→ Sign in with haetae login, or");
        let options = Options {
            profile: Some("kim".into()),
            endpoint: Some("https://haetae.example".into()),
            config: Some("/my files/cli.toml".into()),
            ..Options::default()
        };
        assert_eq!(
            told(&options),
            "→ Sign in with haetae --config '/my files/cli.toml' --as kim --endpoint https://haetae.example login, or"
        );
    }
}
