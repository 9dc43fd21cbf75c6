//! View model of `/reviews`.

use askama::Template;
use haetae_client::Standing;
use haetae_proto::{
    common::v1::{ReviewStatus, RiskLevel, ServiceType},
    dashboard::v1::ReviewRow,
};
use haetae_service_kit::auth::Role;
use jiff::Timestamp;

use super::{
    asked::{ReviewsQuery, VIEWS},
    columns,
    saved::{self, Saved},
};
use crate::{
    api::ReviewPage,
    pages::{
        frame::Frame,
        lists::{Choice, Filter, Head},
        live::Live,
        parts::{Level, Meter, Status, review_path},
        status::is_over,
        visitor::Visitor,
    },
    text::{Due, Say, key, moment, since},
};

/// The page.
#[derive(Template)]
#[template(path = "reviews/page.html")]
pub(super) struct ReviewsPage {
    frame: Frame,
    t: Say,
    total: String,
    views: Vec<Choice>,
    filters: Vec<Filter>,
    stale: Choice,
    /// Filters set by links from figures; each links to the list without it.
    narrowed: Vec<Choice>,
    /// The link that removes all filters; none without filters.
    clear: Option<String>,
    heads: Vec<Head>,
    rows: Vec<ReviewLine>,
    shown: String,
    /// The link to the beginning of the list; none on its first page.
    first: Option<String>,
    next: Option<String>,
    /// The whole list as a file.
    csv: String,
    /// Columns to show and hide.
    columns: Vec<Choice>,
    asked: ReviewsQuery,
    /// Lists that the person named.
    saved: Vec<Choice>,
    saved_wrong: String,
    /// What was done with one just now; empty for nothing.
    saved_done: String,
    /// The address of this list.
    here: String,
    /// Whether the person assigns reviews.
    assigns: bool,
    empty: String,
}

struct ReviewLine {
    number: String,
    path: Option<String>,
    title: String,
    team: String,
    level: Level,
    status: Status,
    /// The link to the decision sheet, for people who decide.
    decide: Option<String>,
    meter: Option<Meter>,
    open: u32,
    accepted: u32,
    assignee: Option<String>,
    due: Option<Due>,
    updated: String,
    updated_whole: String,
}

impl ReviewsPage {
    /// The page of the found reviews.
    pub(super) fn new(
        visitor: &Visitor,
        asked: &ReviewsQuery,
        found: &ReviewPage,
        live: Option<Live>,
        now: Timestamp,
    ) -> Self {
        let t = visitor.say();
        let decides = visitor.caller.roles.has(Role::Approver);
        let rows = found.rows.iter().map(|row| self::row(t, row, decides, now)).collect();
        let mut frame = Frame::new(&visitor.visit, &t.text("menu-reviews")).with_live(&visitor.visit, live);
        frame.search.clone_from(&asked.q);
        let only = if asked.only == "stale" { "" } else { "stale" };
        Self {
            total: t.count("reviews-total", found.total),
            views: views(visitor, asked),
            filters: vec![
                Filter::of::<Standing>(t, &asked.status, |value| {
                    asked.address(|asked| value.clone_into(&mut asked.status))
                }),
                Filter::of::<RiskLevel>(t, &asked.level, |value| {
                    asked.address(|asked| value.clone_into(&mut asked.level))
                }),
                Filter::of::<ServiceType>(t, &asked.service, |value| {
                    asked.address(|asked| value.clone_into(&mut asked.service))
                }),
            ],
            stale: Choice {
                text: t.text("stale"),
                address: asked.address(|asked| only.clone_into(&mut asked.only)),
                chosen: only.is_empty(),
            },
            narrowed: narrowed(t, asked),
            clear: asked
                .narrows()
                .then(|| ReviewsQuery { view: asked.view.clone(), ..ReviewsQuery::default() }.address(|_| {})),
            heads: columns::heads(t, asked),
            columns: columns::choices(t, asked),
            asked: asked.clone(),
            saved: Vec::new(),
            saved_done: saved::done(t, visitor.visit.done()),
            saved_wrong: saved::wrong(t, asked),
            here: asked.address(|_| {}),
            assigns: decides,
            rows,
            shown: t.count("reviews-shown", found.rows.len() as u64),
            first: (!asked.page.is_empty()).then(|| asked.address(|_| {})),
            next: (!found.next.is_empty()).then(|| asked.address(|asked| asked.page.clone_from(&found.next))),
            csv: asked.address(|_| {}).replacen("/reviews?", "/reviews.csv?", 1),
            empty: t.text(if asked.narrows() || asked.view != "all" {
                key("reviews-none-fit")
            } else {
                key("reviews-none")
            }),
            t,
            frame,
        }
    }
}

impl ReviewsPage {
    /// With the lists that the person named.
    pub(super) fn with_saved(self, asked: &ReviewsQuery, saved: &Saved) -> Self {
        Self { saved: saved.choices(&asked.address(|_| {})), ..self }
    }

    /// Whether a column is shown.
    fn shows(&self, name: &str) -> bool {
        columns::shows(&self.asked, name)
    }
}

/// The views that say something to this person.
fn views(visitor: &Visitor, asked: &ReviewsQuery) -> Vec<Choice> {
    let (t, roles) = (visitor.say(), visitor.caller.roles);
    let fits = |view: &&str| match *view {
        "mine" => roles.has(Role::Reviewer),
        "unassigned" => roles.has_any(&[Role::Reviewer, Role::Approver]),
        "deciding" => roles.has(Role::Approver),
        _ => true,
    };
    let all_of = if roles.has_any(&[Role::Reviewer, Role::Approver, Role::Auditor, Role::Operator]) {
        key("view-all")
    } else {
        key("view-team")
    };
    let choice = |view: &str| Choice {
        text: match view {
            "mine" => t.text("view-mine"),
            "unassigned" => t.text("view-unassigned"),
            "deciding" => t.word::<ReviewStatus>(ReviewStatus::AwaitingDecision.into()),
            "overdue" => t.text("view-overdue"),
            _ => t.text(all_of),
        },
        address: asked.address(|asked| view.clone_into(&mut asked.view)),
        chosen: asked.view == view,
    };
    VIEWS.into_iter().filter(fits).map(choice).collect()
}

/// The active filters without a field on the page.
fn narrowed(t: Say, asked: &ReviewsQuery) -> Vec<Choice> {
    let only = match asked.only.as_str() {
        "open" => t.text("insights-open"),
        "overdue" => t.text("insights-overdue"),
        "unscored" => t.word::<RiskLevel>(RiskLevel::Unspecified.into()),
        _ => String::new(),
    };
    let days = format!("{} – {}", asked.from, asked.to);
    let days = if asked.from.is_empty() && asked.to.is_empty() { "" } else { &days };
    let nobody = if asked.nobody.is_empty() { String::new() } else { t.text("work-claim") };
    let without = |change: fn(&mut ReviewsQuery)| asked.address(change);
    let chips = [
        (String::new(), only, without(|asked| asked.only.clear())),
        (t.text("stage-received"), days.to_owned(), without(|asked| (asked.from, asked.to) = Default::default())),
        (t.text("column-assignee"), asked.assignee.clone(), without(|asked| asked.assignee.clear())),
        (String::new(), nobody, without(|asked| asked.nobody.clear())),
        (t.text("insights-as-of"), asked.as_of.clone(), without(|asked| asked.as_of.clear())),
    ];
    chips.into_iter().filter_map(|(name, value, address)| Choice::narrowing(&name, &value, address)).collect()
}

fn row(t: Say, row: &ReviewRow, decides: bool, now: Timestamp) -> ReviewLine {
    let decides = decides && row.status() == ReviewStatus::AwaitingDecision;
    ReviewLine {
        decide: review_path(&row.number).filter(|_| decides).map(|path| format!("{path}/decide")),
        path: review_path(&row.number),
        number: row.number.clone(),
        title: row.title.clone(),
        team: row.team.clone(),
        level: Level::of(t, row),
        status: Status::of(t, row),
        meter: row.tally.as_ref().map(Meter::of),
        open: row.open_findings,
        accepted: row.accepted_findings,
        assignee: row.assignee.as_ref().map(|person| t.person(person)),
        due: Due::of_review(
            t,
            row.status(),
            (row.due_at.as_ref().filter(|_| !is_over(row.status())), row.overdue),
            now,
        ),
        updated: since(t, row.updated_at.as_ref(), now),
        updated_whole: moment(t, row.updated_at.as_ref()),
    }
}

#[cfg(test)]
mod tests {
    use haetae_proto::common::v1::Person;
    use haetae_service_kit::error::Lang;

    use super::*;
    use crate::pages::visitor::tests::{readable, visitor};

    fn page(lang: Lang, role: Role, asked: ReviewsQuery, rows: Vec<ReviewRow>) -> String {
        let visitor = visitor(lang, role);
        let asked = asked.for_roles(visitor.caller.roles);
        let found = ReviewPage { total: 51, rows, next: "next".into(), token: "here".into() };
        let live = Some(Live::list(visitor.say(), "level = HIGH", &found.token));
        let now = "2026-12-02T03:00:00Z".parse().unwrap();
        let page = ReviewsPage::new(&visitor, &asked, &found, live, now).render().unwrap();
        readable(&page);
        page
    }

    #[test]
    fn a_row_says_where_a_review_stands() {
        let row = ReviewRow {
            number: "R-2026-0142".into(),
            status: ReviewStatus::Rejected.into(),
            duplicate: true,
            decision_stale: true,
            assignee: Some(Person { subject: "lee".into(), name: "이수진".into() }),
            due_at: Some(prost_types::Timestamp { seconds: 1_800_000_000, nanos: 0 }),
            ..ReviewRow::default()
        };
        let asked = ReviewsQuery { status: "rejected".into(), sort: "level.desc".into(), ..ReviewsQuery::default() };
        let korean = page(Lang::Ko, Role::Reviewer, asked, vec![row]);
        for shown in ["51건", "중복 종결", "재검토 필요", "미평가", "이수진", "href=\"/r/R-2026-0142\"", "상태: 반려"]
        {
            assert!(korean.contains(shown), "{shown} is not in {korean}");
        }
        assert!(!korean.contains("class=\"due"), "nothing is due any more: {korean}");
        assert!(korean.contains("aria-sort=\"descending\"") && korean.contains("sort=level\""), "{korean}");
        assert!(korean.contains("aria-current=\"page\">내 담당"), "a reviewer begins with that");
        assert!(korean.contains("status=rejected&#38;sort=level.desc&#38;page=next"), "{korean}");
    }

    #[test]
    fn an_empty_list_offers_to_clear_what_narrows_it() {
        let asked = ReviewsQuery { q: "결제".into(), ..ReviewsQuery::default() };
        let english = page(Lang::En, Role::Requester, asked, Vec::new());
        assert!(english.contains("No review fits these filters.") && english.contains("My team"), "{english}");
        assert!(english.contains("href=\"/reviews?view=all\">Clear filters"), "{english}");
    }
}
