//! View model of `/findings`.

use askama::Template;
use haetae_proto::{
    common::v1::{AcceptanceState, FindingStatus, FlowLayer, RiskLevel},
    dashboard::v1::{FindingRow, ListFindingsResponse},
};
use jiff::Timestamp;

use super::asked::{FindingsQuery, VIEWS};
use crate::{
    pages::{
        finding::Standing,
        frame::Frame,
        lists::{Choice, Column, Filter, Head, known},
        live::Live,
        parts::review_path,
        visitor::Visitor,
    },
    text::{Due, Say, key},
};

/// The page.
#[derive(Template)]
#[template(path = "findings/page.html")]
pub(super) struct FindingsPage {
    frame: Frame,
    t: Say,
    total: String,
    views: Vec<Choice>,
    filters: Vec<Filter>,
    /// Filters set by links from figures; each links to the list without it.
    narrowed: Vec<Choice>,
    clear: Option<String>,
    asked: FindingsQuery,
    heads: Vec<Head>,
    rows: Vec<FindingLine>,
    first: Option<String>,
    next: Option<String>,
    /// The whole list as a file.
    csv: String,
    empty: String,
}

struct FindingLine {
    number: String,
    id: String,
    path: Option<String>,
    review: String,
    standing: Standing,
    title: String,
    reason: String,
    owner: String,
    assignee: Option<String>,
    due: Option<Due>,
    again: bool,
}

impl FindingsPage {
    /// The page of the found findings.
    pub(super) fn new(
        visitor: &Visitor,
        asked: &FindingsQuery,
        found: &ListFindingsResponse,
        live: Option<Live>,
        now: Timestamp,
    ) -> Self {
        let t = visitor.say();
        let next = &found.next_page_token;
        Self {
            frame: Frame::new(&visitor.visit, &t.text("bar-findings")).with_live(&visitor.visit, live),
            total: t.count("findings-total", found.total_size),
            views: views(t, asked),
            filters: vec![
                Filter::of::<FindingStatus>(t, &asked.status, |value| {
                    asked.address(|asked| value.clone_into(&mut asked.status))
                }),
                Filter::of::<RiskLevel>(t, &asked.severity, |value| {
                    asked.address(|asked| value.clone_into(&mut asked.severity))
                }),
            ],
            narrowed: narrowed(t, asked),
            clear: asked
                .narrows()
                .then(|| FindingsQuery { view: asked.view.clone(), ..FindingsQuery::default() }.address(|_| {})),
            heads: heads(t, asked),
            rows: found.findings.iter().map(|row| self::row(t, row, now)).collect(),
            first: (!asked.page.is_empty()).then(|| asked.address(|_| {})),
            next: (!next.is_empty()).then(|| asked.address(|asked| asked.page.clone_from(next))),
            csv: asked.address(|_| {}).replacen("/findings?", "/findings.csv?", 1),
            empty: t.text(if asked.narrows() || asked.view != "all" {
                key("findings-none-fit")
            } else {
                key("findings-none")
            }),
            asked: asked.clone(),
            t,
        }
    }
}

fn views(t: Say, asked: &FindingsQuery) -> Vec<Choice> {
    let choice = |view: &str| Choice {
        text: match view {
            "open" => t.word::<FindingStatus>(FindingStatus::Open.into()),
            "mine" => t.text("findings-mine"),
            "verify" => t.word::<FindingStatus>(FindingStatus::FixClaimed.into()),
            "acceptance" => t.word::<AcceptanceState>(AcceptanceState::Requested.into()),
            "ending" => t.text("findings-ending"),
            "overdue" => t.text("view-overdue"),
            _ => t.text("view-all"),
        },
        address: asked.address(|asked| view.clone_into(&mut asked.view)),
        chosen: asked.view == view,
    };
    VIEWS.into_iter().map(choice).collect()
}

/// The active filters without a field on the page.
fn narrowed(t: Say, asked: &FindingsQuery) -> Vec<Choice> {
    let layer = known::<FlowLayer>(&asked.layer);
    let layer = layer.map(|value| t.lang().pick(value.name.ko.to_owned(), value.name.en_heading())).unwrap_or_default();
    let without = |change: fn(&mut FindingsQuery)| asked.address(change);
    let chips = [
        (t.text("layers-layer"), layer, without(|asked| asked.layer.clear())),
        (t.text("file-control"), asked.control.clone(), without(|asked| asked.control.clear())),
        (t.text("insights-as-of"), asked.as_of.clone(), without(|asked| asked.as_of.clear())),
    ];
    chips.into_iter().filter_map(|(name, value, address)| Choice::narrowing(&name, &value, address)).collect()
}

fn heads(t: Say, asked: &FindingsQuery) -> Vec<Head> {
    let columns: [Column; 7] = [
        (key("column-number"), "", "", ""),
        (key("findings-what"), "", "", ""),
        (key("findings-severity"), "severity.desc", "severity", ""),
        (key("column-status"), "", "", ""),
        (key("findings-owner"), "", "", ""),
        (key("findings-due"), "due", "due.desc", ""),
        (key("findings-again"), "", "", ""),
    ];
    let address = |order: &str| asked.address(|asked| order.clone_into(&mut asked.sort));
    columns.into_iter().map(|column| Head::of(t, column, &asked.sort, address)).collect()
}

fn row(t: Say, row: &FindingRow, now: Timestamp) -> FindingLine {
    let pending = row.acceptance.as_ref().is_some_and(|one| one.state() == AcceptanceState::Requested);
    FindingLine {
        path: review_path(&row.review_number).map(|path| format!("{path}/f/{}", row.finding_id)),
        number: row.review_number.clone(),
        id: row.finding_id.clone(),
        review: row.review_title.clone(),
        standing: Standing::of(t, row.severity, row.status, pending),
        title: t.of(row.title.as_ref()),
        reason: row.reason.clone(),
        owner: row.owner.clone(),
        assignee: row.assignee.as_ref().map(|person| t.person(person)),
        due: Due::of(t, row.due_at.as_ref(), row.overdue, now),
        again: !row.previous_finding_id.is_empty(),
    }
}
