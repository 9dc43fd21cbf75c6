//! Converts records of rebuilds to the contract's form.

use std::time::Duration;

use haetae_projector::{Cause, Kind, ParkedCommit, Rebuild, Standing, State};
use haetae_proto::dashboard::v1 as pb;
use haetae_service_kit::clock::timestamp;

use crate::unit::REVIEW;

pub(super) fn generation(of: &Standing, shape: &str) -> pb::Generation {
    let state = match of.state {
        State::Building => pb::GenerationState::Building,
        State::Live => pb::GenerationState::Live,
        State::Retired => pb::GenerationState::Retired,
    };
    pb::Generation {
        generation: of.generation,
        state: state.into(),
        position: of.position,
        parked_units: of.parked,
        writable: of.shape == shape,
    }
}

pub(super) fn rebuild(of: &Rebuild) -> pb::Rebuild {
    let rate = rate(of);
    let (generation, retired_generation) = of.moved.unwrap_or_default();
    pb::Rebuild {
        rebuild_id: of.order.id.to_string(),
        projection: of.order.name.clone(),
        kind: kind(of.order.kind).into(),
        state: state(&of.state).into(),
        stage: stage(&of.stage).into(),
        done: of.done,
        target: of.target,
        commits_per_second: rate,
        remaining: remaining(of, rate),
        started_by: of.order.started_by.clone(),
        started_at: Some(timestamp(of.started_at)),
        finished_at: of.finished_at.map(timestamp),
        generation,
        retired_generation,
        comparison: comparison(of.compared.as_deref()).into(),
        mended_commits: of.mended,
        outcome: of.outcome.clone(),
        dropped: of.dropped.clone(),
    }
}

/// Commits per second since the start.
#[expect(clippy::cast_precision_loss, reason = "a rate for people")]
fn rate(of: &Rebuild) -> f64 {
    let seconds = of.elapsed.as_secs_f64();
    if seconds > 0.0 { of.done as f64 / seconds } else { 0.0 }
}

/// Remaining time of the replay.
#[expect(clippy::cast_precision_loss, reason = "a guess for people")]
fn remaining(of: &Rebuild, rate: f64) -> Option<prost_types::Duration> {
    if of.state != "running" || of.target == 0 || rate <= 0.0 {
        return None;
    }
    let seconds = of.target.saturating_sub(of.done) as f64 / rate;
    Duration::try_from_secs_f64(seconds).ok().map(duration)
}

pub(super) fn duration(of: Duration) -> prost_types::Duration {
    let nanos = i32::try_from(of.subsec_nanos()).unwrap_or_default();
    prost_types::Duration { seconds: i64::try_from(of.as_secs()).unwrap_or(i64::MAX), nanos }
}

const fn kind(of: Kind) -> pb::RebuildKind {
    match of {
        Kind::Rebuild => pb::RebuildKind::Rebuild,
        Kind::Retry => pb::RebuildKind::Retry,
        Kind::Switch => pb::RebuildKind::Switch,
    }
}

fn state(word: &str) -> pb::RebuildState {
    match word {
        "running" => pb::RebuildState::Running,
        "succeeded" => pb::RebuildState::Succeeded,
        "differs" => pb::RebuildState::Differs,
        "interrupted" => pb::RebuildState::Interrupted,
        _ => pb::RebuildState::Failed,
    }
}

fn stage(word: &str) -> pb::RebuildStage {
    match word {
        "indexing" => pb::RebuildStage::Indexing,
        "comparing" => pb::RebuildStage::Comparing,
        "swapping" => pb::RebuildStage::Swapping,
        _ => pb::RebuildStage::Loading,
    }
}

fn comparison(word: Option<&str>) -> pb::Comparison {
    match word {
        Some("equal") => pb::Comparison::Equal,
        Some("differs") => pb::Comparison::Differs,
        Some("other_shape") => pb::Comparison::OtherShape,
        Some("mended") => pb::Comparison::Mended,
        _ => pb::Comparison::Unspecified,
    }
}

pub(super) fn parked(of: ParkedCommit) -> pb::ParkedCommit {
    let cause = match of.cause {
        Cause::Unreadable => pb::ParkedCause::Unreadable,
        Cause::Unwritable => pb::ParkedCause::Unwritable,
        Cause::Fatal => pb::ParkedCause::Fatal,
        Cause::Waiting => pb::ParkedCause::Waiting,
    };
    pb::ParkedCommit {
        projection: of.name,
        sequence: of.sequence,
        subject: of.subject,
        review_id: of.unit.strip_prefix(REVIEW).unwrap_or_default().to_owned(),
        cause: cause.into(),
        reason: of.reason,
        since: Some(timestamp(of.since)),
    }
}
