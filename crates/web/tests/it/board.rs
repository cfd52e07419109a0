//! The board reads what it decides: what deviates, what both parties say, the plan, and every day that a click sets.

use axum::http::StatusCode;
use kernel::Role;
use serde_json::json;

use crate::cases::{Client, deviating, explanation, views};
use crate::town::{Session, Town};

/// A case put to the board, with the sentence of what deviates.
pub struct Put {
    pub number: String,
    pub sentence: String,
    pub board: Session,
}

/// Takes the first material deviation all the way to the board, proposed to end so many days from now.
pub async fn put_to_the_board(town: &Town, days: i32) -> Put {
    let mut tokens = Vec::new();
    for role in [Role::ItArchitect, Role::BusinessAreaLead, Role::SystemOwner, Role::ExecutiveBoard] {
        town.join(role, "").await;
        tokens.push(town.token(role, "write").await);
    }
    let (pack, principle, key) = deviating(town);
    let now = town.house.now();
    let packs = now.packs();
    let system = facts::schema().kind("system").expect("systems");
    let found = now.assessment.findings().find(|finding| {
        let rule = finding.rule(&packs);
        finding.verdict == findings::Verdict::Deviates
            && rule.kind == system
            && packs[0].principle_of(rule).id == principle
            && *now.slots.keys(system)[finding.object as usize] == *key
    });
    let found = found.expect("the deviation");
    let sentence = found.rule(&packs).finding.da.fill(&now.slots, found.object, kernel::Lang::Da);
    let number = put(town, &tokens, (&pack, &principle, &key), (days, None)).await;
    Put { number, sentence, board: town.sign_in(Role::ExecutiveBoard).await }
}

/// Takes a deviation all the way to the board with the tokens of those who have a part in it, proposed to end so many days from now; in
/// the words of an earlier case when there is one.
pub async fn put(
    town: &Town,
    tokens: &[String],
    (pack, principle, key): (&str, &str, &str),
    (days, like): (i32, Option<&String>),
) -> String {
    let [architect, area, owner, ..] = tokens else { panic!("three") };
    let opening = json!({ "pack": pack, "principle": principle, "kind": "system", "keys": [key], "title": "Systemet afviger fra princippet" });
    let opened = town.api("POST", "/api/v1/cases", architect, &[], &opening.to_string()).await;
    let client = Client { town, number: opened.json()["number"].as_str().expect("a number").to_owned() };
    let today = town.house.now().today;
    let case = client.case(architect).await;
    client.does(architect, "screen", json!({ "party": "it", "views": views(&case) })).await;
    client.does(area, "screen", json!({ "party": "area", "views": views(&case) })).await;
    client.does(architect, "conclude", json!({ "outcome": "board" })).await;
    let mut explanation = explanation(today);
    explanation["instead"] = json!(format!("Adgang til {key} gives kun fra kommunens eget net, og kun om dagen."));
    explanation["reuses"] = json!(like);
    client.does(owner, "explain", json!({ "explanation": explanation })).await;
    let submission = json!({ "recommendation": "grant", "summary": "Systemet kan ikke undværes, før næste udgave er der.", "necessity": "no_supplier", "consequence": 25_000_000, "risk": "medium", "until": today.plus_days(days) });
    client.does(architect, "submit", json!({ "submission": submission })).await;
    client.number
}

/// As it stands in a page.
pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// Where each stands in the page, in that order; panics at the first that does not.
fn in_order(page: &str, wanted: &[&str]) {
    let mut from = 0;
    for text in wanted {
        let at = page[from..].find(text).unwrap_or_else(|| panic!("{text} is not there, or too early: {page}"));
        from += at + text.len();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_board_reads_what_deviates_both_views_the_explanation_and_the_recommendation_before_the_form() {
    let town = Town::new().await;
    let put = put_to_the_board(&town, 60).await;
    let (today, sentence) = (town.house.now().today, escaped(&put.sentence));
    let until = today.plus_days(60).long(kernel::Lang::Da);
    let page = town.get(&format!("/sager/{}/afgoerelse", put.number), &put.board).await.body;
    in_order(
        &page,
        &[
            "Hvad afviger?",
            &sentence,
            "Sådan ser it og fagområdet på det",
            "Navn it_architect",
            "Navn business_area_lead",
            "rød",
            "set i registeret",
            "Forklaring",
            "Leverandøren kan først levere det i næste udgave.",
            "Opgradere",
            "Ejeren",
            &today.plus_days(30).long(kernel::Lang::Da),
            "Indstilling",
            &format!("Giv dispensation til og med {until}"),
            "Systemet kan ikke undværes, før næste udgave er der.",
            "250.000",
            "name=\"begrundelse\"",
        ],
    );
    let form =
        town.get(&format!("/sager/{}/forklaring", put.number), &town.sign_in(Role::SystemOwner).await).await.body;
    assert!(
        form.contains("name=\"trin-7\"") && !form.contains("name=\"alternativ-7\""),
        "more steps can be added: {form}"
    );
    let overview = town.get("/direktion", &put.board).await.body;
    in_order(&overview, &[&sentence, &format!("Giv dispensation til og med {until}"), "Opgradere", "afgoerelse"]);
}

/// A meeting so many days from now with the case on its agenda; gives its address.
async fn meeting(town: &Town, put: &Put, days: i32) -> String {
    let its = town.sign_in(Role::ItArchitect).await;
    let day = town.house.now().today.plus_days(days).to_string();
    let planned = town.post("/direktion/moeder", &its, &[("dag", &day), ("titel", "Direktionsmøde")]).await;
    let page = planned.header("location").to_owned();
    let listed = town.get(&page, &its).await.body;
    assert_eq!(listed.contains("før mødet"), days > 60, "whoever sets the agenda is warned: {listed}");
    let set = town.post(&format!("{page}/dagsorden"), &its, &[("version", "0"), ("sag", &put.number)]).await;
    assert_eq!(set.status, StatusCode::SEE_OTHER, "{}", set.body);
    page
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_meeting_decides_only_the_days_that_stand_on_its_page() {
    let town = Town::new().await;
    let put = put_to_the_board(&town, 60).await;
    let page = meeting(&town, &put, 70).await;
    let today = town.house.now().today;
    let number = &put.number;
    let read = town.get(&page, &put.board).await.body;
    assert!(read.contains(&escaped(&put.sentence)), "{read}");
    assert!(read.contains("Vælg en senere dato, når sagen afgøres"), "it ends before the meeting: {read}");
    for (field, day) in [("til", 60), ("gennemsyn", 30), ("plan", 60)] {
        let stands = format!("name=\"{field}-{number}\" type=\"date\" value=\"{}\"", today.plus_days(day));
        assert!(read.contains(&stands), "{stands}: {read}");
    }
    let view = || async { town.house.case(number).await.expect("read").expect("there") };
    let (version, hash) = {
        let case = view().await.case;
        (case.face.version.to_string(), town.house.ground_of(&case.face).expect("a ground").mark.hash)
    };
    let name = |field: &str| format!("{field}-{number}");
    let names = [name("version"), name("set"), name("beslutning"), name("begrundelse"), name("plan")];
    let fields = |plan: &str| {
        let values =
            [version.clone(), hash.clone(), "afslaa".to_owned(), "Det haster ikke.".to_owned(), plan.to_owned()];
        names.clone().into_iter().zip(values).collect::<Vec<_>>()
    };
    let decide = |plan: String| {
        let (fields, town, put, page) = (fields(&plan), &town, &put, &page);
        async move {
            let mut pairs: Vec<(&str, &str)> = vec![("sag", number)];
            pairs.extend(fields.iter().map(|(name, value)| (name.as_str(), value.as_str())));
            town.post(&format!("{page}/beslut"), &put.board, &pairs).await
        }
    };
    let wrong = decide("engang".to_owned()).await;
    assert!(wrong.status.is_client_error(), "{}", wrong.body);
    assert!(wrong.body.contains("value=\"Det haster ikke.\"") && wrong.body.contains("engang"), "{}", wrong.body);
    let chosen = today.plus_days(17);
    let done = decide(chosen.to_string()).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.body);
    assert_eq!(view().await.case.face.refused, Some(chosen));
    let its = town.sign_in(Role::ItArchitect).await;
    let form = town.get(&page, &its).await.body;
    let (_, form) = form.split_once("/referat\">").expect("a form for the minutes");
    let (_, version) = form.split_once("name=\"version\" value=\"").expect("the version that is seen");
    let version = version.split('"').next().expect("a number");
    let minutes = town.post(&format!("{page}/referat"), &its, &[("version", version), ("referat", "2026/17")]).await;
    assert_eq!(minutes.status, StatusCode::SEE_OTHER, "{}", minutes.body);
    let case = town.get(&format!("/sager/{number}"), &its).await.body;
    assert!(case.contains("En ny screening begynder en ny runde."), "{case}");
    assert!(!case.contains("Den gældende afgørelse står"), "none stands after a refusal: {case}");
    let held = format!(
        "<a href=\"{page}\">Direktionsmøde, {}</a>, referat 2026/17",
        today.plus_days(70).long(kernel::Lang::Da)
    );
    assert!(case.contains(&held), "{held}: {case}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_is_offered_only_to_those_with_a_seat_over_the_objects_and_others_read_who_may() {
    let town = Town::new().await;
    let (pack, principle, key) = deviating(&town);
    let (units, systems) = ["unit", "system"].map(|name| facts::schema().kind(name).expect("a kind")).into();
    let now = town.house.now();
    let object = now.slots.find(systems, &key).expect("the system");
    let elsewhere = now.slots.keys(units).iter().find(|unit| !house::covers(&now, unit, (systems, object)));
    let elsewhere = elsewhere.expect("a unit that it is not in").to_string();
    town.join(Role::ItArchitect, "").await;
    town.join(Role::BusinessAreaLead, "").await;
    town.join(Role::SystemOwner, &elsewhere).await;
    town.join(Role::Auditor, "").await;
    let token = town.token(Role::ItArchitect, "write").await;
    let opening =
        json!({ "pack": pack, "principle": principle, "kind": "system", "keys": [key], "title": "Systemet afviger" });
    let opened = town.api("POST", "/api/v1/cases", &token, &[], &opening.to_string()).await;
    let number = opened.json()["number"].as_str().expect("a number").to_owned();
    let client = Client { town: &town, number: number.clone() };
    let case = client.case(&token).await;
    client.does(&token, "screen", json!({ "party": "it", "views": views(&case) })).await;
    let (page, stranger) = (format!("/sager/{number}"), town.sign_in(Role::SystemOwner).await);
    let area = town.sign_in(Role::BusinessAreaLead).await;
    let (offer, form) = ("Screen på vegne af fagområdet", format!("{page}/screening?part=area"));
    assert!(town.get(&page, &area).await.body.contains(offer));
    let read = town.get(&page, &stranger).await.body;
    assert!(!read.contains(offer) && !read.contains(&format!("{page}/notat")), "{read}");
    assert!(read.contains("Det gør fagområdets leder eller systemejeren"), "{read}");
    let refused = town.get(&form, &stranger).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert!(refused.body.contains("Kun fagområdets leder eller systemejer"), "{}", refused.body);
    // Whoever stands in for the lead has the lead's seat.
    let (me, today) = (town.get("/mig", &area).await.body, now.today);
    let deputies: Vec<&str> = me.split("<option value=\"").filter(|option| option.contains("Navn ")).collect();
    assert!(deputies.iter().any(|option| option.contains("Navn system_owner")), "{me}");
    assert!(!deputies.iter().any(|option| option.contains("Navn auditor")), "an auditor is lent no seat: {me}");
    let owner = deputies.iter().find(|option| option.contains("Navn system_owner")).expect("offered");
    let account = owner.split('"').next().expect("a value");
    let fields = [("konto", account), ("fra", &today.to_string()), ("til", &today.plus_days(5).to_string())];
    let lent = town.post("/mig/stedfortraeder", &area, &fields).await;
    assert_eq!(lent.status, StatusCode::SEE_OTHER, "{}", lent.body);
    let read = town.get(&page, &stranger).await.body;
    assert!(read.contains(offer), "a deputy is offered it");
    let screening = town.get(&form, &stranger).await;
    assert_eq!(screening.status, StatusCode::OK);
    // Only the lent seat may do it, so the form begins in that; the lead's own forms begin with the lead, who is no deputy.
    let lead = town.house.store().account_by_login(town.house.tenant(), Role::BusinessAreaLead.word()).await;
    let chosen = format!("<option value=\"{}\" selected>som stedfortræder for", lead.expect("read").expect("there").id);
    let notes = read.split_once("/notat\"").expect("a form for notes").1;
    for form in [&screening.body, notes] {
        let form = form.split_once("name=\"for\"").expect("a choice of seat").1.split("</select>").next();
        assert!(form.is_some_and(|form| form.contains(&chosen)), "{chosen}: {form:?}");
    }
    assert!(!town.get(&form, &area).await.body.contains("name=\"for\""));
    // Whoever may themselves begins as themselves.
    let today = today.to_string();
    let its = town.sign_in(Role::ItArchitect).await;
    let account = town.house.store().account_by_login(town.house.tenant(), Role::ItArchitect.word()).await;
    let account = account.expect("read").expect("there").id;
    let fields = [("konto", account.as_str()), ("fra", &today), ("til", &today)];
    town.post("/mig/stedfortraeder", &area, &fields).await;
    let read = town.get(&page, &its).await.body;
    let notes = read.split_once("/notat\"").expect("a form for notes").1;
    assert!(notes.contains("<option value=\"\" selected>Navn it_architect"), "{notes}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_case_is_opened_for_all_that_deviate_from_a_rule_but_for_those_in_an_open_case() {
    let town = Town::new().await;
    town.join(Role::ItArchitect, "").await;
    town.join(Role::Auditor, "").await;
    let now = town.house.now();
    let packs = now.packs();
    let system = facts::schema().kind("system").expect("systems");
    let many = now.assessment.rules().iter().find_map(|findings| {
        let rule = &packs[findings.pack].rules[findings.rule];
        let bound = packs[findings.pack].principle_of(rule).strength == principles::Strength::FollowOrExplain;
        let deviates = |object: &u32| findings.verdict(*object) == findings::Verdict::Deviates;
        let objects: Vec<u32> = (0..now.slots.count(system)).filter(deviates).collect();
        (findings.kind == system && bound && objects.len() > 2).then_some((rule, packs[findings.pack], objects))
    });
    let (rule, pack, objects) = many.expect("a rule that several systems deviate from");
    let principle = &pack.principle_of(rule).id;
    let key = |object: u32| now.slots.keys(system)[object as usize].to_string();
    let its = town.sign_in(Role::ItArchitect).await;
    let first = key(objects[0]);
    let fields = [("strategi", pack.id.as_str()), ("princip", principle), ("slags", "system"), ("noegle", &first)];
    let single = [&fields[..], &[("titel", "Et system for sig selv"), ("fase", "in_operation")]].concat();
    let alone = town.post("/sager/ny", &its, &single).await;
    assert_eq!(alone.status, StatusCode::SEE_OTHER, "{}", alone.body);
    let href = format!(
        "/sager/ny?strategi={}&amp;princip={principle}&amp;slags=system&amp;dom=deviates&amp;regel={}",
        pack.id, rule.code
    );
    let pages = [
        format!("/strategi/{}/regler/{}", pack.id, rule.code),
        format!("/strategi/{}/principper/{principle}", pack.id),
        format!("/objekter/system?dom=deviates&regel={}", rule.code),
    ];
    for page in &pages {
        let read = town.get(page, &its).await.body;
        assert!(read.contains(&format!("href=\"{href}\"")), "{page}: {read}");
        let reader = town.get(page, &town.sign_in(Role::Auditor).await).await.body;
        assert!(!reader.contains("/sager/ny?"), "an auditor opens none: {page}");
    }
    let form = town.get(&href.replace("&amp;", "&"), &its).await.body;
    let rest = objects.len() - 1;
    assert!(form.contains(&format!("{rest} objekter afviger og er ikke i en åben sag.")), "{form}");
    assert!(form.contains("1 er udeladt, fordi en åben sag handler om det."), "{form}");
    let checked = |key: &str| form.contains(&format!("name=\"noegle\" value=\"{key}\" checked"));
    assert!(objects[1..].iter().all(|object| checked(&key(*object))) && !checked(&first), "{form}");
    assert!(form.contains(&escaped(&now.slots.title(system, objects[1]))), "by name: {form}");
    let (one, other) = (key(objects[1]), key(objects[2]));
    let several = [
        ("noegle", one.as_str()),
        ("noegle", &other),
        ("titel", "To systemer under ét"),
        ("aarsag", "Begge har samme leverandør."),
    ];
    let opened = town.post("/sager/ny", &its, &[&fields[..3], &several, &[("fase", "in_operation")]].concat()).await;
    assert_eq!(opened.status, StatusCode::SEE_OTHER, "{}", opened.body);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refused_form_points_at_the_field_and_calls_the_rule_by_its_title() {
    let town = Town::new().await;
    for role in [Role::ItArchitect, Role::BusinessAreaLead, Role::SystemOwner] {
        town.join(role, "").await;
    }
    let architect = town.token(Role::ItArchitect, "write").await;
    let area = town.token(Role::BusinessAreaLead, "write").await;
    let (pack, principle, key) = deviating(&town);
    let opening =
        json!({ "pack": pack, "principle": principle, "kind": "system", "keys": [key], "title": "Systemet afviger" });
    let opened = town.api("POST", "/api/v1/cases", &architect, &[], &opening.to_string()).await;
    let client = Client { town: &town, number: opened.json()["number"].as_str().expect("a number").to_owned() };
    let case = client.case(&architect).await;
    let (hash, rule) =
        (case["ground"]["hash"].as_str().expect("a hash"), case["ground"]["rules"][0].as_str().expect("a rule"));
    let now = town.house.now();
    let title = &now.packs.iter().find_map(|pack| pack.rule(rule)).expect("the rule").title.da;
    let href = format!("/sager/{}", client.number);
    let mut fields = vec![
        ("version".to_owned(), "1".to_owned()),
        ("set".to_owned(), hash.to_owned()),
        ("part".to_owned(), "it".to_owned()),
    ];
    for rule in case["ground"]["rules"].as_array().expect("rules") {
        let rule = rule.as_str().expect("a code");
        fields.push((format!("relevans-{rule}"), "relevant".to_owned()));
        fields.push((format!("farve-{rule}"), "red".to_owned()));
    }
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let session = town.sign_in(Role::ItArchitect).await;
    let refused = town.post(&format!("{href}/screening"), &session, &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.body);
    let told = format!("Skriv ved &quot;{title}&quot; en begrundelse");
    let link = format!("href=\"#f-grund-{rule}\"");
    assert!(refused.body.contains(&told) && refused.body.contains(&link), "{told}: {}", refused.body);
    assert!(refused.body.contains(&format!("id=\"f-grund-{rule}-wrong\"")), "{}", refused.body);
    client.does(&architect, "screen", json!({ "party": "it", "views": views(&case) })).await;
    client.does(&area, "screen", json!({ "party": "area", "views": views(&case) })).await;
    client.does(&architect, "conclude", json!({ "outcome": "board" })).await;
    let session = town.sign_in(Role::SystemOwner).await;
    let page = town.get(&format!("{href}/forklaring"), &session).await.body;
    assert!(page.contains("For eksempel: <code>system."), "{page}");
    let version = client.case(&architect).await["version"].to_string();
    let fields =
        [("version", version.as_str()), ("set", hash), ("slags", "cannot_now"), ("risiko", "low"), ("vej", "trin")];
    let refused = town.post(&format!("{href}/forklaring"), &session, &fields).await;
    let input = refused.body.split("id=\"f-til\"").nth(1).and_then(|rest| rest.split('>').next()).expect("the field");
    assert!(input.contains("aria-invalid=\"true\"") && refused.body.contains("href=\"#f-til\""), "{}", refused.body);
    // What the ten questions find wrong stands at each field; a row that is left empty is no row.
    let until = testkit::today().plus_months(3).to_string();
    let filled = [
        ("til", until.as_str()),
        ("grund", "Leverandøren kan først levere det i næste udgave."),
        ("vist-dokument", "referat"),
        ("baerer", "Finn"),
        ("trin-1", "Opgradere"),
        ("trintype-1", "upgrade"),
        ("ansvar-1", "Ejeren"),
        ("frist-1", "2020-01-01"),
    ];
    let fields: Vec<(&str, &str)> = fields.into_iter().chain(filled).collect();
    let refused = town.post(&format!("{href}/forklaring"), &session, &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.body);
    for field in ["i-stedet", "formaal", "vist-dokument", "risikotekst", "baerer", "frist-1"] {
        let wrong = format!("id=\"f-{field}-wrong\"");
        assert!(refused.body.contains(&format!("href=\"#f-{field}\"")) && refused.body.contains(&wrong), "{field}");
    }
    assert!(!refused.body.contains("id=\"f-grund-wrong\"") && !refused.body.contains("#f-frist-0"), "{}", refused.body);
}
