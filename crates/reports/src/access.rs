//! Aktindsigt (an access request): what the log says of one case, as people read it, with the names of people masked on demand.
//! Plain data and plain text; the page that looks better is made of the same. Knows no account, only entries of the log and names.

mod acquisition;
mod mask;
mod words;

use decisions::{Detail, Event, Plan, Recorded};
use kernel::chain::Entry;
use kernel::{Day, Instant, Lang, Text};
use serde_json::{Map, Value};

use mask::Mask;
pub use mask::searchable;

/// Whom a file is for, and the words it is told in.
pub struct Reading<'r> {
    /// The language.
    pub lang: Lang,
    /// What an act is called.
    pub act: &'r dyn Fn(&str) -> String,
    /// The title of a principle or rule by its id.
    pub titles: &'r dyn Fn(&str) -> Option<String>,
    /// What somebody wanted to do, by the act that it would have been.
    pub wanted: &'r dyn Fn(&str) -> Option<String>,
    /// What a refusal says by its label, where the log did not keep it.
    pub refusal: &'r dyn Fn(&str) -> String,
}

/// Somebody who may be named in the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// The account's id.
    pub account: String,
    /// What the person is called: the name first, then login and key in the municipality's facts.
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
    "Navne er skjult: de, der har handlet, og alle med en brugerkonto eller i kommunens personregister står som Person 1, Person 2 og så videre; samme nummer er samme person. Fornavne og efternavne alene er kun skjult for dem, der har del i sagen. Andre navne og oplysninger i fri tekst er ikke skjult: læs filen igennem, før den udleveres.",
    "Names are masked: those who acted, and everybody with an account or in the municipality's register of people, stand as Person 1, Person 2 and so on; the same number is the same person. First names and surnames alone are masked only of those who take part in the case. Other names and facts in free text are not masked: read the file through before it is handed out.",
);

/// Whose words a particular is told in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Whose {
    /// The house's own: no name stands in them, whatever somebody's login is.
    House,
    /// Somebody's who wrote.
    Writer,
    /// A field that names somebody, and nothing else.
    Named,
}

/// One particular. What it is called is the house's own word.
struct Line {
    name: String,
    value: String,
    whose: Whose,
}

/// Where the technical traces are that a reader is spared.
pub const HASHES: Text<&str> = Text::new(
    "Kontrolsummer og andre tekniske spor er udeladt; de står i loggen under handlingens nummer.",
    "Checksums and other technical traces are left out; they stand in the log under the act's number.",
);

/// The case of these entries, in any order.
pub fn access_request(case: &str, entries: &[Entry], names: Names<'_>, reading: &Reading<'_>) -> AccessRequest {
    let mut sorted: Vec<(&Entry, Option<Recorded>)> =
        entries.iter().map(|entry| (entry, words::recorded(entry))).collect();
    sorted.sort_by_key(|(entry, _)| entry.seq);
    let mut mask = match names {
        Names::Shown => None,
        Names::Masked(known) => {
            let entries: Vec<&Entry> = sorted.iter().map(|(entry, _)| *entry).collect();
            let named: Vec<Vec<&str>> =
                sorted.iter().filter_map(|(_, recorded)| recorded.as_ref()).flat_map(named).collect();
            Some(Mask::of(known, &entries, &named))
        }
    };
    let mut acts = Vec::new();
    for (entry, recorded) in sorted {
        let mut particulars = match &recorded {
            Some(recorded) => words::particulars(recorded, reading),
            None => told_plainly(entry, reading),
        };
        let mut who = entry.name.clone();
        if let Some(mask) = &mut mask {
            who = mask.actor(entry);
            for line in &mut particulars {
                line.value = match line.whose {
                    Whose::House => continue,
                    Whose::Writer => mask.text(&line.value),
                    Whose::Named => mask.field(&line.value),
                };
            }
        }
        let particulars = particulars.into_iter().map(|line| (line.name, line.value)).collect();
        acts.push(AccessAct { seq: entry.seq, at: entry.at, who, what: (reading.act)(&entry.act), particulars });
    }
    AccessRequest { case: case.to_owned(), masked: mask.is_some(), acts }
}

/// Those whom an event names in fields of their own: each with all that the field calls them.
fn named(recorded: &Recorded) -> Vec<Vec<&str>> {
    let mut named: Vec<Vec<&str>> =
        recorded.by.deputy_for.iter().map(|one| vec![one.account.as_str(), one.name.as_str()]).collect();
    if let Event::Explained { explanation, .. } = &recorded.event {
        named.push(vec![&explanation.risk_bearer]);
        if let Plan::Steps { steps } = &explanation.plan {
            named.extend(
                steps.iter().map(|step| step.person.iter().map(String::as_str).chain([step.owner.as_str()]).collect()),
            );
        }
    }
    named
}

/// What is no event: its particulars one by one.
fn told_plainly(entry: &Entry, reading: &Reading<'_>) -> Vec<Line> {
    let mut particulars = Vec::new();
    let mut detail = serde_json::from_str(&entry.detail).unwrap_or_else(|_| Value::String(entry.detail.clone()));
    if let (Value::Object(fields), Some(noun)) = (&mut detail, entry.act.strip_suffix("-refused")) {
        refused(fields, noun, reading, &mut particulars);
    } else if let (Value::Object(fields), true) = (&mut detail, entry.act.starts_with("acquisition-")) {
        acquisition::readable(fields, reading);
    }
    flatten(&detail, String::new(), reading.lang, &mut particulars);
    particulars
}

/// What somebody wanted to do, and what they were told instead: taken out of the particulars.
fn refused(fields: &mut Map<String, Value>, noun: &str, reading: &Reading<'_>, particulars: &mut Vec<Line>) {
    let lang = reading.lang;
    let mut put = |name: Text<&'static str>, value: String, whose| {
        particulars.push(Line { name: name.pick(lang).to_owned(), value, whose });
    };
    if let Some(Value::String(command)) = fields.remove("command")
        && let Some(wanted) = (reading.wanted)(&format!("{noun}-{command}"))
    {
        put(Text::new("ville", "wanted to"), wanted, Whose::House);
    }
    let label = fields.remove("label");
    let told = fields.remove("told").and_then(|told| serde_json::from_value::<Text>(told).ok());
    let details = fields.remove("details").and_then(|all| serde_json::from_value::<Vec<Detail>>(all).ok());
    let answer = Text::new("fik svaret", "was told");
    match (told, label) {
        // It may name people: whoever was faster, or has a seat already.
        (Some(told), _) => put(answer, told.get(lang).to_owned(), Whose::Writer),
        (None, Some(Value::String(label))) => put(answer, (reading.refusal)(&label), Whose::House),
        (None, _) => {}
    }
    for detail in details.unwrap_or_default() {
        put(Text::new("nemlig", "namely"), detail.text.get(lang).to_owned(), Whose::Writer);
    }
}

/// All that entries say in texts of their own, as it is searched for names.
pub fn said(entries: &[Entry]) -> String {
    fn gather(value: &Value, said: &mut String) {
        match value {
            Value::String(text) => {
                said.push_str(&searchable(text));
                said.push('\n');
            }
            Value::Array(items) => items.iter().for_each(|item| gather(item, said)),
            Value::Object(fields) => fields.values().for_each(|field| gather(field, said)),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
    let mut said = String::new();
    for entry in entries {
        let detail = serde_json::from_str(&entry.detail).unwrap_or_else(|_| Value::String(entry.detail.clone()));
        gather(&detail, &mut said);
    }
    said
}

impl AccessRequest {
    /// What the file is called at its top.
    pub fn title(&self, lang: Lang) -> String {
        // Acquisitions are numbered A2026-0001, cases 2026-0001.
        match (lang, self.case.starts_with('A')) {
            (Lang::Da, false) => format!("Aktindsigt: sag {}", self.case),
            (Lang::En, false) => format!("Access request: case {}", self.case),
            (Lang::Da, true) => format!("Aktindsigt: anskaffelse {}", self.case),
            (Lang::En, true) => format!("Access request: acquisition {}", self.case),
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
        text.push_str(&format!("\n{}\n", HASHES.pick(lang)));
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

/// The fields of particulars that name an account or a person.
const NAMING: [&str; 8] = ["account", "acting_for", "by", "login", "name", "owner", "person", "screener"];

/// The particulars' leaves, each with the way to it.
fn flatten(value: &Value, path: String, lang: Lang, leaves: &mut Vec<Line>) {
    let mut put = |name: String, value: String| {
        let last = name.rsplit(" › ").next().unwrap_or_default();
        let names_somebody = NAMING.iter().any(|field| particular(field, lang) == last);
        leaves.push(Line { name, value, whose: if names_somebody { Whose::Named } else { Whose::Writer } });
    };
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
            put(path, items.join(", "));
        }
        Value::Array(items) => {
            for (number, item) in items.iter().enumerate() {
                flatten(item, below((number + 1).to_string()), lang, leaves);
            }
        }
        Value::Null => {}
        // A checksum tells a reader nothing.
        Value::String(text) if text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit()) => {}
        value => put(path, leaf(value, lang)),
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
        ("acting_for", "på vegne af"),
        ("answer", "svar"),
        ("answers", "svar"),
        ("attachment", "bilag"),
        ("before", "før"),
        ("candidate", "tilbud"),
        ("cases", "sager"),
        ("conclusion", "konklusion"),
        ("condition", "vilkår"),
        ("conditions", "vilkår"),
        ("consequences", "konsekvenser"),
        ("cost", "pris"),
        ("decision", "afgørelse"),
        ("different", "skal være anderledes"),
        ("due", "frist"),
        ("evidence", "dokumentation"),
        ("fact", "oplysning"),
        ("facts", "oplysninger"),
        ("from", "fra"),
        ("ground", "grundlag"),
        ("hash", "kontrolsum"),
        ("file", "fil"),
        ("files", "filer"),
        ("key", "nøgle"),
        ("kind", "slags"),
        ("licence", "licens"),
        ("login", "brugernavn"),
        ("meeting", "møde"),
        ("minutes", "referat"),
        ("name", "navn"),
        ("number", "nummer"),
        ("object", "objekt"),
        ("objects", "objekter"),
        ("owner", "ejer"),
        ("pack", "strategi"),
        ("packs", "strategier"),
        ("part", "komponent"),
        ("parts", "komponenter"),
        ("party", "for"),
        ("phase", "fase"),
        ("plan", "plan"),
        ("principle", "princip"),
        ("principles", "principper"),
        ("product", "produkt"),
        ("purpose", "formål"),
        ("questions", "spørgsmål"),
        ("rating", "vurdering"),
        ("reason", "begrundelse"),
        ("refusal", "afvisning"),
        ("relevance", "relevans"),
        ("review", "gennemgang"),
        ("role", "rolle"),
        ("roles", "roller"),
        ("rule", "regel"),
        ("screener", "screenet af"),
        ("source", "kilde"),
        ("step", "trin"),
        ("steps", "trin"),
        ("strategy", "strategi"),
        ("supplier", "leverandør"),
        ("systems", "systemer"),
        ("tasks", "opgaver (KLE)"),
        ("text", "tekst"),
        ("title", "titel"),
        ("unit", "enhed"),
        ("until", "til"),
        ("valid_until", "gyldig til"),
        ("value", "værdi"),
        ("why", "hvorfor"),
        ("years", "år"),
    ];
    let danish = known.iter().find(|(word, _)| *word == name).map(|(_, danish)| (*danish).to_owned());
    danish.filter(|_| lang == Lang::Da).unwrap_or_else(|| name.replace(['_', '-'], " "))
}

#[cfg(test)]
mod tests;
