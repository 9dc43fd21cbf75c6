//! Reads and writes rows of `reviews`, many at a time.

use std::collections::BTreeSet;

use haetae_domain::diagnosis::Tally;
use haetae_domain::ids::Person;
use haetae_domain::vocabulary::{Component, Depth, Level, ServiceType, Status};
use haetae_projector::{NewRows, PgTimestamp};
use sqlx::{FromRow, PgConnection, Row as _, postgres::PgRow};
use uuid::Uuid;

use super::{
    change::OpenAndAccepted,
    node::node,
    number::Number,
    pending::Pending,
    view::{Review, Scored},
};

/// Those of `reviews`, in the order in which [`columns`] writes them.
macro_rules! columns {
    () => {
        "review_id, seq, title, team, requester_subject, requester_name, status, level, score, depth, service_types, \
         components, total, mandatory, pass, fail, partial, not_applicable, mandatory_open, assignee_subject, \
         assignee_name, due_at, overdue, decision_stale, open_findings, accepted_findings, submitted_at, updated_at, \
         status_since, number, level_rank, due_by, fixes_claimed, acceptances_asked, people"
    };
}

pub(crate) const NAMES: &str = columns!();
const COLUMNS: u8 = 35;

/// What never changes after the request stays as it is. Words hold no comma.
const UPDATE: &str = "UPDATE reviews SET seq = new.seq, status = new.status, level = new.level, score = new.score, \
    title = new.title, service_types = string_to_array(new.service_types, ','), \
    components = string_to_array(new.components, ','), assignee_subject = new.assignee_subject, \
    assignee_name = new.assignee_name, due_at = new.due_at, overdue = new.overdue, \
    decision_stale = new.decision_stale, open_findings = new.open_findings, \
    accepted_findings = new.accepted_findings, \
    depth = new.depth, total = new.total, mandatory = new.mandatory, pass = new.pass, fail = new.fail, \
    partial = new.partial, not_applicable = new.not_applicable, mandatory_open = new.mandatory_open, \
    updated_at = new.updated_at, status_since = new.status_since, level_rank = new.level_rank, due_by = new.due_by, \
    fixes_claimed = string_to_array(new.fixes_claimed, ','), \
    acceptances_asked = string_to_array(new.acceptances_asked, ','), people = new.people \
    FROM UNNEST($1::uuid[], $2::bigint[], $3::text[], $4::text[], $5::int[], $6::text[], $7::int[], $8::int[], $9::int[], \
        $10::int[], $11::int[], $12::int[], $13::int[], $14::timestamptz[], $15::text[], $16::text[], $17::text[], \
        $18::text[], $19::text[], $20::timestamptz[], $21::bool[], $22::bool[], $23::int[], $24::int[], $25::timestamptz[], $26::int[], $27::timestamptz[], \
        $28::text[], $29::text[], $30::text[]) \
    AS new (review_id, seq, status, level, score, depth, total, mandatory, pass, fail, partial, not_applicable, \
        mandatory_open, updated_at, title, service_types, components, assignee_subject, assignee_name, due_at, \
        overdue, decision_stale, open_findings, accepted_findings, status_since, level_rank, due_by, \
        fixes_claimed, acceptances_asked, people) \
    WHERE reviews.review_id = new.review_id";

/// Adds the row of a review.
pub(super) fn row(rows: &mut NewRows, review: &Review) {
    columns(rows.row(COLUMNS), review);
}

/// Adds the row of a review as it was up to the commit at `until`.
pub(super) fn past_row(rows: &mut NewRows, review: &Review, until: u64) {
    let row = rows.row(COLUMNS + 2);
    columns(row, review);
    row.bigint(until.cast_signed()).bigint(node(review.sequence, until).cast_signed());
}

fn columns(row: &mut NewRows, review: &Review) {
    row.uuid(review.review_id)
        .bigint(review.sequence.cast_signed())
        .text(&review.title)
        .text(&review.team)
        .text(&review.requester.subject)
        .text(&review.requester.name)
        .text(review.status.as_str())
        .text_or_null(review.scored.map(|scored| scored.level.as_str()))
        .integer(review.scored.map_or(0, |scored| scored.score.into()))
        .text_or_null(review.scored.map(|scored| scored.depth.as_str()))
        .texts(review.service_types.iter().map(|word| word.as_str()))
        .texts(review.components.iter().map(|word| word.as_str()));
    for count in counts(review.tally) {
        row.integer_or_null(count);
    }
    row.text_or_null(review.assignee.as_ref().map(|assignee| assignee.subject.as_str()))
        .text_or_null(review.assignee.as_ref().map(|assignee| assignee.name.as_str()))
        .timestamptz_or_null(review.due_at)
        .boolean(review.overdue)
        .boolean(review.decision_stale)
        .integer(count(review.findings.open))
        .integer(count(review.findings.accepted))
        .timestamptz(review.submitted_at)
        .timestamptz(review.updated_at)
        .timestamptz(review.status_since)
        .bigint(review.number.get())
        .integer(review.level_rank())
        .timestamptz(review.due_by())
        .texts(review.pending.fixes.iter().map(String::as_str))
        .texts(review.pending.acceptances.iter().map(String::as_str))
        .text(&review.people());
}

/// Writes reviews that are in the table.
pub(super) async fn update(db: &mut PgConnection, reviews: &[&Review]) -> sqlx::Result<()> {
    if reviews.is_empty() {
        return Ok(());
    }
    let each = || reviews.iter();
    let scored = || each().map(|review| review.scored);
    let mut query = sqlx::query(UPDATE)
        .bind(each().map(|review| review.review_id).collect::<Vec<_>>())
        .bind(each().map(|review| review.sequence.cast_signed()).collect::<Vec<_>>())
        .bind(each().map(|review| review.status.as_str()).collect::<Vec<_>>())
        .bind(scored().map(|scored| scored.map(|s| s.level.as_str())).collect::<Vec<_>>())
        .bind(scored().map(|scored| scored.map_or(0, |s| i32::from(s.score))).collect::<Vec<_>>())
        .bind(scored().map(|scored| scored.map(|s| s.depth.as_str())).collect::<Vec<_>>());
    for column in 0..7 {
        query = query.bind(each().map(|review| counts(review.tally)[column]).collect::<Vec<_>>());
    }
    let assignee = || each().map(|review| review.assignee.as_ref());
    let query = query
        .bind(each().map(|review| review.updated_at).collect::<Vec<_>>())
        .bind(each().map(|review| review.title.as_str()).collect::<Vec<_>>())
        .bind(each().map(|review| joined(&review.service_types, |word| word.as_str())).collect::<Vec<_>>())
        .bind(each().map(|review| joined(&review.components, |word| word.as_str())).collect::<Vec<_>>())
        .bind(assignee().map(|person| person.map(|p| p.subject.as_str())).collect::<Vec<_>>())
        .bind(assignee().map(|person| person.map(|p| p.name.as_str())).collect::<Vec<_>>())
        .bind(each().map(|review| review.due_at).collect::<Vec<_>>())
        .bind(each().map(|review| review.overdue).collect::<Vec<_>>())
        .bind(each().map(|review| review.decision_stale).collect::<Vec<_>>())
        .bind(each().map(|review| count(review.findings.open)).collect::<Vec<_>>())
        .bind(each().map(|review| count(review.findings.accepted)).collect::<Vec<_>>())
        .bind(each().map(|review| review.status_since).collect::<Vec<_>>())
        .bind(each().map(|review| review.level_rank()).collect::<Vec<_>>())
        .bind(each().map(|review| review.due_by()).collect::<Vec<_>>())
        .bind(each().map(|review| listed(&review.pending.fixes)).collect::<Vec<_>>())
        .bind(each().map(|review| listed(&review.pending.acceptances)).collect::<Vec<_>>())
        .bind(each().map(|review| review.people()).collect::<Vec<_>>());
    query.execute(db).await?;
    Ok(())
}

/// Reads the reviews that are in the table.
pub(super) async fn select(db: &mut PgConnection, ids: &[Uuid]) -> sqlx::Result<Vec<Review>> {
    sqlx::query_as("SELECT * FROM reviews WHERE review_id = ANY($1)").bind(ids).fetch_all(db).await
}

impl FromRow<'_, PgRow> for Review {
    fn from_row(row: &PgRow) -> sqlx::Result<Self> {
        Ok(Self {
            review_id: row.try_get("review_id")?,
            sequence: row.try_get::<i64, _>("seq")?.cast_unsigned(),
            title: row.try_get("title")?,
            team: row.try_get("team")?,
            requester: Person { subject: row.try_get("requester_subject")?, name: row.try_get("requester_name")? },
            status: word(row, "status", Status::parse)?,
            scored: scored(row)?,
            service_types: words(row, "service_types", ServiceType::parse)?,
            components: words(row, "components", Component::parse)?,
            tally: tally(row)?,
            assignee: assignee(row)?,
            due_at: row.try_get::<Option<PgTimestamp>, _>("due_at")?,
            overdue: row.try_get("overdue")?,
            decision_stale: row.try_get("decision_stale")?,
            findings: OpenAndAccepted {
                open: number(row, "open_findings")?,
                accepted: number(row, "accepted_findings")?,
            },
            submitted_at: row.try_get::<PgTimestamp, _>("submitted_at")?,
            updated_at: row.try_get::<PgTimestamp, _>("updated_at")?,
            status_since: row.try_get::<PgTimestamp, _>("status_since")?,
            number: Number::stored(row.try_get("number")?),
            pending: Pending { fixes: set(row, "fixes_claimed")?, acceptances: set(row, "acceptances_asked")? },
        })
    }
}

fn scored(row: &PgRow) -> sqlx::Result<Option<Scored>> {
    if row.try_get::<Option<&str>, _>("level")?.is_none() {
        return Ok(None);
    }
    let score: i32 = row.try_get("score")?;
    let score = u8::try_from(score).map_err(|_| undecodable("score"))?;
    Ok(Some(Scored { score, level: word(row, "level", Level::parse)?, depth: word(row, "depth", Depth::parse)? }))
}

fn tally(row: &PgRow) -> sqlx::Result<Option<Tally>> {
    let get = |column: &'static str| number(row, column);
    if row.try_get::<Option<i32>, _>("total")?.is_none() {
        return Ok(None);
    }
    Ok(Some(Tally {
        total: get("total")?,
        mandatory: get("mandatory")?,
        pass: get("pass")?,
        fail: get("fail")?,
        partial: get("partial")?,
        not_applicable: get("not_applicable")?,
        mandatory_open: get("mandatory_open")?,
    }))
}

fn assignee(row: &PgRow) -> sqlx::Result<Option<Person>> {
    let Some(subject) = row.try_get("assignee_subject")? else { return Ok(None) };
    Ok(Some(Person { subject, name: row.try_get("assignee_name")? }))
}

fn joined<W: Copy>(words: &[W], name: fn(W) -> &'static str) -> String {
    words.iter().map(|word| name(*word)).collect::<Vec<_>>().join(",")
}

/// Numbers of findings hold no comma.
fn listed(findings: &BTreeSet<String>) -> String {
    findings.iter().map(String::as_str).collect::<Vec<_>>().join(",")
}

fn set(row: &PgRow, column: &'static str) -> sqlx::Result<BTreeSet<String>> {
    Ok(row.try_get::<Vec<String>, _>(column)?.into_iter().collect())
}

/// In the order of the columns.
fn counts(tally: Option<Tally>) -> [Option<i32>; 7] {
    let Some(t) = tally else { return [None; 7] };
    [t.total, t.mandatory, t.pass, t.fail, t.partial, t.not_applicable, t.mandatory_open]
        .map(|number| Some(count(number)))
}

fn count(number: u32) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

fn number(row: &PgRow, column: &'static str) -> sqlx::Result<u32> {
    u32::try_from(row.try_get::<i32, _>(column)?).map_err(|_| undecodable(column))
}

fn word<W>(row: &PgRow, column: &'static str, parse: fn(&str) -> Option<W>) -> sqlx::Result<W> {
    parse(row.try_get::<&str, _>(column)?).ok_or_else(|| undecodable(column))
}

fn words<W>(row: &PgRow, column: &'static str, parse: fn(&str) -> Option<W>) -> sqlx::Result<Vec<W>> {
    let words: Vec<String> = row.try_get(column)?;
    words.iter().map(|word| parse(word).ok_or_else(|| undecodable(column))).collect()
}

fn undecodable(column: &'static str) -> sqlx::Error {
    sqlx::Error::ColumnDecode { index: column.to_owned(), source: "a word or number this build does not know".into() }
}
