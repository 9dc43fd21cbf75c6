//! The checklist, its verdicts, rounds and findings.

use haetae_domain::{
    calendar::{day_in_seoul, day_name},
    diagnosis::{Diagnosis, Judged, State},
    finding::Finding,
    text::Text,
};
use haetae_proto::{
    common::v1::RoundState,
    words::{Named as _, label},
};

use super::facets::{FacetKind, Facets, person, same, version};
use crate::words::{named, text};

pub(super) fn facets(state: &State) -> Facets {
    let mut facets = Facets::default();
    let State::Open(diagnosis) = state else { return facets };
    checklist(&mut facets, diagnosis);
    round(&mut facets, diagnosis);
    for finding in &diagnosis.findings {
        let name = Text::new(format!("조치 항목 {}", finding.id), format!("finding {}", finding.id));
        // Padded, so that F-10 comes after F-9.
        facets.add(FacetKind::Finding, format!("findings.F-{:06}", finding.id.0), name, stands(finding));
    }
    for catalog in &diagnosis.generated.catalogs {
        let name = Text::new(format!("카탈로그 {}", catalog.id), format!("catalogue {}", catalog.id));
        facets.add(FacetKind::Version, format!("catalogs.{}", catalog.id), name, version(catalog.version));
    }
    facets
}

fn checklist(facets: &mut Facets, diagnosis: &Diagnosis) {
    for line in &diagnosis.generated.checkpoints {
        let key = line.key.to_string();
        let duty = if line.mandatory { text(label::MANDATORY) } else { Text::new("권고", "recommended") };
        facets.add(FacetKind::Checklist, &*key, same(&*key), duty);
        if let Some(judged) = diagnosis.verdicts.get(&line.key) {
            facets.add(FacetKind::Verdict, &*key, same(&*key), verdict(judged));
        }
    }
}

fn verdict(judged: &Judged) -> Text {
    let (result, reason) = (named(judged.verdict.result), &judged.verdict.reason);
    if reason.is_empty() {
        return result;
    }
    Text::new(format!("{}: {reason}", result.ko), format!("{}: {reason}", result.en))
}

fn round(facets: &mut Facets, diagnosis: &Diagnosis) {
    let number = diagnosis.round;
    let state = RoundState::of(diagnosis.concluded).name();
    let shown = Text::new(format!("{number}차 {}", state.ko), format!("round {number} {}", state.en));
    facets.add(FacetKind::Round, "round", Text::new("진단", "round"), shown);
    let open = diagnosis.tally().mandatory_open;
    let shown = Text::new(format!("{open}건"), open.to_string());
    facets.add(FacetKind::Round, "mandatory_open", Text::new("남은 필수 항목", "mandatory checkpoints left"), shown);
}

/// The status of a finding, its end, and its assignee.
fn stands(finding: &Finding) -> Text {
    let status = named(finding.status);
    let (mut ko, mut en) = (vec![status.ko], vec![status.en]);
    let severity = named(finding.opened.severity);
    ko.push(format!("심각도 {}", severity.ko));
    en.push(format!("severity {}", severity.en));
    if let Some(accepted) = &finding.accepted {
        let day = day_name(day_in_seoul(accepted.request.asked.ends_at));
        ko.push(format!("{}까지", day.ko));
        en.push(format!("until {}", day.en));
    }
    if finding.overdue && !finding.is_over() {
        ko.push("조치 기한 초과".into());
        en.push("overdue".into());
    }
    if let Some(assignee) = &finding.assignee {
        let name = person(assignee).ko;
        ko.push(format!("담당 {name}"));
        en.push(format!("in charge: {name}"));
    }
    Text::new(ko.join(", "), en.join(", "))
}
