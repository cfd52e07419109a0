//! A case by the API and by the command line, from the finding to a dispensation on a condition and past its end: the calendar
//! alone ends it, and everybody who had a part in it reads so in the next morning's mail, once.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use house::notices::Sender;
use house::{House, Joining};
use kernel::{Clock, Day, Instant, Lang, Role};
use outbound::MailFile;
use serde_json::{Value, json};
use store::{Actor, Grant};
use testkit::mailbox::mails;
use tokio::runtime::Runtime;
use web::{App, Settings};

use super::served::{Home, PASSWORD, RealClock, ask, tenant, wait};
use super::{err, fundament, out};

const RULE: &str = "rights-concept-missing";
const DAY: i64 = 86_400_000_000;
/// The last day that the dispensation counts, from today.
const LASTS: i32 = 60;
/// Who has a part in the case, by role.
const CAST: [(&str, Role); 4] = [
    ("arkitekt", Role::ItArchitect),
    ("direktion", Role::ExecutiveBoard),
    ("fagchef", Role::BusinessAreaLead),
    ("systemejer", Role::SystemOwner),
];

/// The real clock, that can be told to go on.
struct Later(AtomicI64);

impl Clock for Later {
    fn now(&self) -> Instant {
        Instant(RealClock.now().0 + self.0.load(Ordering::SeqCst))
    }

    fn offset_at(&self, instant: Instant) -> i64 {
        RealClock.offset_at(instant)
    }
}

/// A house where S1 and S3 have no rights concept, with the cast's tokens in files.
struct Town {
    home: Home,
    tokens: Vec<(&'static str, String)>,
}

impl Town {
    fn new() -> Self {
        let home = Home::under("strategy/it-teknologi-2023");
        let rows = "key;name;status;hosting;rights_concept\nS1;Løn;i drift;saas;nej\nS2;Sager;i drift;iaas;\nS3;Post;i drift;saas;nej\n";
        fs::write(home.path("estate/systems.csv"), rows).expect("written");
        let estate = home.path("estate").to_string_lossy().into_owned();
        let imported = fundament(&["import", "--estate", &estate, "--data", &home.data()]);
        assert!(imported.status.success(), "{}", err(&imported));
        let tokens = wait(joined(&home));
        for (login, token) in &tokens {
            fs::write(home.path(login), token).expect("written");
        }
        Self { home, tokens }
    }

    fn token(&self, login: &str) -> &str {
        &self.tokens.iter().find(|(known, _)| *known == login).expect(login).1
    }

    async fn house(&self, clock: &Arc<Later>) -> House {
        House::open(self.home.store().await, tenant(), clock.clone()).await.expect("the house opens")
    }
}

async fn joined(home: &Home) -> Vec<(&'static str, String)> {
    let house = House::open(home.store().await, tenant(), Arc::new(RealClock)).await.expect("the house opens");
    let mut tokens = Vec::new();
    for (login, role) in CAST {
        let mail = format!("{login}@eksempel.example");
        if role == Role::ItArchitect {
            let account = house.store().account_by_login(&tenant(), login).await.expect("read").expect("there");
            house.set_mail(&Actor::system(), &account.id, &mail).await.expect("set");
        } else {
            let joining = Joining {
                login: login.to_owned(),
                name: format!("Navn {login}"),
                password: PASSWORD.to_owned(),
                mail: Some(mail),
                grants: vec![Grant { role, unit: String::new() }],
                ..Joining::default()
            };
            house.add_account(&Actor::system(), &joining).await.expect("made");
        }
        let session = house.sign_in(login, PASSWORD, "").await.expect("signed in").0;
        let who = house.who_by_session(&session).await.expect("read").expect("known");
        tokens.push((login, house.make_token(&who, "test", "write", 300).await.expect("made").1.0));
    }
    house.store().close().await;
    tokens
}

/// What everybody does in turn: who, what, and with which content.
fn walk(rules: &Value, until: Day) -> Vec<(&'static str, &'static str, Value)> {
    let view =
        |rule: &Value| json!({ "rule": rule, "relevance": "relevant", "rating": "red", "reason": "set i kontrakten" });
    let views: Vec<Value> = rules.as_array().expect("rules").iter().map(view).collect();
    let step = json!({ "what": "Opgradere", "type": "upgrade", "owner": "Ejeren", "due": until.plus_days(-20) });
    let explanation = json!({
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
        "plan": { "way": "steps", "steps": [step] },
        "until": until,
    });
    let submission = json!({ "recommendation": "grant", "summary": "Systemet kan ikke undværes, før næste udgave er der.", "necessity": "no_supplier", "risk": "medium", "until": until });
    let condition = json!({ "text": "Adgangen logges.", "due": until.plus_days(-40) });
    let dispensation = json!({ "necessity": "no_supplier", "reason": "Borgerne ville ellers miste ydelsen.", "until": until, "review": until.plus_days(-30), "conditions": [condition] });
    vec![
        ("arkitekt", "screen", json!({ "party": "it", "views": views })),
        ("fagchef", "screen", json!({ "party": "area", "views": views })),
        ("arkitekt", "conclude", json!({ "outcome": "board" })),
        ("systemejer", "explain", json!({ "explanation": explanation })),
        ("arkitekt", "submit", json!({ "submission": submission })),
        ("direktion", "dispense", json!({ "dispensation": dispensation })),
    ]
}

/// The nightly work and the morning's mails of a house whose clock is moved.
struct Nights {
    clock: Arc<Later>,
    house: Arc<House>,
    post: PathBuf,
}

impl Nights {
    /// Lets so many days pass, and tells to whom a mail of the last morning said that.
    async fn pass(&self, days: i32, wanted: &str) -> Vec<String> {
        self.clock.0.fetch_add(i64::from(days) * DAY, Ordering::SeqCst);
        self.house.refresh().await.expect("assessed");
        self.house.housekeeping().await.expect("swept");
        let before = mails(&self.post).len();
        let post = MailFile::at(&self.post, "Fundament <fundament@eksempel.example>").expect("a sender");
        let sender = Sender { municipality: "Prøveby Kommune", address: None };
        self.house.tell(&post, sender).await.expect("told");
        let told = mails(&self.post).split_off(before);
        let mut to: Vec<String> =
            told.into_iter().filter(|mail| mail.text.contains(wanted)).map(|mail| mail.to).collect();
        to.sort();
        to
    }

    /// The case is decided; from here its end is in the calendar alone.
    async fn until_it_lapses(&self, number: &str, until: Day) {
        let lapsed = lapsed(number, until);
        let left = until.days() - self.house.now().today.days();
        assert_eq!(self.pass(left, &lapsed).await, Vec::<String>::new(), "it counts on its last day");
        let everybody = CAST.map(|(login, _)| format!("{login}@eksempel.example"));
        assert_eq!(self.pass(1, &lapsed).await, everybody);
        assert_eq!(self.pass(1, &lapsed).await, Vec::<String>::new(), "once");
    }
}

/// The line of a mail that says so.
fn lapsed(number: &str, until: Day) -> String {
    let since = until.plus_days(1).long(Lang::Da);
    format!("* Afgørelsen er bortfaldet med virkning fra {since}\n  {number} ")
}

/// A server on the house of a town, in this process so that its clock can be moved; what it answers goes over the real routes.
async fn hosted(town: &Town) -> (String, Nights) {
    let clock = Arc::new(Later(AtomicI64::new(0)));
    let house = Arc::new(town.house(&clock).await);
    let app = App::new(Arc::clone(&house), Settings::default(), clock.clone());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address").to_string();
    let service = web::router(Arc::new(app)).into_make_service_with_connect_info::<std::net::SocketAddr>();
    tokio::spawn(async move { axum::serve(listener, service).await });
    (address, Nights { clock, house, post: town.home.path("post.mbox") })
}

#[test]
fn by_the_api_a_case_goes_from_a_finding_to_its_end() {
    let town = Town::new();
    let runtime = Runtime::new().expect("a runtime");
    let (address, nights) = runtime.block_on(hosted(&town));
    runtime.block_on(nights.pass(0, ""));
    let asks = |login: &str, method: &str, path: &str, tag: &str, body: &Value| {
        let bearer = format!("Bearer {}", town.token(login));
        let headers = [("Authorization", bearer.as_str()), ("If-Match", tag)];
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let answer = ask(&address, method, path, &headers, &body).expect("an answer");
        assert!(matches!(answer.status, 200 | 201), "{method} {path}: {}", answer.body);
        answer.json()
    };
    let finding = asks("arkitekt", "GET", &format!("/api/v1/findings/{RULE}?verdict=deviates"), "", &Value::Null);
    assert!(finding.to_string().contains("\"S1\""), "{finding}");
    let opening = json!({ "pack": "it-teknologi-2023", "principle": principle(), "kind": "system", "keys": ["S1"], "title": "Rettighedskoncept mangler" });
    let number =
        asks("arkitekt", "POST", "/api/v1/cases", "", &opening)["number"].as_str().expect("a number").to_owned();
    let path = format!("/api/v1/cases/{number}");
    let until = nights.house.now().today.plus_days(LASTS);
    let case = asks("arkitekt", "GET", &path, "", &Value::Null);
    for (login, verb, mut body) in walk(&case["ground"]["rules"], until) {
        let case = asks(login, "GET", &path, "", &Value::Null);
        if verb != "conclude" {
            body["shown"] = case["ground"]["hash"].clone();
        }
        asks(login, "POST", &format!("{path}/{verb}"), &format!("\"{}\"", case["version"]), &body);
    }
    assert_eq!(asks("direktion", "GET", &path, "", &Value::Null)["standing"]["standing"], "dispensed");
    runtime.block_on(nights.until_it_lapses(&number, until));
    assert_eq!(asks("fagchef", "GET", &path, "", &Value::Null)["standing"]["standing"], "lapsed");
}

/// Runs a command that succeeds.
fn does(words: &[&str]) -> String {
    let output = fundament(words);
    assert!(output.status.success(), "{words:?}: {}{}", out(&output), err(&output));
    out(&output)
}

impl Town {
    /// The file with somebody's token.
    fn token_file(&self, login: &str) -> String {
        self.home.path(login).to_string_lossy().into_owned()
    }

    fn shown(&self, number: &str, more: &[&str]) -> Value {
        let data = self.home.data();
        let words = ["case", "show", number, "--data", &data, "--format", "json"];
        serde_json::from_str(&does(&[&words[..], more].concat())).expect("JSON")
    }

    /// Opens the case on the command line and takes it so many steps of the walk; gives its number and its last day.
    fn walked(&self, steps: usize) -> (String, Day) {
        let (data, architect, principle) = (self.home.data(), self.token_file("arkitekt"), principle());
        let opened = does(&[
            "case",
            "open",
            "--data",
            &data,
            "--token-file",
            &architect,
            "--principle",
            &principle,
            "--kind",
            "system",
            "--key",
            "S1",
            "--title",
            "Rettighedskoncept mangler",
        ]);
        let number = opened.split(':').next().expect("a number").to_owned();
        let case = self.shown(&number, &[]);
        let opened: Day = serde_json::from_value(case["events"][0]["entry"]["day"].clone()).expect("a day");
        let until = opened.plus_days(LASTS);
        for (login, verb, body) in walk(&case["ground"]["rules"], until).into_iter().take(steps) {
            let case = self.shown(&number, &[]);
            let (seen, file) = (case["version"].to_string(), self.home.path("indhold.json"));
            fs::write(&file, body.to_string()).expect("written");
            let (file, print, token) = (
                file.to_string_lossy(),
                &case["ground"]["hash"].as_str().expect("a hash")[..12],
                self.token_file(login),
            );
            let mut words = vec![
                "case",
                "act",
                &number,
                verb,
                "--data",
                &data,
                "--token-file",
                &token,
                "--seen",
                &seen,
                "--json",
                &file,
            ];
            if verb != "conclude" {
                words.extend(["--shown", print]);
            }
            does(&words);
        }
        (number, until)
    }
}

#[test]
fn by_the_command_line_a_case_goes_from_a_finding_to_its_end() {
    let town = Town::new();
    let data = town.home.data();
    let (number, until) = town.walked(6);
    assert_eq!(town.shown(&number, &["--on", &until.to_string()])["standing"]["standing"], "dispensed");
    let told = does(&["case", "show", &number, "--data", &data]);
    for wanted in [
        "  it, rød, relevant (Alma, ",
        "  fagområdet, rød, relevant (Navn fagchef, ",
        "): set i kontrakten",
        "Leverandøren kan først levere det i næste udgave.",
        "Alternativ: Skifte nu: Kontrakten skal købes ud. (1.250.000 kr.)",
        "I stedet: Adgang gives kun fra kommunens eget net.",
        "Risiko tilbage: middel: Misbrug inde fra nettet opdages senere. · bæres af Finn Fagchef",
        "Trin 1: Opgradere (",
        "Indstilling: giv dispensation til og med ",
        "Kort fremstilling: Systemet kan ikke undværes, før næste udgave er der.",
        "Konsekvens i kroner: ikke opgjort",
        "Risiko ved at give dispensation: middel",
        "Afventer: Planen skal følges\n",
        "Direktionens dispensation: ",
        "Dispensation til og med",
        "Borgerne ville ellers miste ydelsen.",
        "Vilkår 1: Adgangen logges. (",
    ] {
        assert!(told.contains(wanted), "{wanted}: {told}");
    }
    let lapsed =
        does(&["case", "list", "--data", &data, "--standing", "lapsed", "--on", &until.plus_days(1).to_string()]);
    assert!(lapsed.contains(&number) && lapsed.contains("bortfaldet"), "{lapsed}");
    assert!(does(&["case", "list", "--data", &data, "--standing", "lapsed"]).contains("Ingen sager"));
    wait(async {
        let clock = Arc::new(Later(AtomicI64::new(0)));
        let house = Arc::new(town.house(&clock).await);
        let nights = Nights { clock, house, post: town.home.path("post.mbox") };
        nights.pass(0, "").await;
        nights.until_it_lapses(&number, until).await;
        nights.house.store().close().await;
    });
    let verified = does(&["log", "verify", "--data", &data]);
    assert!(verified.contains("kæden holder"), "{verified}");
}

#[test]
fn a_meeting_decides_from_a_file_and_says_of_each_what_became_of_it() {
    let town = Town::new();
    let data = town.home.data();
    let (number, until) = town.walked(5);
    let day = until.plus_days(-50).to_string();
    let its = ["--data", data.as_str(), "--token-file", &town.token_file("arkitekt")];
    let planned = does(&[&["board", "plan", day.as_str(), "Direktionsmøde"], &its[..]].concat());
    let meeting = planned.split(':').next().expect("an id").to_owned();
    does(&[&["board", "agenda", meeting.as_str(), number.as_str()], &its[..]].concat());
    let before = does(&["board", "show", "--data", &data]);
    assert!(
        before.starts_with("1 sag afventer direktionens afgørelse.") && before.contains("Indstilling: "),
        "{before}"
    );
    let case = town.shown(&number, &[]);
    let (_, _, mut granted) = walk(&case["ground"]["rules"], until).pop().expect("the board's");
    granted["decision"] = json!("dispense");
    granted["number"] = json!(number);
    granted["version"] = case["version"].clone();
    let hash = case["ground"]["hash"].as_str().expect("a hash");
    granted["shown"] = json!(hash[..12]);
    let mut elsewhere = granted.clone();
    elsewhere["number"] = json!("2026-0099");
    let file = town.home.path("afgoerelser.json");
    let decide = |login: &str, decisions: &[&Value], more: &[&str]| {
        fs::write(&file, json!({ "decisions": decisions }).to_string()).expect("written");
        let (file, token) = (file.to_string_lossy(), town.token_file(login));
        let words = ["board", "decide", &meeting, "--file", &file, "--data", &data, "--token-file", &token];
        fundament(&[&words[..], more].concat())
    };
    let without = decide("fagchef", &[&granted], &[]);
    assert!(without.status.code() == Some(1) && out(&without).contains("(case-no-seat)"), "{}", out(&without));
    let shapeless = decide("direktion", &[&json!({ "number": number })], &[]);
    assert!(shapeless.status.code() == Some(2) && err(&shapeless).contains("version"), "{}", err(&shapeless));
    let mut few = granted.clone();
    few["shown"] = json!(hash[..11]);
    let few = decide("direktion", &[&few], &[]);
    assert!(few.status.code() == Some(1) && out(&few).contains("(case-facts-changed)"), "{}", out(&few));
    let some = decide("direktion", &[&elsewhere, &granted], &["--format", "json"]);
    assert_eq!(some.status.code(), Some(1), "one was refused: {}{}", out(&some), err(&some));
    let told: Value = serde_json::from_str(&out(&some)).expect("JSON");
    assert_eq!((&told[0]["outcome"], &told[0]["label"]), (&json!("refused"), &json!("meeting-not-on-agenda")));
    assert!(told[0]["told"].as_str().is_some_and(|told| told.contains("dagsorden")), "{told}");
    assert_eq!((&told[1]["number"], &told[1]["outcome"]), (&json!(number), &json!("decided")));
    assert_eq!(town.shown(&number, &[])["standing"]["standing"], "dispensed");
    assert!(does(&["board", "show", "--data", &data]).starts_with("0 sager afventer"));
    let opening = [
        "case",
        "open",
        "--principle",
        &principle(),
        "--kind",
        "system",
        "--key",
        "S3",
        "--title",
        "Rettigheder i Post",
    ];
    let other = does(&[&opening[..], &its[..]].concat());
    let other = other.split(':').next().expect("a number");
    let alike = does(&["case", "alike", other, "--data", &data]);
    let wanted = format!("dispensation til og med {}. Borgerne ville ellers miste ydelsen.", until.long(Lang::Da));
    assert!(alike.contains(&number) && alike.contains(&wanted), "{alike}");
    let again = decide("direktion", &[&granted], &[]);
    let line = format!("{number}: En anden har gjort noget i sagen");
    assert!(again.status.code() == Some(1) && out(&again).contains(&line), "{}", out(&again));
    let nowhere =
        fundament(&["board", "decide", "M999", "--file", &file.to_string_lossy(), its[0], its[1], its[2], its[3]]);
    assert_eq!(nowhere.status.code(), Some(2), "{}", err(&nowhere));
}

/// The principle of the rule that S1 deviates from.
fn principle() -> String {
    let pack = testkit::pack("it-teknologi-2023");
    let rule = pack.rules.iter().find(|rule| rule.code == RULE).expect(RULE);
    pack.principle_of(rule).id.clone()
}
