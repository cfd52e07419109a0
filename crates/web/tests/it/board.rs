//! The board reads what it decides: what deviates, what both parties say, the plan, and every day that a click sets.

use kernel::Role;
use serde_json::json;

use crate::cases::{Client, deviating, explanation, views};
use crate::town::{Session, Town};

/// A case put to the board, with the sentence of what deviates.
pub struct Put {
    pub number: String,
    pub sentence: String,
    pub board: Session,
}

/// Takes the first material deviation all the way to the board, proposed to end so many days from now.
pub async fn put_to_the_board(town: &Town, days: i32) -> Put {
    let mut tokens = Vec::new();
    for role in [Role::ItArchitect, Role::BusinessAreaLead, Role::SystemOwner, Role::ExecutiveBoard] {
        town.join(role, "").await;
        tokens.push(town.token(role, "write").await);
    }
    let [architect, area, owner, _] = &tokens[..] else { panic!("four") };
    let (pack, principle, key) = deviating(town);
    let now = town.house.now();
    let packs = now.packs();
    let system = facts::schema().kind("system").expect("systems");
    let found = now.assessment.findings().find(|finding| {
        let rule = finding.rule(&packs);
        finding.verdict == findings::Verdict::Deviates
            && rule.kind == system
            && packs[0].principle_of(rule).id == principle
            && *now.slots.keys(system)[finding.object as usize] == *key
    });
    let found = found.expect("the deviation");
    let sentence = found.rule(&packs).finding.da.fill(&now.slots, found.object, kernel::Lang::Da);
    let opening = json!({ "pack": pack, "principle": principle, "kind": "system", "keys": [key], "title": "Systemet afviger fra princippet" });
    let opened = town.api("POST", "/api/v1/cases", architect, &[], &opening.to_string()).await;
    let client = Client { town, number: opened.json()["number"].as_str().expect("a number").to_owned() };
    let today = now.today;
    let case = client.case(architect).await;
    client.does(architect, "screen", json!({ "party": "it", "views": views(&case) })).await;
    client.does(area, "screen", json!({ "party": "area", "views": views(&case) })).await;
    client.does(architect, "conclude", json!({ "outcome": "board" })).await;
    client.does(owner, "explain", json!({ "explanation": explanation(today) })).await;
    let submission = json!({ "recommendation": "grant", "summary": "Systemet kan ikke undværes, før næste udgave er der.", "necessity": "no_supplier", "consequence": 25_000_000, "risk": "medium", "until": today.plus_days(days) });
    client.does(architect, "submit", json!({ "submission": submission })).await;
    Put { number: client.number, sentence, board: town.sign_in(Role::ExecutiveBoard).await }
}

/// As it stands in a page.
pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// Where each stands in the page, in that order; panics at the first that does not.
fn in_order(page: &str, wanted: &[&str]) {
    let mut from = 0;
    for text in wanted {
        let at = page[from..].find(text).unwrap_or_else(|| panic!("{text} is not there, or too early: {page}"));
        from += at + text.len();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_board_reads_what_deviates_both_views_the_explanation_and_the_recommendation_before_the_form() {
    let town = Town::new().await;
    let put = put_to_the_board(&town, 60).await;
    let (today, sentence) = (town.house.now().today, escaped(&put.sentence));
    let until = today.plus_days(60).long(kernel::Lang::Da);
    let page = town.get(&format!("/sager/{}/afgoerelse", put.number), &put.board).await.body;
    in_order(
        &page,
        &[
            "Hvad afviger?",
            &sentence,
            "Sådan ser it og fagområdet på det",
            "Navn it_architect",
            "Navn business_area_lead",
            "rød",
            "set i registeret",
            "Forklaring",
            "Leverandøren kan først levere det i næste udgave.",
            "Opgradere",
            "Ejeren",
            &today.plus_days(30).long(kernel::Lang::Da),
            "Indstilling",
            &format!("Giv dispensation til og med {until}"),
            "Systemet kan ikke undværes, før næste udgave er der.",
            "250.000",
            "name=\"begrundelse\"",
        ],
    );
    let overview = town.get("/direktion", &put.board).await.body;
    in_order(&overview, &[&sentence, &format!("Giv dispensation til og med {until}"), "Opgradere", "afgoerelse"]);
}
