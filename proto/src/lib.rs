//! The contracts of Haetae, generated from `proto/haetae`. Change the `.proto` files, never this crate's output.

/// Serialised `FileDescriptorSet` of every contract, with comments, for reflection.
pub const FILE_DESCRIPTOR_SET: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/haetae.bin"));

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
