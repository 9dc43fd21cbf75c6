//! The service on a log in memory.

mod comments;
mod deciding;
mod following;
mod work;
