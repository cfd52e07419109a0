//! Decisions in one go at a meeting, by the API: each is told what became of it, and a refusal stands in the log under its number.

use axum::http::StatusCode;
use findings::Verdict;
use kernel::Role;
use serde_json::{Value, json};

use crate::board::put;
use crate::cases::deviating;
use crate::town::{Answer, Town};

/// Two cases put to the board, and a meeting with both on its agenda.
struct Meeting {
    town: Town,
    tokens: Vec<String>,
    numbers: Vec<String>,
    path: String,
}

impl Meeting {
    async fn new() -> Self {
        let town = Town::new().await;
        let mut tokens = Vec::new();
        for role in [Role::ItArchitect, Role::BusinessAreaLead, Role::SystemOwner, Role::ExecutiveBoard] {
            town.join(role, "").await;
            tokens.push(town.token(role, "write").await);
        }
        let (pack, principle, _) = deviating(&town);
        let mut numbers: Vec<String> = Vec::new();
        for key in &alike(&town, &principle)[..2] {
            let number = put(&town, &tokens, (&pack, &principle, key), (60, numbers.first())).await;
            numbers.push(number);
        }
        let day = town.house.now().today.plus_days(30).to_string();
        let plan = json!({ "day": day, "title": "Direktionsmøde" }).to_string();
        let planned = town.api("POST", "/api/v1/meetings", &tokens[0], &[], &plan).await.json();
        let path = format!("/api/v1/meetings/{}", planned.as_str().expect("an id"));
        let agenda = json!({ "agenda": numbers }).to_string();
        let set = town.api("PUT", &path, &tokens[0], &[("if-match", "\"0\"")], &agenda).await;
        assert_eq!(set.status, StatusCode::NO_CONTENT, "{}", set.body);
        Self { town, tokens, numbers, path }
    }

    async fn decide(&self, token: &str, decisions: &[Value]) -> Answer {
        let body = json!({ "decisions": decisions }).to_string();
        self.town.api("POST", &format!("{}/decisions", self.path), token, &[], &body).await
    }

    /// A refusal of a case as it is read now.
    async fn no(&self, number: &str) -> Value {
        let case = self.town.api("GET", &format!("/api/v1/cases/{number}"), &self.tokens[0], &[], "").await.json();
        let plan_by = self.town.house.now().today.plus_days(30);
        json!({
            "number": number, "version": case["version"], "decision": "refuse", "reason": "Der kan skiftes i år.",
            "plan_by": plan_by, "shown": case["ground"]["hash"],
        })
    }
}

/// The systems that depart from a principle.
fn alike(town: &Town, principle: &str) -> Vec<String> {
    let now = town.house.now();
    let packs = now.packs();
    let system = facts::schema().kind("system").expect("systems");
    let of_it = now.assessment.findings().filter(|finding| {
        let rule = finding.rule(&packs);
        let is_of_it = rule.kind == system && packs[0].principle_of(rule).id == principle;
        is_of_it && finding.verdict == Verdict::Deviates && finding.rule_findings().is_material(rule, finding.object)
    });
    let mut keys: Vec<String> =
        of_it.map(|finding| now.slots.keys(system)[finding.object as usize].to_string()).collect();
    keys.dedup();
    keys
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_is_stale_and_the_rest_is_decided() {
    let meeting = Meeting::new().await;
    let [first, second] = &meeting.numbers[..] else { panic!("two") };
    let mut stale = meeting.no(first).await;
    stale["version"] = json!(1);
    let fresh = meeting.no(second).await;
    let board = &meeting.tokens[3];
    let answer = meeting.decide(board, &[stale, fresh.clone()]).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    let told = answer.json();
    assert_eq!((&told["decided"], &told["refused"]), (&json!(1), &json!(1)), "{told}");
    let [refused, decided] = [&told["items"][0], &told["items"][1]];
    assert_eq!((&refused["number"], &refused["outcome"]), (&json!(first), &json!("refused")));
    assert_eq!(refused["problem"]["label"], json!("case-changed"));
    assert!(refused["problem"]["titleDa"].as_str().is_some_and(|told| told.contains("beslut igen")), "{refused}");
    assert!(refused["problem"]["details"].as_array().is_some_and(|all| !all.is_empty()), "what others did: {refused}");
    assert_eq!((&decided["number"], &decided["outcome"]), (&json!(second), &json!("decided")));
    assert_eq!(decided["version"].as_u64(), fresh["version"].as_u64().map(|seen| seen + 1));
    let case = meeting.town.api("GET", &format!("/api/v1/cases/{second}"), board, &[], "").await.json();
    let last = case["events"].as_array().and_then(|all| all.last()).expect("an event");
    assert!(meeting.path.ends_with(last["entry"]["meeting"].as_str().expect("the meeting")), "{last}");
    // Now the first as it is read, and the second again, which the board no longer has.
    let again = meeting.decide(board, &[meeting.no(first).await, meeting.no(second).await]).await.json();
    assert_eq!(again["items"][0]["outcome"], json!("decided"), "{again}");
    assert_eq!(again["items"][1]["problem"]["label"], json!("case-wrong-stage"), "{again}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_first_twelve_signs_of_what_was_seen_are_enough() {
    let meeting = Meeting::new().await;
    let [first, second] = &meeting.numbers[..] else { panic!("two") };
    let (mut few, mut enough) = (meeting.no(first).await, meeting.no(second).await);
    let begin = |decision: &Value, signs: usize| json!(decision["shown"].as_str().expect("a hash")[..signs]);
    (few["shown"], enough["shown"]) = (begin(&few, 11), begin(&enough, 12));
    let mut other = enough.clone();
    other["shown"] = json!("0".repeat(12));
    let board = &meeting.tokens[3];
    let told = meeting.decide(board, &[few, other, enough]).await.json();
    assert_eq!(told["items"][0]["problem"]["label"], json!("case-facts-changed"), "{told}");
    assert_eq!(told["items"][1]["problem"]["label"], json!("case-facts-changed"), "{told}");
    assert_eq!(told["items"][2]["outcome"], json!("decided"), "{told}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_no_decision_of_a_meeting_decides_nothing() {
    let meeting = Meeting::new().await;
    let board = &meeting.tokens[3];
    let fresh = meeting.no(&meeting.numbers[0]).await;
    for (field, value) in [("decision", json!("revoke")), ("different", json!("Alt")), ("plan_by", json!("snart"))] {
        let mut wrong = meeting.no(&meeting.numbers[1]).await;
        wrong[field] = value;
        let answer = meeting.decide(board, &[fresh.clone(), wrong]).await;
        assert_eq!((answer.status, &answer.json()["label"]), (StatusCode::BAD_REQUEST, &json!("body")), "{field}");
    }
    let mut off = fresh.clone();
    off["number"] = json!("1999-0001");
    let answer = meeting.decide(board, &[off]).await.json();
    assert_eq!(answer["items"][0]["problem"]["label"], json!("meeting-not-on-agenda"), "{answer}");
    let many = vec![fresh.clone(); house::cases::MOST_DECISIONS + 1];
    let answer = meeting.decide(board, &many).await;
    assert_eq!(answer.json()["label"], json!("meeting-too-many"), "{}", answer.body);
    let nowhere = meeting.town.api("POST", "/api/v1/meetings/M999/decisions", board, &[], "{\"decisions\":[]}").await;
    assert_eq!(nowhere.status, StatusCode::NOT_FOUND, "{}", nowhere.body);
    let case = meeting.town.api("GET", &format!("/api/v1/cases/{}", meeting.numbers[0]), board, &[], "").await.json();
    assert_eq!(case["version"], fresh["version"], "nothing was decided");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_has_no_seat_is_refused_and_the_log_has_it_under_each_number() {
    let meeting = Meeting::new().await;
    let (town, architect) = (&meeting.town, &meeting.tokens[0]);
    let [first, second] = &meeting.numbers[..] else { panic!("two") };
    let wanted = [meeting.no(first).await, meeting.no(second).await];
    let answer = meeting.decide(architect, &wanted).await;
    assert_eq!((answer.status, &answer.json()["label"]), (StatusCode::FORBIDDEN, &json!("not-allowed")));
    let session = town.sign_in(Role::ItArchitect).await;
    let choice = format!("beslutning-{second}");
    let page = meeting.path.replace("/api/v1/meetings/", "/direktion/moeder/");
    let fields = [("sag", first.as_str()), ("sag", second), (choice.as_str(), "giv")];
    let posted = town.post(&format!("{page}/beslut"), &session, &fields).await;
    assert_eq!(posted.status, StatusCode::FORBIDDEN, "{}", posted.body);
    let refused = async |number: &str| {
        let case = town.api("GET", &format!("/api/v1/cases/{number}"), architect, &[], "").await.json();
        let all = case["refused"].as_array().expect("a list").iter();
        all.map(|one| (one["command"].clone(), one["label"].clone())).collect::<Vec<_>>()
    };
    let one = (json!("decide"), json!("not-allowed"));
    assert_eq!(refused(first).await, std::slice::from_ref(&one), "the page decided nothing about it");
    assert_eq!(refused(second).await, [one.clone(), one]);
    // Who takes no part in the one decides the other.
    let board = &meeting.tokens[3];
    let tag = format!("\"{}\"", wanted[0]["version"]);
    let path = format!("/api/v1/cases/{first}/declare-conflict");
    let reason = json!({ "reason": "Min bror ejer leverandøren." }).to_string();
    let declared = town.api("POST", &path, board, &[("if-match", &tag)], &reason).await;
    assert_eq!(declared.status, StatusCode::OK, "{}", declared.body);
    let answer = meeting.decide(board, &[meeting.no(first).await, wanted[1].clone()]).await.json();
    assert_eq!(answer["items"][0]["problem"]["label"], json!("case-conflict-of-interest"), "{answer}");
    assert_eq!(answer["items"][1]["outcome"], json!("decided"), "{answer}");
}
