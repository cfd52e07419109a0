//! The estate folder: one CSV a kind, people's statements, and `sources.toml`. What each file is, is in its name.
//!
//! Kinds come in the schema's order and a kind's own file before its further sources, whatever order the disk has;
//! statements come last, because what they speak of must exist.

use std::io::{self, Cursor, Read};
use std::sync::Arc;

use facts::schema::register_named;
use facts::{Estate, KindId, Rank, schema};
use kernel::{Day, Text};

use crate::bounds::{COST_OF_A_STATEMENT, MOST_FACTS, too_many_facts};
use crate::encoding::read_small;
use crate::header::{meant_da, meant_en, targets_of};
use crate::nearest::nearest;
use crate::report::{FileReport, Outcome, Report, shown, text};
use crate::rows::{Origin, Rows};
use crate::sources::{FileSource, Sources};
use crate::statements::{self, Statements};
use crate::table;

/// The most sources an estate may have: its files, then the people who stated something.
const MOST_FILES: usize = 10_000;

/// The longest `sources.toml`.
const LONGEST_SOURCES: u64 = 1 << 20;

type Open<'f> = Box<dyn Fn() -> io::Result<Box<dyn Read + 'f>> + 'f>;

/// A file of the folder: its name and a way to open it. It is opened twice, to see how it is written and to read it.
pub struct EstateFile<'f> {
    name: String,
    open: Open<'f>,
}

impl<'f> EstateFile<'f> {
    /// A file with that name (no folders), opened afresh by each call.
    pub fn new(name: impl Into<String>, open: impl Fn() -> io::Result<Box<dyn Read + 'f>> + 'f) -> Self {
        Self { name: name.into(), open: Box::new(open) }
    }

    /// A file that is already in memory, such as an upload.
    pub fn from_bytes(name: impl Into<String>, bytes: impl Into<Arc<[u8]>>) -> Self {
        let bytes = bytes.into();
        Self::new(name, move || Ok(Box::new(Cursor::new(Arc::clone(&bytes)))))
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    pub(crate) fn open(&self) -> io::Result<Box<dyn Read + 'f>> {
        (self.open)()
    }

    /// Its bytes; an error when it cannot be read or is larger than that.
    pub(crate) fn read(&self, most: u64) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.open()?.take(most + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > most { Err(io::ErrorKind::FileTooLarge.into()) } else { Ok(bytes) }
    }
}

/// How far an import has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress<'p> {
    /// The file being read.
    pub file: &'p str,
    /// Its place in the order of reading, from 0.
    pub place: usize,
    /// How many files there are.
    pub files: usize,
    /// Rows of this file read so far.
    pub rows: u64,
    /// Bytes of this file read so far.
    pub bytes: u64,
}

/// What an import gives: all that could be read, and what became of each file.
#[derive(Debug)]
pub struct Import {
    /// The facts.
    pub estate: Estate,
    /// What to tell people.
    pub report: Report,
}

/// What a file is, in the order of reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Sources,
    Objects { kind: KindId, further: bool },
    Statements,
    Unknown,
}

/// Reads a folder's files into an estate. `default_day` is the day of every export that does not say its own.
pub fn import_folder(files: &[EstateFile<'_>], default_day: Day, on_progress: &mut dyn FnMut(Progress<'_>)) -> Import {
    import_within(MOST_FACTS, files, default_day, on_progress)
}

/// The same, with so many facts at most.
fn import_within(
    mut allowed: usize,
    files: &[EstateFile<'_>],
    default_day: Day,
    on_progress: &mut dyn FnMut(Progress<'_>),
) -> Import {
    let mut ordered: Vec<(Part, &EstateFile<'_>)> = files.iter().map(|file| (part_of(&file.name), file)).collect();
    ordered.retain(|(part, file)| *part != Part::Unknown || !file.name.starts_with('.'));
    ordered.sort_by(|a, b| (a.0, &a.1.name).cmp(&(b.0, &b.1.name)));
    let mut import = Import { estate: Estate::default(), report: Report::default() };
    let mut sources = Sources::default();
    let count = ordered.len();
    let mut full = false;
    for (place, (part, file)) in ordered.into_iter().enumerate() {
        let mut tick = |rows, bytes| on_progress(Progress { file: &file.name, place, files: count, rows, bytes });
        tick(0, 0);
        let mut report = FileReport::new(&file.name, None, "");
        match part {
            _ if full => report.end(Outcome::Refused, too_many_facts()),
            _ if place >= MOST_FILES => report.end(Outcome::Refused, too_many_files()),
            Part::Sources => {
                sources = read_sources(file, files, &mut report);
                for (kind, attribute, register) in &sources.precedence {
                    import.estate.prefer(*kind, *attribute, register);
                }
            }
            Part::Objects { kind, .. } => {
                full = import.read_objects(file, kind, (&sources, default_day), &mut report, (&mut tick, &mut allowed));
            }
            Part::Statements => {
                full = import.read_statements(file, &sources, &mut report, (&mut tick, &mut allowed));
            }
            Part::Unknown => report.end(Outcome::Ignored, unknown_file(&file.name)),
        }
        import.report.files.push(report);
    }
    if full {
        // What came before the last straw is let go of too.
        for report in import.report.files.iter_mut().filter(|report| report.accepted > 0) {
            report.accepted = 0;
            report.end(Outcome::Refused, too_many_facts());
        }
    }
    import
}

impl Import {
    /// Reads a file of objects. True when no more facts are allowed: then nothing is in the estate any more.
    pub(crate) fn read_objects(
        &mut self,
        file: &EstateFile<'_>,
        kind: KindId,
        (sources, default_day): (&Sources, Day),
        report: &mut FileReport,
        (tick, allowed): (&mut dyn FnMut(u64, u64), &mut usize),
    ) -> bool {
        let def = schema().def(kind);
        let says = sources.of(&file.name);
        report.kind = Some(def.name);
        report.source = says.source.clone().unwrap_or_else(|| file.name.clone());
        let Some(mut table) = table::open(file, &targets_of(kind), &[0], &says.columns, report) else { return false };
        let register = register_of(&says, &file.name, def.register);
        if says.register.is_none() && register == report.source {
            note_by_itself(&register, report);
        }
        let source = self.estate.source(&report.source, &register, Rank::Register);
        let origin = Origin { source, seen_at: says.exported.unwrap_or(default_day) };
        let mut rows = Rows::new(kind, origin, &mut table.headings, report);
        let estate = &mut self.estate;
        table.each_row(report, &mut self.report, tick, allowed, |record, headings, faults| {
            rows.read(record, headings, estate, faults)
        });
        rows.tell_bare(report);
        if self.let_go(report) {
            return true;
        }
        // A file of which nothing could be read has not said that there is nothing.
        if report.accepted > 0 || (report.rejected == 0 && report.outcome == Outcome::Read) {
            self.estate.deliver(kind);
        }
        false
    }

    /// When a file was refused midway: half of it and of the others would be taken for the whole.
    fn let_go(&mut self, report: &FileReport) -> bool {
        let refused = report.outcome == Outcome::Refused;
        if refused {
            self.estate = Estate::default();
        }
        refused
    }

    fn read_statements(
        &mut self,
        file: &EstateFile<'_>,
        sources: &Sources,
        report: &mut FileReport,
        (tick, allowed): (&mut dyn FnMut(u64, u64), &mut usize),
    ) -> bool {
        let says = sources.of(&file.name);
        report.source = says.source.unwrap_or_else(|| file.name.clone());
        let targets = statements::targets();
        let Some(table) = table::open(file, &targets, &statements::MUST_HAVE, &says.columns, report) else {
            return false;
        };
        let mut statements = Statements::new(&table.headings);
        let estate = &mut self.estate;
        table.each_row(report, &mut self.report, tick, allowed, |record, headings, faults| {
            statements.read(record, headings, estate, faults);
            COST_OF_A_STATEMENT
        });
        self.let_go(report)
    }
}

/// The register whose attributes a file owns. A source that is no known register is one of its own, by its name; the kind's own file
/// of which nothing is said is the kind's own register's (docs/decisions/0026).
fn register_of(says: &FileSource, file: &str, own: &str) -> String {
    if let Some(register) = &says.register {
        return register.clone();
    }
    let known = |name: &str| register_named(name).map(|register| register.word.to_owned());
    if let Some(source) = &says.source {
        return known(source).unwrap_or_else(|| source.clone());
    }
    match file.split('.').collect::<Vec<_>>()[..] {
        [_, name, _] => known(name).unwrap_or_else(|| file.to_owned()),
        [_, _, _, ..] => file.to_owned(),
        _ => own.to_owned(),
    }
}

fn note_by_itself(source: &str, report: &mut FileReport) {
    let source = shown(source);
    report.note(
        format!("'{source}' er intet kendt register, så kilden ejer ingen oplysninger. Er den et, så skriv register i sources.toml."),
        format!("'{source}' is no known register, so the source owns no facts. If it is one, write register in sources.toml."),
    );
}

fn read_sources(file: &EstateFile<'_>, files: &[EstateFile<'_>], report: &mut FileReport) -> Sources {
    match file.open().and_then(|reader| read_small(reader, LONGEST_SOURCES)) {
        Ok(content) => {
            let names: Vec<&str> = files.iter().map(EstateFile::name).collect();
            Sources::read(&content, &names, report)
        }
        Err(error) => {
            report.end(Outcome::Refused, table::unreadable(&error));
            Sources::default()
        }
    }
}

/// `devices.csv` and `devices.intune.csv` are devices, in any case.
fn part_of(name: &str) -> Part {
    let lower = name.to_lowercase();
    if lower == "sources.toml" {
        return Part::Sources;
    }
    let Some(stem) = lower.strip_suffix(".csv") else { return Part::Unknown };
    let (first, further) = stem.split_once('.').map_or((stem, false), |(first, _)| (first, true));
    if first == "statements" {
        return Part::Statements;
    }
    let kind = schema().kinds().find(|kind| schema().def(*kind).file == first);
    kind.map_or(Part::Unknown, |kind| Part::Objects { kind, further })
}

fn unknown_file(name: &str) -> Text {
    let lower = name.to_lowercase();
    let (first, rest) = lower.split_once('.').unwrap_or((&lower, ""));
    let defs = schema().kinds().map(|kind| schema().def(kind));
    let spellings = defs.flat_map(|def| [def.file, def.name, def.many.da, def.many.en].map(|s| (s, def.file)));
    let near = nearest(first, spellings.chain([("statements", "statements"), ("sources", "sources")]));
    let near = near.map(|file| format!("{file}.{}", if file == "sources" { "toml" } else { "csv" }));
    let (da, en) = (meant_da(near.as_deref()), meant_en(near.as_deref()));
    let shown = shown(name);
    if rest.ends_with("csv") {
        return text(
            format!("Fundament kender ingen fil, der hedder '{shown}'; den er ikke læst.{da}"),
            format!("Fundament knows no file called '{shown}'; it was not read.{en}"),
        );
    }
    text(
        format!("'{shown}' er ikke en CSV-fil og er ikke læst. Gem regneark som CSV UTF-8.{da}"),
        format!("'{shown}' is not a CSV file and was not read. Save spreadsheets as CSV UTF-8.{en}"),
    )
}

fn too_many_files() -> Text {
    text(
        format!("Mappen har flere end {MOST_FILES} filer. Del den."),
        format!("The folder has more than {MOST_FILES} files. Split it."),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bounds::COST_OF_A_ROW;

    #[test]
    fn a_file_name_says_what_is_in_it() {
        let device = schema().kind("device").expect("device");
        assert_eq!(part_of("devices.csv"), Part::Objects { kind: device, further: false });
        assert_eq!(part_of("Devices.Intune.CSV"), Part::Objects { kind: device, further: true });
        assert_eq!(part_of("sources.toml"), Part::Sources);
        assert_eq!(part_of("statements.ane.csv"), Part::Statements);
        for name in ["device.csv", "devices", "devices.xlsx", ".csv", "", "devicesx.csv", "README.md"] {
            assert_eq!(part_of(name), Part::Unknown, "{name}");
        }
    }

    #[test]
    fn a_folder_with_more_facts_than_are_taken_in_is_refused_whole() {
        let files = ["systems", "suppliers", "statements"].map(|name| {
            let text = match name {
                "statements" => "kind;key;fact;value;given_by;given_on\nsystem;S1;mfa;ja;Ane;2026-01-01\n",
                _ => "key;name\nS1;a\nS2;b\n",
            };
            EstateFile::from_bytes(format!("{name}.csv"), text.as_bytes())
        });
        let needed = 2 * 2 * (1 + COST_OF_A_ROW) + COST_OF_A_STATEMENT + COST_OF_A_ROW;
        for (allowed, facts) in [(needed, 5), (needed - 1, 0), (7, 0)] {
            let import = import_within(allowed, &files, Day::default(), &mut |_| {});
            assert_eq!(import.estate.fact_count(), facts, "{allowed}");
            let refused = import.report.files.iter().filter(|file| file.outcome == Outcome::Refused).count();
            assert_eq!((refused, import.report.accepted_rows()), if facts > 0 { (0, 5) } else { (3, 0) }, "{allowed}");
        }
    }

    #[test]
    fn an_unknown_file_is_told_the_nearest_name() {
        assert!(unknown_file("system.csv").da.ends_with("Mente du 'systems.csv'?"));
        assert!(unknown_file("it-systemer.csv").da.ends_with("Mente du 'systems.csv'?"));
        assert!(unknown_file("statement.csv").en.ends_with("Did you mean 'statements.csv'?"));
        assert!(
            unknown_file("devices.xlsx").en.contains("Save spreadsheets as CSV UTF-8. Did you mean 'devices.csv'?")
        );
        assert!(unknown_file("løn.csv").da.ends_with("den er ikke læst."));
    }
}
