//! What every object store has to do, asked of memory and of a server; and what only a server can get wrong.

use async_nats::jetstream::{self, stream::Config};
use bytes::Bytes;
use futures::TryStreamExt as _;
use haetae_event_log::{
    ConnectError,
    objects::{BLOCK, BUCKET, Damage, JetStreamObjects, MemoryObjects, ObjectError, ObjectName, Objects},
};
use sha2::{Digest as _, Sha256};
use tokio::io::AsyncReadExt as _;
use uuid::Uuid;

use super::support::Single;

const ROOM: u64 = 64 << 20;

/// Bytes that no two blocks have in common.
fn bytes(size: usize) -> Bytes {
    (0..size).map(|at| u8::try_from((at + at / BLOCK) % 251).expect("a byte")).collect()
}

fn name(bytes: &[u8]) -> ObjectName {
    ObjectName::new(Uuid::from_u128(7), Sha256::digest(bytes).into())
}

async fn write(objects: &dyn Objects, name: &ObjectName, bytes: &Bytes) -> Result<(), ObjectError> {
    let mut draft = objects.draft(name).await?;
    for block in bytes.chunks(BLOCK) {
        draft.write(bytes.slice_ref(block)).await?;
    }
    draft.seal().await
}

async fn read(objects: &dyn Objects, name: &ObjectName) -> Result<Vec<u8>, ObjectError> {
    let blocks: Vec<Bytes> = objects.read(name).await?.try_collect().await?;
    Ok(blocks.concat())
}

fn damage<T>(end: Result<T, ObjectError>) -> Option<Damage> {
    match end {
        Err(ObjectError::Damaged(damage)) => Some(damage),
        Ok(_) | Err(ObjectError::Unavailable(_) | ObjectError::Full(_)) => None,
    }
}

async fn keeps_its_promises(objects: &dyn Objects) {
    for size in [1, BLOCK - 1, BLOCK, 2 * BLOCK + 1] {
        let bytes = bytes(size);
        let name = name(&bytes);
        assert!(!objects.holds(&name).await.expect("answered"));
        assert_eq!(damage(objects.read(&name).await), Some(Damage::Missing));

        let mut abandoned = objects.draft(&name).await.expect("a draft");
        abandoned.write(bytes.slice(..1)).await.expect("written");
        drop(abandoned);
        assert!(!objects.holds(&name).await.expect("answered"), "nothing is there before it is sealed");

        write(objects, &name, &bytes).await.expect("written");
        assert_eq!(read(objects, &name).await.expect("read"), bytes);
        write(objects, &name, &bytes).await.expect("written again");
        assert_eq!(read(objects, &name).await.expect("read"), bytes);
    }
    let (one, other) = (name(b"one"), Bytes::from_static(b"other"));
    assert_eq!(damage(write(objects, &one, &other).await), Some(Damage::Altered));
    assert!(!objects.holds(&one).await.expect("answered"), "what is not what its name says is no object");
}

#[tokio::test]
async fn memory() {
    keeps_its_promises(&MemoryObjects::new()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn single() {
    let server = Single::start().await;
    let objects = JetStreamObjects::open(&server.log().await, ROOM).await.expect("a bucket");
    keeps_its_promises(&objects).await;
    JetStreamObjects::open(&server.log().await, ROOM).await.expect("the same bucket");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn damage_is_found_and_mended_by_the_same_bytes() {
    let server = Single::start().await;
    let objects = JetStreamObjects::open(&server.log().await, ROOM).await.expect("a bucket");
    let bytes = bytes(2 * BLOCK);
    let name = name(&bytes);
    let js = jetstream::new(server.stranger().await);
    let publish = async |subject: String, payload: Vec<u8>| {
        js.publish(subject, payload.into()).await.expect("sent").await.expect("stored");
    };
    let description = format!("$O.{BUCKET}.M.{}", base64_of(&name.to_string()));
    let described = |nuid: &str, chunks: u64| {
        let (size, digest) = (bytes.len(), "SHA-256=");
        let described = serde_json::json!({
            "name": name.to_string(), "bucket": BUCKET, "nuid": nuid, "size": size, "chunks": chunks, "digest": digest,
        });
        described.to_string().into_bytes()
    };
    let mut altered = bytes.to_vec();
    altered[BLOCK + 5] ^= 1;
    for block in altered.chunks(BLOCK) {
        publish(format!("$O.{BUCKET}.C.altered"), block.to_vec()).await;
    }
    for (left, found) in [
        (described("altered", 2), Damage::Altered),
        (described("altered", 3), Damage::Cut),
        (described("altered", 1), Damage::Altered),
        (described("altered", 0), Damage::Cut),
        (described("nowhere", 2), Damage::Cut),
        (described(">", 2), Damage::Undescribed),
        (described("", 2), Damage::Undescribed),
        (b"{".to_vec(), Damage::Undescribed),
    ] {
        publish(description.clone(), left).await;
        assert_eq!(damage(read(&objects, &name).await), Some(found));
        assert!(!objects.holds(&name).await.expect("answered"));
        write(&objects, &name, &bytes).await.expect("mended");
        assert_eq!(read(&objects, &name).await.expect("read"), bytes);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_is_an_object_store_like_any_other_but_loses_nothing() {
    let server = Single::start().await;
    let objects = JetStreamObjects::open(&server.log().await, ROOM).await.expect("a bucket");
    let bytes = bytes(BLOCK + 1);
    let name = name(&bytes);
    write(&objects, &name, &bytes).await.expect("written");

    let store = jetstream::new(server.stranger().await).get_object_store(BUCKET).await.expect("a bucket");
    let mut object = store.get(name.to_string()).await.expect("an object");
    let mut read = Vec::new();
    object.read_to_end(&mut read).await.expect("read");
    assert_eq!(read, bytes);
    assert!(store.delete(name.to_string()).await.is_err(), "nothing is deleted");
    assert!(objects.holds(&name).await.expect("answered"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bucket_with_other_settings_is_refused() {
    let server = Single::start().await;
    let js = jetstream::new(server.stranger().await);
    let forgetful = Config {
        name: format!("OBJ_{BUCKET}"),
        subjects: vec![format!("$O.{BUCKET}.C.>"), format!("$O.{BUCKET}.M.>")],
        max_age: std::time::Duration::from_secs(3_600),
        ..Config::default()
    };
    js.create_stream(forgetful).await.expect("a stream");
    let Err(ConnectError::Drifted { drifts, .. }) = JetStreamObjects::open(&server.log().await, ROOM).await else {
        panic!("it was taken");
    };
    let named: Vec<_> = drifts.iter().map(|drift| drift.setting.as_str()).collect();
    assert!(["deny_delete", "deny_purge", "max_age", "max_bytes"].iter().all(|it| named.contains(it)), "{named:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_bucket_says_so_and_keeps_what_it_has() {
    let server = Single::start().await;
    let objects = JetStreamObjects::open(&server.log().await, 1 << 20).await.expect("a bucket");
    let (fits, larger) = (bytes(4 * BLOCK), bytes(16 * BLOCK));
    write(&objects, &name(&fits), &fits).await.expect("written");
    let end = write(&objects, &name(&larger), &larger).await;
    assert!(matches!(end, Err(ObjectError::Full(_))), "{end:?}");
    assert_eq!(read(&objects, &name(&fits)).await.expect("read"), fits);
}

fn base64_of(text: &str) -> String {
    use base64::{Engine as _, engine::general_purpose::URL_SAFE};
    URL_SAFE.encode(text)
}
