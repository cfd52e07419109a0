//! Units and people as every organisation register tells them, on their way to the schema.

use std::collections::HashMap;

use kernel::Day;

use super::PersonKey;
use crate::report::text;
use crate::telling::Telling;

/// What a source says of one thing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Said<T> {
    /// Nothing.
    #[default]
    Silent,
    /// That there is none.
    None,
    /// What it is.
    Is(T),
}

impl<T> Said<T> {
    /// What it is, or that there is none.
    pub fn or_none(value: Option<T>) -> Self {
        value.map_or(Self::None, Self::Is)
    }

    /// What it is, or nothing.
    pub fn or_silent(value: Option<T>) -> Self {
        value.map_or(Self::Silent, Self::Is)
    }
}

/// A unit; units and people are named by the register's identity.
#[derive(Debug, Default)]
pub(super) struct Unit {
    pub id: String,
    pub name: Option<String>,
    pub parent: Said<String>,
    pub ean: Said<String>,
    pub leader: Option<String>,
    pub substitute: Said<String>,
    pub closed_on: Said<Day>,
}

/// A person.
#[derive(Debug, Default)]
pub(super) struct Person {
    pub id: String,
    pub name: Option<String>,
    pub unit: Option<String>,
    pub email: Option<String>,
    pub user_name: Option<String>,
    pub manager: Option<bool>,
    pub it_account: Option<bool>,
    pub hired_on: Option<Day>,
    pub left_on: Said<Day>,
}

/// The key a person is known by.
fn key(person: &Person, by: PersonKey) -> String {
    let chosen = match by {
        PersonKey::Identity => None,
        PersonKey::Email => person.email.as_ref().map(|email| email.to_lowercase()),
        PersonKey::UserName => person.user_name.as_ref().map(|name| name.to_lowercase()),
    };
    chosen.unwrap_or_else(|| person.id.clone())
}

/// The keys of people by their identity.
pub(super) struct Keys(HashMap<String, String>);

impl Keys {
    pub fn of(people: &[Person], by: PersonKey) -> Self {
        Self(people.iter().map(|person| (person.id.clone(), key(person, by))).collect())
    }

    fn of_person<'k>(&'k self, id: &'k str) -> &'k str {
        self.0.get(id).map_or(id, |key| key)
    }
}

/// Tells of units, `refused` of which hold a CPR number.
pub(super) fn tell_units(telling: &mut Telling, list: &str, units: Vec<Unit>, refused: &[String], keys: &Keys) {
    telling.part(list, &["unit"]);
    for unit in units {
        telling.next();
        let mut object = telling.object("unit", &unit.id);
        object.text("name", unit.name.as_deref());
        match &unit.parent {
            Said::Is(parent) => object.refer("parent", Some(parent)),
            Said::None => object.none("parent"),
            Said::Silent => {}
        }
        match &unit.ean {
            Said::Is(ean) => object.text("ean", Some(ean)),
            Said::None => object.none("ean"),
            Said::Silent => {}
        }
        object.refer("leader", unit.leader.as_deref().map(|id| keys.of_person(id)));
        match &unit.substitute {
            Said::Is(person) => object.refer("substitute", Some(keys.of_person(person))),
            Said::None => object.none("substitute"),
            Said::Silent => {}
        }
        match unit.closed_on {
            Said::Is(day) => object.day("closed_on", Some(day)),
            Said::None => object.none("closed_on"),
            Said::Silent => {}
        }
        telling.take(object);
    }
    refuse(telling, "unit", refused, |id| id);
}

/// Tells of people, `refused` of whom hold a CPR number.
pub(super) fn tell_people(telling: &mut Telling, list: &str, people: Vec<Person>, refused: &[String], keys: &Keys) {
    telling.part(list, &["person"]);
    for person in people {
        telling.next();
        let mut object = telling.object("person", keys.of_person(&person.id));
        object.text("name", person.name.as_deref());
        object.refer("unit", person.unit.as_deref());
        object.text("email", person.email.as_deref());
        object.text("user_name", person.user_name.as_deref());
        object.yes_no("manager", person.manager);
        object.yes_no("it_account", person.it_account);
        object.day("hired_on", person.hired_on);
        match person.left_on {
            Said::Is(day) => object.day("left_on", Some(day)),
            Said::None => object.none("left_on"),
            Said::Silent => {}
        }
        telling.take(object);
    }
    refuse(telling, "person", refused, |id| keys.of_person(id));
}

/// Nothing of these rows is kept; what was said of them before still stands where they are known by the register's identity.
fn refuse<'i>(telling: &mut Telling, kind: &'static str, refused: &'i [String], key: impl Fn(&'i str) -> &'i str) {
    for id in refused {
        telling.spare(kind, key(id));
        refuse_row(telling, id);
    }
}

/// Tells of a row that holds a CPR number.
pub(super) fn refuse_row(telling: &mut Telling, id: &str) {
    telling.next();
    telling.reject(
        "",
        id,
        text(
            "Rækken indeholder et CPR-nummer uden for CPR-feltet. Fjern det i kilden; intet af rækken er gemt.",
            "The row holds a CPR number outside the CPR field. Remove it at the source; nothing of the row was kept.",
        ),
    );
}
