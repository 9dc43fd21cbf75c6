//! What `/findings` shows.

use askama::Template;
use haetae_proto::{
    common::v1::{FindingStatus, RiskLevel},
    dashboard::v1::{FindingRow, ListFindingsResponse},
    words::{Named, Value},
};
use jiff::Timestamp;

use super::asked::{Asked, VIEWS};
use crate::{
    pages::{finding::Standing, frame::Frame, parts::review_path, reviews::known, visitor::Visitor},
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
    clear: Option<String>,
    asked: Asked,
    heads: Vec<Head>,
    rows: Vec<Row>,
    first: Option<String>,
    next: Option<String>,
    empty: String,
}

/// Something to choose, as a link.
struct Choice {
    text: String,
    address: String,
    chosen: bool,
}

/// A field that narrows the list.
struct Filter {
    text: String,
    chosen: bool,
    choices: Vec<Choice>,
}

/// The head of a column; with a link, if lists are sorted by it.
struct Head {
    text: String,
    address: Option<String>,
    sorted: &'static str,
}

struct Row {
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
    /// The page of what was found.
    pub(super) fn new(visitor: &Visitor, asked: &Asked, found: &ListFindingsResponse, now: Timestamp) -> Self {
        let t = visitor.say();
        let next = &found.next_page_token;
        Self {
            frame: Frame::new(&visitor.visit, &t.text("bar-findings")),
            total: t.count("findings-total", found.total_size),
            views: views(t, asked),
            filters: vec![
                filter::<FindingStatus>(t, asked, |asked| &mut asked.status),
                filter::<RiskLevel>(t, asked, |asked| &mut asked.severity),
            ],
            clear: asked.narrows().then(|| Asked { view: asked.view.clone(), ..Asked::default() }.address(|_| {})),
            heads: heads(t, asked),
            rows: found.findings.iter().map(|row| self::row(t, row, now)).collect(),
            first: (!asked.page.is_empty()).then(|| asked.address(|_| {})),
            next: (!next.is_empty()).then(|| asked.address(|asked| asked.page.clone_from(next))),
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

fn views(t: Say, asked: &Asked) -> Vec<Choice> {
    let choice = |view: &str| Choice {
        text: match view {
            "open" => t.word::<FindingStatus>(FindingStatus::Open.into()),
            "mine" => t.text("findings-mine"),
            "verify" => t.word::<FindingStatus>(FindingStatus::FixClaimed.into()),
            "acceptance" => t.text("findings-acceptance"),
            "ending" => t.text("findings-ending"),
            "overdue" => t.text("view-overdue"),
            _ => t.text("view-all"),
        },
        address: asked.address(|asked| view.clone_into(&mut asked.view)),
        chosen: asked.view == view,
    };
    VIEWS.into_iter().map(choice).collect()
}

fn filter<E: Named>(t: Say, asked: &Asked, field: fn(&mut Asked) -> &mut String) -> Filter {
    let chosen = known::<E>(field(&mut asked.clone()));
    let word = |value: &Value| t.lang().pick(value.name.ko.to_owned(), value.name.en_heading());
    let kind = t.lang().pick(E::KIND.ko.to_owned(), E::KIND.en_heading());
    let choice = |value: &Value| Choice {
        text: word(value),
        address: asked.address(|asked| *field(asked) = value.word.to_ascii_lowercase()),
        chosen: chosen.is_some_and(|chosen| chosen.word == value.word),
    };
    let any = Choice {
        text: t.text("reviews-any"),
        address: asked.address(|asked| field(asked).clear()),
        chosen: chosen.is_none(),
    };
    Filter {
        text: chosen.map_or_else(|| kind.clone(), |value| format!("{kind}: {}", word(value))),
        chosen: chosen.is_some(),
        choices: std::iter::once(any).chain(E::VALUES.iter().skip(1).map(choice)).collect(),
    }
}

fn heads(t: Say, asked: &Asked) -> Vec<Head> {
    // Name, the order it is sorted in first, and the one it is turned to.
    let columns: [(&str, &str, &str); 7] = [
        (key("column-number"), "", ""),
        (key("findings-what"), "", ""),
        (key("findings-severity"), "severity.desc", "severity"),
        (key("column-status"), "", ""),
        (key("findings-owner"), "", ""),
        (key("findings-due"), "due", "due.desc"),
        (key("findings-again"), "", ""),
    ];
    let head = |(name, first, turned): (&str, &str, &str)| {
        let other = if asked.sort == first { turned } else { first };
        let sorted = !first.is_empty() && (asked.sort == first || asked.sort == turned);
        let down = asked.sort.ends_with(".desc");
        Head {
            text: t.text(name),
            address: (!first.is_empty()).then(|| asked.address(|asked| other.clone_into(&mut asked.sort))),
            sorted: match (sorted, down) {
                (false, _) => "",
                (true, true) => "descending",
                (true, false) => "ascending",
            },
        }
    };
    columns.into_iter().map(head).collect()
}

fn row(t: Say, row: &FindingRow, now: Timestamp) -> Row {
    let pending = row.acceptance.as_ref().is_some_and(|acceptance| !acceptance.granted && !acceptance.lapsed);
    Row {
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
