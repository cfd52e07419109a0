//! The docket: every case's face in memory, by number and by what it is about. Standings are computed from it, never kept.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use decisions::{Face, Stood};
use kernel::danish_sort_key;
use memchr::memmem;
use reports::{CaseQuery, CaseRow, CaseSort};

/// What a case is about: pack, principle, kind and key.
type About = (String, String, String, String);

/// A face, and its title as it is sorted and searched.
#[derive(Debug)]
struct Row {
    face: Arc<Face>,
    title: Arc<str>,
    searched: Box<str>,
    stood: Stood,
    is_personal: bool,
    /// Another counts now.
    replaced: AtomicBool,
}

impl Row {
    fn of(face: Face) -> Self {
        let (title, stood) = (danish_sort_key(&face.title), Stood::of(&face));
        let mut searched = title.clone();
        for line in std::iter::once(&face.id.0).chain(&face.keys) {
            searched.push('\n');
            searched.push_str(&danish_sort_key(line));
        }
        let is_personal = facts::schema().kind(&face.kind).is_some_and(crate::rights::is_personal);
        Self {
            face: Arc::new(face),
            is_personal,
            title: title.into(),
            searched: searched.into(),
            stood,
            replaced: AtomicBool::new(false),
        }
    }

    fn listed(&self) -> CaseRow<'_> {
        CaseRow { face: &self.face, searched: &self.searched, stood: self.stood, is_personal: self.is_personal }
    }
}

/// What is searched of every case, one after the other in one text: a search runs through it and not from row to row, which lie
/// scattered in the memory.
#[derive(Debug, Default)]
struct Searched {
    text: String,
    /// In the order of the text. A row that was replaced stays until the text is written anew.
    rows: Vec<Place>,
}

/// A row in the text.
#[derive(Debug)]
struct Place {
    /// Where it begins.
    start: usize,
    /// The first letters of its number, so that sorting by it does not look into the rows.
    number: [u8; 16],
    row: Arc<Row>,
}

/// Between two rows; no one writes it.
const BETWEEN: char = '\0';

impl Place {
    fn id(&self) -> &str {
        &self.row.face.id.0
    }
}

impl Searched {
    fn push(&mut self, row: &Arc<Row>) {
        let mut number = [0; 16];
        number.iter_mut().zip(row.face.id.0.bytes()).for_each(|(place, letter)| *place = letter);
        self.rows.push(Place { start: self.text.len(), number, row: Arc::clone(row) });
        self.text.push_str(&row.searched);
        self.text.push(BETWEEN);
    }

    /// The rows of today that have it, each once.
    fn having<'s>(&'s self, folded: &str) -> Vec<&'s Place> {
        let finder = memmem::Finder::new(folded.as_bytes());
        let (mut from, mut row, mut found) = (0, 0, Vec::new());
        while let Some(at) = finder.find(&self.text.as_bytes()[from..]) {
            let at = from + at;
            row += self.rows[row + 1..].iter().take_while(|next| next.start <= at).count();
            from = self.rows.get(row + 1).map_or(self.text.len(), |next| next.start);
            let place = &self.rows[row];
            if !place.row.replaced.load(Ordering::Relaxed) {
                found.push(place);
            }
        }
        found
    }
}

/// Every case's face.
#[derive(Debug, Default)]
pub struct Docket {
    searched: Searched,
    faces: BTreeMap<String, Arc<Row>>,
    /// By title as Danes sort, then number.
    titles: BTreeMap<(Arc<str>, String), Arc<Row>>,
    about: HashMap<About, Vec<String>>,
    /// The log's number of the last event that it knows of.
    pub(crate) upto: i64,
}

impl Docket {
    /// Takes in what was written since, up to that number of the log.
    pub(crate) fn take(&mut self, written: Vec<Face>, upto: i64) {
        written.into_iter().for_each(|face| self.put(face));
        self.upto = self.upto.max(upto);
    }

    /// A face that was just written. What others wrote before it is still to be read: `upto` stays.
    pub(crate) fn put(&mut self, face: Face) {
        let id = face.id.0.clone();
        for key in &face.keys {
            let about = (face.pack.clone(), face.principle.clone(), face.kind.clone(), key.clone());
            let cases = self.about.entry(about).or_default();
            if !cases.contains(&id) {
                cases.push(id.clone());
            }
        }
        // Others may have written it meanwhile: the later one counts.
        let known = self.faces.get(&id);
        if known.is_none_or(|known| known.face.version <= face.version) {
            if let Some(known) = known {
                self.titles.remove(&(Arc::clone(&known.title), id.clone()));
                known.replaced.store(true, Ordering::Relaxed);
            }
            let row = Arc::new(Row::of(face));
            self.titles.insert((Arc::clone(&row.title), id.clone()), Arc::clone(&row));
            self.searched.push(&row);
            self.faces.insert(id, row);
            // Half of it are rows that were replaced.
            if self.searched.rows.len() > 2 * self.faces.len() + 64 {
                self.searched = Searched::default();
                self.faces.values().for_each(|row| self.searched.push(row));
            }
        }
    }

    /// The face of a case.
    pub fn face(&self, id: &str) -> Option<Arc<Face>> {
        self.faces.get(id).map(|row| Arc::clone(&row.face))
    }

    /// Every face, by number.
    pub fn faces(&self) -> impl DoubleEndedIterator<Item = &Arc<Face>> {
        self.faces.values().map(|row| &row.face)
    }

    /// Every case as a row of a list, in the order that a sort begins from: by title, or by number.
    pub fn rows(&self, sort: CaseSort) -> Box<dyn Iterator<Item = CaseRow<'_>> + '_> {
        match sort {
            CaseSort::Title => Box::new(self.titles.values().map(|row| row.listed())),
            _ => Box::new(self.faces.values().map(|row| row.listed())),
        }
    }

    /// The rows that a query must look at, in the order that its sort begins from: those that have what is searched, or every one.
    pub fn rows_for(&self, query: &CaseQuery) -> Box<dyn Iterator<Item = CaseRow<'_>> + '_> {
        let folded = danish_sort_key(query.search.trim());
        // What else is searched stands in no text.
        if folded.is_empty() || !query.also.is_empty() || folded.contains(BETWEEN) {
            return self.rows(query.sort);
        }
        let mut found = self.searched.having(&folded);
        match query.sort {
            CaseSort::Title => found.sort_by(|a, b| (&a.row.title, a.id()).cmp(&(&b.row.title, b.id()))),
            _ => found.sort_by(|a, b| a.number.cmp(&b.number).then_with(|| a.id().cmp(b.id()))),
        }
        Box::new(found.into_iter().map(|place| place.row.listed()))
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.faces.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.faces.is_empty()
    }

    /// The cases that are about an object under a principle, the latest last.
    pub fn about(&self, (pack, principle): (&str, &str), (kind, key): (&str, &str)) -> Vec<Arc<Face>> {
        let about = (pack.to_owned(), principle.to_owned(), kind.to_owned(), key.to_owned());
        let ids = self.about.get(&about).map_or(&[][..], Vec::as_slice);
        // An object that was split off is in its new case only.
        let has = |face: &&Arc<Face>| face.keys.iter().any(|other| other == key);
        ids.iter().filter_map(|id| self.faces.get(id)).map(|row| &row.face).filter(has).cloned().collect()
    }
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
        let looked = docket.rows(sort).filter(|row| row.searched.contains(&folded)).map(|row| row.face.id.0.clone());
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
                assert!(docket.searched.rows.len() <= 2 * docket.len() + 64, "what was replaced is let go of");
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
}
