//! `haetae policy publish` and `activate`.

use std::path::PathBuf;

use haetae_client::request_id;
use haetae_proto::risk::v1::{ActivatePolicyRequest, PublishPolicyRequest};

use super::list;
use crate::{
    commands::{
        ask::{self, Sure},
        find,
        write::{ChangeOptions, Write},
    },
    failure::{Done, Failure},
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
        let document = files::document(&self.file)?;
        let request = PublishPolicyRequest {
            request_id: self.write.request_id(session),
            document: document.bytes(),
            validate_only: self.write.validate_only,
        };
        let answer = session.risk().await?.publish_policy(request).await;
        let answer = answer.map_err(|status| files::refused(&document, status.into()))?.into_inner();
        let policy = answer.policy.as_ref().ok_or_else(Failure::incomplete)?;
        session.show(&answer, |look| views::policy(policy, look) + &views::version(&answer.etag, look))
    }
}

/// Put a published version in use; open reviews are scored again
#[derive(Debug, clap::Args)]
pub(crate) struct Activate {
    /// The version, e.g. 2 or v2
    #[arg(value_parser = find::version)]
    version: u32,
    #[command(flatten)]
    sure: Sure,
    #[command(flatten)]
    change: ChangeOptions,
}

impl Activate {
    pub(super) async fn run(self, session: &Session) -> Done {
        let used = list::get(session, 0).await?;
        if !self.change.is_named() {
            // Permission and validity are checked before the confirmation prompt.
            let tried = ActivatePolicyRequest {
                request_id: request_id(),
                etag: used.etag.clone(),
                version: self.version,
                validate_only: true,
            };
            session.risk().await?.activate_policy(tried).await?;
            let next = list::get(session, self.version).await?;
            let before = used.policy.as_ref().ok_or_else(Failure::incomplete)?;
            let after = next.policy.as_ref().ok_or_else(Failure::incomplete)?;
            self.sure.confirm(session, false, &ask::by_etag(), |look| {
                let effect = look.pick(
                    "이 버전을 사용합니다. 완료되지 않은 검토는 모두 다시 평가되어 등급과 처리 기한이 바뀔 수 있습니다. haetae policy simulate로 미리 볼 수 있습니다.",
                    "This puts the version in use: all open reviews are scored again, and levels and due dates may change. haetae policy simulate shows them first.",
                );
                format!("{}\n→\n{}\n{effect}", views::policy(before, look), views::policy(after, look))
            })?;
        }
        let latest = async { Ok(used.etag) };
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
