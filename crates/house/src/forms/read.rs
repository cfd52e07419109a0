//! Each form by its reader, once it is clear what the files are about.

use std::collections::{BTreeMap, HashMap};

use facts::{Cell, schema};
use inbound::kitos::{ExcelFile, RoleHere, read_excel};
use inbound::{EstateFile, Notice, Placed, Told};
use kernel::{Day, Text};

use super::{Brought, BroughtFile, Form, RoleSystems};
use crate::import::has_been;
use crate::{Refusal, Snapshot};

/// The file that says which system each certificate belongs to.
const PLACES: &str = "certificates.toml";

/// What the files tell.
pub(super) fn read(now: &Snapshot, brought: &Brought) -> Result<Told, Refusal> {
    let files = &brought.files;
    if files.is_empty() || files.len() > brought.form.most_files() {
        return Err(too_many(brought.form.most_files()));
    }
    let exported = has_been(brought.exported, now.today)?;
    let (about, seen_at) = (brought.about.as_str(), exported.unwrap_or(now.today));
    if let Some(kind) = brought.form.about()
        && !(brought.form == Form::Certificates && about.is_empty() && files.iter().any(is_places))
    {
        expect(now, kind, about)?;
    }
    let (owner, manager) = (brought.owner.trim(), brought.manager.trim());
    if brought.form == Form::KitosExcel && !owner.is_empty() && owner == manager {
        return Err(Refusal::new(
            "files-roles",
            "Vælg to forskellige roller, eller lad den ene være tom.",
            "Choose two different roles, or leave one of them empty.",
        ));
    }
    let one = &files[0];
    Ok(match brought.form {
        Form::KitosExcel => exports(brought, seen_at),
        Form::Sbom => inbound::tell_sbom(&one.name, &one.content, about, seen_at),
        Form::Scuba => tell_scuba(now, (&one.name, &one.content), about, seen_at),
        Form::Kle => inbound::tell_kle(&one.name, &one.content, seen_at),
        Form::Certificates => certificates(now, brought, seen_at)?,
        Form::Roles => roles(now, files, seen_at)?,
    })
}

fn exports(brought: &Brought, seen_at: Day) -> Told {
    let given = [(&brought.owner, RoleHere::Owner), (&brought.manager, RoleHere::Manager)];
    let roles: BTreeMap<String, RoleHere> = given
        .into_iter()
        .filter(|(role, _)| !role.trim().is_empty())
        .map(|(role, here)| (role.trim().to_owned(), here))
        .collect();
    let files: Vec<ExcelFile<'_>> =
        brought.files.iter().map(|file| ExcelFile { name: &file.name, content: &file.content }).collect();
    read_excel(&files, &roles, seen_at)
}

fn certificates(now: &Snapshot, brought: &Brought, seen_at: Day) -> Result<Told, Refusal> {
    let places = brought.files.iter().find(|file| is_places(file));
    let places: Option<HashMap<String, Placed>> = places
        .map(|file| inbound::read_places(&String::from_utf8_lossy(&file.content)))
        .transpose()
        .map_err(unclear)?;
    for placed in places.iter().flat_map(|places| places.values()) {
        expect(now, "system", &placed.system)?;
    }
    let about = brought.about.as_str();
    if places.is_some() && !about.is_empty() {
        return Err(Refusal::new(
            "files-about",
            "Vælg enten it-systemet eller tag certificates.toml med, ikke begge dele.",
            "Either choose the IT system or bring certificates.toml, not both.",
        ));
    }
    let place = |file: &str| -> Option<Placed> {
        let own = (!about.is_empty()).then(|| Placed { system: about.to_owned(), ..Placed::default() });
        places.as_ref().map_or(own, |places| places.get(file).cloned())
    };
    let files: Vec<EstateFile<'_>> = brought
        .files
        .iter()
        .filter(|file| !is_places(file))
        .map(|file| EstateFile::from_bytes(file.name.clone(), file.content.as_slice()))
        .collect();
    let source = if about.is_empty() { "Certifikater".to_owned() } else { format!("Certifikater {about}") };
    Ok(inbound::tell_certificates(&files, &source, &place, seen_at))
}

fn roles(now: &Snapshot, files: &[BroughtFile], seen_at: Day) -> Result<Told, Refusal> {
    let (lists, catalogues): (Vec<&BroughtFile>, Vec<&BroughtFile>) =
        files.iter().partition(|file| file.name.to_lowercase().ends_with(".toml"));
    let ([] | [_], [catalogue]) = (&lists[..], &catalogues[..]) else {
        return Err(Refusal::new(
            "files-many",
            "Vælg én JSON-fil fra OS2rollekatalog og højst én TOML-fil med afsnittet systems.",
            "Choose one JSON file of OS2rollekatalog and at most one TOML file with the section systems.",
        ));
    };
    let list = lists.first().map(|list| inbound::read_role_systems(&String::from_utf8_lossy(&list.content)));
    let known = RoleSystems::of(now, list.transpose().map_err(unclear)?.unwrap_or_default());
    Ok(inbound::tell_roles(&catalogue.name, &catalogue.content, &|one| known.find(one), seen_at))
}

/// What ScubaGear or ScubaGoggles tells of the platform, and whether it is the tool for such a one.
pub fn tell_scuba(now: &Snapshot, (name, content): (&str, &[u8]), platform: &str, seen_at: Day) -> Told {
    let mut told = inbound::tell_scuba(name, content, platform, seen_at);
    let of = match told.source.name.split(' ').next() {
        Some("ScubaGear") => "microsoft_365",
        Some("ScubaGoggles") => "google_workspace",
        _ => return told,
    };
    if let Some(product) = product(now, platform)
        && product != of
        && let Some(file) = told.import.report.files.first_mut()
    {
        let expected = if of == "microsoft_365" { "Microsoft 365" } else { "Google Workspace" };
        file.notices.push(Notice {
            text: Text {
                da: format!("Filen vurderer {expected}, men platformen {platform} er noget andet. Se efter, at det er den rigtige."),
                en: format!("The file assesses {expected}, but the platform {platform} is something else. See that it is the right one."),
            },
        });
    }
    told
}

/// The platform's product as it is stated, else as its name says; none when neither does.
fn product(now: &Snapshot, platform: &str) -> Option<&'static str> {
    let kind = schema().kind("platform")?;
    let object = now.slots.find(kind, platform)?;
    let stated = |name: &str| {
        let cell = now.slots.cell(kind, object, schema().attribute_id(kind, name)?);
        if let Cell::Text(text) = cell { Some(now.slots.symbols().text(text).to_lowercase()) } else { None }
    };
    let words = stated("product").or_else(|| stated("name"))?;
    let products = [
        ("microsoft_365", &["microsoft", "m365", "office 365"][..]),
        ("google_workspace", &["google"]),
        ("chromebook", &["chromebook"]),
        ("other", &[]),
    ];
    let means = |(product, names): &&(&'static str, &[&str])| {
        words == *product || names.iter().any(|name| words.contains(name))
    };
    products.iter().find(means).map(|(product, _)| *product)
}

fn is_places(file: &BroughtFile) -> bool {
    file.name.eq_ignore_ascii_case(PLACES)
}

/// What is told of nothing would be in nobody's lists.
fn expect(now: &Snapshot, kind: &str, key: &str) -> Result<(), Refusal> {
    let Some(id) = schema().kind(kind) else { return Ok(()) };
    if now.slots.find(id, key).is_some() {
        return Ok(());
    }
    let one = schema().def(id).one;
    let (da, en) = if key.is_empty() {
        (
            format!("Vælg det objekt, filen handler om ({}).", one.da),
            format!("Choose the object that the file is about ({}).", one.en),
        )
    } else {
        (
            format!("Nøglen {key} findes ikke ({}). Vælg på listen.", one.da),
            format!("The key {key} does not exist ({}). Choose one of the list.", one.en),
        )
    };
    Err(Refusal { label: "files-about", text: Text { da, en }, details: Vec::new() })
}

fn too_many(most: usize) -> Refusal {
    let (da, en) = match most {
        1 | 2 => ("Vælg én fil ad gangen.".to_owned(), "Choose one file at a time.".to_owned()),
        _ => (format!("Vælg mellem 1 og {most} filer."), format!("Choose between 1 and {most} files.")),
    };
    Refusal { label: "files-many", text: Text { da, en }, details: Vec::new() }
}

fn unclear(text: Text) -> Refusal {
    Refusal { label: "files-list", text, details: Vec::new() }
}
