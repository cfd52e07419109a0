//! The counts of each day, and by how much an adopted strategy itself moved them: a trend's two ends, and what lies between
//! them that is nobody's getting better or worse.

use kernel::{Day, Instant};

use crate::db::{Arg, Tx, args};
use crate::error::StoreError;
use crate::{Store, Tenant};

/// One principle's counts on one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DailyCount {
    /// The pack's id.
    pub pack: String,
    /// The section's id.
    pub section: String,
    /// The principle's id.
    pub principle: String,
    /// Follow, deviate, not assessed, not applicable.
    pub counts: [i64; 4],
}

/// By how much one adoption moved one principle's counts, facts as they were.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StrategyShift {
    /// The adoption's number in the log.
    pub act: i64,
    /// The first day whose counts have it in them.
    pub day: Day,
    /// The principle, with the counts after less the counts before.
    pub moved: DailyCount,
}

type CountRow = (String, String, String, i64, i64, i64, i64);
type ShiftRow = (i64, i64, i64, String, String, String, i64, i64, i64, i64);

fn count((pack, section, principle, follows, deviates, not_assessed, not_applicable): CountRow) -> DailyCount {
    DailyCount { pack, section, principle, counts: [follows, deviates, not_assessed, not_applicable] }
}

fn day(days: i64) -> Day {
    Day::from_days(i32::try_from(days).unwrap_or(i32::MAX))
}

impl Store {
    /// Keeps a day's counts, and what moved them; the last of a day stand. What an adoption moved is told once, by whoever is first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn count_day(
        &self,
        tenant: &Tenant,
        day: Day,
        (counts, shifts): (&[DailyCount], &[StrategyShift]),
    ) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        let of = |first: Vec<Arg>, one: &DailyCount| {
            let [follows, deviates, not_assessed, not_applicable] = one.counts;
            let named = args![&one.pack, &one.section, &one.principle, follows, deviates, not_assessed, not_applicable];
            [first, named].concat()
        };
        let rows = counts.iter().map(|one| of(args![tenant.id(), day], one)).collect();
        tx.insert(
            "INSERT INTO daily_count (tenant, day, pack, section, principle, follows, deviates, not_assessed, not_applicable)",
            " ON CONFLICT (tenant, day, pack, section, principle) DO UPDATE SET follows = excluded.follows, deviates = excluded.deviates, not_assessed = excluded.not_assessed, not_applicable = excluded.not_applicable",
            rows,
        )
        .await?;
        let rows = shifts.iter().map(|one| of(args![tenant.id(), one.act, one.day], &one.moved)).collect();
        tx.insert(
            "INSERT INTO strategy_shift (tenant, act, day, pack, section, principle, follows, deviates, not_assessed, not_applicable)",
            " ON CONFLICT (tenant, act, pack, section, principle) DO NOTHING",
            rows,
        )
        .await?;
        tx.commit().await
    }

    /// The last day up to that one whose counts were kept, with them: a trend's earlier end.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn counts_on(&self, tenant: &Tenant, until: Day) -> Result<Option<(Day, Vec<DailyCount>)>, StoreError> {
        let mut tx = self.db.snapshot().await?;
        let Some(kept) = last_day(&mut tx, tenant, until).await? else { return Ok(None) };
        let rows: Vec<CountRow> = tx
            .all(
                "SELECT pack, section, principle, follows, deviates, not_assessed, not_applicable FROM daily_count WHERE tenant = $1 AND day = $2",
                args![tenant.id(), kept],
            )
            .await?;
        let mut counts: Vec<DailyCount> = rows.into_iter().map(count).collect();
        counts.sort_by(|a, b| (&a.pack, &a.section, &a.principle).cmp(&(&b.pack, &b.section, &b.principle)));
        Ok(Some((kept, counts)))
    }

    /// The last day up to that one whose counts were kept.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn counted_last(&self, tenant: &Tenant, until: Day) -> Result<Option<Day>, StoreError> {
        let mut tx = self.db.snapshot().await?;
        last_day(&mut tx, tenant, until).await
    }

    /// The adoptions of which it is known what they moved.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn shifting_acts(&self, tenant: &Tenant) -> Result<Vec<i64>, StoreError> {
        let rows: Vec<(i64,)> =
            self.db.all("SELECT DISTINCT act FROM strategy_shift WHERE tenant = $1", args![tenant.id()]).await?;
        Ok(rows.into_iter().map(|(act,)| act).collect())
    }

    /// What adoptions have moved since the counts of that day, the earliest adoption first, each with when it was.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn shifts_since(&self, tenant: &Tenant, from: Day) -> Result<Vec<(Instant, StrategyShift)>, StoreError> {
        let rows: Vec<ShiftRow> = self
            .db
            .all(
                "SELECT s.adopted_at, m.act, m.day, m.pack, m.section, m.principle, m.follows, m.deviates, m.not_assessed, m.not_applicable FROM strategy_shift m JOIN strategy s ON s.tenant = m.tenant AND s.pack = m.pack AND s.adopted_by = m.act WHERE m.tenant = $1 AND m.day > $2 ORDER BY m.act",
                args![tenant.id(), from],
            )
            .await?;
        let shift = |(at, act, on, pack, section, principle, a, b, c, d): ShiftRow| {
            (Instant(at), StrategyShift { act, day: day(on), moved: count((pack, section, principle, a, b, c, d)) })
        };
        Ok(rows.into_iter().map(shift).collect())
    }
}

async fn last_day(tx: &mut Tx, tenant: &Tenant, until: Day) -> Result<Option<Day>, StoreError> {
    let row: Option<(Option<i64>,)> =
        tx.one("SELECT MAX(day) FROM daily_count WHERE tenant = $1 AND day <= $2", args![tenant.id(), until]).await?;
    Ok(row.and_then(|(days,)| days).map(day))
}
