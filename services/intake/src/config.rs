//! Configuration of intake: that of every writer.

pub use haetae_service_kit::config::WriterConfig as Config;
