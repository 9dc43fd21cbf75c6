//! Limits the number of connections, and chooses which one to end beyond the limit.
//!
//! A connection is unknown until one of its calls presents an accepted token. The limit for unknown connections is
//! low, and a new one replaces another, so that a health probe gets through however many there are. Known connections
//! have a separate limit.

use std::{
    collections::{BTreeMap, HashMap},
    net::{IpAddr, Ipv6Addr},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};

use haetae_event_log::{Alarm, alarm};
use tokio::time::{Instant, sleep, sleep_until};
use tokio_util::sync::CancellationToken;

use crate::{config::ServerConfig, error::ApiError};

/// The time between two alarms.
const QUIET: Duration = Duration::from_secs(60);

/// The connections of a server.
pub(super) struct Peers {
    limits: PeerLimits,
    table: Mutex<Table>,
}

struct PeerLimits {
    known: usize,
    known_of_peer: usize,
    unknown: usize,
    silence: Duration,
    calls_without_token: usize,
}

#[derive(Default)]
struct Table {
    next: u64,
    /// By age, the oldest first.
    unknown: BTreeMap<u64, Unknown>,
    known: usize,
    known_of: HashMap<IpAddr, usize>,
    /// When the last alarm was raised.
    alarmed: Option<Instant>,
}

struct Unknown {
    peer: IpAddr,
    cut: CancellationToken,
}

/// One connection; dropped when it is closed.
pub(super) struct Visit {
    peers: Arc<Peers>,
    id: u64,
    peer: IpAddr,
    cut: CancellationToken,
    known: AtomicBool,
    /// When the last call of an unknown connection came.
    last: Mutex<Instant>,
    /// Calls without a token that are not answered yet.
    open: AtomicUsize,
}

/// A call without a token; dropped when it is answered.
pub(super) struct Anonymous<'a>(&'a Visit);

impl Peers {
    pub(super) fn new(config: &ServerConfig) -> Arc<Self> {
        let limits = PeerLimits {
            known: config.max_connections.get() as usize,
            known_of_peer: config.max_connections_per_peer.get() as usize,
            unknown: config.max_unknown_connections.get() as usize,
            silence: config.unknown_silence(),
            calls_without_token: config.max_calls_without_token.get() as usize,
        };
        Arc::new(Self { limits, table: Mutex::default() })
    }

    /// Registers a new connection. When the limit of unknown ones is reached, it replaces another.
    pub(super) fn arrived(self: &Arc<Self>, address: IpAddr) -> Visit {
        let (peer, cut) = (network(address), CancellationToken::new());
        let mut table = self.table();
        while table.unknown.len() >= self.limits.unknown {
            table.cut_one();
        }
        let id = table.next;
        table.next += 1;
        table.unknown.insert(id, Unknown { peer, cut: cut.clone() });
        drop(table);
        let (known, open, last) = (AtomicBool::new(false), AtomicUsize::new(0), Mutex::new(Instant::now()));
        Visit { peers: Arc::clone(self), id, peer, cut, known, last, open }
    }

    /// Ends an unknown connection, if there is one, because the system refuses more connections.
    pub(super) fn make_room(&self) {
        self.table().cut_one();
    }

    fn table(&self) -> MutexGuard<'_, Table> {
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Table {
    /// Ends the oldest unknown connection of the peer that has most of them.
    fn cut_one(&mut self) {
        let mut of_peer = HashMap::<IpAddr, (usize, u64)>::new();
        for (id, unknown) in &self.unknown {
            of_peer.entry(unknown.peer).or_insert((0, *id)).0 += 1;
        }
        let most = of_peer.into_values().max_by_key(|(count, oldest)| (*count, std::cmp::Reverse(*oldest)));
        if let Some(unknown) = most.and_then(|(_, oldest)| self.unknown.remove(&oldest)) {
            unknown.cut.cancel();
            self.alarm(unknown.peer);
        }
    }

    /// Logs an alarm that connections displace each other, with the peer; not more than once in a while.
    fn alarm(&mut self, peer: IpAddr) {
        let now = Instant::now();
        if self.alarmed.is_none_or(|last| now.duration_since(last) >= QUIET) {
            self.alarmed = Some(now);
            let unknown = self.unknown.len();
            alarm!(
                error, Alarm::TooManyConnections, %peer, unknown,
                "there are so many connections without an accepted token that new ones take the place of others"
            );
        }
    }
}

impl Visit {
    /// Marks the connection as known, after one of its calls presented an accepted token.
    ///
    /// # Errors
    /// `TOO_MANY_CONNECTIONS` when the limit of known ones is reached, for this peer or in total.
    pub(super) fn identified(&self) -> Result<(), ApiError> {
        if self.known.load(Ordering::Acquire) {
            return Ok(());
        }
        let limits = &self.peers.limits;
        let mut table = self.peers.table();
        if self.known.load(Ordering::Acquire) {
            return Ok(()); // by another call, meanwhile
        }
        if table.known >= limits.known {
            return Err(ApiError::too_many_connections("service", limits.known));
        }
        let of_peer = table.known_of.entry(self.peer).or_default();
        if *of_peer >= limits.known_of_peer {
            return Err(ApiError::too_many_connections("peer", limits.known_of_peer));
        }
        *of_peer += 1;
        table.known += 1;
        table.unknown.remove(&self.id);
        self.known.store(true, Ordering::Release);
        Ok(())
    }

    /// A call came.
    pub(super) fn called(&self) {
        if !self.known.load(Ordering::Acquire) {
            *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
        }
    }

    /// Registers a call that needs no token.
    ///
    /// # Errors
    /// `TOO_MANY_STREAMS` when the connection has reached its limit of such calls.
    pub(super) fn anonymous(&self) -> Result<Anonymous<'_>, ApiError> {
        let most = self.peers.limits.calls_without_token;
        let open = Anonymous(self);
        if self.open.fetch_add(1, Ordering::AcqRel) >= most {
            return Err(ApiError::too_many_calls_without_token(most));
        }
        Ok(open)
    }

    /// Waits until the connection has to make room for another.
    pub(super) async fn cut(&self) {
        self.cut.cancelled().await;
    }

    /// Waits for this pause, and for ever if the connection has become known by then: a call arrived while the
    /// connection was asked to close.
    pub(super) async fn unknown_after(&self, pause: Duration) {
        sleep(pause).await;
        if self.known.load(Ordering::Acquire) {
            std::future::pending().await
        }
    }

    /// Waits until the connection has been unknown and without a call for its maximum time.
    pub(super) async fn silent(&self) {
        let silence = self.peers.limits.silence;
        loop {
            let ends = *self.last.lock().unwrap_or_else(PoisonError::into_inner) + silence;
            if self.known.load(Ordering::Acquire) {
                return std::future::pending().await;
            } else if ends > Instant::now() {
                sleep_until(ends).await;
            } else if self.open.load(Ordering::Acquire) > 0 {
                sleep(silence).await;
            } else {
                return;
            }
        }
    }
}

impl Drop for Visit {
    fn drop(&mut self) {
        let mut table = self.peers.table();
        if !self.known.load(Ordering::Acquire) {
            table.unknown.remove(&self.id);
            return;
        }
        table.known -= 1;
        if let Some(of_peer) = table.known_of.get_mut(&self.peer) {
            *of_peer -= 1;
            if *of_peer == 0 {
                table.known_of.remove(&self.peer);
            }
        }
    }
}

impl Drop for Anonymous<'_> {
    fn drop(&mut self) {
        self.0.open.fetch_sub(1, Ordering::AcqRel);
    }
}

/// The identity of a peer: an IPv4 address, or the first 64 bits of an IPv6 address, which an IPv6 network is given.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX))),
        v4 @ IpAddr::V4(_) => v4,
    }
}

#[cfg(test)]
mod tests;
