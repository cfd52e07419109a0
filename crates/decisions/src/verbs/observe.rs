//! What the house sees by itself after an assessment: that the ground under a case is not what it was.

use crate::event::Event;
use crate::face::Face;
use crate::ground::{Ground, GroundMark, Watched};
use crate::premise::Truth;

impl Face {
    /// The event that says so; none when nothing is new. Without a ground, the principle is not in force any more.
    pub fn observe(&self, ground: Option<&Ground>) -> Option<Event> {
        if self.is_over() {
            return None;
        }
        let Some(ground) = ground else {
            let ground = self.seen.clone();
            return Some(Event::Observed { ground, watched: Watched::default(), retired: true });
        };
        let watched = &ground.watched;
        let same = self.sees(&ground.mark, watched);
        (!same).then(|| Event::Observed { ground: ground.mark.clone(), watched: watched.clone(), retired: false })
    }

    fn sees(&self, mark: &GroundMark, watched: &Watched<Truth>) -> bool {
        // A step is not expected to show before it does: only that it does, or does no more, is news.
        let shows = |truth: Truth| truth == Truth::Holds;
        let steps = self.plan.iter().map(|step| shows(step.seen)).eq(watched.steps.iter().map(|truth| shows(*truth)));
        let seen: Vec<Truth> = self
            .in_force
            .iter()
            .flat_map(|in_force| in_force.conditions.iter().map(|condition| condition.seen))
            .collect();
        let premises = self.premises_seen == watched.premises;
        *mark == self.seen && steps && seen == watched.conditions && premises
    }
}
