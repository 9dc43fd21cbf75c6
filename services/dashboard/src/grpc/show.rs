//! Rows as the contract shows them.

use haetae_domain::{finding::FindingId, vocabulary::Layer};
use haetae_event_log::codec::{Word as _, person_to_wire, tally_to_wire};
use haetae_proto::{
    common::v1::Text,
    dashboard::v1::{AcceptanceRow, FindingRow, ReviewRow, TimelineEntry},
};
use haetae_service_kit::clock::timestamp;

use crate::{
    board::Review,
    store::{Entry, ListedFinding},
};

/// A review in a list. Lists every field of the struct, so that a new field does not compile until it is either shown
/// or omitted explicitly.
pub(super) fn review_row(review: &Review) -> ReviewRow {
    let Review {
        review_id,
        sequence: _,
        number,
        title,
        team,
        requester,
        status,
        scored,
        service_types,
        components,
        tally,
        findings,
        assignee,
        due_at,
        overdue,
        decision_stale,
        duplicate,
        pending: _,
        submitted_at,
        updated_at,
        status_since: _,
    } = review;
    ReviewRow {
        review_id: review_id.to_string(),
        title: title.clone(),
        team: team.clone(),
        requester: Some(person_to_wire(requester)),
        status: status.to_wire(),
        level: scored.map_or(0, |scored| scored.level.to_wire()),
        score: scored.map_or(0, |scored| scored.score.into()),
        depth: scored.map_or(0, |scored| scored.depth.to_wire()),
        service_types: service_types.iter().map(|word| word.to_wire()).collect(),
        components: components.iter().map(|word| word.to_wire()).collect(),
        tally: tally.as_ref().map(tally_to_wire),
        assignee: assignee.as_ref().map(person_to_wire),
        due_at: due_at.map(|at| timestamp(at.get())),
        overdue: *overdue,
        decision_stale: *decision_stale,
        duplicate: *duplicate,
        open_findings: findings.open,
        accepted_findings: findings.accepted,
        submitted_at: Some(timestamp(submitted_at.get())),
        updated_at: Some(timestamp(updated_at.get())),
        number: number.to_string(),
    }
}

/// A text in both languages.
pub(super) fn text(text: haetae_domain::text::Text) -> Text {
    Text { ko: text.ko, en: text.en }
}

pub(super) fn finding_row(listed: ListedFinding) -> FindingRow {
    let ListedFinding { finding, reason, title, review, number } = listed;
    let id = |number: i32| FindingId(number.cast_unsigned()).to_string();
    FindingRow {
        review_id: finding.key.review_id.to_string(),
        finding_id: id(finding.key.number),
        review_title: review,
        team: finding.team,
        owner: finding.owner,
        status: finding.status.to_wire(),
        severity: finding.severity.to_wire(),
        checkpoint: finding.checkpoint,
        layer: finding.layer.map_or(0, Layer::to_wire),
        title: title.map(text),
        reason,
        round: finding.round.cast_unsigned(),
        assignee: finding.assignee.as_ref().map(person_to_wire),
        opened_at: Some(timestamp(finding.opened_at.get())),
        due_at: Some(timestamp(finding.due_at.get())),
        overdue: finding.overdue,
        acceptance: finding.acceptance.map(|acceptance| AcceptanceRow {
            granted: acceptance.granted(),
            lapsed: acceptance.lapsed(),
            ends_at: Some(timestamp(acceptance.ends_at.get())),
            ending: acceptance.ending,
            conditions: acceptance.conditions.cast_unsigned(),
        }),
        previous_finding_id: finding.previous.map(id).unwrap_or_default(),
        closed_at: finding.closed_at.map(|at| timestamp(at.get())),
        updated_at: Some(timestamp(finding.updated_at.get())),
        review_number: number.map(|number| number.to_string()).unwrap_or_default(),
    }
}

pub(super) fn timeline_entry(entry: Entry) -> TimelineEntry {
    TimelineEntry {
        sequence: entry.place.sequence,
        occurred_at: Some(timestamp(entry.occurred_at.get())),
        actor: Some(person_to_wire(&entry.actor)),
        event: entry.fact.name().to_owned(),
        summary: Some(text(entry.fact.sentence())),
        trace_id: entry.trace_id.unwrap_or_default(),
        changes: Vec::new(),
    }
}
