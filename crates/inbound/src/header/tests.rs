//! Headers as registers and people write them.

use super::*;
use crate::encoding::Encoding;
use crate::records::Records;

struct Read {
    headings: Vec<Heading>,
    file: FileReport,
    refusal: Option<Text>,
    separator: u8,
}

fn devices(line: &str, mapping: &[(&str, &str)]) -> Read {
    let targets = targets_of(schema().kind("device").expect("device"));
    let mapping = mapping.iter().map(|(header, name)| (fold(header), (*name).to_owned())).collect();
    let names = Names::new(&targets, &mapping);
    let separator = names.separator(line);
    let mut records = Records::new(line.as_bytes(), Encoding::Utf8);
    records.separate_by(separator);
    let mut record = Record::default();
    records.read(&mut record);
    let mut file = FileReport::new("devices.csv", None, "");
    let headings = names.resolve(&record, &mut file);
    let refusal = names.refusal(&headings, &[0]);
    Read { headings, file, refusal, separator }
}

fn fates(read: &Read) -> Vec<Fate> {
    read.headings.iter().map(|heading| heading.fate).collect()
}

#[test]
fn a_header_is_a_name_or_a_danish_or_english_label_in_any_order_and_case() {
    let read = devices("ENHED;Serial number;category;NØGLE", &[]);
    assert_eq!(fates(&read), [4, 1, 2, 0].map(Fate::Read));
    assert!(read.file.notices.is_empty() && read.refusal.is_none());
}

#[test]
fn the_separator_is_seen_from_the_header_line() {
    for (line, sign) in [
        ("key;status", b';'),
        ("key,status", b','),
        ("key\tstatus", b'\t'),
        ("key", b';'),
        ("\"key\";a, b, c, d;status", b';'),
        ("key\tAlpha; Beta; Gamma\tstatus", b'\t'),
    ] {
        assert_eq!(devices(line, &[]).separator, sign, "{line}");
    }
}

#[test]
fn an_unknown_column_is_reported_once_with_the_nearest_name() {
    let read = devices("key;Statuss;statuss;Farve på låget;;;", &[]);
    let unknown: Vec<_> = read.file.unknown_columns.iter().map(|u| (&*u.header, u.nearest.as_deref())).collect();
    assert_eq!(unknown, [("Statuss", Some("status")), ("Farve på låget", None)]);
    assert!(read.file.notices.is_empty(), "nameless columns at the end are how some programs end a line");
}

#[test]
fn a_nameless_column_between_the_others_is_told() {
    assert!(devices("key;;status", &[]).file.notices[0].text.da.starts_with("Kolonne 2 har ingen overskrift"));
}

#[test]
fn a_column_that_comes_twice_counts_once() {
    let read = devices("key;Status;status;STATUS", &[]);
    assert_eq!(fates(&read)[2..], [Fate::Ignored, Fate::Ignored]);
    assert_eq!(read.file.notices.len(), 2);
    assert!(read.file.notices[0].text.da.contains("'status' er sprunget over"));
    assert!(read.file.unknown_columns.is_empty());
}

#[test]
fn a_header_that_could_be_two_attributes_is_read_as_the_likelier_one() {
    let targets =
        [Target::new("key", "nøgle", "key"), Target::new("owner", "Ejer", "Owner"), Target::new("x", "X", "Ejer")];
    let mapping = Mapping::new();
    let names = Names::new(&targets, &mapping);
    let mut records = Records::new(&b"key;ejer"[..], Encoding::Utf8);
    let mut record = Record::default();
    records.read(&mut record);
    let mut file = FileReport::new("x.csv", None, "");
    assert_eq!(names.resolve(&record, &mut file)[1].fate, Fate::Read(1));
    assert!(file.notices[0].text.en.contains("both 'owner' and 'x'"));
}

#[test]
fn columns_of_cpr_numbers_and_recovery_codes_are_never_looked_at() {
    let read = devices("key;CPR-nummer;BitLocker recovery", &[("cpr-nummer", "user")]);
    assert_eq!(fates(&read)[1..], [Fate::Forbidden, Fate::Forbidden]);
    assert_eq!(read.file.notices.len(), 2);
    assert!(read.file.unknown_columns.is_empty());
    assert!(devices("cpr;status", &[("cpr", "key")]).refusal.is_some());
}

#[test]
fn sources_toml_may_name_a_column_and_is_told_when_it_names_none() {
    let read = devices(
        "Asset tag;Tilstand",
        &[("Asset tag", "key"), ("tilstand", "Status"), ("Væk", "user"), ("Tilstand2", "statsu")],
    );
    assert_eq!(fates(&read), [Fate::Read(0), Fate::Read(7)]);
    let told: Vec<_> = read.file.notices.iter().map(|notice| &*notice.text.en).collect();
    assert!(told.iter().any(|t| t.contains("is not a name in this file. Did you mean 'status'?")), "{told:?}");
    assert!(told.iter().any(|t| t.contains("The column 'væk'")), "{told:?}");
}

#[test]
fn a_file_without_header_or_key_is_refused_with_the_reason() {
    let da = |line| devices(line, &[]).refusal.expect("refused").da;
    assert!(da("D1;PC;010190-1234").contains("Ingen af kolonnerne"));
    assert!(da("nøglee;status").contains("ingen kolonne 'nøgle'. Er det 'nøglee'?"), "{}", da("nøglee;status"));
}

#[test]
fn a_header_that_is_really_data_does_not_leak() {
    let read = devices("key;010190-1234", &[]);
    assert_eq!(read.file.unknown_columns[0].header, "010190-****");
}
