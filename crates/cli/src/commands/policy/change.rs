//! `haetae policy publish` and `activate`.

use std::path::PathBuf;

use haetae_proto::risk::v1::{ActivatePolicyRequest, PublishPolicyRequest};

use super::{Done, list};
use crate::{
    commands::write::{Change, Write},
    failure::Failure,
    files,
    session::Session,
    views,
};

/// Publish a version; activate puts it in use
#[derive(Debug, clap::Args)]
pub(crate) struct Publish {
    /// The whole policy, as .json, .yaml or .toml
    file: PathBuf,
    #[command(flatten)]
    write: Write,
}

impl Publish {
    pub(super) async fn run(self, session: &Session) -> Done {
        let request = PublishPolicyRequest {
            request_id: self.write.request_id(session),
            document: files::document(&self.file)?,
            validate_only: self.write.validate_only,
        };
        let answer = session.risk().await?.publish_policy(request).await?.into_inner();
        let policy = answer.policy.as_ref().ok_or_else(Failure::incomplete)?;
        session.show(&answer, |look| views::policy(policy, look) + &views::version(&answer.etag, look))
    }
}

/// Put a published version in use; open reviews are scored again
#[derive(Debug, clap::Args)]
pub(crate) struct Activate {
    /// The version
    version: u32,
    #[command(flatten)]
    change: Change,
}

impl Activate {
    pub(super) async fn run(self, session: &Session) -> Done {
        let latest = async { Ok(list::get(session, 0).await?.etag) };
        let decided = self.change.decided(session, latest).await?;
        let request = ActivatePolicyRequest {
            request_id: decided.request_id,
            etag: decided.etag,
            version: self.version,
            validate_only: decided.validate_only,
        };
        let answer = session.risk().await?.activate_policy(request).await?.into_inner();
        let policy = answer.policy.as_ref().ok_or_else(Failure::incomplete)?;
        session.show(&answer, |look| views::policy(policy, look) + &views::version(&answer.etag, look))
    }
}
