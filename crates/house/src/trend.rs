//! Better or worse since last month. When a strategy is adopted, what it turns by itself is worked out on the facts as they are and kept
//! beside the day's counts; so a trend can say how much of it the facts turned, and how much the strategy.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use findings::{Assessment, Tally, assess};
use kernel::Day;
use principles::Pack;
use reports::{Shift, Trend};
use store::{Adopted, DailyCount, StrategyShift};

use crate::snapshot::{Snapshot, parsed};
use crate::{House, HouseError};

/// A trend begins so many days back.
const MONTH: i32 = 30;

/// How each section stands against an earlier day.
#[derive(Clone, Debug, Default)]
pub struct Trends {
    /// The day whose counts it is held against; none when none are that old.
    pub from: Option<Day>,
    sections: HashMap<(String, String), Trend>,
    adopted: HashMap<String, Vec<Day>>,
}

impl Trends {
    /// A section's; none when it had no counts on that day, nor came by an adoption since.
    pub fn of(&self, pack: &str, section: &str) -> Option<Trend> {
        self.sections.get(&(pack.to_owned(), section.to_owned())).copied()
    }

    /// The days since on which a version of the strategy was adopted, the earliest first.
    pub fn adopted(&self, pack: &str) -> &[Day] {
        self.adopted.get(pack).map_or(&[], Vec::as_slice)
    }
}

/// Each principle's counts.
pub(crate) fn counts(assessment: &Assessment, packs: &[&Pack]) -> Vec<DailyCount> {
    let mut counts: Vec<DailyCount> = Vec::new();
    for findings in assessment.rules() {
        let pack = packs[findings.pack];
        let principle = pack.principle_of(&pack.rules[findings.rule]);
        let more = Shift::between(Tally::default(), findings.tally()).counts();
        match counts.iter_mut().find(|count| count.pack == pack.id && count.principle == principle.id) {
            Some(count) => count.counts.iter_mut().zip(more).for_each(|(sum, one)| *sum += one),
            None => counts.push(DailyCount {
                pack: pack.id.clone(),
                section: principle.section.clone(),
                principle: principle.id.clone(),
                counts: more,
            }),
        }
    }
    counts
}

/// By how much a pack's counts would differ from those of the version before it, a principle that is in one of them only included.
fn moved(snapshot: &Snapshot, before: Option<&Pack>, after: &Pack) -> Vec<DailyCount> {
    let mut moved: BTreeMap<(String, String), DailyCount> = BTreeMap::new();
    for (pack, sign) in [(before, -1), (Some(after), 1)] {
        let Some(pack) = pack else { continue };
        for mut one in counts(&assess(&snapshot.slots, &[pack]), &[pack]) {
            one.counts = one.counts.map(|count| sign * count);
            let place = moved.entry((one.section.clone(), one.principle.clone()));
            place
                .and_modify(|sum| sum.counts.iter_mut().zip(one.counts).for_each(|(sum, more)| *sum += more))
                .or_insert(one);
        }
    }
    moved.into_values().collect()
}

impl House {
    /// What adoptions moved of which that is not known yet: those since the last snapshot, or since the house was last left.
    pub(crate) async fn shifts(
        &self,
        before: &Snapshot,
        after: &Arc<Snapshot>,
        adopted: Vec<Adopted>,
    ) -> Result<Vec<StrategyShift>, HouseError> {
        let same = |(a, b): (&Pack, &Pack)| a.id == b.id && a.hash == b.hash;
        let as_before = before.packs.len() == after.packs.len() && before.packs.iter().zip(&after.packs).all(same);
        if before.revision >= 0 && as_before {
            return Ok(Vec::new());
        }
        let (store, today) = (&self.store, after.today);
        let known = store.shifting_acts(&self.tenant).await?;
        let counted = store.counted_last(&self.tenant, today).await?;
        // No trend goes further back than this.
        let month_ago = today.plus_days(-MONTH);
        let since = store.counted_last(&self.tenant, month_ago).await?.unwrap_or(month_ago);
        let due: Vec<(usize, Day)> = adopted
            .iter()
            .enumerate()
            .filter(|(_, one)| !known.contains(&one.act))
            .map(|(place, one)| (place, self.clock.day_of(one.at)))
            .filter(|(_, day)| *day >= since)
            // Counts kept on a later day had it in them already.
            .map(|(place, day)| (place, if counted.is_some_and(|counted| counted > day) { day } else { today }))
            .collect();
        if due.is_empty() {
            return Ok(Vec::new());
        }
        let after = Arc::clone(after);
        let work = tokio::task::spawn_blocking(move || {
            due.into_iter().flat_map(|(place, day)| shift(&after, &adopted, place, day)).collect()
        });
        work.await.map_err(|_| HouseError::BrokenOff)
    }

    /// How each section stands against the last day counted a month ago or more.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn trends(&self, snapshot: &Snapshot) -> Result<Trends, HouseError> {
        let month_ago = snapshot.today.plus_days(-MONTH);
        let Some((from, earlier)) = self.store.counts_on(&self.tenant, month_ago).await? else {
            return Ok(Trends::default());
        };
        let mut trends = Trends { from: Some(from), ..Trends::default() };
        let mut shifts: HashMap<(String, String), Shift> = HashMap::new();
        for (at, shift) in self.store.shifts_since(&self.tenant, from).await? {
            // The next snapshot's are not in these verdicts yet.
            if shift.act > snapshot.revision {
                continue;
            }
            let adopted = trends.adopted.entry(shift.moved.pack.clone()).or_default();
            let day = self.clock.day_of(at);
            if adopted.last() != Some(&day) {
                adopted.push(day);
            }
            let sum = shifts.entry((shift.moved.pack, shift.moved.section)).or_default();
            *sum = sum.and(Shift::of_counts(shift.moved.counts));
        }
        let mut before: HashMap<(String, String), Tally> = HashMap::new();
        for count in earlier {
            let [follows, deviates, not_assessed, not_applicable] = count.counts.map(|n| u64::try_from(n).unwrap_or(0));
            let more = Tally { follows, deviates, not_assessed, not_applicable };
            before.entry((count.pack, count.section)).or_default().add(more);
        }
        for pack in &snapshot.overview().packs {
            for section in &pack.sections {
                let place = (pack.pack.id.clone(), section.id.clone());
                let (before, by_strategy) = (before.get(&place), shifts.get(&place));
                if before.is_some() || by_strategy.is_some() {
                    let before = before.copied().unwrap_or_default();
                    let by_strategy = by_strategy.copied().unwrap_or_default();
                    trends.sections.insert(place, reports::trend(before, section.verdicts, by_strategy));
                }
            }
        }
        Ok(trends)
    }
}

/// What one adoption moved; nothing is known of one that this version cannot read.
fn shift(snapshot: &Snapshot, adopted: &[Adopted], place: usize, day: Day) -> Vec<StrategyShift> {
    let this = &adopted[place];
    let earlier = adopted[..place].iter().rfind(|one| one.pack.pack == this.pack.pack);
    let read =
        earlier.map(|earlier| parsed(&earlier.pack)).transpose().and_then(|before| Ok((before, parsed(&this.pack)?)));
    match read {
        Ok((before, after)) => moved(snapshot, before.as_ref(), &after)
            .into_iter()
            .map(|moved| StrategyShift { act: this.act, day, moved })
            .collect(),
        Err(error) => {
            tracing::warn!(label = error.label(), %error, "what an adoption turned cannot be told from what facts did");
            Vec::new()
        }
    }
}
