//! A bill of materials (SBOM) in CycloneDX JSON: the components of what a supplier offers, with version and licence.

use kernel::Text;
use serde::Deserialize;

use crate::cpr;
use crate::report::text;

/// More components than this is not one system's.
const MOST_PARTS: usize = 5_000;
/// A name or licence is no longer than so many letters.
const LONGEST: usize = 200;

/// One component.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Part {
    /// Its name.
    pub name: String,
    /// Its version; empty when it is not said.
    pub version: String,
    /// Its licences; empty when they are not said.
    pub licence: String,
}

#[derive(Deserialize)]
struct Bom {
    #[serde(rename = "bomFormat")]
    format: String,
    #[serde(default)]
    components: Vec<Component>,
}

#[derive(Deserialize)]
struct Component {
    name: String,
    #[serde(default)]
    version: String,
    #[serde(default)]
    licenses: Vec<Choice>,
    #[serde(default)]
    components: Vec<Component>,
}

#[derive(Deserialize)]
struct Choice {
    expression: Option<String>,
    license: Option<Licence>,
}

#[derive(Deserialize)]
struct Licence {
    id: Option<String>,
    name: Option<String>,
}

/// The components of a bill of materials, each once, by name.
///
/// # Errors
/// Where it cannot be read and what was expected; or that it holds a CPR number, or is too large.
pub fn read_sbom(bytes: &[u8]) -> Result<Vec<Part>, Text> {
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let bom: Bom = serde_json::from_slice(bytes).map_err(|error| {
        text(
            format!(
                "Filen kan ikke læses som CycloneDX JSON: linje {}, tegn {}. Bed leverandøren om en komponentliste i det format.",
                error.line(),
                error.column()
            ),
            format!(
                "The file cannot be read as CycloneDX JSON: line {}, column {}. Ask the supplier for a bill of materials in that format.",
                error.line(),
                error.column()
            ),
        )
    })?;
    if bom.format != "CycloneDX" {
        return Err(text(
            "Filen er ikke en CycloneDX-komponentliste (bomFormat). Bed leverandøren om en i det format.",
            "The file is no CycloneDX bill of materials (bomFormat). Ask the supplier for one in that format.",
        ));
    }
    let mut parts = Vec::new();
    take(bom.components, &mut parts)?;
    parts.sort();
    parts.dedup();
    if parts.is_empty() {
        return Err(text(
            "Komponentlisten er tom. Bed leverandøren om en, der nævner komponenterne.",
            "The bill of materials is empty. Ask the supplier for one that names the components.",
        ));
    }
    Ok(parts)
}

fn take(components: Vec<Component>, parts: &mut Vec<Part>) -> Result<(), Text> {
    for component in components {
        if parts.len() == MOST_PARTS {
            return Err(text(
                "Komponentlisten har flere end 5.000 komponenter. Bed leverandøren om en liste for løsningen alene.",
                "The bill of materials has more than 5,000 components. Ask the supplier for one of the solution alone.",
            ));
        }
        let licences: Vec<String> = component
            .licenses
            .into_iter()
            .filter_map(|choice| choice.expression.or_else(|| choice.license.and_then(|one| one.id.or(one.name))))
            .collect();
        let fit = |written: &str| written.trim().chars().filter(|sign| !sign.is_control()).take(LONGEST).collect();
        let part = Part {
            name: fit(&component.name),
            version: fit(&component.version),
            licence: fit(&licences.join(" AND ")),
        };
        if [&part.name, &part.version, &part.licence].into_iter().any(|written| cpr::has_cpr(written)) {
            return Err(text(
                "Komponentlisten indeholder et CPR-nummer. Få det fjernet, og prøv igen.",
                "The bill of materials holds a CPR number. Have it removed, and try again.",
            ));
        }
        if !part.name.is_empty() {
            parts.push(part);
        }
        take(component.components, parts)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn components_are_read_with_their_licences_and_their_own_components() {
        let bom = r#"{"bomFormat":"CycloneDX","specVersion":"1.6","components":[
            {"type":"library","name":"zlib","version":"1.3.1","licenses":[{"license":{"id":"Zlib"}}]},
            {"type":"framework","name":"Angular","licenses":[{"expression":"MIT"}],
             "components":[{"type":"library","name":"rxjs","version":"7"}]},
            {"type":"library","name":"zlib","version":"1.3.1","licenses":[{"license":{"id":"Zlib"}}]}]}"#;
        let parts = read_sbom(bom.as_bytes()).expect("read");
        let told: Vec<[&str; 3]> = parts.iter().map(|part| [&*part.name, &*part.version, &*part.licence]).collect();
        assert_eq!(told, [["Angular", "", "MIT"], ["rxjs", "7", ""], ["zlib", "1.3.1", "Zlib"]]);
    }

    #[test]
    fn what_is_no_bill_of_materials_is_refused_with_its_place() {
        let refused = |text: &str| read_sbom(text.as_bytes()).expect_err("refused").da;
        assert!(refused("{\n  \"bomFormat\": }").contains("linje 2"));
        assert!(refused(r#"{"bomFormat":"SPDX","components":[]}"#).contains("CycloneDX"));
        assert!(refused(r#"{"bomFormat":"CycloneDX"}"#).contains("tom"));
        let cpr = r#"{"bomFormat":"CycloneDX","components":[{"name":"af 010190-1234"}]}"#;
        assert!(refused(cpr).contains("CPR") && !refused(cpr).contains("1234"));
    }
}
