//! The platform beside a hostile neighbour: a publisher, a database session, a process or a clock that does harm, on
//! purpose or not. One file per neighbour. Every scenario begins with [`scenario::Scenario::start`] and ends with
//! [`scenario::Scenario::ends_well`], so that each one proves the same four things.

#[cfg(target_os = "linux")]
mod clocks;
mod consumers;
mod copies;
mod disk;
mod floods;
mod fork;
mod healed;
mod locks;
mod nobody;
mod rooms;
mod scenario;
mod silent;
mod snapshots;
mod start;
mod strangers;
mod work;
