//! Sites, networks, sensors, feeds, tools, courses and campaigns; and the small files that other parts write alike.

use super::Town;
use super::sheet::{Cell, Sheet, Style};
use super::words::PLACES;

/// Columns and rows of one small file.
pub(super) struct Small<'s> {
    sheet: Sheet,
    sheets: &'s mut Vec<Sheet>,
}

impl<'s> Small<'s> {
    pub(super) fn new(sheets: &'s mut Vec<Sheet>, file: &str, kind: &str, columns: &[&'static str]) -> Self {
        Self { sheet: Sheet::new(file, kind, Style::Danish, columns), sheets }
    }

    pub(super) fn row(&mut self, key: &str, cells: &[Cell]) {
        self.sheet.add(key, cells);
    }

    pub(super) fn done(self) {
        self.sheets.push(self.sheet);
    }
}

pub fn add(town: &mut Town, sheets: &mut Vec<Sheet>) {
    networks(town, sheets);
    training(town, sheets);
}

pub(super) fn manager(town: &mut Town, blank: usize) -> Cell {
    let key = town.chance.choose(&town.managers).clone();
    town.chance.known(blank, key)
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
