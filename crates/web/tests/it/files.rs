//! Files of other tools, as people bring them on a page and programs through the API: tried, taken in, undone.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use kernel::Role;
use serde_json::json;
use testkit::{Cell, workbook};

use crate::town::{Answer, Session, Town};

const PAGE: &str = "/import/fil";
const BILL: &str = r#"{"bomFormat":"CycloneDX","specVersion":"1.5","components":[
    {"name":"serde","version":"1.0","licenses":[{"license":{"id":"MIT"}}]},
    {"name":"sag om 010190-1234","version":"1"}]}"#;
const UUID: &str = "0f000011-0000-5000-8000-00000000000f";

/// A form's fields, and its files by name.
type Sent<'a> = (&'a [(&'a str, &'a str)], &'a [(&'a str, &'a [u8])]);

/// The fields and files of a form, as a browser sends them.
fn multipart(fields: &[(&str, &str)], files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, value) in fields {
        body.extend(format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").into_bytes());
    }
    for (name, content) in files {
        let head = format!("--x\r\nContent-Disposition: form-data; name=\"fil\"; filename=\"{name}\"\r\n\r\n");
        body.extend(head.into_bytes());
        body.extend(*content);
        body.extend(b"\r\n");
    }
    body.extend(b"--x--\r\n");
    body
}

async fn bring(town: &Town, session: &Session, fields: &[(&str, &str)], files: &[(&str, &[u8])]) -> Answer {
    let fields = [&[("csrf", session.csrf.as_str())], fields].concat();
    let request = Request::post(PAGE)
        .header("cookie", format!("fundament={}", session.secret))
        .header("content-type", "multipart/form-data; boundary=x");
    town.send(request.body(Body::from(multipart(&fields, files))).expect("a request")).await
}

/// The page that shows what the files would change.
async fn tried(town: &Town, session: &Session, fields: &[(&str, &str)], files: &[(&str, &[u8])]) -> (String, Answer) {
    let kept = bring(town, session, fields, files).await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.body);
    let page = kept.header("location").to_owned();
    let answer = town.get(&page, session).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    (page, answer)
}

async fn architect(town: &Town) -> Session {
    town.join(Role::ItArchitect, "").await;
    town.sign_in(Role::ItArchitect).await
}

fn known(town: &Town, kind: &str, key: &str) -> bool {
    let kind = facts::schema().kind(kind).expect("a kind");
    town.house.now().slots.find(kind, key).is_some()
}

fn usages(names: &[(&str, &str)]) -> Vec<u8> {
    let titles = ["IT-System (UUID)", "IT System", "Livscyklus", "Systemejer", "Systemejer Email#"];
    let mut rows = vec![titles.map(Cell::from).to_vec()];
    for (uuid, name) in names {
        rows.push([uuid, name, "I drift", "Ane Friis", "ane@eksempel.dk"].map(Cell::from).to_vec());
    }
    workbook(&rows)
}

fn act(body: &str) -> &str {
    let from = body.split("/import/koersler/").nth(1).expect("a link to the run");
    from.split('"').next().expect("its number")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn exports_of_kitos_are_tried_taken_in_seen_among_the_runs_and_undone() {
    let town = Town::new().await;
    let session = architect(&town).await;
    for (lang, word) in [("en", "Excel exports of OS2kitos"), ("da", "Excel-eksporter fra OS2kitos")] {
        town.post("/sprog", &session, &[("sprog", lang)]).await;
        let page = town.get("/import/fil?form=kitos-excel", &session).await;
        assert!(page.body.contains(word) && !page.body.contains("<script"), "{lang}: {}", page.body);
    }
    let export = usages(&[(UUID, "Journal"), ("x", "Uden nøgle")]);
    let fields = [("form", "kitos-excel"), ("ejer", "Systemejer")];
    let (page, shown) = tried(&town, &session, &fields, &[("IT Systemer.xlsx", &export)]).await;
    for told in ["1</strong> ny", "Her skal stå systemets UUID", "1 række er afvist", "IT Systemer.xlsx"] {
        assert!(shown.body.contains(told), "{told}: {}", shown.body);
    }
    assert!(!known(&town, "system", UUID), "nothing is saved by looking");
    // The town's own files spoke in the name of OS2kitos: that they are gone must be said.
    let refused = town.post(&format!("{page}/gem"), &session, &[]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.body);
    assert!(
        refused.body.contains("Det er rigtigt, at så meget er væk"),
        "asked where one can answer: {}",
        refused.body
    );
    let rejects = town.get(&format!("{page}/afviste.csv"), &session).await;
    assert!(rejects.body.contains("Her skal stå systemets UUID"), "{}", rejects.body);
    let done = town.post(&format!("{page}/gem"), &session, &[("meget", "1")]).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.body);
    assert!(known(&town, "system", UUID));
    let form = town.get("/import/fil?form=kitos-excel", &session).await;
    assert!(form.body.contains("value=\"Systemejer\""), "the role is remembered: {}", form.body);
    let run = town.get(&format!("/import/koersler/{}", act(&done.body)), &session).await;
    assert!(run.body.contains("OS2kitos") && run.body.contains("Her skal stå systemets UUID"), "{}", run.body);
    let undone = town.post(&format!("/fortryd/{}", act(&done.body)), &session, &[]).await;
    assert!(undone.status.is_redirection(), "{}", undone.body);
    assert!(!known(&town, "system", UUID));
    assert_eq!(town.get(&page, &session).await.status, StatusCode::NOT_FOUND, "what was taken in is kept no longer");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_role_that_the_export_does_not_have_is_refused_with_those_it_has() {
    let town = Town::new().await;
    let session = architect(&town).await;
    let export = usages(&[(UUID, "Journal")]);
    let fields = [("form", "kitos-excel"), ("ejer", "Systemejeren")];
    let refused = bring(&town, &session, &fields, &[("a.xlsx", &export)]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.body);
    assert!(refused.body.contains("Systemejeren") && refused.body.contains("Den har: Systemejer."), "{}", refused.body);
    assert!(!refused.body.contains("/gem\""), "there is nothing to take in");
    let same = [("form", "kitos-excel"), ("ejer", "Systemejer"), ("ansvarlig", " Systemejer ")];
    let refused = bring(&town, &session, &same, &[("a.xlsx", &export)]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.body);
    assert!(refused.body.contains("to forskellige roller"), "one role cannot be read as both: {}", refused.body);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bill_of_materials_is_of_a_system_that_is_there_and_brings_no_cpr_number() {
    let town = Town::new().await;
    let session = architect(&town).await;
    let form = town.get("/import/fil?form=sbom", &session).await;
    assert!(form.body.contains("(S0009)</option>"), "{}", form.body);
    for about in ["", "S7777"] {
        let refused = bring(&town, &session, &[("form", "sbom"), ("om", about)], &[("a.json", BILL.as_bytes())]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{about}: {}", refused.body);
    }
    let fields = [("form", "sbom"), ("om", "S0009")];
    let (page, shown) = tried(&town, &session, &fields, &[("bom 010190-1234.json", BILL.as_bytes())]).await;
    assert!(shown.body.contains("CPR-nummer") && shown.body.contains("010190-****"), "{}", shown.body);
    assert!(!shown.body.contains("010190-1234"), "{}", shown.body);
    let done = town.post(&format!("{page}/gem"), &session, &[]).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.body);
    assert!(known(&town, "component", "S0009:serde@1.0"));
    assert!(!town.get(&format!("/import/koersler/{}", act(&done.body)), &session).await.body.contains("010190-1234"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_form_is_read_and_what_is_none_is_refused_with_a_reason() {
    const LEAF: &[u8] = include_bytes!("../../../inbound/tests/it/certificates/leaf.pem");
    let town = Town::new().await;
    let session = architect(&town).await;
    let kle = "<KLE-Emneplan><Hovedgruppe><HovedgruppeNr>98</HovedgruppeNr><HovedgruppeTitel>Leg</HovedgruppeTitel></Hovedgruppe></KLE-Emneplan>";
    let roles = r#"[{"id":7,"name":"Noget","identifier":"omsorg"}]"#;
    let places = "[certificates.\"leaf.pem\"]\nsystem = \"S0009\"\n";
    let whole: [Sent<'_>; 5] = [
        (&[("form", "kle")], &[("kle.xml", kle.as_bytes())]),
        (&[("form", "roles")], &[("r.json", roles.as_bytes()), ("s.toml", b"[systems]\nomsorg = \"S0009\"\n")]),
        (&[("form", "certificates"), ("om", "S0009")], &[("leaf.pem", LEAF)]),
        (&[("form", "certificates")], &[("leaf.pem", LEAF), ("certificates.toml", places.as_bytes())]),
        (&[("form", "sbom"), ("om", "S0009")], &[("b.json", BILL.as_bytes())]),
    ];
    for (fields, files) in whole {
        let (page, shown) = tried(&town, &session, fields, files).await;
        assert!(shown.body.contains(&format!("{page}/gem")), "{fields:?}: {}", shown.body);
        if *fields == [("form", "certificates")] {
            continue;
        }
        let refused = bring(&town, &session, fields, &[("x.txt", b"hest")]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{fields:?}");
        assert!(refused.body.contains("Intet i filen kan tages ind"), "{fields:?}: {}", refused.body);
        assert!(!refused.body.contains("/gem\""), "{fields:?}");
    }
    // A private key among certificates is kept nowhere.
    let key = b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n";
    let fields = [("form", "certificates"), ("om", "S0009")];
    let refused = bring(&town, &session, &fields, &[("leaf.pem", LEAF), ("noegle.pem", key)]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.body);
    assert!(refused.body.contains("noegle.pem") && refused.body.contains("privat nøgle"), "{}", refused.body);
    assert!(!refused.body.contains("/gem\""), "{}", refused.body);
    // Nor is one in DER, nor an archive that may hold one; called what they are.
    for (name, bytes, says) in [
        ("noegle.der", &b"\x30\x82\x04\xbe\x02\x01\x00\x30\x0d\x06\x09"[..], "privat nøgle"),
        ("alt.pfx", b"\x30\x82\x09\xb1\x02\x01\x03\x30\x82\x09\x77", "PKCS#12"),
    ] {
        for files in [&[(name, bytes)][..], &[("leaf.pem", LEAF), (name, bytes)]] {
            let refused = bring(&town, &session, &fields, files).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}: {}", refused.body);
            assert!(refused.body.contains(says) && !refused.body.contains("/gem\""), "{name}: {}", refused.body);
        }
    }
    let both = [("leaf.pem", LEAF), ("certificates.toml", places.as_bytes())];
    let both = bring(&town, &session, &fields, &both).await;
    assert!(both.body.contains("ikke begge dele"), "{}", both.body);
    let two = bring(&town, &session, &[("form", "roles")], &[("a.json", b"[]"), ("b.json", b"[]")]).await;
    assert!(two.body.contains("Vælg én JSON-fil"), "{}", two.body);
    let empty = bring(&town, &session, &[("form", "roles")], &[("a.json", b"[]")]).await;
    assert!(empty.body.contains("Listen er tom"), "{}", empty.body);
    for day in ["2199-01-01", "0001-01-01"] {
        let fields = [("form", "kle"), ("dag", day)];
        let refused = bring(&town, &session, &fields, &[("kle.xml", kle.as_bytes())]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{day}: {}", refused.body);
        assert!(refused.body.contains("Dagen kan ikke ligge i fremtiden"), "{day}: {}", refused.body);
    }
    let cut = Request::post(PAGE)
        .header("cookie", format!("fundament={}", session.secret))
        .header("content-type", "multipart/form-data; boundary=x")
        .body(Body::from("--x\r\nContent-Disposition: form-data; name=\"fil\"; filename=\"a\"\r\n\r\nab"));
    assert_eq!(town.send(cut.expect("a request")).await.status, StatusCode::BAD_REQUEST, "cut short, not too large");
    let two = bring(&town, &session, &[("form", "kle")], &[("a.xml", b"a"), ("b.xml", b"b")]).await;
    assert_eq!(two.status, StatusCode::UNPROCESSABLE_ENTITY);
    let none = bring(&town, &session, &[("form", "kle"), ("dag", "")], &[("", b"")]).await;
    assert!(none.body.contains("Vælg en fil"), "{}", none.body);
    let form = bring(&town, &session, &[("form", "hest")], &[("a", b"a")]).await;
    assert_eq!(form.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_are_bounded_and_belong_to_who_brought_them() {
    let town = Town::new().await;
    let session = architect(&town).await;
    let large = vec![b' '; 400_000];
    let refused = bring(&town, &session, &[("form", "kle")], &[("kle.xml", &large)]).await;
    assert_eq!(refused.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(refused.body.contains("Det sendte er over 0,2 MB"), "{}", refused.body);
    let forged = Session { secret: session.secret.clone(), csrf: "forged".to_owned() };
    let refused = bring(&town, &forged, &[("form", "kle")], &[("kle.xml", b"<a/>")]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let fields = [("form", "sbom"), ("om", "S0009")];
    let (page, _) = tried(&town, &session, &fields, &[("a.json", BILL.as_bytes())]).await;
    town.join(Role::Admin, "").await;
    town.join(Role::SystemOwner, "").await;
    let (admin, owner) = (town.sign_in(Role::Admin).await, town.sign_in(Role::SystemOwner).await);
    assert_eq!(town.get(&page, &admin).await.status, StatusCode::NOT_FOUND);
    assert_eq!(town.post(&format!("{page}/gem"), &admin, &[]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(bring(&town, &owner, &fields, &[("a.json", BILL.as_bytes())]).await.status, StatusCode::FORBIDDEN);
    // A file of objects is no file of a form, and the other way round.
    assert_eq!(town.get(&page.replace("/fil/", "/"), &session).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_program_brings_files_as_people_do() {
    let town = Town::new().await;
    town.join(Role::ItArchitect, "").await;
    let token = town.token(Role::ItArchitect, "write").await;
    let body = String::from_utf8(multipart(&[], &[("bom.json", BILL.as_bytes())])).expect("text");
    let send = async |path: &str, body: &str| {
        let form = [("content-type", "multipart/form-data; boundary=x")];
        town.api("POST", path, &token, &form, body).await
    };
    let tried = send("/api/v1/files/sbom?about=S0009&dry_run=true", &body).await;
    assert_eq!(tried.status, StatusCode::OK, "{}", tried.body);
    assert_eq!((&tried.json()["act"], &tried.json()["rejected"][0]["file"]), (&json!(null), &json!("bom.json")));
    assert!(!known(&town, "component", "S0009:serde@1.0"));
    let done = send("/api/v1/files/sbom?about=S0009", &body).await.json();
    let component = done["changes"].as_array().expect("changes").iter().find(|one| one["kind"] == "component");
    assert_eq!(component.expect("of components")["added"], json!(1), "{done}");
    assert!(known(&town, "component", "S0009:serde@1.0"));
    // Less than there was is taken in only when somebody says that it is right, and a dry run foretells it.
    let bill = |names: &[&str]| {
        let parts: Vec<_> = names.iter().map(|name| json!({ "name": name, "version": "1" })).collect();
        let bill = json!({ "bomFormat": "CycloneDX", "components": parts }).to_string();
        String::from_utf8(multipart(&[], &[("bom.json", bill.as_bytes())])).expect("text")
    };
    let (four, other) = (bill(&["a", "b", "c", "d"]), bill(&["a", "b", "c"]));
    let whole = send("/api/v1/files/sbom?about=S0010", &four).await;
    assert_eq!(whole.status, StatusCode::OK, "{}", whole.body);
    let less = send("/api/v1/files/sbom?about=S0010&dry_run=true", &other).await.json();
    assert_eq!(less["much_gone"], json!(true), "{less}");
    let refused = send("/api/v1/files/sbom?about=S0010", &other).await;
    assert!(refused.status == StatusCode::UNPROCESSABLE_ENTITY && refused.body.contains("files-much-gone"));
    let none = String::from_utf8(multipart(&[], &[("kle.xml", b"<a/>")])).expect("text");
    let foretold = send("/api/v1/files/kle?dry_run=true", &none).await.json();
    assert!(foretold["hindrance"]["da"].as_str().is_some_and(|why| why.contains("Intet")), "{foretold}");
    assert_eq!(tried.json()["hindrance"], json!(null));
    let undone = town.api("POST", &format!("/api/v1/acts/{}/undo", done["act"]), &token, &[], "").await;
    assert_eq!(undone.status, StatusCode::OK, "{}", undone.body);
    for (path, status) in [
        ("/api/v1/files/hest", StatusCode::NOT_FOUND),
        ("/api/v1/files/sbom?about=S7777", StatusCode::UNPROCESSABLE_ENTITY),
        ("/api/v1/files/sbom?hest=1", StatusCode::BAD_REQUEST),
        ("/api/v1/files/kle", StatusCode::UNPROCESSABLE_ENTITY),
    ] {
        assert_eq!(send(path, &body).await.status, status, "{path}");
    }
    assert_eq!(town.api("POST", "/api/v1/files/kle", &token, &[], "x").await.status, StatusCode::BAD_REQUEST);
}
