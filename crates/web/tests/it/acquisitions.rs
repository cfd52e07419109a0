//! An acquisition by pages and by the API: from the list to the winner, the sheet out and in, and who is refused.

use std::io::Cursor;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use calamine::{Reader, Xlsx};
use kernel::Role;

use crate::town::{Answer, Session, Town};

const NEW: [(&str, &str); 5] = [
    ("titel", "Nyt <b>omsorgssystem</b>"),
    ("formaal", "Afløser et system, der udgår."),
    ("kle", "99.99"),
    ("fase", "analysis"),
    ("enhed", ""),
];

/// A town with an architect and a lead of all, and an acquisition with one offer.
async fn begun() -> (Town, Session, Session) {
    let town = Town::new().await;
    town.join(Role::ItArchitect, "").await;
    town.join(Role::BusinessAreaLead, "").await;
    let (it, area) = (town.sign_in(Role::ItArchitect).await, town.sign_in(Role::BusinessAreaLead).await);
    let made = town.post("/anskaffelser/ny", &area, &NEW).await;
    assert_eq!(
        (made.status, made.header("location")),
        (StatusCode::SEE_OTHER, "/anskaffelser/A2026-0001"),
        "{}",
        made.body
    );
    let offer = [("version", "1"), ("leverandoer", "Nordsoft A/S"), ("produkt", "Omsorg Ny")];
    let added = town.post("/anskaffelser/A2026-0001/tilbud", &area, &offer).await;
    assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.body);
    (town, it, area)
}

async fn upload(town: &Town, session: &Session, (kind, name): (&str, &str), version: &str, content: &[u8]) -> Answer {
    let mut body = Vec::new();
    for (field, value) in [("csrf", session.csrf.as_str()), ("version", version), ("slags", kind)] {
        body.extend(format!("--x\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n").into_bytes());
    }
    let head = format!("--x\r\nContent-Disposition: form-data; name=\"fil\"; filename=\"{name}\"\r\n\r\n");
    body.extend(head.into_bytes());
    body.extend_from_slice(content);
    body.extend(b"\r\n--x--\r\n");
    let request = Request::post("/anskaffelser/A2026-0001/tilbud/T1/svar")
        .header("cookie", format!("fundament={}", session.secret))
        .header("content-type", "multipart/form-data; boundary=x");
    town.send(request.body(Body::from(body)).expect("a request")).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_page_shows_the_offers_under_every_principle_and_what_the_gate_lacks() {
    let (town, it, area) = begun().await;
    let list = town.get("/anskaffelser", &area).await;
    assert!(list.body.contains("A2026-0001") && list.body.contains("Nyt &lt;b&gt;omsorgssystem"), "{}", list.body);
    let page = town.get("/anskaffelser/A2026-0001", &area).await;
    assert!(page.body.contains("Kravarket er ikke dannet. Dan det"), "{}", page.body);
    assert!(page.body.contains("Omsorg Ny, Nordsoft A/S") && page.body.contains("Mangler: Adgangsstyring"));
    let early = town.post("/anskaffelser/A2026-0001/fase", &it, &[("version", "2"), ("fase", "tender")]).await;
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(early.body.contains("Kravarket er ikke dannet. Dan det"));
    let fields = [("version", "2"), ("system.access_control", "local_accounts"), ("system.mfa", "ja")];
    let stated = town.post("/anskaffelser/A2026-0001/tilbud/T1/oplys", &area, &fields).await;
    assert_eq!(stated.status, StatusCode::SEE_OTHER, "{}", stated.body);
    let offer = town.get("/anskaffelser/A2026-0001/tilbud/T1", &area).await;
    assert!(
        offer.body.contains("lokale konti") && offer.body.contains("Tag stilling til afvigelsen"),
        "{}",
        offer.body
    );
    let wrong = [("version", "3"), ("system.sbom_on", "i går")];
    let wrong = town.post("/anskaffelser/A2026-0001/tilbud/T1/oplys", &area, &wrong).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("3. maj 2026"), "says what to write");
    let late = town.post("/anskaffelser/A2026-0001/genbrug", &area, &[("version", "1"), ("begrundelse", "x")]).await;
    assert_eq!(late.status, StatusCode::PRECONDITION_FAILED);
    assert!(late.body.contains("gemte oplysninger om et tilbud"), "what others did");
    let list = town.get("/anskaffelser/A2026-0001/tjekliste", &area).await;
    assert_eq!(list.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_sheet_goes_out_for_the_tender_and_comes_back_as_facts() {
    let (town, _, area) = begun().await;
    let made = town.post("/anskaffelser/A2026-0001/kravark", &area, &[("version", "2")]).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.body);
    let tender = town.get("/anskaffelser/A2026-0001/kravark.csv?udgave=udbud", &area).await;
    assert!(tender.body.contains("\"system.hosting\"") && !tender.body.contains("Regler"), "{}", tender.body);
    let own = town.get("/anskaffelser/A2026-0001/kravark.csv", &area).await;
    assert!(own.body.contains("\"Regler\"") && own.body.contains("\"system.personal_data\""));
    let workbook = town.get("/anskaffelser/A2026-0001/kravark.xlsx?udgave=udbud", &area).await;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(workbook.bytes.clone())).expect("a workbook");
    let sheet = book.worksheet_range_at(0).expect("a sheet").expect("read");
    assert_eq!(sheet.rows().count(), tender.body.lines().count());
    // The workbook comes back as it went out: nothing is answered, so there is nothing to save.
    let empty = upload(&town, &area, ("svar", "svar.xlsx"), "3", &workbook.bytes).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", empty.body);
    assert!(empty.body.contains("ingen oplysninger at gemme"), "{}", empty.body);
    let answers = "Kode;Svar\nsystem.hosting;SaaS\nsystem.mfa;måske\nsystem.licence;010190-1234\n";
    let some = upload(&town, &area, ("svar", "svar.csv"), "3", answers.as_bytes()).await;
    assert_eq!(some.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", some.body);
    assert!(some.body.contains("1 svar er gemt") && some.body.contains("måske") && !some.body.contains("010190-1234"));
    let bom = r#"{"bomFormat":"CycloneDX","components":[{"name":"zlib","version":"1.3","licenses":[{"license":{"id":"Zlib"}}]}]}"#;
    let parts = upload(&town, &area, ("sbom", "bom.json"), "4", bom.as_bytes()).await;
    assert_eq!(parts.status, StatusCode::SEE_OTHER, "{}", parts.body);
    let offer = town.get("/anskaffelser/A2026-0001/tilbud/T1", &area).await;
    assert!(offer.body.contains("leverandørens svar") && offer.body.contains("1 komponent"), "{}", offer.body);
    let no = upload(&town, &area, ("sbom", "bom.json"), "5", b"{").await;
    assert_eq!(no.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(no.body.contains("linje 1"), "{}", no.body);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_program_takes_an_acquisition_all_the_way() {
    let town = Town::new().await;
    for role in [Role::ItArchitect, Role::BusinessAreaLead, Role::ExecutiveBoard] {
        town.join(role, "").await;
    }
    let it = town.token(Role::ItArchitect, "write").await;
    let area = town.token(Role::BusinessAreaLead, "write").await;
    let board = town.token(Role::ExecutiveBoard, "write").await;
    let root = "/api/v1/acquisitions";
    let plan = r#"{"title":"Nyt omsorgssystem","tasks":["99.99"],"phase":"analysis"}"#;
    let opened = town.api("POST", root, &area, &[], plan).await;
    assert_eq!(opened.status, StatusCode::CREATED, "{}", opened.body);
    let one = format!("{root}/A2026-0001");
    let act = async |token: &str, verb: &str, body: &str| {
        let tag = town.api("GET", &one, token, &[], "").await.header("etag").to_owned();
        town.api("POST", &format!("{one}/{verb}"), token, &[("if-match", &tag)], body).await
    };
    let must = async |token: &str, verb: &str, body: &str| {
        let answer = act(token, verb, body).await;
        assert_eq!(answer.status, StatusCode::OK, "{verb}: {}", answer.body);
        answer.json()
    };
    let unseen = town.api("POST", &format!("{one}/make-sheet"), &area, &[], "").await;
    assert_eq!(unseen.status, StatusCode::PRECONDITION_REQUIRED);
    must(&area, "make-sheet", "").await;
    let asked = town.api("GET", &format!("{one}/sheet?audience=tender"), &area, &[], "").await.json();
    assert!(
        asked
            .as_array()
            .expect("rows")
            .iter()
            .any(|row| row["code"] == "system.hosting" && row["rules"] == serde_json::json!([]))
    );
    must(&area, "add-candidate", r#"{"supplier":"Nordsoft A/S","product":"Omsorg Ny"}"#).await;
    let sheet = "Kode;Svar\nsystem.access_control;lokale konti\nsystem.personal_data;følsomme\nsystem.mfa;tja\n";
    let answers = must(&area, "candidates/T1/answers?name=svar.csv", sheet).await;
    assert_eq!((&answers["answers"], &answers["rejected"][0]["line"]), (&2.into(), &4.into()), "{answers}");
    let check = async || {
        let document = town.api("GET", &one, &area, &[], "").await.json();
        for point in
            document["check_list"].as_array().expect("points").iter().filter(|point| point["answered"] == false)
        {
            let body = serde_json::json!({
                "rule": point["rule"], "relevance": "not_relevant", "rating": "green", "reason": "Drøftet med arkitekten.",
            });
            must(&area, "check", &body.to_string()).await;
        }
    };
    let unanswered = act(&it, "pass-gate", r#"{"phase":"tender"}"#).await;
    assert_eq!(unanswered.json()["label"], "acquisition-points-unanswered", "{}", unanswered.body);
    check().await;
    must(&it, "pass-gate", r#"{"phase":"tender"}"#).await;
    check().await;
    must(&it, "pass-gate", r#"{"phase":"offer"}"#).await;
    check().await;
    let refused = act(&it, "pass-gate", r#"{"phase":"solution"}"#).await;
    assert_eq!(refused.json()["label"], "acquisition-no-winner");
    must(&it, "choose", r#"{"candidate":"T1","reason":"Bedst til prisen i prøven."}"#).await;
    let document = town.api("GET", &one, &it, &[], "").await.json();
    let candidate = &document["candidates"][0];
    for stand in candidate["principles"].as_array().expect("principles") {
        if stand["verdict"] != "deviates" {
            continue;
        }
        for (token, party) in [(&it, "it"), (&area, "area")] {
            let view = serde_json::json!({
                "candidate": "T1", "pack": stand["pack"], "principle": stand["principle"], "party": party,
                "rating": "yellow", "reason": "Fælles login kommer i næste udgave.", "shown": stand["hash"],
            });
            let answer = act(token, "screen", &view.to_string()).await;
            let aspiration = answer.json()["label"] == "acquisition-nothing-deviates";
            assert!(answer.status == StatusCode::OK || aspiration, "{}", answer.body);
        }
    }
    // The board finds it among its tasks, on Overblik and under Direktion, until it has decided.
    let session = town.sign_in(Role::ExecutiveBoard).await;
    let seen = async |path: &str, what: &str| town.get(path, &session).await.body.contains(what);
    for (path, what) in [
        ("/opgaver", "Tag stilling til valget af vinder"),
        ("/", "1 opgave i anskaffelser"),
        ("/direktion", "1 anskaffelse afventer direktionens godkendelse."),
        ("/direktion", "Fælles login kommer i næste udgave."),
    ] {
        assert!(seen(path, what).await, "{path}: {what}");
    }
    let approval = serde_json::json!({ "reason": "Ingen leverandør kan andet i år.", "shown": candidate["hash"] });
    must(&board, "approve", &approval.to_string()).await;
    for path in ["/opgaver", "/", "/direktion"] {
        assert!(!seen(path, "nskaffelse afventer").await && !seen(path, "i anskaffelser").await, "{path}");
    }
    must(&it, "pass-gate", r#"{"phase":"solution"}"#).await;
    must(&it, "become-system", r#"{"system":"S9999"}"#).await;
    let document = town.api("GET", &one, &it, &[], "").await.json();
    assert_eq!(document["system"]["key"], "S9999");
    let case = document["system"]["cases"][0].as_str().expect("a case");
    assert_eq!(town.api("GET", &format!("/api/v1/cases/{case}"), &it, &[], "").await.status, StatusCode::OK);
    assert_eq!(town.api("GET", "/api/v1/objects/system/S9999", &it, &[], "").await.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_plan_is_changed_and_what_the_municipality_answers_is_answered_once() {
    let (town, it, area) = begun().await;
    let one = "/anskaffelser/A2026-0001";
    let form = town.get(&format!("{one}/plan"), &area).await;
    assert!(
        form.body.contains("value=\"Nyt &lt;b&gt;omsorgssystem&lt;/b&gt;\"") && form.body.contains("value=\"99.99\""),
        "{}",
        form.body
    );
    let mut plan = vec![
        ("version", "2"),
        ("titel", "Nyt plejesystem"),
        ("formaal", ""),
        ("kle", "99.98, 99.97"),
        ("enhed", ""),
        ("ejer", ""),
    ];
    let saved = town.post(&format!("{one}/plan"), &area, &plan).await;
    assert_eq!((saved.status, saved.header("location")), (StatusCode::SEE_OTHER, one), "{}", saved.body);
    let page = town.get(one, &area).await;
    assert!(page.body.contains("<h1>Nyt plejesystem</h1>") && page.body.contains("99.97, 99.98"), "{}", page.body);
    assert!(page.body.contains("rettede anskaffelsens plan"), "in the timeline");
    plan[0].1 = "3";
    let same = town.post(&format!("{one}/plan"), &area, &plan).await;
    assert_eq!(same.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(same.body.contains("Der er ikke rettet noget."), "{}", same.body);
    plan[5].1 = "findes-ikke";
    assert_eq!(town.post(&format!("{one}/plan"), &area, &plan).await.status, StatusCode::NOT_FOUND);
    let offer = [("version", "3"), ("leverandoer", "Kystdata ApS"), ("produkt", "Kyst Omsorg")];
    assert_eq!(town.post(&format!("{one}/tilbud"), &area, &offer).await.status, StatusCode::SEE_OTHER);
    let own = town.get(&format!("{one}/egne"), &area).await;
    assert!(own.body.contains("system.personal_data") && !own.body.contains("system.hosting"), "{}", own.body);
    let fields = [("version", "4"), ("system.personal_data", "sensitive")];
    let saved = town.post(&format!("{one}/egne"), &area, &fields).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    let document = town
        .api("GET", "/api/v1/acquisitions/A2026-0001", &town.token(Role::ItArchitect, "write").await, &[], "")
        .await
        .json();
    assert_eq!(document["own"]["facts"][0]["value"], "sensitive", "{document}");
    let asks = |offer: &serde_json::Value| offer["principles"].to_string().contains("personal_data\"");
    assert!(
        document["candidates"].as_array().expect("offers").iter().all(|offer| !asks(offer)),
        "both have the answer"
    );
    let cancelled =
        town.post(&format!("{one}/opgiv"), &it, &[("version", "5"), ("begrundelse", "Budgettet faldt bort.")]).await;
    assert_eq!(cancelled.status, StatusCode::SEE_OTHER, "{}", cancelled.body);
    plan[0].1 = "6";
    plan[5].1 = "";
    let over = town.post(&format!("{one}/plan"), &area, &plan).await;
    assert_eq!(over.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(over.body.contains("Anskaffelsen er afsluttet."), "{}", over.body);
}
