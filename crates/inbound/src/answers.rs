//! A supplier's answers: the requirement sheet come back as CSV or xlsx, row by row facts of one candidate or a reason why not. A
//! supplier answers for what is offered, never for the municipality.
//!
//! Knows rows by their code; what it is that is assessed with the facts, others know.

use std::collections::HashSet;
use std::sync::Arc;

use facts::{AttrId, KindId, Value, schema};
use kernel::Text;

use crate::bounds::MOST_FACTS;
use crate::cell::CellReader;
use crate::cpr;
use crate::folder::EstateFile;
use crate::header::{Fate, Heading, Mapping, Target, meant_da, meant_en};
use crate::nearest::nearest_word;
use crate::records::Record;
use crate::report::{Fault, FileReport, Report, text};
use crate::rows::no_cpr;
use crate::{table, workbook};

/// A row that stands for a file, not a cell.
const BILL_OF_MATERIALS: &str = "sbom";

/// Who answers which rows, by their codes.
#[derive(Clone, Copy, Debug)]
pub struct Answering<'a> {
    /// Facts of the system (`system.hosting`), and principles in own words (`kl-arkitektur/kl-p5-opgaver`).
    pub supplier: &'a [String],
    /// What rules ask people.
    pub municipality: &'a [String],
}

/// What came back.
#[derive(Debug, Default)]
pub struct Answers {
    /// Facts of the system that is offered.
    pub facts: Vec<(AttrId, Value)>,
    /// What is said of principles as such, in the supplier's own words: code and words.
    pub principles: Vec<(String, String)>,
    /// How many rows have no answer yet.
    pub unanswered: u64,
    /// What became of the file.
    pub report: Report,
}

/// Reads a requirement sheet that a supplier filled in.
pub fn read_answers(name: &str, bytes: &[u8], answering: Answering<'_>) -> Answers {
    let mut answers = Answers::default();
    let mut file_report = FileReport::new(name, None, "");
    let csv: Arc<[u8]> = if bytes.starts_with(b"PK\x03\x04") {
        match workbook::as_csv(bytes) {
            Ok(csv) => csv.into_bytes().into(),
            Err(reason) => {
                file_report.end(crate::Outcome::Refused, reason);
                answers.report.files.push(file_report);
                return answers;
            }
        }
    } else {
        Arc::from(bytes)
    };
    let file = EstateFile::from_bytes(name, csv);
    let targets = [Target::new("code", "kode", "code"), Target::new("answer", "svar", "answer")];
    let opened = table::open(&file, &targets, &[0, 1], &Mapping::new(), &mut file_report);
    if let (Some(table), Some(system)) = (opened, schema().kind("system")) {
        let place = |target| table.headings.iter().position(|heading| heading.fate == Fate::Read(target));
        let (Some(code), Some(answer)) = (place(0), place(1)) else { return answers };
        let mut sheet = Sheet { system, answering, places: (code, answer), seen: HashSet::new() };
        let Answers { facts, principles: told, unanswered, report } = &mut answers;
        let mut allowed = MOST_FACTS;
        table.each_row(&mut file_report, report, &mut |_, _| {}, &mut allowed, |record, headings, faults| {
            match sheet.row(record, headings, faults) {
                Some(Said::Fact(attribute, value)) => facts.push((attribute, value)),
                Some(Said::OwnWords(code, words)) => told.push((code, words)),
                None if faults.is_empty() => *unanswered += 1,
                None => {}
            }
            1
        });
    }
    answers.report.files.push(file_report);
    answers
}

enum Said {
    Fact(AttrId, Value),
    OwnWords(String, String),
}

struct Sheet<'q> {
    system: KindId,
    answering: Answering<'q>,
    places: (usize, usize),
    seen: HashSet<String>,
}

impl Sheet<'_> {
    fn row(&mut self, record: &Record, headings: &[Heading], faults: &mut Vec<Fault>) -> Option<Said> {
        for (heading, cell) in headings.iter().zip(record.cells()) {
            if cpr::has_cpr(cell) {
                faults.push(Fault::cell(&heading.shown, cell, no_cpr()));
            }
        }
        let (code, answer) = (record.cell(self.places.0).trim(), record.cell(self.places.1).trim());
        let (code_head, answer_head) = (&headings[self.places.0].shown, &headings[self.places.1].shown);
        if !faults.is_empty() || answer.is_empty() || answer == "?" || code == BILL_OF_MATERIALS {
            return None;
        }
        if !self.seen.insert(code.to_owned()) {
            let expected = text(
                "Spørgsmålet er besvaret længere oppe i arket. Slet den ene række.",
                "The question is answered further up in the sheet. Delete one of the rows.",
            );
            faults.push(Fault::cell(code_head, code, expected));
            return None;
        }
        let attribute = code.strip_prefix("system.").and_then(|name| schema().attribute_id(self.system, name));
        let attribute = attribute.filter(|attribute| !schema().attribute(self.system, *attribute).is_derived());
        if !self.answering.supplier.iter().any(|asked| asked == code) {
            let is_known = attribute.is_some() || self.answering.municipality.iter().any(|asked| asked == code);
            faults.push(Fault::cell(
                code_head,
                code,
                if is_known { municipality_answers() } else { self.unknown(code) },
            ));
            return None;
        }
        let Some(attribute) = attribute else {
            return Some(Said::OwnWords(code.to_owned(), answer.to_owned()));
        };
        match CellReader::new(schema().attribute(self.system, attribute)).read(answer) {
            Ok(value) => value.map(|value| Said::Fact(attribute, value)),
            Err(expected) => {
                faults.push(Fault::cell(answer_head, answer, expected));
                None
            }
        }
    }

    fn unknown(&self, code: &str) -> Text {
        let near = nearest_word(code, self.answering.supplier.iter().map(String::as_str));
        text(
            format!("Koden er ikke en af kravarkets. Lad kolonnen stå, som den var.{}", meant_da(near)),
            format!("The code is none of the sheet's. Leave the column as it was.{}", meant_en(near)),
        )
    }
}

fn municipality_answers() -> Text {
    text(
        "Det svarer kommunen selv på, ikke leverandøren. Slet rækken; kommunen skriver sit svar i anskaffelsen.",
        "The municipality answers that itself, not the supplier. Delete the row; the municipality writes its answer in the acquisition.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_of(name: &str, bytes: &[u8]) -> Answers {
        let supplier = ["system.mfa", "system.hosting", "system.licence", "system.supported_until", "pack/principle"];
        let (supplier, municipality) = (supplier.map(str::to_owned), ["rule-asks".to_owned()]);
        read_answers(name, bytes, Answering { supplier: &supplier, municipality: &municipality })
    }

    fn read(sheet: &str) -> Answers {
        read_of("svar.csv", sheet.as_bytes())
    }

    fn attribute(name: &str) -> AttrId {
        schema().path(&format!("system.{name}")).expect(name).1
    }

    #[test]
    fn each_row_is_a_fact_or_nothing_yet() {
        let answers = read(
            "Kode;Princip;Spørgsmål;Svarmuligheder;Svar\r\nsystem.mfa;P;S;ja / nej;Ja\r\nsystem.hosting;P;S;x;SaaS\r\n\
             system.licence;P;S;x;\r\nrule-asks;P;S;x;\r\nsbom;P;S;x;se fil\r\nsystem.supported_until;P;S;x;-\r\n",
        );
        assert!(answers.report.is_clean(), "{:?}", answers.report);
        let expected = [
            (attribute("mfa"), Value::Bool(true)),
            (attribute("hosting"), Value::text("saas")),
            (attribute("supported_until"), Value::None),
        ];
        assert_eq!(answers.facts, expected);
        assert_eq!(answers.unanswered, 3);
    }

    #[test]
    fn what_the_municipality_answers_a_supplier_does_not() {
        let answers = read(
            "Kode;Svar\nsystem.criticality;lav\nsystem.personal_data;ingen\nrule-asks;nej\nsystem.name;Andet navn\n\
             system.kle_tasks;27.01.01\nsystem.owner;M1\nsystem.mfa;ja\n",
        );
        assert_eq!(answers.facts, [(attribute("mfa"), Value::Bool(true))]);
        let rejected = &answers.report.rejected;
        assert_eq!(rejected.iter().map(|one| one.line).collect::<Vec<_>>(), [2, 3, 4, 5, 6, 7]);
        assert!(rejected.iter().all(|one| one.expected.da.contains("kommunen selv")), "{rejected:?}");
    }

    #[test]
    fn a_principle_is_answered_in_own_words_over_several_lines() {
        let answers =
            read("Kode;Svar\npack/principle;\"Vi følger det.\nSe bilag 2: æøå; \"\"citat\"\"\"\npack/principel;x\n");
        let words = "Vi følger det.\nSe bilag 2: æøå; \"citat\"".to_owned();
        assert_eq!(answers.principles, [("pack/principle".to_owned(), words)]);
        let rejected = &answers.report.rejected[0];
        assert!(rejected.expected.da.contains("pack/principle"), "the nearest: {rejected:?}");
    }

    #[test]
    fn a_wrong_row_is_rejected_with_its_place_and_the_others_come_in() {
        let answers = read(
            "Kode;Svar\nsystem.mfa;måske\nsystem.hostng;saas\nsystem.licence;MIT\nsystem.licence;GPL\n\
             system.overlapping_systems;S1\n",
        );
        assert_eq!(answers.facts, [(attribute("licence"), Value::text("MIT"))]);
        let told: Vec<(u64, &str, &str)> =
            answers.report.rejected.iter().map(|one| (one.line, one.column.as_str(), one.value.as_str())).collect();
        assert_eq!(
            told,
            [
                (2, "Svar", "måske"),
                (3, "Kode", "system.hostng"),
                (5, "Kode", "system.licence"),
                (6, "Kode", "system.overlapping_systems"),
            ]
        );
        assert!(answers.report.rejected[1].expected.da.contains("system.hosting"), "the nearest");
    }

    #[test]
    fn a_cpr_number_never_comes_in_and_is_never_shown() {
        let answers = read("Kode;Bemærkning;Svar\nsystem.licence;spørg 010190-1234;MIT\nsystem.mfa;;ja\n");
        assert_eq!(answers.facts, [(attribute("mfa"), Value::Bool(true))]);
        let rejected = &answers.report.rejected[0];
        assert!(!rejected.value.contains("1234") && rejected.column == "Bemærkning", "{rejected:?}");
    }

    #[test]
    fn a_file_that_is_no_sheet_is_refused_with_a_reason() {
        for (bytes, says) in
            [(&b"Navn;Pris\na;1\n"[..], "kode"), (&b"PK\x03\x04 no workbook"[..], "Excel"), (&b""[..], "tom")]
        {
            let answers = read_of("x", bytes);
            let file = &answers.report.files[0];
            assert_eq!(file.outcome, crate::Outcome::Refused);
            let told = format!("{:?}", file.notices).to_lowercase();
            assert!(told.contains(&says.to_lowercase()), "{told}");
        }
    }
}
