//! Closed-loop load: every client makes its next call when the last one is answered.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use anyhow::Result;
use tokio::{
    sync::Barrier,
    task::JoinSet,
    time::{Instant, timeout_at},
};

/// Calls each client makes before the clock starts: connections are open and caches warm then.
const WARM_UP: usize = 3;
/// How long to wait for open calls at the end.
const GRACE: Duration = Duration::from_secs(60);

/// One client.
pub(super) trait Caller: Send + 'static {
    /// Makes one call and waits for its answer.
    fn call(&mut self) -> impl Future<Output = Result<()>> + Send;
}

/// The bounds of a turn; the first one reached ends it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bounds {
    pub(super) span: Duration,
    pub(super) calls: u64,
}

/// The figures of a turn.
#[derive(Debug, Clone)]
pub(super) struct Turn {
    /// Answered calls a second.
    pub(super) rate: f64,
    /// Every call's time, ascending.
    latencies: Vec<Duration>,
}

impl Turn {
    /// The time within which this share of the calls was answered.
    pub(super) fn quantile(&self, share: f64) -> Duration {
        let last = self.latencies.len().saturating_sub(1);
        let index = (last as f64 * share).round() as usize;
        self.latencies.get(index).copied().unwrap_or_default()
    }
}

/// Runs all clients concurrently and returns them for the next turn.
///
/// # Errors
/// The first failed call.
pub(super) async fn turn<C: Caller>(clients: Vec<C>, bounds: Bounds) -> Result<(Turn, Vec<C>)> {
    let (start, left) = (Arc::new(Barrier::new(clients.len())), Arc::new(AtomicU64::new(bounds.calls)));
    let mut running = JoinSet::new();
    for client in clients {
        running.spawn(one(client, Arc::clone(&start), Arc::clone(&left), bounds.span));
    }
    let (mut clients, mut latencies) = (Vec::new(), Vec::new());
    let (mut first, mut last) = (None::<Instant>, None::<Instant>);
    while let Some(ended) = running.join_next().await {
        let (client, began, finished, mut own) = ended??;
        first = first.map_or(Some(began), |first| Some(first.min(began)));
        last = last.map_or(Some(finished), |last| Some(last.max(finished)));
        latencies.append(&mut own);
        clients.push(client);
    }
    latencies.sort_unstable();
    let took = first.zip(last).map_or(Duration::ZERO, |(first, last)| last - first);
    Ok((Turn { rate: latencies.len() as f64 / took.as_secs_f64(), latencies }, clients))
}

type Ended<C> = (C, Instant, Instant, Vec<Duration>);

async fn one<C: Caller>(mut client: C, start: Arc<Barrier>, left: Arc<AtomicU64>, span: Duration) -> Result<Ended<C>> {
    let mut latencies = Vec::new();
    for _ in 0..WARM_UP {
        client.call().await?;
    }
    start.wait().await;
    let began = Instant::now();
    let end = began + span;
    let more = || left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1)).is_ok();
    while Instant::now() < end && more() {
        let asked = Instant::now();
        timeout_at(end + GRACE, client.call()).await??;
        latencies.push(asked.elapsed());
    }
    Ok((client, began, Instant::now(), latencies))
}

/// The middle one of several turns.
pub(super) fn median(mut turns: Vec<Turn>) -> Option<Turn> {
    turns.sort_by(|a, b| a.rate.total_cmp(&b.rate));
    let middle = turns.len() / 2;
    turns.into_iter().nth(middle)
}

#[cfg(test)]
mod tests {
    use anyhow::bail;

    use super::*;

    struct Counter(u64);

    impl Caller for Counter {
        async fn call(&mut self) -> Result<()> {
            self.0 += 1;
            if self.0 == 50 {
                bail!("the fiftieth call fails");
            }
            Ok(())
        }
    }

    #[tokio::test]
    async fn a_turn_ends_at_its_number_of_calls() {
        let bounds = Bounds { span: Duration::from_secs(3600), calls: 40 };
        let (turn, clients) = turn(vec![Counter(0), Counter(0)], bounds).await.unwrap();
        assert_eq!(turn.latencies.len(), 40);
        assert_eq!(clients.iter().map(|client| client.0).sum::<u64>(), 40 + 2 * WARM_UP as u64);
    }

    #[tokio::test]
    async fn a_failed_call_fails_the_turn() {
        let bounds = Bounds { span: Duration::from_secs(3600), calls: 1000 };
        assert!(turn(vec![Counter(0)], bounds).await.is_err());
    }

    #[test]
    fn the_middle_turn_counts_and_quantiles_are_of_its_calls() {
        let turn = |rate: f64| Turn { rate, latencies: (1..=101).map(Duration::from_millis).collect() };
        let middle = median(vec![turn(9.0), turn(1.0), turn(5.0)]).unwrap();
        assert!((middle.rate - 5.0).abs() < f64::EPSILON);
        assert_eq!(middle.quantile(0.5), Duration::from_millis(51));
        assert_eq!(middle.quantile(0.99), Duration::from_millis(100));
    }
}
