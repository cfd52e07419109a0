//! A person chosen by name: a text field with suggestions that browsers search by themselves, without a script. What is written may be
//! the suggestion, the name when only one has it, or the key.

use facts::schema;
use house::Snapshot;
use kernel::danish_sort_key;
use maud::{Markup, html};

use super::widgets::Field;
use crate::app::App;
use crate::problem::Problem;

/// The suggestions' id on a page.
const LIST: &str = "personer";

/// A field for a person; the suggestions stand once on its page ([`suggestions`]).
pub(crate) struct PersonField<'a> {
    pub(crate) name: &'a str,
    pub(crate) label: &'a str,
    pub(crate) hint: &'a str,
    pub(crate) value: &'a str,
}

impl PersonField<'_> {
    pub(crate) fn show(&self) -> Markup {
        let Self { name, label, hint, value } = *self;
        Field { name, label, hint, value, list: LIST, ..Field::default() }.show()
    }
}

/// Those who have an account and so can be given a task. All others can be written by name or key: a municipality has too many people
/// for one page.
pub(crate) async fn suggestions(app: &App, snapshot: &Snapshot) -> Result<Markup, Problem> {
    let Some(people) = schema().kind("person") else { return Ok(html! {}) };
    let told = app.house.people_who_can_be_told().await?;
    let known = told.iter().filter_map(|key| snapshot.slots.find(people, key));
    let mut titles: Vec<String> = known.map(|person| snapshot.slots.title(people, person)).collect();
    titles.sort_by_cached_key(|title| danish_sort_key(title));
    Ok(html! { datalist id=(LIST) { @for title in &titles { option value=(title) {} } } })
}

/// What a field shows of a person: name and key.
pub(crate) fn titled(snapshot: &Snapshot, key: &str) -> String {
    let person = schema().kind("person").and_then(|people| Some((people, snapshot.slots.find(people, key)?)));
    person.map_or_else(|| key.to_owned(), |(people, person)| snapshot.slots.title(people, person))
}

/// The key of the person that was written; as it was written when there is none, for the house to refuse.
pub(crate) fn key_of(snapshot: &Snapshot, written: &str) -> Result<Option<String>, Problem> {
    let Some(people) = schema().kind("person").filter(|_| !written.is_empty()) else { return Ok(None) };
    let slots = &snapshot.slots;
    let suggested = written.strip_suffix(')').and_then(|title| title.rsplit_once(" (")).map(|(_, key)| key);
    for key in [Some(written), suggested].into_iter().flatten() {
        if let Some(person) = slots.find(people, key) {
            return Ok(Some(slots.keys(people)[person as usize].to_string()));
        }
    }
    let wanted = danish_sort_key(written);
    let named: Vec<u32> = (0..slots.count(people))
        .filter(|person| slots.name(people, *person).is_some_and(|name| danish_sort_key(&name) == wanted))
        .take(2)
        .collect();
    match named[..] {
        [] => Ok(Some(written.to_owned())),
        [one] => Ok(Some(slots.keys(people)[one as usize].to_string())),
        _ => Err(Problem::bad(
            "person-several",
            &format!("Flere hedder {written}. Vælg den rette på listen, eller skriv medarbejderens nøgle."),
            &format!("Several are called {written}. Choose the right one from the list, or write the employee's key."),
        )),
    }
}
