//! Signing in with the municipality's own accounts, as the server is set up for it, and the sign-ins under way: kept in memory
//! until the browser comes back, once each, for ten minutes at most.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use house::{Begun, GroupRole, Provider};
use kernel::Instant;

/// A sign-in that is not done in so many seconds begins again.
const LASTS: i64 = 600;
/// No more are under way at once; the oldest give way.
const MOST: usize = 10_000;

/// The identity provider beside the local accounts.
pub(crate) struct Elsewhere {
    pub(crate) provider: Arc<dyn Provider>,
    /// What the button says.
    pub(crate) label: String,
    pub(crate) map: Vec<GroupRole>,
    pub(crate) waiting: Waiting,
}

/// What a sign-in under way is for.
#[derive(Clone, Debug)]
pub(crate) struct Awaited {
    pub(crate) begun: Begun,
    /// Where to go afterwards: a page of ours.
    pub(crate) next: String,
    /// The hash of the session that proves itself again; none for a new one.
    pub(crate) session: Option<String>,
}

/// The sign-ins under way, by the ticket in the browser's cookie.
#[derive(Debug, Default)]
pub(crate) struct Waiting(Mutex<HashMap<String, Awaited>>);

impl Waiting {
    pub(crate) fn put(&self, awaited: Awaited) {
        let now = awaited.begun.at;
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= MOST {
            all.retain(|_, waits| now.seconds_since(waits.begun.at) < LASTS);
        }
        if all.len() >= MOST {
            let mut times: Vec<Instant> = all.values().map(|waits| waits.begun.at).collect();
            times.sort();
            let oldest = times[MOST / 10];
            all.retain(|_, waits| waits.begun.at > oldest);
        }
        all.insert(awaited.begun.ticket.clone(), awaited);
    }

    /// The sign-in of that ticket, if what came back fits it. Whether it does or not, the ticket is used up.
    pub(crate) fn take(&self, ticket: &str, state: &str, now: Instant) -> Option<Awaited> {
        let found = self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(ticket)?;
        let fits = found.begun.state == state && now.seconds_since(found.begun.at) < LASTS;
        fits.then_some(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn awaited(ticket: usize, at: Instant) -> Awaited {
        let begun = Begun {
            address: String::new(),
            ticket: ticket.to_string(),
            state: "s".to_owned(),
            nonce: String::new(),
            verifier: String::new(),
            at,
        };
        Awaited { begun, next: "/".to_owned(), session: None }
    }

    #[test]
    fn a_ticket_counts_once_for_ten_minutes_with_its_own_state() {
        let waiting = Waiting::default();
        let start = Instant(0);
        for (ticket, state, after, fits) in [(1, "s", 599, true), (2, "s", 600, false), (3, "other", 1, false)] {
            waiting.put(awaited(ticket, start));
            let now = start.plus_seconds(after);
            assert_eq!(waiting.take(&ticket.to_string(), state, now).is_some(), fits, "{ticket}");
            assert!(waiting.take(&ticket.to_string(), "s", start).is_none(), "{ticket} again");
        }
    }

    #[test]
    fn no_flood_of_sign_ins_fills_the_memory() {
        let waiting = Waiting::default();
        for number in 0..MOST + 500 {
            waiting.put(awaited(number, Instant(0).plus_seconds(i64::try_from(number / 100).expect("small"))));
        }
        assert!(waiting.0.lock().expect("whole").len() <= MOST);
    }
}
