//! Platforms, shared components, agreements, certificates, authorities, guidance and recommendations.

use super::Town;
use super::services::{Small, manager};
use super::sheet::{Cell, Sheet};
use super::words::{COMPONENTS, THINGS};

/// Key, name, product, area, primary, reason for the exception, days since its procedures were documented.
type PlatformRow = (&'static str, &'static str, &'static str, &'static str, bool, Option<&'static str>, i64);
/// Key, name, days ago, instrument, state, platform.
type DecisionRow = (&'static str, &'static str, i64, &'static str, &'static str, Option<&'static str>);

pub fn add(town: &mut Town, sheets: &mut Vec<Sheet>) {
    platforms(town, sheets);
    shared(town, sheets);
    agreements(town, sheets);
    authorities(town, sheets);
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
