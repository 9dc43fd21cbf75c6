//! `haetae audit pubkey`, `head`, `heads` and `receipt`.

use haetae_proto::dashboard::v1::{
    GetLogHeadRequest, GetPublicKeyRequest, GetReceiptRequest, ListLogHeadsRequest, ListLogHeadsResponse,
};

use crate::{
    commands::pages::{Page, Pages},
    failure::{Done, Failure},
    output,
    session::Session,
    views,
};

/// Largest page of heads.
const PAGE: u32 = 200;

/// Show the key that heads are signed with
#[derive(Debug, clap::Args)]
pub(crate) struct Pubkey {
    /// Print only the key, for a file
    #[arg(long)]
    raw: bool,
}

impl Pubkey {
    pub(super) async fn run(self, session: &Session) -> Done {
        let answer = session.audit().await?.get_public_key(GetPublicKeyRequest {}).await?.into_inner();
        if self.raw {
            return output::write(&format!("{}\n", answer.public_key));
        }
        session.show(&answer, |look| views::key(&answer, look))
    }
}

/// Show the latest signed head
#[derive(Debug, clap::Args)]
pub(crate) struct Head {
    /// Token of a write that the head must cover
    #[arg(long, default_value = "", hide_default_value = true)]
    after: String,
    /// Print only the signed note, which is what to keep
    #[arg(long)]
    raw: bool,
}

impl Head {
    pub(super) async fn run(self, session: &Session) -> Done {
        let request = GetLogHeadRequest { consistency_token: self.after };
        let answer = session.audit().await?.get_log_head(request).await?.into_inner();
        let head = answer.head.as_ref().ok_or_else(Failure::incomplete)?;
        if self.raw {
            return output::write(&head.note);
        }
        session.show(&answer, |look| views::head(head, look))
    }
}

/// List signed heads, the latest first
#[derive(Debug, clap::Args)]
pub(crate) struct Heads {
    #[command(flatten)]
    pages: Pages,
    /// Print only the signed notes, which are what to keep
    #[arg(long)]
    raw: bool,
}

impl Heads {
    pub(super) async fn run(self, session: &Session) -> Done {
        let mut audit = session.audit().await?;
        let page = self.pages.collect(PAGE, async |page_size, page_token| {
            let answer = audit.list_log_heads(ListLogHeadsRequest { page_size, page_token }).await?.into_inner();
            Ok(Page { entries: answer.heads, next: answer.next_page_token })
        });
        let page = page.await?;
        if self.raw {
            let notes: Vec<_> = page.entries.iter().map(|head| head.note.as_str()).collect();
            return output::write(&notes.join("\n"));
        }
        let answer = ListLogHeadsResponse { heads: page.entries, next_page_token: page.next };
        session.show(&answer, |look| {
            views::heads(&answer.heads, look) + views::more(!answer.next_page_token.is_empty(), look)
        })
    }
}

/// Show the receipt of a write: its position in the log and the hash of its leaf
#[derive(Debug, clap::Args)]
pub(crate) struct Receipt {
    /// Token of the write, as its answer gave it
    token: String,
}

impl Receipt {
    pub(super) async fn run(self, session: &Session) -> Done {
        let request = GetReceiptRequest { consistency_token: self.token };
        let answer = session.audit().await?.get_receipt(request).await?.into_inner();
        session.show(&answer, |look| views::receipt(&answer, look))
    }
}
