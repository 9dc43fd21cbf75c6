//! Verdicts by flow layer, control and service type.

use std::collections::BTreeMap;

use haetae_domain::text::Text;
use haetae_domain::vocabulary::{Layer, ServiceType};
use haetae_projector::PgTimestamp;
use sqlx::{Postgres, QueryBuilder, Row as _, postgres::PgRow};

use super::{Visible, Whole, versions::At};

/// When verdicts were recorded: from the first time on, before the second.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Recorded {
    pub(crate) from: Option<PgTimestamp>,
    pub(crate) until: Option<PgTimestamp>,
}

/// Verdicts by result.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct AreaCounts {
    pub(crate) pass: u64,
    pub(crate) fail: u64,
    pub(crate) partial: u64,
    pub(crate) not_applicable: u64,
}

/// Verdicts on one control, with its description in the latest version of its catalogue.
#[derive(Clone, Debug, Default)]
pub(crate) struct Area {
    pub(crate) control: Option<(Layer, Text)>,
    pub(crate) counts: AreaCounts,
}

/// All verdicts, in total and by subject.
#[derive(Debug, Default)]
pub(crate) struct Areas {
    pub(crate) total: AreaCounts,
    /// The key is none where the log does not contain the catalogue.
    pub(crate) layers: BTreeMap<Option<Layer>, AreaCounts>,
    /// By catalogue and control.
    pub(crate) controls: BTreeMap<(String, String), Area>,
    pub(crate) service_types: BTreeMap<ServiceType, AreaCounts>,
}

/// The grouping of a result row.
const GROUPS: &str = "SELECT GROUPING(v.layer) AS no_layer, GROUPING(v.checkpoint) AS no_checkpoint, \
        GROUPING(j.service_types) AS no_types, v.layer, v.checkpoint, j.service_types, \
        count(*) FILTER (WHERE v.result = 'pass') AS pass, count(*) FILTER (WHERE v.result = 'fail') AS fail, \
        count(*) FILTER (WHERE v.result = 'partial') AS partial, \
        count(*) FILTER (WHERE v.result = 'not_applicable') AS not_applicable";
const BY: &str = " GROUP BY GROUPING SETS ((), (v.layer), (v.checkpoint), (j.service_types))";

/// The latest version of every control.
const CONTROLS: &str = "SELECT DISTINCT ON (catalog_id, control_id) catalog_id, control_id, layer, title_ko, title_en \
    FROM diagnosis.controls WHERE seq <= $1 ORDER BY catalog_id, control_id, version DESC";

impl Whole {
    /// The verdicts of the period that were not corrected in their round, except those that verified a fix.
    pub(crate) async fn areas(&mut self, of: &Visible, recorded: Recorded) -> sqlx::Result<Areas> {
        let mut areas = Areas::default();
        let mut sql = QueryBuilder::new(GROUPS);
        push_counted(&mut sql, self.0.at, of, recorded);
        sql.push(BY);
        for row in sql.build().persistent(false).fetch_all(&mut *self.0.tx).await? {
            areas.add(&row)?;
        }
        for row in sqlx::query(CONTROLS).bind(self.0.at.bound()).fetch_all(&mut *self.0.tx).await? {
            if let Some(area) = areas.controls.get_mut(&(row.try_get("catalog_id")?, row.try_get("control_id")?)) {
                let title = Text::new(row.try_get::<String, _>("title_ko")?, row.try_get::<String, _>("title_en")?);
                area.control = Some((known(Layer::parse(row.try_get("layer")?))?, title));
            }
        }
        Ok(areas)
    }
}

/// Adds `FROM` the verdicts that count, named `v`, and their recordings, named `j`, and `WHERE`.
pub(super) fn push_counted(sql: &mut QueryBuilder<Postgres>, at: At, of: &Visible, recorded: Recorded) {
    sql.push(" FROM diagnosis.verdicts v JOIN (SELECT r.* FROM diagnosis.judgements r WHERE NOT r.fix AND r.seq <= ");
    sql.push_bind(at.bound()).push(" AND ");
    of.push(sql);
    if let Some(from) = recorded.from {
        sql.push(" AND r.at >= ").push_bind(from);
    }
    if let Some(until) = recorded.until {
        sql.push(" AND r.at < ").push_bind(until);
    }
    sql.push(") j USING (review_id, seq) WHERE v.corrected > ").push_bind(at.bound());
}

impl Areas {
    fn add(&mut self, row: &PgRow) -> sqlx::Result<()> {
        let get = |column| Ok::<_, sqlx::Error>(row.try_get::<i64, _>(column)?.cast_unsigned());
        let counts = AreaCounts {
            pass: get("pass")?,
            fail: get("fail")?,
            partial: get("partial")?,
            not_applicable: get("not_applicable")?,
        };
        let is_by = |column| Ok::<_, sqlx::Error>(row.try_get::<i32, _>(column)? == 0);
        if is_by("no_layer")? {
            let layer: Option<&str> = row.try_get("layer")?;
            let layer = layer.map(|word| known(Layer::parse(word))).transpose()?;
            self.layers.entry(layer).or_default().add(counts);
        } else if is_by("no_checkpoint")? {
            let checkpoint: &str = row.try_get("checkpoint")?;
            let mut parts = checkpoint.split(':').map(str::to_owned);
            let control = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
            self.controls.entry(control).or_default().counts.add(counts);
        } else if is_by("no_types")? {
            for word in row.try_get::<Vec<String>, _>("service_types")? {
                self.service_types.entry(known(ServiceType::parse(&word))?).or_default().add(counts);
            }
        } else {
            self.total = counts;
        }
        Ok(())
    }
}

impl AreaCounts {
    fn add(&mut self, other: Self) {
        self.pass += other.pass;
        self.fail += other.fail;
        self.partial += other.partial;
        self.not_applicable += other.not_applicable;
    }
}

fn known<W>(word: Option<W>) -> sqlx::Result<W> {
    word.ok_or_else(|| sqlx::Error::Decode("a word this build does not know".into()))
}
