//! Sign-in names that nobody has, and how often they were tried: they are closed as an account is, so that nobody learns who has one. Kept
//! in memory only.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use kernel::Instant;

use crate::people::{LOCKED_FOR, MOST_FAILURES};

/// More names than this at once are an attack; those that are not closed any more are forgotten, and then all.
const MOST_NAMES: usize = 10_000;
/// Of a name so many letters are kept.
const LONGEST: usize = 100;

/// The wrong passwords of a name in a row, and until when it is closed.
#[derive(Clone, Copy, Debug, Default)]
struct Tried {
    failures: i64,
    closed_until: Instant,
}

/// By name, as it is compared.
#[derive(Debug, Default)]
pub(crate) struct Strangers(Mutex<HashMap<String, Tried>>);

fn folded(login: &str) -> String {
    login.trim().to_lowercase().chars().take(LONGEST).collect()
}

impl Strangers {
    /// Whether the name is closed.
    pub(crate) fn is_closed(&self, login: &str, now: Instant) -> bool {
        let tried = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        tried.get(&folded(login)).is_some_and(|tried| tried.closed_until > now)
    }

    /// Counts a wrong password.
    pub(crate) fn count(&self, login: &str, now: Instant) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= MOST_NAMES {
            all.retain(|_, tried| tried.closed_until > now);
            if all.len() >= MOST_NAMES {
                all.clear();
            }
        }
        let tried = all.entry(folded(login)).or_default();
        tried.failures += 1;
        if tried.failures >= MOST_FAILURES {
            tried.closed_until = now.plus_seconds(LOCKED_FOR);
        }
    }
}
