//! Decodes only the parts of a commit that a read model needs. Checklists are long, and their texts are served by
//! another service; skipping the texts makes a replay much cheaper. The field numbers below repeat those of the
//! contract; a test checks that they agree.

use bytes::Bytes;
use haetae_proto::common::v1::{DocumentVersion, Person, ServiceProfile};
use haetae_proto::event::v1 as pb;
use haetae_proto::event::v1::event::Event as WireEvent;
use prost::{DecodeError, Message, encoding::decode_key};

/// The field of [`pb::Event`] that holds a checklist.
const GENERATED: u32 = 60;

/// [`pb::Commit`] with its events as bytes.
#[derive(Clone, PartialEq, Message)]
struct Envelope {
    #[prost(bytes = "bytes", tag = "1")]
    commit_id: Bytes,
    #[prost(string, tag = "2")]
    category: String,
    #[prost(string, tag = "3")]
    aggregate_id: String,
    #[prost(uint64, tag = "4")]
    version: u64,
    #[prost(message, optional, tag = "5")]
    actor: Option<Person>,
    #[prost(message, optional, tag = "6")]
    recorded_at: Option<prost_types::Timestamp>,
    #[prost(bytes = "bytes", tag = "7")]
    request_id: Bytes,
    #[prost(bytes = "bytes", tag = "8")]
    request_hash: Bytes,
    #[prost(message, optional, tag = "9")]
    cause: Option<pb::Cause>,
    #[prost(bytes = "bytes", tag = "10")]
    trace_id: Bytes,
    #[prost(bytes = "bytes", repeated, tag = "11")]
    events: Vec<Bytes>,
}

/// [`pb::Event`] reduced to this one kind of event.
#[derive(Clone, PartialEq, Message)]
struct Generated {
    #[prost(message, optional, tag = "60")]
    checklist: Option<Checklist>,
}

/// [`pb::DiagnosisGenerated`] without the fields derived from the review.
#[derive(Clone, PartialEq, Message)]
struct Checklist {
    #[prost(message, repeated, tag = "1")]
    catalogs: Vec<DocumentVersion>,
    #[prost(message, optional, tag = "2")]
    profile: Option<ServiceProfile>,
    #[prost(int32, tag = "3")]
    level: i32,
    #[prost(string, tag = "5")]
    team: String,
    #[prost(message, repeated, tag = "6")]
    checkpoints: Vec<Checkpoint>,
}

/// [`pb::SelectedCheckpoint`] without its texts.
#[derive(Clone, Copy, PartialEq, Eq, Message)]
struct Checkpoint {
    #[prost(int32, tag = "4")]
    layer: i32,
    #[prost(bool, tag = "5")]
    mandatory: bool,
}

/// Decodes a commit without its events.
pub(crate) fn envelope(payload: Bytes) -> Result<pb::Commit, DecodeError> {
    split(payload).map(|(commit, _)| commit)
}

/// Decodes a commit with reduced checklists: catalogues, profile, level, team, and checkpoints without texts.
pub(crate) fn lean(payload: Bytes) -> Result<pb::Commit, DecodeError> {
    let (mut commit, events) = split(payload)?;
    commit.events = events.into_iter().map(event).collect::<Result<_, _>>()?;
    Ok(commit)
}

/// Decodes a commit without its events, but verifies that each event could be decoded.
pub(crate) fn skim(payload: Bytes) -> Result<pb::Commit, DecodeError> {
    let (commit, events) = split(payload)?;
    for event in events {
        pb::Event::decode(event)?;
    }
    Ok(commit)
}

fn split(payload: Bytes) -> Result<(pb::Commit, Vec<Bytes>), DecodeError> {
    let Envelope {
        commit_id,
        category,
        aggregate_id,
        version,
        actor,
        recorded_at,
        request_id,
        request_hash,
        cause,
        trace_id,
        events,
    } = Envelope::decode(payload)?;
    let commit = pb::Commit {
        commit_id,
        category,
        aggregate_id,
        version,
        actor,
        recorded_at,
        request_id,
        request_hash,
        cause,
        trace_id,
        events: Vec::new(),
    };
    Ok((commit, events))
}

fn event(bytes: Bytes) -> Result<pb::Event, DecodeError> {
    let generated = !bytes.is_empty() && decode_key(&mut bytes.as_ref())?.0 == GENERATED;
    if !generated {
        return pb::Event::decode(bytes);
    }
    let Checklist { catalogs, profile, level, team, checkpoints } =
        Generated::decode(bytes.as_ref())?.checklist.unwrap_or_default();
    let checkpoints = checkpoints.into_iter().map(|Checkpoint { layer, mandatory }| pb::SelectedCheckpoint {
        layer,
        mandatory,
        ..pb::SelectedCheckpoint::default()
    });
    let checkpoints = checkpoints.collect();
    let generated =
        pb::DiagnosisGenerated { catalogs, profile, level, team, checkpoints, ..pb::DiagnosisGenerated::default() };
    Ok(pb::Event { event: Some(WireEvent::DiagnosisGenerated(generated)) })
}
