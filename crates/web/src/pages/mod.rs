//! One file a page: what it asks the house, and how it says it.

pub(crate) mod access;
pub(crate) mod accounts;
pub(crate) mod acquisitions;
pub(crate) mod admin;
pub(crate) mod as_of;
pub(crate) mod cases;
pub(crate) mod compare;
pub(crate) mod deputy;
pub(crate) mod effects;
pub(crate) mod elsewhere;
pub(crate) mod export;
pub(crate) mod files;
pub(crate) mod foreseen;
mod form_words;
pub(crate) mod handover;
pub(crate) mod health;
pub(crate) mod identity;
pub(crate) mod import;
pub(crate) mod kinds;
pub(crate) mod list;
pub(crate) mod log;
pub(crate) mod me;
pub(crate) mod my_tasks;
pub(crate) mod object;
pub(crate) mod overlap;
pub(crate) mod overview;
pub(crate) mod people;
mod picture;
pub(crate) mod prefer;
pub(crate) mod reach;
pub(crate) mod retention;
mod rows;
pub(crate) mod rule;
pub(crate) mod runs;
pub(crate) mod saved;
pub(crate) mod setup;
pub(crate) mod sign_in;
pub(crate) mod strategy;
pub(crate) mod supply;
pub(crate) mod tasks;
pub(crate) mod told;
pub(crate) mod undo;
mod unknown;
pub(crate) mod what_if;
mod widgets;
pub(crate) mod workbook;

use facts::{KindId, schema};
use house::Snapshot;
use house::rights;
use kernel::Lang;

use crate::gate::{Signed, encoded};
use crate::problem::Problem;

/// The kind of a path, if there is one by that name.
pub(crate) fn kind_of(name: &str) -> Result<KindId, Problem> {
    schema().kind(name).ok_or_else(Problem::not_found)
}

/// The object of a path, if it is there and this reader may see it.
pub(crate) fn object_of(snapshot: &Snapshot, signed: &Signed, kind: &str, key: &str) -> Result<(KindId, u32), Problem> {
    let kind = kind_of(kind)?;
    let object = snapshot.slots.find(kind, key).ok_or_else(Problem::not_found)?;
    if may_see(snapshot, signed, (kind, object)) {
        return Ok((kind, object));
    }
    Err(house::refused(rights::Action::ReadPeople).into())
}

/// Whether this reader may see an object.
pub(crate) fn may_see(snapshot: &Snapshot, signed: &Signed, object: (KindId, u32)) -> bool {
    rights::may_see(&signed.0.grants, signed.0.account.person.as_deref(), snapshot, object)
}

/// The address of an object's page.
pub(crate) fn object_href(kind: KindId, key: &str) -> String {
    format!("/objekter/{}/{}", schema().def(kind).name, encoded(key))
}

/// The address of a rule's page.
pub(crate) fn rule_href(pack: &str, rule: &str) -> String {
    format!("/strategi/{}/regler/{}", encoded(pack), encoded(rule))
}

/// A section's number as people write it: `§ 4`; of packs that do not count by paragraphs, as it is: `P1`.
pub(crate) fn section_sign(section: &str) -> String {
    if section.starts_with(|first: char| first.is_ascii_digit()) { format!("§ {section}") } else { section.to_owned() }
}

/// A text with a capital first letter.
pub(crate) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// What a kind's objects are called, with a capital.
pub(crate) fn kind_title(kind: KindId, lang: Lang) -> String {
    capital(schema().def(kind).many.get(lang))
}
