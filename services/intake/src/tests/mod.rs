//! The service on a log in memory.

mod assigning;
mod comments;
mod deciding;
mod duplicates;
mod following;
mod work;
