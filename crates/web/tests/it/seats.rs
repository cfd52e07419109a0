//! Every route of cases, acquisitions and meetings, tried in each role on one that is there: who lacks the right is refused before
//! anything is looked at, and who has it comes to the thing itself.

use std::collections::BTreeMap;

use axum::http::{Method, StatusCode};
use house::rights::{Action, may};
use kernel::Role;
use serde_json::{Value, json};
use store::Grant;
use web::{Need, Route};

use crate::board::put;
use crate::cases::deviating;
use crate::town::{Answer, Session, Town};

/// Where the routes of things that are there begin, and what fills their names.
struct Things {
    case: String,
    file: String,
    acquisition: String,
    meeting: String,
}

impl Things {
    /// A case before the board with a file on it, an acquisition with an offer, and a meeting with the case on its agenda.
    async fn made(town: &Town, tokens: &BTreeMap<Role, String>) -> Self {
        let token = |role: Role| tokens[&role].clone();
        let architect = &token(Role::ItArchitect);
        let parts = [Role::ItArchitect, Role::BusinessAreaLead, Role::SystemOwner, Role::ExecutiveBoard].map(token);
        let (pack, principle, key) = deviating(town);
        let case = put(town, &parts, (&pack, &principle, &key), (60, None)).await;
        let path = format!("/api/v1/cases/{case}");
        let read = async || town.api("GET", &path, architect, &[], "").await.json();
        let tag = format!("\"{}\"", read().await["version"]);
        let attaching = format!("{path}/files?name=aftale.txt");
        let attached = town.api("POST", &attaching, architect, &[("if-match", &tag)], "En aftale.").await;
        assert_eq!(attached.status, StatusCode::OK, "{}", attached.body);
        let file = read().await["files"][0]["sha256"].as_str().expect("a hash").to_owned();
        let buying = json!({ "title": "Nyt omsorgssystem", "purpose": "Afløser et, der udgår.", "tasks": ["99.99"], "phase": "analysis" });
        let bought = town.api("POST", "/api/v1/acquisitions", &parts[1], &[], &buying.to_string()).await;
        assert_eq!(bought.status, StatusCode::CREATED, "{}", bought.body);
        let acquisition = bought.json()["number"].as_str().expect("a number").to_owned();
        let offer = json!({ "supplier": "Nordsoft A/S", "product": "Omsorg Ny" }).to_string();
        let offering = format!("/api/v1/acquisitions/{acquisition}/add-candidate");
        let offered = town.api("POST", &offering, &parts[1], &[("if-match", "\"1\"")], &offer).await;
        assert_eq!(offered.status, StatusCode::OK, "{}", offered.body);
        let day = town.house.now().today.plus_days(30);
        let plan = json!({ "day": day, "title": "Direktionsmøde" }).to_string();
        let meeting = town.api("POST", "/api/v1/meetings", architect, &[], &plan).await.json();
        let meeting = meeting.as_str().expect("an id").to_owned();
        let agenda = json!({ "agenda": [case] }).to_string();
        let path = format!("/api/v1/meetings/{meeting}");
        let set = town.api("PUT", &path, architect, &[("if-match", "\"0\"")], &agenda).await;
        assert_eq!(set.status, StatusCode::NO_CONTENT, "{}", set.body);
        Self { case, file, acquisition, meeting }
    }

    /// The route's address on what is there; none when it is about nothing of it.
    fn address(&self, route: &Route) -> Option<String> {
        let of = |begin: &str| route.path == begin || route.path.starts_with(&format!("{begin}/"));
        let (name, id) = [
            ("/sager/{id}", &self.case),
            ("/log/case/{number}", &self.case),
            ("/api/v1/cases/{number}", &self.case),
            ("/api/v1/log/access/{number}", &self.case),
            ("/anskaffelser/{id}", &self.acquisition),
            ("/api/v1/acquisitions/{number}", &self.acquisition),
            ("/direktion/moeder/{id}", &self.meeting),
            ("/api/v1/meetings/{id}", &self.meeting),
        ]
        .into_iter()
        .find(|(begin, _)| of(begin))?;
        let placeholder = &name[name.find('{')?..];
        let filled = route.path.replace(placeholder, id).replace("{sha256}", &self.file).replace("{candidate}", "T1");
        assert!(!filled.contains('{'), "{filled}: fill it");
        Some(filled)
    }

    /// How all of it stands.
    async fn standing(&self, town: &Town, token: &str) -> Vec<Value> {
        let mut all = Vec::new();
        for path in [
            format!("/api/v1/cases/{}", self.case),
            format!("/api/v1/acquisitions/{}", self.acquisition),
            format!("/api/v1/meetings/{}", self.meeting),
        ] {
            let answer = town.api("GET", &path, token, &[], "").await;
            assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.body);
            all.push(answer.json());
        }
        all
    }
}

/// Asks as a colleague does: by the browser, or by a token.
async fn ask(town: &Town, route: &Route, address: &str, (session, token): (&Session, &str)) -> Answer {
    if address.starts_with("/api/") {
        return town.api(route.method.as_str(), address, token, &[], "").await;
    }
    match route.method {
        Method::GET => town.get(address, session).await,
        _ => town.post(address, session, &[]).await,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_there_is_refused_to_each_role_that_lacks_the_right_and_opened_to_each_that_has_it() {
    let town = Town::new().await;
    let (mut tokens, mut sessions) = (BTreeMap::new(), BTreeMap::new());
    for role in Role::ALL {
        town.join(role, "").await;
        tokens.insert(role, town.token(role, "write").await);
        sessions.insert(role, town.sign_in(role).await);
    }
    let things = Things::made(&town, &tokens).await;
    let auditor = tokens[&Role::Auditor].as_str();
    let before = things.standing(&town, auditor).await;
    let all: Vec<Route> = web::routes().into_iter().chain(web::api_routes()).collect();
    let of_things: Vec<(&Route, Action, String)> = all
        .iter()
        .filter_map(|route| {
            let Need::May(action) = route.need else { return None };
            Some((route, action, things.address(route)?))
        })
        .collect();
    assert!(of_things.len() > 80, "{}", of_things.len());
    let holds = |role: Role, action: Action| may(&[Grant { role, unit: String::new() }], action);
    let mut tried: BTreeMap<&String, usize> = BTreeMap::new();
    for (route, action, address) in &of_things {
        let lacking = Role::ALL.into_iter().filter(|role| !holds(*role, *action));
        let mut refused = 0;
        for role in lacking {
            let answer = ask(&town, route, address, (&sessions[&role], &tokens[&role])).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{role:?} {} {address}: {}", route.method, answer.body);
            refused += 1;
        }
        let about =
            [&things.case, &things.acquisition].into_iter().find(|number| address.contains(&format!("/{number}")));
        if let Some(number) = about.filter(|_| route.method != Method::GET) {
            *tried.entry(number).or_default() += refused;
        }
        assert!(refused > 0 || *action == Action::ReadEstate, "{address}: nobody lacks {action:?}");
    }
    let mut after = things.standing(&town, auditor).await;
    for (place, number) in [&things.case, &things.acquisition].into_iter().enumerate() {
        let refused = std::mem::replace(&mut after[place]["refused"], before[place]["refused"].clone());
        let refused = refused.as_array().expect("refusals");
        assert!(refused.iter().all(|one| one["label"] == "not-allowed"), "{refused:?}");
        assert_eq!(refused.len(), tried[number], "{number}: every refused act stands with it in the log");
    }
    assert_eq!(after, before, "whoever was refused changed nothing");
    // Without what the act needs nothing is done either: how far they come is what is tried.
    for (route, action, address) in &of_things {
        for role in Role::ALL.into_iter().filter(|role| holds(*role, *action)) {
            let answer = ask(&town, route, address, (&sessions[&role], &tokens[&role])).await;
            let name = format!("{role:?} {} {address}: {} {}", route.method, answer.status, answer.body);
            let kept_out = [StatusCode::FORBIDDEN, StatusCode::NOT_FOUND, StatusCode::UNAUTHORIZED];
            assert!(!answer.status.is_server_error() && !kept_out.contains(&answer.status), "{name}");
            if *action == Action::ReadEstate && route.method == Method::GET {
                assert_eq!(answer.status, StatusCode::OK, "{name}");
            }
        }
    }
}
