//! The identity provider of one run: its key, and tokens for those who take part.

use std::{
    fs::{self, OpenOptions},
    io::Write as _,
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use anyhow::{Context as _, Result};
use haetae_devstack::PlatformOptions;
use haetae_service_kit::{
    auth::Role,
    issuer::{Holder, Issuer},
};

use crate::workspace;

/// The `iss` of tokens where no issuer answers.
const ISSUER: &str = "https://issuer.haetae.test";
/// The `aud` of every token.
const AUDIENCE: &str = "haetae";
/// A run may stay up for a working day.
const LIFETIME: Duration = Duration::from_secs(12 * 60 * 60);

/// Everyone a newcomer can act as: the profile of the command line, and the holder of its token.
pub(crate) const PROFILES: [(&str, Holder<'static>); 9] = [
    ("requester", person("requester-commerce", "김하늘", Some("commerce"), &[Role::Requester])),
    ("requester-2", person("requester-logistics-platform", "강민재", Some("logistics-platform"), &[Role::Requester])),
    ("reviewer", REVIEWER),
    ("reviewer-2", person("reviewer-2", "최유나", None, &[Role::Reviewer])),
    ("approver", person("approver-1", "박지훈", None, &[Role::Approver])),
    ("approver-2", person("approver-2", "정현우", None, &[Role::Approver])),
    ("content-admin", person("content-admin-1", "송지아", None, &[Role::ContentAdmin])),
    ("auditor", person("auditor-1", "남기태", None, &[Role::Auditor])),
    ("operator", OPERATOR),
];

/// The requester of each team.
const REQUESTERS: [(&str, &str); 14] = [
    ("urban-safety", "정해민"),
    ("traffic-operations", "권도현"),
    ("water-works", "오세린"),
    ("public-health", "한지우"),
    ("mobility-data", "서도윤"),
    ("parking-services", "문가은"),
    ("environment-policy", "임채원"),
    ("urban-planning", "조은서"),
    ("commerce", "김하늘"),
    ("identity-platform", "윤서준"),
    ("logistics-platform", "강민재"),
    ("workplace-it", "신예린"),
    ("facility-engineering", "배준호"),
    ("civil-affairs", "홍다은"),
];

const REVIEWER: Holder<'static> = person("reviewer-1", "이수진", None, &[Role::Reviewer]);
const OPERATOR: Holder<'static> = person("operator-1", "유한결", None, &[Role::Operator]);

const fn person(
    subject: &'static str,
    name: &'static str,
    team: Option<&'static str>,
    roles: &'static [Role],
) -> Holder<'static> {
    Holder { subject, name, team, roles }
}

/// Makes tokens; the services of [`Identity::platform`] take them.
pub(crate) struct Identity {
    issuer: Arc<Issuer>,
    /// The `iss` of every token.
    name: String,
    jwks_file: PathBuf,
}

impl Identity {
    /// A new key, its public half written into `dir`.
    pub(crate) fn create(dir: &Path) -> Result<Self> {
        Self::issued_by(ISSUER, dir)
    }

    /// The same, with the issuer at this address.
    pub(crate) fn issued_by(name: &str, dir: &Path) -> Result<Self> {
        let issuer = Arc::new(Issuer::generate(name, AUDIENCE)?);
        let jwks_file = dir.join("jwks.json");
        fs::write(&jwks_file, issuer.jwks_json()).with_context(|| jwks_file.display().to_string())?;
        Ok(Self { issuer, name: name.to_owned(), jwks_file })
    }

    /// The four services from the source tree and `bin_dir`, which take this provider's tokens.
    pub(crate) fn platform(&self, bin_dir: PathBuf) -> PlatformOptions {
        let options = PlatformOptions::new(&workspace::root(), bin_dir, &self.jwks_file);
        PlatformOptions { issuer: self.name.clone(), audience: AUDIENCE.to_owned(), log_bytes: 8 << 30, ..options }
    }

    /// A requester of `team`.
    pub(crate) fn requester(&self, team: &str) -> Result<String> {
        let subject = format!("requester-{team}");
        let name = REQUESTERS.iter().find(|(of, _)| *of == team).map_or(team, |(_, name)| name);
        self.token(&Holder { subject: &subject, name, team: Some(team), roles: &[Role::Requester] })
    }

    /// Someone who judges and sees the reviews of every team.
    pub(crate) fn reviewer(&self) -> Result<String> {
        self.token(&REVIEWER)
    }

    /// Someone who keeps the read models.
    pub(crate) fn operator(&self) -> Result<String> {
        self.token(&OPERATOR)
    }

    /// The token of a holder, for the whole run.
    pub(crate) fn token(&self, holder: &Holder<'_>) -> Result<String> {
        Ok(self.issuer.token(holder, LIFETIME)?)
    }

    /// The issuer that signs the tokens.
    pub(crate) fn signer(&self) -> Arc<Issuer> {
        Arc::clone(&self.issuer)
    }
}

/// Writes a token where only its owner reads it.
pub(crate) fn keep(token: &str, file: &Path) -> Result<()> {
    let mut open = OpenOptions::new();
    let opened = open.write(true).create_new(true).mode(0o600).open(file);
    opened.and_then(|mut file| file.write_all(token.as_bytes())).with_context(|| file.display().to_string())
}
