//! Every page for everybody: axe finds no serious violation, wide, narrow and at 400 % zoom; and what the pages look like.

use std::collections::HashMap;
use std::path::PathBuf;

use fantoccini::Locator;
use fantoccini::cookies::Cookie;
use serde_json::Value;

use crate::driver::{Browser, Server};

const AXE: &str = include_str!("vendor/axe.min.js");
/// Set by `cargo xtask shots`: where the pictures go.
const SHOTS: &str = "FUNDAMENT_SHOTS";

/// Every page, as its own reader sees it.
const PAGES: [(&str, &str, &str); 49] = [
    ("arkitekt", "overblik", "/"),
    ("systemejer", "opgaver", "/opgaver"),
    ("arkitekt", "strategi", "/strategi"),
    ("arkitekt", "strategi-pakke", "/strategi/it-teknologi-2023"),
    ("arkitekt", "princip", "/strategi/it-teknologi-2023/principper/drift-hybrid"),
    ("arkitekt", "regel", "/strategi/it-teknologi-2023/regler/rights-concept-missing?dom=deviates"),
    ("arkitekt", "hvad-nu-hvis", "/proev"),
    ("arkitekt", "systemer", "/objekter/system"),
    ("arkitekt", "systemer-filtreret", "/objekter/system?q=skole&dom=deviates&sorter=-deviates"),
    ("arkitekt", "system", "/objekter/system/S0009"),
    ("systemejer", "oplys", "/objekter/system/S0013/oplys/hosting"),
    ("systemejer", "svar", "/objekter/system/S0013/svar/os2-community-not-followed"),
    ("arkitekt", "sager", "/sager"),
    ("arkitekt", "sager-dispenseret", "/sager?stilling=dispensed&sorter=dag"),
    ("arkitekt", "sag", "/sager/2026-0001"),
    ("fagchef", "sag-screening", "/sager/2026-0030/screening?part=area"),
    ("direktion", "direktion", "/direktion"),
    ("fagchef", "anskaffelser", "/anskaffelser"),
    ("fagchef", "anskaffelse-ny", "/anskaffelser/ny"),
    ("fagchef", "anskaffelse", "/anskaffelser/A2026-0001"),
    ("fagchef", "anskaffelse-plan", "/anskaffelser/A2026-0001/plan"),
    ("fagchef", "anskaffelse-egne", "/anskaffelser/A2026-0001/egne"),
    ("fagchef", "anskaffelse-tjekliste", "/anskaffelser/A2026-0001/tjekliste"),
    ("fagchef", "anskaffelse-tilbud", "/anskaffelser/A2026-0001/tilbud/T1"),
    ("fagchef", "sag-forklaring", "/sager/2026-0060/forklaring"),
    ("arkitekt", "alt-andet", "/objekter"),
    ("arkitekt", "udstyr", "/objekter/device"),
    ("arkitekt", "sammenlign", "/sammenlign?a=S0009&b=S0010"),
    ("arkitekt", "kle", "/kle"),
    ("arkitekt", "import", "/import"),
    ("arkitekt", "import-fil", "/import/fil"),
    ("arkitekt", "import-koersler", "/import/koersler"),
    ("arkitekt", "import-koersel", "/import/koersler/1"),
    ("arkitekt", "import-samme", "/import/samme"),
    ("arkitekt", "overdragelse", "/overdragelse"),
    ("arkitekt", "sag-ny", "/sager/ny?strategi=it-teknologi-2023&princip=drift-hybrid&slags=system&objekt=S0009"),
    ("arkitekt", "system-bredt", "/objekter/system/S0108"),
    ("arkitekt", "kontrakt", "/objekter/contract/K0149"),
    ("arkitekt", "enhed", "/objekter/unit/U1"),
    ("arkitekt", "system-dengang", "/objekter/system/S0108?dag=2026-11-01"),
    ("arkitekt", "log", "/log?kontrol=1"),
    ("arkitekt", "mig", "/mig"),
    ("arkitekt", "bekraeft", "/bekraeft"),
    ("arkitekt", "api", "/api"),
    ("arkitekt", "problems", "/docs/problems"),
    ("arkitekt", "kle-alle", "/kle?alle=1"),
    ("admin", "administration", "/administration"),
    ("revision", "ingen-adgang", "/administration"),
    ("arkitekt", "findes-ikke", "/objekter/system/findes-ikke"),
];

/// Pages that are reached from others: where to begin, and what to click.
const REACHED: [(&str, &str, &[&str]); 2] = [
    ("hvad-nu-hvis-svar", "/proev", &["main details summary", "main details form button"]),
    ("konto", "/administration", &["main table th a"]),
];

pub async fn violations(browser: &Browser) -> Vec<Value> {
    browser.client.execute(AXE, vec![]).await.expect("axe is there");
    let script = "const done = arguments[arguments.length - 1];
        axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] })
            .then(found => done(found.violations.map(v => ({ id: v.id, impact: v.impact, nodes: v.nodes.map(n => n.html).slice(0, 3) }))));";
    let found = browser.client.execute_async(script, vec![]).await.expect("axe runs");
    let serious = |one: &Value| matches!(one["impact"].as_str(), Some("serious" | "critical"));
    found.as_array().cloned().unwrap_or_default().into_iter().filter(serious).collect()
}

/// What is wider than the page: it must scroll in its own box, never the whole page (WCAG 1.4.10).
async fn overflowing(browser: &Browser) -> Vec<Value> {
    let script = "const wide = document.documentElement.clientWidth;
        if (document.documentElement.scrollWidth <= wide) return [];
        const out = [...document.querySelectorAll('main *, header *')].filter(e => e.getBoundingClientRect().right > wide + 1);
        const free = out.filter(e => !e.closest('.fu-scroll'));
        // What is placed by itself may reach out of a box that scrolls.
        return (free.length ? free : out).map(e => e.outerHTML.slice(0, 160)).slice(0, 3)
            .concat([`${document.documentElement.scrollWidth} > ${wide}`]);";
    let found = browser.client.execute(script, vec![]).await.expect("looked");
    found.as_array().cloned().unwrap_or_default()
}

async fn shot(browser: &Browser, name: &str) {
    let Some(dir) = std::env::var_os(SHOTS).map(PathBuf::from) else { return };
    let picture = browser.client.screenshot().await.expect("a picture");
    std::fs::create_dir_all(&dir).expect("the folder");
    std::fs::write(dir.join(format!("{name}.png")), picture).expect("written");
}

/// Widths in CSS pixels: a desk, a phone, and a desk at 400 % zoom.
const WIDTHS: [(&str, u32); 3] = [("1280", 1_280), ("390", 390), ("400pct", 320)];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_page_is_for_everybody() {
    let server = Server::demo().await;
    let mut wrong: Vec<String> = Vec::new();
    let mut sessions: HashMap<&str, Cookie<'static>> = HashMap::new();
    for (width_name, width) in WIDTHS {
        let mut signed = "";
        let browser = Browser::wide(&server, width).await;
        browser.go("/log-ind").await;
        check(&browser, &format!("log-ind-{width_name}"), &mut wrong).await;
        for (login, name, path) in PAGES {
            if signed != login {
                browser.client.delete_all_cookies().await.expect("signed out");
                // Once each: whoever signs in too often in a minute must wait.
                if let Some(cookie) = sessions.get(login) {
                    browser.client.add_cookie(cookie.clone()).await.expect("signed in");
                } else {
                    browser.sign_in(login).await;
                    let cookie = browser.client.get_named_cookie("fundament").await.expect("a session");
                    sessions.insert(login, cookie);
                }
                signed = login;
            }
            browser.go(path).await;
            check(&browser, &format!("{name}-{width_name}"), &mut wrong).await;
        }
        // The cast's last is the administrator.
        for (name, start, clicks) in REACHED {
            browser.client.delete_all_cookies().await.expect("signed out");
            browser.client.add_cookie(sessions["admin"].clone()).await.expect("signed in");
            browser.go(start).await;
            for css in clicks {
                browser.find(Locator::Css(css)).await.click().await.expect("clicked");
            }
            browser.gone_from(start).await;
            check(&browser, &format!("{name}-{width_name}"), &mut wrong).await;
        }
        browser.close().await;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

async fn check(browser: &Browser, name: &str, wrong: &mut Vec<String>) {
    shot(browser, name).await;
    // A page that is gone or closed would be looked at in place of the one that is meant.
    let title = browser.client.title().await.expect("a title");
    let refused = ["Findes ikke", "Ingen adgang"].iter().any(|word| title.contains(word));
    if refused != (name.starts_with("findes-ikke") || name.starts_with("ingen-adgang")) {
        wrong.push(format!("{name}: {title}"));
    }
    for violation in violations(browser).await {
        wrong.push(format!("{name}: {violation}"));
    }
    let wide = overflowing(browser).await;
    if !wide.is_empty() {
        wrong.push(format!("{name}: wider than the page: {wide:?}"));
    }
}
