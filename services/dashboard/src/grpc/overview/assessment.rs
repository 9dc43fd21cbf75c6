//! The score and the target date derived from it.

use std::cmp::Reverse;

use haetae_domain::{
    residual::Residual,
    review::{Due, Review},
    risk::State,
    scoring::Score,
};
use haetae_event_log::codec::{Word as _, version_to_wire};
use haetae_proto::dashboard::v1::{AssessmentOverview, ResidualOverview, ScoreReason, TargetOverview};
use haetae_service_kit::clock::timestamp;
use jiff::Timestamp;

use crate::{grpc::show::text, words::reason_name};

pub(super) fn show(risk: &State) -> Option<AssessmentOverview> {
    let State::Assessed { assessment, at, residual } = risk else { return None };
    let score = &assessment.score;
    Some(AssessmentOverview {
        score: score.score.into(),
        level: score.level.to_wire(),
        depth: score.depth.to_wire(),
        reasons: reasons(score),
        escalators: score.escalators.clone(),
        policy: Some(version_to_wire(&assessment.policy)),
        assessed_at: Some(timestamp(*at)),
        residual: residual.as_ref().map(|residual| left(&residual.0, residual.1)),
    })
}

fn reasons(score: &Score) -> Vec<ScoreReason> {
    let mut reasons: Vec<_> = score.contributions.iter().collect();
    // Stable: equal ones stay in the order of the policy.
    reasons.sort_by_key(|reason| Reverse(reason.points));
    let show = |reason: &haetae_domain::scoring::Contribution| ScoreReason {
        section: reason.section.as_str().to_owned(),
        item: reason.item.to_string(),
        name: Some(text(reason_name(reason.section.as_str(), &reason.item))),
        points: reason.points.into(),
    };
    reasons.into_iter().map(show).collect()
}

fn left(residual: &Residual, at: Timestamp) -> ResidualOverview {
    ResidualOverview {
        round: residual.round,
        score: residual.score.into(),
        level: residual.level.to_wire(),
        assessed_at: Some(timestamp(at)),
    }
}

pub(super) fn target(review: &Review) -> Option<TargetOverview> {
    let missed = review.breaches.iter().map(|breach| timestamp(breach.due_at)).collect();
    let target = review.target.as_ref()?;
    let unknown_year = match target.due {
        Due::At(_) => 0,
        Due::UnknownYear(year) => year.into(),
    };
    Some(TargetOverview {
        due_at: target.due.at().map(timestamp),
        unknown_year,
        target_days: target.target_days.into(),
        paused_days: target.paused_days,
        policy: Some(version_to_wire(&target.policy)),
        overdue: review.is_overdue(),
        missed,
    })
}
