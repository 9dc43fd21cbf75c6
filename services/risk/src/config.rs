//! Configuration of risk: the common configuration of services that write to the log.

pub use haetae_service_kit::config::WriterConfig as Config;
