//! A register's rows on their way into the mirror: CPR numbers kept out, what nobody reads left out, and those who are no longer
//! there made tombstones.

use std::collections::BTreeMap;

use kernel::{Day, Text};
use serde_json::{Map, Value, json};

use crate::bounds;
use crate::cpr::{Forbidden, forbidden_header, has_cpr, holds_number};
use crate::mirror::{Mirror, Rows};
use crate::register::Gathered;
use crate::report::text;

/// So many rows may be gone from a list without anybody being asked,
const FEW_GONE: usize = 20;
/// and this part of it.
const SMALL_PART: usize = 4;

/// A row of the mirror.
pub(super) enum Kept<'r> {
    /// It is there.
    There(&'r Value),
    /// It is no longer there, and since when that is known.
    Gone(&'r Value, Day),
    /// It holds a CPR number, so nothing of it is kept.
    Refused,
}

/// What a row of the mirror is.
pub(super) fn kept(row: &Value) -> Kept<'_> {
    if row.get("refused").is_some() {
        return Kept::Refused;
    }
    match (row.get("was"), day(row.get("gone"))) {
        (Some(was), Some(since)) => Kept::Gone(was, since),
        _ => Kept::There(row),
    }
}

/// A row that is there, or was, and since when it is gone. One that was refused is noted by its identity.
pub(super) fn there_or_gone<'r>(
    id: &str,
    row: &'r Value,
    refused: &mut Vec<String>,
) -> Option<(&'r Value, Option<Day>)> {
    match kept(row) {
        Kept::There(row) => Some((row, None)),
        Kept::Gone(row, since) => Some((row, Some(since))),
        Kept::Refused => {
            refused.push(id.to_owned());
            None
        }
    }
}

/// Puts a row in its place: without fields for CPR numbers and those `unread`; and when a CPR number stands anywhere else in it,
/// nothing but that it was refused. `fit` picks what is kept.
pub(super) fn put(rows: &mut Rows, id: &str, mut row: Value, unread: &[&str], fit: impl FnOnce(&Value) -> Value) {
    strip(&mut row, unread);
    if has_cpr(id) {
        let place = rows.len();
        rows.insert(format!("refused-{place}"), json!({"refused": true}));
    } else if holds_cpr(&row) {
        rows.insert(id.to_owned(), json!({"refused": true}));
    } else {
        rows.insert(id.to_owned(), fit(&row));
    }
}

/// Marks a row as gone since that day, if it was there.
pub(super) fn bury(rows: &mut Rows, id: &str, since: Day) {
    let Some(row) = rows.get_mut(id) else { return };
    match kept(row) {
        Kept::There(_) => *row = json!({"gone": since.to_string(), "was": row.take()}),
        Kept::Refused => drop(rows.remove(id)),
        Kept::Gone(..) => {}
    }
}

/// After a complete run: what was there before and is not there now is gone since today; what has been gone for longer than
/// it is kept for is forgotten.
pub(super) fn bury_missing(before: Option<&Rows>, rows: &mut Rows, today: Day, keep: u16) {
    for (id, row) in before.into_iter().flatten() {
        if rows.contains_key(id) || matches!(kept(row), Kept::Refused) {
            continue;
        }
        rows.insert(id.clone(), row.clone());
        bury(rows, id, today);
    }
    forget(rows, today, keep);
}

/// A mirror that a whole run made of another, and how many rows are newly gone of each list.
pub(super) fn gathered(before: &Mirror, mirror: Mirror, high_water: Option<String>) -> Gathered {
    let there = |row: &Value| matches!(kept(row), Kept::There(_));
    let mut gone = BTreeMap::new();
    for (list, rows) in before.lists() {
        let now = mirror.rows(list);
        let is_gone =
            |id: &String| now.and_then(|now| now.get(id)).is_none_or(|row| matches!(kept(row), Kept::Gone(..)));
        let count = rows.iter().filter(|(id, row)| there(row) && is_gone(id)).count();
        if count > 0 {
            gone.insert(list.to_owned(), count);
        }
    }
    Gathered { mirror, high_water, gone, covered: Vec::new() }
}

/// Forgets what has been gone for longer than it is kept for.
pub(super) fn forget(rows: &mut Rows, today: Day, keep: u16) {
    let first = today.plus_days(-i32::from(keep));
    rows.retain(|_, row| !matches!(kept(row), Kept::Gone(_, since) if since < first));
}

/// Why a complete run cannot be believed: too many of a list that were there are not there any more.
pub(super) fn too_few(what: Text<&str>, before: Option<&Rows>, rows: &Rows) -> Option<Text> {
    let there = |row: &Value| matches!(kept(row), Kept::There(_));
    let were: Vec<&String> = before.into_iter().flatten().filter(|(_, row)| there(row)).map(|(id, _)| id).collect();
    let lacking = were.iter().filter(|id| !rows.contains_key(**id)).count();
    let unlikely = lacking > FEW_GONE && lacking > were.len() / SMALL_PART;
    unlikely.then(|| {
        let (of, da, en) = (were.len(), what.da, what.en);
        text(
            format!("{lacking} af {of} {da} er væk i registret. Det ligner en fejl eller en mistet rettighed, så intet er ændret. Er det rigtigt, så kør igen og tillad, at meget er væk."),
            format!("{lacking} of {of} {en} are gone from the register. That looks like an error or a lost right, so nothing was changed. If it is right, run again and allow that much is gone."),
        )
    })
}

fn strip(value: &mut Value, unread: &[&str]) {
    match value {
        Value::Object(fields) => {
            fields.retain(|name, _| {
                !unread.contains(&name.as_str()) && forbidden_header(&spaced(name)) != Some(Forbidden::Cpr)
            });
            fields.values_mut().for_each(|value| strip(value, unread));
        }
        Value::Array(items) => items.iter_mut().for_each(|item| strip(item, unread)),
        _ => {}
    }
}

/// `cprNumber` as the words it is made of.
fn spaced(name: &str) -> String {
    let mut spaced = String::with_capacity(name.len() + 4);
    for sign in name.chars() {
        if sign.is_uppercase() && spaced.ends_with(char::is_lowercase) {
            spaced.push(' ');
        }
        spaced.push(sign);
    }
    spaced
}

fn holds_cpr(value: &Value) -> bool {
    match value {
        Value::String(written) => has_cpr(written),
        Value::Number(number) => holds_number(number),
        Value::Array(items) => items.iter().any(holds_cpr),
        Value::Object(fields) => fields.iter().any(|(name, value)| has_cpr(name) || holds_cpr(value)),
        Value::Null | Value::Bool(_) => false,
    }
}

/// Only those fields that have a value.
pub(super) fn only(row: &Value, names: &[&str]) -> Value {
    let field = |name: &&str| Some(((*name).to_owned(), row.get(*name).filter(|value| !value.is_null())?.clone()));
    Value::Object(names.iter().filter_map(field).collect::<Map<_, _>>())
}

/// The items of a list, each with only those fields.
pub(super) fn only_of_each(row: &Value, list: &str, names: &[&str]) -> Value {
    items(row, list).map(|item| only(item, names)).collect()
}

/// The items of a list.
pub(super) fn items<'r>(row: &'r Value, list: &str) -> impl Iterator<Item = &'r Value> {
    row.get(list).and_then(Value::as_array).into_iter().flatten()
}

/// A text with something in it.
pub(super) fn said<'r>(row: &'r Value, name: &str) -> Option<&'r str> {
    row.get(name)?.as_str().map(str::trim).filter(|text| !text.is_empty())
}

/// The identity of the object that a field names.
pub(super) fn id_of<'r>(row: &'r Value, name: &str) -> Option<&'r str> {
    said(row.get(name)?, "uuid")
}

/// Whether a field is true.
pub(super) fn is_so(row: &Value, name: &str) -> bool {
    row.get(name).and_then(Value::as_bool).unwrap_or(false)
}

/// A day, written as a text or as a list of year, month and day.
pub(super) fn day(value: Option<&Value>) -> Option<Day> {
    match value? {
        Value::String(written) => bounds::likely_day(written),
        Value::Array(parts) => {
            let part = |place: usize| i8::try_from(parts.get(place)?.as_i64()?).ok();
            bounds::likely(Day::new(i16::try_from(parts.first()?.as_i64()?).ok()?, part(1)?, part(2)?)?)
        }
        _ => None,
    }
}

/// An answer that is not what the API says it gives.
pub(super) fn strange(what: &str) -> Text {
    text(
        format!("Registrets svar på {what} har ikke den aftalte form."),
        format!("The register's answer to {what} does not have the agreed shape."),
    )
}
