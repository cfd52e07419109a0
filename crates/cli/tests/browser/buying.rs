//! An acquisition as people click it: written down, offers and a supplier's sheet taken in, compared, through a gate; and a winner that
//! becomes a system.

use fantoccini::Locator;

use crate::driver::{Browser, Server};
use crate::walks::{as_another, is_for_everybody};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_acquisition_goes_from_thought_to_gate_and_a_winner_becomes_a_system() {
    let dir = tempfile::tempdir().expect("a folder");
    let server = Server::demo().await;
    let browser = Browser::open(&server).await;
    browser.sign_in("fagchef").await;
    let one = written_down(&browser).await;
    for (supplier, product) in [("Nordsoft A/S", "Omsorg Ny"), ("Kystdata ApS", "Kyst Omsorg")] {
        unfold(&browser, "Tilføj et tilbud").await;
        browser.fill("leverandoer", supplier).await;
        browser.fill("produkt", product).await;
        browser.press("Tilføj").await;
        browser.says(&format!("{product}, {supplier}")).await;
    }
    let before = compared(&browser).await;
    let sheet = dir.path().join("svar.csv");
    std::fs::write(&sheet, "Kode;Svar\nsystem.access_control;lokale konti\nsystem.mfa;nej\n").expect("written");
    browser.follow("T1: Omsorg Ny, Nordsoft A/S").await;
    unfold(&browser, "Indlæs leverandørens kravark eller komponentliste").await;
    browser.find(Locator::Css("#fil")).await.send_keys(&sheet.to_string_lossy()).await.expect("chosen");
    browser.press("Indlæs").await;
    browser.says("leverandørens svar").await;
    is_for_everybody(&browser).await;
    browser.go(&one).await;
    let after = compared(&browser).await;
    assert!(before[0] == before[1] && after[0] != before[0] && after[1] == before[1], "{before:?} {after:?}");
    is_for_everybody(&browser).await;
    browser.says("Kravarket er ikke dannet.").await;
    browser.press("Dan kravarket").await;
    browser.says("Kravarket er dannet med").await;
    answered(&browser, &one).await;
    as_another(&browser, "arkitekt").await;
    browser.follow("Mine opgaver").await;
    browser.says("venter på dig").await;
    browser.go("/opgaver?type=anskaffelse").await;
    browser
        .find(Locator::XPath(&format!("//main//a[starts-with(@href, '{one}')]")))
        .await
        .click()
        .await
        .expect("followed");
    browser.says("Alt er på plads til faseovergangen.").await;
    browser.find(Locator::Css("form[action$='/fase'] button")).await.click().await.expect("pressed");
    browser.says("gennemførte en faseovergang").await;
    becomes_a_system(&browser).await;
}

/// Opens a part of the page that is folded.
async fn unfold(browser: &Browser, summary: &str) {
    let path = format!("//summary[normalize-space(.)='{summary}']");
    browser.find(Locator::XPath(&path)).await.click().await.unwrap_or_else(|error| panic!("{summary}: {error}"));
}

/// A new acquisition's address.
async fn written_down(browser: &Browser) -> String {
    browser.follow("Anskaffelser").await;
    browser.follow("Opret anskaffelse").await;
    browser.fill("titel", "Nyt plejesystem").await;
    browser.fill("kle", "99.99").await;
    browser.find(Locator::Css("[name='fase']")).await.select_by_value("analysis").await.expect("chosen");
    is_for_everybody(browser).await;
    browser.press("Opret anskaffelsen").await;
    browser.says("Hvorfor ikke genbruge?").await;
    browser.path().await
}

/// What the table says in all of each offer.
async fn compared(browser: &Browser) -> Vec<String> {
    let cells = Locator::XPath("//tr[th[normalize-space(.)='I alt, principper']]/td");
    let mut said = Vec::new();
    for cell in browser.client.find_all(cells).await.expect("cells") {
        said.push(cell.text().await.expect("its text"));
    }
    assert_eq!(said.len(), 2, "{said:?}");
    said
}

/// Goes through the whole check list.
async fn answered(browser: &Browser, one: &str) {
    browser.go(&format!("{one}/tjekliste")).await;
    let mut rules = Vec::new();
    for field in browser.client.find_all(Locator::Css("main input[name='regel']")).await.expect("fields") {
        rules.push(field.attr("value").await.expect("an attribute").expect("a rule"));
    }
    assert!(!rules.is_empty());
    for rule in rules {
        let point = format!("//li[.//input[@name='regel' and @value='{rule}']]");
        browser.find(Locator::XPath(&format!("{point}//summary"))).await.click().await.expect("unfolded");
        browser.find(Locator::Css(&format!("#b-{rule}"))).await.send_keys("Drøftet i gruppen.").await.expect("written");
        browser.find(Locator::XPath(&format!("{point}//form//button"))).await.click().await.expect("pressed");
        browser.find(Locator::XPath(&format!("{point}/p[contains(., 'Drøftet i gruppen.')]"))).await;
    }
}

/// The example's second acquisition has its winner, and is in the solution phase.
async fn becomes_a_system(browser: &Browser) {
    browser.go("/anskaffelser/A2026-0002").await;
    unfold(browser, "Gør vinderen til et system").await;
    browser.fill("noegle", "S0009").await;
    browser.press("Gør til system").await;
    browser.says("Der er allerede et system med den nøgle.").await;
    unfold(browser, "Gør vinderen til et system").await;
    browser.fill("noegle", "S9999").await;
    browser.press("Gør til system").await;
    browser.says("Blev til system").await;
    is_for_everybody(browser).await;
    browser.find(Locator::XPath("//main//dd/a[starts-with(@href, '/sager/')]")).await.click().await.expect("followed");
    browser.says("Fra anskaffelse A2026-0002").await;
    browser.go("/objekter/system/S9999").await;
    assert_eq!(browser.text("h1").await, "Skoleværk Fravær (S9999)");
}
