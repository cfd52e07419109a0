//! Suppliers, contracts, systems, integrations, business processes, components and standards.

use super::Town;
use super::sheet::{Cell, Sheet, Style};
use super::words::{FIRMS, FORMS, KLE, LICENCES, PARTS, SUFFIXES, THINGS};

pub fn add(town: &mut Town, sheets: &mut Vec<Sheet>) {
    suppliers(town, sheets);
    contracts(town, sheets);
    systems(town, sheets);
    second_source(town, sheets);
    integrations(town, sheets);
    processes(town, sheets);
    components(town, sheets);
}

fn suppliers(town: &mut Town, sheets: &mut Vec<Sheet>) {
    let columns =
        ["name", "cvr", "country", "equipment_supplier", "energy_efficient_production", "sustainability_assessed_on"];
    let mut sheet = Sheet::new("suppliers.csv", "supplier", Style::English, &columns);
    for number in 0..45 {
        let key = format!("L{number:03}");
        let name = format!(
            "{} {}",
            FIRMS[number % FIRMS.len()],
            if number < FIRMS.len() { FORMS[number % 2] } else { "Drift A/S" }
        );
        let equipment = number.is_multiple_of(9);
        let country = if town.chance.percent(80) { "Danmark" } else { "Sverige" };
        let (efficient, assessed) = (town.chance.yes(70, 25), town.chance.day(30, 1_400, 35));
        sheet.add(
            &key,
            &[
                name.into(),
                format!("{}", 90_000_000 + number * 1_117).into(),
                country.into(),
                equipment.into(),
                efficient,
                assessed,
            ],
        );
        town.suppliers.push(key);
    }
    sheets.push(sheet);
}

fn contracts(town: &mut Town, sheets: &mut Vec<Sheet>) {
    let columns = [
        "name",
        "supplier",
        "responsible",
        "subject",
        "signed_on",
        "runs_to",
        "irrevocable_until",
        "notice_months",
        "exit_terms",
        "data_return",
        "service_levels",
        "sustainability_demands",
        "energy_demands",
        "yearly_amount",
        "followed_up_on",
    ];
    let mut sheet = Sheet::new("contracts.csv", "contract", Style::OldDanish, &columns);
    for number in 0..180 * town.scale {
        let key = format!("K{number:04}");
        let supplier = town.chance.choose(&town.suppliers).clone();
        let subject = match number % 12 {
            0 => "equipment",
            1 => "tool",
            2 => "infrastructure",
            3 => "service",
            _ => "system",
        };
        let c = &mut town.chance;
        let runs_to = match c.below(10) {
            0 => Cell::None,
            1 => Cell::Day(c.ago(10, 300)),
            _ => Cell::Day(c.ago(-1_400, -30)),
        };
        let irrevocable = if c.percent(60) { Cell::Day(c.ago(-700, 600)) } else { Cell::None };
        let responsible = c.choose(&town.managers).clone();
        let cells = [
            format!("Aftale {number:03} om {}", THINGS[number % THINGS.len()].to_lowercase()).into(),
            supplier.into(),
            c.known(6, responsible),
            subject.into(),
            c.day(200, 2_500, 3),
            runs_to,
            irrevocable,
            {
                let n = c.between(1, 12);
                c.known(8, n)
            },
            c.yes(78, 18),
            c.yes(66, 25),
            c.yes(80, 10),
            c.yes(45, 20),
            c.yes(50, 20),
            Cell::Kr(c.between(2, 240) * 10_000),
            c.day(20, 900, 12),
        ];
        sheet.add(&key, &cells);
        town.contracts.push(key);
    }
    // Planted: a date the calendar does not have.
    let mut wrong: Vec<&str> = vec![""; sheet.width()];
    wrong[..6].copy_from_slice(&["K9999", "Aftale med forkert dato", "L001", "P00001", "system", "31.2.2026"]);
    sheet.raw(&wrong);
    sheets.push(sheet);
}

const SYSTEM: [&str; 50] = [
    "name",
    "status",
    "key_system",
    "it_role",
    "it_duties_described",
    "business_area",
    "using_units",
    "owner",
    "manager",
    "supplier",
    "contract",
    "in_use_since",
    "product_kind",
    "in_house_reason",
    "hosting",
    "hosting_country",
    "hosting_provider",
    "external_hosting_assessed_on",
    "exit_plan",
    "client_install",
    "client_install_reason",
    "automatic_updates",
    "kle_tasks",
    "users",
    "criticality",
    "personal_data",
    "risk_assessed_on",
    "dpia_required",
    "dpia_on",
    "mfa",
    "encrypted_at_rest",
    "central_logging",
    "restore_tested_on",
    "contingency_tested_on",
    "oldest_missing_update_days",
    "supported_until",
    "access_control",
    "rights_concept",
    "rights_attested_on",
    "code_model",
    "licence",
    "open_source_use",
    "code_model_reason",
    "sbom_on",
    "documented_on",
    "documentation_url",
    "screened_on",
    "architecture_followed_up_on",
    "accessibility_statement_on",
    "public_website",
];

fn systems(town: &mut Town, sheets: &mut Vec<Sheet>) {
    let mut sheet = Sheet::new("systems.csv", "system", Style::Danish, &SYSTEM);
    for number in 0..220 * town.scale {
        let key = format!("S{number:04}");
        let cells = system(town, number);
        sheet.add(&key, &cells);
        if number == 17 {
            // Planted: the same key twice.
            sheet.add(&key, &cells);
        }
        town.systems.push(key);
    }
    sheets.push(sheet);
}

fn system(town: &mut Town, number: usize) -> Vec<Cell> {
    let round = number / THINGS.len();
    let name = match round {
        0 => format!("{} Kerne", THINGS[number]),
        _ => format!(
            "{} {}{}",
            THINGS[number % THINGS.len()],
            SUFFIXES[(round - 1) % SUFFIXES.len()],
            if round > 8 { format!(" {round}") } else { String::new() }
        ),
    };
    let status = match number % 22 {
        0 => "planned",
        1 => "pilot",
        2 => "phasing_in",
        3 => "phasing_out",
        4 | 5 => "retired",
        _ => "in_operation",
    };
    let hosting =
        ["saas", "saas", "own_data_centre", "supplier_server", "saas", "own_data_centre", "paas", "iaas"][number % 8];
    let own = hosting == "own_data_centre";
    let product = match number % 16 {
        0 | 1 => "shared_municipal",
        2 => "shared_public",
        3 => "customised",
        4 => "in_house",
        _ => "standard",
    };
    let code = ["proprietary", "proprietary", "proprietary", "open_source", "mixed"][number % 5];
    let (units, managers) = (town.units.clone(), town.managers.clone());
    let supplier = town.chance.choose(&town.suppliers).clone();
    let contract = town.chance.choose(&town.contracts).clone();
    let left = town.people[town.managers.len() + number].clone();
    let c = &mut town.chance;
    let using: Vec<String> = (0..c.between(1, 4)).map(|_| c.choose(&units).clone()).collect();
    // Planted: one in twelve owned by somebody who may have left, one in fifteen by nobody known.
    let owner = if number % 12 == 7 { left } else { c.choose(&managers).clone() };
    let data = ["none", "ordinary", "sensitive", "ordinary"][number % 4];
    let dpia = data == "sensitive";
    // Planted: overlap; a dozen tasks are served by more than one system.
    let task = if number.is_multiple_of(5) {
        KLE[(number / 5) % KLE.len()].to_owned()
    } else {
        format!("{:02}.{:02}.{:02}", 10 + number % 80, 1 + number / 80, number % 60)
    };
    let country = if c.percent(86) { "Danmark" } else { c.pick(&["Irland", "Tyskland", "USA", "Holland"]) };
    let client = c.percent(if hosting == "saas" { 9 } else { 55 });
    let manager = c.choose(&managers).clone();
    let area = c.choose(&units).clone();
    let install_reason = if client { c.reason(45) } else { Cell::None };
    let duty = if number.is_multiple_of(3) {
        "owner"
    } else if own {
        "internal_supplier"
    } else {
        "none"
    };
    vec![
        name.into(),
        status.into(),
        (number.is_multiple_of(9)).into(),
        c.known(8, duty),
        c.yes(70, 25),
        c.known(3, area),
        Cell::List(using),
        c.known(6, owner),
        c.known(12, manager),
        c.known(2, supplier.clone()),
        if number % 20 == 11 { Cell::None } else { c.known(3, contract) },
        c.day(100, 5_000, 8),
        product.into(),
        if product == "in_house" { c.reason(35) } else { Cell::None },
        c.known(3, hosting),
        c.known(7, country),
        if own { Cell::None } else { c.known(8, supplier) },
        if own { c.day(60, 1_500, 22) } else { Cell::Blank },
        c.yes(62, 30),
        client.into(),
        install_reason,
        c.yes(84, 12),
        Cell::List(vec![task]),
        {
            let n = c.between(5, 2_500);
            c.known(10, n)
        },
        {
            let w = c.pick(&["low", "medium", "medium", "high", "critical"]);
            c.known(6, w)
        },
        c.known(3, data),
        c.day(20, 800, 15),
        dpia.into(),
        if dpia && c.percent(82) { Cell::Day(c.ago(30, 1_100)) } else { Cell::None },
        c.yes(82, 8),
        c.yes(85, 18),
        c.yes(70, 16),
        c.day(20, 700, 22),
        c.day(30, 900, 26),
        {
            let n = if c.percent(85) { c.between(0, 20) } else { c.between(31, 200) };
            c.known(9, n)
        },
        if c.percent(20) { Cell::None } else { Cell::Day(c.ago(-1_800, 200)) },
        {
            let w = c.pick(&["fk_access_control", "municipal_idp", "municipal_idp", "municipal_idp", "local_accounts"]);
            c.known(5, w)
        },
        c.yes(74, 20),
        c.day(20, 700, 18),
        c.known(5, code),
        {
            let l = c.pick(LICENCES);
            c.known(9, l)
        },
        if code == "open_source" {
            c.pick(&["server", "os2", "embedded"]).into()
        } else if code == "mixed" {
            "embedded".into()
        } else {
            "none".into()
        },
        if c.percent(30) { Cell::Blank } else { c.reason(12) },
        c.day(20, 700, 55),
        c.day(30, 1_500, 34),
        if c.percent(40) { Cell::None } else { format!("https://dok.eksempel.example/{number}").into() },
        c.day(60, 1_500, 24),
        c.day(20, 800, 22),
        if number % 7 == 3 { Cell::Day(c.ago(20, 600)) } else { Cell::None },
        (number % 7 == 3).into(),
    ]
}

/// A second source for some systems, which disagrees here and there.
fn second_source(town: &mut Town, sheets: &mut Vec<Sheet>) {
    let mut sheet = Sheet::new("systems.cmdb.csv", "system", Style::English, &["owner", "hosting"]);
    for number in 0..60 {
        let key = town.systems[number * 3].clone();
        let owner =
            if town.chance.percent(15) { town.chance.choose(&town.managers).clone().into() } else { Cell::Blank };
        let hosting = ["saas", "saas", "own_data_centre", "supplier_server", "saas", "own_data_centre", "paas", "iaas"]
            [(number * 3) % 8];
        let hosting = if town.chance.percent(12) { "iaas" } else { hosting };
        sheet.add(&key, &[owner, hosting.into()]);
    }
    sheets.push(sheet);
}

fn integrations(town: &mut Town, sheets: &mut Vec<Sheet>) {
    let columns = [
        "name",
        "from",
        "to",
        "in_use",
        "interface",
        "pattern",
        "standard",
        "open_standard",
        "personal_data",
        "monitored",
        "documented_on",
    ];
    let mut sheet = Sheet::new("integrations.csv", "integration", Style::Danish, &columns);
    for number in 0..400 * town.scale {
        let from = town.chance.choose(&town.systems).clone();
        // Planted: two integrations lead to systems that nobody has registered.
        let to = if number == 77 || number == 244 {
            "S-UKENDT".to_owned()
        } else {
            town.chance.choose(&town.systems).clone()
        };
        let c = &mut town.chance;
        let pattern = c.pick(&[
            "service_platform",
            "api",
            "api",
            "api",
            "message",
            "file_transfer",
            "file_transfer",
            "database_link",
            "robot",
            "manual",
        ]);
        let standard = if c.percent(60) { format!("T{:02}", c.below(40)).into() } else { Cell::None };
        let cells = [
            format!("Udveksling {number:03}").into(),
            from.into(),
            to.into(),
            true.into(),
            c.known(10, format!("SN-{number:03}")),
            c.known(7, pattern),
            standard,
            c.yes(68, 14),
            c.yes(50, 6),
            c.yes(72, 14),
            c.day(30, 1_400, 28),
        ];
        sheet.add(&format!("I{number:04}"), &cells);
    }
    sheets.push(sheet);
}

fn processes(town: &mut Town, sheets: &mut Vec<Sheet>) {
    let columns = ["name", "unit", "owner", "essential", "systems", "documented_on", "documentation_url"];
    let mut sheet = Sheet::new("processes.csv", "process", Style::Danish, &columns);
    for number in 0..60 {
        let systems: Vec<String> =
            (0..town.chance.between(1, 4)).map(|_| town.chance.choose(&town.systems).clone()).collect();
        let unit = town.chance.choose(&town.units).clone();
        let owner = town.chance.choose(&town.managers).clone();
        let c = &mut town.chance;
        let name = format!("{} for borgere", THINGS[number % THINGS.len()]);
        let url =
            if c.percent(55) { format!("https://dok.eksempel.example/proces/{number}").into() } else { Cell::None };
        sheet.add(
            &format!("A{number:03}"),
            &[
                name.into(),
                unit.into(),
                c.known(10, owner),
                c.yes(60, 8),
                Cell::List(systems),
                c.day(30, 1_500, 30),
                url,
            ],
        );
    }
    sheets.push(sheet);
}

fn components(town: &mut Town, sheets: &mut Vec<Sheet>) {
    let columns = [
        "name",
        "system",
        "version",
        "licence",
        "open_source",
        "new_to_portfolio",
        "introduced_on",
        "security_assessed_on",
        "known_exploited",
        "supported_until",
    ];
    let mut sheet = Sheet::new("components.csv", "component", Style::English, &columns);
    for number in 0..250 {
        let system = town.chance.choose(&town.systems).clone();
        let c = &mut town.chance;
        let assessed = if c.percent(75) { Cell::Day(c.ago(20, 600)) } else { Cell::None };
        let supported = if c.percent(40) { Cell::None } else { Cell::Day(c.ago(-900, 120)) };
        let exploited = i64::from(c.percent(4));
        let cells = [
            format!("{}-{}", c.pick(PARTS), number % 30).into(),
            system.into(),
            format!("{}.{}", c.between(1, 9), c.between(0, 20)).into(),
            {
                let l = c.pick(LICENCES);
                c.known(12, l)
            },
            c.yes(80, 3),
            c.yes(15, 5),
            c.day(20, 2_000, 10),
            assessed,
            c.known(6, exploited),
            supported,
        ];
        sheet.add(&format!("C{number:03}"), &cells);
    }
    sheets.push(sheet);
    let columns = ["name", "field", "status", "owner", "decided_on", "review_by", "successor", "phase_out_by"];
    let mut sheet = Sheet::new("standards.csv", "standard", Style::Danish, &columns);
    for number in 0..40 {
        let owner = town.chance.choose(&town.managers).clone();
        let c = &mut town.chance;
        let status = c.pick(&["preferred", "preferred", "permitted", "permitted", "phase_out", "prohibited"]);
        let leaving = status == "phase_out";
        let successor = if leaving && c.percent(70) { format!("T{:02}", (number + 1) % 40).into() } else { Cell::None };
        let by = if leaving && c.percent(70) { Cell::Day(c.ago(-500, 60)) } else { Cell::None };
        let name = format!(
            "{} {}",
            ["Databaseversion", "Serverplatform", "Udvekslingsformat", "Identitetsprotokol"][number % 4],
            number / 4 + 1
        );
        let field = ["database", "server", "integration", "identitet"][number % 4];
        sheet.add(
            &format!("T{number:02}"),
            &[
                name.into(),
                field.into(),
                status.into(),
                c.known(8, owner),
                c.day(60, 1_600, 6),
                c.day(-500, 150, 10),
                successor,
                by,
            ],
        );
    }
    sheets.push(sheet);
}
