//! Converts the report of a simulation to the contract's form.

use haetae_domain::policy::FindingDays;
use haetae_event_log::codec::{Word as _, version_to_wire};
use haetae_proto::{common::v1 as common, risk::v1 as pb};
use haetae_service_kit::{clock::timestamp, token};

use crate::reads::simulation::{Comparison, Failed, Obstacle, Report};

/// The last message of a simulation that covers the log up to `head`.
pub(crate) fn result(report: &Report, head: u64) -> pb::SimulationResult {
    let shift = |((from, to), count): (&(_, _), &u64)| shift(*from, *to, *count);
    pb::SimulationResult {
        replayed: report.replayed,
        level_changed: report.level_changed(),
        score_changed: report.score_changed,
        shifts: report.shifts.iter().map(shift).collect(),
        changes: report.changes.iter().map(change).collect(),
        not_replayable: report.failed.iter().map(|(obstacle, failed)| not_replayable(*obstacle, failed)).collect(),
        consistency_token: token::consistency_token(head),
        days_changed: report.days_changed,
        closed: report.closed,
        changed: report.changed,
        residual_changed: report.residual_changed,
    }
}

fn shift(from: haetae_domain::vocabulary::Level, to: haetae_domain::vocabulary::Level, count: u64) -> pb::LevelShift {
    pb::LevelShift { from: from.to_wire(), to: to.to_wire(), count }
}

fn change(comparison: &Comparison) -> pb::LevelChange {
    let Comparison { was, becomes, .. } = comparison;
    pb::LevelChange {
        review_id: comparison.review_id.clone(),
        assessed_at: Some(timestamp(comparison.at)),
        policy: Some(version_to_wire(&comparison.policy)),
        from: was.level.to_wire(),
        to: becomes.level.to_wire(),
        score_from: was.score.into(),
        score_to: becomes.score.into(),
        target_days_from: was.target_days.into(),
        target_days_to: becomes.target_days.into(),
        finding_days_from: Some(finding_days(was.finding_days)),
        finding_days_to: Some(finding_days(becomes.finding_days)),
        residual_from: comparison.residual.map(|residual| residual.was.into()),
        residual_to: comparison.residual.map(|residual| residual.becomes.into()),
        review_number: comparison.number.map(|number| number.to_string()).unwrap_or_default(),
    }
}

fn finding_days(days: FindingDays) -> pb::FindingDays {
    let FindingDays { low, medium, high, critical } = days;
    pb::FindingDays { low: low.into(), medium: medium.into(), high: high.into(), critical: critical.into() }
}

fn not_replayable(obstacle: Obstacle, failed: &Failed) -> pb::NotReplayable {
    use pb::NotReplayableReason as Reason;
    let (reason, ko, en) = match obstacle {
        Obstacle::Unreadable => {
            (Reason::Unreadable, "저장된 기록을 읽을 수 없습니다.", "The stored bytes cannot be read.")
        }
        Obstacle::UnknownEvent => (
            Reason::UnknownEvent,
            "이 버전의 프로그램이 모르는 종류의 이벤트입니다.",
            "The event is of a kind this build does not know.",
        ),
        Obstacle::UnknownInput => (
            Reason::UnknownInput,
            "입력값이 빠졌거나 이 버전의 프로그램이 모르는 값입니다.",
            "An input is missing or has a value this build does not know.",
        ),
    };
    pb::NotReplayable {
        reason: reason.into(),
        explanation: Some(common::Text { ko: ko.to_owned(), en: en.to_owned() }),
        count: failed.count,
        review_ids: failed.review_ids.clone(),
    }
}
