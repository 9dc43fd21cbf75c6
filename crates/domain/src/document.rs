//! Published documents: policies and catalogues have the same life cycle. A published version never changes.

use crate::ids::Meta;

/// SHA-256 of a document's bytes.
pub type ContentHash = [u8; 32];

/// Names one version of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentVersion {
    /// `scoring`, `web-service`, …
    pub id: String,
    /// From 1.
    pub version: u32,
    /// SHA-256 of its bytes.
    pub content_hash: ContentHash,
}

/// Stored for ever: add variants, never rename or reuse one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A version was published.
    Published {
        /// From 1, without gaps.
        version: u32,
        /// SHA-256 of `document`.
        content_hash: ContentHash,
        /// Canonical JSON.
        document: Vec<u8>,
    },
    /// A version became the one in use.
    Activated {
        /// A published version.
        version: u32,
    },
}

impl Event {
    /// The version that is published, with its hash and content; none for any other event.
    #[must_use]
    pub fn published(&self) -> Option<(u32, ContentHash, &[u8])> {
        match self {
            Self::Published { version, content_hash, document } => Some((*version, *content_hash, document)),
            Self::Activated { .. } => None,
        }
    }

    /// The version that comes into use; none for any other event.
    #[must_use]
    pub const fn activated(&self) -> Option<u32> {
        match self {
            Self::Activated { version } => Some(*version),
            Self::Published { .. } => None,
        }
    }
}

/// Every version of one document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State {
    /// Published versions; version n is at index n − 1.
    pub versions: Vec<Published>,
    /// The version in use; 0 before the first activation.
    pub active: u32,
}

/// One published version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    /// SHA-256 of `document`.
    pub content_hash: ContentHash,
    /// Canonical JSON.
    pub document: Vec<u8>,
    /// By whom and when.
    pub meta: Meta,
}

impl State {
    /// A published version.
    pub fn get(&self, version: u32) -> Option<&Published> {
        self.versions.get(usize::try_from(version.checked_sub(1)?).ok()?)
    }

    /// The version with this content.
    pub fn find(&self, content_hash: &ContentHash) -> Option<u32> {
        let index = self.versions.iter().position(|v| v.content_hash == *content_hash)?;
        u32::try_from(index + 1).ok()
    }
}

/// Folds one event.
pub fn evolve(mut state: State, event: &Event, meta: &Meta) -> State {
    match event {
        Event::Published { content_hash, document, version: _ } => {
            let (content_hash, document, meta) = (*content_hash, document.clone(), meta.clone());
            state.versions.push(Published { content_hash, document, meta });
        }
        Event::Activated { version } => state.active = *version,
    }
    state
}

/// At start: publishes and activates the shipped document unless it was published before. If an operator has
/// activated another version since, that stays active.
pub fn publish_shipped(state: &State, content_hash: ContentHash, document: Vec<u8>) -> Vec<Event> {
    let mut events = publish(state, content_hash, document);
    if let Some((version, ..)) = events.first().and_then(Event::published) {
        events.push(Event::Activated { version });
    }
    events
}

/// Publishes a checked document; content that was published before changes nothing, whatever its version.
pub fn publish(state: &State, content_hash: ContentHash, document: Vec<u8>) -> Vec<Event> {
    if state.find(&content_hash).is_some() {
        return vec![];
    }
    let version = u32::try_from(state.versions.len()).unwrap_or(u32::MAX).saturating_add(1);
    vec![Event::Published { version, content_hash, document }]
}

/// Activates a version.
///
/// # Errors
/// When the version does not exist.
pub fn activate(state: &State, version: u32) -> Result<Vec<Event>, Rejection> {
    match state.get(version) {
        None => Err(Rejection::UnknownVersion),
        Some(_) if state.active == version => Ok(vec![]),
        Some(_) => Ok(vec![Event::Activated { version }]),
    }
}

/// Why a command was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    /// This version was not published.
    #[error("there is no such version")]
    UnknownVersion,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::Person;

    fn fold(events: &[Event]) -> State {
        let meta = Meta { by: Person::default(), at: jiff::Timestamp::UNIX_EPOCH };
        events.iter().fold(State::default(), |s, e| evolve(s, e, &meta))
    }

    #[test]
    fn a_new_content_becomes_the_next_version_and_an_old_one_changes_nothing() {
        let first = publish_shipped(&State::default(), [1; 32], b"a".to_vec());
        let state = fold(&first);
        assert_eq!((state.active, state.versions.len()), (1, 1));
        assert_eq!(publish_shipped(&state, [1; 32], b"a".to_vec()), vec![]);

        let second = publish_shipped(&state, [2; 32], b"b".to_vec());
        let state = fold(&[first, second].concat());
        assert_eq!((state.active, state.versions.len()), (2, 2));
        assert_eq!(
            publish_shipped(&state, [1; 32], b"a".to_vec()),
            vec![],
            "an older content is not activated again by a restart"
        );
        assert_eq!(state.get(2).map(|v| v.document.as_slice()), Some(b"b".as_slice()));
        assert_eq!(state.get(0), None);
    }
    #[test]
    fn publishing_activates_nothing_and_a_content_is_published_once() {
        let shipped = publish_shipped(&State::default(), [1; 32], b"a".to_vec());
        let next = publish(&fold(&shipped), [2; 32], b"b".to_vec());
        let state = fold(&[shipped, next].concat());
        assert_eq!((state.active, state.versions.len(), state.find(&[2; 32])), (1, 2, Some(2)));
        assert_eq!(publish(&state, [1; 32], b"a".to_vec()), vec![]);

        assert_eq!(activate(&state, 2), Ok(vec![Event::Activated { version: 2 }]));
        assert_eq!(activate(&state, 1), Ok(vec![]), "it is active");
        assert_eq!(activate(&state, 3), Err(Rejection::UnknownVersion));
        assert_eq!(activate(&state, 0), Err(Rejection::UnknownVersion));
    }
}
