//! View model of `/r/{number}/compare`.

use askama::Template;
use haetae_proto::dashboard::v1::{
    ChangingCommit, ComparePoint, CompareReviewResponse, Difference, DifferenceGroup, compare_point::Point,
};
use haetae_proto::words::event;
use jiff::Timestamp;

use super::asked::Asked;
use crate::{
    api::{Found, Problem},
    pages::{
        fault,
        frame::Frame,
        review::{head::Head, log::or_nothing},
        visitor::Visitor,
    },
    text::{Say, moment, stamp},
};

/// The page.
#[derive(Template)]
#[template(path = "review/compare.html")]
pub(super) struct ComparePage {
    frame: Frame,
    t: Say,
    head: Head,
    from: String,
    to: String,
    /// The link to the comparison with the latest decision; none if there is none.
    since_decision: Option<String>,
    about: String,
    problem: Option<(String, String)>,
    groups: Vec<Group>,
    left_out: Option<String>,
}

/// Differences of a kind.
struct Group {
    title: String,
    rows: Vec<Row>,
}

struct Row {
    name: String,
    before: String,
    after: String,
    /// Who made it so.
    by: Vec<String>,
}

impl ComparePage {
    /// The differences of a review.
    pub(super) fn new(
        visitor: &Visitor,
        found: &Found,
        (asked, from): (&Asked, ComparePoint),
        answer: Result<&CompareReviewResponse, &Problem>,
        now: Timestamp,
    ) -> Self {
        let t = visitor.say();
        let head = Head::new(visitor, found, "compare", now);
        let start = match from.point {
            Some(Point::Time(time)) => moment(t, Some(&time)),
            Some(Point::Decision(_) | Point::Position(_)) | None => t.text("compare-decision"),
        };
        let end = if asked.to.is_empty() { t.text("compare-now") } else { asked.to.replace('T', " ") };
        let left = answer.map_or(0, |answer| answer.left_out);
        Self {
            frame: Frame::new(&visitor.visit, &format!("{} {}", found.overview.number, t.text("tab-compare"))),
            from: if asked.from == "decision" { String::new() } else { asked.from.clone() },
            to: asked.to.clone(),
            since_decision: found.review.decision.as_ref().map(|_| format!("{}/compare?from=decision", head.path)),
            about: format!("{start} → {end}"),
            problem: answer.err().map(|problem| fault::what_and_detail(t, problem)),
            groups: answer
                .map(|answer| answer.groups.iter().map(|one| group(t, one, now)).collect())
                .unwrap_or_default(),
            left_out: (left > 0).then(|| t.count("compare-left-out", u64::from(left))),
            head,
            t,
        }
    }
}

fn group(t: Say, one: &DifferenceGroup, now: Timestamp) -> Group {
    Group { title: t.of(one.title.as_ref()), rows: one.differences.iter().map(|one| row(t, one, now)).collect() }
}

fn row(t: Say, one: &Difference, now: Timestamp) -> Row {
    Row {
        name: t.of(one.name.as_ref()),
        before: or_nothing(t, one.before.as_ref()),
        after: or_nothing(t, one.after.as_ref()),
        by: one.commits.iter().rev().map(|commit| made_by(t, commit, now)).collect(),
    }
}

/// Time, person and events of a commit; the events with their display names.
fn made_by(t: Say, commit: &ChangingCommit, now: Timestamp) -> String {
    let names = commit.events.iter().filter_map(|name| event(name));
    let names: Vec<_> = names.map(|name| t.lang().pick(name.ko.to_owned(), name.en_heading())).collect();
    let (when, who) = (stamp(t, commit.occurred_at.as_ref(), now), t.actor(commit.actor.as_ref()));
    format!("{when} {who}: {}", names.join(", "))
}
