//! Every route as a stranger and in each role, against the matrix that is committed.

use axum::http::{Method, StatusCode};
use house::rights::{Action, Saying, may, may_say};
use kernel::Role;
use store::Grant;
use web::{Need, Route};

use crate::town::{Session, Town};

/// A path that may be asked for: names in braces filled in.
fn path(route: &Route) -> String {
    let filled = [
        ("{kind}", "system"),
        ("{key}", "S0009"),
        ("{attribute}", "licence"),
        ("{rule}", "rights-concept-missing"),
        ("{pack}", "it-teknologi-2023"),
        ("{principle}", "drift-hybrid"),
        ("{account}", "nobody"),
        ("{act}", "999999"),
        ("{candidate}", "T1"),
        ("{number}", "999999"),
        ("{form}", "kle"),
        ("{id}", "none"),
        ("{version}/{*name}", "x/fundament.css"),
    ];
    filled.iter().fold(route.path.to_owned(), |path, (name, value)| path.replace(name, value))
}

async fn ask(town: &Town, route: &Route, session: &Session) -> StatusCode {
    let path = path(route);
    match route.method {
        Method::GET => town.get(&path, session).await.status,
        _ => town.post(&path, session, &[]).await.status,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn strangers_come_no_further_than_the_sign_in() {
    let town = Town::new().await;
    town.join(Role::Admin, "").await;
    for route in web::routes() {
        let status = ask(&town, &route, &Session::none()).await;
        let name = format!("{} {}", route.method, route.path);
        match route.need {
            Need::Anyone => assert!(!status.is_server_error(), "{name}: {status}"),
            _ => assert_eq!(status, StatusCode::SEE_OTHER, "{name}"),
        }
    }
    for route in web::api_routes().iter().filter(|route| route.need != Need::Anyone) {
        let answer = town.api(route.method.as_str(), &path(route), "fu_guessed", &[], "").await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{}", route.path);
        assert_eq!(answer.header("content-type"), "application/problem+json");
        assert_eq!(answer.header("www-authenticate"), "Bearer");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_role_may_what_the_matrix_says_and_nothing_else() {
    let town = Town::new().await;
    let system = facts::schema().kind("system").expect("system");
    let object = (system, town.house.now().slots.find(system, "S0009").expect("there"));
    for role in Role::ALL {
        town.join(role, "").await;
        let session = town.sign_in(role).await;
        let token = town.token(role, "write").await;
        let grants = [Grant { role, unit: String::new() }];
        for route in web::routes().into_iter().filter(|route| route.need != Need::Anyone && route.path != "/log-ud") {
            let status = ask(&town, &route, &session).await;
            let allowed = match route.need {
                Need::May(action) => may(&grants, action),
                Need::SignedIn | Need::Anyone => true,
            };
            let name = format!("{role:?} {} {}", route.method, route.path);
            assert!(!status.is_server_error(), "{name}: {status}");
            let allowed = match route.method {
                // The form is there for those who may send it.
                Method::GET if route.path.contains("/oplys/") => {
                    may_say(&grants, None, &town.house.now(), object, Saying::Fact)
                }
                Method::GET if route.path.contains("/svar/") => continue,
                _ => allowed || is_about_an_object(&route),
            };
            assert_eq!(status != StatusCode::FORBIDDEN, allowed, "{name}: {status}");
        }
        for route in web::api_routes() {
            let Need::May(action) = route.need else { continue };
            let status = town.api(route.method.as_str(), &path(&route), &token, &[], "").await.status;
            let grave = matches!(action, Action::ManageAccounts | Action::MakeTokens);
            let name = format!("{role:?} {} {}", route.method, route.path);
            assert_eq!(status != StatusCode::FORBIDDEN, may(&grants, action) && !grave, "{name}: {status}");
            assert!(!status.is_server_error(), "{name}: {status}");
        }
    }
}

/// Supplying is refused with the object at hand, by the house; that is tried below.
fn is_about_an_object(route: &Route) -> bool {
    route.path.contains("/oplys/") || route.path.contains("/svar/")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_role_on_a_unit_counts_for_its_subtree_only() {
    let town = Town::new().await;
    let snapshot = town.house.now();
    let system = facts::schema().kind("system").expect("system");
    let units = facts::schema().kind("unit").expect("unit");
    let with_unit = (0..snapshot.slots.count(system))
        .find_map(|object| Some((object, house::unit_of(&snapshot, (system, object))?)));
    let (object, unit) = with_unit.expect("a system with a business area");
    let unit_key = snapshot.slots.keys(units)[unit as usize].to_string();
    let elsewhere =
        (0..snapshot.slots.count(system)).find(|other| !house::covers(&snapshot, &unit_key, (system, *other)));
    let elsewhere = elsewhere.expect("a system of another area");
    town.join(Role::SystemOwner, &unit_key).await;
    let session = town.sign_in(Role::SystemOwner).await;
    for (object, status) in [(object, StatusCode::SEE_OTHER), (elsewhere, StatusCode::FORBIDDEN)] {
        let key = snapshot.slots.keys(system)[object as usize].to_string();
        let version = town.house.store().version(town.house.tenant(), system, &key).await.expect("read").to_string();
        let fields = [("vaerdi", "MIT"), ("version", version.as_str())];
        let answer = town.post(&format!("/objekter/system/{key}/oplys/licence"), &session, &fields).await;
        assert_eq!(answer.status, status, "{key}: {}", answer.body);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn people_are_seen_by_those_who_look_after_them() {
    let town = Town::new().await;
    let person = facts::schema().kind("person").expect("person");
    let key = town.house.now().slots.keys(person)[0].to_string();
    for (role, sees) in
        [(Role::Auditor, true), (Role::Security, true), (Role::SystemOwner, false), (Role::ItArchitect, false)]
    {
        town.join(role, "").await;
        let session = town.sign_in(role).await;
        let list = town.get("/objekter/person", &session).await;
        assert_eq!(list.body.contains(&format!("/objekter/person/{key}\"")), sees, "{role:?}");
        let export = town.get("/objekter/person/eksport.csv", &session).await;
        assert_eq!(export.body.contains(&format!("\n{key};")), sees, "{role:?}");
        // Who lacks the right is told that, and who has it; never that nothing matched, or how many there are.
        for path in ["/objekter/person", "/objekter/person?q=a"] {
            let page = town.get(path, &session).await.body;
            let told = "Du har ikke ret til at se oplysninger om andre medarbejdere. Det har: informationssikkerhed, leder af enheden";
            assert_eq!(
                (page.contains(told), page.contains("Ingen svarer"), page.contains("role=\"status\"")),
                (!sees, false, sees),
                "{role:?} {path}"
            );
        }
        let one = town.get(&format!("/objekter/person/{key}"), &session).await;
        assert_eq!(one.status, if sees { StatusCode::OK } else { StatusCode::FORBIDDEN }, "{role:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_unit_lead_is_told_whose_staff_the_list_has_and_no_count_of_others() {
    let town = Town::new().await;
    let snapshot = town.house.now();
    let (person, units) =
        (facts::schema().kind("person").expect("person"), facts::schema().kind("unit").expect("unit"));
    let unit = house::unit_of(&snapshot, (person, 0)).expect("a unit");
    town.join(Role::UnitLead, &snapshot.slots.keys(units)[unit as usize]).await;
    let page = town.get("/objekter/person", &town.sign_in(Role::UnitLead).await).await.body;
    assert!(page.contains("Du ser medarbejderne i de enheder, du har en rolle for."), "{page}");
    let count = page.split("role=\"status\">").nth(1).expect("a count").split('<').next().expect("its end");
    assert!(count.contains("fundet") && !count.contains("ud af"), "{count}");
}
