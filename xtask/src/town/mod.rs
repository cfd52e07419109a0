//! The town of Eksempel: exports such as a mid-sized Danish municipality could have made, invented from word lists with
//! a fixed seed. The planted flaws are listed in samples/eksempel/README.md.

pub mod chance;
mod equipment;
mod governance;
mod organisation;
mod portfolio;
mod services;
mod sheet;
mod words;
mod work;

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use kernel::Day;

use chance::Chance;
use sheet::Sheet;

/// The day everything is seen from: 23 November 2026.
const TODAY: Day = Day::from_days(20_780);
const SEED: u64 = 2_023;

/// What later parts of the town need to know of earlier ones.
pub struct Town {
    chance: Chance,
    scale: usize,
    units: Vec<String>,
    schools: Vec<String>,
    people: Vec<String>,
    managers: Vec<String>,
    suppliers: Vec<String>,
    contracts: Vec<String>,
    systems: Vec<String>,
    sites: Vec<String>,
}

/// Writes the town's files; `scale` multiplies people, devices, systems, integrations and contracts.
pub fn generate(out: &Path, scale: usize) -> Result<()> {
    fs::create_dir_all(out).with_context(|| out.display().to_string())?;
    for (name, bytes) in files(scale) {
        fs::write(out.join(&name), bytes).with_context(|| name.clone())?;
    }
    Ok(())
}

/// Every file with its bytes; the same bytes every time.
pub fn files(scale: usize) -> Vec<(String, Vec<u8>)> {
    let mut town = Town {
        chance: Chance::new(SEED),
        scale: scale.max(1),
        units: Vec::new(),
        schools: Vec::new(),
        people: Vec::new(),
        managers: Vec::new(),
        suppliers: Vec::new(),
        contracts: Vec::new(),
        systems: Vec::new(),
        sites: Vec::new(),
    };
    let mut sheets: Vec<Sheet> = Vec::new();
    organisation::add(&mut town, &mut sheets);
    portfolio::add(&mut town, &mut sheets);
    governance::add(&mut town, &mut sheets);
    services::add(&mut town, &mut sheets);
    work::add(&mut town, &mut sheets);
    equipment::add(&mut town, &mut sheets);
    let mut files: Vec<(String, Vec<u8>)> = sheets.iter().map(|sheet| (sheet.file.clone(), sheet.bytes())).collect();
    files.push(("statements.csv".to_owned(), organisation::statements(&mut town, &sheets)));
    files.push(("sources.toml".to_owned(), sources(&sheets).into_bytes()));
    files
}

/// Who exported what, and when.
fn sources(sheets: &[Sheet]) -> String {
    let mut text = String::from("# Who exported which file, and when. All invented.\n");
    for sheet in sheets {
        let (source, register, exported) = match sheet.file.as_str() {
            "systems.csv" | "contracts.csv" | "integrations.csv" | "suppliers.csv" | "processing_agreements.csv" => {
                ("OS2kitos", "kitos", "2026-11-20")
            }
            "systems.cmdb.csv" => ("CMDB", "cmdb", "2026-11-16"),
            "people.csv" => ("Lønsystemet", "hr", "2026-11-20"),
            "units.csv" => ("Organisationsregistret", "organisation", "2026-11-20"),
            "devices.csv" => ("Udstyrsregistret", "assets", "2026-11-20"),
            "devices.mdm.csv" => ("Enhedsstyring", "mdm", "2026-11-22"),
            "devices.patching.csv" => ("Opdateringsværktøjet", "patching", "2026-11-22"),
            "servers.csv" => ("Opdateringsværktøjet", "patching", "2026-11-22"),
            "sensors.csv" | "feeds.csv" => ("Trafikovervågningen", "traffic", "2026-11-23"),
            "courses.csv" | "assignments.csv" | "campaigns.csv" => ("Kursusportalen", "learning", "2026-11-20"),
            _ => continue,
        };
        text.push_str(&format!(
            "\n[files.\"{}\"]\nsource = \"{source}\"\nregister = \"{register}\"\nexported = \"{exported}\"\n",
            sheet.file
        ));
    }
    text.push_str("\n[precedence]\n\"device.bought_on\" = \"assets\"\n\"device.price\" = \"assets\"\n\"device.warranty_to\" = \"assets\"\n");
    text
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    #[test]
    fn the_same_seed_gives_the_same_town_and_it_is_the_one_in_samples() {
        let made: HashMap<String, Vec<u8>> = super::files(1).into_iter().collect();
        let kept: HashMap<String, Vec<u8>> =
            testkit::files(&testkit::repository("samples/eksempel"), &[".csv", ".toml"]).into_iter().collect();
        assert_eq!(made.len(), kept.len());
        for (name, bytes) in made {
            assert!(kept.get(&name) == Some(&bytes), "{name}: run cargo xtask eksempel");
        }
    }
}
