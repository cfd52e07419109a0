//! Files of a form of their own: what each tells, and that none tells a CPR number or breaks on what it cannot read.

mod certificates;
mod garbled;
mod guards;
mod repository;
mod sbom;
mod scuba;

use facts::{Value, schema};
use inbound::{EstateFile, Outcome, Placed, Solution, Told};
use kernel::Day;

use crate::{day, value};

const LEAF: &[u8] = include_bytes!("../certificates/leaf.pem");
const AUTHORITY: &[u8] = include_bytes!("../certificates/ca.pem");
const OF_A_PERSON: &[u8] = include_bytes!("../certificates/cpr.pem");

fn today() -> Day {
    day("2026-11-25")
}

fn file<'f>(name: &str, bytes: &'f [u8]) -> EstateFile<'f> {
    EstateFile::from_bytes(name, bytes)
}

/// One file of certificates of the system S1.
fn certificates(bytes: &[u8]) -> Told {
    let place = |_: &str| Some(Placed { system: "S1".to_owned(), ..Placed::default() });
    inbound::tell_certificates(&[file("fil.pem", bytes)], "Certifikater S1", &place, today())
}

fn repository(files: &[(&str, &[u8])]) -> Told {
    let files: Vec<EstateFile<'_>> = files.iter().map(|(name, bytes)| file(name, bytes)).collect();
    let solution = Solution { key: "A1", known: true, last_commit_on: Some(day("2026-11-01")) };
    inbound::tell_repository("losning", &files, solution, today())
}

fn publiccode(bytes: &[u8]) -> Told {
    inbound::tell_publiccode(
        "publiccode.yml",
        bytes,
        Solution { key: "A1", known: false, last_commit_on: None },
        today(),
    )
}

fn sbom(bytes: &[u8]) -> Told {
    inbound::tell_sbom("sbom.json", bytes, "S1", today())
}

/// The told keys of a kind.
fn keys(told: &Told, kind: &str) -> Vec<String> {
    told.import.estate.keys(schema().kind(kind).expect(kind)).iter().map(ToString::to_string).collect()
}

/// A told fact, as text.
fn fact(told: &Told, path: &str, key: &str) -> Option<String> {
    Some(match value(&told.import, path, key)? {
        Value::Text(text) => text.to_string(),
        Value::Bool(yes) => yes.to_string(),
        Value::Int(count) => count.to_string(),
        Value::Day(day) => day.to_string(),
        other => format!("{other:?}"),
    })
}

fn is_refused(told: &Told) -> bool {
    told.import.report.files.iter().all(|file| file.outcome == Outcome::Refused) && told.import.estate.fact_count() == 0
}

/// What a file's notices say in Danish.
fn notices(told: &Told) -> String {
    let files = told.import.report.files.iter();
    files.flat_map(|file| &file.notices).map(|notice| &*notice.text.da).collect::<Vec<_>>().join("\n")
}

/// The same certificate as in `leaf.pem`, in DER.
fn der() -> Vec<u8> {
    let written = String::from_utf8_lossy(LEAF);
    decoded(&written.lines().filter(|line| !line.starts_with('-')).collect::<String>())
}

/// Base64 by hand: six bits a letter.
fn decoded(written: &str) -> Vec<u8> {
    let letters = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let bits: Vec<usize> = written.bytes().filter_map(|byte| letters.iter().position(|one| *one == byte)).collect();
    let mut bytes = Vec::new();
    for four in bits.chunks(4) {
        let number = four.iter().fold(0, |sum, bits| sum * 64 + bits) << (6 * (4 - four.len()));
        bytes.extend(number.to_be_bytes()[5..].iter().take(four.len() - 1));
    }
    bytes
}
