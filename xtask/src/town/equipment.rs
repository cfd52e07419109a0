//! Categories, models over seven generations, standard models, devices from three sources, and servers.

use kernel::Day;

use super::sheet::{Cell, Sheet, Style};
use super::words::CATEGORIES;
use super::{TODAY, Town};

const YEARS: std::ops::RangeInclusive<i16> = 2019..=2026;

pub fn add(town: &mut Town, sheets: &mut Vec<Sheet>) {
    categories(town, sheets);
    models(town, sheets);
    devices(town, sheets);
    servers(town, sheets);
}

fn categories(town: &mut Town, sheets: &mut Vec<Sheet>) {
    let mut sheet = Sheet::new(
        "categories.csv",
        "category",
        Style::Danish,
        &["name", "group", "lifetime_months", "lifetime_decided_on", "replacement_price"],
    );
    for (key, name, group, months, price) in CATEGORIES {
        let decided = if *key == "SKM" { Cell::Blank } else { Cell::Day(town.chance.ago(200, 420)) };
        sheet.add(key, &[(*name).into(), (*group).into(), (*months).into(), decided, Cell::Kr(*price)]);
    }
    sheets.push(sheet);
}

fn slot(category: &str) -> &'static str {
    match category {
        "PC" => "pc",
        "PCD" => "pc_data_heavy",
        "TAB" => "tablet",
        "SMA" => "phone_android",
        "TLF" => "phone_basic",
        "CHR" => "chromebook",
        "MFP" => "mfp",
        _ => "other",
    }
}

fn day(year: i16, month: i8) -> Day {
    Day::new(year, month, 1).unwrap_or(TODAY)
}

fn models(town: &mut Town, sheets: &mut Vec<Sheet>) {
    let mut models = Sheet::new(
        "models.csv",
        "model",
        Style::English,
        &[
            "name",
            "manufacturer",
            "category",
            "generation",
            "support_ends_on",
            "energy_label",
            "co2_low_kg",
            "co2_typical_kg",
            "co2_high_kg",
        ],
    );
    let mut standards = Sheet::new(
        "standard_models.csv",
        "standard_model",
        Style::Danish,
        &[
            "slot",
            "category",
            "model",
            "valid_from",
            "valid_to",
            "decided_on",
            "decided_by",
            "mobile_first",
            "deviation_from_mobile_first",
            "energy_demanded",
        ],
    );
    for (key, name, ..) in CATEGORIES {
        for year in YEARS {
            let model = format!("{key}-{year}");
            let c = &mut town.chance;
            let typical = match *key {
                "PC" | "PCD" | "CHR" => c.between(240, 330),
                "TAB" => c.between(80, 115),
                "SMA" | "TLF" => c.between(50, 75),
                _ => c.between(300, 520),
            };
            let support = if c.percent(30) { Cell::None } else { day(year + 6, 6).into() };
            let label = c.pick(&["tco", "epeat", "energy_star", "energy_star", "none"]);
            let low = typical * 4 / 5;
            models.add(
                &model,
                &[
                    format!("{name} {year}").into(),
                    ["Pilefabrik", "Bøgeværk", "Havelektronik"][usize::from(year.unsigned_abs()) % 3].into(),
                    (*key).into(),
                    i64::from(year).into(),
                    support,
                    c.known(6, label),
                    c.known(20, low),
                    c.known(20, typical),
                    c.known(20, typical * 5 / 4),
                ],
            );
            if year < 2020 || *key == "PRN" || (*key == "TLF" && year == 2026) {
                continue;
            }
            let to = if year == 2026 { Cell::None } else { day(year + 1, 2).plus_days(-1).into() };
            let by = town.managers[4].clone();
            let decided = day(year, 1).plus_days(9);
            let mobile = *key != "MFP" && *key != "SKM";
            let c = &mut town.chance;
            let reason = if mobile { Cell::None } else { c.reason(40) };
            standards.add(
                &format!("SM-{model}"),
                &[
                    slot(key).into(),
                    (*key).into(),
                    model.as_str().into(),
                    day(year, 2).into(),
                    to.clone(),
                    decided.into(),
                    by.as_str().into(),
                    mobile.into(),
                    reason,
                    c.yes(80, 10),
                ],
            );
            if *key == "SMA" {
                standards.add(
                    &format!("SM-{model}-I"),
                    &[
                        "phone_ios".into(),
                        "SMA".into(),
                        model.as_str().into(),
                        day(year, 2).into(),
                        to,
                        decided.into(),
                        by.as_str().into(),
                        true.into(),
                        Cell::None,
                        true.into(),
                    ],
                );
            }
        }
    }
    sheets.push(models);
    sheets.push(standards);
}

fn devices(town: &mut Town, sheets: &mut Vec<Sheet>) {
    let mut register = Sheet::new(
        "devices.csv",
        "device",
        Style::English,
        &[
            "serial",
            "category",
            "model",
            "unit",
            "user",
            "site",
            "status",
            "status_since",
            "bought_on",
            "price",
            "warranty_to",
            "acquisition",
            "role",
            "registered",
        ],
    );
    let mut mdm = Sheet::new(
        "devices.mdm.csv",
        "device",
        Style::English,
        &["model", "in_mdm", "centrally_managed", "encrypted", "os", "os_supported_until", "last_seen_on"],
    );
    let mut patching = Sheet::new(
        "devices.patching.csv",
        "device",
        Style::English,
        &["missing_updates", "oldest_missing_update_days", "updates_enforced"],
    );
    for number in 0..12_000 * town.scale {
        let key = format!("D{number:05}");
        let category = match number % 100 {
            0..=44 => "PC",
            45 | 46 => "PCD",
            47..=58 => "TAB",
            59..=75 => "SMA",
            76 | 77 => "TLF",
            78..=93 => "CHR",
            94 => "PRN",
            95 | 96 => "MFP",
            _ => "SKM",
        };
        let unit = if category == "CHR" {
            town.chance.choose(&town.schools).clone()
        } else {
            town.chance.choose(&town.units).clone()
        };
        let site = town.chance.choose(&town.sites).clone();
        let user = if matches!(category, "PC" | "PCD" | "SMA" | "TLF") {
            town.people[number % town.people.len()].as_str().into()
        } else {
            Cell::None
        };
        let c = &mut town.chance;
        // Few of the first and last years, most of those between.
        let year = *c.choose(&[
            2019_i16, 2020, 2021, 2021, 2022, 2022, 2022, 2023, 2023, 2023, 2023, 2024, 2024, 2024, 2024, 2025, 2025,
            2025, 2026, 2026,
        ]);
        let model = format!("{category}-{year}");
        let bought = day(year, 2).plus_days(i32::try_from(c.between(0, 290)).unwrap_or(0)).min(TODAY);
        let status = match c.below(100) {
            0..=87 => "in_operation",
            88..=92 => "in_stock",
            93 => "in_repair",
            94 => "defective",
            95 => "lost",
            _ => "disposed",
        };
        let price = CATEGORIES.iter().find(|(key, ..)| *key == category).map_or(0, |(.., price)| *price);
        let unknown = number % 480 == 479;
        let acquisition = c.pick(&["new", "new", "new", "new", "new", "new", "reused", "handed_down"]);
        let role = if category == "PCD" { "data_heavy" } else { "standard" };
        register.add(
            &key,
            &[
                format!("EK{number:06}X").into(),
                category.into(),
                if unknown { Cell::Blank } else { model.as_str().into() },
                if number % 1_200 == 7 { Cell::Blank } else { unit.into() },
                user,
                c.known(4, site),
                status.into(),
                c.ago(1, 300).into(),
                if number % 480 == 240 { Cell::Blank } else { bought.into() },
                Cell::Kr(price),
                bought.plus_months(36).into(),
                acquisition.into(),
                role.into(),
                true.into(),
            ],
        );
        let managed = matches!(category, "PC" | "PCD" | "TAB" | "SMA" | "CHR") && status != "disposed";
        // Planted: one in eighty is not known to device management.
        if !managed || number % 80 == 33 {
            continue;
        }
        let seen_model = if number % 40 == 11 && !unknown { format!("{category}-2024").into() } else { Cell::Blank };
        let supported = day(year + 6, 10);
        mdm.add(
            &key,
            &[
                seen_model,
                true.into(),
                c.yes(96, 1),
                c.yes(94, 3),
                format!("{category}OS {}", year - 2008).into(),
                supported.into(),
                c.ago(0, if number % 25 == 3 { 120 } else { 9 }).into(),
            ],
        );
        let missing = if c.percent(88) { 0 } else { c.between(1, 6) };
        let oldest = if missing == 0 { 0 } else { c.between(2, 70) };
        patching.add(&key, &[missing.into(), oldest.into(), c.yes(93, 2)]);
    }
    sheets.extend([register, mdm, patching]);
}

fn servers(town: &mut Town, sheets: &mut Vec<Sheet>) {
    let columns = [
        "name",
        "system",
        "owner",
        "in_operation",
        "os",
        "os_supported_until",
        "standard",
        "centrally_managed",
        "oldest_missing_update_days",
        "last_seen_on",
    ];
    let mut sheet = Sheet::new("servers.csv", "server", Style::Danish, &columns);
    for number in 0..150 {
        let system = town.chance.choose(&town.systems).clone();
        let owner = town.chance.choose(&town.managers).clone();
        let c = &mut town.chance;
        let oldest = if c.percent(82) { c.between(0, 12) } else { c.between(15, 140) };
        sheet.add(
            &format!("SRV{number:03}"),
            &[
                format!("srv-{number:03}").into(),
                system.into(),
                c.known(8, owner),
                c.yes(95, 0),
                format!("Serverplatform {}", number % 10 + 1).into(),
                c.day(-1_500, 120, 4),
                format!("T{:02}", (number * 3) % 40).into(),
                c.yes(92, 3),
                c.known(4, oldest),
                c.ago(0, 4).into(),
            ],
        );
    }
    sheets.push(sheet);
}
