//! `haetae catalog publish`, `activate` and `preview-upgrade`.

use std::path::PathBuf;

use haetae_client::request_id;
use haetae_document::differences;
use haetae_proto::checkpoint::v1::{
    ActivateCatalogRequest, GetCatalogResponse, PreviewUpgradeRequest, PublishCatalogRequest,
};

use super::list;
use crate::{
    commands::{
        ask::{self, Sure},
        find, review,
        write::{ChangeOptions, Write},
    },
    failure::{Done, Failure},
    files, output,
    session::Session,
    views,
};

/// Publish the next version of a catalogue; activate puts it in use
#[derive(Debug, clap::Args)]
pub(crate) struct Publish {
    /// The whole catalogue, as .json, .yaml or .toml; or the id that it must have, with the file after it
    #[arg(value_name = "FILE|ID")]
    first: String,
    /// The whole catalogue, after its id
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
    #[command(flatten)]
    write: Write,
}

impl Publish {
    pub(super) async fn run(self, session: &Session) -> Done {
        let (id, file) = match self.file {
            Some(file) => (Some(self.first), file),
            None => (None, PathBuf::from(self.first)),
        };
        let document = files::document(&file)?;
        let request = PublishCatalogRequest {
            request_id: self.write.request_id(session),
            // The file says which catalogue it is.
            catalog_id: id.or_else(|| document.text("id").map(str::to_owned)).unwrap_or_default(),
            document: document.bytes(),
            validate_only: self.write.validate_only,
        };
        let answer = session.catalogs().await?.publish_catalog(request).await;
        let answer = answer.map_err(|status| files::refused(&document, status.into()))?.into_inner();
        let catalog = answer.catalog.as_ref().ok_or_else(Failure::incomplete)?;
        session.show(&answer, |look| views::catalog(catalog, look) + &views::version(&answer.etag, look))
    }
}

/// Put a published version in use for new checklists
#[derive(Debug, clap::Args)]
pub(crate) struct Activate {
    /// Id of the catalogue, or a prefix that only one has
    catalog: String,
    /// The version, e.g. 2 or v2
    #[arg(value_parser = find::version)]
    version: u32,
    #[command(flatten)]
    sure: Sure,
    #[command(flatten)]
    change: ChangeOptions,
}

impl Activate {
    pub(super) async fn run(mut self, session: &Session) -> Done {
        self.catalog = find::catalog(session, &self.catalog).await?;
        let used = list::get(session, &self.catalog, 0, false).await?;
        if !self.change.is_named() {
            // Permission and validity are checked before the confirmation prompt.
            let tried = ActivateCatalogRequest {
                request_id: request_id(),
                catalog_id: self.catalog.clone(),
                version: self.version,
                etag: used.etag.clone(),
                validate_only: true,
            };
            session.catalogs().await?.activate_catalog(tried).await?;
            let next = list::get(session, &self.catalog, self.version, false).await?;
            let before = used.catalog.as_ref().ok_or_else(Failure::incomplete)?;
            let after = next.catalog.as_ref().ok_or_else(Failure::incomplete)?;
            self.sure.confirm(session, false, &ask::by_etag(), |look| {
                let effect = look.pick(
                    "이 버전을 새 점검표에 사용합니다. 이미 만든 점검표는 그대로입니다.",
                    "This puts the version in use for new checklists; those that exist stay as they are.",
                );
                format!("{}\n→\n{}\n{effect}", views::catalog(before, look), views::catalog(after, look))
            })?;
        }
        let latest = async { Ok(used.etag) };
        let decided = self.change.decided(session, latest).await?;
        let request = ActivateCatalogRequest {
            request_id: decided.request_id,
            catalog_id: self.catalog,
            version: self.version,
            etag: decided.etag,
            validate_only: decided.validate_only,
        };
        let answer = session.catalogs().await?.activate_catalog(request).await?.into_inner();
        let catalog = answer.catalog.as_ref().ok_or_else(Failure::incomplete)?;
        session.show(&answer, |look| views::catalog(catalog, look) + &views::version(&answer.etag, look))
    }
}

/// Show how the versions in use would change the checklist of a review, or the differences between two versions
///
/// Everyone who may read the review sees what an upgrade would change. Without a review, --catalog compares any two versions
/// of a catalogue, published or in use.
#[derive(Debug, clap::Args)]
pub(crate) struct PreviewUpgrade {
    /// The review: its number, e.g. R-2026-0142, its id, or the beginning of its id
    #[arg(required_unless_present = "catalog")]
    review: Option<String>,
    /// Id of a catalogue, or a prefix that only one has, instead of a review
    #[arg(long, value_name = "ID", conflicts_with = "review")]
    catalog: Option<String>,
    /// The older version, e.g. 1 or v1 [default: the one in use]
    #[arg(long, value_name = "VERSION", value_parser = find::version, requires = "catalog")]
    from: Option<u32>,
    /// The newer version [default: the latest published]
    #[arg(long, value_name = "VERSION", value_parser = find::version, requires = "catalog")]
    to: Option<u32>,
}

impl PreviewUpgrade {
    pub(super) async fn run(self, session: &Session) -> Done {
        let Some(review) = self.review else {
            return compare(session, &self.catalog.unwrap_or_default(), self.from, self.to).await;
        };
        let review_id = find::review(session, &review).await?;
        let title = review::title(session, &review_id).await?;
        let request = PreviewUpgradeRequest { review_id };
        let answer = session.catalogs().await?.preview_upgrade(request).await?.into_inner();
        session.show(&answer, |look| views::upgrade(&answer, &title, look) + &views::version(&answer.etag, look))
    }
}

/// Shows what differs between two versions of a catalogue.
async fn compare(session: &Session, catalog: &str, from: Option<u32>, to: Option<u32>) -> Done {
    let catalog = find::catalog(session, catalog).await?;
    let from = list::get(session, &catalog, from.unwrap_or(0), true).await?;
    let latest = from.catalog.as_ref().map_or(0, |catalog| catalog.latest_version);
    let to = to.unwrap_or(latest);
    let to = list::get(session, &catalog, to, true).await?;
    let number = |answer: &GetCatalogResponse| {
        answer.catalog.as_ref().and_then(|catalog| catalog.version.as_ref()).map(|version| version.version)
    };
    let numbers = number(&from).zip(number(&to)).ok_or_else(Failure::incomplete)?;
    let found = differences(&from.document, &to.document).map_err(|_| Failure::incomplete())?;
    if session.is_structured() {
        return session.output().write_value(&views::versions_value(&catalog, numbers, &found));
    }
    output::write(&views::versions(&catalog, numbers, &found, session.look()))
}
