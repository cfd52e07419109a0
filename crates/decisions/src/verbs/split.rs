//! Splitting a batch: objects that turned out to have another cause get a case of their own.

use crate::Refusal;
use crate::authority::CaseWorker;
use crate::case::Case;
use crate::event::Event;
use crate::face::Stage;

use super::too_early;

impl Case {
    pub(crate) fn split(&self, _seat: &CaseWorker, keys: &[String], into: &str) -> Result<Event, Refusal> {
        if self.face.stage == Stage::Submitted {
            return Err(too_early(
                "Sagen ligger hos direktionen. Få den sendt tilbage, før den deles.",
                "The case lies with the board. Have it sent back before it is split.",
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
        Ok(Event::Split { keys, into: into.to_owned(), rest: None })
    }
}
