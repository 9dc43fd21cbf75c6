//! What a service measures of itself. Prometheus reads it at the admin endpoint; an OTLP collector gets it when one is
//! configured. docs/metrics.md lists every metric.
//!
//! Labels have few values: a method is one that the server has, or `_OTHER`.

mod calls;
mod provider;

pub(crate) use calls::Calls;
pub(crate) use provider::{Metrics, MetricsError};
