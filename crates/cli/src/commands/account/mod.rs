//! Who calls: `haetae login`, `logout` and `whoami`.

mod login;
mod logout;
mod whoami;

pub(super) use self::{login::Login, logout::Logout, whoami::Whoami};
use super::Done;
