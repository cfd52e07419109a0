//! The house as it was: what was known at the end of a day gone by, under the strategies then in force, assessed as of that day.
//!
//! The last day looked back at is kept, so that walking through it from object to object reads the store once.

use std::sync::Arc;

use kernel::{Day, Instant, Lang, Text};
use store::AsOf;

use crate::refusal::refusal;
use crate::snapshot::Snapshot;
use crate::{House, HouseError, Refusal};

const MICROSECONDS_A_DAY: i64 = 86_400_000_000;

/// The last day that was looked back at, and the revision at which it was.
pub(crate) type Looked = tokio::sync::Mutex<Option<(Day, i64, Arc<Snapshot>)>>;

impl House {
    /// The snapshot of a day gone by; of today, the one of now.
    ///
    /// # Errors
    /// Refused for a day to come and for days before the first import; else as [`House::refresh`].
    pub async fn as_of(&self, day: Day) -> Result<Arc<Snapshot>, HouseError> {
        let (now, today) = (self.now(), self.clock.today());
        if day > today {
            return Err(future());
        }
        if day == today {
            return Ok(now);
        }
        let first = self.first_day().await?;
        if first.is_none_or(|first| day < first) {
            return Err(too_early(first).into());
        }
        let mut looked = self.looked.lock().await;
        if let Some((_, _, then)) = looked.as_ref().filter(|(of, at, _)| (*of, *at) == (day, now.revision)) {
            return Ok(Arc::clone(then));
        }
        let as_of = self.end_of(day);
        let packs = self.packs_of(|adopted| {
            adopted.at <= as_of.instant && adopted.retired_at.is_none_or(|retired| retired > as_of.instant)
        });
        let then = self.make((now.revision, day), Some(as_of), packs.await?).await?;
        *looked = Some((day, now.revision, Arc::clone(&then)));
        Ok(then)
    }

    /// The first day that can be looked back at: the first import's; none before that.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn first_day(&self) -> Result<Option<Day>, HouseError> {
        Ok(self.store.first_import(&self.tenant).await?.map(|instant| self.clock.day_of(instant)))
    }

    /// The last instant of a day where the municipality lies.
    pub fn end_of(&self, day: Day) -> AsOf {
        let midnight = Instant(i64::from(day.days()).saturating_add(1).saturating_mul(MICROSECONDS_A_DAY));
        // Clocks are changed at one o'clock UTC, never between the municipality's midnight and UTC's.
        let local = midnight.plus_seconds(-self.clock.offset_at(midnight));
        AsOf { instant: Instant(local.0.saturating_sub(1)), day }
    }
}

pub(crate) fn future() -> HouseError {
    refusal(
        "as-of-future",
        "Dagen er ikke kommet endnu. Vælg i dag eller en dag, der er gået.",
        "That day has not come yet. Choose today or a day gone by.",
    )
}

fn too_early(first: Option<Day>) -> Refusal {
    let text = match first {
        Some(day) => Text {
            da: format!(
                "Fundament ved intet om den dag: den første import er fra {}. Vælg den dag eller en senere.",
                day.long(Lang::Da)
            ),
            en: format!(
                "Fundament knows nothing of that day: the first import is from {}. Choose that day or a later one.",
                day.long(Lang::En)
            ),
        },
        None => Text {
            da: "Der er endnu ikke importeret noget. Importér først.".to_owned(),
            en: "Nothing has been imported yet. Import first.".to_owned(),
        },
    };
    Refusal { label: "as-of-too-early", text, details: Vec::new() }
}
