//! `haetae catalog list` and `show`.

use haetae_proto::checkpoint::v1::{GetCatalogRequest, GetCatalogResponse, ListCatalogsRequest, ListCatalogsResponse};

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

/// Largest page of catalogues.
const PAGE: u32 = 100;

/// List the catalogues with the version in use
#[derive(Debug, clap::Args)]
pub(crate) struct List {
    #[command(flatten)]
    pages: Pages,
}

impl List {
    pub(super) async fn run(self, session: &Session) -> Done {
        let mut catalogs = session.catalogs().await?;
        let page = self.pages.collect(PAGE, async |page_size, page_token| {
            let request = ListCatalogsRequest { page_size, page_token };
            let answer = catalogs.list_catalogs(request).await?.into_inner();
            Ok(Page { entries: answer.catalogs, next: answer.next_page_token })
        });
        let page = page.await?;
        let answer = ListCatalogsResponse { catalogs: page.entries, next_page_token: page.next };
        session.show(&answer, |look| {
            views::catalogs(&answer.catalogs, look) + views::more(!answer.next_page_token.is_empty(), look)
        })
    }
}

/// Show a version of a catalogue: its figures and rules, with the etag for activate
#[derive(Debug, clap::Args)]
pub(crate) struct Show {
    /// Id of the catalogue, e.g. web-service, or a prefix that only one has
    catalog: String,
    /// A published version [default: the one in use]
    #[arg(long, default_value = "0", hide_default_value = true, value_parser = find::version)]
    version: u32,
    /// Write the whole document instead, as publish takes it [default: json]
    #[arg(long, value_name = "FORM", num_args = 0..=1, require_equals = true, default_missing_value = "json")]
    document: Option<Format>,
}

impl Show {
    pub(super) async fn run(mut self, session: &Session) -> Done {
        self.catalog = find::catalog(session, &self.catalog).await?;
        let answer = get(session, &self.catalog, self.version, self.document.is_some()).await?;
        if let Some(form) = self.document {
            return write_document(&answer.document, form);
        }
        let catalog = answer.catalog.as_ref().ok_or_else(Failure::incomplete)?;
        session.show(&answer, |look| {
            views::catalog(catalog, look) + &views::rules(&answer.rules, look) + &views::version(&answer.etag, look)
        })
    }
}

/// A version of a catalogue.
pub(super) async fn get(
    session: &Session,
    catalog_id: &str,
    version: u32,
    include_document: bool,
) -> Result<GetCatalogResponse, Failure> {
    let request = GetCatalogRequest { catalog_id: catalog_id.to_owned(), version, include_document };
    Ok(session.catalogs().await?.get_catalog(request).await?.into_inner())
}
