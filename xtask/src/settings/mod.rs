//! The typed configuration of each program, read from its source: every key with type, default and meaning.
//!
//! From it come docs/configuration.md and the check of the keys that a deployment sets.

mod default;
mod keys;
#[cfg(test)]
mod page;
mod source;

use anyhow::{Context as _, Result};

use self::{
    keys::{Default, Key, Section},
    source::Source,
};

/// The programs that read a configuration, named as their folders in `services/`.
pub(crate) const PROGRAMS: [&str; 5] = ["intake", "risk", "checkpoint", "dashboard", "console"];

/// The configuration of one program.
#[derive(Debug, Clone)]
pub(crate) struct Program {
    pub(crate) name: String,
    pub(crate) sections: Vec<Section>,
}

impl Program {
    /// Reads the configuration of a program from the source.
    ///
    /// # Errors
    /// An error if a source file cannot be read or has a shape that is not known here.
    pub(crate) fn read(name: &str) -> Result<Self> {
        let source = Source::of(name)?;
        let sections = source.sections().with_context(|| format!("the configuration of {name}"))?;
        Ok(Self { name: name.to_owned(), sections })
    }

    /// Finds the key that a variable of the environment sets.
    pub(crate) fn key(&self, variable: &str) -> Option<&Key> {
        let (section, key) = split(variable)?;
        let section = self.sections.iter().find(|one| one.name == section)?;
        section.keys.iter().find(|one| one.name == key)
    }

    /// Lists the variables that have to be set, of sections that the program cannot do without.
    pub(crate) fn required(&self) -> impl Iterator<Item = String> {
        self.sections.iter().filter(|section| !section.optional).flat_map(|section| {
            let keys = section.keys.iter().filter(|key| key.default == Default::Required);
            keys.map(|key| variable(&section.name, &key.name))
        })
    }
}

/// The variable of the environment for a key.
pub(crate) fn variable(section: &str, key: &str) -> String {
    format!("HAETAE__{}__{}", section.to_uppercase(), key.to_uppercase())
}

fn split(variable: &str) -> Option<(String, String)> {
    let (section, key) = variable.strip_prefix("HAETAE__")?.split_once("__")?;
    Some((section.to_lowercase(), key.to_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_each_program_are_found_and_others_are_not() {
        for (name, known, unknown) in [
            ("intake", "HAETAE__PEOPLE__KNOWN", "HAETAE__EVIDENCE__MAX_FILES"),
            ("risk", "HAETAE__CONTENT__DIR", "HAETAE__CONTENT__DIRECTORY"),
            ("checkpoint", "HAETAE__EVIDENCE__MAX_FILES", "HAETAE__DATABASE__URL"),
            ("dashboard", "HAETAE__DATABASE__URL_FILE", "HAETAE__PEOPLE__KNOWN"),
            ("console", "HAETAE__SIGNIN__JWKS_FILE", "HAETAE__SERVER__MAX_CONNECTIONS"),
        ] {
            let program = Program::read(name).unwrap();
            assert!(program.key(known).is_some(), "{name}: {known}");
            assert!(program.key(unknown).is_none(), "{name}: {unknown}");
        }
    }

    #[test]
    fn required_keys_are_those_without_a_default() {
        let required = |name| Program::read(name).unwrap().required().collect::<Vec<_>>();
        let writer = ["NATS__URL", "AUTH__ISSUER", "AUTH__AUDIENCE", "AUTH__JWKS_FILE", "CONTENT__DIR"];
        assert_eq!(required("risk"), writer.map(|key| format!("HAETAE__{key}")));
        assert_eq!(required("dashboard"), Vec::<String>::new());
        assert!(required("console").contains(&"HAETAE__SERVER__PUBLIC_URL".to_owned()));
    }

    #[test]
    fn defaults_are_those_of_the_code() {
        let checkpoint = Program::read("checkpoint").unwrap();
        let default = |variable| checkpoint.key(variable).unwrap().default.clone();
        let value = |text: &str| Default::Value(text.to_owned());
        assert_eq!(default("HAETAE__SERVER__LISTEN"), value("127.0.0.1:0"));
        assert_eq!(default("HAETAE__SERVER__MAX_RESPONSE_BYTES"), value("4194304"));
        assert_eq!(default("HAETAE__NATS__REQUIRE_ARCHIVE"), value("true"));
        assert_eq!(default("HAETAE__TELEMETRY__LOG"), value("info"));
        assert_eq!(default("HAETAE__NATS__MAX_BYTES"), Default::None);
        assert_eq!(default("HAETAE__NATS__URL"), Default::Required);
        let console = Program::read("console").unwrap();
        assert_eq!(console.key("HAETAE__SESSION__LIFETIME_MS").unwrap().default, value("43200000"));
    }
}
