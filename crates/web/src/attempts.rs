//! How often somebody at an address has failed to sign in lately: more than so often, and whoever comes from there must wait. Those
//! who get in are not counted, for a whole town hall may have one address. Kept in memory only.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};

use kernel::{Clock, Instant};
use tokio::sync::Notify;

/// So many failures
const MOST: usize = 20;
/// in so many seconds.
pub(crate) const WITHIN: i64 = 60;
/// More addresses than this at once are an attack; the oldest are forgotten.
const MOST_ADDRESSES: usize = 10_000;

/// The failures of the last minute, by address. Of IPv6 the first 64 bits count: whoever has one address has them all.
#[derive(Debug, Default)]
pub(crate) struct Attempts {
    tries: Mutex<HashMap<IpAddr, Tries>>,
    /// Told each time an attempt ends.
    ended: Notify,
}

#[derive(Debug, Default)]
struct Tries {
    failed: Vec<Instant>,
    /// May all fail yet: a burst would slip by if nobody waited for them.
    under_way: usize,
}

impl Tries {
    fn has_failed_lately(&self, now: Instant) -> bool {
        self.failed.iter().any(|time| now.seconds_since(*time) < WITHIN)
    }
}

/// An attempt under way. Let go without a word, it has failed.
#[derive(Debug)]
pub(crate) struct Attempt<'a> {
    attempts: &'a Attempts,
    network: IpAddr,
    /// When it began, to be counted as a failure then.
    counts: Option<Instant>,
}

impl Attempt<'_> {
    /// Whoever it was guessed nothing.
    pub(crate) fn has_not_failed(mut self) {
        self.counts = None;
    }
}

impl Drop for Attempt<'_> {
    fn drop(&mut self) {
        let mut all = self.attempts.all();
        if let Some(tries) = all.get_mut(&self.network) {
            tries.under_way = tries.under_way.saturating_sub(1);
            tries.failed.extend(self.counts);
            if tries.under_way == 0 && tries.failed.is_empty() {
                all.remove(&self.network);
            }
        }
        drop(all);
        self.attempts.ended.notify_waiters();
    }
}

/// What is said to one who comes.
enum Told {
    Try,
    /// Others are trying: how many fail decides.
    Wait,
    TooOften,
}

impl Attempts {
    /// Begins an attempt, when those under way from the address have shown that it may; none when too many have failed.
    pub(crate) async fn begin(&self, address: IpAddr, clock: &dyn Clock) -> Option<Attempt<'_>> {
        let network = network(address);
        loop {
            // Before looking, so that no end in between is missed.
            let ended = self.ended.notified();
            let now = clock.now();
            match self.tell(network, now) {
                Told::Try => return Some(Attempt { attempts: self, network, counts: Some(now) }),
                Told::TooOften => return None,
                Told::Wait => ended.await,
            }
        }
    }

    fn all(&self) -> MutexGuard<'_, HashMap<IpAddr, Tries>> {
        self.tries.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn tell(&self, network: IpAddr, now: Instant) -> Told {
        let mut all = self.all();
        if all.len() >= MOST_ADDRESSES {
            all.retain(|_, tries| tries.under_way > 0 || tries.has_failed_lately(now));
            if all.len() >= MOST_ADDRESSES {
                all.retain(|_, tries| tries.under_way > 0);
            }
        }
        let tries = all.entry(network).or_default();
        tries.failed.retain(|time| now.seconds_since(*time) < WITHIN);
        if tries.failed.len() >= MOST {
            return Told::TooOften;
        }
        if tries.failed.len() + tries.under_way >= MOST {
            return Told::Wait;
        }
        tries.under_way += 1;
        Told::Try
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
    use std::sync::atomic::{AtomicI64, Ordering};

    use super::*;

    #[derive(Default)]
    struct At(AtomicI64);

    impl Clock for At {
        fn now(&self) -> Instant {
            Instant(0).plus_seconds(self.0.load(Ordering::SeqCst))
        }

        fn offset_at(&self, _: Instant) -> i64 {
            0
        }
    }

    const HERE: [u8; 4] = [192, 0, 2, 1];

    #[tokio::test]
    async fn after_twenty_failures_in_a_minute_an_address_waits_and_others_do_not() {
        let (attempts, clock) = (Attempts::default(), At::default());
        for second in 0..20 {
            clock.0.store(second, Ordering::SeqCst);
            drop(attempts.begin(HERE.into(), &clock).await.expect("may try"));
        }
        assert!(attempts.begin(HERE.into(), &clock).await.is_none());
        assert!(attempts.begin([192, 0, 2, 2].into(), &clock).await.is_some());
        clock.0.store(100, Ordering::SeqCst);
        assert!(attempts.begin(HERE.into(), &clock).await.is_some());
    }

    #[tokio::test]
    async fn those_who_get_in_are_not_counted_and_nothing_is_kept_of_them() {
        let (attempts, clock) = (Attempts::default(), At::default());
        for _ in 0..1_000 {
            attempts.begin(HERE.into(), &clock).await.expect("may try").has_not_failed();
        }
        assert!(attempts.all().is_empty());
    }

    #[tokio::test]
    async fn whoever_comes_while_twenty_try_waits_until_one_has_tried() {
        let (attempts, clock) = (Attempts::default(), At::default());
        let mut trying = Vec::new();
        for _ in 0..20 {
            trying.push(attempts.begin(HERE.into(), &clock).await.expect("may try"));
        }
        let next = attempts.begin(HERE.into(), &clock);
        let get_in = async { trying.pop().expect("one").has_not_failed() };
        let (next, ()) = tokio::join!(next, get_in);
        trying.push(next.expect("one of the twenty got in"));
        let late = attempts.begin(HERE.into(), &clock);
        let fail = async { trying.clear() };
        assert!(tokio::join!(late, fail).0.is_none(), "all twenty failed");
    }

    #[tokio::test]
    async fn one_ipv6_network_counts_as_one_address() {
        let (attempts, clock) = (Attempts::default(), At::default());
        let address = |last: u16| IpAddr::from([0x2001, 0xdb8, 0, 1, 0, 0, 0, last]);
        for last in 0..20 {
            drop(attempts.begin(address(last), &clock).await.expect("may try"));
        }
        assert!(attempts.begin(address(99), &clock).await.is_none());
    }
}
