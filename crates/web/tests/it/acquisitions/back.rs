//! The ways back of an acquisition, and who takes no part in it, by page and by API.

use axum::http::StatusCode;
use kernel::Role;

use super::{Client, ONE, with_board};

const PAGE: &str = "/anskaffelser/A2026-0001";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_page_and_the_program_say_what_can_be_done_when_the_winner_is_gone() {
    let (town, it, area) = with_board().await;
    let board = town.token(Role::ExecutiveBoard, "write").await;
    let client = Client { town: &town };
    client.open(&area).await;
    client.to_offers(&it, &area).await;
    let candidate = client.to_board(&it, &area).await;
    let stands = candidate["principles"].as_array().expect("principles");
    let open = |stand: &&serde_json::Value| stand["unanswered"] != serde_json::json!([]);
    assert!(stands.iter().filter(open).any(|stand| stand["for_board"] == true), "{candidate}");
    let approval = serde_json::json!({ "reason": "Ingen leverandør kan andet i år.", "shown": candidate["hash"] });
    client.must(&board, "approve", &approval.to_string()).await;
    client.must(&it, "pass-gate", r#"{"phase":"solution"}"#).await;
    client.must(&area, "withdraw", r#"{"candidate":"T1","reason":"Leverandøren er gået konkurs."}"#).await;
    let session = town.sign_in(Role::ItArchitect).await;
    let page = town.get(PAGE, &session).await.body;
    for told in ["Gå tilbage til tilbuddene og vælg et andet", "Alle tilbud er trukket tilbage.", "er gået konkurs"]
    {
        assert!(page.contains(told), "{told}: {page}");
    }
    for wrong in ["Opret den som system", "Der er ingen tilbud endnu", "Gør vinderen til et system"] {
        assert!(!page.contains(wrong), "{wrong}: {page}");
    }
    assert_eq!(client.read(&it).await["lacks"][0]["label"], "acquisition-winner-withdrawn");
    assert!(
        town.get("/opgaver", &session).await.body.contains("Gå tilbage til tilbuddene: vinderen er trukket tilbage")
    );
    let version = client.read(&it).await["version"].to_string();
    let lead = town.sign_in(Role::BusinessAreaLead).await;
    let sent = [("version", version.as_str()), ("begrundelse", "Vinderen er gået konkurs.")];
    let stranger = town.post(&format!("{PAGE}/tilbage"), &lead, &sent).await;
    assert_eq!(stranger.status, StatusCode::FORBIDDEN, "{}", stranger.body);
    let back = town.post(&format!("{PAGE}/tilbage"), &session, &sent).await;
    assert_eq!((back.status, back.header("location")), (StatusCode::SEE_OTHER, PAGE), "{}", back.body);
    let page = town.get(PAGE, &session).await.body;
    assert!(page.contains("Tilbage til tilbuddene") && page.contains("Tilføj et, eller opgiv anskaffelsen"), "{page}");
    let document = client.read(&it).await;
    assert_eq!(
        (&document["phase"], &document["reopened"]["reason"]),
        (&"offer".into(), &"Vinderen er gået konkurs.".into())
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_has_a_conflict_of_interest_says_so_on_the_page_and_takes_no_part() {
    let (town, it, area) = with_board().await;
    town.join(Role::Auditor, "").await;
    let client = Client { town: &town };
    client.open(&area).await;
    client.to_offers(&it, &area).await;
    let suppliers = r#"{"candidate":"T1","source":"answers","facts":{"personal_data":"none","hosting":"saas"}}"#;
    let own = client.act(&area, "state", suppliers).await;
    assert_eq!(own.json()["label"], "acquisition-not-asked-of-supplier", "{}", own.body);
    assert!(own.body.contains("system.personal_data kan ikke") && own.body.contains("state-own"), "{}", own.body);
    client.to_board(&it, &area).await;
    let lead = town.sign_in(Role::BusinessAreaLead).await;
    assert!(town.get(PAGE, &lead).await.body.contains("Meld dig inhabil"));
    let auditor = town.sign_in(Role::Auditor).await;
    assert!(!town.get(PAGE, &auditor).await.body.contains("Meld dig inhabil"));
    let version = client.read(&it).await["version"].to_string();
    let bare = town.post(&format!("{PAGE}/inhabil"), &lead, &[("version", &version), ("begrundelse", "")]).await;
    assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", bare.body);
    let why = [("version", version.as_str()), ("begrundelse", "Min <b>bror</b> sælger den.")];
    let said = town.post(&format!("{PAGE}/inhabil"), &lead, &why).await;
    assert_eq!(said.status, StatusCode::SEE_OTHER, "{}", said.body);
    let page = town.get(PAGE, &lead).await.body;
    for told in
        ["Min &lt;b&gt;bror&lt;/b&gt; sælger den.", "meldte sig inhabil", "tage stilling til det på de oplysninger"]
    {
        assert!(page.contains(told), "{told}: {page}");
    }
    let offer = town.get(&format!("{PAGE}/tilbud/T1"), &lead).await.body;
    assert!(offer.contains("(har meldt sig inhabil)"), "what they wrote down is marked: {offer}");
    let barred = client.act(&area, "withdraw", r#"{"candidate":"T1","reason":"Leverandøren trak det."}"#).await;
    assert_eq!(
        (barred.status, &barred.json()["label"]),
        (StatusCode::FORBIDDEN, &"acquisition-conflict-of-interest".into())
    );
    client.must(&it, "declare-conflict", r#"{"reason":"Jeg har aktier i firmaet."}"#).await;
    let document = client.read(&it).await;
    assert_eq!(document["conflicted"].as_array().expect("two").len(), 2, "{document}");
    assert!(document["winner"].is_null(), "what they chose is chosen again: {document}");
    let read = town.token(Role::Auditor, "write").await;
    let tag = town.api("GET", ONE, &read, &[], "").await.header("etag").to_owned();
    let body = r#"{"reason":"Jeg har aktier i firmaet."}"#;
    let auditors = town.api("POST", &format!("{ONE}/declare-conflict"), &read, &[("if-match", &tag)], body).await;
    assert_eq!(auditors.status, StatusCode::FORBIDDEN, "{}", auditors.body);
}
