//! The metrics of projections and of the database; docs/metrics.md lists them.

use std::time::Duration;

use opentelemetry::{KeyValue, global, metrics::Gauge};

pub(super) struct Metrics {
    head: Gauge<u64>,
    position: Gauge<u64>,
    lag: Gauge<u64>,
    still: Gauge<f64>,
    parked: Gauge<u64>,
    connections: Gauge<u64>,
}

impl Metrics {
    pub(super) fn new() -> Self {
        let meter = global::meter("haetae");
        let gauge = |name, description| meter.u64_gauge(name).with_description(description).build();
        let still = meter.f64_gauge("haetae.projection.standstill").with_unit("s");
        Self {
            head: gauge("haetae.log.head", "Sequence of the last commit in the event log"),
            position: gauge("haetae.projection.position", "Sequence of the last commit that was projected"),
            lag: gauge("haetae.projection.lag", "Commits in the log that are not projected yet"),
            still: still.with_description("Time since the projection last advanced, 0 if nothing is left").build(),
            parked: gauge("haetae.projection.parked", "Units of the read model whose commits are parked"),
            connections: gauge("haetae.database.connections", "Connections to the database, by state"),
        }
    }

    pub(super) fn log_head(&self, head: u64) {
        self.head.record(head, &[]);
    }

    /// Records where a projection is, where it should be, and for how long it has not moved.
    pub(super) fn place(&self, projection: &'static str, (position, target): (u64, u64), still: Duration) {
        let labels = [KeyValue::new("projection", projection)];
        self.position.record(position, &labels);
        self.lag.record(target.saturating_sub(position), &labels);
        let still = if position < target { still } else { Duration::ZERO };
        self.still.record(still.as_secs_f64(), &labels);
    }

    pub(super) fn parked(&self, projection: &'static str, units: u64) {
        self.parked.record(units, &[KeyValue::new("projection", projection)]);
    }

    pub(super) fn connections(&self, open: u32, idle: usize) {
        let idle = u64::try_from(idle).unwrap_or(u64::MAX);
        self.connections.record(u64::from(open).saturating_sub(idle), &[KeyValue::new("state", "used")]);
        self.connections.record(idle, &[KeyValue::new("state", "idle")]);
    }
}
