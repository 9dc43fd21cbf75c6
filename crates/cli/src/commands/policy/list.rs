//! `haetae policy list` and `show`.

use haetae_proto::risk::v1::{GetPolicyRequest, GetPolicyResponse, ListPoliciesRequest, ListPoliciesResponse};

use crate::{
    commands::{
        find,
        pages::{Page, Pages},
    },
    failure::{Done, Failure},
    files::{Format, write_document},
    session::Session,
    views,
};

/// Largest page of versions.
const PAGE: u32 = 100;

/// List the published versions, newest first
#[derive(Debug, clap::Args)]
pub(crate) struct List {
    #[command(flatten)]
    pages: Pages,
}

impl List {
    pub(super) async fn run(self, session: &Session) -> Done {
        let (mut risk, mut etag, mut consistency_token) = (session.risk().await?, String::new(), String::new());
        let page = self.pages.collect(PAGE, async |page_size, page_token| {
            let answer = risk.list_policies(ListPoliciesRequest { page_size, page_token }).await?.into_inner();
            (etag, consistency_token) = (answer.etag, answer.consistency_token);
            Ok(Page { entries: answer.policies, next: answer.next_page_token })
        });
        let page = page.await?;
        let answer =
            ListPoliciesResponse { policies: page.entries, next_page_token: page.next, etag, consistency_token };
        session.show(&answer, |look| {
            let more = views::more(!answer.next_page_token.is_empty(), look);
            views::policies(&answer.policies, look) + more + &views::version(&answer.etag, look)
        })
    }
}

/// Show a version: its points, levels and days, with the etag for activate
#[derive(Debug, clap::Args)]
pub(crate) struct Show {
    /// A published version [default: the one in use]
    #[arg(default_value = "0", hide_default_value = true, value_parser = find::version)]
    version: u32,
    /// Write the whole document instead, as publish and simulate take it [default: json]
    #[arg(long, value_name = "FORM", num_args = 0..=1, require_equals = true, default_missing_value = "json")]
    document: Option<Format>,
}

impl Show {
    pub(super) async fn run(self, session: &Session) -> Done {
        let answer = get(session, self.version).await?;
        if let Some(form) = self.document {
            return write_document(&answer.document, form);
        }
        let policy = answer.policy.as_ref().ok_or_else(Failure::incomplete)?;
        session.show(&answer, |look| {
            views::policy(policy, look) + &views::points(&answer.document, look) + &views::version(&answer.etag, look)
        })
    }
}

/// A version of the policy.
pub(super) async fn get(session: &Session, version: u32) -> Result<GetPolicyResponse, Failure> {
    Ok(session.risk().await?.get_policy(GetPolicyRequest { version }).await?.into_inner())
}
