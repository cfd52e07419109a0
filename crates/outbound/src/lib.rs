//! Couriers: what the house sends out of its door, one module a receiver. They read the outbox's entries, and know
//! neither rules nor pages.

mod syslog;

pub use syslog::{Syslog, SyslogError};
