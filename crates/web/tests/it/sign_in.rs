//! Signing in and out: cookies, locks, waiting, proving again, second factors.

use std::sync::Arc;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use kernel::Role;

use crate::town::{PASSWORD, Session, Town, coded};

async fn attempt(town: &Town, login: &str, password: &str, code: &str) -> crate::town::Answer {
    let form = format!("bruger={}&adgangskode={}&kode={code}&til=%2Fopgaver", coded(login), coded(password));
    let request =
        Request::post("/log-ind").header("host", "fundament.example").header("origin", "https://fundament.example");
    town.send(request.body(Body::from(form)).expect("a request")).await
}

/// All of them try at the same time.
async fn at_once(town: &Arc<Town>, logins: &[&str], password: &'static str) -> Vec<crate::town::Answer> {
    let mut trying = tokio::task::JoinSet::new();
    for login in logins {
        let (town, login) = (Arc::clone(town), (*login).to_owned());
        trying.spawn(async move { attempt(&town, &login, password, "").await });
    }
    trying.join_all().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_cookie_is_for_this_site_and_no_script() {
    let town = Town::new().await;
    town.join(Role::Auditor, "").await;
    let answer = attempt(&town, "auditor", PASSWORD, "").await;
    assert_eq!((answer.status, answer.header("location")), (StatusCode::SEE_OTHER, "/opgaver"));
    let cookie = answer.header("set-cookie");
    for word in ["HttpOnly", "Secure", "SameSite=Lax", "Path=/"] {
        assert!(cookie.contains(word), "{cookie}");
    }
    // The store has no secret that the browser has.
    let secret = cookie.split(['=', ';']).nth(1).expect("a value");
    assert_eq!(secret.len(), 64);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_wrong_passwords_close_the_account_and_nobody_learns_who_has_one() {
    let town = Town::new().await;
    town.join(Role::Auditor, "").await;
    let unknown = attempt(&town, "nobody", "wrong", "").await;
    let wrong = attempt(&town, "auditor", "wrong", "").await;
    assert_eq!((unknown.status, wrong.status), (StatusCode::UNAUTHORIZED, StatusCode::UNAUTHORIZED));
    assert_eq!(unknown.body.replace("nobody", "auditor"), wrong.body);
    for _ in 0..9 {
        attempt(&town, "auditor", "wrong", "").await;
        // No more than so many in a minute from one address.
        town.clock.pass(10);
        attempt(&town, "nobody", "wrong", "").await;
    }
    let locked = attempt(&town, "auditor", PASSWORD, "").await;
    assert_eq!((locked.status, locked.header("retry-after")), (StatusCode::TOO_MANY_REQUESTS, "900"));
    let unknown = attempt(&town, " Nobody ", PASSWORD, "").await;
    assert_eq!((unknown.status, unknown.header("retry-after")), (StatusCode::TOO_MANY_REQUESTS, "900"));
    assert_eq!(unknown.body.replace("Nobody", "auditor"), locked.body);
    town.clock.pass(16 * 60);
    assert_eq!(attempt(&town, "nobody", "wrong", "").await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(attempt(&town, "auditor", PASSWORD, "").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_tries_too_often_in_a_minute_waits() {
    let town = Town::new().await;
    town.join(Role::Auditor, "").await;
    for number in 0..20 {
        let answer = attempt(&town, &format!("guess{number}"), "wrong", "").await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    }
    let waits = attempt(&town, "auditor", PASSWORD, "").await;
    assert_eq!((waits.status, waits.header("retry-after")), (StatusCode::TOO_MANY_REQUESTS, "60"));
    town.clock.pass(61);
    assert_eq!(attempt(&town, "auditor", PASSWORD, "").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_town_hall_behind_one_address_gets_in_at_eight_o_clock() {
    let town = Arc::new(Town::new().await);
    town.join(Role::Auditor, "").await;
    for answer in at_once(&town, &["auditor"; 45], PASSWORD).await {
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    }
    // Whoever is asked for a code next has guessed nothing; who guesses the code has.
    set_up_second_factor(&town).await;
    for _ in 0..25 {
        let asked = attempt(&town, "auditor", PASSWORD, "").await;
        assert_eq!(asked.status, StatusCode::UNAUTHORIZED);
    }
    assert_eq!(attempt(&town, "auditor", PASSWORD, "000000").await.status, StatusCode::UNAUTHORIZED);
    for number in 0..19 {
        let answer = attempt(&town, &format!("guess{number}"), "wrong", "").await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    }
    assert_eq!(attempt(&town, "auditor", PASSWORD, "").await.status, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_burst_of_guesses_slips_by() {
    let town = Arc::new(Town::new().await);
    town.join(Role::Auditor, "").await;
    let guesses: Vec<String> = (0..50).map(|number| format!("guess{number}")).collect();
    let guesses: Vec<&str> = guesses.iter().map(String::as_str).collect();
    let answers = at_once(&town, &guesses, "wrong").await;
    let of = |status: StatusCode| answers.iter().filter(|answer| answer.status == status).count();
    assert_eq!((of(StatusCode::UNAUTHORIZED), of(StatusCode::TOO_MANY_REQUESTS)), (20, 30));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_ends_when_idle_when_old_and_when_signed_out() {
    let town = Town::new().await;
    town.join(Role::Auditor, "").await;
    let session = town.sign_in(Role::Auditor).await;
    for _ in 0..11 {
        assert_eq!(town.get("/mig", &session).await.status, StatusCode::OK);
        town.clock.pass(55 * 60);
    }
    assert_eq!(town.get("/mig", &session).await.status, StatusCode::SEE_OTHER, "after ten hours, used or not");
    let session = town.sign_in(Role::Auditor).await;
    town.clock.pass(61 * 60);
    assert_eq!(town.get("/mig", &session).await.status, StatusCode::SEE_OTHER, "after an hour unused");
    let session = town.sign_in(Role::Auditor).await;
    town.post("/log-ud", &session, &[]).await;
    assert_eq!(town.get("/mig", &session).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_grave_act_asks_for_the_password_again() {
    let town = Town::new().await;
    town.join(Role::Admin, "").await;
    let session = town.sign_in(Role::Admin).await;
    assert_eq!(town.get("/administration", &session).await.status, StatusCode::OK);
    town.clock.pass(11 * 60);
    let answer = town.get("/administration", &session).await;
    assert_eq!((answer.status, answer.header("location")), (StatusCode::SEE_OTHER, "/bekraeft?til=%2Fadministration"));
    let wrong = town.post("/bekraeft", &session, &[("adgangskode", "wrong"), ("til", "/administration")]).await;
    assert_eq!(wrong.status, StatusCode::UNAUTHORIZED);
    let right = town.post("/bekraeft", &session, &[("adgangskode", PASSWORD), ("til", "/administration")]).await;
    assert_eq!((right.status, right.header("location")), (StatusCode::SEE_OTHER, "/administration"));
    assert_eq!(town.get("/administration", &session).await.status, StatusCode::OK);
}

/// The code that an app shows so many seconds from now.
fn code(town: &Town, secret: &str, seconds: i64) -> String {
    let key = totp_rs::Secret::try_from_base32(secret).expect("base32");
    let totp = totp_rs::Builder::new().with_secret(key).build().expect("built");
    let at = kernel::Clock::now(&*town.clock).0 / 1_000_000 + seconds;
    totp.generate(u64::try_from(at).expect("after 1970")).to_string()
}

/// Sets up the auditor's second factor by its page, where a wrong code is refused first. Gives the secret.
async fn set_up_second_factor(town: &Town) -> String {
    let session = town.sign_in(Role::Auditor).await;
    let page = town.post("/mig/totrin", &session, &[]).await.body;
    let secret =
        page.split("name=\"hemmelighed\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a secret");
    let wrong = town.post("/mig/totrin", &session, &[("hemmelighed", secret), ("kode", "000000")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let now = code(town, secret, 0);
    let set = town.post("/mig/totrin", &session, &[("hemmelighed", secret), ("kode", &now)]).await;
    assert_eq!(set.status, StatusCode::SEE_OTHER, "{}", set.body);
    secret.to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_factor_is_asked_for_and_a_code_counts_once() {
    let town = Town::new().await;
    town.join(Role::Auditor, "").await;
    let secret = set_up_second_factor(&town).await;
    let code = |seconds| code(&town, &secret, seconds);
    assert_eq!(attempt(&town, "auditor", PASSWORD, "").await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(attempt(&town, "auditor", PASSWORD, &code(0)).await.status, StatusCode::SEE_OTHER);
    assert_eq!(attempt(&town, "auditor", PASSWORD, &code(0)).await.status, StatusCode::UNAUTHORIZED, "used already");
    assert_eq!(attempt(&town, "auditor", PASSWORD, &code(30)).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_set_up_page_is_gone_once_there_is_an_administrator() {
    let town = Town::empty().await;
    let stranger = Session::none();
    assert_eq!(town.get("/", &stranger).await.header("location"), "/opsaetning");
    assert_eq!(town.get("/opsaetning", &stranger).await.status, StatusCode::OK);
    let fields = [
        ("navn", "Anna"),
        ("bruger", "anna"),
        ("adgangskode", PASSWORD),
        ("gentag", PASSWORD),
        ("strategi", "kl-arkitektur"),
    ];
    let long = "Kommune".repeat(20);
    let named = [&fields[..], &[("kommune", long.as_str())]].concat();
    let refused = town.post("/opsaetning", &stranger, &named).await;
    assert!(refused.body.contains("Skriv kommunens navn"), "{}", refused.body);
    assert!(!town.house.store().has_accounts(town.house.tenant()).await.expect("read"), "it can be sent again");
    let made = town.post("/opsaetning", &stranger, &fields).await;
    assert_eq!((made.status, made.header("location")), (StatusCode::SEE_OTHER, "/import"), "{}", made.body);
    assert_eq!(town.house.now().packs.len(), 1);
    let again = town.post("/opsaetning", &stranger, &fields).await;
    assert_eq!(again.header("location"), "/");
    assert_eq!(town.house.store().accounts(town.house.tenant()).await.expect("read").len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_has_no_tokens_is_told_so_and_shown_no_empty_list() {
    let town = Town::new().await;
    town.join(Role::Auditor, "").await;
    let session = town.sign_in(Role::Auditor).await;
    let page = town.get("/mig", &session).await.body;
    assert!(page.contains("Du har ingen nøgler.") && !page.contains("<ul></ul>"), "{page}");
    let made = town.post("/mig/noegler", &session, &[("navn", "kald"), ("omfang", "read"), ("dage", "30")]).await;
    assert!(!made.body.contains("Du har ingen nøgler.") && made.body.contains("kald"), "{}", made.body);
}
