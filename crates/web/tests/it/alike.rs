//! Earlier cases to hold one against, and what stands before the board: the same for programs as on the pages.

use axum::http::StatusCode;
use facts::{Field, NamedFact, schema};
use findings::Verdict;
use kernel::{Lang, Role};
use serde_json::{Value, json};

use crate::cases::{Client, explanation, views};
use crate::town::Town;

/// A principle that three systems deviate from in ways that are for the board: two of one supplier, one of another.
fn three(town: &Town) -> (String, String, [String; 3]) {
    let now = town.house.now();
    let packs = now.packs();
    let system = schema().kind("system").expect("systems");
    let supplier = Field::Attribute(schema().attribute_id(system, "supplier").expect("suppliers"));
    let mut found: Vec<(String, String, String)> = Vec::new();
    for finding in now.assessment.findings() {
        let rule = finding.rule(&packs);
        if finding.verdict != Verdict::Deviates
            || rule.kind != system
            || !finding.rule_findings().is_material(rule, finding.object)
            || packs[0].principle_of(rule).strength != principles::Strength::FollowOrExplain
        {
            continue;
        }
        let named = now.slots.show(NamedFact { kind: system, object: finding.object, field: supplier }, Lang::Da);
        let key = now.slots.keys(system)[finding.object as usize].to_string();
        if !named.is_empty() && !found.iter().any(|(_, _, known)| *known == key) {
            found.push((packs[0].principle_of(rule).id.clone(), named, key));
        }
    }
    for (principle, supplier, first) in &found {
        let same = |one: &&(String, String, String)| one.0 == *principle && one.1 == *supplier && one.2 != *first;
        let other = |one: &&(String, String, String)| one.0 == *principle && one.1 != *supplier;
        if let (Some(second), Some(third)) = (found.iter().find(same), found.iter().find(other)) {
            return (packs[0].id.clone(), principle.clone(), [first.clone(), second.2.clone(), third.2.clone()]);
        }
    }
    panic!("no three in {found:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_case_is_held_against_those_like_it_and_the_board_sees_what_it_decided_in_them() {
    let town = Town::new().await;
    let mut tokens = Vec::new();
    for role in [Role::ItArchitect, Role::BusinessAreaLead, Role::SystemOwner, Role::ExecutiveBoard] {
        town.join(role, "").await;
        tokens.push(town.token(role, "write").await);
    }
    let [architect, area, owner, board] = &tokens[..] else { panic!("four") };
    let (pack, principle, keys) = three(&town);
    let today = town.house.now().today;
    let until = today.plus_days(120);
    let mut clients = Vec::new();
    for key in [&keys[0], &keys[2], &keys[1]] {
        let opening = json!({ "pack": pack, "principle": principle, "kind": "system", "keys": [key], "title": "Systemet afviger fra princippet" });
        let opened = town.api("POST", "/api/v1/cases", architect, &[], &opening.to_string()).await;
        assert_eq!(opened.status, StatusCode::CREATED, "{}", opened.body);
        clients.push(Client { town: &town, number: opened.json()["number"].as_str().expect("a number").to_owned() });
    }
    let [first, of_another, second] = &clients[..] else { panic!("three") };
    let read = async |path: &str| town.api("GET", path, board, &[], "").await.json();
    let submitted = async |client: &Client<'_>| {
        let case = client.case(architect).await;
        client.does(architect, "screen", json!({ "party": "it", "views": views(&case) })).await;
        client.does(area, "screen", json!({ "party": "area", "views": views(&case) })).await;
        client.does(architect, "conclude", json!({ "outcome": "board" })).await;
        let mut explanation = explanation(today);
        if client.number == second.number {
            explanation["reason"] = json!("Aftalen løber til årsskiftet, og ingen anden kan overtage driften før da.");
            explanation["departs"] = json!("Driften ligger et andet sted, end princippet siger.");
            explanation["context"] = json!("Lønkørslen hviler på det hver måned.");
            explanation["instead"] = json!("To medarbejdere gennemgår hver kørsel.");
        }
        client.does(owner, "explain", json!({ "explanation": explanation })).await;
        let submission = json!({ "recommendation": "grant", "summary": "Systemet kan ikke undværes, før næste udgave er der.", "necessity": "no_supplier", "risk": "medium", "consequence": 125_000_000, "until": until });
        client.does(architect, "submit", json!({ "submission": submission })).await;
    };
    submitted(first).await;
    let awaiting = read("/api/v1/board/awaiting").await;
    let put = &awaiting["items"][0];
    assert_eq!((&awaiting["total"], &put["case"]["number"]), (&json!(1), &json!(first.number)), "{awaiting}");
    assert_eq!(put["submission"]["submission"]["consequence"], 125_000_000, "{put}");
    assert_eq!(put["comparable"], json!([]), "nothing like it has been decided");
    let dispensation = json!({ "necessity": "no_supplier", "reason": "Borgerne ville ellers miste ydelsen.", "until": until, "review": until });
    first.does(board, "dispense", json!({ "dispensation": dispensation })).await;

    let path = format!("/api/v1/cases/{}/alike", second.number);
    let alike = read(&path).await;
    let (closest, next) = (&alike["items"][0], &alike["items"][1]);
    assert_eq!(
        closest["case"]["number"],
        json!(first.number),
        "who shares the supplier comes before who came later: {alike}"
    );
    assert!(closest["shares"].as_array().expect("names").contains(&json!("supplier")), "{closest}");
    let decided = json!({ "day": today, "until": until, "reason": "Borgerne ville ellers miste ydelsen." });
    assert_eq!(closest["decided"], decided);
    assert_eq!((&next["case"]["number"], &next["decided"]), (&json!(of_another.number), &Value::Null));
    let page = read(&format!("{path}?limit=1")).await;
    let rest = read(&format!("{path}?limit=1&after={}", page["next"].as_str().expect("more"))).await;
    assert_eq!(rest["items"][0], *next);

    submitted(second).await;
    let awaiting = read("/api/v1/board/awaiting").await;
    let put = &awaiting["items"][0];
    assert_eq!((&awaiting["total"], &put["case"]["number"]), (&json!(1), &json!(second.number)), "{awaiting}");
    assert_eq!(put["comparable"][0]["decided"], decided, "{put}");
    let session = town.sign_in(Role::ExecutiveBoard).await;
    let page = town.get("/direktion", &session).await.body;
    assert!(page.contains("Sammenlignelige afgørelser") && page.contains("(samme leverandør"), "{page}");
    assert!(page.contains("Borgerne ville ellers miste ydelsen."));

    assert_eq!(read("/api/v1/board/watched").await["total"], 0);
    town.clock.pass(80 * 86_400);
    town.house.refresh().await.expect("refreshed");
    // The token of eighty days ago has run out.
    let token = town.token(Role::ExecutiveBoard, "read").await;
    let watched = town.api("GET", "/api/v1/board/watched", &token, &[], "").await.json();
    assert_eq!(watched["items"][0]["number"], json!(first.number), "{watched}");
    let marks = watched["items"][0]["marks"].as_array().expect("marks");
    assert!(marks.contains(&json!({ "mark": "expiring", "days": 40 })), "{watched}");
}
