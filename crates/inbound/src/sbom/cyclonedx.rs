//! CycloneDX in JSON, 1.4 to 1.6: components and the components inside them.

use kernel::Text;
use serde::Deserialize;

use super::Part;
use crate::json;

#[derive(Deserialize)]
struct Bom {
    #[serde(default, deserialize_with = "json::or_nothing")]
    components: Vec<Component>,
}

#[derive(Deserialize)]
struct Component {
    name: String,
    #[serde(rename = "type")]
    sort: Option<String>,
    version: Option<String>,
    purl: Option<String>,
    #[serde(default, deserialize_with = "json::or_nothing")]
    licenses: Vec<Choice>,
    supplier: Option<Organisation>,
    manufacturer: Option<Organisation>,
    publisher: Option<String>,
    #[serde(default, deserialize_with = "json::or_nothing")]
    components: Vec<Component>,
}

#[derive(Deserialize)]
struct Organisation {
    name: Option<String>,
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

/// The components as they are listed.
pub(super) fn read(bytes: &[u8]) -> Result<Vec<Part>, Text> {
    let bom: Bom = json::read(bytes, "CycloneDX JSON")?;
    let mut parts = Vec::new();
    take(bom.components, &mut parts);
    Ok(parts)
}

fn take(components: Vec<Component>, parts: &mut Vec<Part>) {
    for component in components {
        let inner = component.components;
        // Files and keys are listed too; they are no software that somebody licenses or supports.
        if !matches!(component.sort.as_deref(), Some("file" | "cryptographic-asset")) {
            let vendor = [component.supplier, component.manufacturer].into_iter().flatten().find_map(|by| by.name);
            parts.push(Part {
                name: component.name,
                version: component.version.unwrap_or_default(),
                licence: licence(component.licenses),
                vendor: vendor.or(component.publisher).unwrap_or_default(),
                purl: component.purl.unwrap_or_default(),
            });
        }
        take(inner, parts);
    }
}

/// Several licences all hold; one that is a choice is an expression of its own.
fn licence(choices: Vec<Choice>) -> String {
    let written = |choice: Choice| choice.expression.or_else(|| choice.license.and_then(|one| one.id.or(one.name)));
    let licences: Vec<String> = choices.into_iter().filter_map(written).collect();
    if licences.len() < 2 {
        return licences.concat();
    }
    let inside = |one: &String| if one.contains(" OR ") { format!("({one})") } else { one.clone() };
    licences.iter().map(inside).collect::<Vec<_>>().join(" AND ")
}
