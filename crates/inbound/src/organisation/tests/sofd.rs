//! An OS2sofd as a few units and people.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::*;
use crate::organisation::{SofdRegister, SofdSettings};

/// A register that can be changed between runs.
pub(super) struct Sofd {
    pub units: BTreeMap<String, Value>,
    pub persons: BTreeMap<String, Value>,
    pub substitutes: Value,
    /// Each change: list, identity and what is said to have happened.
    pub log: Vec<(&'static str, String, &'static str)>,
    pub page: usize,
}

impl Sofd {
    pub(super) fn small() -> Self {
        let unit = |uuid: &str, name: &str, parent: Option<&str>, manager: &str, inherited: bool| {
            let row = json!({"uuid": uuid, "name": name, "parentUuid": parent, "ean": null, "inheritedEan": 5_790_001_000_011_u64,
                "pnr": 1_003_456_789, "orgType": "Afdeling", "deleted": false, "lastChanged": "2026-10-01T08:00:00", "tags": [],
                "manager": {"uuid": manager, "name": "x", "inherited": inherited}});
            (uuid.to_owned(), row)
        };
        let units = BTreeMap::from([
            unit("u1", "Eksempel Kommune", None, "p1", false),
            unit("u2", "Sundhed og Omsorg", Some("u1"), "p2", false),
            unit("u3", "Hjemmeplejen Nord", Some("u2"), "p2", true),
        ]);
        let persons = BTreeMap::from([
            ("p1".to_owned(), person("p1", "Ane", "u1", None)),
            ("p2".to_owned(), person("p2", "Bo", "u2", None)),
            ("p3".to_owned(), person("p3", "Carl", "u3", Some("2026-10-31"))),
        ]);
        let substitutes = json!([
            {"id": 1, "substituteContextId": 7, "substituteContextName": "Ledelse", "manager": {"uuid": "p2", "name": "Bo"},
             "substitute": {"uuid": "p1", "userId": "ane"}, "constraintOrgUnits": []},
            {"id": 2, "substituteContextId": 7, "manager": {"uuid": "p2"}, "substitute": {"uuid": "p3"},
             "constraintOrgUnits": [{"uuid": "u3", "name": "Hjemmeplejen Nord"}]},
            {"id": 3, "substituteContextId": 8, "manager": {"uuid": "p1"}, "substitute": {"uuid": "p3"}, "constraintOrgUnits": []},
        ]);
        Self { units, persons, substitutes, log: Vec::new(), page: 2 }
    }

    pub(super) fn answer(&self, request: &Request) -> Answer {
        let has_key = request.headers.iter().any(|(name, value)| *name == "ApiKey" && value == "nøgle");
        if !has_key {
            return got(401, "");
        }
        let path = request.url.strip_prefix("https://sofd.example").expect("its own address");
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let offset = query.split('&').find_map(|pair| pair.strip_prefix("offset=")).unwrap_or_default();
        match path {
            "/api/sync/head" => ok(&json!(self.log.len())),
            "/api/sync/orgunits" => self.changes("orgunits", offset),
            "/api/sync/persons" => self.changes("persons", offset),
            "/api/v2/orgUnits" => self.all("orgUnits", &self.units, offset),
            "/api/v2/persons" => self.all("persons", &self.persons, offset),
            "/api/substitutes/assignments" => ok(&self.substitutes),
            _ => {
                let id = path.rsplit('/').next().expect("an identity");
                let list = if path.contains("orgUnits") { &self.units } else { &self.persons };
                list.get(id).map_or_else(|| got(404, ""), ok)
            }
        }
    }

    fn all(&self, name: &str, list: &BTreeMap<String, Value>, offset: &str) -> Answer {
        let page: Vec<(&String, &Value)> = list.iter().filter(|(id, _)| id.as_str() > offset).take(self.page).collect();
        let last = page.last().map(|(id, _)| (*id).clone());
        let rows: Vec<&Value> = page.into_iter().map(|(_, row)| row).collect();
        ok(&json!({name: rows, "page": 0, "nextOffset": last}))
    }

    fn changes(&self, of: &str, offset: &str) -> Answer {
        let from: usize = offset.parse().expect("an offset");
        let fit = self.log.iter().enumerate().skip(from).filter(|(_, (list, ..))| *list == of);
        let rows: Vec<Value> = fit.map(|(_, (_, id, kind))| json!({"uuid": id, "changeType": kind})).collect();
        ok(&json!({"offset": self.log.len(), "uuids": rows}))
    }
}

pub(super) fn person(uuid: &str, first: &str, unit: &str, stop: Option<&str>) -> Value {
    let login = first.to_lowercase();
    json!({"uuid": uuid, "cpr": "0101901234", "firstname": first, "surname": "Eksempel", "chosenName": null, "deleted": false,
        "firstEmploymentDate": "2020-02-01", "lastChanged": "2026-10-01T08:00:00", "registeredPostAddress": {"street": "Vej 1"},
        "affiliations": [
            {"uuid": "a", "orgUnitUuid": unit, "startDate": "2020-02-01", "stopDate": stop, "deleted": false, "prime": true},
            {"uuid": "b", "orgUnitUuid": "u9", "startDate": "2010-01-01", "stopDate": "2012-01-01", "deleted": false, "prime": false}],
        "users": [
            {"userType": "ACTIVE_DIRECTORY", "userId": login, "prime": true, "disabled": stop.is_some()},
            {"userType": "EXCHANGE", "userId": format!("{login}@eksempel.example"), "prime": true, "disabled": false}]})
}

fn settings(more: &str) -> SofdSettings {
    toml::from_str(&format!("url = \"https://sofd.example\"\nkey_file = \"x\"\n{more}")).expect("settings")
}

pub(super) fn register(more: &str) -> SofdRegister {
    SofdRegister::new(settings(more), "nøgle".to_owned())
}

pub(super) fn full(sofd: &Sofd, before: Mirror) -> Gathered {
    let (played, gathered) = run(&register("substitute_context = 7"), (FULL, before), |request| sofd.answer(request));
    assert_eq!(played.failed, None);
    gathered.expect("a whole run")
}

fn later(sofd: &Sofd, before: &Gathered) -> (Gathered, Vec<Request>) {
    let wanted = (since(before.high_water.as_deref()), before.mirror.clone());
    let (played, gathered) = run(&register(""), wanted, |request| sofd.answer(request));
    assert_eq!(played.failed, None);
    (gathered.expect("a whole run"), played.asked)
}

fn is_complete(asked: &[Request]) -> bool {
    asked.iter().any(|request| request.url.contains("/orgUnits?size="))
}

fn read(gathered: &Gathered) -> Told {
    register("substitute_context = 7").read(&gathered.mirror, today())
}

#[test]
fn units_and_people_are_read_page_by_page() {
    let gathered = full(&Sofd::small(), Mirror::default());
    assert_eq!(gathered.high_water.as_deref(), Some("0 2026-11-25"));
    let told = read(&gathered);
    assert!(told.import.report.is_clean(), "{:?}", told.import.report);
    assert_eq!(
        facts(&told, "unit", "u3"),
        ["name=Hjemmeplejen Nord", "parent=u2", "ean=5790001000011", "leader=p2", "substitute=p3", "closed_on=-"]
    );
    assert_eq!(facts(&told, "unit", "u2")[4], "substitute=p1");
    assert_eq!(
        facts(&told, "unit", "u1")[1..],
        ["parent=-", "ean=5790001000011", "leader=p1", "substitute=-", "closed_on=-"]
    );
    assert_eq!(
        facts(&told, "person", "p2"),
        [
            "name=Bo Eksempel",
            "email=bo@eksempel.example",
            "user_name=bo",
            "unit=u2",
            "hired_on=2020-02-01",
            "left_on=-",
            "manager=true",
            "it_account=true"
        ]
    );
}

#[test]
fn whoever_has_left_keeps_the_unit_and_the_last_day() {
    let told = read(&full(&Sofd::small(), Mirror::default()));
    let carl = facts(&told, "person", "p3");
    assert!(carl.contains(&"left_on=2026-10-31".to_owned()) && carl.contains(&"unit=u3".to_owned()), "{carl:?}");
    assert!(carl.contains(&"it_account=false".to_owned()) && carl.contains(&"manager=false".to_owned()), "{carl:?}");
}

#[test]
fn a_later_run_asks_for_what_changed_only() {
    let mut sofd = Sofd::small();
    let first = full(&sofd, Mirror::default());
    sofd.units.get_mut("u3").expect("a unit")["parentUuid"] = json!("u1");
    sofd.persons.remove("p1");
    sofd.persons.insert("p4".to_owned(), person("p4", "Dea", "u3", None));
    sofd.log = vec![
        ("orgunits", "u3".to_owned(), "UPDATE"),
        ("persons", "p1".to_owned(), "DELETE"),
        ("persons", "p4".to_owned(), "CREATE"),
        ("persons", "p4".to_owned(), "FLYTTET"),
    ];
    let (second, asked) = later(&sofd, &first);
    assert_eq!((asked.len(), is_complete(&asked)), (6, false), "head, two lists of changes, three rows");
    assert_eq!(second.gone, BTreeMap::from([("persons".to_owned(), 1)]));
    assert_eq!(second.high_water.as_deref(), Some("4 2026-11-25"));
    let told = read(&second);
    assert_eq!(facts(&told, "unit", "u3")[1], "parent=u1");
    assert_eq!(facts(&told, "person", "p4")[0], "name=Dea Eksempel");
    let ane = facts(&told, "person", "p1");
    assert!(ane.contains(&"left_on=2026-11-25".to_owned()), "{ane:?}");
    assert!(!ane.iter().any(|fact| fact.starts_with("it_account")), "nobody says what became of the account: {ane:?}");
}

#[test]
fn an_offset_that_is_old_or_from_another_database_is_not_gone_on_from() {
    let sofd = Sofd::small();
    let first = full(&sofd, Mirror::default());
    for high_water in ["0 2026-11-17", "5 2026-11-25", "noget", "", "x 2026-11-25"] {
        let before = Gathered { high_water: Some(high_water.to_owned()), ..first.clone() };
        assert!(is_complete(&later(&sofd, &before).1), "{high_water}");
    }
    let week_old = Gathered { high_water: Some("0 2026-11-18".to_owned()), ..first };
    assert!(!is_complete(&later(&sofd, &week_old).1));
}

#[test]
fn whoever_is_not_in_a_complete_run_is_a_tombstone_until_it_is_forgotten() {
    let mut sofd = Sofd::small();
    let first = full(&sofd, Mirror::default());
    sofd.persons.remove("p2");
    let second = full(&sofd, first.mirror);
    let bo = facts(&read(&second), "person", "p2");
    assert!(bo.contains(&"left_on=2026-11-25".to_owned()) && bo.contains(&"unit=u2".to_owned()), "{bo:?}");
    let again = |today: &str| {
        let mut talk = register("").begin(FULL, second.mirror.clone());
        play_on(day(today), &mut *talk, |request| sofd.answer(request));
        register("").read(&talk.gathered().expect("a whole run").mirror, day(today))
    };
    assert_eq!(facts(&again("2028-11-24"), "person", "p2"), bo, "the day it was gone stands");
    assert!(facts(&again("2028-11-25"), "person", "p2").is_empty());
    sofd.persons.insert("p2".to_owned(), person("p2", "Bo", "u1", None));
    let back = facts(&read(&full(&sofd, second.mirror.clone())), "person", "p2");
    assert!(back.contains(&"left_on=-".to_owned()) && back.contains(&"unit=u1".to_owned()), "{back:?}");
}

#[test]
fn a_complete_run_that_lacks_many_people_is_not_believed() {
    let mut sofd = Sofd::small();
    for number in 0..80 {
        let id = format!("q{number:02}");
        sofd.persons.insert(id.clone(), person(&id, "Ib", "u3", None));
    }
    sofd.page = 30;
    let first = full(&sofd, Mirror::default());
    sofd.persons.retain(|id, _| id.as_str() < "q58");
    let (played, gathered) = run(&register(""), (FULL, first.mirror.clone()), |request| sofd.answer(request));
    let why = played.failed.expect("it fails");
    assert!(why.da.starts_with("22 af 83 personer er væk"), "{}", why.da);
    assert_eq!(gathered, None);
    let wanted = Run::Full { much_may_be_gone: true };
    let (played, gathered) = run(&register(""), (wanted, first.mirror), |request| sofd.answer(request));
    assert_eq!(played.failed, None);
    assert_eq!(gathered.expect("a whole run").gone.get("persons"), Some(&22));
}

#[test]
fn a_bad_day_is_waited_out_and_a_wrong_key_is_not() {
    let sofd = Sofd::small();
    let mut bad = vec![
        got(500, "oops"),
        Answer::Got { status: 429, retry_after: Some(30), body: Vec::new() },
        Answer::Nothing("timeout".to_owned()),
    ];
    let (played, _) =
        run(&register(""), (FULL, Mirror::default()), |request| bad.pop().unwrap_or_else(|| sofd.answer(request)));
    assert_eq!((played.failed, played.waited), (None, vec![1, 30, 15]));
    let mut cut = Some(got(200, "{\"orgUnits\": [{\"uu"));
    let (played, _) = run(&register(""), (FULL, Mirror::default()), |request| {
        let cut = if request.url.contains("orgUnits") { cut.take() } else { None };
        cut.unwrap_or_else(|| sofd.answer(request))
    });
    assert_eq!((played.failed, played.waited), (None, vec![1]));
    let stranger = SofdRegister::new(settings(""), "forkert".to_owned());
    let (played, _) = run(&stranger, (FULL, Mirror::default()), |request| sofd.answer(request));
    assert_eq!(played.asked.len(), 1);
    let why = played.failed.expect("it fails");
    assert!(why.da.contains("afviser adgangen (401)") && !why.da.contains("forkert"), "{}", why.da);
}

#[test]
fn a_server_that_stays_down_fails_the_run_and_nothing_of_it_counts() {
    let sofd = Sofd::small();
    let (played, gathered) = run(&register(""), (FULL, Mirror::default()), |request| {
        if request.url.contains("persons") { got(503, "") } else { sofd.answer(request) }
    });
    assert!(played.failed.is_some_and(|why| why.da.contains("Prøvet 4 gange")));
    assert_eq!(gathered, None);
}

#[test]
fn pages_that_go_round_or_have_another_shape_end_the_run() {
    for (page, says) in [
        (json!({"orgUnits": [{"uuid": "u1"}], "nextOffset": "u1"}), "går i ring"),
        (json!({"orgUnits": {}}), "aftalte form"),
        (json!([]), "aftalte form"),
    ] {
        let (played, _) = run(&register(""), (FULL, Mirror::default()), |request| {
            if request.url.ends_with("head") { ok(&json!(1)) } else { ok(&page) }
        });
        let why = played.failed.expect("it fails");
        assert!(why.da.contains(says), "{}", why.da);
    }
}

#[test]
fn a_kind_of_account_nobody_knows_is_told_once() {
    let mut sofd = Sofd::small();
    for row in sofd.persons.values_mut() {
        row["users"][1]["userType"] = json!("HOLOGRAM");
    }
    let told = read(&full(&sofd, Mirror::default()));
    let notices: Vec<&str> =
        told.import.report.files.iter().flat_map(|file| &file.notices).map(|it| &*it.text.da).collect();
    assert_eq!(notices.len(), 1, "{notices:?}");
    assert!(notices[0].contains("HOLOGRAM"));
}

#[test]
fn a_deleted_unit_is_not_open_though_nobody_says_since_when() {
    let mut sofd = Sofd::small();
    let unit = sofd.units.get_mut("u3").expect("u3");
    (unit["deleted"], unit["lastChanged"]) = (json!(true), json!(null));
    let told = read(&full(&sofd, Mirror::default()));
    let closed = |key: &str| facts(&told, "unit", key).into_iter().find(|fact| fact.starts_with("closed_on"));
    assert_eq!((closed("u2").as_deref(), closed("u3")), (Some("closed_on=-"), None));
    let notices = told.import.report.files.iter().flat_map(|file| &file.notices);
    assert!(notices.into_iter().any(|notice| notice.text.da.contains("1 slettede enheder")));
}

#[test]
fn people_may_be_known_by_their_mail_and_then_everybody_names_them_so() {
    let register = register("substitute_context = 7\n[people]\nkey = \"email\"");
    let told = register.read(&full(&Sofd::small(), Mirror::default()).mirror, today());
    assert_eq!(facts(&told, "person", "bo@eksempel.example")[0], "name=Bo Eksempel");
    assert_eq!(facts(&told, "unit", "u2")[3..5], ["leader=bo@eksempel.example", "substitute=ane@eksempel.example"]);
}

#[test]
fn settings_that_are_misspelt_are_refused() {
    let written =
        |url: &str, more: &str| toml::from_str::<SofdSettings>(&format!("url = \"{url}\"\nkey_file = \"x\"\n{more}"));
    assert!(written("https://sofd.example", "").is_ok());
    assert!(written("http://sofd.example", "").is_err());
    for bad in ["api_key = \"x\"", "[people]\nkey = \"cpr\"", "account_types = \"x\""] {
        assert!(written("https://sofd.example", bad).is_err(), "{bad}");
    }
}
