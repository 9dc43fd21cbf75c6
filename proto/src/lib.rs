//! The contracts of Haetae, generated from `proto/haetae`. Change the `.proto` files, never this crate's output.

mod service;
mod states;
pub mod words;

pub use service::{PerService, Service};

/// Serialised `FileDescriptorSet` of every contract, with comments, for reflection.
pub const FILE_DESCRIPTOR_SET: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/haetae.bin"));

/// A request that changes something: every message with a `request_id` and `validate_only` is one.
///
/// Requests that ask for the same have one normal form: ids in lower case, lists without an order in order, each once, and
/// the texts as they are stored, which the services know ([`Texts`]).
pub trait Mutation: prost::Message + Texts + Clone {
    /// UUID chosen by the caller.
    fn request_id(&self) -> &str;
    /// The version the caller has seen; none where the contract takes none.
    fn etag(&self) -> Option<&str>;
    /// The review it is about; none where there is none yet, or never will be.
    fn review_id(&self) -> Option<&str>;
    /// The finding of that review it is about, if it is about one.
    fn finding_id(&self) -> Option<&str>;
    /// Whether nothing shall be written. Afterwards a dry run and the real one are the same request.
    fn take_validate_only(&mut self) -> bool;
    /// Whether it has its normal form, but for its texts.
    fn is_normal(&self) -> bool;
    /// Brings it into its normal form, but for its texts.
    fn normalize(&mut self);
}

/// The texts of a request that changes something: every string in it and in what it holds.
pub trait Texts {
    /// Whether something holds for each of them.
    fn all_texts(&self, holds: fn(&str) -> bool) -> bool;
    /// Does something to each of them.
    fn each_text(&mut self, each: fn(&mut String));
}

/// The generated server of a contract, which the build makes for any handler.
pub trait Served: Sized {
    /// The server as the platform runs it: it takes requests of at most so many bytes, compressed with gzip or not, and sends
    /// answers of at most so many.
    #[must_use]
    fn within(self, largest_request: usize, largest_answer: usize) -> Self;
}

impl common::v1::ServiceProfile {
    /// Whether each of its lists is in order and without repetition, which carry no meaning.
    fn is_normal(&self) -> bool {
        [&self.service_types, &self.components, &self.data_classes].iter().all(|list| list.is_sorted_by(|a, b| a < b))
    }

    fn normalize(&mut self) {
        for list in [&mut self.service_types, &mut self.components, &mut self.data_classes] {
            list.sort_unstable();
            list.dedup();
        }
    }
}

include!(concat!(env!("OUT_DIR"), "/mutations.rs"));
include!(concat!(env!("OUT_DIR"), "/servers.rs"));

/// `haetae.common.v1`: shared vocabulary and error reasons.
pub mod common {
    pub mod v1 {
        tonic::include_proto!("haetae.common.v1");
    }
}
/// `haetae.event.v1`: what the log stores.
pub mod event {
    pub mod v1 {
        tonic::include_proto!("haetae.event.v1");
    }
}
/// `haetae.intake.v1`: requests.
pub mod intake {
    pub mod v1 {
        tonic::include_proto!("haetae.intake.v1");
    }
}
/// `haetae.risk.v1`: scores.
pub mod risk {
    pub mod v1 {
        tonic::include_proto!("haetae.risk.v1");
    }
}
/// `haetae.checkpoint.v1`: checklists and verdicts.
pub mod checkpoint {
    pub mod v1 {
        tonic::include_proto!("haetae.checkpoint.v1");
    }
}
/// `haetae.dashboard.v1`: queries.
pub mod dashboard {
    pub mod v1 {
        tonic::include_proto!("haetae.dashboard.v1");
    }
}
