//! The sheet of both packs.

use super::*;

fn rows() -> Vec<SheetRow> {
    let packs = testkit::packs();
    sheet(&packs.iter().collect::<Vec<_>>())
}

#[test]
fn every_fact_is_asked_once_and_bears_on_every_rule_that_looks_at_it() {
    let rows = rows();
    let mut codes: Vec<&str> = rows.iter().map(|row| row.code.as_str()).collect();
    let count = codes.len();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), count);
    let access = rows.iter().find(|row| row.code == "system.access_control").expect("asked");
    assert!(access.rules.contains(&"access-by-local-accounts".to_owned()), "{:?}", access.rules);
    assert!(access.rules.contains(&"ar-4-2-local-accounts".to_owned()), "both packs");
    assert_eq!(access.answerer, Answerer::Supplier);
    assert!(access.material && access.allowed.da.contains("lokale konti"));
    assert!(!rows.iter().any(|row| row.code == "system.overlapping_systems"), "nobody is asked what is computed");
    assert!(rows.iter().any(|row| row.code == "os2-community-not-followed" && row.answerer == Answerer::Municipality));
    assert!(rows.iter().any(|row| row.code == "sbom"));
}

#[test]
fn the_tender_is_told_neither_what_weighs_nor_what_the_municipality_answers_itself() {
    let rows = rows();
    let made = ("Kravark", testkit::today());
    let own = table(&rows, Audience::Own, Lang::Da, made);
    let tender = table(&rows, Audience::Tender, Lang::Da, made);
    assert_eq!(tender.columns, ["Kode", "Princip", "Spørgsmål", "Svarmuligheder", "Svar"]);
    assert!(tender.rows.len() < own.rows.len());
    let text = csv(&tender, Lang::Da);
    assert!(text.starts_with("\u{feff}\"Kode\";\"Princip\""));
    assert!(!text.contains("access-by-local-accounts") && !text.contains("system.owner"));
    assert!(csv(&own, Lang::Da).contains("access-by-local-accounts"));
}

#[test]
fn every_principle_is_a_question_to_the_supplier() {
    let packs = testkit::packs();
    let rows = sheet(&packs.iter().collect::<Vec<_>>());
    let supplier: Vec<&SheetRow> = rows.iter().filter(|row| row.answerer == Answerer::Supplier).collect();
    for pack in &packs {
        for (number, principle) in pack.principles.iter().enumerate() {
            let code = principle_code(&pack.id, &principle.id);
            let of = |rule: &String| pack.rules.iter().any(|one| one.principle == number && one.code == *rule);
            let asked = supplier.iter().any(|row| row.code == code || row.rules.iter().any(of));
            assert!(asked, "{code}");
        }
    }
}

#[test]
fn a_principle_without_words_for_suppliers_is_asked_by_what_it_says_when_no_fact_tells_of_it() {
    let mut packs = testkit::packs();
    for principle in packs.iter_mut().flat_map(|pack| &mut pack.principles) {
        principle.supplier = None;
    }
    let rows = sheet(&packs.iter().collect::<Vec<_>>());
    let ban = rows.iter().find(|row| row.code == "it-teknologi-2023/cloud-forbud").expect("asked");
    assert!(ban.question.da.starts_with("Hvordan lever løsningen op til princippet? ") && ban.question.da.len() > 80);
    assert_eq!((ban.asks, ban.answerer, ban.material), (Asks::Principle, Answerer::Supplier, true));
    assert!(!rows.iter().any(|row| row.code == "it-teknologi-2023/drift-hybrid"), "its facts tell of it");
}

#[test]
fn a_supplier_answers_the_rows_that_are_the_suppliers_and_principles() {
    let packs = testkit::packs();
    let packs: Vec<&Pack> = packs.iter().collect();
    let codes = supplier_codes(&packs);
    for row in sheet(&packs) {
        let suppliers = row.answerer == Answerer::Supplier && row.asks != Asks::Parts;
        assert_eq!(codes.contains(&row.code), suppliers, "{}", row.code);
    }
    assert!(rule_codes(&packs).contains(&"os2-community-not-followed".to_owned()));
}

#[test]
fn every_principle_of_the_common_architecture_has_a_row_of_its_own() {
    let packs = testkit::packs();
    let pack = packs.iter().find(|pack| pack.id == "kl-arkitektur").expect("the common architecture");
    let rows = sheet(&packs.iter().collect::<Vec<_>>());
    for principle in &pack.principles {
        let code = principle_code(&pack.id, &principle.id);
        assert!(rows.iter().any(|row| row.code == code && row.asks == Asks::Principle), "{code}");
    }
}
