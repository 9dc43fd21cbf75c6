//! View model of `/`.

use std::collections::BTreeMap;

use askama::Template;
use haetae_proto::{
    common::v1::{FindingStatus, ReviewStatus},
    dashboard::v1::ReviewRow,
    intake::v1::{WorkItem, WorkKind},
};
use jiff::Timestamp;
use url::form_urlencoded::byte_serialize;

use super::own::Own;
use crate::{
    api::{ReviewPage, WorkPage},
    pages::{
        frame::Frame,
        live::Live,
        parts::{Level, Meter, review_path},
        visitor::Visitor,
    },
    text::{Due, Say},
};

/// The order of sections: steps that block other people come first.
const ORDER: [WorkKind; 11] = [
    WorkKind::ProvideInfo,
    WorkKind::Remediate,
    WorkKind::Decide,
    WorkKind::DecideAcceptance,
    WorkKind::VerifyFix,
    WorkKind::Conclude,
    WorkKind::Diagnose,
    WorkKind::ReadAnswer,
    WorkKind::Reopen,
    WorkKind::Claim,
    WorkKind::Triage,
];

/// The page.
#[derive(Template)]
#[template(path = "my_work/page.html")]
pub(super) struct MyWorkPage {
    frame: Frame,
    t: Say,
    sections: Vec<Section>,
    own: Own,
    next: Option<String>,
}

/// Steps of one kind that wait for the person by name, or for any of their role.
struct Section {
    id: String,
    title: String,
    about: String,
    rows: Vec<WorkLine>,
}

struct WorkLine {
    number: String,
    path: Option<String>,
    title: String,
    team: String,
    level: Option<Level>,
    what: String,
    meter: Option<Meter>,
    due: Option<Due>,
    button: String,
    /// Whether it is the most urgent of all.
    first: bool,
}

impl MyWorkPage {
    /// The page of the steps that wait for a person; `rows` contains the reviews found in the lists, `own`
    /// those that the person requested.
    pub(super) fn new(
        visitor: &Visitor,
        work: &WorkPage,
        (rows, own): (&BTreeMap<String, ReviewRow>, Option<&ReviewPage>),
        live: Option<Live>,
        now: Timestamp,
    ) -> Self {
        let t = visitor.say();
        let kinds = [true, false].into_iter().flat_map(|mine| ORDER.map(|kind| (kind, mine)));
        let sections = kinds.filter_map(|(kind, mine)| {
            let items = work.items.iter().filter(|item| item.kind() == kind && item.mine == mine);
            let rows: Vec<WorkLine> = items.map(|item| row(t, item, rows.get(&item.review_id), now)).collect();
            (!rows.is_empty()).then(|| section(t, kind, mine, rows))
        });
        let mut sections: Vec<Section> = sections.collect();
        if let Some(first) = sections.first_mut().and_then(|section| section.rows.first_mut()) {
            first.first = true;
        }
        let next: String = byte_serialize(work.next.as_bytes()).collect();
        let next = (!next.is_empty()).then(|| format!("/?page={next}"));
        let frame = Frame::new(&visitor.visit, &t.text("menu-my-work")).with_live(&visitor.visit, live);
        let own = own.map(|own| Own::new(t, own, now)).unwrap_or_default();
        Self { frame, t, sections, own, next }
    }
}

fn section(t: Say, kind: WorkKind, mine: bool, rows: Vec<WorkLine>) -> Section {
    let whose = if mine { "mine" } else { "pool" };
    Section {
        id: format!("{}-{whose}", i32::from(kind)),
        title: title(t, kind),
        about: if mine { t.text("work-mine") } else { t.text("work-pool") },
        rows,
    }
}

/// The heading. Where the contract has the word, it is the contract's.
fn title(t: Say, kind: WorkKind) -> String {
    match kind {
        WorkKind::ProvideInfo => t.word::<ReviewStatus>(ReviewStatus::NeedsInfo.into()),
        WorkKind::Decide => t.word::<ReviewStatus>(ReviewStatus::AwaitingDecision.into()),
        WorkKind::VerifyFix => t.word::<FindingStatus>(FindingStatus::FixClaimed.into()),
        WorkKind::DecideAcceptance | WorkKind::Triage | WorkKind::Conclude | WorkKind::Unspecified => {
            t.word::<WorkKind>(kind.into())
        }
        WorkKind::Remediate => t.text("work-remediate"),
        WorkKind::Diagnose => t.text("work-diagnose"),
        WorkKind::ReadAnswer => t.text("work-read-answer"),
        WorkKind::Reopen => t.text("stale"),
        WorkKind::Claim => t.text("work-claim"),
    }
}

fn row(t: Say, item: &WorkItem, review: Option<&ReviewRow>, now: Timestamp) -> WorkLine {
    let number = review.map(|review| review.number.clone()).unwrap_or_default();
    let review_page = review_path(&number);
    let path = match item.finding_id.as_str() {
        "" if item.kind() == WorkKind::Decide => review_page.map(|page| format!("{page}/decide")),
        "" => review_page,
        finding => review_page.map(|page| format!("{page}/f/{finding}")),
    };
    let tally = review.and_then(|review| review.tally.as_ref()).filter(|_| item.kind() == WorkKind::Diagnose);
    WorkLine {
        number,
        path,
        title: item.title.clone(),
        team: item.team.clone(),
        level: review.map(|review| Level::of(t, review)),
        what: what(t, item),
        meter: tally.map(Meter::of),
        due: Due::of(t, item.due_at.as_ref(), item.overdue, now),
        button: button(t, item.kind()),
        first: false,
    }
}

/// The description of the step; for several approvals also their number.
fn what(t: Say, item: &WorkItem) -> String {
    let mut what = t.word::<WorkKind>(item.kind);
    if !item.finding_id.is_empty() {
        what = format!("{} {what}", item.finding_id);
    }
    if item.sent_back {
        what = format!("{what} · {}", t.text("work-sent-back"));
    }
    if item.approvals_needed > 1 {
        let (agreed, needed) = (item.approvals.to_string(), item.approvals_needed.to_string());
        let agreed = t.with("work-approvals", &[("agreed", agreed.as_str()), ("needed", needed.as_str())]);
        what = format!("{what} · {agreed}");
    }
    what
}

/// The name of the step; for a step unknown to this build, the name of the link's target.
fn button(t: Say, kind: WorkKind) -> String {
    t.step(match kind {
        WorkKind::ProvideInfo => "ProvideInfo",
        WorkKind::Remediate => "ClaimFix",
        WorkKind::Triage => "TriageReview",
        WorkKind::Claim => "ClaimReview",
        WorkKind::Decide => "DecideReview",
        WorkKind::Reopen => "ReopenReview",
        WorkKind::VerifyFix => "VerifyFix",
        WorkKind::DecideAcceptance => "DecideAcceptance",
        WorkKind::Conclude => "ConcludeDiagnosis",
        WorkKind::Diagnose => return t.text("take-judge"),
        WorkKind::ReadAnswer | WorkKind::Unspecified => return t.text("do-look"),
    })
}

#[cfg(test)]
mod tests {
    use haetae_proto::common::v1::{RiskLevel, Tally};
    use haetae_service_kit::{auth::Role, error::Lang};

    use super::*;
    use crate::pages::visitor::tests::{readable, visitor};

    const ID: &str = "0b54f6a2-5f0f-5ce4-8f1c-6e6a4f1f9d11";

    fn item(kind: WorkKind, mine: bool) -> WorkItem {
        let due_at = Some(prost_types::Timestamp { seconds: 1_796_741_999, nanos: 0 });
        WorkItem {
            review_id: ID.into(),
            title: "<결제> & 인증".into(),
            kind: kind.into(),
            mine,
            due_at,
            ..Default::default()
        }
    }

    fn page(lang: Lang, items: Vec<WorkItem>) -> String {
        let tally = Some(Tally { total: 183, pass: 5, ..Tally::default() });
        let level = RiskLevel::Critical.into();
        let review = ReviewRow { number: "R-2026-0142".into(), level, score: 92, tally, ..Default::default() };
        let rows = BTreeMap::from([(ID.to_owned(), review)]);
        let work = WorkPage { items, next: "a+b".into() };
        let now = "2026-12-02T03:00:00Z".parse().unwrap();
        let page = MyWorkPage::new(&visitor(lang, Role::Reviewer), &work, (&rows, None), None, now).render().unwrap();
        readable(&page);
        page
    }

    #[test]
    fn own_work_comes_first_and_apart_from_that_of_the_role() {
        let fix = WorkItem { finding_id: "F-2".into(), ..item(WorkKind::VerifyFix, false) };
        let korean = page(Lang::Ko, vec![fix.clone(), item(WorkKind::Diagnose, true)]);
        let place = |text: &str| korean.find(text).unwrap_or_else(|| panic!("{text} is not in {korean}"));
        assert!(place("내 담당 <span class=\"n\">1</span>") < place("조치 확인 대기 <span class=\"n\">1</span>"));
        assert!(korean.contains("href=\"/r/R-2026-0142/f/F-2\"") && korean.contains("F-2 조치 확인"));
        assert!(korean.contains("&#60;결제&#62; &#38; 인증") && !korean.contains("<결제>"), "{korean}");
        assert!(korean.contains("width=\"1.7\"") && korean.contains("5/183") && korean.contains("심각 <b>92</b>"));
        assert!(korean.contains("<b>D-6</b>") && korean.contains("href=\"/?page=a%2Bb\""), "{korean}");
        assert_eq!(korean.matches("btn row main").count(), 1, "the most urgent only");
        let again = WorkItem { finding_id: "F-3".into(), sent_back: true, ..item(WorkKind::Remediate, true) };
        assert!(page(Lang::Ko, vec![again]).contains("F-3 조치 · 반려됨"));
        assert!(page(Lang::En, vec![fix]).contains("F-2 Verify the fix"));
    }

    #[test]
    fn nothing_to_do_is_said() {
        assert!(page(Lang::Ko, Vec::new()).contains("지금 할 일이 없습니다."));
    }
}
