//! Carries a plan out: kills, waits, starts again.

use std::time::Duration;

use anyhow::{Context as _, Result};
use haetae_devstack::{Platform, Stack};
use haetae_integration_tests::World;
use tokio::time::{Instant, sleep};

use crate::plan::{Strike, Target, When};

/// How long something may take to come back, however often it has to be started.
const COMEBACK: Duration = Duration::from_secs(60);
const AGAIN: Duration = Duration::from_millis(50);

/// What happened beside the kills.
#[derive(Debug, Default)]
pub(crate) struct Course {
    /// Starts that failed because something else was dead, and were made again.
    pub(crate) failed_starts: usize,
}

impl Course {
    /// Carries out one strike; everything runs again when it returns.
    pub(crate) async fn strike(&mut self, world: &mut World, strike: &Strike) -> Result<()> {
        let Strike { calm, first, second, down } = *strike;
        sleep(calm).await;
        let World { platform, stack, .. } = world;
        kill(platform, stack, first).await?;
        match second {
            None => sleep(down).await,
            Some((second, When::AtOnce)) => {
                kill(platform, stack, second).await?;
                sleep(down).await;
            }
            Some((second, When::WhileDown(after))) => {
                sleep(after).await;
                kill(platform, stack, second).await?;
                sleep(down).await;
            }
            Some((second, When::WhileStarting(after))) => {
                sleep(down).await;
                return self.kill_during_start(platform, stack, [first, second], after).await;
            }
        }
        let dead = [Some(first), second.map(|(target, _)| target)];
        self.revive(platform, stack, dead.into_iter().flatten()).await
    }

    /// Starts the first and kills the second meanwhile; then sees that both run. One is a server, one a service.
    async fn kill_during_start(
        &mut self,
        platform: &mut Platform,
        stack: &mut Stack,
        [first, second]: [Target; 2],
        after: Duration,
    ) -> Result<()> {
        match (first, second) {
            (Target::Service(service), server) => {
                let kill = async {
                    sleep(after).await;
                    kill_server(stack, server).await?;
                    sleep(after).await;
                    start_server(stack, server).await
                };
                let (started, killed) = tokio::join!(platform.restart(service), kill);
                killed?;
                if started.is_err() {
                    self.failed_starts += 1;
                    return self.revive(platform, stack, [first]).await;
                }
                Ok(())
            }
            (server, Target::Service(service)) => {
                let kill = async {
                    sleep(after).await;
                    platform.kill9(service).await
                };
                let (started, killed) = tokio::join!(start_server(stack, server), kill);
                started?;
                killed?;
                self.revive(platform, stack, [second]).await
            }
            (Target::Nats | Target::Postgres, Target::Nats | Target::Postgres) => {
                self.revive(platform, stack, [first, second]).await
            }
        }
    }

    /// Starts servers and services side by side. A service that does not come up because its server is not there yet
    /// is started again, as a supervisor would.
    async fn revive(
        &mut self,
        platform: &mut Platform,
        stack: &mut Stack,
        dead: impl IntoIterator<Item = Target>,
    ) -> Result<()> {
        let dead: Vec<_> = dead.into_iter().collect();
        let servers = async {
            for target in &dead {
                start_server(stack, *target).await?;
            }
            anyhow::Ok(())
        };
        let services = async {
            let mut failures = 0;
            for target in &dead {
                if let Target::Service(service) = target {
                    let until = Instant::now() + COMEBACK;
                    while let Err(error) = platform.restart(*service).await {
                        failures += 1;
                        if Instant::now() > until {
                            return Err(error).context(format!("{service} does not come back"));
                        }
                        sleep(AGAIN).await;
                    }
                }
            }
            Ok(failures)
        };
        let (servers, services) = tokio::join!(servers, services);
        servers?;
        self.failed_starts += services?;
        Ok(())
    }
}

async fn kill(platform: &mut Platform, stack: &mut Stack, target: Target) -> Result<()> {
    match target {
        Target::Service(service) => Ok(platform.kill9(service).await?),
        Target::Nats | Target::Postgres => kill_server(stack, target).await,
    }
}

async fn kill_server(stack: &mut Stack, target: Target) -> Result<()> {
    match target {
        Target::Nats => stack.nats.kill9().await?,
        Target::Postgres => stack.postgres.kill9().await?,
        Target::Service(_) => {}
    }
    Ok(())
}

/// Does nothing for a service.
async fn start_server(stack: &mut Stack, target: Target) -> Result<()> {
    match target {
        Target::Nats => stack.nats.restart().await?,
        Target::Postgres => stack.postgres.restart().await?,
        Target::Service(_) => {}
    }
    Ok(())
}
