//! Brings a generation that is behind up to a position of the log.

use haetae_event_log::EventLog;
use tokio::time::timeout;

use crate::{
    Error, Progress, Projection,
    build_deaths::Leg,
    feed::{Feed, Fill},
    session::HEARTBEAT,
    writer::Writer,
};

/// Brings the new generation exactly to `target`.
pub(crate) async fn follow<P: Projection>(
    writer: &mut Writer<P>,
    log: &dyn EventLog,
    target: u64,
    on_progress: &mut (impl FnMut(Progress) + Send),
) -> Result<(), Error> {
    while writer.writing.generation.position < target {
        let position = writer.writing.generation.position;
        let leg = writer.toll.as_mut().map_or(Leg::Run(target), |toll| toll.leg(position, target));
        let (leg, until) = match leg {
            Leg::Run(until) => (leg, until),
            Leg::Alone => (leg, position + 1),
            Leg::Park(times) if writer.park_fatal(log, times).await? => continue,
            Leg::Park(_) => (Leg::Alone, position + 1),
        };
        run(writer, log, (leg, until), |done| on_progress(Progress::Loading { done, target })).await?;
    }
    on_progress(Progress::Loading { done: writer.writing.generation.position, target });
    Ok(())
}

/// Writes the commits up to `until`, and records before each batch that it is begun.
async fn run<P: Projection>(
    writer: &mut Writer<P>,
    log: &dyn EventLog,
    (leg, until): (Leg, u64),
    mut tell: impl FnMut(u64) + Send,
) -> Result<(), Error> {
    let fill = if writer.is_loading() { Fill::Full } else { Fill::Ready };
    let mut feed = None;
    while writer.writing.generation.position < until {
        let position = writer.writing.generation.position;
        tell(position);
        if let Some(toll) = &mut writer.toll {
            toll.begin(&mut writer.db, position, leg).await?;
        }
        let reading = feed.get_or_insert_with(|| Feed::start::<P>(log, position, Some(until), fill));
        let written = match timeout(HEARTBEAT, reading.next()).await {
            Ok(batch) => writer.write(log, batch?).await,
            Err(_idle) => writer.beat().await,
        };
        match written {
            Err(Error::Unwritable(_)) if !writer.is_loading() => feed = None,
            written => written?,
        }
    }
    Ok(())
}
