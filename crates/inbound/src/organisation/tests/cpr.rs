//! A CPR number pushed through every importer of the organisation, in every field of every row: it never reaches the mirror,
//! the facts or the report.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::entra::Graph;
use super::mo::Mo;
use super::sofd::Sofd;
use super::*;

const WAYS: [&str; 3] = ["010190-1234", "0101901234", "se 010190 1234"];
const SERIAL: &str = "1234";

/// The value with one leaf after another changed to what is pushed in, and new fields beside.
fn each_leaf(value: &Value, pushed: &Value) -> Vec<Value> {
    let mut all = Vec::new();
    match value {
        Value::Object(fields) => {
            for (name, field) in fields {
                for changed in each_leaf(field, pushed) {
                    let mut fields = fields.clone();
                    fields.insert(name.clone(), changed);
                    all.push(Value::Object(fields));
                }
            }
            for name in ["cpr", "cprNumber", "cpr_no", "noget"] {
                let mut fields = fields.clone();
                fields.insert(name.to_owned(), pushed.clone());
                all.push(Value::Object(fields));
            }
        }
        Value::Array(items) => {
            for (place, item) in items.iter().enumerate() {
                for changed in each_leaf(item, pushed) {
                    let mut items = items.clone();
                    items[place] = changed;
                    all.push(Value::Array(items));
                }
            }
        }
        _ => all.push(pushed.clone()),
    }
    all
}

fn pushed() -> Vec<Value> {
    WAYS.iter().map(|way| json!(way)).chain([json!(101_901_234_u64), json!(3_112_801_234_u64)]).collect()
}

/// Nothing of it is anywhere.
fn clean(mirror: &Mirror, told: &Told, pushed: &Value) {
    let serial = pushed.to_string();
    assert!(!stands_in(mirror, SERIAL), "{serial}: {mirror:?}");
    let report = format!("{:?}", told.import.report);
    assert!(!report.contains(SERIAL), "{serial}: {report}");
    let estate = &told.import.estate;
    for kind in ["unit", "person"] {
        let id = schema().kind(kind).expect("a kind");
        for attribute in schema().def(id).attributes {
            let attribute = schema().attribute_id(id, attribute.name).expect("an attribute");
            assert!(!format!("{:?}", estate.observations(id, attribute)).contains(SERIAL), "{serial}");
        }
    }
}

#[test]
fn no_cpr_number_comes_in_from_os2sofd() {
    let mut tried = 0;
    for pushed in pushed() {
        let small = Sofd::small();
        for (list, id) in [("unit", "u2"), ("person", "p2"), ("substitute", "")] {
            let row = match list {
                "unit" => &small.units[id],
                "person" => &small.persons[id],
                _ => &small.substitutes[0],
            };
            for changed in each_leaf(row, &pushed) {
                let mut sofd = Sofd::small();
                match list {
                    "unit" => sofd.units.insert(id.to_owned(), changed),
                    "person" => sofd.persons.insert(id.to_owned(), changed),
                    _ => Some(std::mem::replace(&mut sofd.substitutes[0], changed)),
                };
                let register = sofd::register("substitute_context = 7");
                let (played, gathered) = run(&register, (FULL, Mirror::default()), |request| sofd.answer(request));
                assert!(played.failed.is_none_or(|why| !why.da.contains(SERIAL)));
                let Some(gathered) = gathered else { continue };
                clean(&gathered.mirror, &register.read(&gathered.mirror, today()), &pushed);
                tried += 1;
            }
        }
    }
    assert!(tried > 150, "{tried}");
}

#[test]
fn no_cpr_number_comes_in_from_os2mo() {
    let mut tried = 0;
    for pushed in pushed() {
        for (list, rows) in Mo::small().lists {
            for changed in each_leaf(&rows[0], &pushed) {
                let mut mo = Mo::small();
                mo.lists.get_mut(list).expect("a list")[0] = changed;
                let (_, gathered) = mo::ask(Mirror::default(), |request| mo.answer(request));
                let mirror = gathered.expect("a whole run").mirror;
                clean(&mirror, &mo::register().read(&mirror, today()), &pushed);
                tried += 1;
            }
        }
    }
    assert!(tried > 150, "{tried}");
}

#[test]
fn no_cpr_number_comes_in_from_entra_id() {
    let mut tried = 0;
    for pushed in pushed() {
        for (page, list) in [("users/delta?$select=", "users"), ("groups/delta?$select=", "groups")] {
            let rows = Graph::small().0[page]["value"].clone();
            for changed in each_leaf(&rows, &pushed) {
                let mut graph = Graph::small();
                graph.0.get_mut(page).expect("a page")["value"] = changed;
                let (_, gathered) = entra::ask(&graph, Mirror::default(), None);
                let mirror = gathered.expect("a whole run").mirror;
                clean(&mirror, &entra::register("").read(&mirror, today()), &pushed);
                tried += 1;
            }
            assert!(!list.is_empty());
        }
    }
    assert!(tried > 150, "{tried}");
}

#[test]
fn a_row_with_a_cpr_number_outside_its_field_is_refused_and_told_and_the_rest_comes_in() {
    let mut sofd = Sofd::small();
    sofd.persons.get_mut("p2").expect("Bo")["chosenName"] = json!("Bo 010190-1234");
    let gathered = sofd::full(&sofd, Mirror::default());
    let told = sofd::register("").read(&gathered.mirror, today());
    assert!(facts(&told, "person", "p2").is_empty());
    assert_eq!(
        facts(&told, "person", "p1")[0],
        "name=Ane Eksempel",
        "a CPR number in its own field is left out, no more"
    );
    let rejected: Vec<(&str, &str)> =
        told.import.report.rejected.iter().map(|fault| (&*fault.file, &*fault.value)).collect();
    assert_eq!(rejected, [("persons", "p2")]);
}

#[test]
fn a_refused_row_of_somebody_known_is_no_sign_that_they_left() {
    let mut graph = Graph::small();
    let (_, first) = entra::ask(&graph, Mirror::default(), None);
    let first = first.expect("a whole run");
    let change = json!([{"id": "p2", "mail": "0101901234@eksempel.example"}]);
    let page =
        json!({"value": change, "@odata.deltaLink": "https://graph.microsoft.com/v1.0/users/delta?$deltatoken=2"});
    graph.0.insert("users/delta?$deltatoken=1", page);
    let (_, second) = entra::ask(&graph, first.mirror, first.high_water.as_deref());
    let second = second.expect("a whole run");
    assert!(facts(&entra::register("").read(&second.mirror, today()), "person", "p2").is_empty());
    let mended = json!([{"id": "p2", "mail": "bo@eksempel.example"}]);
    let page =
        json!({"value": mended, "@odata.deltaLink": "https://graph.microsoft.com/v1.0/users/delta?$deltatoken=3"});
    graph.0 = BTreeMap::from_iter(graph.0.into_iter().chain([("users/delta?$deltatoken=2", page)]));
    let (_, third) = entra::ask(&graph, second.mirror, second.high_water.as_deref());
    assert_eq!(
        third.expect("a whole run").high_water,
        None,
        "the row is not known whole, so the next run reads everything"
    );
}

#[test]
fn a_talk_of_each_kind_refuses_an_identity_that_is_a_cpr_number() {
    let mut mirrors = Vec::new();
    let mut sofd = Sofd::small();
    sofd.persons.insert("0101901234".to_owned(), sofd::person("0101901234", "Ib", "u1", None));
    mirrors.push(sofd::full(&sofd, Mirror::default()).mirror);
    let mut mo = Mo::small();
    mo.lists.get_mut("employees").expect("employees")[0]["uuid"] = json!("0101901234");
    let (_, gathered) = mo::ask(Mirror::default(), |request| mo.answer(request));
    mirrors.push(gathered.expect("a whole run").mirror);
    let mut graph = Graph::small();
    graph.0.get_mut("users/delta?$select=").expect("a page")["value"][0]["id"] = json!("0101901234");
    let (_, gathered) = entra::ask(&graph, Mirror::default(), None);
    mirrors.push(gathered.expect("a whole run").mirror);
    for mirror in mirrors {
        assert!(!stands_in(&mirror, SERIAL) && stands_in(&mirror, "refused"));
    }
}
