//! Differences of a review between two moments.

use haetae_proto::{
    common::v1::Text,
    dashboard::v1::{ChangingCommit, CompareReviewResponse, Difference},
};

use super::Look;
use crate::words::Lang;

/// Differences by kind, each with the commits that made it.
#[must_use]
pub fn comparison(answer: &CompareReviewResponse, look: &Look) -> String {
    let (from, to) = (answer.from_position, answer.to_position);
    let mut lines = vec![match look.lang {
        Lang::Ko => format!("로그 위치 {from} → {to}"),
        Lang::En => format!("Position {from} → {to}"),
    }];
    if answer.groups.is_empty() {
        lines.push(look.pick("  달라진 점이 없습니다.", "  No differences.").to_owned());
    }
    for group in &answer.groups {
        lines.push(format!("\n{}", look.text(group.title.as_ref())));
        lines.extend(group.differences.iter().flat_map(|one| difference(one, look)));
    }
    if answer.left_out > 0 {
        let count = answer.left_out;
        lines.push(match look.lang {
            Lang::Ko => format!("\n  … {count}건은 생략했습니다."),
            Lang::En => format!("\n  … {count} more were left out."),
        });
    }
    look.lines(&lines.join("\n")) + "\n"
}

fn difference(one: &Difference, look: &Look) -> Vec<String> {
    let shown = |text: Option<&Text>| match text {
        Some(text) => look.text(Some(text)).to_owned(),
        None => look.pick("(없음)", "(none)").to_owned(),
    };
    let (before, after) = (shown(one.before.as_ref()), shown(one.after.as_ref()));
    let mut lines = vec![format!("  {}: {before} → {after}", look.text(one.name.as_ref()))];
    lines.extend(one.commits.iter().map(|commit| made_by(commit, look)));
    lines
}

fn made_by(commit: &ChangingCommit, look: &Look) -> String {
    let (who, when) = (look.actor(commit.actor.as_ref()), look.when(commit.occurred_at.as_ref()));
    let events: Vec<_> = commit.events.iter().map(|event| look.event(event)).collect();
    format!("    #{} {when} {who}: {}", commit.sequence, events.join(", "))
}

#[cfg(test)]
mod tests {
    use haetae_proto::{common::v1::Person, dashboard::v1::DifferenceGroup};
    use jiff::tz::TimeZone;

    use super::*;

    fn text(ko: &str, en: &str) -> Option<Text> {
        Some(Text { ko: ko.into(), en: en.into() })
    }

    #[test]
    fn a_difference_names_what_was_what_is_and_who_made_it_so() {
        let commit = ChangingCommit {
            sequence: 7,
            actor: Some(Person { subject: "lee".into(), name: "이검토".into() }),
            occurred_at: Some(prost_types::Timestamp { seconds: 1_790_000_000, nanos: 0 }),
            events: vec!["RiskAssessed".into()],
        };
        let level = Difference {
            key: "level".into(),
            name: text("위험 등급", "level"),
            before: text("보통", "Medium"),
            after: None,
            commits: vec![commit],
        };
        let group = DifferenceGroup { kind: 3, title: text("위험 평가", "Assessment"), differences: vec![level] };
        let answer =
            CompareReviewResponse { from_position: 3, to_position: 9, groups: vec![group], ..Default::default() };
        let ko = Look::new(Lang::Ko, TimeZone::UTC);
        assert_eq!(
            comparison(&answer, &ko),
            "로그 위치 3 → 9\n\n위험 평가\n  위험 등급: 보통 → (없음)\n    #7 2026-09-21 14:13:20 +00:00 이검토: 위험 평가\n"
        );
        let en = Look::new(Lang::En, TimeZone::UTC);
        let none = CompareReviewResponse { groups: vec![], ..answer };
        assert_eq!(comparison(&none, &en), "Position 3 → 9\n  No differences.\n");
    }
}
