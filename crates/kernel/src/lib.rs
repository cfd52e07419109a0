//! Words that every room of the house uses: days and periods, money, bilingual texts, roles, content hashes.
//!
//! Serves the whole strategy and knows none of it. Nothing here reads a clock, a file or an environment
//! variable: what day it is, is always an argument.

mod calendar;
pub mod chain;
mod clock;
mod day;
mod hash;
mod kleene;
mod kroner;
mod nesting;
mod period;
mod role;
mod text;

pub use clock::{Clock, Instant};
pub use day::{Day, DayError};
pub use hash::{Hash, Hasher};
pub use kleene::Kleene;
pub use kroner::{Kroner, KronerError};
pub use nesting::nests_deeply;
pub use period::{Period, PeriodError};
pub use role::Role;
pub use text::{Lang, Text, count, danish_count, danish_sort_key, one_line, turns_writing};
