//! Finding for every answer the place where it was true.

use std::collections::BTreeSet;

use haetae_domain::review::Event;
use haetae_proto::common::v1::ErrorReason;

use super::{Line, Reply, Tried, reason};

/// Everything that no order of one step after another explains; nothing when there is one.
pub fn explain(line: &Line, tried: &[Tried]) -> Vec<String> {
    let mut unexplained = vec![];
    for one in tried {
        let explained = match &one.answer {
            Reply::Done { at, .. } => written(line, one, *at) || unchanged(line, one, *at),
            Reply::Refused { reason, changes } => refused(line, one, reason, changes),
        };
        if !explained {
            unexplained.push(format!("{} was told what was never so: {one:?}", one.by.subject));
        }
    }
    unexplained.extend(unanswered(line, tried));
    unexplained
}

/// It is the commit at `at`, made of the one before, which the caller knew.
fn written(line: &Line, one: &Tried, at: u64) -> bool {
    let Some(place) = line.points.iter().position(|point| point.sequence == at).filter(|place| *place > 0) else {
        return false;
    };
    let (before, point) = (&line.points[place - 1], &line.points[place]);
    let Some(made) = point.commit.as_ref().filter(|made| made.request == Some(one.request)) else { return false };
    let in_time = at <= *one.during.end() && (one.again || at > *one.during.start());
    let decided = one.step.decide(&before.state, &line.id, &one.by, made.meta.at);
    let same = decided.is_ok_and(|events| said(&events) == said(&made.events));
    in_time
        && same
        && made.meta.by.subject == one.by.subject
        && before.sequence == one.expected
        && shows(line, place, one)
}

/// There was nothing to do at `at`, which the caller knew.
fn unchanged(line: &Line, one: &Tried, at: u64) -> bool {
    one.expected == at
        && line.last_during(&one.during).any(|place| {
            let point = &line.points[place];
            let decided = one.step.decide(&point.state, &line.id, &one.by, jiff::Timestamp::UNIX_EPOCH);
            point.sequence == at && decided == Ok(vec![]) && shows(line, place, one)
        })
}

/// The answer shows the review as it is there.
fn shows(line: &Line, place: usize, one: &Tried) -> bool {
    let is = line.points[place].state.review().ok().map(|review| review.status);
    matches!(&one.answer, Reply::Done { status, .. } if *status == is)
}

/// At some moment of the call the review had moved on as the refusal says, or it had not and the domain refuses with this reason.
fn refused(line: &Line, one: &Tried, told: &str, changes: &str) -> bool {
    line.last_during(&one.during).any(|place| {
        let point = &line.points[place];
        if point.sequence != one.expected {
            return told == name(ErrorReason::ChangedMeanwhile) && changes == line.told_since(one.expected, place);
        }
        let decided = one.step.decide(&point.state, &line.id, &one.by, jiff::Timestamp::UNIX_EPOCH);
        decided.is_err_and(|rejection| told == name(reason(&rejection)))
    })
}

/// Commits of requests that were acknowledged to no caller, or that were made twice.
fn unanswered(line: &Line, tried: &[Tried]) -> Vec<String> {
    let told = |sequence: u64| tried.iter().any(|one| matches!(one.answer, Reply::Done { at, .. } if at == sequence));
    let mut seen = BTreeSet::new();
    let mut unexplained = vec![];
    for point in &line.points {
        let Some(request) = point.commit.as_ref().and_then(|made| made.request) else { continue };
        if !seen.insert(request) {
            unexplained.push(format!("the request {request} has a second commit at {}", point.sequence));
        }
        if !told(point.sequence) && tried.iter().any(|one| one.request == request) {
            unexplained.push(format!("no caller was told of the commit at {}", point.sequence));
        }
    }
    unexplained
}

/// Events without what the step does not say: target dates, and the name by which the platform knows an assignee.
fn said(events: &[Event]) -> Vec<Event> {
    let mut said: Vec<_> = events.iter().filter(|event| !matches!(event, Event::TargetSet(_))).cloned().collect();
    for event in &mut said {
        if let Event::Assigned { assignee, .. } = event {
            assignee.name.clear();
        }
    }
    said
}

fn name(reason: ErrorReason) -> &'static str {
    reason.as_str_name().strip_prefix("ERROR_REASON_").unwrap_or_default()
}
