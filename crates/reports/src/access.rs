//! Aktindsigt (an access request): what the log says of one case, as people read it, with the names of people masked on demand.
//! Plain data and plain text; the page that looks better is made of the same. Knows no case and no account, only entries of the log
//! and names.

mod mask;

use kernel::chain::Entry;
use kernel::{Day, Instant, Lang, Text};
use serde_json::Value;

use mask::Mask;

/// Somebody who may be named in the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// The account's id.
    pub account: String,
    /// What the person is called: name, login.
    pub names: Vec<String>,
}

/// What becomes of people's names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Names<'k> {
    /// They stand as in the log.
    Shown,
    /// Each becomes `Person 1`, `Person 2`: those who acted, and these.
    Masked(&'k [Known]),
}

/// One case as the log tells it, the oldest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessRequest {
    /// The case's number.
    pub case: String,
    /// Whether names are masked.
    pub masked: bool,
    /// What was done.
    pub acts: Vec<AccessAct>,
}

/// One act.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessAct {
    /// Its number in the log.
    pub seq: i64,
    /// When.
    pub at: Instant,
    /// Who.
    pub who: String,
    /// What, in the reader's words.
    pub what: String,
    /// The particulars: what each is, and its value.
    pub particulars: Vec<(String, String)>,
}

/// What people are told of a masked file.
pub const MASKED: Text<&str> = Text::new(
    "Navne er skjult: de, der har handlet, og alle med en brugerkonto, står som Person 1, Person 2 og så videre; samme nummer er samme person. Andre navne og oplysninger i fri tekst er ikke skjult: læs filen igennem, før den udleveres.",
    "Names are masked: those who acted, and everybody with an account, stand as Person 1, Person 2 and so on; the same number is the same person. Other names and facts in free text are not masked: read the file through before it is handed out.",
);

/// The case of these entries, in any order. `label` says what an act is called.
pub fn access_request(
    case: &str,
    entries: &[Entry],
    names: Names<'_>,
    (lang, label): (Lang, &dyn Fn(&str) -> String),
) -> AccessRequest {
    let mut sorted: Vec<&Entry> = entries.iter().collect();
    sorted.sort_by_key(|entry| entry.seq);
    let mut mask = match names {
        Names::Shown => None,
        Names::Masked(known) => Some(Mask::of(known, &sorted)),
    };
    let mut acts = Vec::new();
    for entry in sorted {
        let mut particulars = Vec::new();
        let detail = serde_json::from_str(&entry.detail).unwrap_or_else(|_| Value::String(entry.detail.clone()));
        flatten(&detail, String::new(), lang, &mut particulars);
        let mut who = entry.name.clone();
        if let Some(mask) = &mut mask {
            who = mask.actor(entry);
            for (name, value) in &mut particulars {
                (*name, *value) = (mask.text(name), mask.text(value));
            }
        }
        acts.push(AccessAct { seq: entry.seq, at: entry.at, who, what: label(&entry.act), particulars });
    }
    AccessRequest { case: case.to_owned(), masked: mask.is_some(), acts }
}

impl AccessRequest {
    /// What the file is called at its top.
    pub fn title(&self, lang: Lang) -> String {
        match lang {
            Lang::Da => format!("Aktindsigt: sag {}", self.case),
            Lang::En => format!("Access request: case {}", self.case),
        }
    }

    /// The whole as plain text. `when` writes an instant as local day and time.
    pub fn text(&self, lang: Lang, made_on: Day, when: &dyn Fn(Instant) -> String) -> String {
        let title = self.title(lang);
        let mut text = format!("{title}\n{}\n\n{}\n", "=".repeat(title.chars().count()), self.made(lang, made_on));
        if self.masked {
            text.push_str(&format!("\n{}\n", MASKED.pick(lang)));
        }
        for act in &self.acts {
            text.push_str(&format!("\n{}  {}: {} (nr. {})\n", when(act.at), act.who, act.what, act.seq));
            for (name, value) in &act.particulars {
                text.push_str(&format!("    {name}: {}\n", value.replace('\n', "\n        ")));
            }
        }
        text
    }

    /// When it was made, and of how many acts.
    pub fn made(&self, lang: Lang, made_on: Day) -> String {
        let (count, day) = (self.acts.len(), made_on.long(lang));
        match lang {
            Lang::Da => format!("Udskrevet af Fundaments log {day}. Handlinger: {count}."),
            Lang::En => format!("Printed from Fundament's log on {day}. Acts: {count}."),
        }
    }
}

/// The particulars' leaves, each with the way to it.
fn flatten(value: &Value, path: String, lang: Lang, leaves: &mut Vec<(String, String)>) {
    let is_leaf = |value: &Value| !value.is_object() && !value.is_array();
    let below = |name: String| if path.is_empty() { name } else { format!("{path} › {name}") };
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                flatten(value, below(particular(name, lang)), lang, leaves);
            }
        }
        Value::Array(items) if items.iter().all(is_leaf) => {
            let items: Vec<String> = items.iter().map(|item| leaf(item, lang)).collect();
            leaves.push((path, items.join(", ")));
        }
        Value::Array(items) => {
            for (number, item) in items.iter().enumerate() {
                flatten(item, below((number + 1).to_string()), lang, leaves);
            }
        }
        Value::Null => {}
        value => leaves.push((path, leaf(value, lang))),
    }
}

fn leaf(value: &Value, lang: Lang) -> String {
    match value {
        Value::Bool(true) => Text::new("ja", "yes").pick(lang).to_owned(),
        Value::Bool(false) => Text::new("nej", "no").pick(lang).to_owned(),
        Value::String(text) => match Day::parse(text) {
            Ok(day) if day.to_string() == *text => day.long(lang),
            _ => text.clone(),
        },
        other => other.to_string(),
    }
}

/// What a particular is called; one that has no word of its own keeps its name.
fn particular(name: &str, lang: Lang) -> String {
    let known: &[(&str, &str)] = &[
        ("account", "bruger"),
        ("answer", "svar"),
        ("attachment", "bilag"),
        ("condition", "vilkår"),
        ("conditions", "vilkår"),
        ("consequences", "konsekvenser"),
        ("cost", "pris"),
        ("decision", "afgørelse"),
        ("due", "frist"),
        ("evidence", "begrundelse i fakta"),
        ("fact", "oplysning"),
        ("facts", "oplysninger"),
        ("from", "fra"),
        ("ground", "nødvendighed"),
        ("hash", "kontrolsum"),
        ("key", "nøgle"),
        ("kind", "slags"),
        ("login", "brugernavn"),
        ("minutes", "referat"),
        ("name", "navn"),
        ("number", "nummer"),
        ("object", "objekt"),
        ("objects", "objekter"),
        ("owner", "ejer"),
        ("phase", "fase"),
        ("plan", "plan"),
        ("principle", "princip"),
        ("reason", "begrundelse"),
        ("refusal", "afvisning"),
        ("review", "genvurdering"),
        ("role", "rolle"),
        ("roles", "roller"),
        ("rule", "regel"),
        ("screener", "screenet af"),
        ("step", "trin"),
        ("steps", "trin"),
        ("strategy", "strategi"),
        ("text", "tekst"),
        ("unit", "enhed"),
        ("until", "til"),
        ("valid_until", "gyldig til"),
        ("value", "værdi"),
        ("why", "hvorfor"),
    ];
    let danish = known.iter().find(|(word, _)| *word == name).map(|(_, danish)| (*danish).to_owned());
    danish.filter(|_| lang == Lang::Da).unwrap_or_else(|| name.replace(['_', '-'], " "))
}

#[cfg(test)]
mod tests;
