//! The read models: the rows the log calls for, folded here once more without the projections' code.

use std::collections::BTreeMap;

use haetae_domain::vocabulary::{DecisionOutcome, Level, Status, TriageOutcome};
use haetae_event_log::{Category, codec::Word as _};
use haetae_proto::{common::v1::Tally, event::v1::event::Event};
use uuid::Uuid;

use super::{
    history::{History, Life},
    problem::{Findings, Rule},
    recording::{Recording, ReviewRow, TimelineRow},
    verdicts,
};

pub(super) fn check(recording: &Recording, history: &History, findings: &mut Findings) {
    reviews(&recording.reviews, &expected_reviews(history), findings);
    timeline(&recording.timeline, &expected_timeline(history), findings);
    findings.when(recording.replays.is_empty(), Rule::Replay, || "no replay was compared".to_owned());
    for replay in &recording.replays {
        findings.when(replay.live != replay.replayed, Rule::Replay, || {
            format!("table {} differs from its fresh replay", replay.table)
        });
    }
}

fn reviews(found: &[ReviewRow], expected: &[ReviewRow], findings: &mut Findings) {
    let mut rows: BTreeMap<Uuid, Vec<&ReviewRow>> = BTreeMap::new();
    found.iter().for_each(|row| rows.entry(row.review_id).or_default().push(row));
    for row in expected {
        let found = rows.remove(&row.review_id).unwrap_or_default();
        findings.when(found != [row], Rule::ReviewRows, || format!("the log gives {row:?}, the table has {found:?}"));
    }
    for (id, rows) in rows {
        findings.add(Rule::ReviewRows, format!("the log has no review {id}, the table has {rows:?}"));
    }
}

fn timeline(found: &[TimelineRow], expected: &[TimelineRow], findings: &mut Findings) {
    let mut found = found.to_vec();
    found.sort();
    let same = found.iter().zip(expected).take_while(|(a, b)| a == b).count();
    findings.when(found != expected, Rule::Timeline, || {
        format!("where the log gives {:?} the table has {:?}", expected.get(same), found.get(same))
    });
}

/// The rows of `board.reviews`, by id.
pub(super) fn expected_reviews(history: &History) -> Vec<ReviewRow> {
    history.lives().into_iter().filter_map(|(id, life)| expected_review(id, &life)).collect()
}

fn expected_review(id: &str, life: &Life<'_>) -> Option<ReviewRow> {
    let (_, request) = life.submitted.first()?;
    let assessment = life.assessed.last().map(|(_, event)| event);
    let level = assessment.and_then(|a| Level::from_wire(a.level));
    Some(ReviewRow {
        review_id: Uuid::try_parse(id).ok()?,
        title: life.own.iter().rev().find_map(|event| amended_title(event)).unwrap_or(&request.title).clone(),
        team: request.team.clone(),
        status: status(&life.own)?.to_string(),
        level: level.map(|level| level.to_string()),
        score: assessment.map_or(0, |a| i32::try_from(a.score).unwrap_or(i32::MAX)),
        tally: verdicts::tally(life).map(|tally| counts(&tally)),
    })
}

/// The title an amendment gives.
fn amended_title(event: &Event) -> Option<&String> {
    if let Event::ReviewAmended(amended) = event { Some(&amended.title) } else { None }
}

/// Where a review stands, by what its own events say.
fn status(own: &[&Event]) -> Option<Status> {
    own.iter().try_fold(Status::Received, |status, event| status_after(status, event))
}

/// A table of its own: the one of the platform may be wrong.
fn status_after(status: Status, event: &Event) -> Option<Status> {
    Some(match event {
        Event::ReviewDiagnosisStarted(_) if status == Status::Received => Status::InDiagnosis,
        Event::ReviewWithdrawn(_) => Status::Withdrawn,
        Event::ReviewInfoRequested(_) => Status::NeedsInfo,
        Event::ReviewInfoProvided(provided) => Status::from_wire(provided.status)?,
        Event::ReviewQuestionRetracted(retracted) => Status::from_wire(retracted.status)?,
        Event::ReviewReopened(reopened) => Status::from_wire(reopened.status)?,
        Event::ReviewProgressed(progressed) => Status::from_wire(progressed.status)?,
        Event::ReviewTriaged(triaged) => match TriageOutcome::from_wire(triaged.outcome)? {
            TriageOutcome::Diagnose => Status::InDiagnosis,
            TriageOutcome::Waive => Status::Waived,
            TriageOutcome::Reject | TriageOutcome::Duplicate => Status::Rejected,
        },
        Event::ReviewDecided(decided) => match DecisionOutcome::from_wire(decided.outcome)? {
            DecisionOutcome::Approved => Status::Approved,
            DecisionOutcome::ApprovedWithConditions => Status::ApprovedWithConditions,
            DecisionOutcome::Rejected => Status::Rejected,
        },
        Event::ReviewSubmitted(_)
        | Event::ReviewDiagnosisStarted(_)
        | Event::ReviewAmended(_)
        | Event::ReviewAssigned(_)
        | Event::ReviewReleased(_)
        | Event::ReviewCommented(_)
        | Event::ReviewTargetSet(_)
        | Event::ReviewTargetBreached(_)
        | Event::ReviewDecisionStaled(_)
        | Event::RiskAssessed(_)
        | Event::ResidualAssessed(_)
        | Event::PolicyPublished(_)
        | Event::PolicyActivated(_)
        | Event::DiagnosisGenerated(_)
        | Event::VerdictsRecorded(_)
        | Event::DiagnosisConcluded(_)
        | Event::DiagnosisReopened(_)
        | Event::ChecklistRevised(_)
        | Event::FindingOpened(_)
        | Event::FindingAssigned(_)
        | Event::FixClaimed(_)
        | Event::FixVerified(_)
        | Event::FixRejected(_)
        | Event::AcceptanceRequested(_)
        | Event::AcceptanceApproved(_)
        | Event::AcceptanceDeclined(_)
        | Event::AcceptanceRequestLapsed(_)
        | Event::AcceptanceRevoked(_)
        | Event::AcceptanceEnding(_)
        | Event::AcceptanceEnded(_)
        | Event::FindingOverdue(_)
        | Event::FindingCorrected(_)
        | Event::FindingRetracted(_)
        | Event::EvidenceAdded(_)
        | Event::CatalogPublished(_)
        | Event::CatalogActivated(_) => status,
    })
}

fn counts(t: &Tally) -> [i32; 7] {
    [t.total, t.mandatory, t.pass, t.fail, t.partial, t.not_applicable, t.mandatory_open]
        .map(|count| i32::try_from(count).unwrap_or(i32::MAX))
}

/// The rows of `board.timeline`, by id, sequence and ordinal.
pub(super) fn expected_timeline(history: &History) -> Vec<TimelineRow> {
    let mut rows = Vec::new();
    for entry in &history.entries {
        if !matches!(entry.category, Category::Review | Category::Risk | Category::Diagnosis) {
            continue;
        }
        let Ok(review_id) = Uuid::try_parse(&entry.id) else { continue };
        let seq = entry.sequence.cast_signed();
        rows.extend(entry.events().map(|(ordinal, event)| TimelineRow {
            review_id,
            seq,
            ordinal,
            event: event.name().to_owned(),
        }));
    }
    rows.sort();
    rows
}
