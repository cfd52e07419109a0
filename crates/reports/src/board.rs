//! What stands before the executive board: what is put to it, and what it granted that is about to end, was moved or is not kept, with
//! what has climbed to it (strategy §3).

use std::cmp::Reverse;
use std::sync::Arc;

use decisions::{Face, Mark, Means, Rung, Stage, Standing, marks, rung, standing};
use kernel::Day;

use crate::cases::CaseRow;

/// What stands before the board.
#[derive(Clone, Debug, Default)]
pub struct Board {
    /// The cases put to it, by number.
    pub awaiting: Vec<Arc<Face>>,
    /// The cases it keeps an eye on; what presses most comes first.
    pub watched: Vec<Watched>,
}

/// A case that the board keeps an eye on.
#[derive(Clone, Debug)]
pub struct Watched {
    /// The case.
    pub face: Arc<Face>,
    /// Where it stands.
    pub standing: Standing,
    /// What is to be said of it.
    pub marks: Vec<Mark>,
}

/// What of these cases stands before the board on a day.
pub fn board<'f>(rows: impl Iterator<Item = &'f CaseRow>, today: Day) -> Board {
    let mut board = Board::default();
    for CaseRow { face, .. } in rows.filter(|row| row.may_come_before_board) {
        if face.stage == Stage::Submitted {
            board.awaiting.push(Arc::clone(face));
        } else if let Some(watched) = Watched::of(face, today) {
            board.watched.push(watched);
        }
    }
    board.awaiting.sort_by(|a, b| a.id.cmp(&b.id));
    board.watched.sort_by_cached_key(|one| (Reverse(one.weight()), one.face.id.clone()));
    board
}

impl Watched {
    /// None when the board need not look at it.
    fn of(face: &Arc<Face>, today: Day) -> Option<Self> {
        let standing = standing(face, today);
        if standing == Standing::NoLongerNeeded {
            return None;
        }
        let marks = marks(face, today);
        let by_board = face.in_force.as_ref().is_some_and(|in_force| in_force.means != Means::Explanation);
        // What the board granted or must ratify, and what it refused until a plan that is late.
        let lapsed = matches!(standing, Standing::Lapsed { .. }) && (face.dispensations > 0 || face.emergencies > 0);
        let late = face.refused.is_some_and(|plan_by| plan_by < today);
        let overdue =
            matches!(standing, Standing::Overdue { since } if rung(today.days() - since.days() + 1) == Rung::Board);
        let weighs = |mark: &Mark| match mark {
            Mark::StepLate { days, .. } if rung(*days) == Rung::Board => true,
            Mark::Redated { .. } | Mark::Escalated { .. } => true,
            Mark::Renewal { .. } | Mark::Relapse { .. } | Mark::RenewalRefused { .. } => false,
            _ => by_board,
        };
        (lapsed || late || overdue || marks.iter().any(weighs)).then(|| Self {
            face: Arc::clone(face),
            standing,
            marks,
        })
    }

    /// What presses most weighs most: grants that the board must ratify, what was put to it again, what has ended or is late.
    pub fn weight(&self) -> u8 {
        let has = |wanted: fn(&Mark) -> bool| self.marks.iter().any(wanted);
        if self.face.emergencies > 0 || has(|mark| matches!(mark, Mark::Emergency)) {
            4
        } else if has(|mark| matches!(mark, Mark::Escalated { .. })) {
            3
        } else if matches!(self.standing, Standing::Lapsed { .. } | Standing::Refused { .. }) {
            2
        } else {
            u8::from(has(|mark| matches!(mark, Mark::Stale { .. } | Mark::ConditionBroken { .. })))
        }
    }
}
