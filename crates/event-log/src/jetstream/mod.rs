//! The event log on NATS JetStream.

mod bench;
mod certain;
mod clocks;
mod committer;
mod compare;
mod connect;
mod connect_error;
mod contact;
mod credentials;
mod drift;
mod durability;
mod gate;
mod heads;
mod inner;
mod job;
mod keeper;
mod load;
mod log;
mod members;
mod neighbours;
mod not_made;
mod options;
mod port;
mod publish;
pub(crate) mod raw;
mod read;
mod refused;
mod report;
mod restore;
mod session;
mod settle;
mod stream;
mod subjects;
mod trouble;
mod view;
mod wire;

pub use self::{
    connect_error::ConnectError,
    credentials::Credentials,
    drift::Drift,
    log::JetStreamLog,
    options::{ArchiveHead, Options, Rooms},
    stream::EVENTS,
};
pub(crate) use self::{
    neighbours::ensure_stream,
    refused::{Refused, refused},
    stream::durable as settings,
    wire::{recorded, time, unavailable},
};
