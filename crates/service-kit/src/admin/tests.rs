use std::time::Duration;

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    time::timeout,
};

use super::*;

/// The whole answer to one request.
async fn asked(address: SocketAddr, request: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(format!("{request} HTTP/1.1\r\nhost: a\r\n\r\n").as_bytes()).await.unwrap();
    let mut answer = String::new();
    timeout(Duration::from_secs(20), stream.read_to_string(&mut answer)).await.expect("an answer in time").unwrap();
    answer
}

async fn opened(metrics: &Registry) -> (Admin, SocketAddr, tempfile::TempDir) {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("address");
    let config = AdminConfig { listen: Some(([127, 0, 0, 1], 0).into()), listen_file: Some(file.clone()) };
    let admin = open(&config, metrics.clone()).await.unwrap().unwrap();
    let address = std::fs::read_to_string(file).unwrap().parse().unwrap();
    (admin, address, dir)
}

#[tokio::test]
async fn the_probe_and_the_metrics_are_answered_and_nothing_else() {
    let metrics = Registry::new();
    let counter = prometheus::IntCounter::new("a_thing_total", "things").unwrap();
    metrics.register(Box::new(counter.clone())).unwrap();
    counter.inc();
    let (admin, address, _dir) = opened(&metrics).await;
    let alive = asked(address, "GET /livez").await;
    assert!(alive.starts_with("HTTP/1.1 200") && alive.ends_with("alive\n"), "{alive}");
    let scraped = asked(address, "GET /metrics").await;
    assert!(scraped.contains("version=0.0.4") && scraped.contains("\na_thing_total 1\n"), "{scraped}");
    assert!(asked(address, "POST /metrics").await.starts_with("HTTP/1.1 405"));
    assert!(asked(address, "GET /").await.starts_with("HTTP/1.1 404"));
    drop(admin);
    let closed = async {
        while TcpStream::connect(address).await.is_ok() {
            tokio::task::yield_now().await;
        }
    };
    timeout(Duration::from_secs(20), closed).await.expect("the endpoint is closed when it is dropped");
}

/// As many silent connections as there are places hold the endpoint up only until their time is over.
#[tokio::test]
async fn silent_connections_do_not_keep_a_probe_from_its_answer() {
    let (_admin, address, _dir) = opened(&Registry::new()).await;
    let mut silent = Vec::new();
    for _ in 0..CONNECTIONS {
        silent.push(TcpStream::connect(address).await.unwrap());
    }
    assert!(asked(address, "GET /livez").await.ends_with("alive\n"));
}

#[tokio::test]
async fn an_address_that_is_taken_is_named() {
    let (_admin, address, _dir) = opened(&Registry::new()).await;
    let again = AdminConfig { listen: Some(address), listen_file: None };
    let error = open(&again, Registry::new()).await.unwrap_err();
    assert_eq!(error.to_string(), format!("admin.listen: cannot listen on {address}"));
    assert!(open(&AdminConfig::OFF, Registry::new()).await.unwrap().is_none());
}
