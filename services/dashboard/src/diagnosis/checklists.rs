//! The checklists that a batch concerns.

use std::collections::HashMap;

use haetae_domain::vocabulary::ServiceType;
use sqlx::{PgConnection, Row as _, postgres::PgRow};
use uuid::Uuid;

use super::change::{Diagnosed, ListedItems};

/// Words, ids and versions contain no comma.
const STORE: &str = "INSERT INTO checklists (review_id, team, service_types, catalogs, judged, withdrawn) \
    SELECT review_id, team, string_to_array(service_types, ','), string_to_array(catalogs, ','), judged, withdrawn \
    FROM UNNEST($1::uuid[], $2::text[], $3::text[], $4::text[], $5::int[], $6::bool[]) \
        AS new (review_id, team, service_types, catalogs, judged, withdrawn) \
    ON CONFLICT (review_id) DO UPDATE SET team = excluded.team, service_types = excluded.service_types, \
        catalogs = excluded.catalogs, judged = excluded.judged, withdrawn = excluded.withdrawn";

/// The part of a checklist that verdicts and findings need.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Checklist {
    pub(super) team: String,
    pub(super) service_types: Vec<ServiceType>,
    /// The latest version of each catalogue that it was ever made from.
    pub(super) catalogs: Vec<(String, u32)>,
    /// Checkpoints that have a verdict.
    pub(super) judged: u32,
    /// Whether the review was withdrawn: later failures need no fix.
    pub(super) withdrawn: bool,
}

/// By review.
#[derive(Debug, Default)]
pub(super) struct Checklists {
    all: HashMap<Uuid, Checklist>,
    none: Checklist,
}

impl Checklists {
    /// The checklists that the changes concern, from the table.
    pub(super) async fn of(db: &mut PgConnection, changes: &[Diagnosed]) -> sqlx::Result<Self> {
        let mut ids: Vec<_> = changes.iter().map(|change| change.review_id).collect();
        ids.sort_unstable();
        ids.dedup();
        let rows = sqlx::query("SELECT * FROM checklists WHERE review_id = ANY($1)").bind(ids).fetch_all(db).await?;
        let all = rows.iter().map(|row| Ok((row.try_get("review_id")?, read(row)?))).collect::<sqlx::Result<_>>()?;
        Ok(Self { all, none: Checklist::default() })
    }

    /// The checklist of a review; an empty one if it has none.
    pub(super) fn get(&self, review: Uuid) -> &Checklist {
        self.all.get(&review).unwrap_or(&self.none)
    }

    /// A checklist was generated or revised.
    pub(super) fn list(&mut self, review: Uuid, listed: &ListedItems) {
        let checklist = self.all.entry(review).or_default();
        if let Some(team) = &listed.team {
            checklist.team.clone_from(team);
        }
        checklist.service_types.clone_from(&listed.service_types);
        for (catalog, version) in &listed.catalogs {
            match checklist.catalogs.iter_mut().find(|(known, _)| known == catalog) {
                Some((_, known)) => *known = *version,
                None => checklist.catalogs.push((catalog.clone(), *version)),
            }
        }
        if let Some(judged) = listed.judged {
            checklist.judged = judged;
        }
    }

    /// Sets the number of checkpoints with a verdict.
    pub(super) fn judged(&mut self, review: Uuid, judged: u32) {
        self.all.entry(review).or_default().judged = judged;
    }

    /// The review was withdrawn.
    pub(super) fn withdrawn(&mut self, review: Uuid) {
        self.all.entry(review).or_default().withdrawn = true;
    }

    /// Writes all of them.
    pub(super) async fn store(&self, db: &mut PgConnection) -> sqlx::Result<()> {
        let each = || self.all.values();
        let types =
            |list: &Checklist| list.service_types.iter().map(|word| word.as_str()).collect::<Vec<_>>().join(",");
        let catalogs = |list: &Checklist| {
            let versions = list.catalogs.iter().map(|(catalog, version)| format!("{catalog}@{version}"));
            versions.collect::<Vec<_>>().join(",")
        };
        let query = sqlx::query(STORE)
            .bind(self.all.keys().copied().collect::<Vec<_>>())
            .bind(each().map(|list| list.team.as_str()).collect::<Vec<_>>())
            .bind(each().map(types).collect::<Vec<_>>())
            .bind(each().map(catalogs).collect::<Vec<_>>())
            .bind(each().map(|list| list.judged.cast_signed()).collect::<Vec<_>>())
            .bind(each().map(|list| list.withdrawn).collect::<Vec<_>>());
        query.execute(db).await?;
        Ok(())
    }
}

fn read(row: &PgRow) -> sqlx::Result<Checklist> {
    let unknown = || sqlx::Error::Decode("a checklist this build does not know".into());
    let types: Vec<String> = row.try_get("service_types")?;
    let catalogs: Vec<String> = row.try_get("catalogs")?;
    let version = |text: &String| {
        let (catalog, version) = text.rsplit_once('@')?;
        Some((catalog.to_owned(), version.parse().ok()?))
    };
    Ok(Checklist {
        team: row.try_get("team")?,
        service_types: types.iter().map(|word| ServiceType::parse(word)).collect::<Option<_>>().ok_or_else(unknown)?,
        catalogs: catalogs.iter().map(version).collect::<Option<_>>().ok_or_else(unknown)?,
        judged: row.try_get::<i32, _>("judged")?.cast_unsigned(),
        withdrawn: row.try_get("withdrawn")?,
    })
}
