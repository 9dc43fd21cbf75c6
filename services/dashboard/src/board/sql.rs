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

/// Makes [`NAMES`], their number and the function that writes them of rows: a column, and what it holds by the method of its
/// type.
macro_rules! columns {
    ($review:ident; $first:ident $first_kind:ident($first_value:expr); $($name:ident $kind:ident($value:expr);)+) => {
        /// The columns of `reviews`, in the order of the table.
        pub(crate) const NAMES: &str = concat!(stringify!($first), $(", ", stringify!($name)),+);
        const COLUMNS: u8 = one(stringify!($first))$( + one(stringify!($name)))+;

        fn columns(row: &mut NewRows, $review: &Review) {
            row.$first_kind($first_value)$(.$kind($value))+;
        }
    };
}

columns! {
    review;
    review_id uuid(review.review_id);
    seq bigint(review.sequence.cast_signed());
    title text(&review.title);
    team text(&review.team);
    requester_subject text(&review.requester.subject);
    requester_name text(&review.requester.name);
    status text(review.status.as_str());
    level text_or_null(review.scored.map(|scored| scored.level.as_str()));
    score integer(review.scored.map_or(0, |scored| scored.score.into()));
    depth text_or_null(review.scored.map(|scored| scored.depth.as_str()));
    service_types texts(review.service_types.iter().map(|word| word.as_str()));
    components texts(review.components.iter().map(|word| word.as_str()));
    total integer_or_null(review.tally.map(|tally| count(tally.total)));
    mandatory integer_or_null(review.tally.map(|tally| count(tally.mandatory)));
    pass integer_or_null(review.tally.map(|tally| count(tally.pass)));
    fail integer_or_null(review.tally.map(|tally| count(tally.fail)));
    partial integer_or_null(review.tally.map(|tally| count(tally.partial)));
    not_applicable integer_or_null(review.tally.map(|tally| count(tally.not_applicable)));
    mandatory_open integer_or_null(review.tally.map(|tally| count(tally.mandatory_open)));
    assignee_subject text_or_null(review.assignee.as_ref().map(|assignee| assignee.subject.as_str()));
    assignee_name text_or_null(review.assignee.as_ref().map(|assignee| assignee.name.as_str()));
    due_at timestamptz_or_null(review.due_at);
    overdue boolean(review.overdue);
    decision_stale boolean(review.decision_stale);
    duplicate boolean(review.duplicate);
    open_findings integer(count(review.findings.open));
    accepted_findings integer(count(review.findings.accepted));
    submitted_at timestamptz(review.submitted_at);
    updated_at timestamptz(review.updated_at);
    status_since timestamptz(review.status_since);
    number bigint(review.number.get());
    level_rank integer(review.level_rank());
    due_by timestamptz(review.due_by());
    fixes_claimed texts(review.pending.fixes.iter().map(String::as_str));
    acceptances_asked texts(review.pending.acceptances.iter().map(String::as_str));
    people text(&review.people());
}

const fn one(_: &str) -> u8 {
    1
}

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
            duplicate: row.try_get("duplicate")?,
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

fn set(row: &PgRow, column: &'static str) -> sqlx::Result<BTreeSet<String>> {
    Ok(row.try_get::<Vec<String>, _>(column)?.into_iter().collect())
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
