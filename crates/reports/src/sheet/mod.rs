//! The requirement sheet: every principle of the packs in force as questions to suppliers (strategy §3, §8). One row a fact or
//! question, and one in the supplier's own words for a principle that no fact of a system tells of; what only the municipality can
//! answer stands in its own copy, and never in the one that goes out with the tender.

mod wording;

use facts::{Attribute, KindId, ValueType, schema};
use kernel::{Day, Lang, Text};
use principles::{Body, Pack, Principle, Rule, Strength, Weight};

use crate::table::{Cell, Table};

/// Who answers a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Answerer {
    /// The supplier.
    Supplier,
    /// The municipality itself.
    Municipality,
}

/// What a row asks about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Asks {
    /// A fact of the system.
    Fact,
    /// What a rule asks people.
    Rule,
    /// What the solution is built of, as a file.
    Parts,
    /// A principle, in the supplier's own words: told, never judged.
    Principle,
}

impl Asks {
    /// The word in JSON.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Fact => "fact",
            Self::Rule => "rule",
            Self::Parts => "parts",
            Self::Principle => "principle",
        }
    }
}

/// For whom a sheet is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// The municipality: every row, and which rules stand behind it.
    Own,
    /// The tender: what suppliers are asked, and no more.
    Tender,
}

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct SheetRow {
    /// `system.hosting`; a rule's code when the rule itself asks; `sbom` for the bill of materials; a pack and a principle of it
    /// (`kl-arkitektur/kl-p5-opgaver`) when the principle is asked about as such.
    pub code: String,
    /// What it asks about.
    pub asks: Asks,
    /// The pack of the first principle it serves.
    pub pack: String,
    /// That principle's id.
    pub principle: String,
    /// Its title.
    pub principle_title: Text,
    /// What is asked.
    pub question: Text,
    /// What may be answered.
    pub allowed: Text,
    /// Who answers.
    pub answerer: Answerer,
    /// The rules that the answer bears on; none when it is in own words.
    pub rules: Vec<String>,
    /// Whether one of them is, or may be, one for the board; of a principle as such, whether it is a red line.
    pub material: bool,
}

/// A question of a rule, for whoever reads answers: code, and each allowed word with what people call it.
pub type RuleQuestion = (String, Vec<(String, Text)>);

/// The rows that the packs make, in the order of their principles.
pub fn sheet(packs: &[&Pack]) -> Vec<SheetRow> {
    let Some((system, component)) = schema().kind("system").zip(schema().kind("component")) else { return Vec::new() };
    let mut rows: Vec<SheetRow> = Vec::new();
    for pack in packs {
        for (number, principle) in pack.principles.iter().enumerate() {
            let mut is_asked = false;
            for rule in pack.rules.iter().filter(|rule| rule.principle == number) {
                for row in rule_rows(pack, rule, (system, component)) {
                    is_asked |= row.answerer == Answerer::Supplier;
                    put(&mut rows, row);
                }
            }
            let own = || (!is_asked).then(|| wording::of_principle(principle));
            rows.extend(
                principle.supplier.clone().or_else(own).map(|question| principle_row(pack, principle, question)),
            );
        }
    }
    rows
}

/// What only the municipality can answer, and says once for all offers: what an acquisition's plan tells is not among it.
pub fn own_rows(packs: &[&Pack]) -> Vec<SheetRow> {
    let mut rows = sheet(packs);
    let of_plan = ["system.business_area", "system.owner", "system.supplier"];
    rows.retain(|row| row.answerer == Answerer::Municipality && !of_plan.contains(&row.code.as_str()));
    rows
}

/// The row's code of a principle.
pub fn principle_code(pack: &str, principle: &str) -> String {
    format!("{pack}/{principle}")
}

/// The codes of all principles, for whoever reads answers.
pub fn principle_codes(packs: &[&Pack]) -> Vec<String> {
    let of = |pack: &&Pack| {
        let id = pack.id.clone();
        pack.principles.iter().map(move |principle| principle_code(&id, &principle.id)).collect::<Vec<_>>()
    };
    packs.iter().flat_map(of).collect()
}

/// The codes of all that a supplier answers: facts of the system, and every principle in own words.
pub fn supplier_codes(packs: &[&Pack]) -> Vec<String> {
    let asked = |row: &SheetRow| row.asks == Asks::Fact && row.answerer == Answerer::Supplier;
    let facts = sheet(packs).into_iter().filter(asked).map(|row| row.code);
    facts.chain(principle_codes(packs)).collect()
}

/// The codes of what rules ask people: the municipality answers them, whatever is offered.
pub fn rule_codes(packs: &[&Pack]) -> Vec<String> {
    rule_questions(packs).into_iter().map(|(code, _)| code).collect()
}

/// The questions that rules themselves put about systems.
pub fn rule_questions(packs: &[&Pack]) -> Vec<RuleQuestion> {
    let system = schema().kind("system");
    let rules = packs.iter().flat_map(|pack| &pack.rules).filter(|rule| Some(rule.kind) == system);
    rules
        .filter_map(|rule| match &rule.body {
            Body::Ask(question) => {
                let words = question.choices.iter().map(|choice| (choice.word.clone(), choice.text.clone()));
                Some((rule.code.clone(), words.collect()))
            }
            Body::Require(_) => None,
        })
        .collect()
}

fn rule_rows(pack: &Pack, rule: &Rule, (system, component): (KindId, KindId)) -> Vec<SheetRow> {
    if rule.kind == component {
        return vec![row(pack, rule, ("sbom".to_owned(), Asks::Parts), wording::bill_of_materials())];
    }
    if rule.kind != system {
        return Vec::new();
    }
    let facts = rule.uses().into_iter().filter(|fact| fact.kind == system);
    let mut rows: Vec<SheetRow> = facts.filter_map(|fact| fact_row(pack, rule, (system, fact.name))).collect();
    if let Body::Ask(question) = &rule.body {
        let words = question.choices.iter().map(|choice| &choice.text);
        let join = |lang: Lang| words.clone().map(|text| text.get(lang)).collect::<Vec<_>>().join(" / ");
        let allowed = Text { da: join(Lang::Da), en: join(Lang::En) };
        let asked = (question.text.clone(), allowed, Answerer::Municipality);
        rows.push(row(pack, rule, (rule.code.clone(), Asks::Rule), asked));
    }
    rows
}

fn principle_row(pack: &Pack, principle: &Principle, question: Text) -> SheetRow {
    SheetRow {
        code: principle_code(&pack.id, &principle.id),
        asks: Asks::Principle,
        pack: pack.id.clone(),
        principle: principle.id.clone(),
        principle_title: principle.title.clone(),
        question,
        allowed: wording::own_words(),
        answerer: Answerer::Supplier,
        rules: Vec::new(),
        material: principle.strength == Strength::RedLine,
    }
}

fn put(rows: &mut Vec<SheetRow>, row: SheetRow) {
    match rows.iter_mut().find(|known| known.code == row.code) {
        Some(known) => {
            known.material |= row.material;
            for rule in row.rules {
                if !known.rules.contains(&rule) {
                    known.rules.push(rule);
                }
            }
        }
        None => rows.push(row),
    }
}

fn fact_row(pack: &Pack, rule: &Rule, (system, name): (KindId, &'static str)) -> Option<SheetRow> {
    // How far it has come, and the tasks, are the acquisition's own; relations and derived facts are asked of nobody.
    if matches!(name, "status" | "kle_tasks" | "name") {
        return None;
    }
    let attribute = schema().attribute(system, schema().attribute_id(system, name)?);
    if attribute.is_derived() {
        return None;
    }
    let (question, answerer) = match wording::of(name) {
        Some(question) => (question, Answerer::Supplier),
        None => (Text { da: attribute.label.da.to_owned(), en: attribute.label.en.to_owned() }, Answerer::Municipality),
    };
    let asked = (question, allowed(attribute), answerer);
    Some(row(pack, rule, (format!("system.{name}"), Asks::Fact), asked))
}

type Asked = (Text, Text, Answerer);

fn row(pack: &Pack, rule: &Rule, (code, asks): (String, Asks), (question, allowed, answerer): Asked) -> SheetRow {
    let principle = pack.principle_of(rule);
    SheetRow {
        code,
        asks,
        pack: pack.id.clone(),
        principle: principle.id.clone(),
        principle_title: principle.title.clone(),
        question,
        allowed,
        answerer,
        rules: vec![rule.code.clone()],
        material: !matches!(rule.weight, Weight::Minor),
    }
}

/// What may be written for an attribute.
fn allowed(attribute: &Attribute) -> Text {
    let pair = |da: &str, en: &str| Text { da: da.to_owned(), en: en.to_owned() };
    match attribute.value {
        ValueType::Bool => pair("ja / nej", "yes / no"),
        ValueType::Int => pair("et helt tal", "a whole number"),
        ValueType::Money => pair("et beløb i kroner", "an amount in kroner"),
        ValueType::Day => pair(
            "en dato, for eksempel 3. maj 2026; - hvis der ingen er",
            "a date, such as 2026-05-03; - if there is none",
        ),
        ValueType::Text | ValueType::Ref(_) => pair("fritekst; - hvis der ingen er", "free text; - if there is none"),
        ValueType::TextList | ValueType::RefList(_) => pair("flere adskilt af |", "several, separated by |"),
        ValueType::Enum(words) | ValueType::EnumList(words) => {
            let join = |lang: Lang| words.iter().map(|word| word.label.get(lang)).collect::<Vec<_>>().join(" / ");
            Text { da: join(Lang::Da), en: join(Lang::En) }
        }
    }
}

/// The sheet as a table, for xlsx.
pub fn table(rows: &[SheetRow], audience: Audience, lang: Lang, (title, made_on): (&str, Day)) -> Table {
    let t = |da: &str, en: &str| if lang == Lang::Da { da } else { en }.to_owned();
    let mut columns = vec![
        t("Kode", "Code"),
        t("Princip", "Principle"),
        t("Spørgsmål", "Question"),
        t("Svarmuligheder", "Allowed answers"),
        t("Svar", "Answer"),
    ];
    if audience == Audience::Own {
        columns.extend([t("Hvem svarer", "Who answers"), t("Regler", "Rules"), t("For direktionen", "For the board")]);
    }
    let line = |row: &SheetRow| {
        let text = |text: &Text| Cell::Text(text.get(lang).to_owned());
        let mut cells = vec![
            Cell::Text(row.code.clone()),
            text(&row.principle_title),
            text(&row.question),
            text(&row.allowed),
            Cell::Empty,
        ];
        if audience == Audience::Own {
            let who = match row.answerer {
                Answerer::Supplier => t("leverandøren", "the supplier"),
                Answerer::Municipality => t("kommunen", "the municipality"),
            };
            cells.extend([Cell::Text(who), Cell::List(row.rules.clone()), Cell::YesNo(row.material)]);
        }
        cells
    };
    let asked = rows.iter().filter(|row| audience == Audience::Own || row.answerer == Answerer::Supplier);
    Table { title: title.to_owned(), made_on, columns, rows: asked.map(line).collect() }
}

/// A sheet's table as CSV: semicolons, every cell in quotes, UTF-8 with a mark, as Excel opens it.
pub fn csv(table: &Table, lang: Lang) -> String {
    let quoted = |cell: &str| format!("\"{}\"", cell.replace('"', "\"\""));
    let plain = |cell: &Cell| match cell {
        Cell::Text(text) => text.clone(),
        Cell::List(items) => items.join("|"),
        Cell::YesNo(yes) => match (yes, lang) {
            (true, Lang::Da) => "ja".to_owned(),
            (false, Lang::Da) => "nej".to_owned(),
            (true, Lang::En) => "yes".to_owned(),
            (false, Lang::En) => "no".to_owned(),
        },
        Cell::Whole(number) => number.to_string(),
        Cell::Amount(amount) => amount.shown(lang),
        Cell::Day(day) => day.to_string(),
        Cell::Empty => String::new(),
    };
    let mut text = String::from("\u{feff}");
    let heads = table.columns.iter().map(|head| quoted(head)).collect::<Vec<_>>().join(";");
    text.push_str(&heads);
    text.push_str("\r\n");
    for row in &table.rows {
        text.push_str(&row.iter().map(|cell| quoted(&plain(cell))).collect::<Vec<_>>().join(";"));
        text.push_str("\r\n");
    }
    text
}

#[cfg(test)]
mod tests;
