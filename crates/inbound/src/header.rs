//! The header line: which column holds which attribute, resolved once a file.
//!
//! A header is an attribute's name, its Danish or its English label, or what `sources.toml` says it is. What nobody
//! knows is reported once with the nearest right name; what comes twice counts once; what must not come is not read.

use std::collections::{HashMap, HashSet};

use facts::{KindId, schema};
use kernel::Text;

use crate::cpr::{Forbidden, forbidden_header};
use crate::nearest::{fold, nearest};
use crate::records::Record;
use crate::report::{FileReport, UnknownColumn, shown, text};

/// More columns than this is not an estate file.
pub(crate) const MOST_COLUMNS: usize = 1_000;

/// Headers as `sources.toml` maps them: the folded header, and the name it stands for.
pub(crate) type Mapping = HashMap<String, String>;

/// Something a column can hold.
#[derive(Debug)]
pub(crate) struct Target {
    /// Its name.
    pub name: &'static str,
    /// Every way to head it, the name first.
    pub spellings: Vec<&'static str>,
}

impl Target {
    /// A target with its Danish and English label.
    pub fn new(name: &'static str, da: &'static str, en: &'static str) -> Self {
        Self { name, spellings: vec![name, da, en] }
    }
}

/// What becomes of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    /// It holds the target with that place.
    Read(usize),
    /// It is passed over, but watched for CPR numbers.
    Ignored,
    /// It is never looked at.
    Forbidden,
}

/// One column.
#[derive(Debug)]
pub(crate) struct Heading {
    /// Its header as people may see it.
    pub shown: String,
    /// What becomes of it.
    pub fate: Fate,
}

/// What the columns of an object file can hold: the key first, then the attributes in their order.
pub(crate) fn targets_of(kind: KindId) -> Vec<Target> {
    let attributes = schema().def(kind).attributes.iter();
    let key = Target::new("key", "nøgle", "key");
    std::iter::once(key).chain(attributes.map(|a| Target::new(a.name, a.label.da, a.label.en))).collect()
}

/// All ways to head the columns of one file.
pub(crate) struct Names<'n> {
    targets: &'n [Target],
    mapping: &'n Mapping,
    by_spelling: HashMap<String, Vec<usize>>,
}

impl<'n> Names<'n> {
    /// The names of those targets, and those that `sources.toml` adds.
    pub fn new(targets: &'n [Target], mapping: &'n Mapping) -> Self {
        let mut by_spelling: HashMap<String, Vec<usize>> = HashMap::new();
        // A name goes before every label, a Danish label before every English one.
        for turn in 0..3 {
            for (place, target) in targets.iter().enumerate() {
                let Some(spelling) = target.spellings.get(turn) else { continue };
                let places = by_spelling.entry(fold(spelling)).or_default();
                if !places.contains(&place) {
                    places.push(place);
                }
            }
        }
        Self { targets, mapping, by_spelling }
    }

    /// What a header can mean, the likeliest first.
    fn meanings(&self, folded: &str) -> &[usize] {
        let mapped = self.mapping.get(folded);
        // Mapped to nothing: somebody has said that the column is not wanted.
        if mapped.is_some_and(String::is_empty) {
            return &[];
        }
        let named = mapped.and_then(|name| self.by_spelling.get(&fold(name)));
        named.or_else(|| self.by_spelling.get(folded)).map_or(&[], Vec::as_slice)
    }

    /// The name nearest to a header.
    fn nearest(&self, header: &str) -> Option<&'static str> {
        let all = self.targets.iter().flat_map(|target| target.spellings.iter().map(|s| (*s, *s)));
        nearest(header, all)
    }

    /// What separates the cells of that header line: the sign that makes most known headers, else most headers.
    pub fn separator(&self, line: &str) -> u8 {
        let score = |sign: char| {
            let cells = || line.split(sign).take(MOST_COLUMNS);
            let known = cells().filter(|cell| !self.meanings(&fold(cell.trim().trim_matches('"'))).is_empty()).count();
            (known, cells().count())
        };
        let mut best = (';', score(';'));
        for sign in [',', '\t'] {
            let made = score(sign);
            if made > best.1 {
                best = (sign, made);
            }
        }
        match best.0 {
            ',' => b',',
            '\t' => b'\t',
            _ => b';',
        }
    }

    /// Decides on every column, and notes what people should know.
    pub fn resolve(&self, header: &Record, file: &mut FileReport) -> Vec<Heading> {
        let mut taken: HashMap<usize, String> = HashMap::new();
        let mut unknown: HashSet<String> = HashSet::new();
        let mut seen: HashSet<String> = HashSet::new();
        let mut headings = Vec::with_capacity(header.len());
        // Some programs end every line with separators: nameless columns at the end are nothing.
        let named = (0..header.len()).rev().find(|place| !header.cell(*place).trim().is_empty()).unwrap_or_default();
        for (place, cell) in header.cells().enumerate() {
            let (folded, shown) = (fold(cell), shown(cell));
            let fate = self.fate(&folded, &shown, &mut taken, file);
            let unnamed = folded.is_empty() && place < named;
            let nobody_knows = fate == Fate::Ignored && !folded.is_empty() && self.meanings(&folded).is_empty();
            if unnamed {
                let number = place + 1;
                file.note(
                    format!("Kolonne {number} har ingen overskrift og er sprunget over."),
                    format!("Column {number} has no header and was skipped."),
                );
            }
            if nobody_knows && unknown.insert(folded.clone()) {
                let nearest = self.nearest(cell).map(str::to_owned);
                file.unknown_columns.push(UnknownColumn { header: shown.clone(), nearest });
            }
            seen.insert(folded);
            headings.push(Heading { shown, fate });
        }
        self.check_mapping(&seen, file);
        headings
    }

    fn fate(&self, folded: &str, shown: &str, taken: &mut HashMap<usize, String>, file: &mut FileReport) -> Fate {
        if let Some(why) = forbidden_header(folded) {
            let reason = forbidden(why, shown);
            file.note(reason.da, reason.en);
            return Fate::Forbidden;
        }
        let meanings = self.meanings(folded);
        let Some(first) = meanings.first() else { return Fate::Ignored };
        let name = self.targets[*first].name;
        if let Some(second) = meanings.get(1) {
            let other = self.targets[*second].name;
            file.note(
                format!("Kolonnen '{shown}' kan være både '{name}' og '{other}' og er læst som '{name}'."),
                format!("The column '{shown}' can be both '{name}' and '{other}' and was read as '{name}'."),
            );
        }
        if let Some(earlier) = taken.get(first) {
            file.note(
                format!("Kolonnen '{shown}' er sprunget over: '{earlier}' længere til venstre er også '{name}'."),
                format!("The column '{shown}' was skipped: '{earlier}' further left is also '{name}'."),
            );
            return Fate::Ignored;
        }
        taken.insert(*first, shown.to_owned());
        Fate::Read(*first)
    }

    /// What `sources.toml` says about columns that do not exist.
    fn check_mapping(&self, seen: &HashSet<String>, file: &mut FileReport) {
        let mut mapped: Vec<_> = self.mapping.iter().collect();
        mapped.sort();
        // A column without a name is one that is not wanted.
        for (header, name) in mapped.into_iter().filter(|(_, name)| !name.is_empty()) {
            let (header_shown, name_shown) = (shown(header), shown(name));
            if !self.by_spelling.contains_key(&fold(name)) {
                let nearest = self.nearest(name);
                file.note(
                    format!(
                        "'{name_shown}', som '{header_shown}' er sagt at være, er ikke et navn i denne fil.{}",
                        meant_da(nearest)
                    ),
                    format!(
                        "'{name_shown}', which '{header_shown}' is said to be, is not a name in this file.{}",
                        meant_en(nearest)
                    ),
                );
            } else if !seen.contains(header) {
                file.note(
                    format!("Kolonnen '{header_shown}', som er sagt at være '{name_shown}', er ikke i filen."),
                    format!("The column '{header_shown}', which is said to be '{name_shown}', is not in the file."),
                );
            }
        }
    }

    /// Why a file without one of the columns it must have is refused; none when it has them all.
    pub fn refusal(&self, headings: &[Heading], must_have: &[usize]) -> Option<Text> {
        let has = |place: usize| headings.iter().any(|heading| heading.fate == Fate::Read(place));
        if !headings.iter().any(|heading| matches!(heading.fate, Fate::Read(_))) {
            let (da, en) = (self.targets[0].spellings[1], self.targets[0].spellings[2]);
            return Some(text(
                format!(
                    "Ingen af kolonnerne i den første linje kendes. Den skal have kolonnernes navne, '{da}' først."
                ),
                format!(
                    "None of the columns in the first line is known. It must have the columns' names, '{en}' first."
                ),
            ));
        }
        let missing = &self.targets[*must_have.iter().find(|place| !has(**place))?];
        let spellings = || missing.spellings.iter().copied();
        let candidates = headings.iter().filter(|heading| heading.fate == Fate::Ignored);
        let near =
            candidates.map(|heading| &heading.shown).find(|s| nearest(s, spellings().map(|n| (n, ()))).is_some());
        let (da, en) = (missing.spellings[1], missing.spellings[2]);
        let (near_da, near_en) = near
            .map_or((String::new(), String::new()), |near| (format!(" Er det '{near}'?"), format!(" Is it '{near}'?")));
        Some(text(
            format!("Filen har ingen kolonne '{da}'.{near_da} Ret overskriften, eller sig, hvilken kolonne det er."),
            format!("The file has no column '{en}'.{near_en} Correct the header, or say which column it is."),
        ))
    }
}

fn forbidden(why: Forbidden, header: &str) -> Text {
    match why {
        Forbidden::Cpr => text(
            format!("Kolonnen '{header}' er ikke læst: CPR-numre hører ikke til her. Fjern den fra udtrækket."),
            format!("The column '{header}' was not read: CPR numbers do not belong here. Remove it from the export."),
        ),
        Forbidden::RecoveryCode => text(
            format!("Kolonnen '{header}' er ikke læst: gendannelseskoder hører ikke til her. Fjern den fra udtrækket."),
            format!(
                "The column '{header}' was not read: recovery codes do not belong here. Remove it from the export."
            ),
        ),
    }
}

/// ` Mente du 'x'?`, when there is something to mean.
pub(crate) fn meant_da(nearest: Option<&str>) -> String {
    nearest.map_or_else(String::new, |name| format!(" Mente du '{name}'?"))
}

/// ` Did you mean 'x'?`, when there is something to mean.
pub(crate) fn meant_en(nearest: Option<&str>) -> String {
    nearest.map_or_else(String::new, |name| format!(" Did you mean '{name}'?"))
}

#[cfg(test)]
mod tests;
