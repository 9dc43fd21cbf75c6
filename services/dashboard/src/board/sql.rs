//! The columns of `reviews`; reads and writes rows, many at a time.

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
use crate::{
    columns::columns,
    filter::{Field, FieldKind},
};

columns! {
    review = Review {
        review_id, sequence, number, title, team, requester, status, scored, service_types, components, tally, findings,
        assignee, due_at, overdue, decision_stale, duplicate, pending, submitted_at, updated_at, status_since,
    };
    create "-- One row per review, as lists and summaries show it.\nCREATE TABLE reviews (\n    ", " PRIMARY KEY",
        "\n) WITH (fillfactor = 80); -- every review is updated a few times\n\n", include_str!("tables.sql");
    // Column          type and value                                                      fields of filters
    review_id          uuid(*review_id)                                                    [review_id: Id];
    // The commit that made the row what it is.
    seq                bigint(sequence.cast_signed())                                      [];
    // Year and place: see number.rs.
    number             bigint(number.get())                                                [number: ReviewNumber];
    title              text(title)                                                         [title: Text];
    team               text(team)                                                          [team: Text];
    requester_subject  text(&requester.subject)                                            [requester: Text];
    requester_name     text(&requester.name)                                               [];
    // Words are those of the vocabulary, in their written form.
    status             text(status.as_str())                                               [status: Word(Status)];
    // NULL until scored, as the depth; the score is 0.
    level              text_or_null(scored.map(|scored| scored.level.as_str()))            [level: Scale(Level)];
    score              integer(scored.map_or(0, |scored| scored.score.into()))             [score: Number];
    depth              text_or_null(scored.map(|scored| scored.depth.as_str()))            [depth: Scale(Depth)];
    service_types      texts(service_types.iter().map(|word| word.as_str()))
                       [service_types: Words(ServiceType), service_type: Words(ServiceType)];
    components         texts(components.iter().map(|word| word.as_str()))                  [components: Words(Component)];
    // Checkpoints; this and the following are NULL until there is a checklist.
    total              integer_or_null(tally.map(|tally| count(tally.total)))              [total: Number];
    mandatory          integer_or_null(tally.map(|tally| count(tally.mandatory)))          [];
    pass               integer_or_null(tally.map(|tally| count(tally.pass)))               [];
    fail               integer_or_null(tally.map(|tally| count(tally.fail)))               [fail: Number];
    partial            integer_or_null(tally.map(|tally| count(tally.partial)))            [partial: Number];
    not_applicable     integer_or_null(tally.map(|tally| count(tally.not_applicable)))     [];
    mandatory_open     integer_or_null(tally.map(|tally| count(tally.mandatory_open)))     [mandatory_open: Number];
    open_findings      integer(count(findings.open))                                       [open_findings: Number];
    // For as long as their acceptance lasts.
    accepted_findings  integer(count(findings.accepted))                                   [accepted_findings: Number];
    // NULL without an assignee.
    assignee_subject   text_or_null(assignee.as_ref().map(|assignee| assignee.subject.as_str())) [assignee: Text];
    assignee_name      text_or_null(assignee.as_ref().map(|assignee| assignee.name.as_str())) [];
    // NULL without a target date.
    due_at             timestamptz_or_null(*due_at)                                        [due_at: Time];
    // Open past its target date.
    overdue            boolean(*overdue)                                                   [overdue: Flag];
    // Something moved under its decision.
    decision_stale     boolean(*decision_stale)                                            [decision_stale: Flag];
    // Rejected at triage because another review covers it.
    duplicate          boolean(*duplicate)                                                 [duplicate: Flag];
    // Findings, such as F-2, of which a step waits: an acceptance to be decided, a fix to be verified.
    acceptances_asked  texts(pending.acceptances.iter().map(String::as_str))               [acceptance_pending: Any];
    fixes_claimed      texts(pending.fixes.iter().map(String::as_str))                     [fix_claimed: Any];
    submitted_at       timestamptz(*submitted_at)                                          [submitted_at: Time];
    updated_at         timestamptz(*updated_at)                                            [updated_at: Time];
    status_since       timestamptz(*status_since)                                          [];
    // What lists are ordered by where the columns above may have no value: 0 until scored; the end of all times.
    level_rank         integer(review.level_rank())                                        [];
    due_by             timestamptz(review.due_by())                                        [];
    // Accounts of requester and assignee as text.rs folds them, each on its line.
    people             text(&review.people())                                              [];
}

/// Adds the row of a review.
pub(super) fn row(rows: &mut NewRows, review: &Review) {
    columns(rows.row(COLUMNS), review);
}

/// Adds the row of a review as it was until the commit at `until`.
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
