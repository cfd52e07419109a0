//! What was refused in a case or an acquisition, as people read it: by the house or at the gate, in the words they were told.

use axum::http::StatusCode;
use kernel::{Clock, Role};
use serde_json::json;
use store::{Act, Actor, CASE};

use crate::cases::deviating;
use crate::town::Town;

/// A town with a case of an architect's, and its number.
async fn with_case() -> (Town, String, String) {
    let town = Town::new().await;
    for role in [Role::ItArchitect, Role::ExecutiveBoard, Role::Auditor] {
        town.join(role, "").await;
    }
    let architect = town.token(Role::ItArchitect, "write").await;
    let (pack, principle, key) = deviating(&town);
    let opening = json!({ "pack": pack, "principle": principle, "kind": "system", "keys": [key], "title": "Systemet afviger fra princippet" });
    let opened = town.api("POST", "/api/v1/cases", &architect, &[], &opening.to_string()).await;
    let number = opened.json()["number"].as_str().unwrap_or_else(|| panic!("{}", opened.body)).to_owned();
    (town, architect, number)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refusal_is_read_in_the_words_it_was_told_on_the_case_and_in_the_log() {
    let (town, architect, number) = with_case().await;
    let path = format!("/api/v1/cases/{number}/conclude");
    let tag = [("if-match", "\"1\"")];
    let answer = town.api("POST", &path, &architect, &tag, r#"{"outcome":"board"}"#).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.body);
    let told = answer.json()["titleDa"].as_str().expect("a sentence").to_owned();
    let session = town.sign_in(Role::Auditor).await;
    for page in [format!("/sager/{number}"), "/log".to_owned()] {
        let body = town.get(&page, &session).await.body;
        assert!(body.contains(&format!("ville afslutte screeningen: {told}")), "{page}: {told} in {body}");
    }
    let case = town.api("GET", &format!("/api/v1/cases/{number}"), &architect, &[], "").await.json();
    assert_eq!(case["refused"][0]["told"]["da"], json!(told));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_gate_refuses_of_a_case_stands_in_the_log_and_reading_does_not() {
    let (town, architect, number) = with_case().await;
    let auditor = town.token(Role::Auditor, "write").await;
    let reads = town.token(Role::ItArchitect, "read").await;
    let session = town.sign_in(Role::Auditor).await;
    let plan = json!({ "title": "Nyt", "purpose": "Fordi.", "phase": "analysis" }).to_string();
    let refused = [
        town.api("POST", &format!("/api/v1/cases/{number}/dispense"), &auditor, &[], "{}").await,
        town.api("POST", &format!("/api/v1/cases/{number}/note"), &reads, &[], "{}").await,
        town.api("POST", "/api/v1/acquisitions", &auditor, &[], &plan).await,
        town.post(&format!("/sager/{number}/afgoerelse"), &session, &[]).await,
        // Nobody opens a case's story by guessing at numbers.
        town.api("POST", "/api/v1/cases/1999-0001/dispense", &auditor, &[], "{}").await,
        // Nothing is done by looking.
        town.get(&format!("/sager/{number}/afgoerelse"), &session).await,
    ];
    for answer in refused {
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{}", answer.body);
    }
    let case = town.api("GET", &format!("/api/v1/cases/{number}"), &architect, &[], "").await.json();
    let told: Vec<(&str, &str)> = case["refused"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|one| (one["command"].as_str().unwrap_or_default(), one["label"].as_str().unwrap_or_default()))
        .collect();
    assert_eq!(told, [("dispense", "not-allowed"), ("note", "token-scope"), ("decide", "not-allowed")]);
    let page = town.get(&format!("/sager/{number}"), &session).await.body;
    assert!(page.contains("ville give dispensation: Du har ikke ret til at"), "{page}");
    let log = town.get("/log", &session).await.body;
    assert!(log.contains("fik nej i en anskaffelse") && log.contains("ville oprette en anskaffelse: "), "{log}");
    // The filter tells the two apart.
    assert!(log.contains(">fik nej i en sag<") && log.contains(">fik nej i en anskaffelse<"), "{log}");
    assert_eq!(town.house.store().verify_log(town.house.tenant()).await.expect("read"), None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_a_refusal_without_its_words_only_what_is_sure_is_told() {
    let (town, _, number) = with_case().await;
    // One label with a single sentence, one with several, one that is filled in.
    for (command, label) in
        [("screen", "case-principle-retired"), ("dispense", "case-too-long"), ("screen", "case-no-seat")]
    {
        let detail = json!({ "command": command, "label": label, "acting_for": null });
        let subject = Some((CASE.to_owned(), number.clone()));
        let act =
            Act { actor: Actor::system(), act: "case-refused", subject, detail, at: town.clock.now(), seen: None };
        town.house.store().note(town.house.tenant(), &act).await.expect("noted");
    }
    let session = town.sign_in(Role::Auditor).await;
    for page in [format!("/sager/{number}"), "/log".to_owned()] {
        let body = town.get(&page, &session).await.body;
        for wanted in [
            "ville screene: Princippet er ikke længere i kraft.",
            "ville give dispensation: fik nej (case-too-long)",
            "ville screene: fik nej (case-no-seat)",
        ] {
            assert!(body.contains(wanted), "{page}: {wanted} in {body}");
        }
        assert!(!body.contains("nøddispensation gælder"), "{page}: {body}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_principle_that_never_was_is_told_so_by_page_and_program() {
    let (town, architect, _) = with_case().await;
    let session = town.sign_in(Role::ItArchitect).await;
    let opening = json!({ "pack": "it-teknologi-2023", "principle": "findes-ikke", "kind": "system", "keys": ["S0009"], "title": "Systemet afviger" });
    let answer = town.api("POST", "/api/v1/cases", &architect, &[], &opening.to_string()).await;
    let told = answer.json();
    assert_eq!((answer.status.as_u16(), &told["label"]), (422, &json!("case-no-such-principle")), "{told}");
    let sentence = told["titleDa"].as_str().expect("a sentence");
    assert!(sentence.starts_with("Princippet findes-ikke findes ikke i strategien it-teknologi-2023."), "{sentence}");
    let fields = [
        ("strategi", "it-teknologi-2023"),
        ("princip", "findes-ikke"),
        ("slags", "system"),
        ("noegle", "S0009"),
        ("titel", "Systemet afviger"),
    ];
    let page = town.post("/sager/ny", &session, &fields).await;
    assert!(page.status == StatusCode::UNPROCESSABLE_ENTITY && page.body.contains(sentence), "{}", page.body);
    let form = "/sager/ny?strategi=it-teknologi-2023&princip=findes-ikke&slags=system&noegle=S0009";
    assert!(town.get(form, &session).await.body.contains(sentence));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reason_that_is_pasted_into_a_form_comes_out_as_it_went_in() {
    let (town, architect, number) = with_case().await;
    let session = town.sign_in(Role::ItArchitect).await;
    let pasted = "  Min søster ejer leverandøren:\n\n\tse aftalen. \n ";
    let sent = pasted.replace('\n', "\r\n");
    let fields = [("version", "1"), ("begrundelse", sent.as_str())];
    let done = town.post(&format!("/sager/{number}/inhabil"), &session, &fields).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    let case = town.api("GET", &format!("/api/v1/cases/{number}"), &architect, &[], "").await.json();
    assert_eq!(case["events"][1]["entry"]["reason"], json!(pasted));
}
