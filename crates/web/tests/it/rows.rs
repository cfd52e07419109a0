//! Lists of tasks, acquisitions, accounts, runs, cases and acts: searched, narrowed, sorted, paged and exported, all by their address.

use axum::http::StatusCode;
use kernel::Role;
use serde_json::json;

use crate::town::{Session, Town};

async fn page(town: &Town, path: &str, session: &Session) -> String {
    let answer = town.get(path, session).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.body);
    answer.body
}

/// The rows of the last table of a page.
fn rows(page: &str) -> Vec<String> {
    let table = page.rsplit("<tbody>").next().unwrap_or_else(|| panic!("a table: {page}"));
    let table = table.split("</tbody>").next().expect("its end");
    table.split("<tr>").skip(1).map(str::to_owned).collect()
}

/// The lines of an export, but for its head.
async fn lines(town: &Town, path: &str, session: &Session) -> Vec<String> {
    page(town, path, session).await.lines().skip(1).map(str::to_owned).collect()
}

/// The options of a select: word and label.
fn options(page: &str, name: &str) -> Vec<(String, String)> {
    let select = page.split(&format!("name=\"{name}\">")).nth(1).unwrap_or_else(|| panic!("{name}: {page}"));
    let select = select.split("</select>").next().expect("its end");
    let one = |option: &str| {
        let (word, rest) = option.split_once('"').expect("a word");
        let label = rest.split_once('>').expect("a label").1;
        (word.to_owned(), label.split('<').next().unwrap_or(label).to_owned())
    };
    select.split("value=\"").skip(1).map(one).collect()
}

/// How many an option says it would give.
fn count(label: &str) -> usize {
    let count = label.rsplit('(').next().expect("a count").trim_end_matches(')').replace('.', "");
    count.parse().unwrap_or_else(|_| panic!("{label}"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn my_tasks_are_narrowed_sorted_paged_and_exported() {
    let town = Town::new().await;
    town.join(Role::ItArchitect, "").await;
    let session = town.sign_in(Role::ItArchitect).await;
    let all = lines(&town, "/opgaver/eksport.csv", &session).await;
    assert!(all.len() > 60, "{}", all.len());
    let (mut path, mut seen) = ("/opgaver?sorter=om".to_owned(), Vec::new());
    loop {
        let page = page(&town, &path, &session).await;
        let some = rows(&page);
        assert!(some.len() <= 50, "{path}");
        seen.extend(some);
        let Some(next) = page.split("rel=\"next\" href=\"").nth(1) else { break };
        path = next.split('"').next().expect("its end").replace("&amp;", "&");
    }
    assert_eq!(seen.len(), all.len(), "every task once");
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), all.len(), "and none twice");
    let first = page(&town, "/opgaver", &session).await;
    let kinds = options(&first, "slags");
    assert!(kinds.len() > 2, "{kinds:?}");
    let (kind, label) = &kinds[1];
    let narrowed = page(&town, &format!("/opgaver?slags={kind}"), &session).await;
    assert!(narrowed.contains(&format!("role=\"status\">{} fundet", count(label))), "{label}: {narrowed}");
    assert_eq!(options(&narrowed, "slags"), kinds, "the others stay, with what they would give");
    assert_eq!(lines(&town, &format!("/opgaver/eksport.csv?slags={kind}"), &session).await.len(), count(label));
    let words = lines(&town, "/opgaver/eksport.csv?q=LICENS", &session).await;
    assert!(!words.is_empty() && words.len() < all.len(), "{}", words.len());
    assert!(words.iter().all(|line| line.to_lowercase().contains("licens")), "{words:?}");
    let settles = lines(&town, "/opgaver/eksport.csv?sorter=-afgoer&vis=afgoer", &session).await;
    let settles: Vec<u64> = settles.iter().map(|line| line.parse().expect("a number")).collect();
    assert!(settles.is_sorted_by(|one, other| one >= other), "{settles:?}");
    assert!(first.contains("/opgaver/eksport.xlsx") && first.contains("name=\"vis\" value=\"frist\""));
    let book = town.get("/opgaver/eksport.xlsx", &session).await;
    assert!(book.status == StatusCode::OK && book.bytes.starts_with(b"PK"));
    let none = page(&town, "/opgaver?q=findesikke", &session).await;
    assert!(none.contains("Ingen svarer til søgningen") && rows(&none).is_empty(), "{none}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_chosen_facet_still_offers_the_others_with_what_they_would_give() {
    let town = Town::new().await;
    town.join(Role::ItArchitect, "").await;
    let session = town.sign_in(Role::ItArchitect).await;
    let found = |page: &str| {
        let told = page.split("role=\"status\">").nth(1).and_then(|rest| rest.split(' ').next()).expect("a count");
        told.replace('.', "").parse::<usize>().expect("a number")
    };
    for rest in ["", "&q=a", "&status=in_use"] {
        let whole = page(&town, &format!("/objekter/system?x={rest}"), &session).await;
        let hostings = options(&whole, "hosting");
        assert!(hostings.len() > 3, "{hostings:?}");
        let saas = page(&town, &format!("/objekter/system?hosting=saas{rest}"), &session).await;
        assert_eq!(options(&saas, "hosting"), hostings, "{rest}");
        for (word, label) in &hostings[1..] {
            let chosen = page(&town, &format!("/objekter/system?hosting={word}{rest}"), &session).await;
            assert_eq!(found(&chosen), count(label), "{word}{rest}");
        }
    }
    // What nothing has is still seen to be chosen.
    let both = page(&town, "/objekter/system?hosting=saas&q=findesikke", &session).await;
    assert!(options(&both, "hosting").iter().any(|(word, label)| word == "saas" && label.ends_with("(0)")), "{both}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn acquisitions_are_narrowed_by_phase_and_standing_and_no_cell_is_a_formula() {
    let town = Town::new().await;
    town.join(Role::BusinessAreaLead, "").await;
    let session = town.sign_in(Role::BusinessAreaLead).await;
    let token = town.token(Role::BusinessAreaLead, "write").await;
    for (title, phase) in [("=Ørnereden", "idea"), ("Åkanden", "analysis"), ("Bookning", "idea")] {
        let body = json!({ "title": title, "tasks": ["27.36.00"], "purpose": "Fordi", "phase": phase });
        let opened = town.api("POST", "/api/v1/acquisitions", &token, &[], &body.to_string()).await;
        assert_eq!(opened.status, StatusCode::CREATED, "{}", opened.body);
    }
    let titles = async |query: &str| {
        let rows = rows(&page(&town, &format!("/anskaffelser?{query}"), &session).await);
        let known = ["=Ørnereden", "Åkanden", "Bookning"];
        rows.iter().filter_map(|row| known.into_iter().find(|title| row.contains(title))).collect::<Vec<_>>()
    };
    assert_eq!(titles("sorter=-titel&q=n").await, ["Åkanden", "Bookning", "=Ørnereden"], "å is the last letter");
    assert_eq!(titles("fase=idea&sorter=nummer").await, ["=Ørnereden", "Bookning"]);
    assert_eq!(titles("fase=idea&stand=i-gang&q=book").await, ["Bookning"]);
    assert_eq!(titles("stand=system").await, Vec::<&str>::new());
    let csv = page(&town, "/anskaffelser/eksport.csv?sorter=nummer&vis=nummer&vis=titel&vis=fase", &session).await;
    assert!(csv.starts_with("\u{feff}Nummer;Titel;Fase\r\nA2026-0001;'=Ørnereden;"), "{csv}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn accounts_are_searched_and_narrowed_by_role_for_those_who_keep_them_alone() {
    let town = Town::new().await;
    for role in [Role::Admin, Role::Auditor, Role::SystemOwner] {
        town.join(role, "").await;
    }
    let admin = town.sign_in(Role::Admin).await;
    let found = rows(&page(&town, "/administration?q=navn+audi", &admin).await);
    assert!(found.len() == 1 && found[0].contains("Navn auditor"), "{found:?}");
    let owners = lines(&town, "/administration/eksport.csv?rolle=system_owner&vis=navn&vis=roller", &admin).await;
    assert_eq!(owners, ["Navn system_owner;systemejer · hele kommunen"]);
    let down = lines(&town, "/administration/eksport.csv?sorter=-bruger&vis=bruger", &admin).await;
    assert_eq!(down, ["system_owner", "auditor", "admin"]);
    let auditor = town.sign_in(Role::Auditor).await;
    for path in ["/administration/eksport.csv", "/administration/eksport.xlsx"] {
        assert_eq!(town.get(path, &auditor).await.status, StatusCode::FORBIDDEN, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_acts_that_are_looked_for_are_exported_as_the_page_tells_them() {
    let town = Town::new().await;
    town.join(Role::Auditor, "").await;
    town.join(Role::SystemOwner, "").await;
    let auditor = town.sign_in(Role::Auditor).await;
    let all = lines(&town, "/log/eksport.csv", &auditor).await;
    let adopted = lines(&town, "/log/eksport.csv?handling=adopt-strategy&foer=1", &auditor).await;
    assert!(adopted.len() == 1 && all.contains(&adopted[0]), "{adopted:?}");
    assert!(
        adopted[0].contains(";tog strategi i brug;adopt-strategy;") && adopted[0].contains("Vedtaget"),
        "{adopted:?}"
    );
    assert!(adopted[0].matches('<').count() == 0, "words, not marks: {adopted:?}");
    let narrowed = page(&town, "/log?handling=adopt-strategy", &auditor).await;
    assert!(narrowed.contains("href=\"/log/eksport.csv?handling=adopt-strategy\""), "{narrowed}");
    let book = town.get("/log/eksport.xlsx", &auditor).await;
    assert!(book.status == StatusCode::OK && book.bytes.starts_with(b"PK"));
    let owner = town.sign_in(Role::SystemOwner).await;
    assert_eq!(town.get("/log/eksport.csv", &owner).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn runs_are_narrowed_by_source_and_kind() {
    for town in [Town::new().await, Town::in_postgres().await] {
        town.join(Role::ItArchitect, "").await;
        let session = town.sign_in(Role::ItArchitect).await;
        let token = town.token(Role::ItArchitect, "write").await;
        let file = "key;name;status\nS8001;Løn;i drift\n";
        let taken = town.api("POST", "/api/v1/imports/system?source=Ærø-arket", &token, &[], file).await;
        assert_eq!(taken.status, StatusCode::OK, "{}", taken.body);
        let runs = async |query: &str| {
            let all = page(&town, &format!("/import/koersler{query}"), &session).await;
            let path = format!("/api/v1/runs{}", query.replace("kilde", "source").replace("slags", "kind"));
            let told = town.api("GET", &path, &token, &[], "").await.json();
            let table = if all.contains("<tbody>") { rows(&all).len() } else { 0 };
            assert_eq!(told["items"].as_array().map(Vec::len), Some(table), "{query}: {told}");
            table
        };
        assert_eq!(runs("").await, 2);
        assert_eq!(runs("?kilde=%C3%86r%C3%B8-arket").await, 1);
        assert_eq!(runs("?kilde=%C3%86r%C3%B8-arket&slags=unit").await, 0);
        assert_eq!(runs("?slags=unit").await, 1);
        assert_eq!(runs("?slags=system").await, 2);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_columns_of_a_list_of_cases_are_chosen_for_the_page_and_its_files() {
    let town = Town::new().await;
    town.join(Role::ItArchitect, "").await;
    let session = town.sign_in(Role::ItArchitect).await;
    let token = town.token(Role::ItArchitect, "write").await;
    let (pack, principle, key) = crate::cases::deviating(&town);
    let case = json!({ "pack": pack, "principle": principle, "kind": "system", "keys": [key], "title": "Vagtplan uden login" });
    let opened = town.api("POST", "/api/v1/cases", &token, &[], &case.to_string()).await;
    assert_eq!(opened.status, StatusCode::CREATED, "{}", opened.body);
    let usual = page(&town, "/sager", &session).await;
    assert!(usual.contains(">Afventer<") && !usual.contains("<th scope=\"col\">Nøgler"), "{usual}");
    let chosen = page(&town, "/sager?vis=sag&vis=noegler&vis=oprettet", &session).await;
    assert!(chosen.contains("<th scope=\"col\">Nøgler") && rows(&chosen)[0].contains(&key), "{chosen}");
    assert!(!chosen.contains("<th scope=\"col\">Afventer"), "{chosen}");
    assert!(chosen.contains("/sager/eksport.csv?vis=sag&amp;vis=noegler&amp;vis=oprettet"), "{chosen}");
    let csv = lines(&town, "/sager/eksport.csv?vis=sag&vis=noegler", &session).await;
    assert_eq!(csv, [format!("2026-0001;{key}")]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tasks_of_kle_and_runs_are_files_as_well_and_no_file_passes_over_a_word() {
    let town = Town::new().await;
    town.join(Role::ItArchitect, "").await;
    let session = town.sign_in(Role::ItArchitect).await;
    let all = page(&town, "/kle?alle=1", &session).await;
    let shown = rows(&all).len();
    let file = lines(&town, "/kle/eksport.csv?alle=1", &session).await;
    assert!(shown > 1 && file.len() >= shown, "{shown}: {file:?}");
    assert!(all.contains("/kle/eksport.csv?alle=1") && all.contains("name=\"alle\" value=\"1\""), "{all}");
    let task = file[0].split(';').next().expect("a task").to_owned();
    let found = page(&town, &format!("/kle?alle=1&q={task}"), &session).await;
    assert!(rows(&found).iter().all(|row| row.contains(&task)), "{found}");
    let sorted = lines(&town, "/kle/eksport.csv?alle=1&sorter=opgave&vis=opgave", &session).await;
    assert!(sorted.is_sorted() && sorted.len() == file.len(), "{sorted:?}");
    let runs = lines(&town, "/import/koersler/eksport.csv", &session).await;
    assert_eq!(runs.len(), rows(&page(&town, "/import/koersler", &session).await).len(), "{runs:?}");
    for list in ["/kle", "/import/koersler", "/opgaver", "/anskaffelser", "/log"] {
        let refused = town.get(&format!("{list}/eksport.csv?bogus=1"), &session).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{list}: {}", refused.body);
        assert!(refused.body.contains("bogus=1"), "{list}: {}", refused.body);
    }
    let refused = town.get("/opgaver/eksport.xlsx?type=bogus", &session).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{}", refused.body);
}
