//! View model of `/approvals`.

use std::collections::BTreeMap;

use askama::Template;
use haetae_proto::{
    common::v1::{AcceptanceState, ReviewStatus},
    dashboard::v1::{FindingRow, ListFindingsResponse, ReviewRow},
    intake::v1::WorkItem,
};
use jiff::Timestamp;

use crate::{
    pages::{
        frame::Frame,
        parts::{Level, review_path},
        visitor::Visitor,
    },
    text::{Due, Say, key},
};

/// Rows of a section: as many as the lists find at once.
pub(super) const SHOWN: usize = 50;

/// The steps that wait for an approver.
#[derive(Debug, Default)]
pub(super) struct Waiting {
    /// Reviews that wait for the decision.
    pub(super) decisions: Vec<WorkItem>,
    /// Acceptances that wait for the approver.
    pub(super) acceptances: Vec<WorkItem>,
    /// Whether there is more work than was read.
    pub(super) more: bool,
    /// The reviews that the lists have, by id.
    pub(super) reviews: BTreeMap<String, ReviewRow>,
    /// Findings with an acceptance to be decided.
    pub(super) pending: Vec<FindingRow>,
    /// Findings whose acceptance ends soon.
    pub(super) ending: ListFindingsResponse,
}

/// The page.
#[derive(Template)]
#[template(path = "approvals/page.html")]
pub(super) struct ApprovalsPage {
    frame: Frame,
    t: Say,
    sections: Vec<Section>,
    /// The text for more items than are shown.
    more: Option<String>,
}

/// A list.
struct Section {
    id: &'static str,
    title: String,
    about: String,
    count: String,
    empty: String,
    /// The whole list.
    all: &'static str,
    due: String,
    rows: Vec<ApprovalLine>,
}

struct ApprovalLine {
    number: String,
    path: Option<String>,
    title: String,
    /// The finding to be accepted.
    finding: String,
    team: String,
    level: Level,
    /// How many agreed.
    agreed: String,
    due: Option<Due>,
    button: String,
    first: bool,
}

impl ApprovalsPage {
    /// What waits for a person.
    pub(super) fn new(visitor: &Visitor, waiting: &Waiting, now: Timestamp) -> Self {
        let t = visitor.say();
        let decisions = waiting.decisions.iter().take(SHOWN).map(|item| decision(t, waiting, item, now));
        let acceptances = waiting.acceptances.iter().take(SHOWN).map(|item| acceptance(t, waiting, item, now));
        let ending = waiting.ending.findings.iter().map(|row| self::ending(t, row, now));
        let status = t.word::<ReviewStatus>(ReviewStatus::AwaitingDecision.into());
        let (column_due, fix_due) = (t.text("column-due"), t.text("approvals-ends"));
        let mut sections = vec![
            Section {
                id: "decisions",
                title: status,
                about: t.text("approvals-decisions-about"),
                count: waiting.decisions.len().to_string(),
                empty: t.text("approvals-decisions-none"),
                all: "/reviews?view=deciding",
                due: column_due,
                rows: decisions.collect(),
            },
            Section {
                id: "acceptances",
                title: t.word::<AcceptanceState>(AcceptanceState::Requested.into()),
                about: t.text("approvals-acceptances-about"),
                count: waiting.acceptances.len().to_string(),
                empty: t.text("approvals-acceptances-none"),
                all: "/findings?view=acceptance",
                due: fix_due.clone(),
                rows: acceptances.collect(),
            },
            Section {
                id: "ending",
                title: t.text("findings-ending"),
                about: t.text("approvals-ending-about"),
                count: waiting.ending.total_size.to_string(),
                empty: t.text("approvals-ending-none"),
                all: "/findings?view=ending",
                due: fix_due,
                rows: ending.collect(),
            },
        ];
        if let Some(first) = sections.iter_mut().take(2).find_map(|section| section.rows.first_mut()) {
            first.first = true;
        }
        let frame = Frame::new(&visitor.visit, &t.text("menu-approvals"));
        Self { frame, t, sections, more: waiting.more.then(|| t.text("approvals-more")) }
    }
}

fn decision(t: Say, waiting: &Waiting, item: &WorkItem, now: Timestamp) -> ApprovalLine {
    let review = waiting.reviews.get(&item.review_id);
    let number = review.map(|review| review.number.clone()).unwrap_or_default();
    ApprovalLine {
        path: review_path(&number).map(|path| format!("{path}/decide")),
        number,
        title: item.title.clone(),
        finding: String::new(),
        team: item.team.clone(),
        level: review.map_or_else(|| Level::scored(t, 0, None), |review| Level::of(t, review)),
        agreed: String::new(),
        due: Due::of(t, item.due_at.as_ref(), item.overdue, now),
        button: t.step("DecideReview"),
        first: false,
    }
}

fn acceptance(t: Say, waiting: &Waiting, item: &WorkItem, now: Timestamp) -> ApprovalLine {
    let is_it = |row: &&FindingRow| row.review_id == item.review_id && row.finding_id == item.finding_id;
    let found = waiting.pending.iter().find(is_it);
    let (agreed, needed) = (item.approvals.to_string(), item.approvals_needed.to_string());
    let ends = found.and_then(|row| row.acceptance.as_ref()).and_then(|one| one.ends_at.as_ref());
    let to = decision(t, waiting, item, now);
    ApprovalLine {
        path: review_path(&to.number).map(|path| format!("{path}/f/{}#approve", item.finding_id)),
        finding: named(t, &item.finding_id, found),
        level: found.map_or_else(|| Level::scored(t, 0, None), |row| Level::scored(t, row.severity, None)),
        agreed: t.with("acceptance-waits", &[("agreed", &agreed), ("needed", &needed)]),
        due: Due::of(t, ends.or(item.due_at.as_ref()), false, now),
        button: t.step("DecideAcceptance"),
        ..to
    }
}

fn ending(t: Say, row: &FindingRow, now: Timestamp) -> ApprovalLine {
    let ends = row.acceptance.as_ref().and_then(|acceptance| acceptance.ends_at.as_ref());
    ApprovalLine {
        number: row.review_number.clone(),
        path: review_path(&row.review_number).map(|path| format!("{path}/f/{}", row.finding_id)),
        title: row.review_title.clone(),
        finding: named(t, &row.finding_id, Some(row)),
        team: row.owner.clone(),
        level: Level::scored(t, row.severity, None),
        agreed: String::new(),
        due: Due::of(t, ends, false, now),
        button: t.text(key("do-look")),
        first: false,
    }
}

/// A finding by its number and what it is about.
fn named(t: Say, id: &str, row: Option<&FindingRow>) -> String {
    let title = row.map(|row| t.of(row.title.as_ref())).unwrap_or_default();
    format!("{id} {title}").trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use haetae_proto::{
        common::v1::{RiskLevel, Text},
        dashboard::v1::AcceptanceRow,
        intake::v1::WorkKind,
    };
    use haetae_service_kit::{auth::Role, error::Lang};

    use super::*;
    use crate::pages::visitor::tests::{readable, visitor};

    fn page(lang: Lang, waiting: &Waiting) -> String {
        let now = "2026-12-02T03:00:00Z".parse().unwrap();
        let page = ApprovalsPage::new(&visitor(lang, Role::Approver), waiting, now).render().unwrap();
        readable(&page);
        page
    }

    #[test]
    fn decisions_and_acceptances_lead_to_where_they_are_made() {
        let item = |kind: WorkKind, finding: &str| WorkItem {
            review_id: "a".into(),
            title: "결제".into(),
            kind: kind.into(),
            finding_id: finding.into(),
            approvals: 1,
            approvals_needed: 2,
            ..WorkItem::default()
        };
        let review =
            ReviewRow { number: "R-2026-0142".into(), level: RiskLevel::Critical.into(), ..Default::default() };
        let ends_at = Some(prost_types::Timestamp { seconds: 1_796_741_999, nanos: 0 });
        let finding = FindingRow {
            review_id: "a".into(),
            finding_id: "F-2".into(),
            title: Some(Text { ko: "다중요소 인증".into(), en: "MFA".into() }),
            acceptance: Some(AcceptanceRow { ends_at, ..AcceptanceRow::default() }),
            ..FindingRow::default()
        };
        let waiting = Waiting {
            decisions: vec![item(WorkKind::Decide, "")],
            acceptances: vec![item(WorkKind::DecideAcceptance, "F-2")],
            reviews: BTreeMap::from([("a".to_owned(), review)]),
            pending: vec![finding],
            ..Waiting::default()
        };
        let shown = page(Lang::Ko, &waiting);
        for text in
            ["/r/R-2026-0142/decide\"", "/r/R-2026-0142/f/F-2#approve\"", "F-2 다중요소 인증", "1/2명 승인", "D-6"]
        {
            assert!(shown.contains(text), "{text} is not in {shown}");
        }
        assert!(shown.contains("곧 끝나는 위험 수용이 없습니다."), "{shown}");
        assert_eq!(shown.matches("btn row main").count(), 1, "the most urgent only");
    }

    #[test]
    fn nothing_that_waits_is_said_for_each_list() {
        let shown = page(Lang::En, &Waiting::default());
        assert_eq!(shown.matches("class=\"mute\"").count(), 3, "{shown}");
    }
}
