//! How often an address has tried to sign in lately: more than so often, and it must wait. Kept in memory only.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use kernel::Instant;

/// So many attempts
const MOST: usize = 20;
/// in so many seconds.
pub(crate) const WITHIN: i64 = 60;
/// More addresses than this at once are an attack; the oldest are forgotten.
const MOST_ADDRESSES: usize = 10_000;

/// The attempts of the last minute, by address. Of IPv6 the first 64 bits count: whoever has one address has them all.
#[derive(Debug, Default)]
pub(crate) struct Attempts(Mutex<HashMap<IpAddr, Vec<Instant>>>);

impl Attempts {
    /// Counts an attempt, and says whether it may go on.
    pub(crate) fn may(&self, address: IpAddr, now: Instant) -> bool {
        let mut attempts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if attempts.len() >= MOST_ADDRESSES {
            attempts.retain(|_, times| times.iter().any(|time| now.seconds_since(*time) < WITHIN));
            if attempts.len() >= MOST_ADDRESSES {
                attempts.clear();
            }
        }
        let times = attempts.entry(network(address)).or_default();
        times.retain(|time| now.seconds_since(*time) < WITHIN);
        times.push(now);
        times.truncate(MOST + 1);
        times.len() <= MOST
    }
}

fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            IpAddr::from([a, b, c, d, 0, 0, 0, 0])
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_twenty_first_attempt_of_a_minute_waits() {
        let attempts = Attempts::default();
        let here = IpAddr::from([192, 0, 2, 1]);
        let at = |second: i64| Instant(0).plus_seconds(second);
        for second in 0..20 {
            assert!(attempts.may(here, at(second)));
        }
        assert!(!attempts.may(here, at(21)));
        assert!(attempts.may(IpAddr::from([192, 0, 2, 2]), at(21)));
        assert!(attempts.may(here, at(100)));
    }

    #[test]
    fn one_ipv6_network_counts_as_one_address() {
        let attempts = Attempts::default();
        let address = |last: u16| IpAddr::from([0x2001, 0xdb8, 0, 1, 0, 0, 0, last]);
        for last in 0..20 {
            assert!(attempts.may(address(last), Instant(0)));
        }
        assert!(!attempts.may(address(99), Instant(0)));
    }
}
