//! An Entra ID as the pages it would answer.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::*;
use crate::organisation::{EntraRegister, EntraSettings};

const HOST: &str = "https://graph.microsoft.com";

pub(super) fn register(more: &str) -> EntraRegister {
    let settings: EntraSettings = toml::from_str(&format!(
        "tenant = \"eksempel.example\"\nclient_id = \"fundament\"\nsecret_file = \"x\"\ntell_units = true\n{more}\n\
         [groups.g1]\nunit = \"U1\"\n[groups.g2]\nunit = \"U2\"\nparent = \"U1\""
    ))
    .expect("settings");
    EntraRegister::new(settings, "hemmelig".to_owned())
}

/// Pages by what their link ends with.
pub(super) struct Graph(pub BTreeMap<&'static str, Value>);

fn user(id: &str, name: &str, manager: Option<&str>) -> Value {
    let login = name.to_lowercase();
    let mut user = json!({"id": id, "displayName": format!("{name} Eksempel"), "mail": format!("{login}@eksempel.example"),
        "userPrincipalName": format!("{login}@eksempel.example"), "onPremisesSamAccountName": login, "accountEnabled": true,
        "userType": "Member", "employeeHireDate": "2020-02-01T00:00:00Z"});
    if let Some(manager) = manager {
        user["manager@delta"] = json!([{"@odata.type": "#microsoft.graph.user", "id": manager}]);
    }
    user
}

fn page(rows: &Value, next: &str, link: &str) -> Value {
    json!({"value": rows, next: format!("{HOST}/v1.0/{link}")})
}

impl Graph {
    pub(super) fn small() -> Self {
        let mut guest = user("p9", "Gæst", None);
        guest["userType"] = json!("Guest");
        let member = |id: &str| json!({"@odata.type": "#microsoft.graph.user", "id": id});
        Self(BTreeMap::from([
            (
                "users/delta?$select=",
                page(
                    &json!([user("p1", "Ane", None), user("p2", "Bo", Some("p1"))]),
                    "@odata.nextLink",
                    "users/delta?$skiptoken=a",
                ),
            ),
            (
                "users/delta?$skiptoken=a",
                page(&json!([user("p3", "Carl", Some("p1")), guest]), "@odata.deltaLink", "users/delta?$deltatoken=1"),
            ),
            (
                "groups/delta?$select=",
                page(
                    &json!([
                        {"id": "g1", "displayName": "Alle", "members@delta": [member("p1"), member("p2")]},
                        {"id": "g2", "displayName": "Kultur", "members@delta": [member("p2")]}]),
                    "@odata.nextLink",
                    "groups/delta?$skiptoken=b",
                ),
            ),
            (
                "groups/delta?$skiptoken=b",
                page(
                    &json!([{"id": "g1", "displayName": "Alle", "members@delta": [member("p3")]}]),
                    "@odata.deltaLink",
                    "groups/delta?$deltatoken=1",
                ),
            ),
            ("users/delta?$deltatoken=1", page(&json!([]), "@odata.deltaLink", "users/delta?$deltatoken=2")),
            ("groups/delta?$deltatoken=1", page(&json!([]), "@odata.deltaLink", "groups/delta?$deltatoken=2")),
            ("groups/delta?$deltatoken=2", page(&json!([]), "@odata.deltaLink", "groups/delta?$deltatoken=3")),
        ]))
    }

    pub(super) fn answer(&self, request: &Request) -> Answer {
        if request.url == "https://login.microsoftonline.com/eksempel.example/oauth2/v2.0/token" {
            let form = request.body.as_deref().unwrap_or_default();
            assert!(form.ends_with("&scope=https%3A%2F%2Fgraph.microsoft.com%2F.default"), "{form}");
            return token(3_599);
        }
        let place = request.url.strip_prefix("https://graph.microsoft.com/v1.0/").expect("Microsoft Graph");
        let page = self.0.iter().find(|(start, _)| place.starts_with(**start));
        page.map_or_else(|| got(404, ""), |(_, page)| if page.is_null() { got(410, "{}") } else { ok(page) })
    }
}

pub(super) fn ask(graph: &Graph, before: Mirror, mark: Option<&str>) -> (Played, Option<Gathered>) {
    run(&register(""), (since(mark), before), |request| graph.answer(request))
}

fn whole(graph: &Graph, before: Mirror, mark: Option<&str>) -> Gathered {
    let (played, gathered) = ask(graph, before, mark);
    assert_eq!(played.failed, None);
    gathered.expect("a whole run")
}

fn is_complete(graph: &Graph, before: Mirror, mark: Option<&str>) -> bool {
    let (played, gathered) = ask(graph, before, mark);
    assert!(gathered.is_some(), "{:?}", played.failed);
    played.asked.iter().any(|request| request.url.contains("/users/delta?$select="))
}

fn read(gathered: &Gathered) -> Told {
    register("").read(&gathered.mirror, today())
}

#[test]
fn users_and_the_groups_that_stand_for_units_are_read_page_by_page() {
    let gathered = whole(&Graph::small(), Mirror::default(), None);
    assert!(gathered.high_water.is_some() && gathered.gone.is_empty());
    let told = read(&gathered);
    assert_eq!(facts(&told, "unit", "U2"), ["name=Kultur", "parent=U1", "closed_on=-"]);
    assert_eq!(
        facts(&told, "person", "p1"),
        [
            "name=Ane Eksempel",
            "email=ane@eksempel.example",
            "user_name=ane",
            "unit=U1",
            "hired_on=2020-02-01",
            "manager=true",
            "it_account=true"
        ]
    );
    assert!(facts(&told, "person", "p2").contains(&"unit=U2".to_owned()), "the nearest group");
    assert!(facts(&told, "person", "p3").contains(&"unit=U1".to_owned()), "a member of a later page");
    assert!(facts(&told, "person", "p9").is_empty(), "a guest is no employee");
}

#[test]
fn a_later_run_puts_what_changed_on_top_of_what_was_told() {
    let mut graph = Graph::small();
    let first = whole(&graph, Mirror::default(), None);
    let left = json!({"id": "p3", "@removed": {"reason": "changed"}});
    let moved = json!({"id": "p2", "accountEnabled": false,
        "manager@delta": [{"id": "p1", "@removed": {"reason": "deleted"}}, {"id": "p4"}]});
    graph.0.insert(
        "users/delta?$deltatoken=1",
        page(&json!([left, moved]), "@odata.deltaLink", "users/delta?$deltatoken=2"),
    );
    let out = json!({"id": "g2", "members@delta": [{"id": "p2", "@removed": {"reason": "deleted"}}]});
    let gone = json!({"id": "g1", "members@delta": [{"id": "p3", "@removed": {"reason": "deleted"}}]});
    graph.0.insert(
        "groups/delta?$deltatoken=1",
        page(&json!([out, gone]), "@odata.deltaLink", "groups/delta?$deltatoken=2"),
    );
    let (played, second) = ask(&graph, first.mirror.clone(), first.high_water.as_deref());
    assert_eq!(played.asked.len(), 3, "token, users, groups");
    let second = second.expect("a whole run");
    assert!(second.high_water.as_deref().is_some_and(|mark| mark.contains("deltatoken=2")));
    let told = read(&second);
    let bo = facts(&told, "person", "p2");
    assert_eq!((&*bo[0], &*bo[3]), ("name=Bo Eksempel", "unit=U1"), "{bo:?}");
    assert!(
        bo.contains(&"it_account=false".to_owned()) && !bo.iter().any(|fact| fact.starts_with("left_on")),
        "{bo:?}"
    );
    assert!(facts(&told, "person", "p1").contains(&"manager=false".to_owned()), "neither Bo nor Carl is led by Ane");
    let carl = facts(&told, "person", "p3");
    assert!(carl.contains(&"left_on=2026-11-25".to_owned()) && carl.contains(&"unit=U1".to_owned()), "{carl:?}");
}

#[test]
fn a_page_on_another_host_is_not_followed() {
    for evil in [
        "https://evil.example/v1.0/users/delta?$skiptoken=a",
        "https://graph.microsoft.com.evil.example/v1.0/users",
        "https://graph.microsoft.com@evil.example/v1.0/users",
        "http://graph.microsoft.com/v1.0/users",
    ] {
        for name in ["@odata.nextLink", "@odata.deltaLink"] {
            let mut graph = Graph::small();
            graph.0.insert("users/delta?$select=", json!({"value": [], name: evil}));
            let (played, gathered) = ask(&graph, Mirror::default(), None);
            assert_eq!(played.asked.len(), 2);
            assert!(played.failed.is_some_and(|why| why.da.contains("en anden vært")), "{evil}");
            assert_eq!(gathered, None);
        }
    }
}

#[test]
fn a_high_water_on_another_host_or_for_other_questions_is_not_gone_on_from() {
    let graph = Graph::small();
    let first = whole(&graph, Mirror::default(), None);
    let mark = first.high_water.clone().expect("a mark");
    assert!(!is_complete(&graph, first.mirror.clone(), Some(&mark)));
    for other in [
        mark.replace("employeeHireDate", "x"),
        mark.replace(HOST, "https://evil.example"),
        String::new(),
        "{}".to_owned(),
    ] {
        assert!(is_complete(&graph, first.mirror.clone(), Some(&other)), "{other}");
    }
    assert!(is_complete(&graph, Mirror::default(), Some(&mark)), "there is nothing to put changes on top of");
}

#[test]
fn a_place_the_register_has_forgotten_means_beginning_anew() {
    let mut graph = Graph::small();
    let first = whole(&graph, Mirror::default(), None);
    graph.0.insert("groups/delta?$deltatoken=1", Value::Null);
    let second = whole(&graph, first.mirror.clone(), first.high_water.as_deref());
    assert_eq!(second.mirror, first.mirror);
    graph.0.remove("users/delta?$select=");
    assert!(ask(&graph, Mirror::default(), None).0.failed.is_some_and(|why| why.da.contains("(404)")));
}

#[test]
fn a_change_to_a_row_that_is_not_known_makes_the_next_run_read_everything() {
    let mut graph = Graph::small();
    let first = whole(&graph, Mirror::default(), None);
    let change = json!([{"id": "p7", "accountEnabled": false}]);
    graph.0.insert("users/delta?$deltatoken=1", page(&change, "@odata.deltaLink", "users/delta?$deltatoken=2"));
    assert!(!is_complete(&graph, first.mirror.clone(), first.high_water.as_deref()));
    assert_eq!(whole(&graph, first.mirror, first.high_water.as_deref()).high_water, None);
}

#[test]
fn the_day_people_leave_is_told_when_the_client_may_see_it() {
    let mut graph = Graph::small();
    let mut leaving = user("p1", "Ane", None);
    leaving["employeeLeaveDateTime"] = json!("2026-12-31T22:59:59Z");
    let rows = json!([leaving, user("p2", "Bo", None)]);
    graph.0.insert("users/delta?$select=", page(&rows, "@odata.deltaLink", "users/delta?$deltatoken=1"));
    let register = register("leave_dates = true");
    let (played, gathered) = run(&register, (FULL, Mirror::default()), |request| graph.answer(request));
    assert!(played.asked[1].url.contains("employeeLeaveDateTime"));
    let told = register.read(&gathered.expect("a whole run").mirror, today());
    assert!(facts(&told, "person", "p1").contains(&"left_on=2026-12-31".to_owned()));
    assert!(facts(&told, "person", "p2").contains(&"left_on=-".to_owned()));
}

#[test]
fn many_groups_are_asked_for_by_fifty() {
    let groups: String = (0..101).map(|number| format!("[groups.h{number:03}]\nunit = \"H{number}\"\n")).collect();
    let settings: EntraSettings =
        toml::from_str(&format!("tenant = \"t\"\nclient_id = \"f\"\nsecret_file = \"x\"\n{groups}")).expect("settings");
    let register = EntraRegister::new(settings, "hemmelig".to_owned());
    let (played, _) = run(&register, (FULL, Mirror::default()), |request| {
        if request.url.contains("login.") {
            return token(3_599);
        }
        ok(&page(&json!([]), "@odata.deltaLink", "x?$deltatoken=1"))
    });
    let ids = |request: &Request| request.url.matches("id%20eq%20%27h").count();
    assert_eq!(played.asked.iter().map(ids).collect::<Vec<_>>(), [0, 0, 50, 50, 1]);
}

#[test]
fn a_group_of_the_settings_that_is_not_there_is_told() {
    let mut graph = Graph::small();
    graph.0.insert("groups/delta?$select=", page(&json!([]), "@odata.deltaLink", "groups/delta?$deltatoken=1"));
    let told = read(&whole(&graph, Mirror::default(), None));
    let notices: Vec<&str> =
        told.import.report.files.iter().flat_map(|file| &file.notices).map(|it| &*it.text.da).collect();
    assert!(notices.iter().any(|notice| notice.contains("g1, g2")), "{notices:?}");
}
