//! Controls of published catalogues: the layer where a checkpoint looks, and the title of its control.

use std::collections::HashMap;

use haetae_domain::text::Text;
use haetae_domain::vocabulary::Layer;
use haetae_projector::{NewRows, Tables};
use serde::Deserialize;
use sqlx::{PgConnection, Row as _};

use crate::text::clean;

/// The needed part of a catalogue version.
#[derive(Debug)]
pub struct Published {
    catalog: String,
    version: u32,
    controls: Controls,
}

/// A control as described in one version.
#[derive(Clone, Debug)]
pub(super) struct Control {
    /// The sequence of the commit that published it.
    sequence: u64,
    pub(super) layer: Layer,
    pub(super) title: Text,
}

/// The part of a document that is read.
#[derive(Deserialize)]
struct Document {
    controls: Vec<Described>,
}

#[derive(Deserialize)]
struct Described {
    id: String,
    layer: Layer,
    title: Text,
}

impl Published {
    /// None when the document is no catalogue.
    pub(super) fn read(catalog: &str, sequence: u64, (version, document): (u32, &[u8])) -> Option<Self> {
        let document: Document = serde_json::from_slice(document).ok()?;
        let controls = document.controls.into_iter().map(|Described { id, layer, title }| {
            let title = Text::new(clean(title.ko), clean(title.en));
            (clean(id), Control { sequence, layer, title })
        });
        Some(Self { catalog: catalog.to_owned(), version, controls: controls.collect() })
    }
}

/// By id.
type Controls = HashMap<String, Control>;
/// By catalogue and version.
type Versions = HashMap<String, HashMap<u32, Controls>>;

/// Every version published so far.
#[derive(Debug, Default)]
pub(super) struct Catalogs {
    /// None until the first write of a session.
    known: Option<Versions>,
    rows: NewRows,
}

impl Catalogs {
    /// Adds versions; the first time reads those of the table.
    pub(super) async fn publish(&mut self, tables: &mut Tables<'_>, published: Vec<Published>) -> sqlx::Result<()> {
        let known = match &mut self.known {
            Some(known) => known,
            none => none.insert(stored(tables).await?),
        };
        // A version is published once; a repeated publication changes nothing.
        let fresh = published.into_iter().filter(|one| match known.get(&one.catalog) {
            Some(versions) => !versions.contains_key(&one.version),
            None => true,
        });
        let fresh: Vec<_> = fresh.collect();
        for Published { catalog, version, controls } in fresh {
            for (id, control) in &controls {
                self.rows
                    .row(7)
                    .text(&catalog)
                    .integer(version.cast_signed())
                    .text(id)
                    .bigint(control.sequence.cast_signed())
                    .text(control.layer.as_str())
                    .text(&control.title.ko)
                    .text(&control.title.en);
            }
            known.entry(catalog).or_default().insert(version, controls);
        }
        tables.append("controls", &mut self.rows).await
    }

    /// The control of a checkpoint, in the catalogue version that a checklist names, if that version was published
    /// before a commit.
    pub(super) fn control(&self, versions: &[(String, u32)], checkpoint: &str, before: u64) -> Option<&Control> {
        let mut parts = checkpoint.split(':');
        let (catalog, control) = (parts.next()?, parts.next()?);
        let (_, version) = versions.iter().find(|(id, _)| id == catalog)?;
        let control = self.known.as_ref()?.get(catalog)?.get(version)?.get(control)?;
        (control.sequence < before).then_some(control)
    }
}

async fn stored(db: &mut PgConnection) -> sqlx::Result<Versions> {
    let mut known = Versions::new();
    for row in sqlx::query("SELECT * FROM controls").fetch_all(db).await? {
        let layer = Layer::parse(row.try_get("layer")?);
        let control = Control {
            sequence: row.try_get::<i64, _>("seq")?.cast_unsigned(),
            layer: layer.ok_or_else(|| sqlx::Error::Decode("an unknown layer".into()))?,
            title: Text::new(row.try_get::<String, _>("title_ko")?, row.try_get::<String, _>("title_en")?),
        };
        let versions = known.entry(row.try_get("catalog_id")?).or_default();
        let version = versions.entry(row.try_get::<i32, _>("version")?.cast_unsigned()).or_default();
        version.insert(row.try_get("control_id")?, control);
    }
    Ok(known)
}
