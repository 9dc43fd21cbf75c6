//! Both servers and the directory they live in, as one thing.

use crate::{Nats, NatsOptions, Postgres, PostgresOptions, Result, Settings, StackDir, Toolchain};

/// How to run both servers.
#[derive(Debug, Clone, Copy, Default)]
pub struct StackOptions {
    /// How to run NATS.
    pub nats: NatsOptions,
    /// How to run PostgreSQL.
    pub postgres: PostgresOptions,
}

/// A private NATS and a private PostgreSQL in a temporary directory.
#[derive(Debug)]
pub struct Stack {
    /// The log's server.
    pub nats: Nats,
    /// The read models' server.
    pub postgres: Postgres,
    /// Holds everything both write; also the place for the owner's own temporary files.
    pub dir: StackDir,
}

impl Stack {
    /// Finds the programs as the environment says and starts both servers side by side.
    ///
    /// # Errors
    /// The same as for [`Toolchain::find`], [`Nats::start`] and [`Postgres::start`].
    pub async fn start(options: StackOptions) -> Result<Self> {
        let toolchain = Toolchain::locate(&Settings::from_env()).await?;
        Self::start_with(&toolchain, options).await
    }

    /// [`Self::start`] with programs already found.
    ///
    /// # Errors
    /// The same as for [`Nats::start`] and [`Postgres::start`].
    pub async fn start_with(toolchain: &Toolchain, options: StackOptions) -> Result<Self> {
        let dir = StackDir::create()?;
        let (nats_dir, postgres_dir) = (dir.path().join("nats"), dir.path().join("postgres"));
        let (nats, postgres) = tokio::try_join!(
            Nats::start(toolchain, &nats_dir, options.nats),
            Postgres::start(toolchain, &postgres_dir, options.postgres),
        )?;
        Ok(Self { nats, postgres, dir })
    }

    /// Stops both servers and removes the directory.
    ///
    /// # Errors
    /// An error if a server had to be killed.
    pub async fn stop(self) -> Result<()> {
        let (nats, postgres) = tokio::join!(self.nats.stop(), self.postgres.stop());
        drop(self.dir);
        nats.and(postgres)
    }
}
