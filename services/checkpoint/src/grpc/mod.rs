//! gRPC handlers. The server has already authorised the method; a call about one review authorises access to that review.

pub(crate) mod catalogs;
pub(crate) mod checkpoints;
