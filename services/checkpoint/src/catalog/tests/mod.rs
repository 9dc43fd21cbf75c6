//! The service over a log in memory.

mod faulty;
mod publishing;
mod reading;
