//! The error type of the gRPC API: a documented reason, a text in both languages, and `google.rpc` details.

mod api_error;
mod lang;
mod reasons;
mod render;
mod violation;
mod violations;

pub use api_error::{ApiError, DOMAIN};
pub use lang::Lang;
pub use reasons::FINDING_STANDS;
pub use violation::{Text, Violation};
pub use violations::Violations;
