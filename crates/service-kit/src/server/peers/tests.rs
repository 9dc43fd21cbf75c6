use super::*;

/// At most so many connections unknown, known, and known of one peer.
fn peers(unknown: u32, known: u32, of_peer: u32) -> Arc<Peers> {
    let [unknown, known, of_peer] = [unknown, known, of_peer].map(|most| most.try_into().unwrap());
    Peers::new(&ServerConfig {
        max_unknown_connections: unknown,
        max_connections: known,
        max_connections_per_peer: of_peer,
        ..ServerConfig::default()
    })
}

fn from(peers: &Arc<Peers>, address: &str) -> Visit {
    peers.arrived(address.parse().unwrap())
}

fn refused(visit: &Visit) -> String {
    visit.identified().unwrap_err().reason_name().to_owned()
}

/// F6: a flood of one peer takes the places of its own connections, not those of others.
#[test]
fn the_oldest_unknown_connection_of_the_peer_with_most_makes_room() {
    let peers = peers(4, 9, 9);
    let probe = from(&peers, "10.0.0.1");
    let flood: Vec<_> = (0..20).map(|n| from(&peers, &format!("2001:db8::{n}"))).collect();
    assert!(!probe.cut.is_cancelled());
    let cut: Vec<_> = flood.iter().map(|one| one.cut.is_cancelled()).collect();
    assert_eq!(cut, (0..20).map(|n| n < 17).collect::<Vec<_>>());
    let known = &flood[19];
    known.identified().unwrap();
    peers.make_room();
    peers.make_room();
    peers.make_room();
    assert!(probe.cut.is_cancelled() && !known.cut.is_cancelled());
}

/// F6: known connections are bounded, of one peer and of all, and give their place back.
#[test]
fn known_connections_have_a_bound_each_peer_and_all() {
    let peers = peers(9, 3, 2);
    let first: Vec<_> = (0..3).map(|_| from(&peers, "10.0.0.1")).collect();
    first[0].identified().unwrap();
    first[0].identified().unwrap();
    first[1].identified().unwrap();
    assert_eq!(refused(&first[2]), "TOO_MANY_CONNECTIONS");
    let others: Vec<_> = (0..2).map(|_| from(&peers, "10.0.0.2")).collect();
    others[0].identified().unwrap();
    assert_eq!(refused(&others[1]), "TOO_MANY_CONNECTIONS");
    drop(first);
    others[1].identified().unwrap();
    drop(others);
    let table = peers.table();
    assert!(table.unknown.is_empty() && table.known_of.is_empty() && table.known == 0);
}

/// F6: an unknown connection ends when no call came for so long, a known one does not.
#[tokio::test(start_paused = true)]
async fn silence_ends_unknown_connections_only() {
    let peers = peers(9, 9, 9);
    let (silent, busy, known) = (from(&peers, "10.0.0.1"), from(&peers, "10.0.0.1"), from(&peers, "10.0.0.1"));
    known.identified().unwrap();
    let call = busy.anonymous().unwrap();
    let began = Instant::now();
    silent.silent().await;
    assert_eq!(began.elapsed().as_secs(), peers.limits.silence.as_secs());
    silent.unknown_after(peers.limits.silence).await;
    let ended = tokio::time::timeout(peers.limits.silence * 9, async {
        tokio::select! {
            () = busy.silent() => "busy",
            () = known.silent() => "known",
            () = known.unknown_after(peers.limits.silence) => "known after a farewell",
        }
    });
    assert!(ended.await.is_err());
    drop(call);
    busy.called();
    busy.silent().await;
}

/// F6: calls that need no token are bounded on each connection.
#[test]
fn calls_without_a_token_are_bounded() {
    let peers = peers(9, 9, 9);
    let visit = from(&peers, "::ffff:10.0.0.1");
    let most = peers.limits.calls_without_token;
    let open: Vec<_> = (0..most).map(|_| visit.anonymous().unwrap()).collect();
    let refusal = visit.anonymous().err().unwrap();
    assert_eq!(refusal.reason_name(), "TOO_MANY_STREAMS");
    drop(open);
    assert!(visit.anonymous().is_ok());
}
