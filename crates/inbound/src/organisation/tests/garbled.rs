//! Answers that are cut, changed and mixed up: a run may fail, but nothing panics and no run goes on for ever.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::entra::Graph;
use super::mo::Mo;
use super::sofd::Sofd;
use super::*;

/// What may happen to an answer.
#[derive(Clone, Debug)]
enum Harm {
    Cut(usize),
    Byte(usize, u8),
    Leaf(usize, Value),
    Status(u16),
    Nothing,
}

fn harm() -> impl Strategy<Value = Harm> {
    let leaf = prop_oneof![
        Just(Value::Null),
        Just(json!([])),
        Just(json!({})),
        Just(json!([2026, 2, 31])),
        Just(json!([{"uuid": "p1", "id": "p1"}])),
        Just(json!("9999-12-31T23:59:59Z")),
        any::<i64>().prop_map(|number| json!(number)),
        ".{0,12}".prop_map(|text| json!(text)),
    ];
    prop_oneof![
        1 => (0_usize..4_000).prop_map(Harm::Cut),
        1 => (0_usize..4_000, any::<u8>()).prop_map(|(at, byte)| Harm::Byte(at, byte)),
        4 => (0_usize..120, leaf).prop_map(|(at, leaf)| Harm::Leaf(at, leaf)),
        1 => prop_oneof![Just(204_u16), Just(401), Just(404), Just(410), Just(429), Just(500)].prop_map(Harm::Status),
        1 => Just(Harm::Nothing),
    ]
}

fn harmed(answer: Answer, harm: &Harm) -> Answer {
    let Answer::Got { status, retry_after, mut body } = answer else { return answer };
    match harm {
        Harm::Cut(at) => body.truncate(*at),
        Harm::Byte(at, byte) => {
            if let Some(place) = body.get_mut(*at) {
                *place = *byte;
            }
        }
        Harm::Leaf(at, leaf) => {
            if let Ok(mut value) = serde_json::from_slice::<Value>(&body) {
                change(&mut value, &mut at.clone(), leaf);
                body = value.to_string().into_bytes();
            }
        }
        Harm::Status(status) => return Answer::Got { status: *status, retry_after, body },
        Harm::Nothing => return Answer::Nothing("timeout".to_owned()),
    }
    Answer::Got { status, retry_after, body }
}

/// Puts another value in the place of the value with that number, counted from the outside in.
fn change(value: &mut Value, at: &mut usize, leaf: &Value) -> bool {
    if *at == 0 {
        *value = leaf.clone();
        return true;
    }
    *at -= 1;
    match value {
        Value::Array(items) => items.iter_mut().any(|item| change(item, at, leaf)),
        Value::Object(fields) => fields.values_mut().any(|field| change(field, at, leaf)),
        _ => false,
    }
}

/// Harms the answers with those numbers, plays, and reads what came.
fn hurt(register: &dyn Register, wanted: (Run, Mirror), harms: &[(usize, Harm)], answer: impl Fn(&Request) -> Answer) {
    let mut number = 0;
    let (_, gathered) = run(register, wanted, |request| {
        number += 1;
        let harm = harms.iter().find(|(at, _)| *at == number).map(|(_, harm)| harm);
        harm.map_or_else(|| answer(request), |harm| harmed(answer(request), harm))
    });
    if let Some(gathered) = gathered {
        register.read(&gathered.mirror, today());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn garbled_answers_never_panic(harms in prop::collection::vec((1_usize..14, harm()), 1..6)) {
        let (sofd, mo, graph) = (Sofd::small(), Mo::small(), Graph::small());
        let before = sofd::full(&sofd, Mirror::default());
        let register = sofd::register("substitute_context = 7");
        for wanted in [(FULL, Mirror::default()), (since(Some("0 2026-11-25")), before.mirror)] {
            hurt(&register, wanted, &harms, |request| sofd.answer(request));
        }
        hurt(&mo::register(), (FULL, Mirror::default()), &harms, |request| mo_or_lost(&mo, request));
        hurt(&entra::register(""), (FULL, Mirror::default()), &harms, |request| graph.answer(request));
    }

    #[test]
    fn rows_of_any_shape_are_read_without_panic(rows in prop::collection::vec(any_json(), 1..5)) {
        let mut mirror = Mirror::default();
        for list in ["orgunits", "persons", "substitutes", "users", "groups", "org_units", "employees", "engagements", "managers"] {
            for (place, row) in rows.iter().enumerate() {
                mirror.rows_mut(list).insert(format!("g{place}"), row.clone());
            }
        }
        sofd::register("substitute_context = 7").read(&mirror, today());
        mo::register().read(&mirror, today());
        entra::register("leave_dates = true").read(&mirror, today());
    }
}

/// A cursor that was garbled is one the register does not know.
fn mo_or_lost(mo: &Mo, request: &Request) -> Answer {
    let body: Value = request.body.as_deref().and_then(|body| serde_json::from_str(body).ok()).unwrap_or_default();
    let cursor = body["variables"]["cursor"].as_str();
    if cursor.is_some_and(|cursor| cursor.parse::<u16>().is_err()) { got(400, "{}") } else { mo.answer(request) }
}

/// JSON with the names the readers look for.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(|yes| json!(yes)),
        any::<i64>().prop_map(|number| json!(number)),
        prop_oneof![Just("2026-11-01"), Just("g0"), Just("g1"), Just(""), Just("Guest")].prop_map(|text| json!(text)),
    ];
    let name = prop::sample::select(vec![
        "uuid",
        "manager",
        "affiliations",
        "users",
        "orgUnitUuid",
        "startDate",
        "stopDate",
        "gone",
        "was",
        "refused",
        "validities",
        "validity",
        "from",
        "to",
        "person_response",
        "org_unit_response",
        "members",
        "displayName",
        "parent_response",
        "name",
    ]);
    leaf.prop_recursive(4, 40, 5, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::Array),
            prop::collection::vec((name.clone(), inner), 0..6)
                .prop_map(|fields| fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()),
        ]
    })
}
