//! Converts the threat coverage of a review to the contract's form.

use std::sync::Arc;

use haetae_domain::{
    catalog::Catalog,
    coverage::{Link, ThreatCoverage, ThreatPath, coverage},
    diagnosis::Diagnosis,
    vocabulary::Coverage,
};
use haetae_event_log::codec::{Word as _, version_to_wire};
use haetae_proto::checkpoint::v1 as pb;
use haetae_service_kit::documents::Version;

use super::text::text;

/// The threat coverage of a review; without etag and consistency token.
pub(crate) fn answer(id: &str, diagnosis: &Diagnosis, catalogs: &[Arc<Version<Catalog>>]) -> pb::GetCoverageResponse {
    let threats = coverage(catalogs.iter().map(|v| &v.document), diagnosis);
    let mut count = pb::CoverageCount::default();
    for threat in &threats {
        *match threat.coverage {
            Coverage::Covered => &mut count.covered,
            Coverage::PartlyCovered => &mut count.partly_covered,
            Coverage::Uncovered => &mut count.uncovered,
            Coverage::NotAssessed => &mut count.not_assessed,
        } += 1;
    }
    pb::GetCoverageResponse {
        review_id: id.to_owned(),
        catalogs: diagnosis.generated.catalogs.iter().map(version_to_wire).collect(),
        threats: threats.iter().map(threat).collect(),
        count: Some(count),
        ..Default::default()
    }
}

fn threat(found: &ThreatCoverage<'_>) -> pb::ThreatCoverage {
    pb::ThreatCoverage {
        catalog_id: found.catalog.id.clone(),
        threat_id: found.threat.id.clone(),
        title: text(&found.threat.title),
        description: text(&found.threat.description),
        status: found.coverage.to_wire(),
        paths: found.paths.iter().map(path).collect(),
    }
}

fn path(path: &ThreatPath<'_>) -> pb::ThreatPath {
    pb::ThreatPath {
        solution_id: path.solution.id.clone(),
        title: text(&path.solution.title),
        status: path.coverage.to_wire(),
        links: path.links.iter().map(link).collect(),
    }
}

fn link(Link { control, checkpoint, verdict }: &Link<'_>) -> pb::ThreatLink {
    pb::ThreatLink {
        checkpoint: checkpoint.key.to_string(),
        control_id: control.id.clone(),
        title: text(&control.title),
        mandatory: checkpoint.mandatory,
        result: verdict.map_or(0, |v| v.to_wire()),
    }
}
