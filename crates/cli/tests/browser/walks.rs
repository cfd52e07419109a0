//! People's walks, as they would click them.

use std::path::Path;

use fantoccini::Locator;
use testkit::mailbox::{Mail, mails};

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

/// The owner's system, the fact that it lacks, and the rule that waits for it.
const SYSTEM: (&str, &str) = ("/objekter/system/S0013", "Hjælpemiddel Kerne");
const LACKS: &str = "Adgangsstyring";
const RULE: &str = "Adgangen går gennem fælles adgangsstyring eller kommunens identitetstjeneste";

/// The verdict that a rule stands under on an object's page, as its heading says it: `? ikke vurderet 10 regler`.
async fn verdict(browser: &Browser, rule: &str) -> String {
    let path =
        format!("//section[@aria-labelledby='vurderinger']/details[.//li/a[normalize-space(.)='{rule}']]/summary");
    browser.find(Locator::XPath(&path)).await.text().await.expect("its text")
}

/// How many rules a verdict's heading on an object's page counts.
async fn rules_that(browser: &Browser, verdict: &str) -> usize {
    let path = format!("//section[@aria-labelledby='vurderinger']/details/summary[contains(., '{verdict}')]");
    let heading = browser.find(Locator::XPath(&path)).await.text().await.expect("its text");
    heading.split_whitespace().find_map(|word| word.parse().ok()).unwrap_or_else(|| panic!("{heading}"))
}

async fn owner_supplies(browser: &Browser) {
    browser.sign_in("systemejer").await;
    browser.arrives("/").await;
    assert_eq!(browser.text("h1").await, "Overblik");
    browser.follow("Systemer").await;
    browser.fill("q", SYSTEM.1).await;
    browser.press("Vis").await;
    browser.says("Ryd alt").await;
    browser.follow("S0013").await;
    browser.arrives(SYSTEM.0).await;
    // The rule cannot be assessed, and says what is lacking.
    let before = verdict(browser, RULE).await;
    assert!(before.contains("ikke vurderet"), "{before}");
    let counts = (rules_that(browser, "følger").await, rules_that(browser, "ikke vurderet").await);
    let lacking = "//section[@aria-labelledby='vurderinger']/details/summary[contains(., 'ikke vurderet')]";
    browser.find(Locator::XPath(lacking)).await.click().await.expect("unfolded");
    browser.follow(&format!("Oplys: {LACKS}")).await;
    browser.arrives(&format!("{}/oplys/access_control", SYSTEM.0)).await;
    assert_eq!(browser.text("h1").await, format!("Oplys: {LACKS}"));
    browser.find(Locator::Css("label[for='v-municipal_idp']")).await.click().await.expect("chosen");
    browser.press("Gem").await;
    browser.arrives(SYSTEM.0).await;
    // The finding has changed, and what counts it.
    let after = verdict(browser, RULE).await;
    assert!(after.contains("følger"), "{after}");
    let counted = (rules_that(browser, "følger").await, rules_that(browser, "ikke vurderet").await);
    assert!(counted.0 > counts.0, "{counted:?}");
    assert_eq!(counted.0 - counts.0, counts.1 - counted.1, "what waited for the fact now follows");
    // The fact is there with the owner's name and a last day, and the way to correct it; nobody is asked for it again.
    let row = browser.find(Locator::XPath(&format!("//tr[th[normalize-space(.)='{LACKS}']]"))).await;
    let row = row.text().await.expect("its text");
    for says in ["kommunens egen identitetstjeneste", "gyldig til", "i dag", "Ret"] {
        assert!(row.contains(says), "{says}: {row}");
    }
    let asked = Locator::XPath("//a[normalize-space(.)='Oplys: Adgangsstyring']");
    assert!(browser.client.find_all(asked).await.expect("links").is_empty());
    browser.says("Hvad der er sket").await;
    browser.press("English").await;
    browser.arrives(SYSTEM.0).await;
    browser.says("How it stands").await;
    browser.says("valid until").await;
    browser.press("Dansk").await;
    browser.press("Log ud").await;
    browser.arrives("/log-ind").await;
}

/// The first task of the list that asks for a fact of a system.
async fn first_task(browser: &Browser) -> String {
    browser.follow("Mine opgaver").await;
    let path = "//a[contains(@href, '/objekter/system/') and contains(@href, '/oplys/')]";
    let task = browser.find(Locator::XPath(path)).await;
    let href = task.attr("href").await.expect("an attribute").expect("an address");
    task.click().await.expect("followed");
    href.split("/oplys/").next().expect("the system's address").to_owned()
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

async fn owner_supplies_by_form_alone(browser: &Browser) {
    browser.sign_in("systemejer").await;
    let system = first_task(browser).await;
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
    let searched = keys(browser).await;
    assert!(searched.len() > 1 && searched.len() < 50, "{searched:?}");
    let found = filtered(browser, &searched).await;
    let address = browser.path().await;
    for part in ["q=%C3%B8konomi", "sorter=-deviates", "status=in_operation"] {
        assert!(address.contains(part), "{part}: {address}");
    }
    // Somebody who is sent the address sees the same rows, and what they are filtered by.
    browser.go("/").await;
    browser.go(&address).await;
    assert_eq!(keys(browser).await, found);
    let chosen = browser.find(Locator::Css("#f-status option:checked")).await.text().await.expect("its text");
    assert_eq!(chosen, format!("i drift ({})", found.len()));
    let export = browser.find(Locator::LinkText("Hent som CSV")).await;
    let export = export.attr("href").await.expect("an attribute").expect("an address");
    assert!(export.starts_with("/objekter/system/eksport.csv?") && export.contains("status=in_operation"), "{export}");
    let csv = browser.download(&export).await;
    assert_eq!(csv.lines().count(), found.len() + 1, "{csv}");
    for (line, key) in csv.lines().skip(1).zip(&found) {
        assert!(line.starts_with(&format!("{key};")), "{line}");
    }
}

/// Filters what was found by life cycle; the choice says beforehand how many there will be.
async fn filtered(browser: &Browser, searched: &[String]) -> Vec<String> {
    browser.find(Locator::XPath("//summary[normalize-space(.)='Filtre']")).await.click().await.expect("unfolded");
    let facet = browser.find(Locator::Css("#f-status")).await;
    let choice = browser.find(Locator::Css("#f-status option[value='in_operation']")).await;
    let told = choice.text().await.expect("its text");
    facet.select_by_value("in_operation").await.expect("chosen");
    let before = browser.path().await;
    browser.press("Vis").await;
    browser.arrives_where("another address", |at| at != before).await;
    let found = keys(browser).await;
    assert_eq!(told, format!("i drift ({})", found.len()));
    assert!(!found.is_empty() && found.len() < searched.len(), "{found:?} of {searched:?}");
    let kept: Vec<&String> = searched.iter().filter(|key| found.contains(key)).collect();
    assert_eq!(kept, found.iter().collect::<Vec<_>>());
    found
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
pub async fn is_for_everybody(browser: &Browser) {
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
    browser.fill("kommune", "Prøveby Kommune").await;
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
    assert!(browser.text("header").await.contains("Prøveby Kommune"));
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
    // It is saved; on a busy machine it is assessed a little later.
    for _ in 0..50 {
        browser.go("/objekter/system/S1").await;
        if browser.text("h1").await == "Æblehaven (S1)" {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    }
    assert_eq!(browser.text("h1").await, "Æblehaven (S1)");
    browser.says("Sådan står det").await;
    browser.go("/opsaetning").await;
    browser.arrives("/").await;
}

/// Writes the same in every empty text area.
async fn reasons(browser: &Browser, text: &str) {
    for area in browser.client.find_all(Locator::Css("textarea")).await.expect("areas") {
        area.send_keys(text).await.expect("written");
    }
}

async fn chooses(browser: &Browser, name: &str, value: &str) {
    let label = format!("label[for='f-{name}-{value}']");
    browser.find(Locator::Css(&label)).await.click().await.unwrap_or_else(|error| panic!("{label}: {error}"));
}

/// Signs the one before out and the next one in.
pub async fn as_another(browser: &Browser, login: &str) {
    browser.press("Log ud").await;
    browser.arrives("/log-ind").await;
    browser.sign_in(login).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_deviation_goes_from_finding_to_dispensation_through_four_hands_and_lapses() {
    let dir = tempfile::tempdir().expect("a folder");
    let post = dir.path().join("post.mbox");
    let mut server = Server::demo_with_mail(&post).await;
    let browser = Browser::open(&server).await;
    browser.sign_in("arkitekt").await;
    let case = opened_from_a_finding(&browser).await;
    screened(&browser, &case, "it").await;
    as_another(&browser, "fagchef").await;
    screened(&browser, &case, "area").await;
    as_another(&browser, "arkitekt").await;
    browser.go(&case).await;
    chooses(&browser, "udfald", "board").await;
    browser.press("Afslut screeningen").await;
    browser.says("Afvigelsen skal forklares").await;
    as_another(&browser, "sagsejer").await;
    explained(&browser, &case).await;
    as_another(&browser, "arkitekt").await;
    browser.go(&format!("{case}/indstilling")).await;
    browser.fill("resume", "Systemet kan ikke undværes, før næste udgave er klar.").await;
    chooses(&browser, "noedvendighed", "no_supplier").await;
    browser.fill("kroner", "1.250.000 kr.").await;
    is_for_everybody(&browser).await;
    browser.press("Indstil").await;
    browser.arrives(&case).await;
    as_another(&browser, "direktion").await;
    browser.follow("Direktion").await;
    browser.says("1.250.000 kr").await;
    browser.go(&format!("{case}/afgoerelse")).await;
    browser.fill("begrundelse", "Borgerne ville ellers miste ydelsen, og planen holder.").await;
    browser.find(Locator::XPath("//summary[normalize-space(.)='Vilkår']")).await.click().await.expect("unfolded");
    browser.fill("vilkaar-0", "Adgangen logges samlet fra første dag.").await;
    is_for_everybody(&browser).await;
    browser.press("Giv dispensation").await;
    browser.arrives(&case).await;
    browser.says("dispensation").await;
    browser.says("Adgangen logges samlet fra første dag.").await;
    is_for_everybody(&browser).await;
    browser.go(&format!("{case}/afgoerelse")).await;
    browser.fill("begrundelse", "En gang til for prøvens skyld.").await;
    browser.press("Giv dispensation").await;
    browser.says("ikke indstillet til direktionen").await;
    lapses(&mut server, &browser, &case, &post).await;
}

/// The explanation, and so the dispensation, counts to 1 March 2027: 98 days after the demo's day.
const LAST_DAY: u32 = 98;

/// The end date passes: the case lapses, and everybody who had a part in it reads so the next morning, once.
async fn lapses(server: &mut Server, browser: &Browser, case: &str, post: &Path) {
    let about = format!("{case}\n");
    let everybody = ["arkitekt", "direktion", "fagchef", "sagsejer"].map(|login| format!("{login}@eksempel.example"));
    // Nobody is told what they did themselves.
    let told = next_mails(server, 1, post).await;
    let decided = to_whom(&told, &["Direktionen har givet dispensation til og med 1. marts 2027", &about]);
    assert_eq!(decided.iter().collect::<Vec<_>>(), [&everybody[0], &everybody[2], &everybody[3]]);
    let before = next_mails(server, LAST_DAY - 1, post).await;
    assert_eq!(to_whom(&before, &["bortfaldet med virkning fra 2. marts 2027", &about]), Vec::<String>::new());
    browser.sign_in("direktion").await;
    browser.go(case).await;
    browser.says("Adgangen logges samlet fra første dag.").await;
    assert!(!browser.text("main").await.contains("bortfaldet"));
    let lapsed = ["Afgørelsen er bortfaldet med virkning fra 2. marts 2027", about.as_str()];
    // The IT manager has no part in it, but was warned that the end was coming.
    let mut warned = everybody.to_vec();
    warned.insert(3, "itchef@eksempel.example".to_owned());
    assert_eq!(to_whom(&next_mails(server, 1, post).await, &lapsed), warned);
    browser.sign_in("fagchef").await;
    browser.go(case).await;
    browser.says("bortfaldet").await;
    is_for_everybody(browser).await;
    assert_eq!(to_whom(&next_mails(server, 30, post).await, &lapsed), Vec::<String>::new());
}

/// Lets days pass, and reads that morning's mails.
async fn next_mails(server: &mut Server, days: u32, post: &Path) -> Vec<Mail> {
    let before = mails(post).len();
    server.pass(days).await;
    mails(post).split_off(before)
}

/// To whom a line of a mail says all of that, in order of their addresses.
fn to_whom(told: &[Mail], wanted: &[&str]) -> Vec<String> {
    let says = |mail: &&Mail| {
        mail.text.split("\n* ").any(|line| wanted.iter().all(|wanted| format!("{line}\n").contains(wanted)))
    };
    let mut to: Vec<String> = told.iter().filter(says).map(|mail| mail.to.clone()).collect();
    to.sort();
    to
}

/// The address of a new case about the first system that has none for its deviation.
async fn opened_from_a_finding(browser: &Browser) -> String {
    browser.go("/objekter/system?dom=deviates&sorter=-deviates").await;
    browser.find(Locator::Css("table.fu-list tbody th a")).await.click().await.expect("followed");
    browser.follow("Opret en sag om det").await;
    browser.says("Opret sag").await;
    is_for_everybody(browser).await;
    browser.press("Opret sagen").await;
    browser.says("Grundlaget i dag").await;
    browser.path().await
}

async fn screened(browser: &Browser, case: &str, party: &str) {
    browser.go(&format!("{case}/screening?part={party}")).await;
    reasons(browser, "Set i kontrakten og bekræftet af leverandøren.").await;
    is_for_everybody(browser).await;
    browser.press("Underskriv screeningen").await;
    browser.arrives(case).await;
}

async fn explained(browser: &Browser, case: &str) {
    browser.go(&format!("{case}/forklaring")).await;
    is_for_everybody(browser).await;
    // Sent as it is, the form says question by question what is lacking, and keeps what was written.
    browser.fill("arbejdsgang", "Visitationen bruger det hver dag til at planlægge hjemmepleje.").await;
    browser.fill("til", "03012027").await;
    browser.press("Indsend forklaringen").await;
    browser.says("E3: Skriv en begrundelse, der gælder netop her.").await;
    for (name, text) in [
        ("grund", "Leverandøren kan først levere det i den udgave, der kommer til foråret."),
        ("alternativ-0", "Skifte system nu"),
        ("foelge-0", "Kontrakten skulle købes ud, og alle oplæres på ny."),
        ("i-stedet", "Adgang gives kun fra kommunens eget net."),
        ("formaal", "Uvedkommende når ikke frem til systemet udefra."),
        ("risikotekst", "Misbrug inde fra nettet opdages først ved gennemgangen."),
        ("baerer", "Finn Fagchef"),
        ("vist-dokument", "Netværksplan, sag 2026-014"),
        ("trin-0", "Tage den nye udgave i brug"),
        ("ansvar-0", "Sune Systemejer"),
        ("frist-0", "02152027"),
    ] {
        browser.fill(name, text).await;
    }
    browser.press("Indsend forklaringen").await;
    browser.arrives(case).await;
}
