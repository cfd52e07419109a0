//! An acquisition by pages and by the API: from the list to the winner, the sheet out and in, and who is refused.

mod back;
mod named;

use std::io::Cursor;
use std::sync::Arc;

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
    assert!(offer.body.contains("lokale konti") && offer.body.contains("Tag stilling<"), "{}", offer.body);
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
async fn that_nothing_waits_is_said_only_when_no_task_of_any_kind_does() {
    let town = Town::new().await;
    town.join(Role::ExecutiveBoard, "").await;
    let board = town.sign_in(Role::ExecutiveBoard).await;
    for path in ["/", "/opgaver"] {
        let page = town.get(path, &board).await.body;
        assert!(page.contains("Der er ikke noget, der venter på dig lige nu."), "{path}: {page}");
    }
    let (town, it_all, _) = begun().await;
    for path in ["/", "/opgaver"] {
        let page = town.get(path, &it_all).await.body;
        assert!(page.contains("nskaffelse") && !page.contains("der venter på dig lige nu"), "{path}: {page}");
    }
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
async fn what_a_supplier_says_of_a_principle_is_asked_read_and_shown_with_the_offer() {
    let (town, _, area) = begun().await;
    town.post("/anskaffelser/A2026-0001/kravark", &area, &[("version", "2")]).await;
    let code = "it-teknologi-2023/cloud-forbud";
    let tender = town.get("/anskaffelser/A2026-0001/kravark.csv?udgave=udbud", &area).await.body;
    let row = tender.lines().find(|line| line.starts_with(&format!("\"{code}\""))).expect("asked");
    assert!(row.contains("Datatilsynet") && row.ends_with("\"\""), "{row}");
    let sheet = format!("Kode;Svar\n{code};\"Nej.\n<b>Se bilag 2</b>\"\n");
    let sent = upload(&town, &area, ("svar", "svar.csv"), "3", sheet.as_bytes()).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    let offer = town.get("/anskaffelser/A2026-0001/tilbud/T1", &area).await.body;
    assert!(
        offer.contains("Nej.\n&lt;b&gt;Se bilag 2&lt;/b&gt;</p>") && offer.contains("Leverandørens svar"),
        "{offer}"
    );
    let beside = town.get("/anskaffelser/A2026-0001", &area).await.body;
    assert!(beside.contains("Leverandørernes egne ord") && beside.contains("&lt;b&gt;Se bilag 2"), "{beside}");
    // The form sent back as a browser has it changes nothing; changed, it is the municipality's.
    let form = "/anskaffelser/A2026-0001/tilbud/T1/oplys";
    let same = town.post(form, &area, &[("version", "4"), (code, "Nej.\r\n<b>Se bilag 2</b>")]).await;
    assert!(same.body.contains("ingen oplysninger at gemme"), "{}", same.body);
    let other = town.post(form, &area, &[("version", "4"), (code, "Ja, i 2025.")]).await;
    assert_eq!(other.status, StatusCode::SEE_OTHER, "{}", other.body);
    let offer = town.get("/anskaffelser/A2026-0001/tilbud/T1", &area).await.body;
    assert!(offer.contains("Ja, i 2025.") && offer.contains("Indtastet"), "{offer}");
}

const ROOT: &str = "/api/v1/acquisitions";
const ONE: &str = "/api/v1/acquisitions/A2026-0001";

/// A program that acts on what it reads now.
struct Client<'t> {
    town: &'t Town,
}

impl Client<'_> {
    async fn read(&self, token: &str) -> serde_json::Value {
        self.town.api("GET", ONE, token, &[], "").await.json()
    }

    async fn act(&self, token: &str, verb: &str, body: &str) -> Answer {
        let tag = self.town.api("GET", ONE, token, &[], "").await.header("etag").to_owned();
        self.town.api("POST", &format!("{ONE}/{verb}"), token, &[("if-match", &tag)], body).await
    }

    async fn must(&self, token: &str, verb: &str, body: &str) -> serde_json::Value {
        let answer = self.act(token, verb, body).await;
        assert_eq!(answer.status, StatusCode::OK, "{verb}: {}", answer.body);
        answer.json()
    }

    /// Goes through what the check list of the phase still asks.
    async fn check(&self, token: &str) {
        let document = self.read(token).await;
        for point in
            document["check_list"].as_array().expect("points").iter().filter(|point| point["answered"] == false)
        {
            let body = serde_json::json!({
                "rule": point["rule"], "relevance": "not_relevant", "rating": "green", "reason": "Drøftet med arkitekten.",
            });
            self.must(token, "check", &body.to_string()).await;
        }
    }

    /// Opens one and takes it to the tender's sheet.
    async fn open(&self, area: &str) {
        let plan = r#"{"title":"Nyt omsorgssystem","tasks":["99.99"],"phase":"analysis"}"#;
        let opened = self.town.api("POST", ROOT, area, &[], plan).await;
        assert_eq!(opened.status, StatusCode::CREATED, "{}", opened.body);
        self.must(area, "make-sheet", "").await;
    }

    /// Takes one offer with answers on to the offer phase.
    async fn to_offers(&self, it: &str, area: &str) {
        self.must(area, "add-candidate", r#"{"supplier":"Nordsoft A/S","product":"Omsorg Ny"}"#).await;
        let sheet = "Kode;Svar\nsystem.access_control;lokale konti\nsystem.personal_data;følsomme\nsystem.mfa;tja\n";
        let answers = self.must(area, "candidates/T1/answers?name=svar.csv", sheet).await;
        // What the municipality answers itself is not the supplier's to say.
        let rejected = (&answers["rejected"][0]["line"], &answers["rejected"][1]["line"]);
        assert_eq!((&answers["answers"], rejected), (&1.into(), (&3.into(), &4.into())), "{answers}");
        self.must(area, "state-own", r#"{"facts":{"personal_data":"sensitive"}}"#).await;
        let unanswered = self.act(it, "pass-gate", r#"{"phase":"tender"}"#).await;
        assert_eq!(unanswered.json()["label"], "acquisition-points-unanswered", "{}", unanswered.body);
        for phase in [r#"{"phase":"tender"}"#, r#"{"phase":"offer"}"#] {
            self.check(area).await;
            self.must(it, "pass-gate", phase).await;
        }
        self.check(area).await;
    }

    /// Chooses it, and screens for both what it departs from. Gives the offer as it is read.
    async fn to_board(&self, it: &str, area: &str) -> serde_json::Value {
        self.must(it, "choose", r#"{"candidate":"T1","reason":"Bedst til prisen i prøven."}"#).await;
        let candidate = self.read(it).await["candidates"][0].clone();
        for stand in candidate["principles"].as_array().expect("principles") {
            if stand["verdict"] != "deviates" && stand["verdict"] != "not_assessed" {
                continue;
            }
            for (token, party) in [(it, "it"), (area, "area")] {
                let view = serde_json::json!({
                    "candidate": "T1", "pack": stand["pack"], "principle": stand["principle"], "party": party,
                    "rating": "yellow", "reason": "Fælles login kommer i næste udgave.", "shown": stand["hash"],
                });
                let answer = self.act(token, "screen", &view.to_string()).await;
                // An aspiration; or what lacks is the municipality's own.
                let nothing = answer.json()["label"] == "acquisition-nothing-deviates";
                assert!(answer.status == StatusCode::OK || nothing, "{}", answer.body);
            }
        }
        candidate
    }
}

/// A town with an architect, a lead and the board, and the first two's tokens.
async fn with_board() -> (Town, String, String) {
    let town = Town::new().await;
    for role in [Role::ItArchitect, Role::BusinessAreaLead, Role::ExecutiveBoard] {
        town.join(role, "").await;
    }
    let (it, area) = (town.token(Role::ItArchitect, "write").await, town.token(Role::BusinessAreaLead, "write").await);
    (town, it, area)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_program_takes_an_acquisition_all_the_way() {
    let (town, it, area) = with_board().await;
    let board = town.token(Role::ExecutiveBoard, "write").await;
    let client = Client { town: &town };
    client.open(&area).await;
    let unseen = town.api("POST", &format!("{ONE}/make-sheet"), &area, &[], "").await;
    assert_eq!(unseen.status, StatusCode::PRECONDITION_REQUIRED);
    let asked = town.api("GET", &format!("{ONE}/sheet?audience=tender&limit=500"), &area, &[], "").await.json();
    let own_words = |row: &&serde_json::Value| row["asks"] == "principle" && row["answerer"] == "supplier";
    assert!(asked["items"].as_array().expect("rows").iter().filter(own_words).count() > 20, "{asked}");
    assert!(
        asked["items"]
            .as_array()
            .expect("rows")
            .iter()
            .any(|row| row["code"] == "system.hosting" && row["rules"] == serde_json::json!([]))
    );
    client.to_offers(&it, &area).await;
    let refused = client.act(&it, "pass-gate", r#"{"phase":"solution"}"#).await;
    assert_eq!(refused.json()["label"], "acquisition-no-winner");
    let candidate = client.to_board(&it, &area).await;
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
    client.must(&board, "approve", &approval.to_string()).await;
    for path in ["/opgaver", "/", "/direktion"] {
        assert!(!seen(path, "nskaffelse afventer").await && !seen(path, "i anskaffelser").await, "{path}");
    }
    client.must(&it, "pass-gate", r#"{"phase":"solution"}"#).await;
    client.must(&it, "become-system", r#"{"system":"S9999"}"#).await;
    let document = client.read(&it).await;
    assert_eq!(document["system"]["key"], "S9999");
    let case = document["system"]["cases"][0].as_str().expect("a case");
    assert_eq!(town.api("GET", &format!("/api/v1/cases/{case}"), &it, &[], "").await.status, StatusCode::OK);
    assert_eq!(town.api("GET", "/api/v1/objects/system/S9999", &it, &[], "").await.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_board_refuses_a_choice_at_a_meeting_and_approves_it_when_it_comes_back() {
    let (town, it, area) = with_board().await;
    let client = Client { town: &town };
    client.open(&area).await;
    client.to_offers(&it, &area).await;
    client.to_board(&it, &area).await;
    let (its, areas) = (town.sign_in(Role::ItArchitect).await, town.sign_in(Role::BusinessAreaLead).await);
    let board = town.sign_in(Role::ExecutiveBoard).await;
    let planned = town.post("/direktion/moeder", &its, &[("dag", "2026-12-08"), ("titel", "Direktionsmøde")]).await;
    let meeting = planned.header("location").to_owned();
    let agenda = town.get(&meeting, &its).await.body;
    assert!(
        agenda.contains("value=\"A2026-0001\"") && agenda.contains("Der står ikke noget på dagsordenen"),
        "{agenda}"
    );
    let wrong = town.post(&format!("{meeting}/dagsorden"), &its, &[("version", "0"), ("sag", "A2026-0099")]).await;
    assert_eq!(wrong.status, StatusCode::NOT_FOUND);
    let set = town.post(&format!("{meeting}/dagsorden"), &its, &[("version", "0"), ("sag", "A2026-0001")]).await;
    assert_eq!(set.status, StatusCode::SEE_OTHER, "{}", set.body);
    assert!(!town.get(&meeting, &its).await.body.contains("Beslut det hele"), "who plans it does not decide it");
    let decide = async |answer: &[(&str, &str)]| {
        let document = client.read(&it).await;
        let (version, hash) =
            (document["version"].to_string(), document["candidates"][0]["hash"].as_str().expect("a hash").to_owned());
        let mut fields = vec![("sag", "A2026-0001"), ("version-A2026-0001", &version), ("set-A2026-0001", &hash)];
        fields.extend(answer);
        town.post(&format!("{meeting}/beslut"), &board, &fields).await
    };
    let no = ("beslutning-A2026-0001", "afslaa");
    let why = ("begrundelse-A2026-0001", "Risikoen er for stor.");
    let bare = decide(&[no, why]).await;
    assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(bare.body.contains("Skriv, hvad der skal være anderledes"), "{}", bare.body);
    let refused = decide(&[no, why, ("anderledes-A2026-0001", "Fælles login skal med fra start")]).await;
    assert_eq!(refused.status, StatusCode::OK, "{}", refused.body);
    assert!(refused.body.contains("A2026-0001 er afgjort.") && refused.body.contains("Afslået;"), "{}", refused.body);
    // It is back at its gate, with those who keep it.
    let document = client.read(&it).await;
    assert_eq!(
        (&document["phase"], &document["turned_down"]["different"]),
        (&"offer".into(), &"Fælles login skal med fra start".into())
    );
    assert!(!town.get("/direktion", &board).await.body.contains("anskaffelse afventer"));
    for session in [&its, &areas] {
        assert!(town.get("/opgaver", session).await.body.contains("Ret det, direktionen har afslået"));
    }
    let page = town.get("/anskaffelser/A2026-0001", &areas).await.body;
    assert!(
        page.contains("Det skal være anderledes: Fælles login skal med fra start.") && page.contains("afslog valget"),
        "{page}"
    );
    let version = document["version"].to_string();
    let answer = [("version", version.as_str()), ("svar", "Fælles login er nu med i kontrakten.")];
    let answered = town.post("/anskaffelser/A2026-0001/svar-direktionen", &areas, &answer).await;
    assert_eq!(answered.status, StatusCode::SEE_OTHER, "{}", answered.body);
    let again = town.get(&meeting, &board).await.body;
    assert!(again.contains("Fælles login er nu med i kontrakten.") && again.contains("Beslut det hele"), "{again}");
    let approved =
        decide(&[("beslutning-A2026-0001", "giv"), ("begrundelse-A2026-0001", "Det er bragt på plads.")]).await;
    assert_eq!(approved.status, StatusCode::OK, "{}", approved.body);
    assert!(approved.body.contains("Godkendt.") && !approved.body.contains("Beslut det hele"), "{}", approved.body);
    client.must(&it, "pass-gate", r#"{"phase":"solution"}"#).await;
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
    (plan[1].1, plan[5].1) = ("Et plejesystem, der kan mere", "findes-ikke");
    let unknown = town.post(&format!("{one}/plan"), &area, &plan).await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    for kept in ["value=\"Et plejesystem, der kan mere\"", "value=\"99.98, 99.97\"", "value=\"findes-ikke\""] {
        assert!(unknown.body.contains(kept), "{kept}: {}", unknown.body);
    }
    plan[1].1 = "Nyt plejesystem";
    let offer = [("version", "3"), ("leverandoer", "Kystdata ApS"), ("produkt", "Kyst Omsorg")];
    assert_eq!(town.post(&format!("{one}/tilbud"), &area, &offer).await.status, StatusCode::SEE_OTHER);
    let own = town.get(&format!("{one}/egne"), &area).await;
    assert!(own.body.contains("system.personal_data") && !own.body.contains("system.hosting"), "{}", own.body);
    let wrong = [("version", "4"), ("system.personal_data", "sensitive"), ("system.dpia_on", "i går")];
    let wrong = town.post(&format!("{one}/egne"), &area, &wrong).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", wrong.body);
    assert!(
        wrong.body.contains("value=\"i går\"") && wrong.body.contains("value=\"sensitive\" selected"),
        "{}",
        wrong.body
    );
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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_business_area_that_a_register_lost_stands_in_the_plan_until_somebody_takes_it_out() {
    let (town, _, area) = begun().await;
    let unit = facts::schema().kind("unit").expect("units");
    let own = |key: &str| {
        let name = facts::schema().attribute_id(unit, "name").expect("a name");
        let row = store::DeliveredRow { key: key.to_owned(), facts: vec![(name, facts::Value::text("Nyt område"))] };
        let source = facts::Source {
            name: Arc::from("Organisation ved siden af"),
            register: Arc::from("organisation"),
            rank: facts::Rank::Register,
        };
        let delivery = store::Delivery {
            source,
            kind: unit,
            seen_at: testkit::today(),
            complete: false,
            spared: Vec::new(),
            rows: vec![row],
        };
        store::Intake { deliveries: vec![delivery], facts: Vec::new(), answers: Vec::new() }
    };
    let system = store::Actor::system();
    let added = town.house.import(&system, &own("E-NY")).await.expect("imported").act;
    let one = "/anskaffelser/A2026-0001/plan";
    let mut plan = vec![
        ("version", "2"),
        ("titel", "Nyt plejesystem"),
        ("formaal", ""),
        ("kle", "99.98"),
        ("enhed", "E-NY"),
        ("ejer", ""),
    ];
    assert_eq!(town.post(one, &area, &plan).await.status, StatusCode::SEE_OTHER);
    town.house.undo(&system, added).await.expect("undone");
    let form = town.get(one, &area).await.body;
    assert!(form.contains("<option value=\"E-NY\" selected>E-NY (findes ikke længere)</option>"), "{form}");
    (plan[0].1, plan[1].1) = ("3", "Plejesystem i ny udgave");
    let saved = town.post(one, &area, &plan).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "what is not changed is not asked about: {}", saved.body);
    let kept = town.house.acquisition("A2026-0001").await.expect("read").expect("there").acquisition.plan;
    assert_eq!((kept.title.as_str(), kept.unit.as_deref()), ("Plejesystem i ny udgave", Some("E-NY")));
}
