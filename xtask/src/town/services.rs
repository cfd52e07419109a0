//! Platforms, shared components, certificates, authorities, networks, tools, training, automation, projects and purchases.

use super::Town;
use super::sheet::{Cell, Sheet, Style};
use super::words::{COMPONENTS, PLACES, THINGS};

/// Key, name, product, area, primary, reason for the exception, days since its procedures were documented.
type PlatformRow = (&'static str, &'static str, &'static str, &'static str, bool, Option<&'static str>, i64);
/// Key, name, days ago, instrument, state, platform.
type DecisionRow = (&'static str, &'static str, i64, &'static str, &'static str, Option<&'static str>);

/// Columns and rows of one small file.
struct Small<'s> {
    sheet: Sheet,
    sheets: &'s mut Vec<Sheet>,
}

impl<'s> Small<'s> {
    fn new(sheets: &'s mut Vec<Sheet>, file: &str, kind: &str, columns: &[&'static str]) -> Self {
        Self { sheet: Sheet::new(file, kind, Style::Danish, columns), sheets }
    }

    fn row(&mut self, key: &str, cells: &[Cell]) {
        self.sheet.add(key, cells);
    }

    fn done(self) {
        self.sheets.push(self.sheet);
    }
}

pub fn add(town: &mut Town, sheets: &mut Vec<Sheet>) {
    platforms(town, sheets);
    shared(town, sheets);
    agreements(town, sheets);
    authorities(town, sheets);
    networks(town, sheets);
    training(town, sheets);
    work(town, sheets);
}

fn manager(town: &mut Town, blank: usize) -> Cell {
    let key = town.chance.choose(&town.managers).clone();
    town.chance.known(blank, key)
}

fn platforms(town: &mut Town, sheets: &mut Vec<Sheet>) {
    let mut file = Small::new(
        sheets,
        "platforms.csv",
        "platform",
        &[
            "name",
            "product",
            "area",
            "primary",
            "in_use",
            "owner",
            "exception_reason",
            "procedures_documented_on",
            "management_tools",
            "contract",
        ],
    );
    let rows: &[PlatformRow] = &[
        ("M365", "Microsoft 365, administration", "microsoft_365", "administration", true, None, 200),
        ("GWS", "Google Workspace, folkeskoler", "google_workspace", "schools", true, None, 420),
        ("CHR", "Chromebook, folkeskoler", "chromebook", "schools", true, None, 390),
        (
            "M365S",
            "Microsoft 365, specialskoler",
            "microsoft_365",
            "schools",
            false,
            Some("Elever med særlige hjælpemidler"),
            300,
        ),
        ("TEGN", "Tegnestuen, teknisk område", "other", "other", false, None, 900),
        ("MØDE", "Mødebordet, kulturområdet", "other", "administration", false, None, 1_100),
    ];
    for (key, name, product, area, primary, reason, documented) in rows {
        let owner = manager(town, 5);
        let contract = town.chance.choose(&town.contracts).clone();
        let documented = town.chance.ago(*documented - 20, *documented + 20);
        let cells = [
            (*name).into(),
            (*product).into(),
            (*area).into(),
            (*primary).into(),
            true.into(),
            owner,
            reason.map_or(Cell::None, Cell::from),
            documented.into(),
            town.chance.yes(80, 5),
            if *key == "MØDE" { Cell::None } else { contract.into() },
        ];
        file.row(key, &cells);
    }
    file.done();
    let mut file = Small::new(
        sheets,
        "evaluations.csv",
        "evaluation",
        &["product", "platform", "in_use", "evaluated_on", "economy", "quality", "security", "gdpr", "contract"],
    );
    for number in 0..14 {
        let platform = ["M365", "M365", "GWS", "CHR", "M365S"][number % 5];
        let c = &mut town.chance;
        let product = [
            "Kontorpakke",
            "Mailtjeneste",
            "Mødetjeneste",
            "Lagring",
            "Klientstyring",
            "Rapportværktøj",
            "Samarbejdsrum",
        ][number % 7];
        let cells = [
            format!("{product} ({platform})").into(),
            platform.into(),
            c.yes(90, 0),
            c.day(60, 900, 8),
            c.yes(92, 3),
            c.yes(88, 3),
            c.yes(92, 3),
            c.yes(80, 6),
            c.yes(80, 6),
        ];
        file.row(&format!("V{number:02}"), &cells);
    }
    file.done();
    let mut file = Small::new(
        sheets,
        "setup_assessments.csv",
        "setup_assessment",
        &["platform", "baseline", "assessed_on", "passed", "failed", "critical_failed"],
    );
    for number in 0..8 {
        let platform = ["M365", "GWS", "CHR", "M365S"][number % 4];
        let c = &mut town.chance;
        let critical = i64::from(number == 1 || number == 2) * c.between(1, 3);
        let passed = c.between(60, 110);
        file.row(
            &format!("O{number:02}"),
            &[
                platform.into(),
                "Sikker opsætning, niveau 1".into(),
                c.day(40, 500, 0),
                passed.into(),
                c.between(0, 14).into(),
                critical.into(),
            ],
        );
    }
    file.done();
}

fn shared(town: &mut Town, sheets: &mut Vec<Sheet>) {
    let mut file = Small::new(
        sheets,
        "shared_components.csv",
        "shared_component",
        &["name", "focus", "owner", "decision", "decided_on", "decision_reason", "review_by", "data_sharing_assessed"],
    );
    for (number, (name, focus)) in COMPONENTS.iter().enumerate() {
        let owner = manager(town, 6);
        let c = &mut town.chance;
        let decision = ["use", "use", "use", "use_later", "not_use", "use", "undecided"][number % 7];
        file.row(
            &format!("F{number:02}"),
            &[
                (*name).into(),
                (*focus).into(),
                owner,
                decision.into(),
                c.day(60, 1_300, 6),
                c.reason(10),
                c.day(-600, 120, 6),
                c.yes(75, 15),
            ],
        );
    }
    file.done();
    let mut file = Small::new(
        sheets,
        "component_uses.csv",
        "component_use",
        &["component", "system", "status", "decided_on", "decision_reason", "shares_data"],
    );
    for number in 0..160 {
        let system = town.systems[(number * 11) % town.systems.len()].clone();
        let c = &mut town.chance;
        let status = c.pick(&["in_use", "in_use", "in_use", "in_use", "planned", "possible", "not_relevant"]);
        file.row(
            &format!("B{number:03}"),
            &[
                format!("F{:02}", number % COMPONENTS.len()).into(),
                system.into(),
                status.into(),
                c.day(30, 1_200, 12),
                c.reason(18),
                c.yes(60, 6),
            ],
        );
    }
    file.done();
}

fn agreements(town: &mut Town, sheets: &mut Vec<Sheet>) {
    let mut file = Small::new(
        sheets,
        "service_agreements.csv",
        "service_agreement",
        &["name", "system", "component", "status", "approved_on", "expires_on", "discloses_data"],
    );
    for number in 0..60 {
        let system = town.systems[(number * 11) % town.systems.len()].clone();
        let c = &mut town.chance;
        let status = c.pick(&["approved", "approved", "approved", "approved", "approved", "pending", "closed"]);
        let expires = if c.percent(20) { Cell::None } else { Cell::Day(c.ago(-1_000, 60)) };
        file.row(
            &format!("SA{number:02}"),
            &[
                format!("Serviceaftale {number:02}").into(),
                system.into(),
                format!("F{:02}", number % COMPONENTS.len()).into(),
                status.into(),
                c.day(60, 1_300, 4),
                expires,
                c.yes(35, 4),
            ],
        );
    }
    file.done();
    let mut file = Small::new(
        sheets,
        "certificates.csv",
        "certificate",
        &["name", "system", "owner", "in_use", "key_usage", "expires_on"],
    );
    for number in 0..40 {
        // Planted: one certificate belongs to a system that nobody has registered; four have expired.
        let system =
            if number == 33 { "S-UKENDT".to_owned() } else { town.systems[(number * 5) % town.systems.len()].clone() };
        let owner = manager(town, 12);
        let c = &mut town.chance;
        let expires = if number % 10 == 3 { c.ago(3, 60) } else { c.ago(-800, -10) };
        file.row(
            &format!("CE{number:02}"),
            &[
                format!("PROD_{}_{number}", THINGS[number % THINGS.len()]).into(),
                system.into(),
                owner,
                c.yes(95, 0),
                "digitalSignature".into(),
                expires.into(),
            ],
        );
    }
    file.done();
    let mut file = Small::new(
        sheets,
        "processing_agreements.csv",
        "processing_agreement",
        &[
            "system",
            "processor",
            "concluded_on",
            "oversight_on",
            "oversight_months",
            "third_country",
            "transfer_basis",
            "sub_processors_known",
        ],
    );
    for number in 0..140 {
        let system = town.systems[(number * 3 + 1) % town.systems.len()].clone();
        let processor = town.chance.choose(&town.suppliers).clone();
        let c = &mut town.chance;
        let third = c.percent(12);
        let basis = if third && c.percent(75) { "Standardkontrakter".into() } else { Cell::None };
        file.row(
            &format!("DB{number:03}"),
            &[
                system.into(),
                processor.into(),
                c.day(60, 2_200, 6),
                c.day(30, 800, 14),
                {
                    let months = i64::from(c.percent(70)) * 12 + 12;
                    c.known(6, months)
                },
                third.into(),
                basis,
                c.yes(80, 14),
            ],
        );
    }
    file.done();
}

fn authorities(town: &mut Town, sheets: &mut Vec<Sheet>) {
    let mut file = Small::new(
        sheets,
        "authority_decisions.csv",
        "authority_decision",
        &[
            "name",
            "authority",
            "journal_number",
            "decided_on",
            "instrument",
            "state",
            "applies_to_us",
            "platform",
            "owner",
            "assessed_on",
        ],
    );
    let rows: &[DecisionRow] = &[
        ("MA1", "Behandling af elevdata: påbud", 1_490, "order", "fulfilled", Some("GWS")),
        ("MA2", "Videregivelse af elevdata: påbud", 1_028, "order", "in_force", Some("GWS")),
        (
            "MA3",
            "Underdatabehandlere på skolernes platform: alvorlig kritik",
            298,
            "severe_criticism",
            "in_force",
            Some("GWS"),
        ),
        ("MA4", "Underdatabehandlere på skolernes platform: advarsel", 298, "warning", "in_force", Some("CHR")),
        ("MA5", "Utilsigtet offentliggørelse på hjemmesiden: kritik", 620, "criticism", "fulfilled", None),
    ];
    for (key, name, days, instrument, state, platform) in rows {
        let owner = manager(town, 0);
        let decided = super::TODAY.plus_days(-i32::try_from(*days).unwrap_or(0));
        let assessed = if *key == "MA4" { Cell::Blank } else { Cell::Day(decided.plus_days(40)) };
        file.row(
            key,
            &[
                (*name).into(),
                "Datatilsynet".into(),
                format!("EKS-{days}").into(),
                decided.into(),
                (*instrument).into(),
                (*state).into(),
                true.into(),
                platform.map_or(Cell::None, Cell::from),
                owner,
                assessed,
            ],
        );
    }
    file.done();
    let mut file = Small::new(
        sheets,
        "conditions.csv",
        "condition",
        &["decision", "description", "due_on", "status", "owner", "evidence"],
    );
    for number in 0..12 {
        let owner = manager(town, 8);
        let decision = ["MA1", "MA2", "MA2", "MA3", "MA3", "MA5"][number % 6];
        let met = decision == "MA1" || decision == "MA5" || number % 4 == 0;
        let c = &mut town.chance;
        let due = if number % 5 == 4 { Cell::None } else { Cell::Day(c.ago(-120, 200)) };
        let evidence = if met { "Journalnotat".into() } else { Cell::None };
        file.row(
            &format!("VK{number:02}"),
            &[
                decision.into(),
                format!("Vilkår {}", number + 1).into(),
                due,
                if met { "met" } else { "open" }.into(),
                owner,
                evidence,
            ],
        );
    }
    file.done();
    let mut file = Small::new(
        sheets,
        "guidance.csv",
        "guidance",
        &[
            "name",
            "authority",
            "published_on",
            "relevant",
            "assessed_on",
            "routines_need_change",
            "routines_updated_on",
            "owner",
        ],
    );
    for number in 0..15 {
        let owner = manager(town, 5);
        let c = &mut town.chance;
        let change = c.percent(40);
        let updated = if change && c.percent(60) { Cell::Day(c.ago(10, 200)) } else { Cell::None };
        file.row(
            &format!("VJ{number:02}"),
            &[
                format!("Vejledning om {}", ["cloud", "tilsyn", "logning", "adgangsstyring", "sletning"][number % 5])
                    .into(),
                ["Datatilsynet", "Digitaliseringsstyrelsen"][number % 2].into(),
                c.day(100, 900, 0),
                c.yes(85, 5),
                c.day(20, 300, 20),
                change.into(),
                updated,
                owner,
            ],
        );
    }
    file.done();
    let mut file = Small::new(
        sheets,
        "recommendations.csv",
        "recommendation",
        &["name", "origin", "received_on", "status", "due_on", "decided_on", "decision_reason", "owner"],
    );
    for number in 0..30 {
        let owner = manager(town, 8);
        let c = &mut town.chance;
        let status = c.pick(&["open", "in_progress", "done", "done", "done", "declined"]);
        file.row(
            &format!("AN{number:02}"),
            &[
                format!("Anbefaling {}", number + 1).into(),
                ["organisational_review", "technical_review", "joint_municipal", "joint_public"][number % 4].into(),
                c.day(300, 1_500, 0),
                status.into(),
                c.day(-400, 300, 6),
                c.day(60, 900, 12),
                c.reason(10),
                owner,
            ],
        );
    }
    file.done();
}

fn networks(town: &mut Town, sheets: &mut Vec<Sheet>) {
    let mut file = Small::new(sheets, "sites.csv", "site", &["name", "unit", "address"]);
    for (number, unit) in town.units.clone().iter().enumerate() {
        let key = format!("LO{number:02}");
        file.row(
            &key,
            &[
                format!("{} {number}", PLACES[number % PLACES.len()]).into(),
                unit.as_str().into(),
                format!("{}vej {}", PLACES[number % PLACES.len()], number + 1).into(),
            ],
        );
        town.sites.push(key);
    }
    file.done();
    let mut file = Small::new(
        sheets,
        "networks.csv",
        "network",
        &["name", "site", "in_use", "purpose", "segmented", "default_deny"],
    );
    for number in 0..town.sites.len() * 2 {
        let c = &mut town.chance;
        let purpose = ["administration", "schools", "guest", "servers", "technical"][number % 5];
        file.row(
            &format!("N{number:03}"),
            &[
                format!("Net {number:03}").into(),
                town.sites[number / 2].as_str().into(),
                c.yes(96, 0),
                purpose.into(),
                c.yes(88, 7),
                c.yes(78, 12),
            ],
        );
    }
    file.done();
    let mut file =
        Small::new(sheets, "sensors.csv", "sensor", &["network", "product", "in_operation", "silence_hours"]);
    for number in 0..town.sites.len() * 2 {
        if number % 9 == 8 {
            continue;
        }
        let c = &mut town.chance;
        // Planted: one sensor has been silent for nine days.
        let silence = if number == 12 { 216 } else { c.between(0, 6) };
        file.row(
            &format!("SE{number:03}"),
            &[format!("N{number:03}").into(), "Netlytter".into(), (number % 31 != 5).into(), silence.into()],
        );
    }
    file.done();
    let mut file = Small::new(sheets, "feeds.csv", "feed", &["name", "in_use", "age_hours", "contract"]);
    for number in 0..5_usize {
        let contract = if number == 4 { Cell::None } else { town.contracts[number * 12 + 1].as_str().into() };
        // Planted: one feed is a week old.
        let age = if number == 3 { 170 } else { town.chance.between(0, 3) };
        file.row(
            &format!("TD{number}"),
            &[format!("Trusselskilde {}", number + 1).into(), true.into(), age.into(), contract],
        );
    }
    file.done();
    let mut file = Small::new(
        sheets,
        "tools.csv",
        "tool",
        &[
            "name",
            "purpose",
            "in_use",
            "owner",
            "contract",
            "budget",
            "alarms_operations",
            "analyses_patterns",
            "unacknowledged_alarms",
            "oldest_alarm_hours",
        ],
    );
    for number in 0..8_usize {
        let purpose = [
            "traffic_monitoring",
            "traffic_monitoring",
            "security_updates",
            "security_updates",
            "platform_management",
            "vulnerability_scanning",
            "awareness",
            "platform_management",
        ][number];
        let owner = manager(town, 5);
        let contract = if number == 6 { Cell::None } else { town.contracts[number * 12 + 1].as_str().into() };
        let c = &mut town.chance;
        file.row(
            &format!("VT{number}"),
            &[
                format!("Værktøj {}", number + 1).into(),
                purpose.into(),
                true.into(),
                owner,
                contract,
                if number == 3 { Cell::Blank } else { Cell::Kr(c.between(5, 90) * 10_000) },
                c.yes(80, 5),
                c.yes(85, 5),
                c.between(0, 4).into(),
                c.between(0, 90).into(),
            ],
        );
    }
    file.done();
}

fn training(town: &mut Town, sheets: &mut Vec<Sheet>) {
    let mut file = Small::new(
        sheets,
        "courses.csv",
        "course",
        &["name", "mandatory_for_new_hires", "mandatory_for_all", "topic", "content_reviewed_on"],
    );
    let topics = ["introduction", "phishing", "passwords", "secure_solutions", "data_protection", "management"];
    for (number, topic) in topics.iter().enumerate() {
        let reviewed = town.chance.day(60, 900, 0);
        file.row(
            &format!("KU{number}"),
            &[
                format!(
                    "Kursus i {}",
                    [
                        "it-sikkerhed for nyansatte",
                        "phishing",
                        "adgangskoder",
                        "sikre løsninger",
                        "databeskyttelse",
                        "sikkerhed for ledere"
                    ][number]
                )
                .into(),
                (number == 0).into(),
                (number == 4).into(),
                (*topic).into(),
                reviewed,
            ],
        );
    }
    file.done();
    let mut file = Small::new(
        sheets,
        "assignments.csv",
        "assignment",
        &["person", "course", "assigned_on", "due_on", "completed_on"],
    );
    for number in 0..town.people.len() {
        let c = &mut town.chance;
        // Planted: one in nine has never been given the course for new hires.
        if number % 9 == 4 {
            continue;
        }
        let course = if number % 3 == 0 { "KU4" } else { "KU0" };
        let assigned = c.ago(20, 400);
        let done = if c.percent(84) {
            Cell::Day(assigned.plus_days(i32::try_from(c.between(1, 60)).unwrap_or(1)).min(super::TODAY))
        } else {
            Cell::None
        };
        file.row(
            &format!("KP{number:05}"),
            &[town.people[number].as_str().into(), course.into(), assigned.into(), assigned.plus_days(60).into(), done],
        );
    }
    file.done();
    let mut file = Small::new(
        sheets,
        "campaigns.csv",
        "campaign",
        &["name", "topic", "started_on", "evaluated_on", "audience", "targeted", "took_part", "fell_for_it"],
    );
    for number in 0..10_i64 {
        let c = &mut town.chance;
        let topic = ["phishing", "passwords", "secure_solutions", "phishing", "other"]
            [usize::try_from(number).unwrap_or(0) % 5];
        let started = c.ago(30 + number * 90, 60 + number * 90);
        let evaluated = if c.percent(70) { Cell::Day(started.plus_days(25)) } else { Cell::None };
        let targeted = c.between(2_000, 9_000);
        file.row(
            &format!("KA{number}"),
            &[
                format!("Kampagne {}", number + 1).into(),
                topic.into(),
                started.into(),
                evaluated,
                if number % 3 == 2 { "some" } else { "all" }.into(),
                targeted.into(),
                (targeted * 7 / 10).into(),
                (targeted / 25).into(),
            ],
        );
    }
    file.done();
}

fn work(town: &mut Town, sheets: &mut Vec<Sheet>) {
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
