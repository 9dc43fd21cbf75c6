//! Blue/green rebuild: a new generation is built beside the live one, compared with it and then swapped in.

use haetae_domain::causes::with_causes;
use haetae_event_log::EventLog;
use sqlx::{Connection as _, PgConnection, PgPool};

use crate::{
    Compared, Error, Progress, Projection,
    blockers::Patience,
    build_deaths::{self, Toll},
    catch_up::follow,
    comparison::compare,
    foreign,
    generation::{Generation, State},
    handover::put_in_place,
    register,
    site::Site,
    swap, views,
    writer::Writer,
};

/// The reaction to different rows from the same commits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnDifference {
    /// Keep the live generation and fail; an operator has to look first.
    Stop,
    /// The replay is right: put it in place.
    Replace,
}

/// A finished rebuild.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rebuilt {
    /// The generation that is live now.
    pub generation: i32,
    /// The one that was; kept until it is dropped.
    pub retired: i32,
    /// The position at the swap.
    pub position: u64,
    /// The result of the comparison; none when an older generation was put back.
    pub compared: Option<Compared>,
    /// The objects that the swap dropped, such as `view bi.figures`: foreign objects that depended on a view whose
    /// columns could not be kept, and views that this build no longer has.
    pub dropped: Vec<String>,
    /// Foreign objects that have names of analysts' views, such as `view analytics.reviews of bi`: they were left
    /// unchanged.
    pub foreign: Vec<String>,
}

/// [`rebuild_on`] on a site taken for this call.
///
/// # Errors
/// [`Error::Busy`] when another rebuild runs, and as [`rebuild_on`].
pub async fn rebuild<P: Projection>(
    log: &dyn EventLog,
    pool: &PgPool,
    on_difference: OnDifference,
    on_progress: impl FnMut(Progress) + Send,
) -> Result<Rebuilt, Error> {
    rebuild_on::<P>(Site::take(pool, P::NAME).await?, log, pool, on_difference, on_progress).await
}

/// Replays the log into a new generation of `P` and swaps it in, while the live one continues to be written and read.
///
/// # Errors
/// [`Error::Differs`] with [`OnDifference::Stop`], [`Error::Dependents`] unless the site allows dropping them, and
/// errors of the log or the database. The live generation is then unchanged. The next rebuild that takes the site
/// drops the unfinished generation; a complete generation whose swap was refused or did not succeed is kept, so that
/// it can be switched to.
pub async fn rebuild_on<P: Projection>(
    site: Site,
    log: &dyn EventLog,
    pool: &PgPool,
    on_difference: OnDifference,
    mut on_progress: impl FnMut(Progress) + Send,
) -> Result<Rebuilt, Error> {
    let built = build_and_swap::<P>(site, log, pool, on_difference, &mut on_progress).await;
    build_deaths::ended(pool, P::NAME).await;
    built
}

async fn build_and_swap<P: Projection>(
    site: Site,
    log: &dyn EventLog,
    pool: &PgPool,
    on_difference: OnDifference,
    mut on_progress: &mut (impl FnMut(Progress) + Send),
) -> Result<Rebuilt, Error> {
    let drops = site.drops();
    let (mut db, patience) = site.into_session();
    let (live, shape) = register::find_live::<P>(&mut db).await?;
    let mut writer = build::<P>((db, Some(drops)), pool, log, live.position, &mut on_progress).await?;
    let compared = if shape == register::shape::<P>() {
        compare(&mut writer, log, pool, &mut on_progress).await?
    } else {
        Compared::OtherShape
    };
    if let (Compared::Differs(difference), OnDifference::Stop) = (&compared, on_difference) {
        return Err(Error::Differs { name: P::NAME, difference: difference.clone() });
    }
    swap_in((writer, drops, &patience), log, Some(compared), &mut on_progress).await
}

/// Makes a retired generation the live one again, after bringing it up to date.
///
/// # Errors
/// [`Error::NotSwitchable`] when it is not retired or of another shape, and as [`rebuild_on`].
pub async fn switch_back<P: Projection>(
    site: Site,
    number: i32,
    log: &dyn EventLog,
    mut on_progress: impl FnMut(Progress) + Send,
) -> Result<Rebuilt, Error> {
    let drops = site.drops();
    let (mut db, patience) = site.into_session();
    let generation = register::find_retired::<P>(&mut db, number).await?;
    let writer = Writer::<P>::on(db, generation).await?;
    swap_in((writer, drops, &patience), log, None, &mut on_progress).await
}

/// Compares the live generation with a replay, which is dropped afterwards; nothing changes for readers.
///
/// # Errors
/// As [`rebuild_on`].
pub async fn compare_with_replay<P: Projection>(
    site: Site,
    log: &dyn EventLog,
    pool: &PgPool,
    mut on_progress: impl FnMut(Progress) + Send,
) -> Result<Compared, Error> {
    let (mut db, _) = site.into_session();
    let (live, shape) = register::find_live::<P>(&mut db).await?;
    if shape != register::shape::<P>() {
        return Ok(Compared::OtherShape);
    }
    let compared = async {
        let mut writer = build::<P>((db, None), pool, log, live.position, &mut on_progress).await?;
        let compared = compare(&mut writer, log, pool, &mut on_progress).await?;
        let number = writer.writing.generation.number;
        register::drop_generation(&mut writer.into_session(), P::NAME, number).await?;
        Ok(compared)
    };
    let compared = compared.await;
    build_deaths::ended(pool, P::NAME).await;
    compared
}

/// Makes a generation that is nearly caught up the live one.
async fn swap_in<P: Projection>(
    (mut writer, drops, patience): (Writer<P>, bool, &Patience),
    log: &dyn EventLog,
    compared: Option<Compared>,
    on_progress: &mut (impl FnMut(Progress) + Send),
) -> Result<Rebuilt, Error> {
    let (retired, dropped) = match put_in_place((&mut writer, drops), log, patience, on_progress).await {
        Err(kept @ (Error::Blocked { .. } | Error::Dependents { .. })) => {
            register::keep(&mut writer.db, &writer.writing.generation).await?;
            return Err(kept);
        }
        swapped => swapped?,
    };
    let Generation { number, position, .. } = writer.writing.generation;
    let foreign = foreign::alarm::<P>(&mut writer.db, &views::of(&P::views())).await?;
    Ok(Rebuilt { generation: number, retired, position, compared, dropped, foreign })
}

/// Builds a new generation with everything up to `target`. If the database refuses the data of a commit, a bulk load
/// cannot determine which commit it is; the generation is then built again in the way the live one is written. If a
/// swap will follow, it is rehearsed first.
async fn build<P: Projection>(
    (db, swap): (PgConnection, Option<bool>),
    pool: &PgPool,
    log: &dyn EventLog,
    target: u64,
    on_progress: &mut (impl FnMut(Progress) + Send),
) -> Result<Writer<P>, Error> {
    let mut writer = begin::<P>(db).await?;
    if let Some(drops) = swap {
        let rehearsed = swap::rehearse::<P>(&mut writer.db, &writer.writing.generation, drops).await;
        if matches!(rehearsed, Err(Error::Dependents { .. })) {
            register::drop_generation(&mut writer.db, P::NAME, writer.writing.generation.number).await?;
        }
        rehearsed?;
    }
    let mut toll = Toll::read(&mut writer.db, P::NAME).await?;
    if !toll.takes_care() {
        writer.toll = Some(toll);
        let mut loading = writer.load_in_bulk(&pool.connect_options());
        let loaded = async {
            follow(&mut loading, log, target, on_progress).await?;
            on_progress(Progress::Indexing);
            loading.finish_load().await
        };
        match loaded.await {
            Err(Error::Unwritable(error)) => {
                tracing::warn!(projection = P::NAME, error = with_causes(&error), "loading again, commit by commit");
            }
            loaded => return loaded.map(|()| loading),
        }
        writer = loading;
        toll = Toll::read(&mut writer.db, P::NAME).await?;
    }
    let number = writer.writing.generation.number;
    let mut db = writer.into_session();
    register::drop_generation(&mut db, P::NAME, number).await?;
    let mut writer = begin::<P>(db).await?;
    writer.toll = Some(toll);
    sqlx::raw_sql(P::INDEX).execute(&mut writer.db).await?;
    follow(&mut writer, log, target, on_progress).await?;
    writer.count_rows().await?;
    Ok(writer)
}

/// An empty generation.
async fn begin<P: Projection>(mut db: PgConnection) -> Result<Writer<P>, Error> {
    let mut tx = db.begin().await?;
    let new = register::create::<P>(&mut tx, State::Building).await?;
    tx.commit().await?;
    Writer::<P>::on(db, new).await
}
