//! View model of `/r/{number}/history`.

use askama::Template;
use haetae_proto::{
    dashboard::v1::{GetTimelineResponse, TimelineEntry},
    words::Named as _,
};
use jiff::Timestamp;
use url::form_urlencoded::Serializer;

use super::{
    asked::HistoryQuery,
    kinds::{KINDS, is_of, slug},
};
use crate::{
    api::Found,
    pages::{
        frame::Frame,
        review::{head::Head, log::Line},
        visitor::Visitor,
    },
    text::{Say, day_of},
};

/// The page.
#[derive(Template)]
#[template(path = "review/history.html")]
pub(super) struct HistoryPage {
    frame: Frame,
    t: Say,
    head: Head,
    kinds: Vec<Choice>,
    days: Vec<Day>,
    kind: String,
    as_of: String,
    /// The link to the review as it was then.
    then: Option<String>,
    next: Option<String>,
}

/// Something to choose, as a link.
struct Choice {
    text: String,
    path: String,
    chosen: bool,
}

/// The actions of people in a day, and the automatic steps of the platform.
struct Day {
    name: String,
    people: Vec<Line>,
    system: Vec<Line>,
    system_about: String,
}

impl HistoryPage {
    /// The history of a review, the latest day first.
    pub(super) fn new(
        visitor: &Visitor,
        found: &Found,
        asked: &HistoryQuery,
        answer: &GetTimelineResponse,
        now: Timestamp,
    ) -> Self {
        let t = visitor.say();
        let head = Head::new(visitor, found, "history", now);
        let all = std::iter::once((String::new(), t.text("kind-all")));
        let kinds = all.chain(KINDS.into_iter().map(|kind| (slug(kind), t.name(kind.name()))));
        let kinds = kinds.map(|(slug, text)| Choice {
            text,
            path: address(&head.path, &slug, &asked.as_of, ""),
            chosen: asked.kind == slug,
        });
        let next = Some(answer.next_page_token.as_str()).filter(|next| !next.is_empty());
        Self {
            frame: Frame::new(&visitor.visit, &format!("{} {}", found.overview.number, t.text("tab-history")))
                .with_live(&visitor.visit, asked.as_of.is_empty().then(|| head.live(t))),
            kinds: kinds.collect(),
            days: days(t, answer.entries.iter().filter(|entry| is_of(&asked.kind, &entry.event)), now),
            next: next.map(|next| address(&head.path, &asked.kind, &asked.as_of, next)),
            then: (!asked.as_of.is_empty()).then(|| {
                let query = Serializer::new(String::new()).append_pair("as_of", &asked.as_of).finish();
                format!("{}?{query}", head.path)
            }),
            kind: asked.kind.clone(),
            as_of: asked.as_of.clone(),
            head,
            t,
        }
    }
}

fn address(path: &str, kind: &str, as_of: &str, page: &str) -> String {
    let pairs = [("kind", kind), ("as_of", as_of), ("page", page)];
    let given = pairs.into_iter().filter(|(_, value)| !value.is_empty());
    format!("{path}/history?{}", Serializer::new(String::new()).extend_pairs(given).finish())
}

/// Entries by day, the latest first.
fn days<'a>(t: Say, entries: impl Iterator<Item = &'a TimelineEntry>, now: Timestamp) -> Vec<Day> {
    let mut days: Vec<Day> = Vec::new();
    for entry in entries {
        let name = day_of(t, entry.occurred_at.as_ref());
        if days.last().is_none_or(|day| day.name != name) {
            days.push(Day { name, people: Vec::new(), system: Vec::new(), system_about: String::new() });
        }
        let by_itself = entry.actor.as_ref().is_some_and(|actor| actor.subject.starts_with("service:"));
        if let Some(day) = days.last_mut() {
            let lines = if by_itself { &mut day.system } else { &mut day.people };
            lines.push(Line::of(t, entry, now));
        }
    }
    for day in &mut days {
        day.people.reverse();
        day.system.reverse();
        day.system_about = t.count("history-system", day.system.len() as u64);
    }
    days.reverse();
    days
}

#[cfg(test)]
mod tests {
    use haetae_proto::common::v1::Person;
    use haetae_service_kit::error::Lang;

    use super::*;

    #[test]
    fn a_day_is_one_of_seoul_and_what_the_platform_did_is_apart() {
        let entry = |at: &str, subject: &str| TimelineEntry {
            occurred_at: Some(prost_types::Timestamp {
                seconds: at.parse::<Timestamp>().unwrap().as_second(),
                nanos: 0,
            }),
            actor: Some(Person { subject: subject.into(), name: String::new() }),
            ..Default::default()
        };
        let entries = [
            entry("2026-11-29T14:59:00Z", "kim"),
            entry("2026-11-29T15:00:00Z", "service:risk"),
            entry("2026-11-29T23:00:00Z", "lee"),
        ];
        let days = days(Say::in_language(Lang::Ko), entries.iter(), Timestamp::UNIX_EPOCH);
        let drawn: Vec<_> = days.iter().map(|day| (&*day.name, day.people.len(), day.system.len())).collect();
        assert_eq!(drawn, [("2026.11.30(월)", 1, 1), ("2026.11.29(일)", 1, 0)]);
        assert_eq!(days[0].system[0].who, "시스템(위험 평가)");
    }
}
