//! What is refused before the house is asked: a right that is lacking, a version that is not named, a body that cannot be read or is too
//! large. In the log it is a refusal like any other; a stranger writes nothing there.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use kernel::Role;
use serde_json::{Value, json};

use crate::cases::deviating;
use crate::town::{Session, Town};

/// A town with a case, an acquisition and a meeting.
struct Scene {
    town: Town,
    architect: String,
    auditor: String,
    case: String,
    acquisition: String,
    meeting: String,
}

impl Scene {
    async fn new() -> Self {
        let town = Town::new().await;
        for role in [Role::ItArchitect, Role::Auditor] {
            town.join(role, "").await;
        }
        let architect = town.token(Role::ItArchitect, "write").await;
        let auditor = town.token(Role::Auditor, "write").await;
        let (pack, principle, key) = deviating(&town);
        let opening = json!({ "pack": pack, "principle": principle, "kind": "system", "keys": [key], "title": "Systemet afviger fra princippet" });
        let case = town.api("POST", "/api/v1/cases", &architect, &[], &opening.to_string()).await.json();
        let plan = json!({ "title": "Nyt plejesystem" }).to_string();
        let acquisition = town.api("POST", "/api/v1/acquisitions", &architect, &[], &plan).await.json();
        let day = town.house.now().today.plus_days(30);
        let plan = json!({ "day": day, "title": "Direktionsmøde" }).to_string();
        let meeting = town.api("POST", "/api/v1/meetings", &architect, &[], &plan).await.json();
        let text = |value: &Value| value.as_str().expect("text").to_owned();
        let (case, acquisition) = (text(&case["number"]), text(&acquisition["number"]));
        Self { town, architect, auditor, case, acquisition, meeting: text(&meeting) }
    }

    async fn acts(&self) -> i64 {
        self.town.house.store().revision(self.town.house.tenant()).await.expect("read")
    }

    /// The last act: its name, whom it is about, and its particulars.
    async fn last(&self) -> (String, Option<String>, Value) {
        let log = self.town.house.store().log(self.town.house.tenant(), i64::MAX, 1).await;
        let entry = log.expect("read").remove(0);
        (entry.act, entry.key, serde_json::from_str(&entry.detail).expect("JSON"))
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_program_sends_that_stops_before_the_house_is_logged_in_the_words_it_was_told() {
    let scene = Scene::new().await;
    let (case, bought) = (&scene.case, &scene.acquisition);
    let large = "x".repeat(7 * 1024 * 1024);
    let tag = [("if-match", "\"1\"")];
    let of_case = |verb: &str| format!("/api/v1/cases/{case}/{verb}");
    let of_bought = |verb: &str| format!("/api/v1/acquisitions/{bought}/{verb}");
    let meeting = format!("/api/v1/meetings/{}", scene.meeting);
    let (writes, reads) = (&scene.architect, &scene.auditor);
    let (cases, acquisitions) = (("case-refused", Some(case)), ("acquisition-refused", Some(bought)));
    let (meetings, deputies) = (("meeting-refused", None), ("deputy-refused", None));
    let tagged = &tag[..];
    for ((method, path, token, tag, body), (status, label), (act, key), command) in [
        (("POST", of_case("conclude"), writes, &[][..], "{}"), (428, "if-match"), cases, "conclude"),
        (("POST", of_case("note"), writes, &[("if-match", "W/\"x\"")], "{}"), (400, "if-match"), cases, "note"),
        (("POST", of_case("accept"), writes, tagged, "{"), (400, "body"), cases, "accept"),
        (("POST", of_case("screen").replace("2026", "%32026"), writes, tagged, "[]"), (400, "body"), cases, "screen"),
        (("POST", of_case("cancel"), writes, tagged, r#"{"grund":1}"#), (400, "body"), cases, "cancel"),
        (("POST", of_case("note"), writes, tagged, &large), (413, "too-large"), cases, "note"),
        (("POST", of_case("files?name=a&x=1"), writes, tagged, "a"), (400, "unknown-parameter"), cases, "attach"),
        (("POST", "/api/v1/cases".to_owned(), writes, &[], "{}"), (400, "body"), ("case-refused", None), "open"),
        (("POST", of_bought("choose"), writes, &[], "{}"), (428, "if-match"), acquisitions, "choose"),
        (("POST", of_bought("cancel"), writes, tagged, "nej"), (400, "body"), acquisitions, "cancel"),
        (("POST", of_bought("candidates/T1/sbom"), writes, &[], "{}"), (428, "if-match"), acquisitions, "state"),
        (
            ("POST", "/api/v1/meetings".to_owned(), writes, &[], r#"{"day":"i morgen","title":"M"}"#),
            (400, "day"),
            meetings,
            "plan",
        ),
        (("PUT", meeting.clone(), writes, &[], "{}"), (428, "if-match"), meetings, "change"),
        (("PUT", meeting.clone(), writes, &[("if-match", "\"0\"")], "{"), (400, "body"), meetings, "change"),
        (("POST", "/api/v1/deputies".to_owned(), writes, &[], "{}"), (400, "body"), deputies, "appoint"),
        (("DELETE", "/api/v1/deputies/x".to_owned(), writes, &[], ""), (400, "request-unreadable"), deputies, "end"),
        // The gate.
        (("POST", "/api/v1/meetings".to_owned(), reads, &[], "{}"), (403, "not-allowed"), meetings, "plan"),
        (("PUT", meeting.clone(), reads, &[], "{}"), (403, "not-allowed"), meetings, "change"),
        (("POST", format!("{meeting}/decisions"), reads, &[], "{}"), (403, "not-allowed"), meetings, "decide"),
        (("POST", "/api/v1/deputies".to_owned(), reads, &[], "{}"), (403, "not-allowed"), deputies, "appoint"),
        (("DELETE", "/api/v1/deputies/1".to_owned(), reads, &[], ""), (403, "not-allowed"), deputies, "end"),
    ] {
        let before = scene.acts().await;
        let answer = scene.town.api(method, &path, token, tag, body).await;
        let told = answer.json();
        assert_eq!((answer.status.as_u16(), &told["label"]), (status, &json!(label)), "{method} {path}");
        assert_eq!(scene.acts().await, before + 1, "once: {method} {path}");
        let (written, about, detail) = scene.last().await;
        assert_eq!((written.as_str(), about.as_ref()), (act, key), "{method} {path}");
        assert_eq!((&detail["command"], &detail["label"]), (&json!(command), &json!(label)), "{method} {path}");
        assert_eq!((&detail["told"]["da"], &detail["told"]["en"]), (&told["titleDa"], &told["title"]), "{path}");
        let of = if path.starts_with(&meeting) { json!(scene.meeting) } else { Value::Null };
        assert_eq!(detail["meeting"], of, "{method} {path}");
    }
    let read = scene.town.api("GET", &format!("/api/v1/cases/{case}"), writes, &[], "").await.json();
    assert_eq!(read["refused"].as_array().map(Vec::len), Some(7));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_that_stops_before_the_house_is_logged_and_read_on_the_page() {
    let scene = Scene::new().await;
    let (town, case) = (&scene.town, &scene.case);
    let session = town.sign_in(Role::ItArchitect).await;
    let long = "x".repeat(7 * 1024 * 1024);
    let no_day = [("udfald", "confirm"), ("naeste", "snart"), ("version", "1")];
    let meeting = format!("/direktion/moeder/{}", scene.meeting);
    for (path, fields, label, act) in [
        (format!("/sager/{case}/gennemsyn"), &no_day[..], "case-day", "case-refused"),
        (format!("/sager/{case}/afslut"), &[], "case-choice", "case-refused"),
        (format!("/sager/{case}/screening"), &[], "case-choice", "case-refused"),
        (format!("/sager/{case}/notat"), &[("tekst", long.as_str())], "too-large", "case-refused"),
        (format!("/sager/{case}/bilag"), &[], "request-unreadable", "case-refused"),
        (format!("/anskaffelser/{}/fase", scene.acquisition), &[], "case-choice", "acquisition-refused"),
        ("/direktion/moeder".to_owned(), &[("titel", "Møde")], "case-day", "meeting-refused"),
        (format!("{meeting}/dagsorden"), &[], "form-version", "meeting-refused"),
        (format!("{meeting}/referat"), &[("version", "0")], "meeting-minutes", "meeting-refused"),
        ("/mig/stedfortraeder".to_owned(), &[("konto", "x")], "case-day", "deputy-refused"),
    ] {
        let before = scene.acts().await;
        let answer = town.post(&path, &session, fields).await;
        assert!(answer.status.is_client_error(), "{path}: {}", answer.status);
        assert_eq!(scene.acts().await, before + 1, "once: {path}");
        let (written, _, detail) = scene.last().await;
        assert_eq!((written.as_str(), &detail["label"]), (act, &json!(label)), "{path}");
        let told = detail["told"]["da"].as_str().expect("a sentence");
        assert!(told.len() < 400 && answer.body.contains(&told.replace('"', "&quot;")), "{path}: {told}");
    }
    let log = town.get("/log", &town.sign_in(Role::Auditor).await).await.body;
    for words in [
        "fik nej om et møde",
        "ville planlægge et møde: Skriv en dato",
        "fik nej om en stedfortræder",
        "ville udpege en stedfortræder: Skriv en dato",
        "ville give mødet et referat: ",
        &format!("href=\"{meeting}\""),
    ] {
        assert!(log.contains(words), "{words} in {log}");
    }
    let page = town.get(&format!("/sager/{case}"), &session).await.body;
    assert!(page.contains("ville gennemgå afgørelsen: Skriv en dato"), "{page}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn strangers_other_sites_and_numbers_that_are_guessed_write_nothing_in_the_log() {
    let scene = Scene::new().await;
    let (town, case) = (&scene.town, &scene.case);
    let session = town.sign_in(Role::ItArchitect).await;
    let before = scene.acts().await;
    let note = format!("/sager/{case}/notat");
    let foreign = |site: &str, body: &str| {
        let request = Request::post(&note)
            .header(header::COOKIE, format!("fundament={}", session.secret))
            .header(header::HOST, "fundament.example")
            .header("sec-fetch-site", site)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        request.body(Body::from(body.to_owned())).expect("a request")
    };
    let conclude = format!("/api/v1/cases/{case}/conclude");
    let answers = [
        town.api("POST", &conclude, "fu_ukendt", &[], "{}").await,
        town.api("POST", "/api/v1/meetings", "fu_ukendt", &[], "{").await,
        town.api("DELETE", "/api/v1/deputies/x", "fu_ukendt", &[], "").await,
        town.post(&note, &Session::none(), &[("tekst", "hej")]).await,
        town.send(foreign("cross-site", "tekst=hej")).await,
        town.send(foreign("same-origin", "csrf=forkert&tekst=hej")).await,
        town.api("POST", "/api/v1/cases/1999-0001/note", &scene.architect, &[], "{").await,
        town.api("POST", "/api/v1/acquisitions/A1999-0001/cancel", &scene.architect, &[], "{").await,
        town.api("PUT", "/api/v1/meetings/ingen", &scene.architect, &[], "{").await,
        town.api("GET", &format!("/api/v1/cases/{case}?hvad=x"), &scene.architect, &[], "").await,
    ];
    for answer in &answers {
        assert!(answer.status.is_client_error() || answer.status == StatusCode::SEE_OTHER, "{}", answer.body);
    }
    assert_eq!(scene.acts().await, before);
}
