//! OS2rollekatalog's list of IT systems: whose roles it controls, and whether somebody attests them (strategy §7 access control).
//!
//! Knows its own identifiers only; which system of ours each is, the caller says.

use std::collections::{BTreeMap, HashMap};

use kernel::{Day, Text, nests_deeply};
use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::json;
use crate::report::text;
use crate::telling::{Telling, Told};

/// One system as OS2rollekatalog knows it (`GET /api/v2/itsystem`).
#[derive(Debug, Deserialize)]
pub struct RoleSystem {
    id: Option<i64>,
    /// Its name.
    #[serde(default, deserialize_with = "json::or_nothing")]
    pub name: String,
    /// Its identifier there; often the one it has in the municipality's own register.
    #[serde(default, deserialize_with = "json::or_nothing")]
    pub identifier: String,
    #[serde(default, deserialize_with = "json::or_nothing")]
    deleted: bool,
    #[serde(default, deserialize_with = "json::or_nothing")]
    hidden: bool,
    #[serde(rename = "attestationResponsibleUuids")]
    attested_by: Option<Vec<IgnoredAny>>,
}

/// Which system of ours one of the catalogue's is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SystemHere {
    /// The one of that key.
    Known(String),
    /// Perhaps the one of that key, which is called the same; a person must say so.
    Alike(String),
    /// None.
    Unknown,
}

impl RoleSystem {
    /// Its number there, as text.
    pub fn number(&self) -> String {
        self.id.map(|id| id.to_string()).unwrap_or_default()
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Listed {
    systems: HashMap<String, String>,
}

/// The municipality's own list: `[systems]`, and below it the identifier or the number there = the key of the system here.
///
/// # Errors
/// When it is written otherwise.
pub fn read_role_systems(toml: &str) -> Result<HashMap<String, String>, Text> {
    let wrong = || {
        text(
            "Skriv [systems] og derunder \"identifier\" = \"nøgle\", ét system pr. linje.",
            "Write [systems] and below it \"identifier\" = \"key\", a system a line.",
        )
    };
    if nests_deeply(toml) {
        return Err(wrong());
    }
    toml::from_str(toml).map(|listed: Listed| listed.systems).map_err(|_| wrong())
}

/// What the list tells of those systems that `find` knows. One that is hidden or deleted there is passed over.
pub fn tell_roles(file: &str, bytes: &[u8], find: &dyn Fn(&RoleSystem) -> SystemHere, seen_at: Day) -> Told {
    let mut telling = Telling::of("OS2rollekatalog", "roles", seen_at);
    telling.part(file, &["system"]);
    const FORM: &str = "OS2rollekatalog JSON";
    let list =
        if json::is_list(bytes) { json::read(bytes, FORM) } else { json::read(bytes, FORM).map(|one| vec![one]) };
    match list {
        Err(why) => telling.refuse(why),
        Ok(list) if list.is_empty() => telling.refuse(text(
            "Listen er tom. Hent it-systemerne igen i OS2rollekatalog.",
            "The list is empty. Fetch the IT systems from OS2rollekatalog again.",
        )),
        Ok(list) => take(&mut telling, list, find),
    }
    telling.done()
}

fn take(telling: &mut Telling, list: Vec<RoleSystem>, find: &dyn Fn(&RoleSystem) -> SystemHere) {
    // Test and production may be two there and one here: attested when both are.
    let mut attested: BTreeMap<String, Option<bool>> = BTreeMap::new();
    for one in list {
        telling.next();
        if one.deleted || one.hidden {
            continue;
        }
        let known_as = if one.identifier.trim().is_empty() { one.number() } else { one.identifier.clone() };
        let expected = match find(&one) {
            SystemHere::Known(key) => Ok(key),
            SystemHere::Alike(key) => Err(alike(&known_as, &key)),
            SystemHere::Unknown => Err(unknown()),
        };
        let key = match expected {
            Ok(key) => key,
            Err(expected) => {
                telling.reject("identifier", &format!("{known_as} {}", one.name), expected);
                continue;
            }
        };
        let appointed = one.attested_by.map(|by| !by.is_empty());
        let both = attested.entry(key).or_insert(appointed);
        *both = match (*both, appointed) {
            (Some(first), Some(second)) => Some(first && second),
            _ => None,
        };
    }
    for (key, appointed) in attested {
        let mut object = telling.known("system", &key);
        object.yes_no("roles_managed", Some(true));
        object.yes_no("attestation_responsible", appointed);
        telling.take(object);
    }
}

fn unknown() -> Text {
    text(
        "Intet it-system her svarer til det. Skriv i listen over systemer, hvilket det er.",
        "No IT system here corresponds to it. Write which it is in the list of systems.",
    )
}

fn alike(known_as: &str, key: &str) -> Text {
    let line = format!("\"{known_as}\" = \"{key}\"");
    text(
        format!("It-systemet {key} hedder det samme. Er det det, så skriv {line} i listen over systemer."),
        format!("The IT system {key} is called the same. If it is the one, write {line} in the list of systems."),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::telling::stated;

    const LIST: &str = r#"[
        {"id":1,"name":"Omsorg","identifier":"S1","systemtype":"KOMBIT","deleted":false,"attestationResponsibleUuids":["a"]},
        {"id":2,"name":"Løn","identifier":"S2","hidden":false,"attestationResponsibleUuids":[]},
        {"id":3,"name":"Byg","identifier":"S3"},
        {"id":4,"name":"Omsorg test","identifier":"S1","attestationResponsibleUuids":[]},
        {"id":5,"name":"Gammelt","identifier":"S5","deleted":true},
        {"id":6,"name":"Ukendt 010190-1234","identifier":"X9"},
        {"id":8,"name":"Byg","identifier":"X8"}]"#;

    fn told(json: &str) -> Told {
        let find = |one: &RoleSystem| match one.identifier.as_str() {
            "X8" => SystemHere::Alike("S8".to_owned()),
            key if key.starts_with('S') => SystemHere::Known(key.to_owned()),
            _ => SystemHere::Unknown,
        };
        tell_roles("itsystem.json", json.as_bytes(), &find, Day::new(2026, 11, 25).expect("a day"))
    }

    #[test]
    fn each_system_has_its_roles_managed_and_attestation_is_said_only_where_it_is_known() {
        let told = told(LIST);
        let managed = stated(&told, "system.roles_managed");
        assert_eq!(
            managed,
            [("S1", "true"), ("S2", "true"), ("S3", "true")].map(|(a, b)| (a.to_owned(), b.to_owned()))
        );
        let attested = stated(&told, "system.attestation_responsible");
        assert_eq!(attested, [("S1", "false"), ("S2", "false")].map(|(a, b)| (a.to_owned(), b.to_owned())));
        let rejected = &told.import.report.rejected;
        assert_eq!((rejected.len(), &*rejected[0].value, rejected[0].line), (2, "X9 Ukendt 010190-****", 6));
        assert!(rejected[1].expected.da.contains("skriv \"X8\" = \"S8\" i listen"), "by a name alone none is known");
    }

    #[test]
    fn a_row_without_a_name_costs_no_other_row() {
        let told =
            told(r#"[{"id":1,"name":null,"identifier":null,"deleted":null},{"id":2,"name":"Løn","identifier":"S2"}]"#);
        assert_eq!(stated(&told, "system.roles_managed"), [("S2".to_owned(), "true".to_owned())]);
        assert_eq!(told.import.report.rejected_rows(), 1);
    }

    #[test]
    fn what_is_no_such_list_is_refused() {
        for wrong in ["", "{", "7", "[7]", "[]", r#"[{"id":"x"}]"#] {
            assert_eq!(told(wrong).import.estate.fact_count(), 0, "{wrong}");
            assert_eq!(told(wrong).import.report.files[0].outcome, crate::Outcome::Refused, "{wrong}");
        }
        let why = &told("[{\"id\":1},\n {\"id\":\"x\"}]").import.report.files[0].notices[0].text.da;
        assert!(why.contains("linje 2, tegn 10"), "{why}");
    }
}
