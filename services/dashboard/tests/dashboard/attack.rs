//! An attacker who owns the database and every file changes history in a thousand ways. An auditor kept one signed head.

use std::collections::BTreeMap;

use futures::{StreamExt as _, TryStreamExt as _};
use haetae_audit::{Kind, Report, verify};
use haetae_event_log::{EventLog as _, MemoryLog};
use haetae_proof::{
    Checkpoint, Frontier, PublicKey, SigningKey,
    leaf::{Leaf, framed},
};
use sqlx::{AssertSqlSafe, Connection as _, PgConnection};

use crate::{
    history::History,
    support::{database, project_archive},
};

const COMMITS: u64 = 150;
/// Commits under the head that was taken home.
const SIGNED: u64 = 120;
const ATTACKS: u32 = 1_000;

/// Splitmix64: the same attacks every time.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// From 1 to `most`.
    fn upto(&mut self, most: u64) -> u64 {
        self.next() % most + 1
    }
}

/// The head that was taken home: over the log itself, before the attack.
async fn taken_home(log: &MemoryLog, key: &SigningKey) -> String {
    let mut tree = Frontier::default();
    let mut commits = log.read(0).take(usize::try_from(SIGNED).unwrap());
    while let Some(recorded) = commits.try_next().await.unwrap() {
        let subject = recorded.key.subject();
        tree.push(
            Leaf { sequence: recorded.sequence, subject: &subject, payload: &recorded.payload }.hash(),
            |_, _| {},
        );
    }
    Checkpoint { origin: key.public().name().to_owned(), size: SIGNED, root: tree.root() }.sign(key).unwrap()
}

/// What an export of the archive holds now.
async fn export(db: &mut PgConnection) -> Vec<u8> {
    let rows: Vec<(i64, String, Vec<u8>)> =
        sqlx::query_as("SELECT seq, subject, payload FROM archive.commits ORDER BY seq").fetch_all(db).await.unwrap();
    let record = |(seq, subject, payload): &(i64, String, Vec<u8>)| {
        framed(&Leaf { sequence: seq.cast_unsigned(), subject, payload }.encode())
    };
    rows.iter().flat_map(record).collect()
}

/// Whether the export is not the history that was signed. What the rules say about it is left out: the attacker might
/// have kept to them.
fn found(report: &Report) -> bool {
    report.findings.iter().any(|finding| matches!(finding.kind(), Kind::Head | Kind::Record | Kind::Order))
}

/// One change of the rows of the first [`SIGNED`] commits.
fn on_rows(dice: &mut Dice) -> (&'static str, String) {
    let (seq, other) = (dice.upto(SIGNED), dice.upto(SIGNED - 1));
    let other = if other >= seq { other + 1 } else { other };
    let bit = dice.next() % 8;
    match dice.next() % 8 {
        0 => (
            "row: payload edited",
            format!(
                "UPDATE archive.commits SET payload = set_byte(payload, length(payload) * {bit} / 8, \
              get_byte(payload, length(payload) * {bit} / 8) # {}) WHERE seq = {seq}",
                1 << bit
            ),
        ),
        1 => ("row: subject edited", format!("UPDATE archive.commits SET subject = subject || 'x' WHERE seq = {seq}")),
        2 => ("row: deleted", format!("DELETE FROM archive.commits WHERE seq = {seq}")),
        3 => (
            "row: deleted, the rest moved up",
            format!(
                "DELETE FROM archive.commits WHERE seq = {seq}; \
              UPDATE archive.commits SET seq = -seq WHERE seq > {seq}; UPDATE archive.commits SET seq = -seq - 1 WHERE seq < 0"
            ),
        ),
        4 => (
            "rows: swapped",
            format!(
                "UPDATE archive.commits SET seq = -1 WHERE seq = {seq}; \
              UPDATE archive.commits SET seq = {seq} WHERE seq = {other}; UPDATE archive.commits SET seq = {other} WHERE seq = -1"
            ),
        ),
        5 => (
            "row: inserted, the rest moved down",
            format!(
                "UPDATE archive.commits SET seq = -seq WHERE seq >= {seq}; \
              UPDATE archive.commits SET seq = -seq + 1 WHERE seq < 0; INSERT INTO archive.commits \
              SELECT {seq}, subject, gen_random_uuid(), recorded_at, payload || '\\x00', leaf_hash FROM archive.commits WHERE seq = {seq} + 1"
            ),
        ),
        6 => (
            "row: replaced by another",
            format!(
                "UPDATE archive.commits a SET subject = b.subject, payload = b.payload, \
              leaf_hash = b.leaf_hash FROM archive.commits b WHERE a.seq = {seq} AND b.seq = {other}"
            ),
        ),
        _ => ("rows: truncated", format!("DELETE FROM archive.commits WHERE seq >= {seq}")),
    }
}

/// One change of the bytes of an export, within those of the first [`SIGNED`] commits.
fn on_bytes(dice: &mut Dice, good: &[u8], signed: usize) -> (&'static str, Vec<u8>) {
    let at = usize::try_from(dice.next()).unwrap() % signed;
    let length = (usize::try_from(dice.upto(40)).unwrap()).min(signed - at);
    let mut bytes = good.to_vec();
    match dice.next() % 5 {
        0 => {
            bytes[at] ^= 1 << (dice.next() % 8);
            ("export: bit flipped", bytes)
        }
        1 => {
            bytes.drain(at..at + length);
            ("export: bytes deleted", bytes)
        }
        2 => {
            let inserted: Vec<u8> = (0..length).map(|_| dice.next().to_be_bytes()[0]).collect();
            bytes.splice(at..at, inserted);
            ("export: bytes inserted", bytes)
        }
        3 => {
            bytes.truncate(at);
            ("export: truncated", bytes)
        }
        _ => {
            bytes.splice(at..at + length, std::iter::repeat_n(0xff, length));
            ("export: bytes overwritten", bytes)
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_change_of_what_was_signed_is_found() {
    let (log, pool) = (MemoryLog::new(), database().await);
    let mut history = History::new(&log);
    while history.many(1).await < COMMITS {}
    project_archive(&log, &pool, COMMITS).await;
    let key = SigningKey::generate("haetae.test/log").unwrap();
    let heads = [taken_home(&log, &key).await];
    let key: &PublicKey = key.public();
    let check = |bytes: &[u8]| verify(bytes, &heads, key).unwrap();

    let mut db = pool.acquire().await.unwrap();
    let good = export(&mut db).await;
    let untouched = check(&good);
    assert!(!found(&untouched) && untouched.heads == 1, "without any change: {untouched:?}");
    let signed = good.len() - export_after(&mut db, SIGNED).await;

    let mut dice = Dice(20_260_301);
    let mut counts: BTreeMap<&str, (u32, u32)> = BTreeMap::new();
    for number in 0..ATTACKS {
        let (kind, bytes) = if number % 2 == 0 {
            let (kind, sql) = on_rows(&mut dice);
            let mut tx = db.begin().await.unwrap();
            sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut *tx).await.unwrap();
            let bytes = export(&mut tx).await;
            tx.rollback().await.unwrap();
            (kind, bytes)
        } else {
            on_bytes(&mut dice, &good, signed)
        };
        // Overwriting bytes with what they were is no attack.
        if bytes == good {
            continue;
        }
        let report = check(&bytes);
        let (made, caught) = counts.entry(kind).or_default();
        *made += 1;
        *caught += u32::from(found(&report));
        let told = report.findings.iter().take(3).collect::<Vec<_>>();
        assert!(found(&report), "attack {number}, {kind}: {told:?}");
    }
    for (kind, (made, caught)) in &counts {
        println!("{kind:<36} {caught} of {made} found");
    }
    assert_eq!(counts.len(), 13, "every kind was made");
    assert!(counts.values().map(|(made, _)| made).sum::<u32>() >= ATTACKS - 20);
    assert_eq!(check(&export(&mut db).await), untouched, "every attack was taken back");
}

/// Bytes of the records after a sequence.
async fn export_after(db: &mut PgConnection, seq: u64) -> usize {
    let sql = "SELECT sum(14 + length(subject::bytea) + length(payload))::bigint FROM archive.commits WHERE seq > $1";
    let bytes: i64 = sqlx::query_scalar(sql).bind(seq.cast_signed()).fetch_one(db).await.unwrap();
    usize::try_from(bytes).unwrap()
}
