//! Signing in with the municipality's own accounts, against a provider that is fooled, broken or hostile.

use std::sync::Arc;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use house::{GroupRole, Provider};
use kernel::{Clock, Role};
use outbound::{OpenId, Settings};
use serde_json::{Value, json};
use store::{Actor, Grant};

use crate::fake_provider::{FakeProvider, Trouble};
use crate::town::{Answer, Session, Town};

/// A town beside a provider, with a local administrator.
struct Both {
    town: Town,
    provider: FakeProvider,
}

/// A browser on its way: what the provider was told, and the ticket in the cookie.
struct Going {
    address: String,
    ticket: String,
}

impl Going {
    fn told(&self, name: &str) -> String {
        let query = self.address.split_once('?').expect("a query").1;
        let mut pairs = form_urlencoded::parse(query.as_bytes());
        pairs.find(|(found, _)| found == name).map_or(String::new(), |(_, value)| value.into_owned())
    }
}

async fn both() -> Both {
    both_at(FakeProvider::start().await).await
}

async fn both_at(provider: FakeProvider) -> Both {
    let text = format!(
        "issuer = \"{}\"\nclient_id = \"fundament\"\nclient_secret_file = \"none\"\npublic_address = \"https://fundament.example\"\n\
         [[role]]\ngroup = \"G-ark\"\nrole = \"it_architect\"\n[[role]]\ngroup = \"G-rev\"\nrole = \"auditor\"\n\
         [[role]]\ngroup = \"G-adm\"\nrole = \"admin\"\n",
        provider.issuer
    );
    let settings = Settings::parse(&text).expect("settings");
    let roles: Vec<GroupRole> = settings.roles().expect("roles");
    let open: Arc<dyn Provider> = Arc::new(OpenId::new(settings, "hemmelig".to_owned()).expect("a provider"));
    let town = Town::built(|app| app.with_provider(open, "Log ind med kommunens konto".to_owned(), roles)).await;
    town.join(Role::Admin, "").await;
    Both { town, provider }
}

impl Both {
    async fn send(&self, path: &str, cookies: &str) -> Answer {
        let request = Request::get(path).header("cookie", cookies);
        self.town.send(request.body(Body::empty()).expect("a request")).await
    }

    async fn go(&self, path: &str, cookies: &str) -> Going {
        let answer = self.send(path, cookies).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        let cookie = answer.header("set-cookie");
        for word in ["HttpOnly", "Secure", "SameSite=Lax"] {
            assert!(cookie.contains(word), "{cookie}");
        }
        let ticket = cookie.split(';').next().expect("a cookie").to_owned();
        Going { address: answer.header("location").to_owned(), ticket }
    }

    /// What a good token says of Anna, in these groups.
    fn anna(&self, going: &Going, groups: &[&str]) -> Value {
        let now = self.town.clock.now().0 / 1_000_000;
        json!({
            "iss": self.provider.issuer, "aud": "fundament", "sub": "anna-1", "nonce": going.told("nonce"),
            "iat": now, "exp": now + 300, "name": "Anna Ravn", "preferred_username": "anna@eksempel.dk", "groups": groups,
        })
    }

    async fn back(&self, going: &Going, more_cookies: &str) -> Answer {
        let path = format!("/log-ind/kommune/retur?code=c1&state={}", going.told("state"));
        self.send(&path, &format!("{}; {more_cookies}", going.ticket)).await
    }

    /// The whole way for Anna in these groups.
    async fn anna_signs_in(&self, groups: &[&str]) -> Answer {
        let going = self.go("/log-ind/kommune?til=%2Fopgaver", "").await;
        self.provider.says(self.anna(&going, groups), Trouble::None);
        self.back(&going, "").await
    }

    /// The whole way with claims changed so, or a provider in trouble: what comes back.
    async fn goes_wrong(&self, change: Value, trouble: Trouble) -> Answer {
        let going = self.go("/log-ind/kommune", "").await;
        let mut claims = self.anna(&going, &["G-ark"]);
        for (name, value) in change.as_object().expect("an object") {
            claims[name] = value.clone();
        }
        self.provider.says(claims, trouble);
        self.back(&going, "").await
    }

    async fn grants(&self) -> Vec<&'static str> {
        let (store, tenant) = (self.town.house.store(), self.town.house.tenant());
        let anna = store.account_by_login(tenant, "anna@eksempel.dk").await.expect("read").expect("known");
        store.grants(tenant, &anna.id).await.expect("read").iter().map(|grant| grant.role.word()).collect()
    }

    async fn acts(&self, word: &str) -> usize {
        let entries = self.town.house.store().log(self.town.house.tenant(), i64::MAX, 1_000).await.expect("read");
        entries.iter().filter(|entry| entry.act == word).count()
    }
}

/// The secret of the session that an answer begins.
fn session(answer: &Answer) -> String {
    let cookies = answer.headers.get_all("set-cookie").iter().map(|value| value.to_str().expect("text"));
    let mut secrets = cookies.filter_map(|cookie| cookie.strip_prefix("fundament="));
    secrets.next().expect("a session").split(';').next().expect("a value").to_owned()
}

fn refused(answer: &Answer, label: &str, status: StatusCode) {
    assert!(answer.body.contains(&format!("<code>{label}</code>")), "{label}: {} {}", answer.status, answer.body);
    assert_eq!(answer.status, status, "{label}");
    let begun = answer.headers.get_all("set-cookie").iter().any(|value| value.as_bytes().starts_with(b"fundament="));
    assert!(!begun, "{label}: no session");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn somebody_in_a_mapped_group_comes_in_with_its_role() {
    let both = both().await;
    assert!(both.town.get("/log-ind", &Session::none()).await.body.contains("Log ind med kommunens konto"));
    let going = both.go("/log-ind/kommune?til=%2Fopgaver", "").await;
    assert!(going.address.starts_with(&format!("{}/authorize?", both.provider.issuer)));
    assert_eq!(going.told("redirect_uri"), "https://fundament.example/log-ind/kommune/retur");
    assert_eq!((going.told("response_type"), going.told("code_challenge_method")), ("code".into(), "S256".into()));
    both.provider.says(both.anna(&going, &["G-ark", "G-anden"]), Trouble::None);
    let answer = both.back(&going, "").await;
    assert_eq!((answer.status, answer.header("location")), (StatusCode::SEE_OTHER, "/opgaver"), "{}", answer.body);
    let asked = both.provider.asked();
    assert!(asked[0].contains("code=c1") && asked[0].contains("code_verifier="), "{asked:?}");
    let page = both.send("/mig", &format!("fundament={}", session(&answer))).await;
    assert!(page.body.contains("Anna Ravn"), "{}", page.body);
    assert_eq!(both.grants().await, ["it_architect"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_way_back_counts_once_and_in_the_browser_that_went() {
    let both = both().await;
    let going = both.go("/log-ind/kommune", "").await;
    both.provider.says(both.anna(&going, &["G-ark"]), Trouble::None);
    let stranger = Going { ticket: String::new(), address: going.address.clone() };
    refused(&both.back(&stranger, "").await, "oidc-state", StatusCode::UNAUTHORIZED);
    assert_eq!(both.back(&going, "").await.status, StatusCode::SEE_OTHER);
    refused(&both.back(&going, "").await, "oidc-state", StatusCode::UNAUTHORIZED);
    let going = both.go("/log-ind/kommune", "").await;
    let wrong = both.send("/log-ind/kommune/retur?code=c1&state=guessed", &going.ticket).await;
    refused(&wrong, "oidc-state", StatusCode::UNAUTHORIZED);
    let going = both.go("/log-ind/kommune", "").await;
    both.town.clock.pass(601);
    refused(&both.back(&going, "").await, "oidc-state", StatusCode::UNAUTHORIZED);
    assert_eq!(both.provider.asked().len(), 1, "only the good one reached the provider");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_that_is_not_for_us_or_not_signed_is_not_believed() {
    let both = both().await;
    let past = both.town.clock.now().0 / 1_000_000 - 1;
    for (change, trouble) in [
        (json!({ "nonce": "another" }), Trouble::None),
        (json!({ "aud": "another" }), Trouble::None),
        (json!({ "aud": ["fundament", "another"] }), Trouble::None),
        (json!({ "iss": "https://evil.example" }), Trouble::None),
        (json!({ "exp": past }), Trouble::None),
        (json!({}), Trouble::BadSignature),
        (json!({}), Trouble::AlgNone),
        (json!({}), Trouble::AlgHmac),
    ] {
        refused(&both.goes_wrong(change, trouble).await, "oidc-token", StatusCode::UNAUTHORIZED);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_key_of_the_provider_is_learnt_but_not_asked_for_all_the_time() {
    let both = both().await;
    assert_eq!(both.goes_wrong(json!({}), Trouble::None).await.status, StatusCode::SEE_OTHER);
    refused(&both.goes_wrong(json!({}), Trouble::NewKey).await, "oidc-token", StatusCode::UNAUTHORIZED);
    assert_eq!(both.provider.documents(), 1);
    both.town.clock.pass(61);
    assert_eq!(both.goes_wrong(json!({}), Trouble::NewKey).await.status, StatusCode::SEE_OTHER);
    assert_eq!(both.provider.documents(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_provider_in_trouble_is_told_and_its_redirects_are_not_followed() {
    let both = both().await;
    for trouble in [Trouble::Fails, Trouble::Huge, Trouble::Redirects] {
        refused(&both.goes_wrong(json!({}), trouble).await, "oidc-provider", StatusCode::BAD_GATEWAY);
    }
    assert_eq!(both.provider.asked().len(), 3, "nobody was asked twice");
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let nobody = format!("http://{}", listener.local_addr().expect("an address"));
    drop(listener);
    let mut provider = FakeProvider::start().await;
    provider.issuer = nobody;
    let down = both_at(provider).await;
    refused(&down.send("/log-ind/kommune", "").await, "oidc-provider", StatusCode::BAD_GATEWAY);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_has_no_role_stays_out_and_is_told_which_group_to_ask_for() {
    let both = both().await;
    let answer = both.anna_signs_in(&["G-anden"]).await;
    refused(&answer, "oidc-no-role", StatusCode::FORBIDDEN);
    assert!(answer.body.contains("G-rev (revision)") && !answer.body.contains("G-adm"), "{}", answer.body);
    let (store, tenant) = (both.town.house.store(), both.town.house.tenant());
    assert!(store.account_by_login(tenant, "anna@eksempel.dk").await.expect("read").is_none(), "no account is made");
    let many = both.goes_wrong(json!({ "groups": null, "_claim_names": { "groups": "src1" } }), Trouble::None).await;
    refused(&many, "oidc-groups-overage", StatusCode::FORBIDDEN);
    let nameless = both.goes_wrong(json!({ "preferred_username": null }), Trouble::None).await;
    refused(&nameless, "oidc-claims", StatusCode::UNPROCESSABLE_ENTITY);
    let going = both.go("/log-ind/kommune", "").await;
    let path = format!("/log-ind/kommune/retur?error=access_denied&state={}", going.told("state"));
    refused(&both.send(&path, &going.ticket).await, "oidc-declined", StatusCode::FORBIDDEN);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn groups_give_and_take_roles_at_each_sign_in_and_leave_those_given_by_hand() {
    let both = both().await;
    both.anna_signs_in(&["G-ark"]).await;
    let (store, tenant) = (both.town.house.store(), both.town.house.tenant());
    let anna = store.account_by_login(tenant, "anna@eksempel.dk").await.expect("read").expect("known");
    both.anna_signs_in(&["G-rev"]).await;
    assert_eq!(both.grants().await, ["auditor"]);
    refused(&both.anna_signs_in(&[]).await, "oidc-no-role", StatusCode::FORBIDDEN);
    assert!(both.grants().await.is_empty());
    let by_hand = [Grant { role: Role::Security, unit: String::new() }];
    both.town.house.set_roles(&Actor::system(), &anna.id, &by_hand).await.expect("given");
    assert_eq!(both.anna_signs_in(&["G-ark"]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(both.grants().await, ["it_architect", "security"]);
    assert_eq!(both.anna_signs_in(&[]).await.status, StatusCode::SEE_OTHER, "the role given by hand is enough");
    assert_eq!(both.grants().await, ["security"]);
    assert_eq!(both.acts("first-sign-in").await, 1);
    assert_eq!(both.acts("map-roles").await, 4);
    assert_eq!(both.acts("sign-in").await, 4);
    both.town.house.close_account(&Actor::system(), &anna.id).await.expect("closed");
    refused(&both.anna_signs_in(&["G-ark"]).await, "oidc-closed", StatusCode::FORBIDDEN);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_local_account_is_not_taken_over_by_its_name() {
    let both = both().await;
    let answer = both.goes_wrong(json!({ "preferred_username": "admin" }), Trouble::None).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let who = both.town.house.who_by_session(&session(&answer)).await.expect("read").expect("known");
    assert!(who.account.login.starts_with("admin#"), "{}", who.account.login);
    assert_eq!(who.grants, [Grant { role: Role::ItArchitect, unit: String::new() }]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_is_sent_to_another_host_afterwards() {
    let both = both().await;
    for evil in ["https://evil.example/", "//evil.example", "/\\evil.example"] {
        let going = both.go(&format!("/log-ind/kommune?til={}", crate::town::coded(evil)), "").await;
        both.provider.says(both.anna(&going, &["G-ark"]), Trouble::None);
        assert_eq!(both.back(&going, "").await.header("location"), "/", "{evil}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_grave_act_is_confirmed_at_the_provider() {
    let both = both().await;
    let cookie = format!("fundament={}", session(&both.anna_signs_in(&["G-adm"]).await));
    let asked = both.send("/administration", &cookie).await;
    assert_eq!(asked.header("location"), "/bekraeft?til=%2Fadministration", "being signed in there is no proof");
    let page = both.send("/bekraeft?til=%2Fadministration", &cookie).await;
    assert!(page.body.contains("/bekraeft/kommune?til=%2Fadministration"), "{}", page.body);
    let now = both.town.clock.now().0 / 1_000_000;
    let hour_ago = json!(now - 3_600);
    for (change, label) in [
        (json!({ "auth_time": hour_ago }), Some("oidc-not-fresh")),
        (json!({}), Some("oidc-not-fresh")),
        (json!({ "auth_time": now, "sub": "bo-2" }), Some("oidc-other-person")),
        (json!({ "auth_time": now }), None),
    ] {
        let going = both.go("/bekraeft/kommune?til=%2Fadministration", &cookie).await;
        assert_eq!((going.told("prompt"), going.told("max_age")), ("login".into(), "0".into()));
        let mut claims = both.anna(&going, &["G-adm"]);
        for (name, value) in change.as_object().expect("an object") {
            claims[name] = value.clone();
        }
        both.provider.says(claims, Trouble::None);
        let answer = both.back(&going, &cookie).await;
        match label {
            Some(label) => refused(&answer, label, StatusCode::UNPROCESSABLE_ENTITY),
            None => assert_eq!(answer.header("location"), "/administration", "{}", answer.body),
        }
        let open = both.send("/administration", &cookie).await.status == StatusCode::OK;
        assert_eq!(open, label.is_none(), "{label:?}");
    }
}
