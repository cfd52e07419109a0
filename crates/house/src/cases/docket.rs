//! The docket: every case's face in memory, by number and by what it is about. Standings are computed from it, never kept.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use decisions::Face;
use kernel::danish_sort_key;
use memchr::memmem;
use reports::{CaseQuery, CaseRow, CaseSort, Matter};

/// What a case is about: pack, principle, kind and key.
type About = (String, String, String, String);

/// What is searched of every case, one after the other in one text: a search runs through it and not from row to row, which lie
/// scattered in the memory.
#[derive(Debug, Default)]
struct Searched {
    text: String,
    /// In the order of the text. What a row had before it was replaced stays until the text is written anew.
    places: Vec<Place>,
    /// Of each row, its place of today.
    latest: Vec<usize>,
}

/// A row in the text.
#[derive(Debug)]
struct Place {
    /// Where it begins.
    start: usize,
    row: usize,
}

/// Between two rows; no one writes it.
const BETWEEN: char = '\0';

impl Searched {
    fn push(&mut self, row: usize, searched: &str) {
        match self.latest.get_mut(row) {
            Some(latest) => *latest = self.places.len(),
            None => self.latest.push(self.places.len()),
        }
        self.places.push(Place { start: self.text.len(), row });
        self.text.push_str(searched);
        self.text.push(BETWEEN);
    }

    /// Of each row, whether it has it today.
    fn having(&self, folded: &str) -> Vec<bool> {
        let finder = memmem::Finder::new(folded.as_bytes());
        let (mut from, mut place, mut found) = (0, 0, vec![false; self.latest.len()]);
        while let Some(at) = finder.find(&self.text.as_bytes()[from..]) {
            let at = from + at;
            place += self.places[place + 1..].iter().take_while(|next| next.start <= at).count();
            from = self.places.get(place + 1).map_or(self.text.len(), |next| next.start);
            let row = self.places[place].row;
            found[row] |= self.latest[row] == place;
        }
        found
    }
}

/// Every case's face.
#[derive(Debug, Default)]
pub struct Docket {
    /// In the order in which they first came, side by side: a list runs through all of them.
    rows: Vec<CaseRow>,
    by_number: HashMap<String, usize>,
    /// The rows by number.
    numbers: Vec<usize>,
    /// The rows by title as Danes sort, then number.
    titles: Vec<usize>,
    searched: Searched,
    matters: HashSet<Arc<Matter>>,
    about: HashMap<About, Vec<usize>>,
    /// The log's number of the last event that it knows of.
    pub(crate) upto: i64,
}

/// Up to so many faces each find their place in the orders; for more, all are sorted anew.
const FEW: usize = 100;

impl Docket {
    /// Takes in what was written since, up to that number of the log.
    pub(crate) fn take(&mut self, written: Vec<Face>, upto: i64) {
        self.upto = self.upto.max(upto);
        if written.len() <= FEW {
            return written.into_iter().for_each(|face| self.put(face));
        }
        for face in written {
            self.set(face);
        }
        self.numbers = sorted(self.rows.iter().map(|row| &*row.face.id.0));
        self.titles = sorted(self.rows.iter().map(|row| &*row.searched));
    }

    /// A face that was just written. What others wrote before it is still to be read: `upto` stays.
    pub(crate) fn put(&mut self, face: Face) {
        let known = self.rows.len();
        let Some(row) = self.set(face) else { return };
        if row == known {
            let id = &self.rows[row].face.id;
            let place = self.numbers.partition_point(|other| self.rows[*other].face.id < *id);
            self.numbers.insert(place, row);
        } else {
            self.titles.retain(|other| *other != row);
        }
        let searched = &self.rows[row].searched;
        let place = self.titles.partition_point(|other| self.rows[*other].searched < *searched);
        self.titles.insert(place, row);
    }

    /// Sets a case's row, which the orders may not know yet; nothing when a later one is known. Others may have written it meanwhile.
    fn set(&mut self, face: Face) -> Option<usize> {
        let known = self.by_number.get(&face.id.0).copied();
        let row = known.unwrap_or(self.rows.len());
        for key in &face.keys {
            let about = (face.pack.clone(), face.principle.clone(), face.kind.clone(), key.clone());
            let cases = self.about.entry(about).or_default();
            if !cases.contains(&row) {
                cases.push(row);
            }
        }
        if known.is_some_and(|known| self.rows[known].face.version > face.version) {
            return None;
        }
        let matter = self.matter_of(&face);
        let listed = CaseRow::of(face, matter);
        self.searched.push(row, &listed.searched);
        if known.is_some() {
            self.rows[row] = listed;
        } else {
            self.by_number.insert(listed.face.id.0.clone(), row);
            self.rows.push(listed);
        }
        // Half of it are rows that were replaced.
        if self.searched.places.len() > 2 * self.rows.len() + 64 {
            self.searched = Searched::default();
            self.rows.iter().enumerate().for_each(|(row, listed)| self.searched.push(row, &listed.searched));
        }
        Some(row)
    }

    /// What it is about, the same for all cases about it.
    fn matter_of(&mut self, face: &Face) -> Arc<Matter> {
        let is_personal = facts::schema().kind(&face.kind).is_some_and(crate::rights::is_personal);
        let (pack, principle, kind) = (face.pack.clone(), face.principle.clone(), face.kind.clone());
        let matter = Matter { pack, principle, kind, is_personal };
        if let Some(known) = self.matters.get(&matter) {
            return Arc::clone(known);
        }
        let matter = Arc::new(matter);
        self.matters.insert(Arc::clone(&matter));
        matter
    }

    /// The face of a case.
    pub fn face(&self, id: &str) -> Option<Arc<Face>> {
        self.by_number.get(id).map(|row| Arc::clone(&self.rows[*row].face))
    }

    /// Every face, by number.
    pub fn faces(&self) -> impl DoubleEndedIterator<Item = &Arc<Face>> {
        self.rows().map(|row| &row.face)
    }

    /// Every case as a row of a list, by number.
    pub fn rows(&self) -> impl DoubleEndedIterator<Item = &CaseRow> {
        self.numbers.iter().map(|row| &self.rows[*row])
    }

    /// The rows that a query must look at, in the order that its sort begins from: those that have what is searched, or every one.
    pub fn rows_for(&self, query: &CaseQuery) -> impl Iterator<Item = &CaseRow> {
        let order = match query.sort {
            CaseSort::Title => &self.titles,
            _ => &self.numbers,
        };
        let folded = danish_sort_key(query.search.trim());
        // What else is searched stands in no text.
        let order = if folded.is_empty() || !query.also.is_empty() || folded.contains(BETWEEN) {
            Cow::Borrowed(order)
        } else {
            let found = self.searched.having(&folded);
            Cow::Owned(order.iter().copied().filter(|row| found[*row]).collect())
        };
        (0..order.len()).map(move |place| &self.rows[order[place]])
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The cases that are about an object under a principle, the latest last.
    pub fn about(&self, (pack, principle): (&str, &str), (kind, key): (&str, &str)) -> Vec<Arc<Face>> {
        let about = (pack.to_owned(), principle.to_owned(), kind.to_owned(), key.to_owned());
        let rows = self.about.get(&about).map_or(&[][..], Vec::as_slice);
        // An object that was split off is in its new case only.
        let has = |face: &&Arc<Face>| face.keys.iter().any(|other| other == key);
        rows.iter().map(|row| &self.rows[*row].face).filter(has).cloned().collect()
    }
}

/// The places of texts in the order of the texts.
fn sorted<'t>(texts: impl Iterator<Item = &'t str>) -> Vec<usize> {
    let mut places: Vec<(&str, usize)> = texts.enumerate().map(|(place, text)| (text, place)).collect();
    places.sort_unstable();
    places.into_iter().map(|(_, place)| place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn face(number: usize, title: &str, version: u32) -> Face {
        let face = serde_json::json!({
            "id": format!("2026-{number:04}"), "pack": "p", "principle": "logning", "kind": "system", "keys": [format!("S{number}")],
            "title": title, "phase": "in_operation", "opened": "2026-01-05", "version": version, "stage": "open", "screened": [],
            "accepted": [], "to_board": false, "in_force": null, "refused": null, "dispensations": 0, "emergencies": 0, "relapses": 0,
            "seen": { "hash": "a", "digest": "a", "verdict": "deviates", "material": false, "owners": [], "strength": "follow_or_explain" },
            "changed": "2026-01-05",
        });
        serde_json::from_value(face).expect("a face")
    }

    /// The numbers that a query's rows have, by searching through the one text, and by looking at each row.
    fn both(docket: &Docket, search: &str, sort: CaseSort) -> (Vec<String>, Vec<String>) {
        let query = CaseQuery { search: search.to_owned(), sort, ..CaseQuery::default() };
        let folded = danish_sort_key(search);
        let found = docket.rows_for(&query).map(|row| row.face.id.0.clone()).collect();
        let all = CaseQuery { sort, ..CaseQuery::default() };
        let looked =
            docket.rows_for(&all).filter(|row| row.searched.contains(&folded)).map(|row| row.face.id.0.clone());
        (found, looked.collect())
    }

    #[test]
    fn a_search_finds_what_stands_in_the_rows_of_today_in_their_order() {
        let words = ["Økonomi", "Ældreområdet", "Løn", "økonomi og løn", "S1"];
        let mut docket = Docket::default();
        for round in 0..4_u32 {
            for number in 0..100_usize {
                let title = format!("{} {}", words[(number * 7 + round as usize * 3) % words.len()], 100 - number);
                docket.put(face(number, &title, round + 1));
                assert!(docket.searched.places.len() <= 2 * docket.len() + 64, "what was replaced is let go of");
            }
            for search in ["økonomi", "ØKONOMI OG", "løn 7", "s1", "S99", "2026-00", "ingen", "9\n2026"] {
                for sort in [CaseSort::Number, CaseSort::Title] {
                    let (found, looked) = both(&docket, search, sort);
                    assert_eq!(found, looked, "{search}");
                }
            }
        }
        assert_eq!(both(&docket, "økonomi", CaseSort::Number).0.len(), 40);
        assert_eq!(both(&docket, "", CaseSort::Number).0.len(), 100);
    }

    #[test]
    fn cases_stand_in_the_same_order_whether_they_came_together_or_one_by_one() {
        let title = |number: usize| ["Økonomi", "Løn", "Ældreområdet"][number % 3];
        let all = || (0..3 * FEW).rev().map(|number| face(number, title(number), 1));
        let (mut together, mut one_by_one) = (Docket::default(), Docket::default());
        together.take(all().collect(), 7);
        all().for_each(|face| one_by_one.put(face));
        // Some are called otherwise later, and what is older than that comes too late.
        for number in [5, 6, 200] {
            together.put(face(number, "Bibliotek", 3));
            one_by_one.take(vec![face(number, "Bibliotek", 3), face(number, "Arkiv", 2)], 8);
        }
        for sort in [CaseSort::Number, CaseSort::Title] {
            let query = CaseQuery { sort, ..CaseQuery::default() };
            let listed = |docket: &Docket| -> Vec<(String, String)> {
                docket.rows_for(&query).map(|row| (row.face.title.clone(), row.face.id.0.clone())).collect()
            };
            let (first, second) = (listed(&together), listed(&one_by_one));
            assert_eq!((first.len(), &first), (3 * FEW, &second));
            let key = |(title, id): &(String, String)| match sort {
                CaseSort::Title => (danish_sort_key(title), id.clone()),
                _ => (String::new(), id.clone()),
            };
            assert!(first.is_sorted_by_key(key), "{first:?}");
        }
    }
}
