//! View model of `/r/{number}/compare`.

use std::collections::BTreeSet;

use askama::Template;
use haetae_proto::common::v1::Text;
use haetae_proto::dashboard::v1::{
    ChangingCommit, ComparePoint, CompareReviewResponse, Difference, DifferenceGroup, DifferenceKind,
    compare_point::Point,
};
use haetae_proto::{
    event::v1::EventTopic,
    words::{EventName, event},
};
use jiff::Timestamp;

use super::asked::CompareQuery;
use crate::{
    api::{Found, Problem},
    pages::{
        fault,
        frame::Frame,
        review::{head::Head, log::or_nothing, overview::short_key},
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
    rows: Vec<ChangeLine>,
}

struct ChangeLine {
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
        (asked, from): (&CompareQuery, ComparePoint),
        (answer, checkpoints): (Result<&CompareReviewResponse, &Problem>, &[(String, Text)]),
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
                .map(|answer| answer.groups.iter().map(|one| group(t, one, checkpoints, now)).collect())
                .unwrap_or_default(),
            left_out: (left > 0).then(|| t.count("compare-left-out", u64::from(left))),
            head,
            t,
        }
    }
}

/// Whether the differences of a kind are about checkpoints: they are named by key alone.
pub(super) fn is_of_checkpoints(one: &DifferenceGroup) -> bool {
    matches!(one.kind(), DifferenceKind::Checklist | DifferenceKind::Verdict)
}

fn group(t: Say, one: &DifferenceGroup, checkpoints: &[(String, Text)], now: Timestamp) -> Group {
    let titles = if is_of_checkpoints(one) { checkpoints } else { &[] };
    let rows = one.differences.iter().map(|different| row(t, one.kind(), different, titles, now));
    Group { title: t.of(one.title.as_ref()), rows: rows.collect() }
}

fn row(t: Say, kind: DifferenceKind, one: &Difference, titles: &[(String, Text)], now: Timestamp) -> ChangeLine {
    let title = titles.iter().find(|(key, _)| *key == one.key).map(|(_, title)| t.of(Some(title)));
    ChangeLine {
        name: title.map_or_else(|| t.of(one.name.as_ref()), |title| format!("{} {title}", short_key(&one.key))),
        before: or_nothing(t, one.before.as_ref()),
        after: or_nothing(t, one.after.as_ref()),
        by: one.commits.iter().rev().map(|commit| made_by(t, kind, commit, now)).collect(),
    }
}

/// Time, person and events of a commit; the events with their display names.
fn made_by(t: Say, kind: DifferenceKind, commit: &ChangingCommit, now: Timestamp) -> String {
    let names = causes(kind, commit).into_iter().filter_map(event);
    let names: Vec<_> = names.map(|name| t.lang().pick(name.ko.to_owned(), name.en_heading())).collect();
    let (when, who) = (stamp(t, commit.occurred_at.as_ref(), now), t.actor(commit.actor.as_ref()));
    format!("{when} {who}: {}", names.join(", "))
}

/// The events of a commit that are about what differs, each once; all of them if none is, as events of a newer build.
fn causes(kind: DifferenceKind, commit: &ChangingCommit) -> Vec<&str> {
    let topic = topic(kind);
    let about = |name: &&str| {
        topic.is_none_or(|topic| EventName::parse(name).is_some_and(|event| event.topics().contains(&topic)))
    };
    let mut all: Vec<_> = commit.events.iter().map(String::as_str).collect();
    let mut seen = BTreeSet::new();
    all.retain(|name| seen.insert(*name));
    let causes: Vec<_> = all.iter().copied().filter(about).collect();
    if causes.is_empty() { all } else { causes }
}

/// What the events are about that make differences of a kind; none where several topics do.
const fn topic(kind: DifferenceKind) -> Option<EventTopic> {
    use DifferenceKind as K;
    match kind {
        K::Assessment | K::Contribution | K::Target => Some(EventTopic::Risk),
        K::Checklist | K::Verdict | K::Round => Some(EventTopic::Checks),
        K::Finding => Some(EventTopic::Findings),
        K::Request => Some(EventTopic::Request),
        K::People => Some(EventTopic::People),
        K::Decision => Some(EventTopic::Decision),
        K::Unspecified | K::Status | K::Version => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cause_is_the_event_that_is_about_what_differs() {
        let events = ["VerdictsRecorded", "FindingOpened", "FindingOpened"].map(str::to_owned).to_vec();
        let commit = ChangingCommit { events, ..Default::default() };
        assert_eq!(causes(DifferenceKind::Verdict, &commit), ["VerdictsRecorded"]);
        assert_eq!(causes(DifferenceKind::Finding, &commit), ["FindingOpened"]);
        assert_eq!(causes(DifferenceKind::Decision, &commit), ["VerdictsRecorded", "FindingOpened"], "none is");
    }
}
