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
