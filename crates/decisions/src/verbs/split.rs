//! Splitting a batch: objects that turned out to have another cause get a case of their own. What the board or the IT manager let stand
//! holds for all of them until it ends: only who decided it can end it for some.

use kernel::Lang;

use crate::Refusal;
use crate::authority::CaseWorker;
use crate::case::Case;
use crate::command::Now;
use crate::event::Event;
use crate::face::{Means, Stage};
use crate::standing::standing;

use super::{reason, too_early};

impl Case {
    pub(crate) fn split(
        &self,
        _seat: &CaseWorker,
        (keys, into, why): (&[String], &str, &str),
        now: &Now<'_>,
    ) -> Result<Event, Refusal> {
        if self.face.stage == Stage::Submitted {
            return Err(too_early(
                "Sagen ligger hos direktionen. Få den sendt tilbage, før den deles.",
                "The case lies with the board. Have it sent back before it is split.",
            ));
        }
        let granted = self.face.in_force.as_ref().filter(|in_force| in_force.means != Means::Explanation);
        if let Some(granted) = granted.filter(|_| standing(&self.face, now.day).accounts()) {
            return Err(Refusal::new(
                "case-split-granted",
                format!(
                    "Der er givet dispensation for alle sagens objekter til og med {}. Få den forelagt direktionen igen eller tilbagekaldt, før sagen deles.",
                    granted.until.long(Lang::Da)
                ),
                format!(
                    "All objects of the case are dispensed until {}. Have it put to the board again, or taken back, before the case is split.",
                    granted.until.long(Lang::En)
                ),
            ));
        }
        let mut keys = keys.to_vec();
        keys.sort_unstable();
        keys.dedup();
        let all_in = keys.iter().all(|key| self.face.keys.contains(key));
        if keys.is_empty() || !all_in || keys.len() == self.face.keys.len() {
            return Err(Refusal::new(
                "case-split-what",
                "Vælg nogle, men ikke alle, af sagens objekter.",
                "Choose some, but not all, of the case's objects.",
            ));
        }
        Ok(Event::Split { keys, into: into.to_owned(), reason: reason(why)?, rest: None })
    }
}
