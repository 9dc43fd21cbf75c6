//! docs/filters.md is what filters do: every field of both lists with every operator, against the rows that the lists show.

use std::{cmp::Ordering, collections::BTreeMap};

use haetae_domain::vocabulary::VerdictResult;
use haetae_proto::{
    common::v1::{FindingStatus, FlowLayer, ReviewDepth, ReviewStatus, RiskLevel, ServiceType},
    dashboard::v1::{FindingRow, ListFindingsRequest, ListReviewsRequest, ReviewRow},
};
use haetae_service_kit::token;
use prost_types::Timestamp;
use tonic::{Code, Status};

use crate::{
    diagnoses::Act,
    findings::begun,
    served::{Client, Served},
};

const PAGE: &str = include_str!("../../../../docs/filters.md");
const OPERATORS: [&str; 7] = ["=", "!=", "<", "<=", ">", ">=", ":"];

/// What a field of a row holds, with its order; `None` is no value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Held {
    None,
    /// A UUID as text: `:` asks how it begins.
    Id(String),
    Text(String),
    Word(&'static str),
    /// The place of the word in its scale, and the word.
    Scale(i32, &'static str),
    Words(Vec<&'static str>),
    Number(u64),
    /// Year and place.
    Short(Vec<u64>),
    /// Seconds and nanoseconds, cut to microseconds.
    Time(i64, i32),
    Flag(bool),
}
use Held::{Flag, Id, Number, Scale, Short, Text, Time, Word, Words};

/// A row: its name, and what its fields hold.
type Row = (String, BTreeMap<&'static str, Held>);

fn time(at: Option<Timestamp>) -> Held {
    at.map_or(Held::None, |at| Time(at.seconds, at.nanos / 1000 * 1000))
}

fn text(text: &str) -> Held {
    Text(text.to_owned())
}

fn short(name: &str, prefix: &str) -> &'static str {
    name.strip_prefix(prefix).unwrap().to_owned().leak()
}

fn level(level: RiskLevel) -> Held {
    if level == RiskLevel::Unspecified {
        Held::None
    } else {
        Scale(level.into(), short(level.as_str_name(), "RISK_LEVEL_"))
    }
}

fn review(row: &ReviewRow, findings: &[FindingRow]) -> Row {
    // Of a withdrawn review no step waits.
    let waits = row.status() != ReviewStatus::Withdrawn;
    let own = || findings.iter().filter(move |finding| waits && finding.review_id == row.review_id);
    let count = |count: u32| if row.tally.is_some() { Number(count.into()) } else { Held::None };
    let tally = row.tally.unwrap_or_default();
    let types = row.service_types().map(|it| short(it.as_str_name(), "SERVICE_TYPE_")).collect::<Vec<_>>();
    let components = row.components().map(|it| short(it.as_str_name(), "COMPONENT_")).collect::<Vec<_>>();
    let scored = row.level() != RiskLevel::Unspecified;
    let depth = Scale(row.depth, short(row.depth().as_str_name(), "REVIEW_DEPTH_"));
    let fields = [
        ("review_id", Id(row.review_id.clone())),
        ("number", Short(row.number.split('-').skip(1).map(|part| part.parse().unwrap()).collect())),
        ("title", text(&row.title)),
        ("team", text(&row.team)),
        ("requester", text(&row.requester.as_ref().unwrap().subject)),
        ("status", Word(short(row.status().as_str_name(), "REVIEW_STATUS_"))),
        ("level", level(row.level())),
        ("score", if scored { Number(row.score.into()) } else { Held::None }),
        ("depth", if row.depth() == ReviewDepth::Unspecified { Held::None } else { depth }),
        ("service_types", Words(types.clone())),
        ("service_type", Words(types)),
        ("components", Words(components)),
        ("total", count(tally.total)),
        ("fail", count(tally.fail)),
        ("partial", count(tally.partial)),
        ("mandatory_open", count(tally.mandatory_open)),
        ("open_findings", count(row.open_findings)),
        ("accepted_findings", count(row.accepted_findings)),
        ("assignee", row.assignee.as_ref().map_or(Held::None, |person| text(&person.subject))),
        ("due_at", time(row.due_at)),
        ("overdue", Flag(row.overdue)),
        ("decision_stale", Flag(row.decision_stale)),
        ("duplicate", Flag(row.duplicate)),
        (
            "acceptance_pending",
            Flag(own().any(|finding| finding.acceptance.is_some_and(|it| !it.granted && !it.lapsed))),
        ),
        ("fix_claimed", Flag(own().any(|finding| finding.status() == FindingStatus::FixClaimed))),
        ("submitted_at", time(row.submitted_at)),
        ("updated_at", time(row.updated_at)),
    ];
    (row.review_id.clone(), fields.into())
}

fn finding(row: &FindingRow) -> Row {
    let layer = Word(short(row.layer().as_str_name(), "FLOW_LAYER_"));
    let fields = [
        ("review_id", Id(row.review_id.clone())),
        ("number", Number(row.finding_id[2..].parse().unwrap())),
        ("checkpoint", text(&row.checkpoint)),
        ("layer", if row.layer() == FlowLayer::Unspecified { Held::None } else { layer }),
        ("severity", level(row.severity())),
        ("status", Word(short(row.status().as_str_name(), "FINDING_STATUS_"))),
        ("team", text(&row.team)),
        ("owner", text(&row.owner)),
        ("assignee", row.assignee.as_ref().map_or(Held::None, |person| text(&person.subject))),
        ("round", Number(row.round.into())),
        ("opened_at", time(row.opened_at)),
        ("due_at", time(row.due_at)),
        ("overdue", Flag(row.overdue)),
        ("acceptance_ends_at", row.acceptance.map_or(Held::None, |it| time(it.ends_at))),
        ("acceptance_ending", Flag(row.acceptance.is_some_and(|it| it.ending))),
        ("acceptance_pending", Flag(row.acceptance.is_some_and(|it| !it.granted && !it.lapsed))),
        ("acceptance_lapsed", Flag(row.acceptance.is_some_and(|it| it.lapsed))),
        ("fix_claimed", Flag(row.status() == FindingStatus::FixClaimed)),
        ("closed_at", time(row.closed_at)),
        ("updated_at", time(row.updated_at)),
    ];
    (format!("{}/{}", row.review_id, row.finding_id), fields.into())
}

/// How a value is written in a filter.
fn written(held: &Held) -> String {
    match held {
        Held::None => String::new(),
        Id(text) | Text(text) => format!("\"{text}\""),
        Word(word) | Scale(_, word) => (*word).to_owned(),
        Words(words) => words[0].to_owned(),
        Number(number) => number.to_string(),
        Short(parts) => format!("R-{}-{:04}", parts[0], parts[1]),
        Time(seconds, nanos) => {
            let at = jiff::Timestamp::new(*seconds, *nanos).unwrap();
            format!("\"{}\"", at.display_with_offset(jiff::tz::offset(9)))
        }
        Flag(flag) => flag.to_string(),
    }
}

/// Values to compare a field with, each as it is written and as it is held: some that rows hold, and extreme ones.
fn samples(name: &str, rows: &[Row]) -> Vec<(String, Held)> {
    let mut held: Vec<_> = rows.iter().map(|(_, fields)| fields[name].clone()).collect();
    held.sort();
    held.dedup();
    held.retain(|held| !matches!(held, Held::None) && *held != Words(Vec::new()));
    let of_kind = |held: &Held| (written(held), held.clone());
    let mut samples: Vec<_> = held.iter().step_by(held.len().div_ceil(3).max(1)).map(of_kind).collect();
    let more = match held.first() {
        Some(Time(..)) | None => vec![
            ("0001-01-01".to_owned(), Time(-62_135_596_800, 0)),
            ("\"0001-01-01T00:00:00Z\"".to_owned(), Time(-62_135_596_800, 0)),
            ("9999-12-31".to_owned(), Time(253_402_182_000, 0)),
            ("\"9999-12-31T23:59:59.999999Z\"".to_owned(), Time(253_402_300_799, 0)),
            ("2024-02-29".to_owned(), Time(1_709_132_400, 0)),
            ("\"2026-01-01T00:00:00-12:00\"".to_owned(), Time(1_767_268_800, 0)),
        ],
        Some(Number(_)) => vec![of_kind(&Number(0)), of_kind(&Number(u64::from(u32::MAX)))],
        Some(Text(_)) => vec![of_kind(&text("없는 글자"))],
        Some(Flag(_)) => vec![of_kind(&Flag(true)), of_kind(&Flag(false))],
        Some(Short(_)) => vec![of_kind(&Short(vec![2099, 1]))],
        Some(Id(_) | Word(_) | Scale(..) | Words(_) | Held::None) => vec![],
    };
    samples.extend(more);
    samples
}

/// Whether a row meets a condition, by the words of the page.
fn meets(held: &Held, operator: &str, sample: &Held) -> bool {
    let equal = match (held, sample) {
        (Words(words), Words(wanted)) => words.contains(&wanted[0]),
        _ => held == sample,
    };
    let order = if *held == Held::None { None } else { Some(held.cmp(sample)) };
    match operator {
        "=" => equal,
        "!=" => !equal,
        "<" => order == Some(Ordering::Less),
        "<=" => order.is_some_and(Ordering::is_le),
        ">" => order == Some(Ordering::Greater),
        ">=" => order.is_some_and(Ordering::is_ge),
        ":" => match (held, sample) {
            (Id(id), Id(beginning)) => id.starts_with(beginning.as_str()),
            (Text(text), Text(part)) => text.to_lowercase().contains(&part.to_lowercase()),
            _ => equal,
        },
        other => unreachable!("{other} is no operator"),
    }
}

/// A list that can be asked for with a filter: the names of its rows, or why it is refused.
trait Listed {
    async fn list(&mut self, filter: &str) -> Result<Vec<String>, Status>;
}

struct Reviews(Client, String);
struct Findings(Client, String);

impl Reviews {
    async fn rows(&mut self, filter: &str) -> Result<Vec<ReviewRow>, Status> {
        let (filter, consistency_token) = (filter.to_owned(), self.1.clone());
        let request = ListReviewsRequest { filter, page_size: 200, consistency_token, ..Default::default() };
        let list = self.0.list_reviews(request).await?.into_inner();
        assert_eq!(list.total_size, list.reviews.len() as u64);
        Ok(list.reviews)
    }
}

impl Listed for Reviews {
    async fn list(&mut self, filter: &str) -> Result<Vec<String>, Status> {
        Ok(self.rows(filter).await?.into_iter().map(|row| row.review_id).collect())
    }
}

impl Findings {
    async fn rows(&mut self, filter: &str) -> Result<Vec<FindingRow>, Status> {
        let (filter, consistency_token) = (filter.to_owned(), self.1.clone());
        let request = ListFindingsRequest { filter, page_size: 200, consistency_token, ..Default::default() };
        Ok(self.0.list_findings(request).await?.into_inner().findings)
    }
}

impl Listed for Findings {
    async fn list(&mut self, filter: &str) -> Result<Vec<String>, Status> {
        Ok(self.rows(filter).await?.iter().map(|row| finding(row).0).collect())
    }
}

/// The fields of a table of the page, each with everything that may follow it.
fn table(heading: &str) -> Vec<(&'static str, Vec<&'static str>)> {
    let (_, section) = PAGE.split_once(heading).unwrap();
    let lines = section.lines().skip(1).take_while(|line| !line.starts_with('#'));
    let rows = lines.filter(|line| line.starts_with("| `")).map(|line| {
        let cells: Vec<_> = line.split('|').map(str::trim).collect();
        (cells[1].trim_matches('`'), cells[3].split(' ').map(|it| it.trim_matches('`')).collect())
    });
    rows.collect()
}

/// Whether a row meets a condition.
type Met = Box<dyn Fn(&Row) -> bool>;

/// Asks for every field with every operator and sample, alone, turned round, and joined with the one before.
async fn holds(list: &mut impl Listed, heading: &str, rows: &[Row]) {
    let all = |met: &dyn Fn(&Row) -> bool| {
        let mut names: Vec<_> = rows.iter().filter(|row| met(row)).map(|row| row.0.clone()).collect();
        names.sort();
        names
    };
    let mut check = async |filter: String, expected: Vec<String>| {
        let mut found = list.list(&filter).await.expect(&filter);
        found.sort();
        assert_eq!(found, expected, "{filter}");
    };
    let (table, mut refused) = (table(heading), Vec::new());
    assert_eq!(
        table.iter().map(|(name, _)| *name).collect::<std::collections::BTreeSet<_>>(),
        rows[0].1.keys().copied().collect()
    );
    let mut before: Option<(String, Met)> = None;
    for (name, operators) in table {
        let present = |row: &Row| row.1[name] != Held::None && row.1[name] != Words(Vec::new());
        assert_eq!(operators.last(), Some(&":*"), "{name}");
        check(format!("{name}:*"), all(&present)).await;
        check(format!("-{name}:*"), all(&|row| !present(row))).await;
        let samples = samples(name, rows);
        refused.extend(
            OPERATORS.iter().filter(|it| !operators.contains(it)).map(|it| format!("{name} {it} {}", samples[0].0)),
        );
        for operator in operators.into_iter().filter(|operator| *operator != ":*") {
            for (text, sample) in &samples {
                let condition = format!("{name} {operator} {text}");
                check(condition, all(&|row| meets(&row.1[name], operator, sample))).await;
            }
            let (text, sample) = samples[samples.len() / 2].clone();
            let condition = format!("{name} {operator} {text}");
            let met = move |row: &Row| meets(&row.1[name], operator, &sample);
            check(format!("NOT ({condition})"), all(&|row| !met(row))).await;
            if let Some((other, other_met)) = &before {
                check(format!("{condition} OR {other}"), all(&|row| met(row) || other_met(row))).await;
                check(format!("{condition} AND NOT {other}"), all(&|row| met(row) && !other_met(row))).await;
            }
            before = Some((condition, Box::new(met)));
        }
    }
    for filter in refused {
        let refusal = list.list(&filter).await.expect_err(&filter);
        assert_eq!(refusal.code(), Code::InvalidArgument, "{filter}");
    }
}

/// Reviews that have come to different points, with findings in every state.
async fn history(served: &Served) -> u64 {
    let (mut history, mut diagnoses) = begun(served).await;
    history.submit(7, "요청만 한 검토", "안전팀", &[]).await;
    history.submit(8, "평가한 검토", "교통과", &[ServiceType::MobileApp, ServiceType::Payment]).await;
    history.assess(8, 0, RiskLevel::Low).await;
    history.submit(9, "기한이 지난 검토", "결제팀", &[ServiceType::Payment]).await;
    history.assess(9, 71, RiskLevel::High).await;
    history.breach(9).await;
    history.stale(9).await;
    for act in [Act::Judge(2, VerdictResult::Fail), Act::Ask(3, 30)] {
        diagnoses.act(&mut history, 0, "교통과", act).await.unwrap();
    }
    history.commits()
}

/// Every field that the page names takes every operator that the page names for it, and no other; and finds exactly the rows
/// that the page says, with dates from 0001-01-01 to 9999-12-31, leap days and offsets, alone, negated and joined.
#[tokio::test(flavor = "multi_thread")]
async fn every_field_takes_the_operators_of_the_page_and_finds_what_it_says() {
    let served = Served::start().await;
    let consistency_token = token::consistency_token(history(&served).await);
    let mut findings = Findings(served.reviewer(), consistency_token.clone());
    let finding_rows = findings.rows("").await.unwrap();
    let rows: Vec<_> = finding_rows.iter().map(finding).collect();
    holds(&mut findings, "## Fields of findings", &rows).await;
    let mut reviews = Reviews(served.reviewer(), consistency_token);
    let rows: Vec<_> = reviews.rows("").await.unwrap().iter().map(|row| review(row, &finding_rows)).collect();
    holds(&mut reviews, "## Fields of reviews", &rows).await;
    served.stop().await;
}
