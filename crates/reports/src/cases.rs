//! Cases as they are listed: searched, filtered by where they stand today, sorted, and cut into pages. Standings are computed here
//! and nowhere kept.

use std::sync::Arc;

use decisions::{Face, Mark, Phase, Standing, Stood, Waiting, marks, may_come_before_board, standing, waiting};
use kernel::{Day, danish_sort_key};
use memchr::memmem;

/// What a list of cases asks for. Empty texts ask for everything.
#[derive(Clone, Debug, Default)]
pub struct CaseQuery {
    /// In number, title or an object's key.
    pub search: String,
    /// The other keys of what has the searched one as key, each with its kind's name.
    pub also: Vec<(&'static str, String)>,
    /// A standing's word.
    pub standing: String,
    /// A principle's id.
    pub principle: String,
    /// A kind's name.
    pub kind: String,
    /// A phase's word.
    pub phase: String,
    /// Only those that must be looked at again.
    pub stale: bool,
    /// In which order.
    pub sort: CaseSort,
    /// The other way round.
    pub descending: bool,
    /// Begins after this case.
    pub after: Option<String>,
    /// At most so many.
    pub limit: usize,
}

/// In which order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CaseSort {
    /// By number.
    #[default]
    Number,
    /// By title, as Danes sort.
    Title,
    /// By the day that goes with the standing; those without one last.
    Day,
    /// By the day of the last event.
    Changed,
}

/// What cases are about. All cases about it share it, so that whoever narrows a list by it looks into no face.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Matter {
    /// The pack.
    pub pack: String,
    /// The principle.
    pub principle: String,
    /// The objects' kind.
    pub kind: String,
    /// Whether it is about single people, so that not everybody may see it.
    pub is_personal: bool,
}

/// A case as it is listed from. A face lies elsewhere in the memory than its row: what narrows, sorts and counts a list stands here.
#[derive(Debug)]
pub struct CaseRow {
    /// The face.
    pub face: Arc<Face>,
    /// What it is about.
    pub matter: Arc<Matter>,
    /// What is searched: the title, the number and the objects' keys, a line each, folded ([`danish_sort_key`]). Rows in its order
    /// stand by title as Danes sort, then by number.
    pub searched: Box<str>,
    stood: Stood,
    changed: Day,
    phase: Phase,
    is_stale: bool,
    /// Whether there is a day on which the board must look at it.
    pub may_come_before_board: bool,
}

impl CaseRow {
    /// The row of a face about that.
    pub fn of(face: Face, matter: Arc<Matter>) -> Self {
        let mut searched = danish_sort_key(&face.title);
        for line in std::iter::once(&face.id.0).chain(&face.keys) {
            searched.push('\n');
            searched.push_str(&danish_sort_key(line));
        }
        Self {
            matter,
            searched: searched.into(),
            stood: Stood::of(&face),
            changed: face.changed,
            phase: face.phase,
            is_stale: !face.stale.is_empty(),
            may_come_before_board: may_come_before_board(&face),
            face: Arc::new(face),
        }
    }

    /// Where it stands on a day.
    pub fn standing(&self, day: Day) -> Standing {
        self.stood.on(&self.face, day)
    }
}

/// One case on a list.
#[derive(Clone, Debug)]
pub struct CaseLine {
    /// Its face.
    pub face: Arc<Face>,
    /// Where it stands.
    pub standing: Standing,
    /// What else is to be said.
    pub marks: Vec<Mark>,
    /// Who must act.
    pub waiting: Waiting,
}

/// One page of cases.
#[derive(Clone, Debug)]
pub struct CasePage {
    /// The cases.
    pub lines: Vec<CaseLine>,
    /// How many match.
    pub total: usize,
    /// How many come before the page.
    pub before: usize,
    /// Where the next page begins.
    pub next: Option<String>,
    /// Where the previous page begins; empty for the first.
    pub previous: Option<String>,
    /// How many have each standing, whatever standing was asked for.
    pub counts: [usize; 9],
}

/// A case as a line, today.
pub fn case_line(face: &Arc<Face>, today: Day) -> CaseLine {
    CaseLine {
        face: Arc::clone(face),
        standing: standing(face, today),
        marks: marks(face, today),
        waiting: waiting(face, today),
    }
}

/// Everything that matches, in order, and how many have each standing. The rows come by title when that is the order, else by number.
pub fn matching_cases<'f>(
    rows: impl Iterator<Item = &'f CaseRow>,
    today: Day,
    query: &CaseQuery,
) -> (Vec<Arc<Face>>, [usize; 9]) {
    let (all, counts) = found(rows, today, query);
    (all.into_iter().map(|row| Arc::clone(&row.face)).collect(), counts)
}

fn found<'f>(rows: impl Iterator<Item = &'f CaseRow>, today: Day, query: &CaseQuery) -> (Vec<&'f CaseRow>, [usize; 9]) {
    let folded = danish_sort_key(query.search.trim());
    let search = (!query.search.trim().is_empty()).then(|| memmem::Finder::new(&folded));
    let mut counts = [0; 9];
    let mut all: Vec<&CaseRow> = Vec::new();
    for row in rows {
        let matches = (query.principle.is_empty() || query.principle == row.matter.principle)
            && (query.kind.is_empty() || query.kind == row.matter.kind)
            && (query.phase.is_empty() || query.phase == row.phase.word())
            && (!query.stale || row.is_stale)
            && search.as_ref().is_none_or(|search| mentions(row, search, &query.also));
        if !matches {
            continue;
        }
        let standing = row.standing(today);
        counts[standing.place()] += 1;
        if query.standing.is_empty() || query.standing == standing.word() {
            all.push(row);
        }
    }
    match query.sort {
        // Numbers and titles come in order already.
        CaseSort::Number | CaseSort::Title => {}
        CaseSort::Day => all.sort_by_key(|row| row.standing(today).day().unwrap_or(Day::from_days(i32::MAX))),
        CaseSort::Changed => all.sort_by_key(|row| row.changed),
    }
    if query.descending {
        all.reverse();
    }
    (all, counts)
}

fn mentions(row: &CaseRow, search: &memmem::Finder<'_>, also: &[(&'static str, String)]) -> bool {
    let other = || also.iter().any(|(kind, key)| row.matter.kind == *kind && row.face.keys.contains(key));
    search.find(row.searched.as_bytes()).is_some() || (!also.is_empty() && other())
}

/// One page of them.
pub fn list_cases<'f>(rows: impl Iterator<Item = &'f CaseRow>, today: Day, query: &CaseQuery) -> CasePage {
    let (all, counts) = found(rows, today, query);
    let place = query.after.as_deref().and_then(|after| all.iter().position(|row| row.face.id.0 == after));
    let before = place.map_or(0, |place| place + 1);
    let end = all.len().min(before + query.limit);
    let next = (end < all.len()).then(|| all[end - 1].face.id.0.clone());
    let previous = (before > 0).then(|| match before.checked_sub(query.limit + 1) {
        Some(place) => all[place].face.id.0.clone(),
        None => String::new(),
    });
    let lines = all[before..end].iter().map(|row| case_line(&row.face, today)).collect();
    CasePage { lines, total: all.len(), before, next, previous, counts }
}
