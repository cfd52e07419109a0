//! Aktindsigt (an access request): one case of the log as a file of its own that anybody can open, with names masked on demand.

use std::collections::HashSet;
use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use facts::schema;
use house::{House, Snapshot};
use kernel::{Day, Instant, Lang};
use maud::{DOCTYPE, html};
use reports::access::{AccessRequest, HASHES, Known, MASKED, Names, Reading, access_request, said, searchable};
use store::{ACQUISITION, Account, CASE, LogEntry, LogSearch, StoreError};

use super::log::act_label;
use super::told::not_kept;
use crate::api::Parameters;
use crate::app::App;
use crate::gate::Signed;
use crate::locale::Say;
use crate::problem::Problem;

/// A file that is opened away from here brings its own looks.
const STYLE: &str = "body{font:1rem/1.5 sans-serif;max-width:50rem;margin:2rem auto;padding:0 1rem}dt{font-weight:bold}\
article{border-top:1px solid #767676;padding:.5rem 0}dd{margin:0 0 .5rem 1rem;white-space:pre-wrap;overflow-wrap:anywhere}";

/// What becomes of names in such a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NamesAre {
    /// As in the log.
    Shown,
    /// `Person 1`, `Person 2`.
    Masked,
}

/// What the log says of a case or an acquisition; nothing when it says nothing.
///
/// # Errors
/// When the store fails.
pub async fn access_to_case(
    house: &House,
    case: &str,
    names: NamesAre,
    lang: Lang,
) -> Result<Option<AccessRequest>, StoreError> {
    let (store, tenant) = (house.store(), house.tenant());
    // Acquisitions are numbered A2026-0001, cases 2026-0001.
    let kind = if case.starts_with('A') { ACQUISITION } else { CASE };
    let search = LogSearch { kind: Some(kind.to_owned()), key: Some(case.to_owned()), ..LogSearch::default() };
    let entries = store.search_log(tenant, &search, i64::MAX).await?;
    if entries.is_empty() {
        return Ok(None);
    }
    let snapshot = house.now();
    let known =
        if names == NamesAre::Masked { known(store.accounts(tenant).await?, &snapshot, &entries) } else { Vec::new() };
    let names = match names {
        NamesAre::Shown => Names::Shown,
        NamesAre::Masked => Names::Masked(&known),
    };
    let (act, titles) = (|act: &str| act_label(act, Say(lang)), |id: &str| title(&snapshot, id, lang));
    let wanted = |act: &str| house::wanted(act).map(|wanted| wanted.pick(lang).to_owned());
    let refusal = |label: &str| not_kept(label, Say(lang));
    let reading = Reading { lang, act: &act, titles: &titles, wanted: &wanted, refusal: &refusal };
    Ok(Some(access_request(case, &entries, names, &reading)))
}

/// What a principle or rule asks, by its id.
fn title(snapshot: &Snapshot, id: &str, lang: Lang) -> Option<String> {
    let principle =
        |pack: &principles::Pack| pack.principles.iter().find(|one| one.id == id).map(|one| one.title.clone());
    let rule = |pack: &principles::Pack| pack.rules.iter().find(|one| one.code == id).map(|one| one.title.clone());
    let text = snapshot.packs.iter().find_map(|pack| principle(pack).or_else(|| rule(pack)))?;
    Some(text.get(lang).to_owned())
}

/// Everybody with an account, by every name and key, and those of the municipality's people whose key or first name
/// stands in the entries.
fn known(accounts: Vec<Account>, snapshot: &Snapshot, entries: &[LogEntry]) -> Vec<Known> {
    let mut known: Vec<Known> = Vec::new();
    let Some(people) = schema().kind("person") else { return known };
    let (slots, mut linked) = (&snapshot.slots, HashSet::new());
    for account in accounts {
        let mut names = vec![account.name, account.login];
        names.extend(account.mail);
        if let Some(key) = account.person {
            if let Some(person) = slots.find(people, &key) {
                linked.insert(person);
                names.extend(slots.name(people, person));
                names.extend(slots.keys_of(people, person).map(ToString::to_string));
            }
            names.push(key);
        }
        known.push(Known { account: account.id, names });
    }
    let text = said(entries);
    let words: HashSet<&str> = text.split(is_no_word).collect();
    for person in (0..slots.count(people)).filter(|person| !linked.contains(person)) {
        let name = slots.name(people, person);
        let keys = slots.keys_of(people, person).map(ToString::to_string);
        let names: Vec<String> = name.into_iter().chain(keys).collect();
        let is_met = |name: &String| searchable(name).split(is_no_word).next().is_some_and(|word| words.contains(word));
        if names.iter().any(is_met) {
            known.push(Known { account: String::new(), names });
        }
    }
    known
}

fn is_no_word(letter: char) -> bool {
    !letter.is_alphanumeric() && letter != '-'
}

/// The same as a page that stands alone. `when` writes an instant as local day and time.
pub fn access_page(request: &AccessRequest, lang: Lang, made_on: Day, when: &dyn Fn(Instant) -> String) -> String {
    let (say, title) = (Say(lang), request.title(lang));
    let page = html! {
        (DOCTYPE)
        html lang=(say.code()) {
            head { meta charset="utf-8"; title { (title) } style { (maud::PreEscaped(STYLE)) } }
            body {
                h1 { (title) }
                p { (request.made(lang, made_on)) }
                @if request.masked { p { strong { (MASKED.pick(lang)) } } }
                @for act in &request.acts {
                    article {
                        h2 { (when(act.at)) }
                        p { (act.who) ": " (act.what) " (" (say.t("nr.", "no.")) " " (act.seq) ")" }
                        @if !act.particulars.is_empty() {
                            dl { @for (name, value) in &act.particulars { dt { (name) } dd { (value) } } }
                        }
                    }
                }
                p { small { (HASHES.pick(lang)) } }
            }
        }
    };
    page.into_string()
}

/// `GET /log/case/{number}`: the file, with `?navne=skjult` without names, with `?form=tekst` as plain text.
pub(crate) async fn file(
    State(app): State<Arc<App>>,
    signed: Signed,
    Path(number): Path<String>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    // A slip in the address must not give the names.
    let (say, fields) = (signed.say(), Parameters::of(pairs, &|name| matches!(name, "navne" | "form"))?);
    let names = match fields.get("navne") {
        "" | "vist" => NamesAre::Shown,
        "skjult" => NamesAre::Masked,
        _ => {
            return Err(Problem::bad(
                "access-names",
                "Skriv navne=skjult eller navne=vist.",
                "Write navne=skjult (masked) or navne=vist (shown).",
            ));
        }
    };
    let request = access_to_case(&app.house, &number, names, say.0).await?.ok_or_else(Problem::not_found)?;
    let when = |at: Instant| say.instant(at, &*app.clock);
    let today = app.clock.today();
    let (ending, kind, text) = if fields.get("form") == "tekst" {
        ("txt", "text/plain; charset=utf-8", request.text(say.0, today, &when))
    } else {
        ("html", "text/html; charset=utf-8", access_page(&request, say.0, today, &when))
    };
    let safe: String = number.chars().filter(char::is_ascii_alphanumeric).take(40).collect();
    let of = if number.starts_with('A') { "anskaffelse" } else { "sag" };
    let name = format!("attachment; filename=\"aktindsigt-{of}-{safe}.{ending}\"");
    Ok(([(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, name)], text).into_response())
}
