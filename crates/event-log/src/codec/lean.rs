//! Reading no more of a commit than a read model needs. Checklists are long, and their texts are shown from elsewhere: to
//! skip these makes a replay much cheaper. The numbers of the fields are those of the contract; a test holds them to it.

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

/// [`pb::Event`] with no other event than this.
#[derive(Clone, PartialEq, Message)]
struct Generated {
    #[prost(message, optional, tag = "60")]
    checklist: Option<Checklist>,
}

/// [`pb::DiagnosisGenerated`] without what follows from its review.
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

/// A commit without its events.
pub(crate) fn envelope(payload: Bytes) -> Result<pb::Commit, DecodeError> {
    split(payload).map(|(commit, _)| commit)
}

/// A commit whose checklists have catalogues, profile, level, team and checkpoints, the latter without texts.
pub(crate) fn lean(payload: Bytes) -> Result<pb::Commit, DecodeError> {
    let (mut commit, events) = split(payload)?;
    commit.events = events.into_iter().map(event).collect::<Result<_, _>>()?;
    Ok(commit)
}

/// A commit without its events, of which each can be decoded.
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
