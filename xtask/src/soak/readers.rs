//! Every reader of bytes that come from outside, each as one function: bytes in, the number of facts told out.

use std::io::{Cursor, Write};
use std::path::Path;
use std::rc::Rc;

use base64ct::{Base64, Encoding as _};
use facts::schema;
use inbound::kitos::{ExcelFile, KitosSettings, read_excel};
use inbound::{EstateFile, Placed, RoleSystem, Says, Solution, SystemHere, Told};
use kernel::Day;
use principles::{Pack, PackFile};
use zip::write::SimpleFileOptions;

use super::{registers, samples};

/// Reads a file, and gives how much it told.
pub type Read = Box<dyn Fn(&[u8]) -> usize>;

/// A reader and what it reads well.
pub struct Reader {
    pub name: String,
    pub samples: Vec<Vec<u8>>,
    pub read: Read,
}

/// All of them.
pub fn all(root: &Path) -> Vec<Reader> {
    let mut all = vec![
        reader("estate", samples::estate(), estate),
        reader("one-file", samples::estate(), one_file),
        reader("sbom", samples::bills(), |bytes| {
            inbound::read_sbom(bytes).map_or(0, |parts| parts.len())
                + told(&inbound::tell_sbom("f", bytes, "S1", day()))
        }),
        reader("scuba", samples::scuba(), |bytes| told(&inbound::tell_scuba("f", bytes, "M365", day()))),
        reader("roles", samples::roles(), |bytes| {
            told(&inbound::tell_roles("f", bytes, &|one: &RoleSystem| SystemHere::Known(one.identifier.clone()), day()))
        }),
        reader("role-systems", samples::one(samples::ROLE_SYSTEMS), |bytes| {
            inbound::read_role_systems(&lossy(bytes)).map_or(0, |known| known.len())
        }),
        reader("kle", samples::kle(), |bytes| told(&inbound::tell_kle("f", bytes, day()))),
        reader("publiccode", samples::publiccode(), |bytes| {
            told(&inbound::tell_publiccode("publiccode.yml", bytes, solution(false), day()))
        }),
        reader("repository", samples::checkout(), repository),
        reader("git-index", samples::index(), |bytes| inbound::tracked_paths(bytes).map_or(0, |paths| paths.len())),
        reader("certificates", samples::certificates(root), certificates),
        reader(
            "certificates-der",
            samples::certificates(root).iter().filter_map(|pem| der(pem)).collect(),
            certificates,
        ),
        reader("places", samples::one(samples::PLACES), |bytes| {
            inbound::read_places(&lossy(bytes)).map_or(0, |places| places.len())
        }),
        reader("answers", samples::one(samples::ANSWERS), answers),
        reader("workbook", samples::workbooks(), workbook),
        reader("workbook-parts", samples::unpacked(), |bytes| packed(bytes).map_or(0, |bytes| workbook(&bytes))),
        reader(
            "kitos-settings",
            samples::one(
                "base = \"https://k.example\"\ncvr = \"87654321\"\nemail = \"a@b.example\"\npassword_file = \"kode\"\npage_size = 20\n[roles]\n\"00000001-0000-5000-8000-00000000000f\" = \"owner\"\n",
            ),
            |bytes| usize::from(KitosSettings::parse(&lossy(bytes)).is_ok()),
        ),
        reader("pack", samples::pack(), pack),
    ];
    for hunted in registers::all() {
        let hunted = Rc::new(hunted);
        let (notes, rows) = (hunted.notes(), hunted.mirrors());
        let talk = Rc::clone(&hunted);
        all.push(reader(&format!("{}-talk", hunted.name), notes, move |bytes| talk.converse(bytes)));
        all.push(reader(&format!("{}-rows", hunted.name), rows, move |bytes| hunted.read(bytes)));
    }
    all
}

fn reader(name: &str, samples: Vec<Vec<u8>>, read: impl Fn(&[u8]) -> usize + 'static) -> Reader {
    Reader { name: name.to_owned(), samples, read: Box::new(read) }
}

fn day() -> Day {
    testkit::today()
}

fn told(told: &Told) -> usize {
    told.import.estate.fact_count()
}

fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn solution(known: bool) -> Solution<'static> {
    Solution { key: "A1", known, last_commit_on: Some(day()) }
}

/// A part's first line, and what follows it.
fn named(part: &[u8]) -> (String, &[u8]) {
    let head = part.iter().position(|byte| *byte == b'\n').unwrap_or(part.len());
    (lossy(&part[..head]), &part[(head + 1).min(part.len())..])
}

/// A file of the folder beside those that others speak of. What was rejected is written out too.
fn estate(bytes: &[u8]) -> usize {
    const SYSTEMS: &str = "key;name\nS0001;a\nS0002;b\n";
    const DEVICES: &str = "key;category\nD00001;PC\n";
    let (name, body) = named(bytes);
    let mut files = vec![EstateFile::from_bytes(name.clone(), body)];
    for (other, text) in [("systems.csv", SYSTEMS), ("devices.csv", DEVICES)] {
        if name != other {
            files.push(EstateFile::from_bytes(other, text.as_bytes()));
        }
    }
    let import = inbound::import_folder(&files, day(), &mut |_| {});
    inbound::write_rejects(&import.report, &mut Vec::new()).expect("memory");
    import.estate.slots(day());
    import.estate.fact_count()
}

/// The same file brought by itself on a page, and each of its cells as a fact.
fn one_file(bytes: &[u8]) -> usize {
    let (name, body) = named(bytes);
    let first = name.split('.').next().unwrap_or_default();
    let kind = schema().kinds().find(|kind| schema().def(*kind).file == first);
    let Some(kind) = kind.or_else(|| schema().kind("system")) else { return 0 };
    let file = EstateFile::from_bytes(name.clone(), body);
    let says = Says { source: "x".to_owned(), ..Says::default() };
    let import = inbound::import_one(&file, kind, &says, &[], day());
    let columns = inbound::columns(&file, kind, &says).map_or(0, |columns| columns.len());
    let mut read = 0;
    for (attribute, cell) in schema().def(kind).attributes.iter().zip(lossy(body).split([';', ',', '\n']).skip(20)) {
        let Some(id) = schema().attribute_id(kind, attribute.name) else { continue };
        read += usize::from(inbound::read_fact(kind, id, cell).is_ok());
    }
    import.estate.fact_count() + columns + read
}

fn repository(bytes: &[u8]) -> usize {
    let parts = samples::parts(bytes).into_iter();
    let files: Vec<EstateFile<'_>> = parts.map(|(name, body)| EstateFile::from_bytes(name, body)).collect();
    told(&inbound::tell_repository("losning", &files, solution(true), day()))
}

fn certificates(bytes: &[u8]) -> usize {
    let place = |_: &str| Some(Placed { system: "S1".to_owned(), ..Placed::default() });
    told(&inbound::tell_certificates(&[EstateFile::from_bytes("f.pem", bytes)], "Certifikater", &place, day()))
}

/// What stands between the marks of a PEM file.
fn der(pem: &[u8]) -> Option<Vec<u8>> {
    let written: String = lossy(pem).lines().filter(|line| !line.starts_with('-')).collect();
    Base64::decode_vec(&written).ok()
}

fn answers(bytes: &[u8]) -> usize {
    let supplier = ["system.hosting".to_owned(), "kl-arkitektur/kl-p5-opgaver".to_owned()];
    let municipality = ["rule-asks".to_owned()];
    let answering = inbound::Answering { supplier: &supplier, municipality: &municipality };
    let answers = inbound::read_answers("svar.csv", bytes, answering);
    answers.facts.len() + answers.principles.len()
}

/// A workbook as an exported list and as a requirement sheet.
fn workbook(bytes: &[u8]) -> usize {
    let file = ExcelFile { name: "f.xlsx", content: bytes };
    told(&read_excel(&[file], &std::collections::BTreeMap::new(), day())) + answers(bytes)
}

/// The parts as an archive.
fn packed(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let how = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, body) in samples::parts(bytes) {
        archive.start_file(name, how).ok()?;
        archive.write_all(&body).ok()?;
    }
    Some(archive.finish().ok()?.into_inner())
}

fn pack(bytes: &[u8]) -> usize {
    let file = |(name, body): (String, Vec<u8>)| PackFile { name, text: lossy(&body) };
    let files: Vec<PackFile> = samples::parts(bytes).into_iter().map(file).collect();
    usize::from(Pack::parse(&files).is_ok())
}
