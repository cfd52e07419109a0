//! A register as large as a large municipality's: Prøvelund's rows again and again under other identities.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::rows::{Generation, rows, uuid};

/// Identities of copies begin here, a million a list.
const SYSTEMS: u32 = 1_000_000;
const USAGES: u32 = 2_000_000;
const CONTRACTS: u32 = 3_000_000;
const USERS: u32 = 4_000_000;

/// Rows with so many usages (each of a system of its own), contracts and users, none of which is like another.
///
/// # Panics
/// Never: Prøvelund has rows of each.
pub fn town(usages: u32, contracts: u32, users: u32) -> BTreeMap<&'static str, Vec<Value>> {
    let mut lists = rows(Generation::Y2026);
    let first = |list: &'static str| lists[list][0].clone();
    let (system, usage, contract, user) =
        (first("it-systems"), first("it-system-usages"), first("it-contracts"), first("organization-users"));
    let person =
        |number: u32| json!({ "uuid": uuid(USERS + number % users), "name": format!("Bruger {}", number % users) });
    let of_usage = |number: u32| json!({ "uuid": uuid(USAGES + number), "name": format!("System {number}") });
    let copies = |like: &Value, from: u32, count: u32, change: &dyn Fn(u32, &mut Value)| -> Vec<Value> {
        let copy = |number: u32| {
            let mut row = like.clone();
            row["uuid"] = json!(uuid(from + number));
            row["lastModified"] = json!(format!("2026-0{}-1{}T08:00:00.1Z", 1 + number % 7, number % 10));
            change(number, &mut row);
            row
        };
        (0..count).map(copy).collect()
    };
    lists.insert(
        "it-systems",
        copies(&system, SYSTEMS, usages, &|number, row| row["name"] = json!(format!("System {number}"))),
    );
    lists.insert(
        "it-system-usages",
        copies(&usage, USAGES, usages, &|number, row| {
            row["systemContext"] = json!({ "uuid": uuid(SYSTEMS + number), "name": format!("System {number}") });
            row["general"]["localSystemId"] = json!(format!("SYS-{number}"));
            row["general"]["mainContract"]["uuid"] = json!(uuid(CONTRACTS + number % contracts));
            row["roles"][0]["user"] = person(number * 3);
            row["roles"][1]["user"] = person(number * 7);
            row["outgoingSystemRelations"][0]["uuid"] = json!(uuid(USAGES + 500_000 + number));
            row["outgoingSystemRelations"][0]["toSystemUsage"] = of_usage((number * 11 + 1) % usages);
        }),
    );
    lists.insert(
        "it-contracts",
        copies(&contract, CONTRACTS, contracts, &|number, row| {
            row["name"] = json!(format!("Kontrakt {number}"));
            row["general"]["contractId"] = json!(format!("K-{number}"));
            row["systemUsages"] = json!([of_usage(number % usages)]);
            row["supplier"]["organization"] =
                json!({ "uuid": uuid(5_000_000 + number % 400), "name": format!("Leverandør {}", number % 400), "cvr": null });
            row["roles"][0]["user"] = person(number);
        }),
    );
    lists.insert(
        "organization-users",
        copies(&user, USERS, users, &|number, row| {
            row["name"] = json!(format!("Bruger {number}"));
            row["firstName"] = json!("Bruger");
            row["lastName"] = json!(number.to_string());
            row["email"] = json!(format!("bruger{number}@proevelund.example"));
        }),
    );
    lists.insert("data-processing-registrations", Vec::new());
    lists
}
