//! How people are reached: tasks in cases on their page, a mail address, a calendar by a secret address, plans for other tools.

use axum::http::StatusCode;
use decisions::{Opening, Phase, Trigger};
use findings::Verdict;
use house::cases::Seat;
use kernel::Role;
use serde_json::json;

use crate::town::{Session, Town};

/// A case about a system that deviates, opened by the architect. Gives its number.
async fn opened(town: &Town, session: &Session) -> String {
    let now = town.house.now();
    let packs = now.packs();
    let system = facts::schema().kind("system").expect("system");
    let mut deviating = now
        .assessment
        .findings()
        .filter(|finding| finding.verdict == Verdict::Deviates && finding.rule(&packs).kind == system);
    let finding = deviating.next().expect("one deviates");
    let rule = finding.rule(&packs);
    let opening = Opening {
        pack: packs[0].id.clone(),
        principle: packs[0].principle_of(rule).id.clone(),
        kind: "system".to_owned(),
        keys: vec![now.slots.keys(system)[finding.object as usize].to_string()],
        cause: String::new(),
        title: "Login <b>uden</b> flere faktorer".to_owned(),
        phase: Phase::InOperation,
        trigger: Trigger::Finding,
        split_from: None,
    };
    let who = town.house.who_by_session(&session.secret).await.expect("read").expect("known");
    town.house.open_case(Seat::of(&who), &opening).await.expect("opened").id.0
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_waits_in_cases_stands_above_the_facts_to_supply_for_those_who_can_do_it() {
    let town = Town::new().await;
    for (role, sees) in [(Role::ItArchitect, true), (Role::BusinessAreaLead, false), (Role::Auditor, false)] {
        town.join(role, "").await;
        let session = town.sign_in(role).await;
        if role == Role::ItArchitect {
            opened(&town, &session).await;
        }
        let page = town.get("/opgaver", &session).await;
        assert_eq!(page.status, StatusCode::OK);
        assert_eq!(
            page.body.contains("href=\"/sager/2026-0001\">Screen sagen på vegne af it"),
            sees,
            "{role:?}: {}",
            page.body
        );
        assert!(!page.body.contains("<b>uden</b>"), "{role:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everybody_sets_their_own_mail_address_and_the_administrator_anybodys() {
    let town = Town::new().await;
    for role in [Role::Auditor, Role::Admin] {
        town.join(role, "").await;
    }
    let (auditor, admin) = (town.sign_in(Role::Auditor).await, town.sign_in(Role::Admin).await);
    assert_eq!(
        town.post("/mig/mail", &auditor, &[("mail", "rikke@eksempel.example")]).await.status,
        StatusCode::SEE_OTHER
    );
    assert!(town.get("/mig", &auditor).await.body.contains("value=\"rikke@eksempel.example\""));
    let wrong = town.post("/mig/mail", &auditor, &[("mail", "rikke@x\r\nBcc: a@b.dk")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("Mailadressen kan ikke bruges."), "{}", wrong.body);
    let list = town.get("/administration", &admin).await;
    assert!(list.body.contains("1 bruger har ingen mailadresse"), "{}", list.body);
    let id =
        town.house.store().account_by_login(town.house.tenant(), "auditor").await.expect("read").expect("there").id;
    let path = format!("/administration/{id}/mail");
    let version = town.house.account_version(&id).await.expect("read").to_string();
    let none = [("version", version.as_str()), ("mail", "")];
    assert_eq!(town.post(&path, &admin, &none).await.status, StatusCode::SEE_OTHER);
    assert!(town.get("/administration", &admin).await.body.contains("2 brugere har ingen mailadresse"));
    assert_eq!(town.post(&path, &auditor, &[("mail", "x@eksempel.example")]).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_calendar_is_given_to_whoever_knows_its_address_until_it_is_withdrawn() {
    let town = Town::new().await;
    town.join(Role::ItArchitect, "").await;
    let session = town.sign_in(Role::ItArchitect).await;
    let page = town.post("/mig/kalender", &session, &[]).await;
    let start = page.body.find("https://fundament.example/kalender/").expect("the address");
    let address = page.body[start..].split('<').next().expect("its end");
    let path = address.trim_start_matches("https://fundament.example");
    assert!(path.len() > 70 && path.ends_with(".ics"), "{path}");
    assert!(!town.get("/mig", &session).await.body.contains(path), "shown once only");
    let calendar = town.get(path, &Session::none()).await;
    assert_eq!(calendar.status, StatusCode::OK);
    assert_eq!(calendar.header("content-type"), "text/calendar; charset=utf-8");
    assert!(calendar.header("cache-control").starts_with("private"));
    assert!(calendar.body.starts_with("BEGIN:VCALENDAR\r\n") && calendar.body.ends_with("END:VCALENDAR\r\n"));
    for other in ["/kalender/gaettet.ics", path.trim_end_matches(".ics"), "/kalender/.ics"] {
        let answer = town.get(other, &Session::none()).await;
        assert_eq!((answer.status, answer.header("cache-control")), (StatusCode::NOT_FOUND, "no-store"), "{other}");
    }
    assert_eq!(town.post("/mig/kalender/fjern", &session, &[]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(town.get(path, &Session::none()).await.status, StatusCode::NOT_FOUND);
    assert_eq!(town.post("/mig/kalender/fjern", &session, &[]).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_plan_there_is_no_export_and_the_program_is_told_why() {
    let town = Town::new().await;
    town.join(Role::ItArchitect, "").await;
    let session = town.sign_in(Role::ItArchitect).await;
    let token = town.token(Role::ItArchitect, "read").await;
    let id = opened(&town, &session).await;
    for (path, status, label) in [
        ("/api/v1/cases/poam.json".to_owned(), StatusCode::UNPROCESSABLE_ENTITY, "case-no-plan"),
        (format!("/api/v1/cases/poam.json?case={id}"), StatusCode::UNPROCESSABLE_ENTITY, "case-no-plan"),
        ("/api/v1/cases/poam.json?case=2026-9999".to_owned(), StatusCode::NOT_FOUND, "not-found"),
        ("/api/v1/cases/poam.json?sag=1".to_owned(), StatusCode::BAD_REQUEST, "unknown-parameter"),
    ] {
        let answer = town.api("GET", &path, &token, &[], "").await;
        assert_eq!((answer.status, &answer.json()["label"]), (status, &json!(label)), "{path}: {}", answer.body);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn how_long_files_are_kept_is_set_on_administration_and_stands_in_the_log() {
    let town = Town::new().await;
    for role in [Role::Admin, Role::ItManager, Role::Auditor] {
        town.join(role, "").await;
    }
    let (admin, manager) = (town.sign_in(Role::Admin).await, town.sign_in(Role::ItManager).await);
    let off = town.get("/administration", &admin).await.body;
    assert!(off.contains("Bilag i lukkede sager gemmes uden grænse. Intet slettes af sig selv."), "{off}");
    let path = "/administration/opbevaring";
    assert_eq!(town.post(path, &manager, &[("aar", "5")]).await.status, StatusCode::FORBIDDEN);
    for wrong in ["0", "101", "-5", "snart"] {
        let refused = town.post(path, &admin, &[("aar", wrong)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
        let kept = format!("value=\"{wrong}\"");
        assert!(
            refused.body.contains("helt antal år fra 1 til 100") && refused.body.contains(&kept),
            "{}",
            refused.body
        );
    }
    assert_eq!(town.post(path, &admin, &[("aar", "5")]).await.status, StatusCode::SEE_OTHER);
    let on = town.get("/administration", &admin).await.body;
    assert!(
        on.contains("når sagen har været lukket i 5 år.") && on.contains("Ingen bilag er gamle nok i dag."),
        "{on}"
    );
    assert_eq!(town.post(path, &admin, &[("aar", "")]).await.status, StatusCode::SEE_OTHER);
    let log = town.get("/log", &town.sign_in(Role::Auditor).await).await.body;
    for told in ["satte, hvor længe bilag gemmes", "5 år (før: uden grænse)", "uden grænse (før: 5 år)"] {
        assert!(log.contains(told), "{told}: {log}");
    }
}
