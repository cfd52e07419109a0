//! Cases by pages and by API: the whole way from a deviation to a dispensation that lapses, and what is refused on it.

use axum::http::StatusCode;
use findings::Verdict;
use kernel::Role;
use serde_json::{Value, json};

use crate::town::{Answer, Session, Town};

/// A system with a material deviation from a principle that is followed or explained.
pub fn deviating(town: &Town) -> (String, String, String) {
    let now = town.house.now();
    let packs = now.packs();
    let system = facts::schema().kind("system").expect("systems");
    let found = now.assessment.findings().find(|finding| {
        let rule = finding.rule(&packs);
        finding.verdict == Verdict::Deviates
            && rule.kind == system
            && finding.rule_findings().is_material(rule, finding.object)
            && packs[0].principle_of(rule).strength == principles::Strength::FollowOrExplain
    });
    let found = found.expect("a material deviation");
    let principle = packs[0].principle_of(found.rule(&packs)).id.clone();
    (packs[0].id.clone(), principle, now.slots.keys(system)[found.object as usize].to_string())
}

/// A client of the API for one case.
pub struct Client<'t> {
    pub town: &'t Town,
    pub number: String,
}

impl Client<'_> {
    pub async fn case(&self, token: &str) -> Value {
        self.town.api("GET", &format!("/api/v1/cases/{}", self.number), token, &[], "").await.json()
    }

    /// Acts on what the token's owner reads now.
    async fn act(&self, token: &str, verb: &str, mut body: Value) -> Answer {
        let case = self.case(token).await;
        let tag = format!("\"{}\"", case["version"]);
        if !matches!(verb, "conclude" | "note" | "send-back" | "withdraw" | "revoke" | "cancel") {
            body["shown"] = case["ground"]["hash"].clone();
        }
        let path = format!("/api/v1/cases/{}/{verb}", self.number);
        self.town.api("POST", &path, token, &[("if-match", &tag)], &body.to_string()).await
    }

    pub async fn does(&self, token: &str, verb: &str, body: Value) {
        let answer = self.act(token, verb, body).await;
        assert_eq!(answer.status, StatusCode::OK, "{verb}: {}", answer.body);
    }

    pub async fn refused(&self, token: &str, verb: &str, body: Value) -> (StatusCode, String) {
        let answer = self.act(token, verb, body).await;
        (answer.status, answer.json()["label"].as_str().unwrap_or_default().to_owned())
    }
}

pub fn views(case: &Value) -> Value {
    let view =
        |rule: &Value| json!({ "rule": rule, "relevance": "relevant", "rating": "red", "reason": "set i registeret" });
    Value::Array(case["ground"]["rules"].as_array().expect("rules").iter().map(view).collect())
}

pub fn explanation(today: kernel::Day) -> Value {
    json!({
        "kind": "cannot_now",
        "departs": "Systemet har ikke det, som princippet kræver.",
        "context": "Systemet bruges hver dag af visitationen.",
        "reason": "Leverandøren kan først levere det i næste udgave.",
        "alternatives": [{ "what": "Skifte nu", "consequence": "Kontrakten skal købes ud.", "cost": 125_000_000 }],
        "instead": "Adgang gives kun fra kommunens eget net.",
        "purpose": "Uvedkommende når ikke frem til systemet.",
        "risk": "medium",
        "risk_text": "Misbrug inde fra nettet opdages senere.",
        "risk_bearer": "Finn Fagchef",
        "shown_by": [{ "document": "Netværksplan, sag 2026-014" }],
        "plan": { "way": "steps", "steps": [{ "what": "Opgradere", "type": "upgrade", "owner": "Ejeren", "due": today.plus_days(30) }] },
        "until": today.plus_days(60),
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_case_goes_its_whole_way_by_the_api_and_lapses_by_itself() {
    let town = Town::new().await;
    let mut tokens = Vec::new();
    for role in [Role::ItArchitect, Role::BusinessAreaLead, Role::SystemOwner, Role::ExecutiveBoard, Role::Auditor] {
        town.join(role, "").await;
        tokens.push(town.token(role, "write").await);
    }
    let [architect, area, owner, board, auditor] = &tokens[..] else { panic!("five") };
    let (pack, principle, key) = deviating(&town);
    let opening = json!({ "pack": pack, "principle": principle, "kind": "system", "keys": [key], "title": "Systemet afviger fra princippet" });
    let refused = town.api("POST", "/api/v1/cases", auditor, &[], &opening.to_string()).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN, "{}", refused.body);
    let opened = town.api("POST", "/api/v1/cases", architect, &[], &opening.to_string()).await;
    assert_eq!(opened.status, StatusCode::CREATED, "{}", opened.body);
    let client = Client { town: &town, number: opened.json()["number"].as_str().expect("a number").to_owned() };
    let again = town.api("POST", "/api/v1/cases", architect, &[], &opening.to_string()).await;
    assert_eq!((again.status, again.json()["label"].as_str()), (StatusCode::CONFLICT, Some("case-exists")));
    let today = town.house.now().today;
    let case = client.case(architect).await;
    client.does(architect, "screen", json!({ "party": "it", "views": views(&case) })).await;
    let seat = client.refused(architect, "screen", json!({ "party": "area", "views": views(&case) })).await;
    assert_eq!(seat, (StatusCode::FORBIDDEN, "case-no-seat".to_owned()));
    client.does(area, "screen", json!({ "party": "area", "views": views(&case) })).await;
    client.does(architect, "conclude", json!({ "outcome": "board" })).await;
    let mut lacking = explanation(today);
    lacking["reason"] = json!("for dyrt");
    let answer = client.act(owner, "explain", json!({ "explanation": lacking })).await;
    assert_eq!(
        answer.json()["details"][0]["da"].as_str().map(|text| text.starts_with("E3")),
        Some(true),
        "{}",
        answer.body
    );
    client.does(owner, "explain", json!({ "explanation": explanation(today) })).await;
    let submission = json!({ "recommendation": "grant", "summary": "Systemet kan ikke undværes, før næste udgave er der.", "necessity": "no_supplier", "risk": "medium", "until": today.plus_days(60) });
    client.does(architect, "submit", json!({ "submission": submission })).await;
    let dispensation = json!({ "necessity": "no_supplier", "reason": "Borgerne ville ellers miste ydelsen.", "until": today.plus_days(60), "review": today.plus_days(30), "conditions": [{ "text": "Adgangen logges.", "due": today.plus_days(20) }] });
    let unread = town
        .api(
            "POST",
            &format!("/api/v1/cases/{}/dispense", client.number),
            board,
            &[],
            &json!({ "dispensation": dispensation, "shown": "x" }).to_string(),
        )
        .await;
    assert_eq!(unread.status, StatusCode::PRECONDITION_REQUIRED);
    client.does(board, "dispense", json!({ "dispensation": dispensation })).await;
    assert_eq!(client.case(auditor).await["standing"]["standing"], "dispensed");
    town.clock.pass(61 * 86_400);
    town.house.refresh().await.expect("refreshed");
    // The token of two months ago has run out.
    let auditor = &town.token(Role::Auditor, "read").await;
    let now = client.case(auditor).await;
    let path = format!("/api/v1/cases/{}", client.number);
    let then = town.api("GET", &format!("{path}?as_of={today}"), auditor, &[], "").await;
    let case = then.json();
    assert_eq!(
        (&case["standing"]["standing"], &case["as_of"], &now["standing"]["standing"]),
        (&json!("dispensed"), &json!(today), &json!("lapsed"))
    );
    assert_eq!(then.header("etag"), "");
    for (day, status) in
        [(today.plus_days(-1), StatusCode::NOT_FOUND), (today.plus_days(90), StatusCode::UNPROCESSABLE_ENTITY)]
    {
        assert_eq!(town.api("GET", &format!("{path}?as_of={day}"), auditor, &[], "").await.status, status, "{day}");
    }
    let session = {
        town.join(Role::UnitLead, "").await;
        town.sign_in(Role::UnitLead).await
    };
    assert!(town.get(&format!("/sager/{}", client.number), &session).await.body.contains("bortfaldet"));
    let reader = town.sign_in(Role::ItArchitect).await;
    let page = town.get(&format!("/sager/{}?dag={today}", client.number), &reader).await.body;
    assert!(page.contains("Sådan stod sagen den") && !page.contains("bortfaldet"), "{page}");
    let forms = format!("action=\"/sager/{}/", client.number);
    assert!(!page.contains(&forms), "nothing is done on a day gone by: {page}");
}

/// Somebody whom the municipality's facts know, with those roles; gives the key and the name.
async fn known_person(town: &Town, place: usize, (login, roles): (&str, &[Role])) -> (String, String) {
    let (people, now) = (facts::schema().kind("person").expect("people"), town.house.now());
    let person = now.slots.keys(people)[place].to_string();
    let joining = house::Joining {
        login: login.to_owned(),
        name: format!("Navn {login}"),
        password: crate::town::PASSWORD.to_owned(),
        person: Some(person.clone()),
        grants: roles.iter().map(|role| store::Grant { role: *role, unit: String::new() }).collect(),
        ..house::Joining::default()
    };
    town.house.add_account(&store::Actor::system(), &joining).await.expect("made");
    let name = now.slots.name_of(people, &person);
    (person, name)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_step_that_names_a_person_is_their_task_and_theirs_to_report_done() {
    let town = Town::new().await;
    let mut tokens = Vec::new();
    for role in [Role::ItArchitect, Role::BusinessAreaLead, Role::SystemOwner, Role::ExecutiveBoard] {
        town.join(role, "").await;
        tokens.push(town.token(role, "write").await);
    }
    let [architect, area, owner, board] = &tokens[..] else { panic!("four") };
    // An auditor's role changes nothing: the step is theirs because the plan names them.
    let (person, name) = known_person(&town, 0, (Role::Auditor.word(), &[Role::Auditor])).await;
    let (roleless, _) = known_person(&town, 1, ("uden-rolle", &[])).await;
    let (pack, principle, key) = deviating(&town);
    let opening =
        json!({ "pack": pack, "principle": principle, "kind": "system", "keys": [key], "title": "Systemet afviger" });
    let opened = town.api("POST", "/api/v1/cases", architect, &[], &opening.to_string()).await;
    let client = Client { town: &town, number: opened.json()["number"].as_str().expect("a number").to_owned() };
    let today = town.house.now().today;
    let case = client.case(architect).await;
    client.does(architect, "screen", json!({ "party": "it", "views": views(&case) })).await;
    client.does(area, "screen", json!({ "party": "area", "views": views(&case) })).await;
    client.does(architect, "conclude", json!({ "outcome": "board" })).await;
    let mut told = explanation(today);
    told["plan"]["steps"][0]["person"] = json!("findes-ikke");
    let unknown = client.refused(owner, "explain", json!({ "explanation": told })).await;
    assert_eq!(unknown, (StatusCode::UNPROCESSABLE_ENTITY, "case-step-person".to_owned()));
    told["plan"]["steps"][0]["person"] = json!(person);
    client.does(owner, "explain", json!({ "explanation": told })).await;
    let form = town.get(&format!("/sager/{}/forklaring", client.number), &town.sign_in(Role::SystemOwner).await).await;
    let kept = format!("value=\"{name} ({person})\" list=\"personer\"");
    assert!(form.body.contains(&kept), "the form keeps it: {}", form.body);
    assert!(form.body.contains(&format!("<option value=\"{name} ({person})\">")), "it can be searched for by name");
    assert!(!form.body.contains(&format!("({roleless})")), "who can look at no task is given none");
    let submission = json!({ "recommendation": "grant", "summary": "Systemet kan ikke undværes.", "necessity": "no_supplier", "risk": "medium", "until": today.plus_days(60) });
    client.does(architect, "submit", json!({ "submission": submission })).await;
    let dispensation = json!({ "necessity": "no_supplier", "reason": "Borgerne ville ellers miste ydelsen.", "until": today.plus_days(60), "review": today.plus_days(30), "conditions": [] });
    client.does(board, "dispense", json!({ "dispensation": dispensation })).await;
    let (theirs, owners) = (town.sign_in(Role::Auditor).await, town.sign_in(Role::SystemOwner).await);
    let task = "Gennemfør trin 1 i handleplanen (Opgradere)";
    assert!(town.get("/opgaver", &theirs).await.body.contains(task));
    assert!(!town.get("/opgaver", &owners).await.body.contains(task), "it is one person's");
    let page = format!("/sager/{}", client.number);
    assert!(town.get(&page, &theirs).await.body.contains(&format!("action=\"{page}/trin\"")));
    let boards = town.sign_in(Role::ExecutiveBoard).await;
    assert!(!town.get(&page, &boards).await.body.contains(&format!("action=\"{page}/trin\"")));
    let version = client.case(board).await["version"].to_string();
    let fields = [("version", version.as_str()), ("nr", "0"), ("viser", "Opgraderet natten til mandag.")];
    let refused = town.post(&format!("{page}/trin"), &boards, &fields).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN, "{}", refused.body);
    let reader = town.token(Role::Auditor, "read").await;
    let (claim, tag) = (json!({ "step": 0, "evidence": "Opgraderet." }).to_string(), format!("\"{version}\""));
    let path = format!("/api/v1/cases/{}/claim-step", client.number);
    let read_only = town.api("POST", &path, &reader, &[("if-match", &tag)], &claim).await;
    assert_eq!(read_only.status, StatusCode::FORBIDDEN, "a token that reads changes nothing: {}", read_only.body);
    let done = town.post(&format!("{page}/trin"), &theirs, &fields).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    assert!(town.get(&page, &theirs).await.body.contains("Opgraderet natten til mandag."));
    assert!(!town.get("/opgaver", &theirs).await.body.contains(task));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_persons_name_or_the_suggestion_or_the_key_gives_a_step_to_them() {
    let town = Town::new().await;
    for role in [Role::ItArchitect, Role::BusinessAreaLead] {
        town.join(role, "").await;
    }
    let (architect, area) =
        (town.token(Role::ItArchitect, "write").await, town.token(Role::BusinessAreaLead, "write").await);
    let (people, now) = (facts::schema().kind("person").expect("people"), town.house.now());
    let names: Vec<String> = now.slots.keys(people).iter().map(|key| now.slots.name_of(people, key)).collect();
    let count = |name: &String| names.iter().filter(|other| *other == name).count();
    let alone = names.iter().position(|name| count(name) == 1).expect("a name that one has");
    let shared = names.iter().find(|name| count(name) > 1).expect("a name that several have").clone();
    let (person, name) = known_person(&town, alone, (Role::SystemOwner.word(), &[Role::SystemOwner])).await;
    let owner = town.sign_in(Role::SystemOwner).await;
    let (pack, principle, key) = deviating(&town);
    let opening =
        json!({ "pack": pack, "principle": principle, "kind": "system", "keys": [key], "title": "Systemet afviger" });
    let opened = town.api("POST", "/api/v1/cases", &architect, &[], &opening.to_string()).await;
    let client = Client { town: &town, number: opened.json()["number"].as_str().expect("a number").to_owned() };
    let case = client.case(&architect).await;
    client.does(&architect, "screen", json!({ "party": "it", "views": views(&case) })).await;
    client.does(&area, "screen", json!({ "party": "area", "views": views(&case) })).await;
    client.does(&architect, "conclude", json!({ "outcome": "board" })).await;
    let today = town.house.now().today;
    let (until, due) = (today.plus_days(60).to_string(), today.plus_days(30).to_string());
    for written in [
        name.clone(),
        name.to_uppercase(),
        format!("{name} ({person})"),
        person.clone(),
        "Ukendt Navn".to_owned(),
        shared.clone(),
    ] {
        let case = client.case(&architect).await;
        let version = case["version"].to_string();
        let hash = case["ground"]["hash"].as_str().expect("a hash").to_owned();
        let fields = [
            ("version", version.as_str()),
            ("set", hash.as_str()),
            ("slags", "cannot_now"),
            ("hvordan", "Systemet har ikke det, som princippet kræver."),
            ("arbejdsgang", "Systemet bruges hver dag af visitationen."),
            ("grund", "Leverandøren kan først levere det i næste udgave."),
            ("alternativ-0", "Skifte nu"),
            ("foelge-0", "Kontrakten skal købes ud."),
            ("i-stedet", "Adgang gives kun fra kommunens eget net."),
            ("formaal", "Uvedkommende når ikke frem til systemet."),
            ("risiko", "medium"),
            ("risikotekst", "Misbrug inde fra nettet opdages senere."),
            ("baerer", "Finn Fagchef"),
            ("vist-dokument", "Netværksplan, sag 2026-014"),
            ("vej", "trin"),
            ("trin-0", "Opgradere"),
            ("trintype-0", "upgrade"),
            ("ansvar-0", "Ejeren"),
            ("person-0", written.as_str()),
            ("frist-0", due.as_str()),
            ("til", until.as_str()),
        ];
        let told = town.post(&format!("/sager/{}/forklaring", client.number), &owner, &fields).await;
        let refused = match written.as_str() {
            "Ukendt Navn" => Some("Ukendt Navn findes ikke blandt".to_owned()),
            name if name == shared => Some(format!("Flere hedder {shared}. Vælg den rette på listen")),
            _ => None,
        };
        if let Some(why) = refused {
            assert!(told.status.is_client_error() && told.body.contains(&why), "{why}: {}", told.body);
            assert!(told.body.contains(&format!("value=\"{written}\"")), "what was written stands");
            continue;
        }
        assert_eq!(told.status, StatusCode::SEE_OTHER, "{written}: {}", told.body);
        let view = town.house.case(&client.number).await.expect("read").expect("there");
        let explained = view.case.round.told.expect("explained").explanation;
        assert_eq!(explained.plan.steps()[0].person.as_ref(), Some(&person), "{written}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_people_paste_comes_out_as_it_went_in_and_harmless() {
    let town = Town::new().await;
    town.join(Role::ItArchitect, "").await;
    let (pack, principle, key) = deviating(&town);
    let session = town.sign_in(Role::ItArchitect).await;
    let fields = [
        ("strategi", pack.as_str()),
        ("princip", &principle),
        ("slags", "system"),
        ("noegle", &key),
        ("titel", "Sag med <b>fed</b> titel"),
        ("fase", "in_operation"),
    ];
    let opened = town.post("/sager/ny", &session, &fields).await;
    assert_eq!(opened.status, StatusCode::SEE_OTHER, "{}", opened.body);
    let href = opened.header("location").to_owned();
    let strange = format!(
        "\u{feff}Kære «kollega»…\u{a0}–\n\t<script>alert(1)</script> 🙂👩‍👩‍👧 æøåÆØÅ \u{202e}baglæns\u{202c} &amp; \"citat\" {}",
        // Two megabytes, of which a form makes six.
        "🙂æø".repeat(262_000)
    );
    let noted = town.post(&format!("{href}/notat"), &session, &[("version", "1"), ("tekst", &strange)]).await;
    assert_eq!(noted.status, StatusCode::SEE_OTHER, "{}", &noted.body[..noted.body.len().min(400)]);
    let number = href.rsplit('/').next().expect("a number");
    let view = town.house.case(number).await.expect("read").expect("there");
    match &view.events.last().expect("an event").recorded.event {
        decisions::Event::Noted { text, .. } => assert_eq!(*text, strange),
        other => panic!("{other:?}"),
    }
    let token = town.token(Role::ItArchitect, "write").await;
    let escaped = format!("{{\"text\":\"{}\"}}", "\\u00e6".repeat(1_040_000));
    let path = format!("/api/v1/cases/{number}/note");
    let noted = town.api("POST", &path, &token, &[("if-match", "\"2\"")], &escaped).await;
    assert_eq!(noted.status, StatusCode::OK, "{}", &noted.body[..noted.body.len().min(400)]);
    let larger = "æ".repeat(1_200_000);
    let refused = town.post(&format!("{href}/notat"), &session, &[("version", "3"), ("tekst", &larger)]).await;
    assert_eq!(refused.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(refused.body.contains("Gå tilbage i browseren") && !refused.body.contains("Del filen"), "{}", refused.body);
    let page = town.get(&href, &session).await;
    assert!(!page.body.contains("<script>alert") && page.body.contains("&lt;script&gt;alert(1)"));
    assert!(page.body.contains("Sag med &lt;b&gt;fed&lt;/b&gt; titel"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_are_only_ever_given_out_to_be_saved() {
    let town = Town::new().await;
    town.join(Role::ItArchitect, "").await;
    let token = town.token(Role::ItArchitect, "write").await;
    let (pack, principle, key) = deviating(&town);
    let opening =
        json!({ "pack": pack, "principle": principle, "kind": "system", "keys": [key], "title": "Systemet afviger" });
    let opened = town.api("POST", "/api/v1/cases", &token, &[], &opening.to_string()).await;
    let number = opened.json()["number"].as_str().expect("a number").to_owned();
    let path = format!("/api/v1/cases/{number}/files");
    let added =
        town.api("POST", &format!("{path}?name=aftale.txt"), &token, &[("if-match", "\"1\"")], "æøå <script>").await;
    assert_eq!(added.status, StatusCode::OK, "{}", added.body);
    let html = town.api("POST", &format!("{path}?name=side.html"), &token, &[("if-match", "\"2\"")], "<script>").await;
    assert_eq!(html.json()["label"], "case-file-kind");
    let case = town.api("GET", &format!("/api/v1/cases/{number}"), &token, &[], "").await.json();
    let sha256 = case["files"][0]["sha256"].as_str().expect("a hash");
    let given = town.api("GET", &format!("{path}/{sha256}"), &token, &[], "").await;
    assert_eq!((given.status, given.body.as_str()), (StatusCode::OK, "æøå <script>"));
    assert_eq!(given.header("content-security-policy"), "sandbox; default-src 'none'");
    let none = town.api("GET", &format!("{path}/abc"), &token, &[], "").await;
    assert_eq!((none.status, none.header("content-type")), (StatusCode::NOT_FOUND, "application/problem+json"));
    let session = town.sign_in(Role::ItArchitect).await;
    let file = town.get(&format!("/sager/{number}/bilag/{sha256}"), &session).await;
    assert_eq!((file.status, file.body.as_str()), (StatusCode::OK, "æøå <script>"));
    assert_eq!(file.header("content-type"), "application/octet-stream");
    assert!(file.header("content-disposition").starts_with("attachment"));
    assert!(file.header("content-security-policy").contains("sandbox"));
    assert_eq!(
        town.get(&format!("/sager/{number}/bilag/{}", "0".repeat(64)), &session).await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        town.get(&format!("/sager/{number}/bilag/{sha256}"), &Session::none()).await.status,
        StatusCode::SEE_OTHER
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_title_that_the_form_proposed_is_read_in_the_readers_language() {
    let town = Town::new().await;
    town.join(Role::ItArchitect, "").await;
    let (pack, principle, key) = deviating(&town);
    let now = town.house.now();
    let of = now.packs.iter().find(|one| one.id == pack).expect("the pack");
    let named = &of.principles.iter().find(|one| one.id == principle).expect("the principle").title;
    let session = town.sign_in(Role::ItArchitect).await;
    let system = facts::schema().kind("system").expect("systems");
    let object = now.slots.title(system, now.slots.find(system, &key).expect("the system"));
    let (danish, english) = (format!("{object}: {}", named.da), format!("{object}: {}", named.en));
    assert_ne!(danish, english);
    let asked = format!("/sager/ny?strategi={pack}&princip={principle}&slags=system&noegle={key}");
    assert!(town.get(&asked, &session).await.body.contains(&danish), "the form proposes it");
    let fields = [
        ("strategi", pack.as_str()),
        ("princip", &principle),
        ("slags", "system"),
        ("noegle", &key),
        ("titel", &danish),
        ("fase", "in_operation"),
    ];
    let opened = town.post("/sager/ny", &session, &fields).await;
    let case = opened.header("location").to_owned();
    for (language, reads, other) in [("en", &english, &danish), ("da", &danish, &english)] {
        town.post("/sprog", &session, &[("sprog", language), ("til", "/")]).await;
        for page in ["/sager", "/sager/eksport.csv", "/opgaver"] {
            let body = town.get(page, &session).await.body;
            assert!(body.contains(reads) && !body.contains(other), "{page}: {body}");
        }
        // Its timeline tells what was written.
        let page = town.get(&case, &session).await.body;
        assert!(page.contains(&format!("<h1>{reads}</h1>")), "{page}");
    }
    let token = town.token(Role::ItArchitect, "read").await;
    let number = case.rsplit('/').next().expect("a number");
    let told = town.api("GET", &format!("/api/v1/cases/{number}"), &token, &[], "").await.json();
    assert_eq!(told["title"], json!(danish), "what is kept is what was written");
}
