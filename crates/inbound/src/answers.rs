//! A supplier's answers: the requirement sheet come back as CSV or xlsx, row by row facts of one candidate or a reason why not.
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
use crate::nearest::{fold, nearest_word};
use crate::records::Record;
use crate::report::{Fault, FileReport, Report, text};
use crate::rows::no_cpr;
use crate::{table, workbook};

/// A row that stands for a file, not a cell.
const BILL_OF_MATERIALS: &str = "sbom";

/// A question that a rule asks: its code, and each allowed word with what people call it.
pub type RuleQuestion = (String, Vec<(String, Text)>);

/// What came back.
#[derive(Debug, Default)]
pub struct Answers {
    /// Facts of the system that is offered.
    pub facts: Vec<(AttrId, Value)>,
    /// Answers to rules' questions: code and word.
    pub answers: Vec<(String, String)>,
    /// What is said of principles as such, in the supplier's own words: code and words.
    pub principles: Vec<(String, String)>,
    /// How many rows have no answer yet.
    pub unanswered: u64,
    /// What became of the file.
    pub report: Report,
}

/// Reads a requirement sheet that somebody filled in. `questions` are those that rules themselves ask, `principles` the codes under
/// which principles are asked about as such.
pub fn read_answers(name: &str, bytes: &[u8], questions: &[RuleQuestion], principles: &[String]) -> Answers {
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
        let mut sheet = Sheet { system, questions, principles, places: (code, answer), seen: HashSet::new() };
        let Answers { facts, answers: said, principles: told, unanswered, report } = &mut answers;
        let mut allowed = MOST_FACTS;
        table.each_row(&mut file_report, report, &mut |_, _| {}, &mut allowed, |record, headings, faults| {
            match sheet.row(record, headings, faults) {
                Some(Said::Fact(attribute, value)) => facts.push((attribute, value)),
                Some(Said::Word(rule, word)) => said.push((rule, word)),
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
    Word(String, String),
    OwnWords(String, String),
}

struct Sheet<'q> {
    system: KindId,
    questions: &'q [RuleQuestion],
    principles: &'q [String],
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
        if let Some((rule, words)) = self.questions.iter().find(|(rule, _)| rule == code) {
            return match word(words, answer) {
                Some(word) => Some(Said::Word(rule.clone(), word)),
                None => {
                    faults.push(Fault::cell(answer_head, answer, one_of(words)));
                    None
                }
            };
        }
        if self.principles.iter().any(|principle| principle == code) {
            return Some(Said::OwnWords(code.to_owned(), answer.to_owned()));
        }
        let attribute = code.strip_prefix("system.").and_then(|name| schema().attribute_id(self.system, name));
        let attribute = attribute.filter(|attribute| !schema().attribute(self.system, *attribute).is_derived());
        let Some(attribute) = attribute else {
            faults.push(Fault::cell(code_head, code, self.unknown(code)));
            return None;
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
        let facts = schema().def(self.system).attributes.iter().map(|attribute| format!("system.{}", attribute.name));
        let questions = self.questions.iter().map(|(rule, _)| rule.clone());
        let codes: Vec<String> = facts.chain(questions).chain(self.principles.iter().cloned()).collect();
        let near = nearest_word(code, codes.iter().map(String::as_str));
        text(
            format!("Koden er ikke en af kravarkets. Lad kolonnen stå, som den var.{}", meant_da(near)),
            format!("The code is none of the sheet's. Leave the column as it was.{}", meant_en(near)),
        )
    }
}

fn word(words: &[(String, Text)], answer: &str) -> Option<String> {
    let answer = fold(answer);
    let is = |(word, label): &&(String, Text)| {
        fold(word) == answer || fold(&label.da) == answer || fold(&label.en) == answer
    };
    words.iter().find(is).map(|(word, _)| word.clone())
}

fn one_of(words: &[(String, Text)]) -> Text {
    let list = |label: fn(&Text) -> &str| words.iter().map(|(_, text)| label(text)).collect::<Vec<_>>().join(", ");
    text(
        format!("Skriv et af svarene: {}.", list(|text| &text.da)),
        format!("Write one of the answers: {}.", list(|text| &text.en)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn questions() -> Vec<RuleQuestion> {
        let text = |da: &str, en: &str| Text { da: da.to_owned(), en: en.to_owned() };
        vec![(
            "rule-asks".to_owned(),
            vec![("yes".to_owned(), text("Ja", "Yes")), ("no".to_owned(), text("Nej", "No"))],
        )]
    }

    fn read(sheet: &str) -> Answers {
        read_answers("svar.csv", sheet.as_bytes(), &questions(), &["pack/principle".to_owned()])
    }

    fn attribute(name: &str) -> AttrId {
        schema().path(&format!("system.{name}")).expect(name).1
    }

    #[test]
    fn each_row_is_a_fact_an_answer_or_nothing_yet() {
        let answers = read(
            "Kode;Princip;Spørgsmål;Svarmuligheder;Svar\r\nsystem.mfa;P;S;ja / nej;Ja\r\nsystem.hosting;P;S;x;SaaS\r\n\
             system.licence;P;S;x;\r\nrule-asks;P;S;x;nej\r\nsbom;P;S;x;se fil\r\nsystem.supported_until;P;S;x;-\r\n",
        );
        assert!(answers.report.is_clean(), "{:?}", answers.report);
        let expected = [
            (attribute("mfa"), Value::Bool(true)),
            (attribute("hosting"), Value::text("saas")),
            (attribute("supported_until"), Value::None),
        ];
        assert_eq!(answers.facts, expected);
        assert_eq!(answers.answers, [("rule-asks".to_owned(), "no".to_owned())]);
        assert_eq!(answers.unanswered, 2);
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
            "Kode;Svar\nsystem.mfa;måske\nsystem.hostng;saas\nrule-asks;tja\nsystem.licence;MIT\nsystem.licence;GPL\n\
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
                (4, "Svar", "tja"),
                (6, "Kode", "system.licence"),
                (7, "Kode", "system.overlapping_systems"),
            ]
        );
        assert!(answers.report.rejected[1].expected.da.contains("system.hosting"), "the nearest");
        assert!(answers.report.rejected[2].expected.da.contains("Ja, Nej"));
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
            let answers = read_answers("x", bytes, &questions(), &[]);
            let file = &answers.report.files[0];
            assert_eq!(file.outcome, crate::Outcome::Refused);
            let told = format!("{:?}", file.notices).to_lowercase();
            assert!(told.contains(&says.to_lowercase()), "{told}");
        }
    }
}
