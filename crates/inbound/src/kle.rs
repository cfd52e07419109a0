//! KLE, the municipalities' joint classification, from the XML that KL sends each subscriber (strategy §8 systems per task).
//! None of it is bundled: the municipality's own copy is read, and of that numbers, titles and the days they went out.

use std::borrow::Cow;
use std::collections::BTreeMap;

use kernel::{Day, Text};
use quick_xml::Reader;
use quick_xml::events::Event;

use crate::bounds;
use crate::report::text;
use crate::telling::{Telling, Told};

/// More subjects than this no edition has.
const MOST_SUBJECTS: usize = 50_000;
/// Elements inside each other.
const DEEPEST: usize = 100;
/// A number, a title or a day is no longer than so many bytes.
const LONGEST: usize = 1_000;

/// The levels by their elements: a number, a title and a day each bear the level's name.
const LEVELS: [&str; 3] = ["Hovedgruppe", "Gruppe", "Emne"];

/// A subject while it is read.
#[derive(Default)]
struct Subject {
    level: &'static str,
    number: String,
    title: String,
    retired: String,
}

/// What the XML tells: every main group, group and subject by its number.
pub fn tell_kle(file: &str, bytes: &[u8], seen_at: Day) -> Told {
    let mut telling = Telling::of("KLE", "kle", seen_at);
    telling.part(file, &["kle_subject"]);
    match read(bytes) {
        Err(why) => telling.refuse(why),
        Ok(subjects) => {
            for (number, subject) in newest(subjects) {
                telling.next();
                let mut object = telling.object("kle_subject", &number);
                if !is_number(&number) {
                    object.fault(
                        "Nr",
                        &number,
                        text("Skriv et KLE-nummer som 27.36.04.", "Write a KLE number as 27.36.04."),
                    );
                }
                object.text("name", Some(&subject.title));
                match retired_on(&subject.retired) {
                    Ok(None) => object.none("retired_on"),
                    Ok(day) => object.day("retired_on", day),
                    Err(expected) => object.fault("Historisk", &subject.retired, expected),
                }
                telling.take(object);
            }
        }
    }
    telling.done()
}

/// A number that was used again comes twice: the one in force counts, else the one that went out last.
fn newest(subjects: Vec<Subject>) -> BTreeMap<String, Subject> {
    let mut by_number: BTreeMap<String, Subject> = BTreeMap::new();
    for subject in subjects {
        let number = subject.number.trim().to_owned();
        let older = by_number.get(&number).is_some_and(|known| {
            known.retired.is_empty() || (!subject.retired.is_empty() && known.retired >= subject.retired)
        });
        if !older {
            by_number.insert(number, subject);
        }
    }
    by_number
}

fn retired_on(written: &str) -> Result<Option<Day>, Text> {
    if written.is_empty() {
        return Ok(None);
    }
    let day = written.get(..10).and_then(bounds::likely_day);
    day.map(Some).ok_or_else(|| text("Skriv en dato som 2026-05-03.", "Write a day as 2026-05-03."))
}

/// `27`, `27.36` or `27.36.04`.
fn is_number(number: &str) -> bool {
    let mut parts = number.split('.');
    number.len() <= 8 && parts.all(|part| part.len() == 2 && part.bytes().all(|digit| digit.is_ascii_digit()))
}

fn read(bytes: &[u8]) -> Result<Vec<Subject>, Text> {
    if bytes.len() as u64 > bounds::LARGEST_FILE {
        return Err(bounds::too_large());
    }
    let letters = letters(bytes)?;
    let bytes = letters.as_bytes();
    let mut reader = Reader::from_reader(bytes);
    let mut elements: Vec<String> = Vec::new();
    let mut open: Vec<Subject> = Vec::new();
    let mut subjects = Vec::new();
    let mut written = String::new();
    loop {
        match reader.read_event().map_err(|_| unreadable(bytes, reader.buffer_position()))? {
            Event::Start(start) => {
                let name = String::from_utf8_lossy(start.local_name().as_ref()).into_owned();
                if let Some(level) = LEVELS.into_iter().find(|level| *level == name) {
                    open.push(Subject { level, ..Subject::default() });
                }
                elements.push(name);
                written.clear();
            }
            Event::Text(piece) => push(&mut written, &piece),
            Event::CData(piece) => push(&mut written, &piece),
            Event::GeneralRef(name) => {
                written.push_str(&sign_of(&name, name.resolve_char_ref().ok().flatten()));
            }
            Event::End(_) => {
                let Some(name) = elements.pop() else { continue };
                if LEVELS.contains(&name.as_str()) {
                    subjects.extend(open.pop());
                } else if let Some(subject) = open.last_mut() {
                    fill(subject, &name, elements.last().map_or("", String::as_str), written.trim());
                }
                written.clear();
            }
            Event::Eof => break,
            _ => {}
        }
        if elements.len() > DEEPEST || subjects.len() > MOST_SUBJECTS {
            return Err(not_kle());
        }
    }
    if subjects.is_empty() || !elements.is_empty() { Err(not_kle()) } else { Ok(subjects) }
}

/// The file's letters: in UTF-8, or in the Latin-1 that it says itself that it is written in.
fn letters(bytes: &[u8]) -> Result<Cow<'_, str>, Text> {
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(200)]).to_ascii_lowercase();
    let declared = start.trim_start_matches('\u{feff}').strip_prefix("<?xml").and_then(|rest| rest.split("?>").next());
    let encoding = declared.and_then(|declared| declared.split("encoding").nth(1)?.split(['"', '\'']).nth(1));
    if matches!(encoding, Some("iso-8859-1" | "latin1" | "windows-1252")) {
        return Ok(encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0);
    }
    std::str::from_utf8(bytes).map(Cow::Borrowed).map_err(|_| {
        text(
            "Filens bogstaver kan ikke læses: den er hverken UTF-8 eller ISO-8859-1, som den selv angiver. Hent den igen hos KL.",
            "The file's letters cannot be read: it is neither UTF-8 nor the ISO-8859-1 that it declares. Fetch it again from KL.",
        )
    })
}

/// What the element says of the subject it stands in.
fn fill(subject: &mut Subject, name: &str, parent: &str, written: &str) {
    let level = subject.level;
    let own = |name: &str, what: &str| name.strip_prefix(level) == Some(what);
    if own(name, "Nr") {
        written.clone_into(&mut subject.number);
    } else if own(name, "Titel") {
        written.clone_into(&mut subject.title);
    } else if name == "Historisk" && own(parent, "AdministrativInfo") {
        written.clone_into(&mut subject.retired);
    }
}

fn push(written: &mut String, piece: &[u8]) {
    if written.len() + piece.len() <= LONGEST {
        written.push_str(&String::from_utf8_lossy(piece));
    }
}

/// The sign that `&name;` stands for; entities that a document defines for itself are never expanded.
fn sign_of(name: &[u8], sign: Option<char>) -> String {
    let known = match name {
        b"amp" => Some('&'),
        b"lt" => Some('<'),
        b"gt" => Some('>'),
        b"quot" => Some('"'),
        b"apos" => Some('\''),
        _ => sign,
    };
    known.map(String::from).unwrap_or_default()
}

fn unreadable(bytes: &[u8], at: u64) -> Text {
    let before = &bytes[..bytes.len().min(usize::try_from(at).unwrap_or(usize::MAX))];
    let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
    text(
        format!("Filen kan ikke læses som XML: fejl ved linje {line}. Hent den igen hos KL."),
        format!("The file cannot be read as XML: an error at line {line}. Fetch it again from KL."),
    )
}

fn not_kle() -> Text {
    text(
        "Filen er ikke en hel KLE-Emneplan. Hent XML-filen hos KL, og prøv igen.",
        "The file is no whole KLE-Emneplan. Fetch the XML file from KL, and try again.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Outcome;
    use crate::telling::stated;

    // Invented subjects: KLE itself may not be copied.
    const PLAN: &str =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<KLE-Emneplan><UdgivelsesDato>2026-08-01</UdgivelsesDato>
        <Hovedgruppe><HovedgruppeNr>98</HovedgruppeNr><HovedgruppeTitel>Leg &amp; luft</HovedgruppeTitel>
          <HovedgruppeAdministrativInfo><OprettetDato>1990-01-01</OprettetDato></HovedgruppeAdministrativInfo>
          <Gruppe><GruppeNr>98.01</GruppeNr><GruppeTitel><![CDATA[Drager]]></GruppeTitel>
            <Emne><EmneNr>98.01.02</EmneNr><EmneTitel>Dragehaler</EmneTitel>
              <EmneVejledning><p>Se <Historisk>1999-01-01</Historisk></p></EmneVejledning>
              <EmneAdministrativInfo><Historisk>2020-02-01</Historisk></EmneAdministrativInfo></Emne>
            <Emne><EmneNr>98.01.02</EmneNr><EmneTitel>Haler p&#229; drager</EmneTitel></Emne>
            <Emne><EmneNr>98.01.03</EmneNr><EmneTitel>Snore</EmneTitel>
              <EmneAdministrativInfo><Historisk>2021-05-03+02:00</Historisk></EmneAdministrativInfo></Emne>
            <Emne><EmneNr>98.1</EmneNr><EmneTitel>Galt nummer</EmneTitel></Emne>
            <Emne><EmneNr>98.01.04</EmneNr><EmneTitel>Sag om 010190-1234</EmneTitel></Emne>
          </Gruppe></Hovedgruppe></KLE-Emneplan>";

    fn told(xml: &[u8]) -> Told {
        tell_kle("kle.xml", xml, Day::new(2026, 11, 25).expect("a day"))
    }

    #[test]
    fn every_level_has_its_number_its_title_and_the_day_it_went_out() {
        let told = told(PLAN.as_bytes());
        let pairs = |path: &str| stated(&told, path).into_iter().map(|(a, b)| format!("{a} {b}")).collect::<Vec<_>>();
        assert_eq!(
            pairs("kle_subject.name"),
            ["98 Leg & luft", "98.01 Drager", "98.01.02 Haler på drager", "98.01.03 Snore"]
        );
        assert_eq!(pairs("kle_subject.retired_on"), ["98 -", "98.01 -", "98.01.02 -", "98.01.03 2021-05-03"]);
        let rejected: Vec<&str> = told.import.report.rejected.iter().map(|fault| &*fault.value).collect();
        assert_eq!(rejected, ["Sag om 010190-****", "98.1"]);
    }

    #[test]
    fn a_plan_in_latin_1_keeps_its_letters_and_other_bytes_are_refused() {
        let plan = |declared: &str| {
            let head = format!("<?xml version=\"1.0\"{declared}?>").into_bytes();
            let body = b"<K><Hovedgruppe><HovedgruppeNr>98</HovedgruppeNr><HovedgruppeTitel>B\xf8rn</HovedgruppeTitel></Hovedgruppe></K>";
            told(&[&head[..], body].concat())
        };
        for declared in [" encoding=\"ISO-8859-1\"", " encoding='windows-1252' standalone=\"yes\""] {
            assert_eq!(
                stated(&plan(declared), "kle_subject.name"),
                [("98".to_owned(), "Børn".to_owned())],
                "{declared}"
            );
        }
        for declared in ["", " encoding=\"UTF-8\"", " encoding=\"ISO-8859-5\""] {
            let told = plan(declared);
            assert_eq!(told.import.report.files[0].outcome, Outcome::Refused, "{declared}");
            assert_eq!(told.import.estate.fact_count(), 0);
        }
    }

    #[test]
    fn what_is_no_whole_plan_is_refused() {
        let deep = "<a>".repeat(100_000);
        let bomb = "<!DOCTYPE k [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><KLE-Emneplan>&b;</KLE-Emneplan>";
        for wrong in ["", "{}", "<KLE-Emneplan/>", "<a><b></a>", &PLAN[..600], &deep, bomb] {
            let told = told(wrong.as_bytes());
            assert_eq!(told.import.report.files[0].outcome, Outcome::Refused, "{}", &wrong[..wrong.len().min(40)]);
            assert_eq!(told.import.estate.fact_count(), 0);
        }
    }
}
