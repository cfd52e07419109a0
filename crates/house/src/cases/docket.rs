//! The docket: every case's face in memory, by number and by what it is about. Standings are computed from it, never kept.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use decisions::{Face, Stood};
use kernel::danish_sort_key;
use reports::{CaseRow, CaseSort};

/// What a case is about: pack, principle, kind and key.
type About = (String, String, String, String);

/// A face, and its title as it is sorted and searched.
#[derive(Debug)]
struct Row {
    face: Arc<Face>,
    title: Arc<str>,
    searched: Box<str>,
    stood: Stood,
}

impl Row {
    fn of(face: Face) -> Self {
        let (title, stood) = (danish_sort_key(&face.title), Stood::of(&face));
        let mut searched = title.clone();
        for line in std::iter::once(&face.id.0).chain(&face.keys) {
            searched.push('\n');
            searched.push_str(&danish_sort_key(line));
        }
        Self { face: Arc::new(face), title: title.into(), searched: searched.into(), stood }
    }

    fn listed(&self) -> CaseRow<'_> {
        CaseRow { face: &self.face, searched: &self.searched, stood: self.stood }
    }
}

/// Every case's face.
#[derive(Debug, Default)]
pub struct Docket {
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
            }
            let row = Arc::new(Row::of(face));
            self.titles.insert((Arc::clone(&row.title), id.clone()), Arc::clone(&row));
            self.faces.insert(id, row);
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
