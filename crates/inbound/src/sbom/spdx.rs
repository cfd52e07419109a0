//! SPDX 2.2 and 2.3, in JSON and as tag-value text: packages other than the one the document describes.

use std::collections::HashSet;

use kernel::Text;
use serde::Deserialize;

use super::Part;
use crate::bounds;
use crate::json;
use crate::report::text;

#[derive(Default, Deserialize)]
struct Document {
    #[serde(default, deserialize_with = "json::or_nothing")]
    packages: Vec<Package>,
    #[serde(default, deserialize_with = "json::or_nothing", rename = "documentDescribes")]
    describes: Vec<String>,
    #[serde(default, deserialize_with = "json::or_nothing")]
    relationships: Vec<Relationship>,
}

#[derive(Deserialize)]
struct Wrapped {
    sbom: Option<Document>,
}

#[derive(Default, Deserialize)]
struct Package {
    #[serde(default, deserialize_with = "json::or_nothing", rename = "SPDXID")]
    id: String,
    #[serde(default, deserialize_with = "json::or_nothing")]
    name: String,
    #[serde(rename = "versionInfo")]
    version: Option<String>,
    supplier: Option<String>,
    originator: Option<String>,
    #[serde(rename = "licenseConcluded")]
    concluded: Option<String>,
    #[serde(rename = "licenseDeclared")]
    declared: Option<String>,
    #[serde(default, deserialize_with = "json::or_nothing", rename = "externalRefs")]
    references: Vec<Reference>,
    #[serde(rename = "primaryPackagePurpose")]
    purpose: Option<String>,
}

#[derive(Deserialize)]
struct Reference {
    #[serde(rename = "referenceType")]
    sort: Option<String>,
    #[serde(rename = "referenceLocator")]
    locator: Option<String>,
}

#[derive(Deserialize)]
struct Relationship {
    #[serde(rename = "relationshipType")]
    sort: Option<String>,
    #[serde(rename = "spdxElementId")]
    from: Option<String>,
    #[serde(rename = "relatedSpdxElement")]
    to: Option<String>,
}

/// The packages of a document in JSON.
pub(super) fn read(bytes: &[u8]) -> Result<Vec<Part>, Text> {
    let wrapped: Wrapped = json::read(bytes, "SPDX JSON")?;
    match wrapped.sbom {
        Some(document) => Ok(parts(document)),
        None => Ok(parts(json::read(bytes, "SPDX JSON")?)),
    }
}

/// Whether it is SPDX as tag-value text.
pub(super) fn is_tag_value(bytes: &[u8]) -> bool {
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(4_096)]).into_owned();
    let mut lines = start.trim_start_matches('\u{feff}').lines().map(str::trim);
    lines.find(|line| !line.is_empty() && !line.starts_with('#')).is_some_and(|line| line.starts_with("SPDXVersion:"))
}

/// The packages of a document as tag-value text. A text of several lines stands between `<text>` and `</text>`; none of
/// those is wanted.
pub(super) fn read_tag_value(bytes: &[u8]) -> Result<Vec<Part>, Text> {
    if bytes.len() as u64 > bounds::LARGEST_FILE {
        return Err(bounds::too_large());
    }
    let Ok(written) = std::str::from_utf8(bytes) else {
        return Err(text(
            "Filen er ikke UTF-8-tekst. Gem den som UTF-8, og prøv igen.",
            "The file is not UTF-8 text. Save it as UTF-8, and try again.",
        ));
    };
    let mut document = Document::default();
    let mut inside_text = false;
    for line in written.lines() {
        if inside_text {
            inside_text = !line.contains("</text>");
            continue;
        }
        let Some((tag, value)) = line.split_once(':') else { continue };
        let value = value.trim();
        if value.starts_with("<text>") && !value.contains("</text>") {
            inside_text = true;
            continue;
        }
        note(&mut document, tag.trim(), value);
        if document.packages.len() > super::MOST_PARTS {
            break;
        }
    }
    Ok(parts(document))
}

fn note(document: &mut Document, tag: &str, value: &str) {
    if tag == "PackageName" {
        document.packages.push(Package { name: value.to_owned(), ..Package::default() });
        return;
    }
    if tag == "Relationship" {
        let mut words = value.split_whitespace().map(str::to_owned);
        document.relationships.push(Relationship { from: words.next(), sort: words.next(), to: words.next() });
        return;
    }
    let Some(package) = document.packages.last_mut() else { return };
    let value = value.to_owned();
    match tag {
        "SPDXID" if package.id.is_empty() => package.id = value,
        "PackageVersion" => package.version = Some(value),
        "PackageSupplier" => package.supplier = Some(value),
        "PackageOriginator" => package.originator = Some(value),
        "PackageLicenseConcluded" => package.concluded = Some(value),
        "PackageLicenseDeclared" => package.declared = Some(value),
        "PrimaryPackagePurpose" => package.purpose = Some(value),
        "ExternalRef" => {
            let mut words = value.split_whitespace().skip(1).map(str::to_owned);
            package.references.push(Reference { sort: words.next(), locator: words.next() });
        }
        _ => {}
    }
}

fn parts(document: Document) -> Vec<Part> {
    let mut whole: HashSet<String> = document.describes.into_iter().collect();
    for relationship in document.relationships {
        match relationship.sort.as_deref() {
            Some("DESCRIBES") => whole.extend(relationship.to),
            Some("DESCRIBED_BY") => whole.extend(relationship.from),
            _ => {}
        }
    }
    let inside = |package: &Package| !whole.contains(&package.id) && package.purpose.as_deref() != Some("FILE");
    // A document that describes each package by itself lists the components that way.
    let all_described = document.packages.iter().all(|package| !inside(package));
    document.packages.into_iter().filter(|package| all_described || inside(package)).map(part).collect()
}

fn part(package: Package) -> Part {
    let said = |written: Option<String>| written.filter(|said| !matches!(said.trim(), "" | "NOASSERTION" | "NONE"));
    let purl = package.references.into_iter().find(|one| one.sort.as_deref() == Some("purl"));
    Part {
        name: package.name,
        version: said(package.version).unwrap_or_default(),
        licence: said(package.concluded).or_else(|| said(package.declared)).unwrap_or_default(),
        vendor: said(package.supplier).or_else(|| said(package.originator)).map(|by| vendor(&by)).unwrap_or_default(),
        purl: purl.and_then(|one| one.locator).unwrap_or_default(),
    }
}

/// `Organization: Navn (mail)`: the name alone.
fn vendor(written: &str) -> String {
    let name = ["Organization:", "Person:", "Tool:"].iter().find_map(|sort| written.trim().strip_prefix(sort));
    let name = name.unwrap_or(written).trim();
    let mail = name.rfind('(').filter(|_| name.ends_with(')'));
    name[..mail.unwrap_or(name.len())].trim_end().to_owned()
}
