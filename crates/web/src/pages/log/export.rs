//! The acts that are looked for as a file, each line as the page tells it. Of the whole log there is the signed bundle.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use kernel::danish_count;
use maud::Markup;
use reports::table::{Cell, Table};
use store::LogEntry;

use super::act_label;
use super::search::Asked;
use crate::app::App;
use crate::form::Fields;
use crate::gate::Signed;
use crate::locale::Say;
use crate::pages::told::told;
use crate::pages::{export, workbook};
use crate::problem::Problem;

/// What the file is called.
const FILE: &str = "log";
/// A file has no more acts than this.
const MOST: usize = 10_000;
/// And tells so much of each.
const LONGEST: usize = 5_000;

async fn table(app: &App, signed: &Signed, pairs: Vec<(String, String)>) -> Result<Table, Problem> {
    let say = signed.say();
    super::unknown(&pairs).refused()?;
    let mut asked = Asked::of(app, Fields::of(pairs))?;
    // A file holds all that match, whatever page was looked at.
    asked.search.before = None;
    let most = i64::try_from(MOST + 1).unwrap_or(i64::MAX);
    let entries = not_too_many(app.house.store().search_log(app.house.tenant(), &asked.search, most).await?)?;
    let snapshot = app.house.now();
    let row = |entry: &LogEntry| {
        let text = |text: &str| Cell::Text(text.to_owned());
        let or_none = |text: &Option<String>| text.clone().map_or(Cell::Empty, Cell::Text);
        vec![
            Cell::Whole(entry.seq),
            Cell::Text(say.instant(entry.at, &*app.clock)),
            text(&entry.name),
            Cell::Text(act_label(&entry.act, say)),
            text(&entry.act),
            or_none(&entry.kind),
            or_none(&entry.key),
            Cell::Text(words(&told(entry, &snapshot, say))),
        ]
    };
    Ok(Table {
        title: say.t("Log", "Log").to_owned(),
        made_on: app.clock.today(),
        columns: heads(say),
        rows: entries.iter().map(row).collect(),
    })
}

fn heads(say: Say) -> Vec<String> {
    let heads = [
        ("Nr.", "No."),
        ("Hvornår", "When"),
        ("Hvem", "Who"),
        ("Handling", "Act"),
        ("Handlingens ord", "The act's word"),
        ("Slags", "Kind"),
        ("Nøgle", "Key"),
        ("Om", "About"),
    ];
    heads.map(|(da, en)| say.t(da, en).to_owned()).to_vec()
}

/// What a page says, as words without marks.
fn words(markup: &Markup) -> String {
    let (mut text, mut is_tag) = (String::new(), false);
    for letter in markup.0.chars() {
        match letter {
            '<' => {
                is_tag = true;
                text.push(' ');
            }
            '>' if is_tag => is_tag = false,
            letter if !is_tag => text.push(letter),
            _ => {}
        }
    }
    let plain = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&");
    let words = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    match words.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &words[..end]),
        None => words,
    }
}

fn not_too_many(entries: Vec<LogEntry>) -> Result<Vec<LogEntry>, Problem> {
    if entries.len() <= MOST {
        return Ok(entries);
    }
    let most = danish_count(MOST as u64);
    Err(Problem::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        "log-too-many",
        &format!(
            "Søgningen giver mere end {most} handlinger. Afgræns den med dage, handling eller person, eller hent hele loggen som logpakke."
        ),
        &format!(
            "The search gives more than {MOST} acts. Narrow it by days, act or person, or download the whole log as a bundle."
        ),
    ))
}

/// `GET /log/eksport.csv`
pub(crate) async fn csv(
    State(app): State<Arc<App>>,
    signed: Signed,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    Ok(export::table(&table(&app, &signed, pairs).await?, FILE, signed.say()))
}

/// `GET /log/eksport.xlsx`
pub(crate) async fn xlsx(
    State(app): State<Arc<App>>,
    signed: Signed,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let table = table(&app, &signed, pairs).await?;
    workbook::written(&app, FILE, signed.say(), move || table).await
}

#[cfg(test)]
mod tests {
    use kernel::Instant;
    use maud::{PreEscaped, html};

    use super::*;

    #[test]
    fn a_page_in_words_has_no_marks_and_no_letter_less() {
        let page = html! { span .a title="a" { "Løn & <b>" br; strong { "x" } "\"y\"" } };
        assert_eq!(words(&page), "Løn & <b> x \"y\"");
        let long = html! { (PreEscaped("æ".repeat(LONGEST + 1))) };
        assert_eq!(words(&long).chars().count(), LONGEST + 1);
    }

    #[test]
    fn more_acts_than_a_file_holds_are_refused_and_not_cut_off() {
        let word = String::new;
        let (at, kind, key) = (Instant::default(), None, None);
        let entry = LogEntry {
            seq: 1,
            at,
            account: word(),
            name: word(),
            act: word(),
            kind,
            key,
            detail: word(),
            hash: word(),
        };
        assert_eq!(not_too_many(vec![entry.clone(); MOST]).expect("all of them").len(), MOST);
        let refused = not_too_many(vec![entry; MOST + 1]).expect_err("one too many");
        assert_eq!((refused.status, refused.label), (StatusCode::UNPROCESSABLE_ENTITY, "log-too-many"));
        assert!(refused.text.da.contains("mere end 10.000 handlinger"), "{}", refused.text.da);
    }
}
