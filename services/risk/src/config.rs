//! Configuration of risk: that of every writer.

pub use haetae_service_kit::config::WriterConfig as Config;
