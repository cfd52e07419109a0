//! People's walks, as they would click them.

use fantoccini::Locator;

use crate::access::violations;
use crate::driver::{Browser, Server};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_owner_supplies_a_missing_fact_and_a_list_keeps_its_state_in_its_address() {
    let server = Server::demo().await;
    owner_supplies(&Browser::open(&server).await).await;
    owner_supplies_by_form_alone(&Browser::without_javascript(&server).await).await;
    list_is_narrowed(&Browser::open(&server).await).await;
    strangers_are_sent_to_sign_in(&Browser::open(&server).await).await;
}

/// The first task of the list that asks for a fact of a system.
async fn first_task(browser: &Browser) -> (String, String) {
    browser.follow("Mine opgaver").await;
    let path = "//a[contains(@href, '/objekter/system/') and contains(@href, '/oplys/')]";
    let task = browser.find(Locator::XPath(path)).await;
    let href = task.attr("href").await.expect("an attribute").expect("an address");
    task.click().await.expect("followed");
    let system = href.split("/oplys/").next().expect("the system's address").to_owned();
    (href, system)
}

/// Fills the form in, whatever it asks: the first choice, a date, a text.
async fn supply(browser: &Browser) {
    let fields = browser.client.find_all(Locator::Css("[name='vaerdi']")).await.expect("fields");
    let field = fields.first().expect("a field");
    match field.attr("type").await.expect("an attribute").as_deref() {
        Some("radio" | "checkbox") => {
            let id = field.attr("id").await.expect("an attribute").expect("an id");
            let label = browser.find(Locator::Css(&format!("label[for='{id}']"))).await;
            label.click().await.expect("chosen");
        }
        Some("date") => field.send_keys("11202026").await.expect("written"),
        None => {
            let choices = field.find_all(Locator::Css("option")).await.expect("options");
            choices.get(1).expect("a choice").click().await.expect("chosen");
        }
        Some(_) => field.send_keys("12").await.expect("written"),
    }
    browser.press("Gem").await;
}

async fn owner_supplies(browser: &Browser) {
    browser.sign_in("systemejer").await;
    browser.arrives("/").await;
    assert_eq!(browser.text("h1").await, "Overblik");
    let (task, system) = first_task(browser).await;
    assert!(browser.text("h1").await.starts_with("Oplys: "));
    supply(browser).await;
    browser.arrives(&system).await;
    // The fact is there with the owner's name and a last day, and the way to correct it; nobody is asked for it again.
    let label = task.rsplit('/').next().expect("the fact").to_owned();
    let row = format!("//tr[.//a[contains(@href, '/oplys/{label}')]]");
    let row = browser.find(Locator::XPath(&row)).await.text().await.expect("its text");
    assert!(row.contains("gyldig til") && row.contains("i dag") && row.contains("Ret"), "{row}");
    browser.says("Hvad der er sket").await;
    browser.press("English").await;
    browser.arrives(&system).await;
    browser.says("How it stands").await;
    browser.says("valid until").await;
    browser.press("Dansk").await;
    browser.press("Log ud").await;
    browser.arrives("/log-ind").await;
}

async fn owner_supplies_by_form_alone(browser: &Browser) {
    browser.sign_in("systemejer").await;
    let (_, system) = first_task(browser).await;
    supply(browser).await;
    browser.arrives(&system).await;
}

async fn keys(browser: &Browser) -> Vec<String> {
    let mut keys = Vec::new();
    for cell in browser.client.find_all(Locator::Css("table.fu-list tbody th")).await.expect("rows") {
        keys.push(cell.text().await.expect("its text"));
    }
    keys
}

async fn list_is_narrowed(browser: &Browser) {
    browser.sign_in("arkitekt").await;
    browser.follow("Systemer").await;
    let all = keys(browser).await;
    assert_eq!(all.len(), 50);
    browser.follow("Afviger").await;
    browser.arrives("/objekter/system?sorter=-deviates").await;
    let sorted = keys(browser).await;
    assert_ne!(sorted, all);
    browser.fill("q", "økonomi").await;
    browser.press("Vis").await;
    browser.says("Ryd alt").await;
    let found = keys(browser).await;
    assert!(!found.is_empty() && found.len() < 50, "{found:?}");
    let address = browser.path().await;
    assert!(address.contains("q=%C3%B8konomi") && address.contains("sorter=-deviates"), "{address}");
    // Somebody who is sent the address sees the same.
    browser.go("/").await;
    browser.go(&address).await;
    assert_eq!(keys(browser).await, found);
    let export = browser.find(Locator::LinkText("Hent som CSV")).await;
    let export = export.attr("href").await.expect("an attribute").expect("an address");
    assert!(export.starts_with("/objekter/system/eksport.csv?") && export.contains("q=%C3%B8konomi"), "{export}");
    let csv = browser.download(&export).await;
    assert_eq!(csv.lines().count(), found.len() + 1, "{csv}");
    for (line, key) in csv.lines().skip(1).zip(&found) {
        assert!(line.starts_with(&format!("{key};")), "{line}");
    }
}

async fn strangers_are_sent_to_sign_in(browser: &Browser) {
    browser.go("/objekter/system?q=skole").await;
    browser.arrives("/log-ind?til=%2Fobjekter%2Fsystem%3Fq%3Dskole").await;
    browser.fill("bruger", "revision").await;
    browser.fill("adgangskode", "forkert-adgangskode").await;
    browser.press("Log ind").await;
    browser.says("Brugernavn eller adgangskode er forkert").await;
    browser.fill("adgangskode", "eksempel-demo").await;
    browser.press("Log ind").await;
    browser.arrives("/objekter/system?q=skole").await;
}

/// The page as it is now has no serious violation: for pages that only a walk leads to.
async fn is_for_everybody(browser: &Browser) {
    let violations = violations(browser).await;
    assert!(violations.is_empty(), "{}: {violations:?}", browser.path().await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_empty_house_greets_its_first_administrator_and_takes_a_file_in() {
    let dir = tempfile::tempdir().expect("a folder");
    let server = Server::empty(dir.path()).await;
    let browser = Browser::open(&server).await;
    browser.go("/").await;
    browser.arrives("/opsaetning").await;
    is_for_everybody(&browser).await;
    browser.fill("navn", "Åse Østergård").await;
    browser.fill("bruger", "aase@proeveby.example").await;
    browser.fill("adgangskode", "kort").await;
    browser.fill("gentag", "kort").await;
    browser.press("Opret administrator").await;
    browser.says("mindst 12 tegn").await;
    browser.fill("adgangskode", "en rigtig lang sætning").await;
    browser.fill("gentag", "en rigtig lang sætning").await;
    browser.press("Opret administrator").await;
    browser.arrives("/import").await;
    let file = dir.path().join("udtræk.csv");
    std::fs::write(&file, "Id;Navn;Livscyklus\nS1;Æblehaven;i drift\nS2;Ørnereden;på månen\n").expect("written");
    browser.fill("kilde", "Regneark").await;
    browser.find(Locator::Css("#fil")).await.send_keys(&file.to_string_lossy()).await.expect("chosen");
    browser.press("Se, hvad den ville ændre").await;
    // The key's column has another name: it is chosen once, and remembered for the source.
    let column = browser.find(Locator::Css("#k-0")).await;
    column.select_by_value("key").await.expect("chosen");
    browser.press("Gem valgene, og prøv igen").await;
    browser.says("1 række kan tages ind, 1 række afvises").await;
    browser.says("på månen").await;
    is_for_everybody(&browser).await;
    browser.press("Tag det ind").await;
    browser.says("Gemt som handling").await;
    browser.go("/objekter/system/S1").await;
    assert_eq!(browser.text("h1").await, "Æblehaven (S1)");
    browser.says("Sådan står det").await;
    browser.go("/opsaetning").await;
    browser.arrives("/").await;
}
