//! A small read model: every commit in one table, commits per aggregate in another.

use haetae_event_log::{AggregateKey, Recorded, codec::CodecError};
use haetae_projector::{NewRows, Projection, Refusal, Table, Tables};

#[derive(Default)]
pub(crate) struct TotalsOf<const BUILD: u8>;

/// A build that neither understands [`STRANGE`] nor can write [`UNWRITABLE`].
pub(crate) type Totals = TotalsOf<0>;
/// A later one, which can do both.
pub(crate) type Fixed = TotalsOf<1>;
/// One that stops where the first would park.
pub(crate) type Strict = TotalsOf<2>;

/// One that does not survive [`FATAL`].
pub(crate) type Mortal = TotalsOf<3>;

/// The aggregate id of a commit that ends the process.
pub(crate) const FATAL: &str = "fatal";
/// The aggregate id of a commit that this projection does not understand.
pub(crate) const STRANGE: &str = "strange";
/// The aggregate id of a commit whose row the database refuses.
pub(crate) const UNWRITABLE: &str = "unwritable";

impl<const BUILD: u8> Projection for TotalsOf<BUILD> {
    const NAME: &'static str = "totals";
    const VERSION: u32 = 1;
    const TABLES: &'static [Table] =
        &[Table { name: "totals", key: &["aggregate"] }, Table { name: "lines", key: &["seq"] }];
    const CREATE: &'static str = "CREATE TABLE totals (aggregate text PRIMARY KEY, commits bigint NOT NULL); \
                                  CREATE TABLE lines (seq bigint NOT NULL, aggregate text NOT NULL)";
    const INDEX: &'static str = "ALTER TABLE lines ADD PRIMARY KEY (seq)";
    type Change = (u64, String);

    fn read(recorded: Recorded) -> Result<(u64, String), Refusal> {
        let commit = recorded.decode()?;
        if commit.aggregate_id == STRANGE && BUILD != 1 {
            return Err(CodecError::UnknownEvent.into());
        }
        Ok((recorded.sequence, commit.aggregate_id))
    }

    fn unit(key: &AggregateKey) -> Option<String> {
        (BUILD != 2).then(|| key.id().to_owned())
    }

    async fn write(&mut self, tables: &mut Tables<'_>, changes: Vec<(u64, String)>) -> sqlx::Result<()> {
        if BUILD == 3 && changes.iter().any(|(_, aggregate)| aggregate == FATAL) {
            std::process::abort();
        }
        let mut lines = NewRows::default();
        for (sequence, aggregate) in &changes {
            // PostgreSQL takes no such text.
            let broken = aggregate == UNWRITABLE && BUILD != 1;
            lines.row(2).bigint(sequence.cast_signed()).text(if broken { "\0" } else { aggregate });
        }
        tables.append("lines", &mut lines).await?;
        // Not idempotent, so that a batch applied twice shows.
        let sql = "INSERT INTO totals SELECT aggregate, count(*) FROM UNNEST($1::text[]) AS a (aggregate) GROUP BY 1 \
                   ON CONFLICT (aggregate) DO UPDATE SET commits = totals.commits + EXCLUDED.commits";
        let aggregates: Vec<_> = changes.into_iter().map(|(_, aggregate)| aggregate).collect();
        sqlx::query(sql).bind(aggregates).execute(&mut **tables).await?;
        Ok(())
    }
}
