//! Three servers elect a leader, lose one and go on.

mod common;

use anyhow::{Result, ensure};
use async_nats::jetstream::{self, stream::Config};
use common::{eventually, processes_of, sendable};
use haetae_devstack::{NatsCluster, StackDir, Toolchain};

#[tokio::test]
async fn three_servers_replicate_and_survive_the_loss_of_their_leader() -> Result<()> {
    let toolchain = Toolchain::find().await?;
    let dir = StackDir::create()?;
    let mut cluster = sendable(NatsCluster::start(&toolchain, dir.path(), 3)).await?;
    ensure!(cluster.urls().len() == 3 && cluster.pids().len() == 3);
    let client = async_nats::connect(cluster.urls().as_slice()).await?;
    let log = jetstream::new(client);
    let config = Config { name: "R3".into(), subjects: vec!["r.>".into()], num_replicas: 3, ..Config::default() };
    log.create_stream(config).await?;
    ensure!(log.publish("r.a", "one".into()).await?.await?.sequence == 1);

    let lost = cluster.leader().await?;
    cluster.kill9(lost).await?;
    ensure!(cluster.pids().len() == 2);
    ensure!(cluster.leader().await? != lost);
    sendable(cluster.restart(lost)).await?;

    ensure!(cluster.pids().len() == 3);
    let client = async_nats::connect(cluster.urls()[lost].clone()).await?;
    let stream = jetstream::new(client).get_stream("R3").await?;
    ensure!(stream.get_raw_message(1).await?.payload == "one");
    cluster.stop().await?;
    eventually("no process left", || processes_of(dir.path()).is_empty()).await
}
