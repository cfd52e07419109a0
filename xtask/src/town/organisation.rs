//! The municipality, its units and people, and what people have stated by name.

use super::sheet::{Cell, Sheet, Style};
use super::words::{FIRST, LAST, PLACES};
use super::{TODAY, Town};

/// Units of each sort: type, area, word, how many.
const UNITS: &[(&str, &str, &str, usize)] = &[
    ("school", "schools", "skole", 20),
    ("institution", "childcare", "børnehus", 14),
    ("institution", "care", "plejecenter", 10),
    ("division", "social", "jobcenterafdeling", 6),
    ("division", "technical", "driftsgård", 5),
    ("institution", "culture", "kulturhus", 5),
    ("staff", "administration", "stab", 4),
];
const DEPARTMENTS: &[(&str, &str)] = &[
    ("Børn og Skole", "schools"),
    ("Sundhed og Omsorg", "care"),
    ("Social og Arbejdsmarked", "social"),
    ("Teknik og Miljø", "technical"),
    ("Stabe og IT", "administration"),
];

pub fn add(town: &mut Town, sheets: &mut Vec<Sheet>) {
    sheets.push(municipality());
    units(town, sheets);
    people(town, sheets);
}

fn municipality() -> Sheet {
    let ago = |days: i32| Cell::Day(TODAY.plus_days(-days));
    let facts: Vec<(&'static str, Cell)> = vec![
        ("name", "Eksempel Kommune".into()),
        ("cvr", "99887766".into()),
        ("screening_procedure", true.into()),
        ("dispensation_procedure", false.into()),
        ("it_roles_described", true.into()),
        ("monitoring_budget", Cell::Kr(1_250_000)),
        ("patching_budget", Cell::Kr(640_000)),
        ("contingency_plan_tested_on", ago(530)),
        ("threats_assessed_on", ago(200)),
        ("acquisition_process_documented_on", ago(410)),
        ("development_process_documented_on", Cell::Blank),
        ("maintenance_process_documented_on", ago(1_300)),
        ("standards_reviewed_on", ago(250)),
        ("portfolio_reviewed_on", ago(480)),
        ("awareness_plan", true.into()),
        ("architecture_followed_up_on", ago(310)),
        ("fki_position_assessed_on", ago(700)),
        ("energy_demands_in_tenders", true.into()),
        ("reuse_considered_in_purchases", Cell::Blank),
        ("equipment_lifetimes_decided_on", ago(330)),
        ("authority_register_updated_on", ago(90)),
        ("automation_method_documented", true.into()),
    ];
    let columns: Vec<&'static str> = facts.iter().map(|(name, _)| *name).collect();
    let cells: Vec<Cell> = facts.into_iter().map(|(_, cell)| cell).collect();
    let mut sheet = Sheet::new("municipalities.csv", "municipality", Style::Danish, &columns);
    sheet.add("EKSEMPEL", &cells);
    sheet
}

fn units(town: &mut Town, sheets: &mut Vec<Sheet>) {
    let columns = ["name", "type", "parent", "ean", "leader", "area", "closed_on", "replacement_budget"];
    let mut sheet = Sheet::new("units.csv", "unit", Style::OldDanish, &columns);
    for (place, (name, area)) in DEPARTMENTS.iter().enumerate() {
        let key = format!("U{place}");
        let leader = format!("P{place:05}");
        let cells = [
            (*name).into(),
            "department".into(),
            Cell::None,
            Cell::None,
            leader.into(),
            (*area).into(),
            Cell::None,
            Cell::Kr(900_000),
        ];
        sheet.add(&key, &cells);
        town.units.push(key);
    }
    let mut number = 100;
    for (kind, area, word, count) in UNITS {
        let parent = DEPARTMENTS.iter().position(|(_, of)| of == area).unwrap_or(0);
        for place in 0..*count {
            number += 1;
            let key = format!("U{number}");
            let name = format!("{} {word}", PLACES[(place + number) % PLACES.len()]);
            let leader = format!("P{:05}", town.units.len());
            // Planted: two units without a known leader.
            let leader = if number == 104 || number == 131 { Cell::Blank } else { leader.into() };
            let budget = town.chance.between(3, 60) * 10_000;
            let closed = if number == 119 { Cell::Day(town.chance.ago(100, 300)) } else { Cell::None };
            let ean = format!("57980000{number:05}");
            let cells = [
                name.into(),
                (*kind).into(),
                format!("U{parent}").into(),
                ean.into(),
                leader,
                (*area).into(),
                closed,
                if town.chance.percent(12) { Cell::Blank } else { Cell::Kr(budget) },
            ];
            sheet.add(&key, &cells);
            if *kind == "school" {
                town.schools.push(key.clone());
            }
            town.units.push(key);
        }
    }
    sheets.push(sheet);
}

fn people(town: &mut Town, sheets: &mut Vec<Sheet>) {
    let columns = ["name", "unit", "hired_on", "left_on", "manager", "it_account", "special_pc_reason"];
    let mut sheet = Sheet::new("people.csv", "person", Style::Danish, &columns);
    for number in 0..9_000 * town.scale {
        let key = format!("P{number:05}");
        let manager = number < town.units.len();
        let unit = if manager { town.units[number].clone() } else { town.chance.choose(&town.units).clone() };
        let name = format!("{} {}", town.chance.pick(FIRST), town.chance.pick(LAST));
        let hired = if town.chance.percent(6) { town.chance.ago(5, 200) } else { town.chance.ago(200, 9_000) };
        let left = if !manager && town.chance.percent(4) { Cell::Day(town.chance.ago(1, 400)) } else { Cell::None };
        let special = if town.chance.percent(1) { town.chance.reason(30) } else { Cell::None };
        let account = town.chance.yes(94, 0);
        sheet.add(&key, &[name.into(), unit.into(), hired.into(), left, manager.into(), account, special]);
        if manager {
            town.managers.push(key.clone());
        }
        town.people.push(key);
    }
    sheets.push(sheet);
}

/// Facts that people gave by name; some have run out.
pub fn statements(town: &mut Town, sheets: &[Sheet]) -> Vec<u8> {
    let mut text = String::from("type;nøgle;oplysning;værdi;oplyst af;oplyst den;gælder til\n");
    let facts: &[(&str, &[&str])] = &[
        ("exit_plan", &["ja", "nej"]),
        ("rights_concept", &["ja", "nej"]),
        ("encrypted_at_rest", &["ja"]),
        ("central_logging", &["ja", "nej"]),
        ("hosting_country", &["Danmark", "Irland", "Tyskland"]),
    ];
    for number in 0..60 {
        let (fact, values) = facts[number % facts.len()];
        let system = town.systems[(number * 7) % town.systems.len()].clone();
        let by = format!("{} {}", town.chance.pick(FIRST), town.chance.pick(LAST));
        let on = town.chance.ago(20, 500);
        let until = on.plus_months(12);
        text.push_str(&format!("system;{system};{fact};{};{by};{on};{until}\n", town.chance.pick(values)));
    }
    answers(town, sheets, &mut text);
    text.into_bytes()
}

/// Answers to the packs' questions: for most objects, most of them good, some of them old.
fn answers(town: &mut Town, sheets: &[Sheet], text: &mut String) {
    for rule in testkit::packs().iter().flat_map(|pack| &pack.rules) {
        let principles::Body::Ask(question) = &rule.body else { continue };
        let kind = principles::Pack::kind_name(rule);
        let words = |means| question.choices.iter().filter(move |choice| choice.means == means).collect::<Vec<_>>();
        let (good, bad) = (words(principles::Meaning::Follows), words(principles::Meaning::Deviates));
        let Some(sheet) = sheets.iter().find(|sheet| sheet.is_of(kind)) else { continue };
        for key in sheet.keys().iter().take(220) {
            if town.chance.percent(28) {
                continue;
            }
            let choice = if town.chance.percent(72) { town.chance.choose(&good) } else { town.chance.choose(&bad) };
            let by = format!("{} {}", town.chance.pick(FIRST), town.chance.pick(LAST));
            let on = town.chance.ago(10, 380);
            text.push_str(&format!("{kind};{key};{};{};{by};{on};\n", rule.code, choice.word));
        }
    }
}
