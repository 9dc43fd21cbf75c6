//! The command line `haetae`. It uses only the public gRPC contracts; its parts serve the project's own commands too.

#![allow(rustdoc::bare_urls, reason = "comments of commands are their help, as people read it in a terminal")]

mod app;
mod commands;
mod completion;
pub mod dynamic;
mod failure;
pub mod files;
mod help;
mod login;
mod output;
pub mod progress;
pub mod screen;
mod session;
mod settings;
pub mod table;
pub mod views;
pub mod words;

pub use self::app::{command_line, main};
