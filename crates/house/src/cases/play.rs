//! Playing cases: commands given on days gone by, through the gate and the domain like any other, and written at the end in one
//! transaction. For examples and measurements, which need years of decisions in a moment.

use std::collections::BTreeMap;
use std::sync::Arc;

use decisions::{Bearer, Case, CaseId, Command, Earlier, Event, Ground, Now, Opening, Recorded, Watching};
use kernel::{Day, Instant};

use super::act::{Write, kind_of};
use super::bearer::Seated;
use super::{Seat, action_of};
use crate::rights::Action;
use crate::{House, HouseError, Refusal, Snapshot};

/// A play under way.
pub struct Play<'h> {
    house: &'h House,
    snapshot: Arc<Snapshot>,
    seated: Seated,
    /// The number that each year's cases begin after.
    first: u32,
    /// Each year's last number.
    next: BTreeMap<i16, u32>,
    words: Vec<Earlier>,
    writes: Vec<Write>,
}

/// Nine o'clock UTC on a day.
fn morning(day: Day) -> Instant {
    Instant((i64::from(day.days()) * 24 + 9) * 3_600_000_000)
}

impl House {
    /// Begins a play on the estate as it is.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn play(&self) -> Result<Play<'_>, HouseError> {
        self.play_from(0).await
    }

    /// The same, whose numbers go on from there within each year.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn play_from(&self, number: usize) -> Result<Play<'_>, HouseError> {
        let first = u32::try_from(number).unwrap_or(u32::MAX);
        let (snapshot, seated) = (self.now(), self.seated().await?);
        Ok(Play { house: self, snapshot, seated, first, next: BTreeMap::new(), words: Vec::new(), writes: Vec::new() })
    }
}

impl Play<'_> {
    /// The estate that is played on.
    pub fn snapshot(&self) -> &Snapshot {
        &self.snapshot
    }

    /// What a rule requires, in the rule language; none for a rule that asks people.
    pub fn requirement(&self, rule: &str) -> Option<String> {
        let mut rules = self.snapshot.packs.iter().flat_map(|pack| &pack.rules);
        rules.find(|one| one.code == rule)?.require_text.clone()
    }

    /// The ground of some objects under a principle.
    pub fn ground(&self, opening: &Opening, watching: &Watching) -> Option<Ground> {
        let kind = kind_of(&opening.kind).ok()?;
        let facts = (&self.snapshot.slots, &self.snapshot.assessment, &self.snapshot.packs()[..]);
        Ground::of(facts, (&opening.pack, &opening.principle), (kind, &opening.keys), watching)
    }

    /// Opens a case on a day.
    ///
    /// # Errors
    /// As [`House::open_case`].
    pub fn open(&mut self, seat: Seat<'_>, day: Day, opening: &Opening) -> Result<Case, HouseError> {
        let held = seat.held(&self.snapshot, Action::KeepCase, (kind_of(&opening.kind)?, &opening.keys))?;
        let ground = self.ground(opening, &Watching::default()).ok_or(HouseError::BrokenOff)?;
        let event = decisions::open(&held.case_worker().map_err(Refusal::from)?, opening, &ground, &[]);
        let event = event.map_err(Refusal::from)?;
        let number = self.next.entry(day.year()).or_insert(self.first);
        *number += 1;
        let id = CaseId(format!("{:04}-{:04}", day.year(), number));
        let recorded = Recorded { by: held.hand().clone(), at: morning(day), day, event };
        let case = Case::opened(&id, &recorded).ok_or(HouseError::BrokenOff)?;
        self.writes.push((0, case.face.clone(), recorded, None));
        Ok(case)
    }

    /// Does something with a case on a day, which is not before what was done with it last.
    ///
    /// # Errors
    /// As [`House::act_on_case`].
    pub fn act(&mut self, seat: Seat<'_>, day: Day, case: &mut Case, command: &Command) -> Result<(), HouseError> {
        let face = &case.face;
        debug_assert!(day >= face.changed, "{}: {day} is before {}", face.id, face.changed);
        let held = seat.held(&self.snapshot, action_of(command), (kind_of(&face.kind)?, &face.keys))?;
        let facts = (&self.snapshot.slots, &self.snapshot.assessment, &self.snapshot.packs()[..]);
        let about = (face.pack.as_str(), face.principle.as_str());
        let objects = (kind_of(&face.kind)?, &face.keys[..]);
        let ground = Ground::of(facts, about, objects, &command.watching(case)).ok_or(HouseError::BrokenOff)?;
        let earlier: Vec<Earlier> = self.words.iter().filter(|earlier| earlier.case != face.id.0).cloned().collect();
        let bearer = match command {
            Command::Explain { explanation, .. } => {
                self.seated.bearer(&self.snapshot, &explanation.risk_bearer, objects)
            }
            _ => Bearer::Unknown,
        };
        let now = Now { day, ground: &ground, earlier: &earlier, bearer };
        let event = decisions::decide(case, command, &held, &now).map_err(Refusal::from)?;
        if let Event::Explained { explanation, .. } = &event {
            let words = explanation.own_words();
            self.words.push(Earlier { case: face.id.0.clone(), words });
        }
        let (seen, by) = (face.version, held.hand().clone());
        let recorded = Recorded { by, at: morning(day), day, event };
        case.apply(&recorded);
        self.writes.push((seen, case.face.clone(), recorded, None));
        Ok(())
    }

    /// Writes it all, in the order of the days. Gives how many events there were.
    ///
    /// # Errors
    /// When the store fails; then nothing was written.
    pub async fn finish(mut self) -> Result<usize, HouseError> {
        // Within a case the order is that of its versions, which is that of its days.
        self.writes.sort_by_key(|(_, _, recorded, _)| recorded.at);
        let count = self.writes.len();
        self.house.write(self.writes).await?;
        Ok(count)
    }
}
