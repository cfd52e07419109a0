//! An act's particulars as people read them: each act's own sentence, and what the log holds word for word below it.

use facts::{AttrId, KindId, ValueType, schema};
use house::Snapshot;
use house::cases::RefusedTry;
use kernel::{Day, Kroner, Role};
use maud::{Markup, html};
use principles::Body;
use serde_json::{Map, Value};
use store::LogEntry;

use super::acquisitions::acquisition_href;
use super::cases::case_href;
use super::{capital, kind_title, retention, rule_href};
use crate::api::doc::problem;
use crate::gate::encoded;
use crate::locale::Say;

/// The particulars of an act that the reader's language has words for; of others, their names and values.
pub(crate) fn told(entry: &LogEntry, snapshot: &Snapshot, say: Say) -> Markup {
    let Ok(Value::Object(detail)) = serde_json::from_str(&entry.detail) else { return html! {} };
    let teller = Teller { detail: &detail, snapshot, say };
    html! {
        span .fu-quiet {
            @match entry.act.as_str() {
                "import" => (teller.import()),
                "undo" => { (say.t("handling ", "act ")) (teller.text("act")) },
                "supply-fact" => (teller.fact()),
                "answer-question" => (teller.answer()),
                "adopt-strategy" => (teller.strategy()),
                "sign-in" => (teller.way_in()),
                "sign-in-refused" => (teller.why()),
                "first-administrator" | "add-account" | "set-roles" | "first-sign-in" => (teller.roles("roles")),
                "map-roles" => { (teller.roles("roles")) " (" (say.t("før: ", "before: ")) (teller.roles("before")) ")" },
                "set-mail" => (if teller.is("told") { say.t("får besked på mail", "is told by mail") } else { say.t("får ingen mail", "is not told by mail") }),
                "set-receiver" => { (teller.text("receiver")) ": " (teller.or_none("address")) },
                "write-links" => (teller.links()),
                "new-log-key" => { (say.t("nøglen begynder med ", "the key begins with ")) code { (teller.text("key").chars().take(12).collect::<String>()) } },
                "restore" => (say.count(teller.number("acts"), ["handling", "handlinger"], ["act", "acts"])),
                "move" => (say.count(teller.number("rows"), ["række", "rækker"], ["row", "rows"])),
                "appoint-deputy" => { (teller.text("name")) " · " (teller.day("from")) "–" (teller.day("until")) },
                "end-deputy" => (teller.deputy()),
                "plan-meeting" => { (teller.text("title")) " · " (teller.day("day")) },
                "set-agenda" => (teller.numbers("cases", say.t("intet på dagsordenen", "nothing on the agenda"))),
                "mend-faces" => {
                    (say.t("rettet: ", "mended: ")) (teller.numbers("mended", say.t("intet", "nothing"))) " · "
                    (say.t("fjernet: ", "removed: ")) (teller.numbers("removed", say.t("intet", "nothing")))
                },
                "close-meeting" => {
                    (teller.text("minutes"))
                    @let before = teller.text("before");
                    @if !before.is_empty() { " (" (say.t("før: ", "before: ")) (before) ")" }
                },
                "set-person" => { (teller.text("name")) " " (teller.text("person")) " (" (say.t("før: ", "before: ")) (teller.text("name_before")) " " (teller.text("person_before")) ")" },
                "prefer" => (teller.precedence()),
                "join-objects" | "part-objects" => { (teller.text("key")) (say.t(" og ", " and ")) (teller.text("other")) " · " (teller.text("reason")) },
                "make-token" => (teller.token()),
                // Until December 2026 the log had its id only.
                "revoke-token" => (teller.text("name")),
                "set-mapping" | "forget-mapping" => (teller.mapping()),
                "rename-municipality" => { (teller.text("name")) " (" (say.t("før: ", "before: ")) (teller.text("before")) ")" },
                "set-retention" => (teller.retention()),
                // What happened in a case or an acquisition is told on its page.
                "case-refused" | "acquisition-refused" | "deputy-refused" => (refused(&RefusedTry::of(entry.clone()), say)),
                "meeting-refused" => { (teller.meeting()) (refused(&RefusedTry::of(entry.clone()), say)) },
                act if act.starts_with("case-") || act.starts_with("acquisition-") => {},
                // The act says all.
                act if super::log::known_act(act).is_some() => {},
                // Of another version: as it stands.
                _ => (teller.rest()),
            }
        }
    }
}

/// What somebody wanted to do, and what they were told instead.
pub(crate) fn refused(tried: &RefusedTry, say: Say) -> Markup {
    html! {
        @if let Some(wanted) = house::wanted(&tried.act) { (say.t("ville ", "wanted to ")) (wanted.pick(say.0)) ": " }
        @match &tried.told {
            Some(told) => {
                (say.text(told))
                @if !tried.details.is_empty() { ul { @for detail in &tried.details { li { (say.text(&detail.text)) } } } }
            },
            // Until December 2026 the log had the label only, which may serve several sentences.
            None => (not_kept(&tried.label, say)),
        }
    }
}

/// The sentence of a refusal whose words the log did not keep.
pub(crate) fn not_kept(label: &str, say: Say) -> String {
    problem(label, say).unwrap_or_else(|| format!("{} ({label})", say.t("fik nej", "was refused")))
}

/// A fact's value as people read it: words by their labels, what it refers to by name and key, numbers and days in the reader's language.
pub(crate) fn value(snapshot: &Snapshot, say: Say, (kind, attribute): (KindId, AttrId), value: &Value) -> String {
    Teller { detail: &Map::new(), snapshot, say }.value(kind, attribute, value)
}

struct Teller<'a> {
    detail: &'a Map<String, Value>,
    snapshot: &'a Snapshot,
    say: Say,
}

impl Teller<'_> {
    fn text(&self, name: &str) -> String {
        match self.detail.get(name) {
            Some(Value::String(text)) => text.clone(),
            None | Some(Value::Null) => String::new(),
            Some(other) => other.to_string(),
        }
    }

    fn number(&self, name: &str) -> usize {
        self.detail.get(name).and_then(Value::as_u64).and_then(|number| usize::try_from(number).ok()).unwrap_or(0)
    }

    fn is(&self, name: &str) -> bool {
        self.detail.get(name) == Some(&Value::Bool(true))
    }

    fn or_none(&self, name: &str) -> String {
        Some(self.text(name)).filter(|text| !text.is_empty()).unwrap_or_else(|| self.say.t("ingen", "none").to_owned())
    }

    fn day(&self, name: &str) -> String {
        Day::parse(&self.text(name)).map_or_else(|_| self.text(name), |day| self.say.day(day))
    }

    /// Until November 2026 the log had the number only.
    fn deputy(&self) -> Markup {
        match self.text("name") {
            name if name.is_empty() => html! { (self.say.t("nr. ", "no. ")) (self.text("deputy")) },
            name => html! { (name) },
        }
    }

    /// The meeting that was refused something; none when it was to be planned.
    fn meeting(&self) -> Markup {
        let meeting = self.text("meeting");
        html! {
            @if !meeting.is_empty() { a href={ "/direktion/moeder/" (encoded(&meeting)) } { (self.say.t("mødet", "the meeting")) } " " }
        }
    }

    /// The numbers of cases and acquisitions, each leading to its page.
    fn numbers(&self, name: &str, none: &str) -> Markup {
        let listed = self.detail.get(name).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let numbers: Vec<&str> = listed.iter().filter_map(Value::as_str).collect();
        html! {
            @if numbers.is_empty() { (none) }
            @for (place, number) in numbers.iter().enumerate() {
                @if place > 0 { ", " }
                // Acquisitions are numbered A2026-0001, cases 2026-0001.
                a href=(if number.starts_with('A') { acquisition_href(number) } else { case_href(number) }) { (number) }
            }
        }
    }

    fn links(&self) -> Markup {
        let say = self.say;
        let number = |name: &str| say.number(self.number(name) as u64);
        html! {
            (self.text("register")) ": " (number("written")) " " (say.t("skrevet", "written")) ", " (number("there")) " " (say.t("var der", "were there"))
            ", " (number("refused")) " " (say.t("afvist", "refused"))
            @if self.is("failed") { ". " (say.t("Registret holdt op med at svare undervejs.", "The register did not answer to the end.")) }
        }
    }

    fn import(&self) -> Markup {
        let say = self.say;
        let deliveries = self.detail.get("deliveries").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let rows = |one: &Value| one["rows"].as_u64().unwrap_or(0);
        let all = usize::try_from(deliveries.iter().map(rows).sum::<u64>()).unwrap_or(usize::MAX);
        let mut parts = vec![say.count(all, ["række", "rækker"], ["row", "rows"])];
        for (name, da, en) in [
            (
                "facts",
                ["oplysning fra mennesker", "oplysninger fra mennesker"],
                ["fact from people", "facts from people"],
            ),
            ("answers", ["svar", "svar"], ["answer", "answers"]),
        ] {
            let count = self.number(name);
            if count > 0 {
                parts.push(say.count(count, da, en));
            }
        }
        html! {
            (parts.join(" · "))
            @if !deliveries.is_empty() {
                details {
                    summary { (say.t("Hvad og hvorfra", "What and whence")) }
                    ul { @for one in deliveries {
                        li { (self.kind(one["kind"].as_str().unwrap_or_default())) ": " (say.number(rows(one))) " (" (one["source"].as_str().unwrap_or_default()) ")" }
                    } }
                }
            }
        }
    }

    fn kind(&self, name: &str) -> String {
        schema().kind(name).map_or_else(|| name.to_owned(), |kind| kind_title(kind, self.say.0))
    }

    fn until(&self) -> String {
        let day = Day::parse(&self.text("valid_until")).ok();
        day.map(|day| format!(" · {} {}", self.say.t("gyldig til", "valid until"), self.say.day(day)))
            .unwrap_or_default()
    }

    fn fact(&self) -> Markup {
        let Some((kind, attribute)) = schema().path(&self.text("fact")) else { return self.rest() };
        let label = schema().attribute(kind, attribute).label.pick(self.say.0);
        let value = self.detail.get("value").unwrap_or(&Value::Null);
        html! { (label) ": " (self.value(kind, attribute, value)) (self.until()) }
    }

    fn value(&self, kind: KindId, attribute: AttrId, value: &Value) -> String {
        let stated = schema().attribute(kind, attribute).value;
        let word = |word: &str| {
            let known = stated.words().and_then(|words| words.iter().find(|one| one.word == word));
            let target = stated.target().and_then(|name| schema().kind(name));
            match (known, target) {
                (Some(known), _) => known.label.pick(self.say.0).to_owned(),
                (None, Some(kind)) => {
                    let slots = &self.snapshot.slots;
                    slots.find(kind, word).map_or_else(|| word.to_owned(), |object| slots.title(kind, object))
                }
                (None, None) => word.to_owned(),
            }
        };
        match (value, stated) {
            (Value::Null, _) => self.say.t("ingen", "none").to_owned(),
            (Value::Bool(true), _) => self.say.t("ja", "yes").to_owned(),
            (Value::Bool(false), _) => self.say.t("nej", "no").to_owned(),
            (Value::Number(oere), ValueType::Money) => Kroner::from_oere(oere.as_i64().unwrap_or(0)).shown(self.say.0),
            (Value::Number(number), _) => match number.as_u64() {
                Some(count) => self.say.number(count),
                None => number.to_string(),
            },
            (Value::String(day), ValueType::Day) => {
                Day::parse(day).map_or_else(|_| day.clone(), |day| self.say.day(day))
            }
            (Value::String(text), _) => word(text),
            (Value::Array(items), _) => items.iter().filter_map(Value::as_str).map(word).collect::<Vec<_>>().join(", "),
            (other, _) => other.to_string(),
        }
    }

    fn answer(&self) -> Markup {
        let (code, word) = (self.text("rule"), self.text("answer"));
        let found = self.snapshot.packs.iter().find_map(|pack| Some((pack, pack.rule(&code)?)));
        let Some((pack, rule)) = found else { return html! { (code) ": " (word) (self.until()) } };
        let choice = match &rule.body {
            Body::Ask(question) => question.choices.iter().find(|choice| choice.word == word),
            Body::Require(_) => None,
        };
        let chosen = choice.map_or(word.as_str(), |choice| self.say.text(&choice.text));
        html! { a href=(rule_href(&pack.id, &code)) { (self.say.text(&rule.title)) } ": " (chosen) (self.until()) }
    }

    fn strategy(&self) -> Markup {
        let pack = self.text("pack");
        let title = self.snapshot.packs.iter().find(|one| one.id == pack).map(|one| one.titled(self.say.0).to_owned());
        html! {
            (title.unwrap_or(pack)) " " (self.text("version")) " · " (self.say.t("begrundelse", "reason")) ": " (self.text("reason"))
        }
    }

    fn way_in(&self) -> Markup {
        let way = match self.text("by").as_str() {
            "password" => self.say.t("med adgangskode", "by password").to_owned(),
            "oidc" => self.say.t("med kommunens login", "by the municipality's own sign-in").to_owned(),
            other => other.to_owned(),
        };
        html! { (way) }
    }

    fn why(&self) -> Markup {
        let why = match self.text("why").as_str() {
            "locked" => self
                .say
                .t("kontoen var lukket efter for mange forsøg", "the account was closed after too many attempts"),
            "password" | "proof" => self.say.t("forkert adgangskode", "wrong password"),
            "code" => self.say.t("forkert kode", "wrong code"),
            "closed" => self.say.t("kontoen er lukket", "the account is closed"),
            "no-role" => {
                self.say.t("ingen af kommunens grupper giver en rolle", "no group of the municipality gives a role")
            }
            "other-person" => self.say.t("en anden person svarede", "another person answered"),
            "not-fresh" => self.say.t("der blev ikke logget ind på ny", "nobody signed in anew"),
            _ => return self.rest(),
        };
        html! { (why) }
    }

    fn roles(&self, name: &str) -> Markup {
        let roles = self.detail.get(name).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let units = schema().kind("unit");
        let one = |written: &str| {
            let (word, unit) = written.split_once('@').unwrap_or((written, ""));
            let role = Role::from_word(word).map_or(word, |role| role.label().pick(self.say.0));
            let whole = self.say.t("hele kommunen", "the whole municipality").to_owned();
            let unit = match units {
                Some(kind) if !unit.is_empty() => self.snapshot.slots.name_of(kind, unit),
                _ => whole,
            };
            format!("{} · {unit}", capital(role))
        };
        let told: Vec<String> = roles.iter().filter_map(Value::as_str).map(one).collect();
        let login = self.text("login");
        let login = Some(login).filter(|_| name == "roles").unwrap_or_default();
        html! {
            @if !login.is_empty() { (login) ": " }
            @if told.is_empty() { (self.say.t("ingen roller", "no roles")) } @else { (told.join("; ")) }
        }
    }

    fn precedence(&self) -> Markup {
        let Some((kind, attribute)) = schema().path(&self.text("fact")) else { return self.rest() };
        let label = schema().attribute(kind, attribute).label.pick(self.say.0);
        html! { (kind_title(kind, self.say.0)) " · " (label) ": " (super::prefer::called(self.snapshot, &self.text("register"))) }
    }

    fn token(&self) -> Markup {
        let scope = match self.text("scope").as_str() {
            "write" => self.say.t("læse og skrive", "read and write"),
            house::ACCOUNTS_SCOPE => self.say.t("administrere brugere", "manage accounts"),
            _ => self.say.t("kun læse", "read only"),
        };
        html! { (self.text("name")) " · " (scope) }
    }

    fn mapping(&self) -> Markup {
        html! { (self.text("source")) " · " (self.kind(&self.text("kind"))) }
    }

    fn retention(&self) -> Markup {
        let years = |name: &str| match self.number(name) {
            0 => self.say.t("uden grænse", "without limit").to_owned(),
            years => retention::years(years, self.say),
        };
        html! { (years("years")) " (" (self.say.t("før: ", "before: ")) (years("before")) ")" }
    }

    fn rest(&self) -> Markup {
        let parts: Vec<String> = self.detail.keys().map(|name| format!("{name}: {}", self.text(name))).collect();
        html! { (parts.join(" · ")) }
    }
}
