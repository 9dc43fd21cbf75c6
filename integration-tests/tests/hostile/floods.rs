//! A neighbour without a token that opens connections and leaves them open: silent ones, halves of requests, health streams.

use std::net::SocketAddr;

use anyhow::{Context as _, Result, ensure};
use haetae_devstack::Service;
use haetae_integration_tests::{Setup, eventually, run};
use tokio::{io::AsyncWriteExt as _, net::TcpStream};
use tonic::{Code, transport::Endpoint};
use tonic_health::pb::{HealthCheckRequest, health_check_response::ServingStatus, health_client::HealthClient};

use crate::scenario::{Alarm, Scenario};

/// What the platform may have of connections without a token; the neighbour opens several times as many.
const UNKNOWN: usize = 40;
/// How long one of them may be without a call, in milliseconds.
const SILENCE: &str = "3000";

/// The start of every HTTP/2 connection, with empty settings.
const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0";
/// A HEADERS frame of stream 1 without the flag END_HEADERS: the rest of the block never comes.
const HALF_HEADERS: &[u8] = b"\0\0\x01\x01\0\0\0\0\x01\x83";

async fn says(address: SocketAddr, bytes: &[u8]) -> Result<TcpStream> {
    let mut stream = TcpStream::connect(address).await?;
    stream.write_all(bytes).await?;
    Ok(stream)
}

/// Whether the server has closed it: what it said before is read over.
fn is_closed(stream: &TcpStream) -> bool {
    let mut bytes = [0; 512];
    loop {
        match stream.try_read(&mut bytes) {
            Ok(0) => return true,
            Ok(_) => {}
            Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => return false,
            Err(_reset) => return true,
        }
    }
}

async fn all_closed(mut streams: Vec<TcpStream>) -> Result<()> {
    eventually("the end of silent connections", async || {
        streams.retain(|stream| !is_closed(stream));
        Ok(streams.is_empty().then_some(()))
    })
    .await
}

/// A probe as an orchestrator makes it: a connection of its own, one check.
async fn probed(address: SocketAddr) -> Result<()> {
    let channel = Endpoint::from_shared(format!("http://{address}"))?.connect().await?;
    let answer = HealthClient::new(channel).check(HealthCheckRequest::default()).await?.into_inner();
    ensure!(answer.status() == ServingStatus::Serving, "{answer:?}");
    Ok(())
}

async fn watched(address: SocketAddr) -> Result<Code> {
    let channel = Endpoint::from_shared(format!("http://{address}"))?.connect().await?;
    let refusal = HealthClient::new(channel).watch(HealthCheckRequest::default()).await.err();
    Ok(refusal.context("a health stream without a token was opened")?.code())
}

/// F6: connections without a token are bounded and closed, whatever they send. Probes and callers with a token are served, and
/// an alarm is raised.
#[test]
fn connections_without_a_token_stop_nobody() -> Result<()> {
    run(async {
        let services = [Service::Intake, Service::Risk, Service::Checkpoint, Service::Dashboard];
        let told = |service| {
            let told = [("HAETAE__SERVER__MAX_UNKNOWN_CONNECTIONS", UNKNOWN.to_string())];
            let told = told.into_iter().chain([("HAETAE__SERVER__UNKNOWN_SILENCE_MS", SILENCE.to_owned())]);
            told.map(move |(key, value)| (service, key, value))
        };
        let extra = services.into_iter().flat_map(told).collect();
        let mut scenario = Scenario::start(Setup { extra, ..Setup::default() }).await?;
        for service in services {
            let address = scenario.world.platform.address(service);
            let half = [PREFACE, HALF_HEADERS].concat();
            let mut flood = Vec::new();
            for round in 0..5 * UNKNOWN {
                let bytes = [&b""[..], &PREFACE[..9], PREFACE, &half, b"GET / HTTP/1.1\r\nHost: "][round % 5];
                flood.push(says(address, bytes).await?);
                if round % UNKNOWN == 0 {
                    probed(address)
                        .await
                        .with_context(|| format!("a probe of {service} beside {round} connections"))?;
                }
            }
            ensure!(watched(address).await? == Code::Unimplemented, "{service} opens health streams");
            all_closed(flood).await.with_context(|| service.to_string())?;
            probed(address).await?;
        }
        scenario.goes_on().await?;
        let says = "TOO_MANY_CONNECTIONS";
        scenario.ends_well(&services.map(|service| Alarm { service, says })).await
    })
}
