//! Every page for everybody: axe finds no serious violation, wide, narrow and at 400 % zoom; and what the pages look like.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use fantoccini::Locator;
use fantoccini::cookies::Cookie;
use serde_json::Value;

use crate::driver::{Browser, Server};
use crate::pages::{OF_AN_EMPTY_HOUSE, PAGES, REACHED, Reached, Step, fits};

const AXE: &str = include_str!("vendor/axe.min.js");
/// Set by `cargo xtask shots`: where the pictures go.
const SHOTS: &str = "FUNDAMENT_SHOTS";

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
    std::fs::create_dir_all(&dir).expect("the folder");
    for (place, picture) in browser.pictures().await.into_iter().enumerate() {
        let part = if place == 0 { String::new() } else { format!("-{}", place + 1) };
        std::fs::write(dir.join(format!("{name}{part}.png")), picture).expect("written");
    }
}

/// Widths in CSS pixels: a desk, a phone, and a desk at 400 % zoom.
const WIDTHS: [(&str, u32); 3] = [("1280", 1_280), ("390", 390), ("400pct", 320)];

/// Signed-in visitors of one house. Each signs in once.
#[derive(Default)]
struct Visitors(HashMap<&'static str, Cookie<'static>>);

impl Visitors {
    /// Lets that one sit at the browser; nobody when there is no name.
    async fn seat(&mut self, browser: &Browser, login: &'static str) {
        browser.client.delete_all_cookies().await.expect("signed out");
        if login.is_empty() {
            return;
        }
        if let Some(cookie) = self.0.get(login) {
            return browser.client.add_cookie(cookie.clone()).await.expect("signed in");
        }
        browser.sign_in(login).await;
        self.0.insert(login, browser.client.get_named_cookie("fundament").await.expect("a session"));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_page_is_for_everybody() {
    let files = tempfile::tempdir().expect("a folder");
    let mut wrong = Vec::new();
    {
        let (server, mut visitors) = (Server::demo().await, Visitors::default());
        for (width_name, width) in WIDTHS {
            let browser = Browser::wide(&server, width).await;
            look(&browser, &mut visitors, &PAGES, width_name, &mut wrong).await;
            for one in &REACHED {
                visitors.seat(&browser, one.login).await;
                reach(&browser, one, files.path()).await;
                check(&browser, &format!("{}-{width_name}", one.name), &mut wrong).await;
            }
            browser.close().await;
        }
    }
    let server = Server::empty(&files.path().join("empty")).await;
    for (width_name, width) in WIDTHS {
        let browser = Browser::wide(&server, width).await;
        browser.go("/").await;
        look(&browser, &mut Visitors::default(), &OF_AN_EMPTY_HOUSE, width_name, &mut wrong).await;
        browser.close().await;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Looks at pages that have addresses.
async fn look(
    browser: &Browser,
    visitors: &mut Visitors,
    pages: &[(&'static str, &str, &str)],
    width: &str,
    wrong: &mut Vec<String>,
) {
    // A browser has no cookies before it has been at the address.
    let mut seated = "";
    for (login, name, address) in pages {
        if seated != *login {
            visitors.seat(browser, login).await;
            seated = login;
        }
        browser.go(address).await;
        let (at, path) = (browser.path().await, address.split('?').next().unwrap_or_default());
        if !fits(path, &at) {
            wrong.push(format!("{name}-{width}: at {at} and not at {address}"));
        }
        check(browser, &format!("{name}-{width}"), wrong).await;
    }
}

/// Goes the way to a page that has no address before.
async fn reach(browser: &Browser, page: &Reached, files: &Path) {
    browser.go(page.start).await;
    for step in page.way {
        match step {
            Step::Click(css) => browser.find(Locator::Css(css)).await.click().await.expect("clicked"),
            Step::Write(name, text) => browser.fill(name, text).await,
            Step::Choose(name, value) => {
                let list = browser.find(Locator::Css(&format!("main select[name='{name}']"))).await;
                list.select_by_value(value).await.expect("chosen");
            }
            Step::Bring(name, content) => {
                let file = files.join(name);
                std::fs::write(&file, content).expect("written");
                let field = browser.find(Locator::Css("#fil")).await;
                field.send_keys(&file.to_string_lossy()).await.expect("chosen");
            }
            Step::See(css) => drop(browser.find(Locator::Css(css)).await),
        }
    }
    browser.arrives_where(page.route, |at| fits(page.route, at)).await;
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
