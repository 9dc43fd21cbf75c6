//! The command line for people, `haetae`. It speaks only the public gRPC contracts; what it is made of serves the
//! project's own commands too.

pub mod clients;
pub mod dynamic;
pub mod files;
pub mod ids;
pub mod progress;
pub mod table;
pub mod views;
pub mod words;
