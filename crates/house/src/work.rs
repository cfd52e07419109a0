//! What the house does by itself: sweeping out what is over, and telling receivers outside of every act.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;

use kernel::Instant;
use serde_json::json;
use store::{Actor, LogEntry, TouchedCount};

use crate::people::SESSION_IDLE;
use crate::{House, HouseError};

/// The job that sweeps.
pub const HOUSEKEEPING: &str = "housekeeping";
/// A job or sending that takes longer than so many seconds is given back.
pub(crate) const LEASE: i64 = 120;
/// Housekeeping falls at three in the morning, when nobody waits for the database.
const SWEEP_AT: i64 = 3 * 3_600;
pub(crate) const DAY: i64 = 86_400;
/// What was sent is remembered so many seconds.
const SENT_KEPT: i64 = 30 * DAY;
/// So many entries are sent at once.
const MOST: i64 = 200;
/// After a failure the next try waits so many seconds, doubled each time,
const FIRST_WAIT: i64 = 5;
/// and never longer than this.
const LONGEST_WAIT: i64 = 15 * 60;

/// Acts on their way out, in the log's order.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    /// The entries of the log.
    pub entries: Vec<LogEntry>,
    /// What imports among them changed, by the act's number.
    pub touched: BTreeMap<i64, Vec<TouchedCount>>,
    /// When it is sent.
    pub at: Instant,
}

/// Why a receiver was not told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotTold {
    /// It is tried again later.
    Later(String),
    /// The receiver says that it wants nothing more.
    NeverAgain(String),
}

/// What a courier promises: all of it arrived, or why not.
pub type Delivery<'a> = Pin<Box<dyn Future<Output = Result<(), NotTold>> + Send + 'a>>;

/// Brings acts to one receiver outside the house.
pub trait Courier: Send + Sync {
    /// Brings these, in this order. What was brought before may be brought again after a failure.
    fn deliver<'a>(&'a self, batch: &'a Batch) -> Delivery<'a>;
}

impl House {
    /// Says where a receiver is, or that it is told nothing any more. Nothing happens when that was so already.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn set_receiver(&self, actor: &Actor, name: &str, address: Option<&str>) -> Result<(), HouseError> {
        if self.store.receiver(&self.tenant, name).await?.as_deref() == address {
            return Ok(());
        }
        let act = self.act(actor, "set-receiver", None, json!({ "receiver": name, "address": address }));
        self.store.set_receiver(&self.tenant, &act, name, address).await?;
        Ok(())
    }

    /// Brings a receiver what waits for it. Gives how many entries arrived; what did not is tried again later.
    ///
    /// # Errors
    /// When the store fails. That the receiver does not answer is no error of the house; it is in the outbox.
    pub async fn forward(&self, receiver: &str, courier: &dyn Courier) -> Result<usize, HouseError> {
        let now = self.clock.now();
        let (entries, attempts) = self.store.claim_outbox(&self.tenant, receiver, now, (LEASE, MOST)).await?;
        let Some(last) = entries.last().map(|entry| entry.seq) else { return Ok(0) };
        let mut touched = BTreeMap::new();
        for import in entries.iter().filter(|entry| matches!(&*entry.act, "import" | "undo")) {
            touched.insert(import.seq, self.store.touched_by(&self.tenant, import.seq).await?);
        }
        let batch = Batch { entries, touched, at: now };
        match courier.deliver(&batch).await {
            Ok(()) => {
                self.store.outbox_sent(&self.tenant, receiver, last, self.clock.now()).await?;
                Ok(batch.entries.len())
            }
            Err(NotTold::NeverAgain(why)) => {
                tracing::warn!(
                    receiver,
                    why,
                    "a receiver wants nothing more; it is told nothing until the server starts again"
                );
                self.set_receiver(&Actor::system(), receiver, None).await?;
                Ok(0)
            }
            Err(NotTold::Later(why)) => {
                tracing::warn!(receiver, attempts, why, "a receiver could not be told; it is tried again");
                let next = self.clock.now().plus_seconds(wait_after(attempts));
                self.store.outbox_failed(&self.tenant, receiver, &why, next).await?;
                Ok(0)
            }
        }
    }

    /// The next time after now that the local clock shows so many seconds since midnight.
    pub(crate) fn next_at(&self, now: Instant, second_of_day: i64) -> Instant {
        let wait = (second_of_day - self.clock.second_of_day(now)).rem_euclid(DAY);
        now.plus_seconds(if wait == 0 { DAY } else { wait })
    }

    /// Sweeps out what is over, once a night, and the files that have been kept as long as was set. Gives how many rows and files
    /// went; nothing when it is not due.
    ///
    /// # Errors
    /// When the store fails; the sweep is tried again.
    pub async fn housekeeping(&self) -> Result<Option<u64>, HouseError> {
        let now = self.clock.now();
        let Some(attempts) = self.store.claim_job(&self.tenant, HOUSEKEEPING, now, LEASE).await? else {
            return Ok(None);
        };
        let ends = [-SESSION_IDLE, -DAY, -SENT_KEPT].map(|seconds| now.plus_seconds(seconds));
        let swept = async {
            let rows = self.store.sweep(&self.tenant, now, ends.into()).await?;
            Ok::<u64, HouseError>(rows + self.remove_what_is_due().await?)
        };
        match swept.await {
            Ok(gone) => {
                self.store.job_done(&self.tenant, HOUSEKEEPING, now, self.next_at(now, SWEEP_AT)).await?;
                Ok(Some(gone))
            }
            Err(error) => {
                let next = now.plus_seconds(wait_after(attempts));
                self.store.job_failed(&self.tenant, HOUSEKEEPING, &error.to_string(), next).await?;
                Err(error)
            }
        }
    }
}

pub(crate) fn wait_after(attempts: i64) -> i64 {
    FIRST_WAIT
        .saturating_mul(1_i64.checked_shl(u32::try_from(attempts.clamp(0, 20)).unwrap_or(20)).unwrap_or(i64::MAX))
        .min(LONGEST_WAIT)
}

#[cfg(test)]
mod tests {
    use super::wait_after;

    #[test]
    fn each_failure_doubles_the_wait_up_to_a_quarter_of_an_hour() {
        assert_eq!([0, 1, 2, 7, 8, 1_000].map(wait_after), [5, 10, 20, 640, 900, 900]);
    }
}
