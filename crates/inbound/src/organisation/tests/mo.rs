//! An OS2mo as a few rows with their validities.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::*;
use crate::organisation::{MoRegister, MoSettings};

pub(super) struct Mo {
    pub lists: BTreeMap<&'static str, Vec<Value>>,
    pub page: usize,
}

fn held(from: &str, to: Option<&str>, mut fields: Value) -> Value {
    let at = |day: &str| format!("{day}T00:00:00+01:00");
    fields["validity"] = json!({"from": at(from), "to": to.map(at)});
    fields
}

fn row(uuid: &str, validities: Vec<Value>) -> Value {
    let validities = Value::Array(validities);
    Value::Object([("uuid".to_owned(), json!(uuid)), ("validities".to_owned(), validities)].into_iter().collect())
}

fn named(uuid: &str) -> Value {
    json!({"uuid": uuid})
}

impl Mo {
    pub(super) fn small() -> Self {
        let unit = |name: &str, parent: Option<&str>| json!({"name": name, "parent_response": parent.map(named)});
        let units = vec![
            row("u1", vec![held("2010-01-01", None, unit("Eksempel Kommune", None))]),
            row(
                "u2",
                vec![
                    held("2026-12-01", None, unit("Kultur og Fritid", Some("u4"))),
                    held("2015-01-01", Some("2026-12-01"), unit("Kultur", Some("u1"))),
                ],
            ),
            row("u3", vec![held("2015-01-01", Some("2026-06-01"), unit("Biblioteket", Some("u2")))]),
            row("u4", vec![held("2026-12-01", None, unit("Borgerservice", Some("u1")))]),
        ];
        let employees = ["Ane", "Bo", "Carl", "Dea"].into_iter().zip(["p1", "p2", "p3", "p4"]);
        let employees = employees
            .map(|(name, uuid)| row(uuid, vec![held("2010-01-01", None, json!({"name": format!("{name} Eksempel")}))]));
        let work = |person: &str, unit: &str, primary: bool| json!({"person_response": named(person), "org_unit_response": named(unit), "is_primary": primary});
        let engagements = vec![
            row("e1", vec![held("2012-01-01", None, work("p1", "u1", true))]),
            row("e2", vec![held("2018-03-01", None, work("p2", "u1", false))]),
            row("e3", vec![held("2020-01-01", None, work("p2", "u2", true))]),
            row("e4", vec![held("2016-01-01", Some("2026-11-01"), work("p3", "u3", true))]),
        ];
        let lead = |unit: &str, person: Option<&str>, of: &str| json!({"person_response": person.map(named), "org_unit_response": named(unit), "manager_type_response": named(of)});
        let managers = vec![
            row("m1", vec![held("2012-01-01", None, lead("u1", Some("p1"), "leder"))]),
            row("m2", vec![held("2012-01-01", None, lead("u2", None, "leder"))]),
            row("m3", vec![held("2012-01-01", None, lead("u2", Some("p2"), "stedfortræder"))]),
            row("m4", vec![held("2027-01-01", None, lead("u1", Some("p2"), "leder"))]),
        ];
        let address = |value: &str, scope: &str, of: &str, person: Option<&str>, unit: Option<&str>| {
            json!({"value": value, "address_type": {"scope": scope}, "address_type_response": named(of),
                "person_response": person.map(named), "org_unit_response": unit.map(named)})
        };
        let addresses = vec![
            row(
                "a1",
                vec![held("2012-01-01", None, address("ane@hjemme.example", "EMAIL", "privat", Some("p1"), None))],
            ),
            row(
                "a2",
                vec![held("2012-01-01", None, address("ane@eksempel.example", "EMAIL", "arbejde", Some("p1"), None))],
            ),
            row("a3", vec![held("2012-01-01", None, address("5790001000011", "EAN", "ean", None, Some("u2")))]),
        ];
        let user = |key: &str, person: &str, system: &str| json!({"user_key": key, "person_response": named(person), "itsystem_response": named(system)});
        let itusers = vec![
            row("i1", vec![held("2012-01-01", None, user("ane", "p1", "ad"))]),
            row("i2", vec![held("2012-01-01", None, user("bo-kmd", "p2", "kmd"))]),
            row("i3", vec![held("2012-01-01", Some("2026-11-01"), user("carl", "p3", "ad"))]),
        ];
        let lists = BTreeMap::from([
            ("org_units", units),
            ("employees", employees.collect()),
            ("engagements", engagements),
            ("managers", managers),
            ("addresses", addresses),
            ("itusers", itusers),
        ]);
        Self { lists, page: 2 }
    }

    pub(super) fn answer(&self, request: &Request) -> Answer {
        if request.url == "https://keycloak.example/realms/mo/protocol/openid-connect/token" {
            let form = request.body.as_deref().unwrap_or_default();
            let good = form == "grant_type=client_credentials&client_id=fundament&client_secret=hemme%26lig";
            return if good { token(3_600) } else { got(401, "{\"error\":\"unauthorized_client\"}") };
        }
        assert_eq!(request.url, "https://mo.example/graphql/v30");
        let body: Value = serde_json::from_str(request.body.as_deref().expect("a question")).expect("JSON");
        let query = body["query"].as_str().expect("a query");
        assert!(!query.contains("cpr"));
        let (list, rows) = self.lists.iter().find(|(list, _)| query.contains(&format!("{{ {list}("))).expect("a list");
        let from: usize = body["variables"]["cursor"].as_str().map_or(0, |cursor| cursor.parse().expect("a cursor"));
        let page: Vec<&Value> = rows.iter().skip(from).take(self.page).collect();
        let next = (from + self.page < rows.len()).then(|| (from + self.page).to_string());
        ok(&json!({"data": {*list: {"objects": page, "page_info": {"next_cursor": next}}}}))
    }
}

pub(super) fn register() -> MoRegister {
    let settings: MoSettings = toml::from_str(
        "url = \"https://mo.example\"\ntoken_url = \"https://keycloak.example/realms/mo/protocol/openid-connect/token\"\n\
         client_id = \"fundament\"\nsecret_file = \"x\"\nsubstitute_types = [\"stedfortræder\"]\nemail_types = [\"arbejde\"]\n\
         account_system = \"ad\"",
    )
    .expect("settings");
    MoRegister::new(settings, "hemme&lig".to_owned())
}

pub(super) fn ask(before: Mirror, answer: impl FnMut(&Request) -> Answer) -> (Played, Option<Gathered>) {
    run(&register(), (FULL, before), answer)
}

fn mirror(mo: &Mo) -> Mirror {
    let (played, gathered) = ask(Mirror::default(), |request| mo.answer(request));
    assert_eq!(played.failed, None);
    gathered.expect("a whole run").mirror
}

#[test]
fn units_and_people_are_read_as_they_stand_that_day() {
    let told = register().read(&mirror(&Mo::small()), today());
    assert!(told.import.report.is_clean(), "{:?}", told.import.report);
    assert_eq!(
        facts(&told, "unit", "u2"),
        ["name=Kultur", "parent=u1", "ean=5790001000011", "leader=p1", "substitute=p2", "closed_on=-"]
    );
    assert_eq!(
        facts(&told, "person", "p1"),
        [
            "name=Ane Eksempel",
            "email=ane@eksempel.example",
            "user_name=ane",
            "unit=u1",
            "hired_on=2012-01-01",
            "left_on=-",
            "manager=true",
            "it_account=true"
        ]
    );
    assert_eq!(
        facts(&told, "person", "p2"),
        ["name=Bo Eksempel", "unit=u2", "hired_on=2018-03-01", "left_on=-", "manager=false", "it_account=false"]
    );
    assert_eq!(
        facts(&told, "person", "p3"),
        [
            "name=Carl Eksempel",
            "unit=u3",
            "hired_on=2016-01-01",
            "left_on=2026-10-31",
            "manager=false",
            "it_account=false"
        ]
    );
    assert_eq!(
        facts(&told, "person", "p4"),
        ["name=Dea Eksempel", "manager=false", "it_account=false"],
        "never employed"
    );
}

#[test]
fn what_is_past_is_closed_and_what_is_to_come_is_not_there_yet() {
    let mirror = mirror(&Mo::small());
    let now = register().read(&mirror, today());
    assert_eq!(facts(&now, "unit", "u3")[0], "name=Biblioteket");
    assert!(facts(&now, "unit", "u3").contains(&"closed_on=2026-06-01".to_owned()));
    assert!(facts(&now, "unit", "u4").is_empty());
    let later = register().read(&mirror, day("2027-01-01"));
    assert_eq!(facts(&later, "unit", "u2")[..2], ["name=Kultur og Fritid", "parent=u4"], "the unit has moved");
    assert_eq!(facts(&later, "unit", "u4")[0], "name=Borgerservice");
    assert!(facts(&later, "unit", "u1").contains(&"leader=p2".to_owned()), "the later post counts");
}

#[test]
fn a_row_that_comes_on_two_pages_is_one_row() {
    let mut mo = Mo::small();
    let units = mo.lists.get_mut("org_units").expect("units");
    units.insert(2, units[0].clone());
    assert_eq!(mirror(&mo).rows("org_units").map(BTreeMap::len), Some(4));
}

#[test]
fn a_token_that_ends_midway_is_renewed_once_and_a_client_without_rights_is_not() {
    let mo = Mo::small();
    let (mut questions, mut tokens) = (0, 0);
    let (played, gathered) = ask(Mirror::default(), |request| {
        if request.url.contains("keycloak") {
            tokens += 1;
            return mo.answer(request);
        }
        assert!(request.headers.contains(&("authorization", "Bearer bevis".to_owned())));
        questions += 1;
        if questions == 4 { got(401, "") } else { mo.answer(request) }
    });
    assert_eq!((played.failed, tokens), (None, 2));
    assert!(gathered.is_some_and(|gathered| gathered.high_water.is_none()));
    let (played, gathered) =
        ask(
            Mirror::default(),
            |request| if request.url.contains("keycloak") { mo.answer(request) } else { got(401, "") },
        );
    assert_eq!(played.asked.len(), 4, "token, question, token, question");
    assert!(played.failed.is_some_and(|why| why.da.contains("(401)")));
    assert_eq!(gathered, None);
}

#[test]
fn a_token_is_renewed_before_it_ends() {
    let mo = Mo::small();
    let (mut tokens, mut busy) = (0, Some(Answer::Got { status: 429, retry_after: Some(90), body: Vec::new() }));
    let (played, _) = ask(Mirror::default(), |request| {
        if request.url.contains("keycloak") {
            tokens += 1;
            return token(140);
        }
        busy.take().unwrap_or_else(|| mo.answer(request))
    });
    assert_eq!((played.failed, tokens), (None, 2));
}

#[test]
fn an_issuer_that_gives_no_token_ends_the_run() {
    for (answer, says) in [
        (got(401, ""), "(401)"),
        (got(400, "{\"error\":\"invalid_client\"}"), "invalid_client"),
        (got(404, ""), "ingen udsteder"),
        (got(200, "{}"), "brugbart adgangsbevis"),
        (got(200, "{\"access_token\": \"a\\nb\"}"), "brugbart adgangsbevis"),
    ] {
        let (played, _) = ask(Mirror::default(), |_| answer.clone());
        let why = played.failed.expect("it fails");
        assert!(why.da.contains(says) && !why.da.contains("lig"), "{}", why.da);
    }
}

#[test]
fn a_version_that_is_no_longer_there_and_errors_in_the_answer_are_told() {
    let mo = Mo::small();
    for (answer, says) in [
        (got(404, ""), "version 30"),
        (got(410, ""), "version 30"),
        (ok(&json!({"errors": [{"message": "Cannot query field 'name'"}], "data": null})), "Cannot query field 'name'"),
        (ok(&json!({"data": null})), "aftalte form"),
        (ok(&json!({"data": {"org_units": {"objects": []}}})), "aftalte form"),
    ] {
        let (played, gathered) =
            ask(
                Mirror::default(),
                |request| {
                    if request.url.contains("keycloak") { mo.answer(request) } else { answer.clone() }
                },
            );
        let why = played.failed.expect("it fails");
        assert!(why.da.contains(says), "{}", why.da);
        assert_eq!(gathered, None);
    }
}

#[test]
fn versions_whose_days_are_wrong_are_not_used() {
    let written = |version: &str| {
        toml::from_str::<MoSettings>(&format!(
            "url = \"https://mo.example\"\ntoken_url = \"https://k.example/t\"\nclient_id = \"f\"\nsecret_file = \"x\"\ngraphql_version = {version}"
        ))
    };
    assert!(written("29").is_ok() && written("31").is_ok());
    assert!(written("28").is_err() && written("\"30\"").is_err());
}

#[test]
fn units_above_each_other_in_a_ring_have_no_leader_and_no_end_is_no_trouble() {
    let mut mo = Mo::small();
    let ring = |uuid: &str, parent: &str| {
        row(uuid, vec![held("2015-01-01", None, json!({"name": uuid, "parent_response": named(parent)}))])
    };
    mo.lists.insert("org_units", vec![ring("r1", "r2"), ring("r2", "r1")]);
    let told = register().read(&mirror(&mo), today());
    assert_eq!(facts(&told, "unit", "r1"), ["name=r1", "parent=r2", "substitute=-", "closed_on=-"]);
}

#[test]
fn a_misspelt_account_system_is_no_no_and_is_told() {
    let mut mo = Mo::small();
    for row in mo.lists.get_mut("itusers").expect("accounts") {
        row["validities"][0]["itsystem_response"] = named("noget andet");
    }
    let told = register().read(&mirror(&mo), today());
    assert_eq!(facts(&told, "person", "p4"), ["name=Dea Eksempel", "manager=false"]);
    let notices = told.import.report.files.iter().flat_map(|file| &file.notices);
    assert!(notices.into_iter().any(|notice| notice.text.da.contains("account_system")));
}

#[test]
fn a_row_with_a_cpr_number_is_told_of_each_list_and_an_account_of_nobody_knows_whom_is_no_no() {
    let mut mo = Mo::small();
    for (list, field) in
        [("engagements", "note"), ("managers", "note"), ("addresses", "value"), ("itusers", "user_key")]
    {
        mo.lists.get_mut(list).expect("a list")[1]["validities"][0][field] = json!("010190-1234");
    }
    let told = register().read(&mirror(&mo), today());
    let rejected: Vec<(&str, &str)> =
        told.import.report.rejected.iter().map(|fault| (&*fault.file, &*fault.value)).collect();
    assert_eq!(rejected, [("engagements", "e2"), ("managers", "m2"), ("addresses", "a2"), ("itusers", "i2")]);
    assert!(facts(&told, "person", "p1").contains(&"it_account=true".to_owned()));
    assert!(!facts(&told, "person", "p4").iter().any(|fact| fact.starts_with("it_account")));
}

#[test]
fn whoever_is_taken_out_of_the_register_keeps_the_unit() {
    let mut mo = Mo::small();
    let before = mirror(&mo);
    mo.lists.get_mut("employees").expect("employees").remove(1);
    mo.lists.get_mut("engagements").expect("engagements").drain(1..3);
    let (_, gathered) = ask(before, |request| mo.answer(request));
    let bo = facts(&register().read(&gathered.expect("a whole run").mirror, today()), "person", "p2");
    assert!(bo.contains(&"left_on=2026-11-24".to_owned()) && bo.contains(&"unit=u2".to_owned()), "{bo:?}");
}
