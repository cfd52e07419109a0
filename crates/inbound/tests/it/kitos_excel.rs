//! The Excel exports of OS2kitos: what they say becomes facts, what they do not say is not guessed, and no file can hurt.

use std::collections::BTreeMap;

use facts::schema;
use inbound::kitos::{ExcelFile, RoleHere, read_excel};
use inbound::{Outcome, Told};
use proptest::prelude::*;
use testkit::{Cell, workbook, workbook_of};

use super::day;
use super::kitos::all;

const JOURNAL: &str = "0F000011-0000-5000-8000-00000000000F";
const JOURNAL_KEY: &str = "0f000011-0000-5000-8000-00000000000f";
const BOARD: &str = "0f000012-0000-5000-8000-00000000000f";

fn sheet(titles: &[&str], rows: &[&[Cell]]) -> Vec<u8> {
    let head = titles.iter().map(|title| Cell::from(*title)).collect();
    let rows: Vec<Vec<Cell>> = std::iter::once(head).chain(rows.iter().map(|row| row.to_vec())).collect();
    workbook(&rows)
}

fn texts<const N: usize>(cells: [&str; N]) -> [Cell; N] {
    cells.map(Cell::from)
}

fn told_of(files: &[(&str, Vec<u8>)], roles: &[(&str, RoleHere)]) -> Told {
    let files: Vec<ExcelFile<'_>> = files.iter().map(|(name, content)| ExcelFile { name, content }).collect();
    let roles: BTreeMap<String, RoleHere> = roles.iter().map(|(name, role)| ((*name).to_owned(), *role)).collect();
    read_excel(&files, &roles, day("2026-11-23"))
}

fn told(content: Vec<u8>) -> Told {
    told_of(&[("overblik.xlsx", content)], &[])
}

fn notices(told: &Told) -> Vec<String> {
    let files = &told.import.report.files;
    files.iter().flat_map(|file| &file.notices).map(|notice| notice.text.da.clone()).collect()
}

fn keys(told: &Told, kind: &str) -> Vec<String> {
    let kind = schema().kind(kind).expect("a kind");
    told.import.estate.keys(kind).iter().map(ToString::to_string).collect()
}

/// The usages with every column that is read, in an order nobody expects.
fn usages() -> Vec<u8> {
    let titles = [
        "Livscyklus",
        "IT System",
        "Systemejer",
        "IT-System (UUID)",
        "Status",
        "Ibrugtagningsdato",
        "Leverandør",
        "IT systemet driftes",
        "KLE ID",
        "Licens- og kodegrundlag",
        "Forretningskritisk IT-system",
        "Samfundskritisk IT-system",
        "Indeholder AI-teknologi",
        "Kræver system databehandleraftale",
        "DataType",
        "Dato for seneste risikovurdering",
        "Foretaget risikovurdering",
        "DPIA gennemført",
        "Systemejer Email#",
        "Lokal System ID",
    ];
    let mut journal = texts([
        "I drift",
        "Omsorgsjournal (Ikke tilgængeligt)",
        "Ane Friis, Bo Dal",
        JOURNAL,
        "Aktivt",
        "",
        "Ørn & Søn, A/S",
        "On-premise",
        "27.36.00, 27.36.04",
        "Open Source, Proprietær",
        "Ja",
        "Nej",
        "Ved ikke",
        "Styret via lovgivning",
        "Almindelige persondata, Straffedomme og lovovertrædelser",
        "03-05-2026",
        "Ja",
        "Nej",
        "Ane@Eksempel.example, bo@eksempel.example",
        "ITS-1",
    ]);
    journal[5] = Cell::Day(43_862);
    let board = texts([
        "På hylden",
        "Opslagstavlen",
        "",
        BOARD,
        "Ikke aktivt",
        "i morgen",
        "",
        "Eksternt",
        "",
        "",
        "",
        "",
        "",
        "",
        "Hemmeligt",
        "04-05-2026",
        "Nej",
        "Ja",
        "",
        "",
    ]);
    sheet(&titles, &[&journal, &texts([""; 20]), &board])
}

#[test]
fn a_system_is_told_as_its_row_says_and_by_the_uuid_of_the_shared_system() {
    let told = told_of(&[("it-systemer.xlsx", usages())], &[("Systemejer", RoleHere::Owner)]);
    assert_eq!(told.import.report.rejected_rows(), 0, "{:?}", told.import.report.rejected);
    assert_eq!(
        all(&told, "system", JOURNAL_KEY),
        [
            "name=Omsorgsjournal",
            "local_id=ITS-1",
            "valid_in_register=true",
            "status=in_operation",
            "owner=ane@eksempel.example",
            "supplier=navn:Ørn & Søn, A/S",
            "in_use_since=2020-02-01",
            "hosting=own_data_centre",
            "kle_tasks=27.36.00|27.36.04",
            "personal_data=sensitive",
            "business_critical=true",
            "socially_critical=false",
            "risk_assessed_on=2026-05-03",
            "dpia_on=none",
            "code_model=mixed",
        ]
    );
    assert_eq!(all(&told, "system", BOARD), ["name=Opslagstavlen", "valid_in_register=false", "risk_assessed_on=none"]);
    assert_eq!(all(&told, "person", "ane@eksempel.example"), ["name=Ane Friis", "email=ane@eksempel.example"]);
    let notices = notices(&told);
    let words = "læst ind: DataType: Hemmeligt, Livscyklus: På hylden.";
    assert!(notices.iter().any(|notice| notice.ends_with(words)), "{notices:?}");
    assert!(notices.iter().any(|notice| notice.ends_with("Ibrugtagningsdato: i morgen.")), "{notices:?}");
}

#[test]
fn without_the_uuid_a_system_has_a_weak_identity_and_says_so() {
    let told = told(sheet(
        &["IT System", "Livscyklus", "Hest", "Systemejer", "Systemejer Email#"],
        &[&texts(["Omsorgsjournal", "i drift", "x", "", ""]), &texts(["Omsorgsjournal", "i drift", "", "", ""])],
    ));
    assert_eq!(keys(&told, "system"), ["navn:Omsorgsjournal"]);
    assert_eq!((told.import.report.rejected.len(), told.import.report.rejected[0].line), (1, 3));
    let notices = notices(&told);
    for says in ["svag identitet. Vis kolonnen", "ikke kender: Hest.", "ikke er læst: Systemejer."] {
        assert!(notices.iter().any(|notice| notice.contains(says)), "{says}: {notices:?}");
    }
    assert_eq!(told.kinds.iter().map(|kind| schema().def(*kind).name).collect::<Vec<_>>(), ["system", "supplier"]);
}

#[test]
fn contracts_and_agreements_are_told_with_their_suppliers_by_cvr_when_the_list_is_there() {
    let contracts = sheet(
        &[
            "IT Kontrakt",
            "Kontrakt ID",
            "Leverandør",
            "Gyldig til",
            "Opsigelse (måneder)",
            "Drift/år",
            "Uopsigelig til",
        ],
        &[
            &[
                texts(["Drift", "K-1", "Ørn A/S", "31-12-2027", "6"]).to_vec(),
                vec![Cell::Number(125_000.0), Cell::Empty],
            ]
            .concat(),
            &[texts(["Tavle", "", "Bo", "", "et halvt år"]).to_vec(), vec![Cell::Number(0.0), Cell::Empty]].concat(),
        ],
    );
    let agreements = sheet(
        &[
            "Databehandling",
            "IT Systemer (UUID)",
            "Databehandlere",
            "Tilsynsinterval",
            "Databehandleraftale er indgået",
            "Dato for indgåelse af databehandleraftale",
            "Overførsel til usikkert 3. land",
        ],
        &[
            &texts(["Omsorg", &format!("{JOURNAL}, {BOARD}"), "Ørn A/S", "Hver andet år", "Ja", "01-02-2024", "Nej"]),
            &texts(["Tavle", BOARD, "Ørn A/S, Bo", "Andet", "Nej", "01-02-2024", ""]),
        ],
    );
    let suppliers = sheet(
        &["Leverandørnavn", "CVR", "Intern/Ekstern"],
        &[
            &texts(["Ørn A/S", "11 22 33 44", "Ekstern"]),
            &texts(["Bo", "10000001", "Ekstern"]),
            &texts(["Bo", "10000002", "Ekstern"]),
        ],
    );
    let told = told_of(&[("k.xlsx", contracts), ("d.xlsx", agreements), ("l.xlsx", suppliers)], &[]);
    assert_eq!(told.import.report.rejected_rows(), 0, "{:?}", told.import.report.rejected);
    assert_eq!(
        all(&told, "contract", "nr:K-1"),
        [
            "name=Drift",
            "number=K-1",
            "supplier=cvr:11223344",
            "runs_to=2027-12-31",
            "notice_months=6",
            "yearly_amount=125.000 kr."
        ]
    );
    assert_eq!(all(&told, "contract", "navn:Tavle"), ["name=Tavle", "supplier=navn:Bo"]);
    assert_eq!(
        all(&told, "processing_agreement", &format!("navn:Omsorg:{JOURNAL_KEY}"))[1..],
        ["processor=cvr:11223344", "concluded_on=2024-02-01", "oversight_months=24", "third_country=false"]
    );
    let board = format!("system={BOARD}");
    assert_eq!(
        all(&told, "processing_agreement", &format!("navn:Tavle:{BOARD}")),
        [board.as_str(), "concluded_on=none"]
    );
    assert_eq!(all(&told, "supplier", "cvr:11223344"), ["name=Ørn A/S", "cvr=11223344"]);
    let notices = notices(&told);
    for says in ["1 leverandør er kun kendt på navnet", "1 registreringer har et komma", "et halvt år"] {
        assert!(notices.iter().any(|notice| notice.contains(says)), "{says}: {notices:?}");
    }
}

#[test]
fn one_list_alone_ends_nothing_that_another_said() {
    let contracts = sheet(&["IT Kontrakt", "Kontrakt ID", "Leverandør"], &[&texts(["Drift", "K-1", "Bo"])]);
    let roles = [("Systemejer", RoleHere::Owner)];
    let alone = told_of(&[("k.xlsx", contracts.clone())], &roles);
    let kinds = |kinds: &[facts::KindId]| kinds.iter().map(|kind| schema().def(*kind).name).collect::<Vec<_>>();
    assert_eq!((kinds(&alone.kinds), kinds(&alone.partial)), (vec!["contract", "supplier"], vec!["supplier"]));
    let agreements = sheet(&["Databehandling", "IT Systemer (UUID)", "Tilsynsinterval"], &[]);
    let suppliers = sheet(&["Leverandørnavn", "CVR", "Intern/Ekstern"], &[]);
    let all = [("s.xlsx", usages()), ("k.xlsx", contracts), ("d.xlsx", agreements), ("l.xlsx", suppliers)];
    let all = told_of(&all, &roles);
    assert!(all.partial.is_empty() && kinds(&all.kinds).contains(&"person"), "{:?}", kinds(&all.kinds));
}

#[test]
fn a_cpr_number_keeps_the_row_out_and_is_not_shown() {
    let titles = ["IT System", "IT-System (UUID)", "Systemets overordnede formål"];
    let told = told(sheet(&titles, &[&texts(["Sag", JOURNAL, "sagen om 010190-1234"]), &texts(["Tavle", BOARD, ""])]));
    assert_eq!(keys(&told, "system"), [BOARD]);
    let rejected = &told.import.report.rejected;
    assert_eq!((rejected.len(), rejected[0].line), (1, 2));
    assert!(!format!("{rejected:?}").contains("1234"));
}

#[test]
fn what_is_no_export_or_comes_twice_is_refused_and_the_shared_lists_are_not_read() {
    let two = usages();
    let files = [
        ("brev.xlsx", sheet(&["Kære", "kollega"], &[])),
        ("a.xlsx", two.clone()),
        ("b.xlsx", two),
        ("tom.xlsx", workbook(&[])),
        ("tekst.xlsx", b"IT System;Livscyklus".to_vec()),
        ("d.xlsx", sheet(&["Databehandling", "Tilsynsinterval"], &[&texts(["A", "Andet"])])),
        ("katalog.xlsx", sheet(&["IT systemnavn", "Synlighed"], &[&texts(["Alles", "Offentlig"])])),
        ("snit.xlsx", sheet(&["Snitflade ID", "Snitflade"], &[&texts(["1", "A"])])),
    ];
    let told = told_of(&files, &[]);
    let refused = |name: &str| {
        let mut parts = told.import.report.files.iter();
        parts.any(|file| file.name == name && file.outcome == Outcome::Refused)
    };
    for (name, is) in [
        ("brev.xlsx", true),
        ("a.xlsx", false),
        ("b.xlsx", true),
        ("tom.xlsx", true),
        ("tekst.xlsx", true),
        ("d.xlsx", true),
        ("katalog.xlsx", false),
        ("snit.xlsx", false),
    ] {
        assert_eq!(refused(name), is, "{name}");
    }
    assert_eq!(keys(&told, "system").len(), 2);
    assert_eq!(notices(&told).iter().filter(|notice| notice.contains("læses ikke")).count(), 2);
    assert!(keys(&told, "processing_agreement").is_empty());
    let agreement = schema().kind("processing_agreement").expect("a kind");
    assert!(!told.kinds.contains(&agreement), "a refused list has not said that all are gone");
}

#[test]
fn a_cell_far_away_does_not_fill_the_memory() {
    let far = workbook_of([((0, 0), Cell::from("IT System")), ((1_048_575, 16_383), Cell::from("x"))]);
    let told_far = told(far);
    assert_eq!(told_far.import.report.files[0].outcome, Outcome::Refused);
    assert!(notices(&told_far)[0].contains("for stor til at være en eksport"));
}

#[test]
fn a_small_file_that_swells_is_refused() {
    let mut archive = zip::ZipWriter::new_append(std::io::Cursor::new(usages())).expect("a workbook");
    archive.start_file("xl/sharedStrings.xml", zip::write::SimpleFileOptions::default()).expect("begun");
    let block = vec![b'a'; 1024 * 1024];
    for _ in 0..64 {
        std::io::Write::write_all(&mut archive, &block).expect("written");
    }
    let bytes = archive.finish().expect("finished").into_inner();
    assert!(bytes.len() < 1024 * 1024, "{}", bytes.len());
    let told = told(bytes);
    assert_eq!(told.import.report.files[0].outcome, Outcome::Refused);
    assert!(keys(&told, "system").is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn whatever_stands_in_a_workbook_it_is_read_or_refused(
        rows in prop::collection::vec(prop::collection::vec(prop_oneof![
            any::<String>().prop_map(Cell::Text),
            any::<f64>().prop_map(Cell::Number),
            any::<u32>().prop_map(Cell::Day),
            prop::sample::select(vec!["IT System", "IT-System (UUID)", "Livscyklus", "Databehandling", "IT Systemer (UUID)", "Kontrakt ID", JOURNAL, "Ja", "DataType", "A Email#", "A"]).prop_map(Cell::from),
        ], 0..8), 0..8),
        cut in any::<prop::sample::Index>(),
        flip in any::<prop::sample::Index>(),
    ) {
        let whole = workbook(&rows);
        told(whole.clone());
        told(whole[..cut.index(whole.len())].to_vec());
        let mut flipped = whole;
        let place = flip.index(flipped.len());
        flipped[place] ^= 0x55;
        told(flipped);
    }
}

#[test]
fn the_municipalitys_own_tasks_stand_beside_those_of_the_shared_system() {
    let titles = ["IT-System (UUID)", "IT System", "KLE ID", "Lokale KLE ID"];
    let rows = [texts([JOURNAL, "Journal", "27.36.00", "27.36.04, 27.36.00"]), texts([BOARD, "Tavle", "", "29.03.00"])];
    let told = told(sheet(&titles, &[&rows[0], &rows[1]]));
    assert_eq!(all(&told, "system", JOURNAL_KEY), ["name=Journal", "kle_tasks=27.36.00|27.36.04"]);
    assert_eq!(all(&told, "system", BOARD), ["name=Tavle", "kle_tasks=29.03.00"]);
}

#[test]
fn a_role_that_is_not_in_the_export_is_refused_with_those_that_are() {
    let told = told_of(&[("it-systemer.xlsx", usages())], &[("Systemejeren", RoleHere::Owner)]);
    let file = &told.import.report.files[0];
    assert_eq!(file.outcome, Outcome::Refused);
    let why = &file.notices[0].text.da;
    assert!(why.contains("'Systemejeren'") && why.ends_with("Den har: Systemejer."), "{why}");
    assert_eq!(told.import.estate.fact_count(), 0);
}

#[test]
fn a_registration_of_no_system_is_rejected_and_named() {
    let agreements = sheet(
        &["Databehandling", "IT Systemer (UUID)", "Tilsynsinterval"],
        &[&texts(["Løn 010190-1234", "", "Andet"]), &texts(["Omsorg", JOURNAL, "Andet"])],
    );
    let told = told(agreements);
    let rejected = &told.import.report.rejected;
    assert_eq!((rejected.len(), rejected[0].line, &*rejected[0].value), (1, 2, "Løn 010190-****"));
    assert_eq!(keys(&told, "processing_agreement").len(), 1);
}
