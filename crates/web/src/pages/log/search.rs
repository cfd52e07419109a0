//! What is looked for in the log: read from the address, kept in it from page to page, and asked for by a form.

use house::House;
use kernel::{Day, Instant};
use maud::{Markup, html};
use store::{Account, LogSearch};

use crate::app::App;
use crate::form::Fields;
use crate::locale::Say;
use crate::pages::rows::address;
use crate::pages::widgets::{Field, select};
use crate::problem::Problem;

/// The names of the address, but for the place of the page.
pub(super) const NAMES: [&str; 6] = ["handling", "hvem", "slags", "noegle", "fra", "til"];

/// What an address asks for.
pub(super) struct Asked {
    fields: Fields,
    pub(super) search: LogSearch,
}

impl Asked {
    pub(super) fn of(app: &App, fields: Fields) -> Result<Self, Problem> {
        let text = |name: &str| Some(fields.get(name).to_owned()).filter(|text| !text.is_empty());
        let day = |name: &str| text(name).map(|text| Day::parse(&text).map_err(|_| not_a_day())).transpose();
        let search = LogSearch {
            before: fields.get("foer").parse().ok(),
            act: text("handling"),
            account: text("hvem"),
            kind: text("slags"),
            key: text("noegle"),
            from: day("fra")?.map(|day| begin_of(&app.house, day)),
            until: day("til")?.map(|day| after(&app.house, day)),
        };
        Ok(Self { fields, search })
    }

    pub(super) fn is_narrowed(&self) -> bool {
        NAMES.iter().any(|name| !self.fields.get(name).is_empty())
    }

    /// The case or acquisition that is asked for, when it is one.
    pub(super) fn case(&self) -> Option<&str> {
        let kind = self.search.kind.as_deref();
        self.search.key.as_deref().filter(|_| kind == Some(store::CASE) || kind == Some(store::ACQUISITION))
    }

    /// What the address asks for, but for the place of the page.
    pub(super) fn pairs(&self) -> Vec<(String, String)> {
        NAMES.iter().map(|name| ((*name).to_owned(), self.fields.get(name).to_owned())).collect()
    }

    /// The address of the same search from a number on.
    pub(super) fn href(&self, before: i64) -> String {
        address("/log", &self.pairs(), &[("foer", &before.to_string())])
    }

    /// The form. `acts` are those there are, each with what it is called.
    pub(super) fn form(&self, acts: &[(String, String)], accounts: &[Account], say: Say) -> Markup {
        let option =
            |value: &str, label: &str, name| (value.to_owned(), label.to_owned(), self.fields.get(name) == value);
        let everything = |name| option("", say.t("alle", "all"), name);
        let acts = acts.iter().map(|(act, label)| option(act, label, "handling"));
        let people = accounts.iter().map(|account| option(&account.id, &account.name, "hvem"));
        let beside =
            [option("system", "Fundament", "hvem"), option("cli", say.t("kommandolinjen", "the command line"), "hvem")];
        html! {
            form .fu-controls method="get" action="/log" role="search" {
                details open[self.is_narrowed()] {
                    summary { (say.t("Filtre", "Filters")) }
                    div .fu-filters {
                        (select("handling", say.t("Handling", "Act"), &[everything("handling")].into_iter().chain(acts).collect::<Vec<_>>()))
                        (select("hvem", say.t("Hvem", "Who"), &[everything("hvem")].into_iter().chain(people).chain(beside).collect::<Vec<_>>()))
                        (self.field("slags", say.t("Slags", "Kind"), "text"))
                        (self.field("noegle", say.t("Nøgle", "Key"), "text"))
                        (self.field("fra", say.t("Fra og med", "From"), "date"))
                        (self.field("til", say.t("Til og med", "Until"), "date"))
                    }
                    button .button .button-primary { (say.t("Vis", "Show")) }
                    @if self.is_narrowed() { " " a href="/log" { (say.t("Ryd alt", "Clear all")) } }
                }
            }
        }
    }

    fn field(&self, name: &str, label: &str, kind: &str) -> Markup {
        Field { name, label, kind, value: self.fields.get(name), ..Field::default() }.show()
    }
}

/// The first instant of a day where the municipality lies.
pub(crate) fn begin_of(house: &House, day: Day) -> Instant {
    after(house, Day::from_days(day.days().saturating_sub(1)))
}

/// The first instant after it.
pub(crate) fn after(house: &House, day: Day) -> Instant {
    Instant(house.end_of(day).instant.0.saturating_add(1))
}

fn not_a_day() -> Problem {
    Problem::bad(
        "log-day",
        "Det er ikke en dag i kalenderen. Skriv den som 2026-10-01.",
        "That is no day of the calendar. Write it like 2026-10-01.",
    )
}
