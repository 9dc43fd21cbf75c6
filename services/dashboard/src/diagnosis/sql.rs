//! The columns of `findings`; reads and writes rows.

use haetae_domain::ids::Person;
use haetae_domain::vocabulary::{AcceptanceState, FindingStatus, Layer, Level};
use haetae_projector::{NewRows, PgTimestamp};
use sqlx::{FromRow, Row as _, postgres::PgRow};

use super::finding::{Acceptance, Finding, FindingKey};
use crate::{
    columns::columns,
    filter::{Field, FieldKind},
    rank::rank,
    text::lines,
};

columns! {
    #[cfg(test)]
    finding = Finding {
        key, sequence, checkpoint, layer, severity, status, team, owner, round, previous, opened_at, due_at, overdue, assignee,
        acceptance, closed_at, updated_at,
    }, until: i64;
    create "-- One row per finding and what it was. The withdrawal of the review ends the row of a finding that is not closed, \
        and no other follows: nothing is to be fixed then.\nCREATE TABLE findings (\n    ", "",
        ",\n    PRIMARY KEY (review_id, number, seq)\n);\n\n", include_str!("tables.sql");
    // Column           type and value                                                     fields of filters
    review_id           uuid(key.review_id)                                                [review_id: Id];
    // Within the review, from 1.
    number              integer(key.number)                                                [number: Number];
    // The commit that made the row what it is, and the one that ended that: see tables.sql.
    seq                 bigint(sequence.cast_signed())                                     [];
    until               bigint(until)                                                      [];
    // Catalogue, control and check.
    checkpoint          text(checkpoint)                                                   [checkpoint: Text];
    // NULL when the log does not hold its catalogue. Words are those of the vocabulary, in their written form.
    layer               text_or_null(layer.map(Layer::as_str))                             [layer: Word(Layer)];
    severity            text(severity.as_str())                                            [severity: Scale(Level)];
    // From 1, low.
    severity_rank       integer(rank(*severity))                                           [];
    status              text(status.as_str())
                        [status: Word(FindingStatus), fix_claimed: Is(FindingStatus::FixClaimed.as_str())];
    // Of the review.
    team                text(team)                                                         [team: Text];
    // The team that has to fix it.
    owner               text(owner)                                                        [owner: Text];
    // In which it was opened.
    round               integer(*round)                                                    [round: Number];
    // The finding of the same checkpoint before.
    previous            integer_or_null(*previous)                                         [];
    opened_at           timestamptz(*opened_at)                                            [opened_at: Time];
    due_at              timestamptz(*due_at)                                               [due_at: Time];
    // Its due date passed without a claimed fix.
    overdue             boolean(*overdue)                                                  [overdue: Flag];
    // NULL without an assignee.
    assignee_subject    text_or_null(assignee.as_ref().map(|person| person.subject.as_str())) [assignee: Text];
    assignee_name       text_or_null(assignee.as_ref().map(|person| person.name.as_str())) [];
    // Requested, granted or lapsed; NULL without one.
    acceptance          text_or_null(acceptance.as_ref().map(|acceptance| acceptance.state.as_str()))
                        [acceptance_pending: Is(AcceptanceState::Requested.as_str()),
                         acceptance_lapsed: Is(AcceptanceState::Lapsed.as_str())];
    acceptance_ends_at  timestamptz_or_null(acceptance.as_ref().map(|acceptance| acceptance.ends_at))
                        [acceptance_ends_at: Time];
    // Granted, and ends within 30 days.
    acceptance_ending   boolean(acceptance.as_ref().is_some_and(|acceptance| acceptance.ending)) [acceptance_ending: Flag];
    // Of the acceptance.
    conditions          integer(acceptance.as_ref().map_or(0, |acceptance| acceptance.conditions)) [];
    closed_at           timestamptz_or_null(*closed_at)                                    [closed_at: Time];
    updated_at          timestamptz(*updated_at)                                           [updated_at: Time];
    // Team and account of the assignee as text.rs folds them, each on its line.
    folded              text(&lines([team, assignee.as_ref().map_or("", |person| &person.subject)])) [];
}

/// Adds the row of a finding as it was until the commit at `until`.
pub(super) fn row(rows: &mut NewRows, finding: &Finding, until: i64) {
    columns(rows.row(COLUMNS), finding, until);
}

impl FromRow<'_, PgRow> for Finding {
    fn from_row(row: &PgRow) -> sqlx::Result<Self> {
        Ok(Self {
            key: FindingKey { review_id: row.try_get("review_id")?, number: row.try_get("number")? },
            sequence: row.try_get::<i64, _>("seq")?.cast_unsigned(),
            checkpoint: row.try_get("checkpoint")?,
            layer: row.try_get::<Option<&str>, _>("layer")?.map(|word| known(Layer::parse(word))).transpose()?,
            severity: known(Level::parse(row.try_get("severity")?))?,
            status: known(FindingStatus::parse(row.try_get("status")?))?,
            team: row.try_get("team")?,
            owner: row.try_get("owner")?,
            round: row.try_get("round")?,
            previous: row.try_get("previous")?,
            opened_at: row.try_get("opened_at")?,
            due_at: row.try_get("due_at")?,
            overdue: row.try_get("overdue")?,
            assignee: assignee(row)?,
            acceptance: acceptance(row)?,
            closed_at: row.try_get::<Option<PgTimestamp>, _>("closed_at")?,
            updated_at: row.try_get("updated_at")?,
        })
    }
}

fn assignee(row: &PgRow) -> sqlx::Result<Option<Person>> {
    let Some(subject) = row.try_get("assignee_subject")? else { return Ok(None) };
    Ok(Some(Person { subject, name: row.try_get("assignee_name")? }))
}

fn acceptance(row: &PgRow) -> sqlx::Result<Option<Acceptance>> {
    let Some(state) = row.try_get::<Option<&str>, _>("acceptance")? else { return Ok(None) };
    Ok(Some(Acceptance {
        state: known(AcceptanceState::parse(state))?,
        ends_at: row.try_get("acceptance_ends_at")?,
        ending: row.try_get("acceptance_ending")?,
        conditions: row.try_get("conditions")?,
    }))
}

fn known<W>(word: Option<W>) -> sqlx::Result<W> {
    word.ok_or_else(|| sqlx::Error::Decode("a word this build does not know".into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every column is shown to analysts, but the one by which the service searches.
    #[test]
    fn analysts_see_every_column_but_one() {
        let view = include_str!("analytics/findings.sql");
        let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let shown: Vec<_> = view.split("f.").skip(1).filter_map(|rest| rest.split(|c| !is_name(c)).next()).collect();
        let unseen: Vec<_> = NAMES.split(", ").filter(|column| !shown.contains(column)).collect();
        assert_eq!(unseen, ["folded"]);
    }
}
