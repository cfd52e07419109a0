//! One file or one fact by itself, as people bring them on a page: the same readers as for a folder.

use std::collections::BTreeMap;
use std::sync::Arc;

use facts::{AttrId, Estate, KindId, Value, schema};
use kernel::{Day, Text};

use crate::bounds::MOST_FACTS;
use crate::cell::CellReader;
use crate::cpr;
use crate::folder::{EstateFile, Import};
use crate::header::{Fate, Mapping, targets_of};
use crate::nearest::fold;
use crate::report::{FileReport, Report};
use crate::rows::no_cpr;
use crate::sources::{FileSource, Sources};
use crate::table;

/// What is said of a file beside its content.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Says {
    /// Whose word it is.
    pub source: String,
    /// Which register it is.
    pub register: String,
    /// When it was exported.
    pub exported: Option<Day>,
    /// What its columns hold: header to attribute; empty for a column that is not wanted.
    pub columns: BTreeMap<String, String>,
}

/// A column of a file, and what it is taken to hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its header.
    pub header: String,
    /// `key`, an attribute's name, or none when it is passed over.
    pub holds: Option<&'static str>,
}

/// Reads one file of objects of a kind. The `known` objects need not be told of whole.
pub fn import_one(file: &EstateFile<'_>, kind: KindId, says: &Says, known: &[Arc<str>], default_day: Day) -> Import {
    let mut import = Import { estate: Estate::default(), report: Report::default() };
    for key in known {
        import.estate.object(kind, key);
    }
    let file_source = FileSource {
        source: Some(says.source.clone()),
        register: Some(says.register.clone()),
        exported: says.exported,
        columns: mapping(says),
    };
    let sources = Sources::of_one(file.name(), file_source);
    let mut report = FileReport::new(file.name(), None, "");
    import.read_objects(file, kind, (&sources, default_day), &mut report, (&mut |_, _| {}, &mut { MOST_FACTS }));
    import.report.files.push(report);
    import
}

/// A file's columns and what they are taken to hold; none when the file has no header that can be read.
pub fn columns(file: &EstateFile<'_>, kind: KindId, says: &Says) -> Option<Vec<Column>> {
    let targets = targets_of(kind);
    let headings = table::headings(file, &targets, &mapping(says))?;
    let column = |heading: &crate::header::Heading| Column {
        header: heading.shown.clone(),
        holds: match heading.fate {
            Fate::Read(place) => Some(targets[place].name),
            Fate::Ignored | Fate::Forbidden => None,
        },
    };
    Some(headings.iter().map(column).collect())
}

fn mapping(says: &Says) -> Mapping {
    says.columns.iter().map(|(header, attribute)| (fold(header), attribute.clone())).collect()
}

/// A fact as somebody writes it; none when it says nothing.
///
/// # Errors
/// What should have been written, and that no CPR number may be.
pub fn read_fact(kind: KindId, attribute: AttrId, written: &str) -> Result<Option<Value>, Text> {
    let written = written.trim();
    if cpr::has_cpr(written) {
        return Err(no_cpr());
    }
    CellReader::new(schema().attribute(kind, attribute)).read(written)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn system() -> KindId {
        schema().kind("system").expect("system")
    }

    #[test]
    fn columns_are_taken_as_somebody_said_and_left_out_when_not_wanted() {
        let file = EstateFile::from_bytes("udtræk.csv", &b"Id;Navn;Systemnavn;Licens\nS1;a;b;c\n"[..]);
        let mut says = Says { source: "OS2kitos".to_owned(), ..Says::default() };
        let holds = |says: &Says| {
            let columns = columns(&file, system(), says).expect("a header");
            columns.into_iter().map(|column| column.holds).collect::<Vec<_>>()
        };
        assert_eq!(holds(&says), [None, Some("name"), None, Some("licence")]);
        for (header, attribute) in [("Id", "key"), ("Navn", ""), ("Systemnavn", "name")] {
            says.columns.insert(header.to_owned(), attribute.to_owned());
        }
        assert_eq!(holds(&says), [Some("key"), None, Some("name"), Some("licence")]);
        let import = import_one(&file, system(), &says, &[], Day::default());
        assert_eq!(import.report.accepted_rows(), 1);
        assert!(import.estate.find(system(), "S1").is_some());
    }

    #[test]
    fn columns_that_are_all_unknown_can_be_told_what_they_are() {
        let file = EstateFile::from_bytes("udtræk.csv", &b"Systemnr;Farve;Antal brugere\nS1;r\xf8d;12\n"[..]);
        let mut says = Says { source: "Ark".to_owned(), ..Says::default() };
        let unknown = columns(&file, system(), &says).expect("a first line");
        let headers: Vec<&str> = unknown.iter().map(|column| &*column.header).collect();
        assert_eq!(headers, ["Systemnr", "Farve", "Antal brugere"]);
        let refused = import_one(&file, system(), &says, &[], Day::default()).report;
        assert!(refused.files[0].notices.iter().any(|notice| notice.text.da.contains("Ingen af kolonnerne")));
        for (header, attribute) in [("Systemnr", "key"), ("Farve", ""), ("Antal brugere", "users")] {
            says.columns.insert(header.to_owned(), attribute.to_owned());
        }
        let import = import_one(&file, system(), &says, &[Arc::from("S1")], Day::default());
        assert_eq!(import.report.accepted_rows(), 1, "{:?}", import.report);
        let remarked = |notice: &crate::Notice| notice.text.da.contains("''") || notice.text.da.contains("Farve");
        assert!(!import.report.files[0].notices.iter().any(remarked), "what is not wanted: {:?}", import.report);
    }

    #[test]
    fn a_known_object_need_not_be_told_of_whole() {
        let file = EstateFile::from_bytes("x.csv", &b"key;Licens\nS1;MIT\nS2;MIT\n"[..]);
        let says = Says { source: "x".to_owned(), ..Says::default() };
        let import = import_one(&file, system(), &says, &[Arc::from("S1")], Day::default());
        assert_eq!((import.report.accepted_rows(), import.report.rejected_rows()), (1, 1));
    }

    #[test]
    fn a_row_with_a_key_only_is_told_to_change_nothing() {
        let file = EstateFile::from_bytes("x.csv", &b"key;Navn\nS1;\n"[..]);
        let says = Says { source: "x".to_owned(), ..Says::default() };
        let report = import_one(&file, system(), &says, &[Arc::from("S1")], Day::default()).report;
        let told = |notice: &crate::Notice| notice.text.da.starts_with("1 række har kun en nøgle");
        assert!(report.files[0].notices.iter().any(told), "{report:?}");
    }

    #[test]
    fn a_fact_is_read_as_in_a_file_and_never_holds_a_cpr_number() {
        let attribute = |name: &str| schema().attribute_id(system(), name).expect("an attribute");
        let hosting = attribute("hosting");
        assert_eq!(read_fact(system(), hosting, " SaaS "), Ok(Some(Value::text("saas"))));
        assert!(read_fact(system(), hosting, "månen").is_err());
        assert!(read_fact(system(), attribute("licence"), "010190-1234").is_err());
    }
}
