//! Private NATS and PostgreSQL servers for development, tests and benchmarks. They are fetched once, listen on loopback
//! ports that the system chose, and can be killed and restarted. However the owner ends, its servers end too.
//!
//! ```no_run
//! # async fn example() -> Result<(), haetae_devstack::Error> {
//! use haetae_devstack::{Stack, StackOptions};
//! let mut stack = Stack::start(StackOptions::default()).await?;
//! println!("{} {}", stack.nats.url(), stack.postgres.url());
//! stack.nats.kill9().await?;
//! stack.nats.restart().await?;
//! stack.stop().await
//! # }
//! ```

mod bad_disk;
mod browser;
mod chromium;
mod console;
mod error;
mod guard;
mod member;
mod nats;
mod platform;
mod port;
mod postgres;
mod raw_publisher;
mod sealing_key;
mod stack;
mod stack_dir;
mod token;
mod toolchain;
mod until;
mod user;

pub use bad_disk::{BadDisk, Failing};
pub use browser::{Browser, Events, Form, Page};
pub use chromium::{Chromium, Told};
pub use console::{Console, ConsoleOptions};
pub use error::{Error, Result};
pub use guard::{Guarded, Launch, is_alive};
pub use nats::{Durability, Nats, NatsCluster, NatsOptions};
pub use platform::{Platform, PlatformOptions, ROOM_FOR_EVIDENCE, ROOM_FOR_LOG, Service, owners_configuration};
pub use postgres::{Postgres, PostgresOptions};
pub use raw_publisher::RawPublisher;
pub use stack::{Stack, StackOptions};
pub use stack_dir::StackDir;
pub use toolchain::{Python, Settings, Source, Toolchain, fetch_wheel, install_packages};
