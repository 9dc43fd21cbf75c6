//! What has to be true of a rendering, besides the schemas of Kubernetes. Each rule returns its faults.

mod capacity;
mod disruption;
mod images;
mod metrics;
mod network;
mod ports;
mod references;
mod security;
mod settings;
mod step;
#[cfg(test)]
mod tests;
mod workloads;

use super::{made::Made, manifest::Rendering};
use crate::settings::Program;

/// What the rules are about.
pub(super) struct Subject<'a> {
    pub(super) rendering: &'a Rendering,
    /// The typed configurations.
    pub(super) programs: &'a [Program],
    /// The secrets that operators make.
    pub(super) made: &'a Made,
    /// Whether it is an overlay of an operator, which may not keep a placeholder.
    pub(super) own: bool,
}

/// The faults of all rules.
pub(super) fn all(subject: &Subject<'_>) -> Vec<String> {
    let rendering = subject.rendering;
    let mut faults = disruption::faults(rendering);
    faults.extend(workloads::faults(rendering));
    faults.extend(security::faults(rendering));
    faults.extend(network::faults(rendering));
    faults.extend(ports::faults(rendering));
    faults.extend(references::faults(rendering, subject.made));
    faults.extend(settings::faults(rendering, subject.programs));
    faults.extend(capacity::faults(rendering));
    faults.extend(step::faults(rendering));
    faults.extend(metrics::faults(rendering));
    faults.extend(images::faults(rendering, subject.own));
    faults
}
