//! A bill of materials (SBOM): the components of one system or of what a supplier offers, with version, licence and
//! supplier. CycloneDX and SPDX in JSON, and SPDX as tag-value text (strategy §4 new components, §6 embedded open source).

mod cyclonedx;
mod licence;
mod spdx;

use kernel::{Day, Text};
use serde::Deserialize;

use crate::cpr;
use crate::json;
use crate::report::text;
use crate::telling::{Telling, Told};

/// More components than this is not one system's.
const MOST_PARTS: usize = 5_000;
/// A name, a licence or a supplier is no longer than so many letters.
const LONGEST: usize = 200;
/// A package URL is no longer than so many letters; a longer one identifies nothing.
const LONGEST_PURL: usize = 300;

/// One component.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Part {
    /// Its name.
    pub name: String,
    /// Its version; empty when it is not said.
    pub version: String,
    /// Its licences as an SPDX expression or as the supplier names them; empty when they are not said.
    pub licence: String,
    /// Who made or supplies it; empty when it is not said.
    pub vendor: String,
    /// Its package URL; empty when it is not said.
    pub purl: String,
}

/// What tells the forms apart.
#[derive(Deserialize)]
struct Head {
    #[serde(rename = "bomFormat")]
    cyclonedx: Option<String>,
    #[serde(rename = "spdxVersion")]
    spdx: Option<String>,
    sbom: Option<Inner>,
}

/// GitHub wraps the SPDX document it gives.
#[derive(Deserialize)]
struct Inner {
    #[serde(rename = "spdxVersion")]
    spdx: Option<String>,
}

/// The components of a bill of materials, each once, by name.
///
/// # Errors
/// Where it cannot be read and what was expected; or that it holds a CPR number, or is too large.
pub fn read_sbom(bytes: &[u8]) -> Result<Vec<Part>, Text> {
    let mut parts = parts(bytes)?;
    if parts.iter().any(|part| written(part).into_iter().any(cpr::has_cpr)) {
        return Err(text(
            "Komponentlisten indeholder et CPR-nummer. Få det fjernet, og prøv igen.",
            "The bill of materials holds a CPR number. Have it removed, and try again.",
        ));
    }
    parts.dedup_by(|a, b| (&a.name, &a.version, &a.licence) == (&b.name, &b.version, &b.licence));
    Ok(parts)
}

/// What a bill of materials tells of the system it was made of: that it came that day, and the components in it.
pub fn tell_sbom(file: &str, bytes: &[u8], system: &str, seen_at: Day) -> Told {
    let mut telling = Telling::of(&format!("SBOM {system}"), "sbom", seen_at);
    telling.part(file, &["component", "system"]);
    match parts(bytes) {
        Err(why) => telling.refuse(why),
        Ok(parts) => {
            for part in parts {
                let mut object = telling.object("component", &key(system, &part));
                object.text("name", Some(&part.name));
                object.refer("system", Some(system));
                object.text("version", Some(&part.version));
                object.text("vendor", Some(&part.vendor));
                object.text("licence", Some(&part.licence));
                object.yes_no("open_source", licence::is_open(&part.licence));
                telling.next();
                telling.take(object);
            }
            let mut object = telling.known("system", system);
            object.day("sbom_on", Some(seen_at));
            telling.next();
            telling.take(object);
        }
    }
    telling.done()
}

/// The same component of the same system has the same key in every delivery.
fn key(system: &str, part: &Part) -> String {
    match (&*part.purl, &*part.version) {
        ("", "") => format!("{system}:{}", part.name),
        ("", version) => format!("{system}:{}@{version}", part.name),
        (purl, _) => format!("{system}:{purl}"),
    }
}

fn written(part: &Part) -> [&str; 5] {
    [&part.name, &part.version, &part.licence, &part.vendor, &part.purl]
}

/// The components by name, each once, whatever the form.
fn parts(bytes: &[u8]) -> Result<Vec<Part>, Text> {
    let found = if spdx::is_tag_value(bytes) {
        spdx::read_tag_value(bytes)?
    } else {
        if bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes).trim_ascii_start().first() == Some(&b'<') {
            return Err(text(
                "Filen er XML. Bed leverandøren om komponentlisten som CycloneDX JSON eller SPDX.",
                "The file is XML. Ask the supplier for the bill of materials as CycloneDX JSON or SPDX.",
            ));
        }
        let head: Head = json::read(bytes, "CycloneDX JSON")?;
        match head {
            Head { cyclonedx: Some(name), .. } if name == "CycloneDX" => cyclonedx::read(bytes)?,
            Head { spdx: Some(_), .. } | Head { sbom: Some(Inner { spdx: Some(_) }), .. } => spdx::read(bytes)?,
            Head { .. } => {
                return Err(text(
                    "Filen er hverken en CycloneDX- (bomFormat) eller en SPDX-komponentliste (spdxVersion). Bed leverandøren om en af dem.",
                    "The file is neither a CycloneDX (bomFormat) nor an SPDX bill of materials (spdxVersion). Ask the supplier for one of them.",
                ));
            }
        }
    };
    let mut parts: Vec<Part> = found.iter().map(trimmed).filter(|part| !part.name.is_empty()).collect();
    parts.sort();
    parts.dedup();
    match parts.len() {
        0 => Err(text(
            "Komponentlisten er tom. Bed leverandøren om en, der nævner komponenterne.",
            "The bill of materials is empty. Ask the supplier for one that names the components.",
        )),
        MOST_PARTS.. => Err(text(
            "Komponentlisten har flere end 5.000 komponenter. Bed leverandøren om en liste for løsningen alene.",
            "The bill of materials has more than 5,000 components. Ask the supplier for one of the solution alone.",
        )),
        _ => Ok(parts),
    }
}

fn trimmed(part: &Part) -> Part {
    let fit = |written: &str| -> String {
        let signs = written.trim().chars().filter(|sign| !sign.is_control()).take(LONGEST);
        signs.collect::<String>().trim_end().to_owned()
    };
    let purl = part.purl.trim();
    let usable = purl.starts_with("pkg:") && purl.len() <= LONGEST_PURL && !purl.contains(char::is_control);
    Part {
        name: fit(&part.name),
        version: fit(&part.version),
        licence: fit(&part.licence),
        vendor: fit(&part.vendor),
        purl: if usable { purl.to_owned() } else { String::new() },
    }
}
