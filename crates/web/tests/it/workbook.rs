//! A list as a workbook says what the list's CSV says, cell by cell, and no more to anybody than they may see.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use kernel::Role;

use crate::town::{Session, Town};

async fn rows(town: &Town, path: &str, session: &Session) -> Vec<Vec<Data>> {
    let answer = town.get(path, session).await;
    assert_eq!(answer.status, axum::http::StatusCode::OK, "{path}: {}", answer.body);
    assert_eq!(answer.header("content-type"), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(answer.bytes)).expect("a workbook");
    let name = book.sheet_names().first().cloned().expect("a sheet");
    assert!(book.worksheet_formula(&name).expect("readable").used_cells().next().is_none());
    book.worksheet_range(&name).expect("readable").rows().map(<[Data]>::to_vec).collect()
}

/// The CSV's cells; a text that the CSV marks as no formula is without its mark.
async fn csv_rows(town: &Town, path: &str, session: &Session) -> Vec<Vec<String>> {
    let text = town.get(path, session).await.body;
    let lines = text.trim_start_matches('\u{feff}').lines();
    let cell = |cell: &str| cell.strip_prefix('\'').unwrap_or(cell).to_owned();
    lines.map(|line| line.split(';').map(cell).collect()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_workbook_holds_what_the_csv_holds_in_the_same_order() {
    let town = Town::new().await;
    town.join(Role::ItArchitect, "").await;
    let session = town.sign_in(Role::ItArchitect).await;
    for query in ["?vis=licence&vis=supplier", "?vis=status&q=a&sorter=-deviates", "?vis=status&dom=deviates"] {
        let sheet = rows(&town, &format!("/objekter/system/eksport.xlsx{query}"), &session).await;
        let sheet: Vec<Vec<String>> = sheet.iter().map(|row| row.iter().map(ToString::to_string).collect()).collect();
        let csv = csv_rows(&town, &format!("/objekter/system/eksport.csv{query}"), &session).await;
        assert!(csv.len() > 2, "{query}");
        assert_eq!(sheet, csv, "{query}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_supplied_like_a_formula_is_text_in_the_workbook() {
    let town = Town::new().await;
    town.join(Role::ItArchitect, "").await;
    let session = town.sign_in(Role::ItArchitect).await;
    let system = facts::schema().kind("system").expect("system");
    let version = town.house.store().version(town.house.tenant(), system, "S0009").await.expect("read").to_string();
    let fields = [("vaerdi", "=HYPERLINK(\"https://evil\")"), ("version", version.as_str())];
    let answer = town.post("/objekter/system/S0009/oplys/licence", &session, &fields).await;
    assert!(answer.status.is_redirection(), "{}", answer.body);
    let sheet = rows(&town, "/objekter/system/eksport.xlsx?vis=licence", &session).await;
    let row = sheet.iter().find(|row| row[0] == Data::String("S0009".to_owned())).expect("S0009");
    assert_eq!(row[1], Data::String("=HYPERLINK(\"https://evil\")".to_owned()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn people_are_in_the_workbooks_of_those_who_may_see_them_only() {
    let town = Town::new().await;
    let person = facts::schema().kind("person").expect("person");
    let count = town.house.now().slots.count(person) as usize;
    for (role, sees) in [(Role::Auditor, count), (Role::SystemOwner, 0)] {
        town.join(role, "").await;
        let session = town.sign_in(role).await;
        let sheet = rows(&town, "/objekter/person/eksport.xlsx", &session).await;
        assert_eq!(sheet.len() - 1, sees, "{role:?}");
    }
}
