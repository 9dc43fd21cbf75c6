//! The policy and catalogue aggregates: published documents.

use haetae_domain::document::{self, ContentHash, DocumentVersion, Event, State};
use haetae_domain::ids::Meta;
use haetae_proto::common::v1 as wire;
use haetae_proto::event::v1 as pb;
use haetae_proto::event::v1::event::Event as WireEvent;

use super::{Aggregate, CodecError};
use crate::Category;

/// The scoring policy, `ev.policy.scoring`.
pub struct Policies;

/// Catalogues, `ev.catalog.<catalog id>`.
pub struct Catalogs;

macro_rules! documents {
    ($aggregate:ident, $category:ident, $published:ident, $activated:ident) => {
        impl Aggregate for $aggregate {
            const CATEGORY: Category = Category::$category;
            type Event = Event;
            type State = State;

            fn evolve(state: State, event: &Event, meta: &Meta) -> State {
                document::evolve(state, event, meta)
            }

            fn encode(event: &Event) -> WireEvent {
                match event {
                    Event::Published { version, content_hash, document } => WireEvent::$published(pb::$published {
                        version: *version,
                        content_hash: content_hash.to_vec().into(),
                        document: document.clone().into(),
                    }),
                    Event::Activated { version } => WireEvent::$activated(pb::$activated { version: *version }),
                }
            }

            fn decode(event: WireEvent) -> Result<Event, CodecError> {
                match event {
                    WireEvent::$published(p) => Ok(Event::Published {
                        version: p.version,
                        content_hash: hash(&p.content_hash)?,
                        document: p.document.into(),
                    }),
                    WireEvent::$activated(a) => Ok(Event::Activated { version: a.version }),
                    other => Err(CodecError::Misplaced(other.name())),
                }
            }
        }
    };
}

documents!(Policies, Policy, PolicyPublished, PolicyActivated);
documents!(Catalogs, Catalog, CatalogPublished, CatalogActivated);

/// The contract's shape.
pub fn version_to_wire(version: &DocumentVersion) -> wire::DocumentVersion {
    wire::DocumentVersion {
        document_id: version.id.clone(),
        version: version.version,
        content_hash: version.content_hash.to_vec(),
    }
}

/// The domain's shape.
///
/// # Errors
/// When it is absent or its hash is not 32 bytes.
pub fn version_from_wire(version: Option<wire::DocumentVersion>) -> Result<DocumentVersion, CodecError> {
    let version = version.ok_or_else(|| CodecError::field("document_version"))?;
    Ok(DocumentVersion {
        content_hash: hash(&version.content_hash)?,
        id: version.document_id,
        version: version.version,
    })
}

fn hash(bytes: &[u8]) -> Result<ContentHash, CodecError> {
    bytes.try_into().map_err(|_| CodecError::field("content_hash"))
}
