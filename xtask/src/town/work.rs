//! Automation solutions, projects under way, and purchases.

use super::Town;
use super::services::{Small, manager};
use super::sheet::{Cell, Sheet};
use super::words::THINGS;

pub fn add(town: &mut Town, sheets: &mut Vec<Sheet>) {
    let columns = [
        "name",
        "type",
        "in_use",
        "owner",
        "process",
        "supplier",
        "repository",
        "readme",
        "licence_file",
        "pipeline",
        "tests",
        "code_owners",
        "infrastructure_as_code",
        "deployment_described",
        "monitoring",
        "secrets_in_tree",
        "open_standards",
        "scaling_described",
        "data_security_reviewed_on",
        "last_commit_on",
        "documented_on",
    ];
    let mut file = Small::new(sheets, "automations.csv", "automation", &columns);
    for number in 0..35 {
        let kind = ["code", "code", "rpa", "form"][number % 4];
        let owner = manager(town, 12);
        let supplier = if kind == "code" { Cell::None } else { town.chance.choose(&town.suppliers).clone().into() };
        let c = &mut town.chance;
        let code = kind == "code";
        let process = if c.percent(75) { format!("A{:03}", c.below(60)).into() } else { Cell::None };
        let repository = if code { format!("eksempel/losning-{number}").into() } else { Cell::None };
        let mut cells: Vec<Cell> = vec![
            format!("Løsning {number:02}").into(),
            kind.into(),
            c.yes(92, 0),
            owner,
            process,
            supplier,
            repository,
        ];
        for share in [96, 80, 88, 64, 72, 70, 84, 78] {
            cells.push(if code { c.yes(share, 3) } else { Cell::None });
        }
        // Planted: secrets in one repository.
        cells.push(if code { (number == 8).into() } else { Cell::None });
        cells.extend([
            c.yes(82, 5),
            c.yes(60, 10),
            c.day(30, 700, 18),
            if code { c.day(5, 500, 0) } else { Cell::None },
            c.day(30, 900, 18),
        ]);
        file.row(&format!("AU{number:02}"), &cells);
    }
    file.done();
    let columns = [
        "name",
        "type",
        "phase",
        "owner",
        "unit",
        "system",
        "gate_passed",
        "screened_on",
        "area_took_part",
        "consequences_weighed",
        "reuse_considered",
        "shared_solution_considered",
        "architecture_considered",
        "new_components",
        "components_assessed_on",
        "risk_assessed_on",
        "in_house_reason",
    ];
    let mut file = Small::new(sheets, "projects.csv", "project", &columns);
    for number in 0..30 {
        let owner = manager(town, 5);
        let unit = town.chance.choose(&town.units).clone();
        let system = town.systems[(number * 22) % town.systems.len()].clone();
        let c = &mut town.chance;
        let kind = ["acquisition", "acquisition", "upgrade", "development"][number % 4];
        let phase = ["analysis", "tender", "offer", "solution", "idea", "in_operation"][number % 6];
        let new = c.percent(40);
        let assessed = if new && c.percent(60) { Cell::Day(c.ago(10, 300)) } else { Cell::None };
        let cells = [
            format!("Projekt {}", THINGS[number % THINGS.len()]).into(),
            kind.into(),
            phase.into(),
            owner,
            unit.into(),
            if number % 3 == 0 { Cell::None } else { system.into() },
            c.yes(80, 8),
            c.day(20, 500, 18),
            c.yes(78, 12),
            c.yes(72, 15),
            c.yes(66, 15),
            c.yes(70, 14),
            c.yes(70, 14),
            new.into(),
            assessed,
            c.day(20, 500, 18),
            if kind == "development" { c.reason(40) } else { Cell::None },
        ];
        file.row(&format!("PR{number:02}"), &cells);
    }
    file.done();
    let columns = [
        "name",
        "unit",
        "category",
        "supplier",
        "type",
        "ordered_on",
        "quantity",
        "reused_quantity",
        "amount",
        "need_assessed",
        "reuse_considered",
        "energy_demanded",
        "sustainability_demanded",
    ];
    let mut file = Small::new(sheets, "purchases.csv", "purchase", &columns);
    for number in 0..120 {
        let unit = town.chance.choose(&town.units).clone();
        let supplier = town.suppliers[(number % 5) * 9].clone();
        let c = &mut town.chance;
        let equipment = number % 4 != 3;
        let quantity = c.between(1, 60);
        let reused = if c.percent(25) { quantity / 3 } else { 0 };
        let cells = [
            format!("Bestilling {number:03}").into(),
            unit.into(),
            if equipment { ["PC", "TAB", "SMA", "CHR", "SKM"][number % 5].into() } else { Cell::None },
            supplier.into(),
            if equipment { "equipment" } else { "software" }.into(),
            c.day(10, 700, 0),
            quantity.into(),
            reused.into(),
            Cell::Kr(quantity * 4_200),
            c.yes(80, 12),
            c.yes(60, 15),
            c.yes(75, 10),
            c.yes(68, 12),
        ];
        file.row(&format!("IN{number:03}"), &cells);
    }
    file.done();
}
