//! What if: values are written and read in people's words; what is wrong is told at its field, and nothing typed is lost.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use kernel::Role;

use crate::town::{Answer, Session, Town};

/// Sends the form of limits with these values.
async fn send(town: &Town, session: &Session, values: &[(&str, &str)]) -> Answer {
    let (bound, mut body) = ("graense", String::new());
    let fixed = [("csrf", session.csrf.as_str()), ("pakke", "it-teknologi-2023")];
    for (name, value) in fixed.iter().chain(values) {
        body.push_str(&format!("--{bound}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"));
    }
    body.push_str(&format!("--{bound}--\r\n"));
    let request = Request::post("/proev")
        .header("cookie", format!("fundament={}", session.secret))
        .header("host", "fundament.example")
        .header("content-type", format!("multipart/form-data; boundary={bound}"));
    town.send(request.body(Body::from(body)).expect("a request")).await
}

/// The group of a field, from its label to the next group.
fn group<'p>(page: &'p str, label: &str) -> &'p str {
    let at = page.find(label).unwrap_or_else(|| panic!("{label}: {page}"));
    let begin = page[..at].rfind("form-group").expect("a group");
    let end = page[at..].find("form-group").map_or(page.len(), |end| at + end);
    &page[begin..end]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_value_out_of_range_is_told_at_its_field_and_all_else_that_was_typed_is_kept() {
    let town = Town::new().await;
    town.join(Role::ItArchitect, "").await;
    let session = town.sign_in(Role::ItArchitect).await;
    let values = [("p.alarm_hours", "9999"), ("p.feed_age_hours", "48"), ("p.sensor_silence_hours", "mange")];
    let refused = send(&town, &session, &values).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.body);
    for (label, told, value) in [
        ("Timer, en alarm højst må stå uden kvittering", "Skriv et tal: 1 til 168.", "value=\"9999\""),
        ("Timer, en sensor højst må være tavs", "Skriv et helt tal.", "value=\"mange\""),
    ] {
        let group = group(&refused.body, label);
        assert!(group.starts_with("form-group form-error") && group.contains("aria-invalid=\"true\""), "{group}");
        assert!(group.contains(told) && group.contains(value), "{group}");
    }
    let kept = group(&refused.body, "Timer, trusselsdata højst må være gamle");
    assert!(kept.contains("value=\"48\"") && !kept.contains("form-error"), "{kept}");
    assert!(!refused.body.contains(".toml:"), "no places of files: {}", refused.body);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lists_days_and_changes_are_read_in_danish() {
    let town = Town::new().await;
    town.join(Role::ItArchitect, "").await;
    let session = town.sign_in(Role::ItArchitect).await;
    let form = town.get("/proev", &session).await.body;
    assert!(!form.contains("in_force|upheld") && form.contains(">gældende</label>"), "{form}");
    assert!(group(&form, "Lande, hvor systemer må drives").contains("Danmark; Sverige"), "{form}");
    assert!(form.contains("type=\"date\" value=\"2023-01-01\""), "{form}");
    let values = [
        ("p.alarm_hours", "48"),
        ("p.ops_countries", "Danmark; Sverige"),
        ("liste.cloud_ban_states", "1"),
        ("p.cloud_ban_states", "in_force"),
        ("p.cloud_ban_states", "upheld"),
    ];
    let tried = send(&town, &session, &values).await;
    assert_eq!(tried.status, StatusCode::SEE_OTHER, "{}", tried.body);
    let page = town.get(tried.header("location"), &session).await.body;
    for told in [
        "Timer, en alarm højst må stå uden kvittering</strong>: <del>24</del> → <ins>48</ins>",
        "<ins>Danmark, Sverige</ins>",
        "<del>gældende, ",
    ] {
        assert!(page.contains(told), "{told}: {page}");
    }
    assert!(!page.contains("alarm_hours") && !page.contains("in_force"), "{page}");
    let none = send(&town, &session, &[("liste.cloud_ban_states", "1")]).await;
    assert!(none.status == StatusCode::UNPROCESSABLE_ENTITY && none.body.contains("Vælg mindst én."), "{}", none.body);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everything_that_would_turn_can_be_seen() {
    let town = Town::new().await;
    town.join(Role::ItArchitect, "").await;
    let session = town.sign_in(Role::ItArchitect).await;
    let tried = send(&town, &session, &[("p.ops_countries", "Norge")]).await;
    let path = tried.header("location").to_owned();
    let page = town.get(&path, &session).await.body;
    let rest =
        page.split("href=\"/proev/").skip(1).find(|rest| rest.contains("Se alle ")).unwrap_or_else(|| panic!("{page}"));
    let href = format!("/proev/{}", rest.split('"').next().expect("its end"));
    let count: usize = rest
        .split("Se alle ")
        .nth(1)
        .and_then(|rest| rest.split(' ').next())
        .and_then(|n| n.parse().ok())
        .expect("a number");
    let whole = town.get(href.split('#').next().expect("the path"), &session).await.body;
    let rule = href.split("#r-").nth(1).expect("the rule");
    let section =
        whole.split(&format!("id=\"r-{rule}\"")).nth(1).expect("the rule").split("</details>").next().expect("its end");
    assert!(count > 20 && section.matches("<li>").count() == count, "{count}: {section}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_that_are_no_pack_are_named_and_the_reader_is_told_what_to_choose() {
    let town = Town::new().await;
    town.join(Role::ItArchitect, "").await;
    let session = town.sign_in(Role::ItArchitect).await;
    for (file, told) in [
        ("", "Du har ikke valgt nogen filer."),
        ("pakke.zip", "pakke.zip er ikke en .toml-fil."),
        ("drift.toml", "Du valgte drift.toml, men ikke strategy.toml."),
    ] {
        let answer = send_file(&town, &session, file, "PK\u{3}\u{4} = [").await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.body);
        assert!(answer.body.contains(told), "{file}: {}", answer.body);
        assert!(!answer.body.contains("toml:1:1"), "{file}: no place in a file that was not sent");
    }
    let broken = send_file(&town, &session, "strategy.toml", "id = [").await;
    assert!(broken.body.contains("strategy.toml:1:"), "{}", broken.body);
}

/// Sends the form of another pack with one file.
async fn send_file(town: &Town, session: &Session, name: &str, text: &str) -> Answer {
    let csrf = &session.csrf;
    let body = format!(
        "--fil\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n{csrf}\r\n--fil\r\nContent-Disposition: form-data; name=\"filer\"; filename=\"{name}\"\r\nContent-Type: application/octet-stream\r\n\r\n{text}\r\n--fil--\r\n"
    );
    let request = Request::post("/proev")
        .header("cookie", format!("fundament={}", session.secret))
        .header("host", "fundament.example")
        .header("content-type", "multipart/form-data; boundary=fil");
    town.send(request.body(Body::from(body)).expect("a request")).await
}
