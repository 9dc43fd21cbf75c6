//! Tests of the whole platform: real processes on private servers.

pub mod checker;
