//! An explanation that a file of the case shows, accepted by both, and taken back by one of them.

use axum::http::StatusCode;
use kernel::Role;
use serde_json::json;

use super::cases::{Client, deviating, explanation, views};
use super::town::Town;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_submission_goes_back_to_it_and_what_shows_the_measure_is_told_on_the_page() {
    let town = Town::new().await;
    let roles = [Role::ItArchitect, Role::BusinessAreaLead, Role::SystemOwner, Role::ExecutiveBoard];
    for role in roles {
        town.join(role, "").await;
    }
    let token = async |role: Role| town.token(role, "write").await;
    let (it, area) = (token(Role::ItArchitect).await, token(Role::BusinessAreaLead).await);
    let (owner, board) = (token(Role::SystemOwner).await, token(Role::ExecutiveBoard).await);
    let (pack, principle, key) = deviating(&town);
    let opening =
        json!({ "pack": pack, "principle": principle, "kind": "system", "keys": [key], "title": "Systemet afviger" });
    let opened = town.api("POST", "/api/v1/cases", &it, &[], &opening.to_string()).await;
    let client = Client { town: &town, number: opened.json()["number"].as_str().expect("a number").to_owned() };
    let case = client.case(&it).await;
    client.does(&it, "screen", json!({ "party": "it", "views": views(&case) })).await;
    client.does(&area, "screen", json!({ "party": "area", "views": views(&case) })).await;
    client.does(&it, "conclude", json!({ "outcome": "board" })).await;

    // What is done instead is shown by a file that is in the case, and by no other.
    let files = format!("/api/v1/cases/{}/files?name=netplan.txt", client.number);
    let version = format!("\"{}\"", client.case(&it).await["version"]);
    let attached = town.api("POST", &files, &it, &[("if-match", &version)], "Alle adgange").await;
    assert_eq!(attached.status, StatusCode::OK, "{}", attached.body);
    let version = format!("\"{}\"", client.case(&it).await["version"]);
    let large = town.api("POST", &files, &it, &[("if-match", &version)], &"a".repeat(11 * 1024 * 1024)).await;
    assert_eq!((large.status, &large.json()["label"]), (StatusCode::PAYLOAD_TOO_LARGE, &json!("case-file-size")));
    let sha256 = client.case(&it).await["files"][0]["sha256"].as_str().expect("a file").to_owned();
    let today = town.house.now().today;
    let mut told = explanation(today);
    told["shown_by"] = json!([{ "file": "0".repeat(64) }]);
    let unknown = client.refused(&owner, "explain", json!({ "explanation": told })).await;
    assert_eq!(unknown, (StatusCode::UNPROCESSABLE_ENTITY, "case-explanation-incomplete".to_owned()));
    told["shown_by"] = json!([{ "file": sha256 }, { "document": "Netværksplan, sag 2026-014" }]);
    client.does(&owner, "explain", json!({ "explanation": told })).await;
    let page = format!("/sager/{}", client.number);
    let lead = town.sign_in(Role::BusinessAreaLead).await;
    let body = town.get(&page, &lead).await.body;
    assert!(body.contains(&format!("href=\"{page}/bilag/{sha256}\">netplan.txt</a>")), "{body}");
    assert!(body.contains("Netværksplan, sag 2026-014"));

    let submission = json!({
        "recommendation": "grant", "summary": "Systemet kan ikke undværes, før næste udgave er der.",
        "necessity": "no_supplier", "risk": "medium", "until": today.plus_days(60).to_string(),
    });
    client.does(&it, "submit", json!({ "submission": submission })).await;
    let why = json!({ "reason": "Leverandøren kan alligevel levere i år." });
    let (status, label) = client.refused(&board, "withdraw", why.clone()).await;
    assert_eq!((status, label.as_str()), (StatusCode::FORBIDDEN, "case-no-seat"));
    let version = client.case(&it).await["version"].to_string();
    let fields = [("version", version.as_str()), ("begrundelse", "Leverandøren kan alligevel levere i år.")];
    let architect = town.sign_in(Role::ItArchitect).await;
    assert!(town.get(&page, &architect).await.body.contains("Træk indstillingen tilbage"));
    let back = town.post(&format!("{page}/traek"), &architect, &fields).await;
    assert_eq!(back.status, StatusCode::SEE_OTHER, "{}", back.body);
    let body = town.get(&page, &architect).await.body;
    assert!(body.contains("trak indstillingen tilbage") && !body.contains("Træk indstillingen"));
    let (_, label) = client.refused(&it, "withdraw", why).await;
    assert_eq!(label, "case-wrong-stage", "there is nothing left to withdraw");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_proposal_to_change_the_principle_stands_with_the_principle() {
    let town = Town::new().await;
    for role in [Role::ItArchitect, Role::SystemOwner, Role::Auditor] {
        town.join(role, "").await;
    }
    let it = town.token(Role::ItArchitect, "write").await;
    let (pack, principle, key) = deviating(&town);
    let opening =
        json!({ "pack": pack, "principle": principle, "kind": "system", "keys": [key], "title": "Systemet afviger" });
    let opened = town.api("POST", "/api/v1/cases", &it, &[], &opening.to_string()).await;
    let number = opened.json()["number"].as_str().expect("a number").to_owned();
    let (page, owner) = (format!("/strategi/{pack}/principper/{principle}"), town.sign_in(Role::SystemOwner).await);
    let text = "Fristen bør være to år for <udstyr> uden netadgang.";
    let note = async |about: &str, text: &str| {
        let fields = [("version", "1"), ("om", about), ("tekst", text)];
        town.post(&format!("/sager/{number}/notat"), &owner, &fields).await
    };
    assert!(!town.get(&page, &owner).await.body.contains("Forslag om at ændre"));
    assert_eq!(note("princippet", "Nej.").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(note("princippet", text).await.status, StatusCode::SEE_OTHER);
    let told = "Fristen bør være to år for &lt;udstyr&gt; uden netadgang.";
    for path in [page, format!("/sager/{number}")] {
        let body = town.get(&path, &town.sign_in(Role::Auditor).await).await.body;
        assert!(body.contains("Forslag om at ændre princippet") && body.contains(told), "{path}: {body}");
    }
}
