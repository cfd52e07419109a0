//! The requirement sheet: what the packs in force demand of systems, as questions to suppliers. One row a fact or question; what
//! only the municipality can answer stands in its own copy, and never in the one that goes out with the tender.

mod wording;

use facts::{Attribute, KindId, ValueType, schema};
use kernel::{Day, Lang, Text};
use principles::{Body, Pack, Rule, Weight};

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
    /// `system.hosting`; a rule's code when the rule itself asks; `sbom` for the bill of materials.
    pub code: String,
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
    /// The rules that the answer bears on.
    pub rules: Vec<String>,
    /// Whether one of them is, or may be, one for the board.
    pub material: bool,
}

/// A question of a rule, for whoever reads answers: code, and each allowed word with what people call it.
pub type RuleQuestion = (String, Vec<(String, Text)>);

/// The rows that the packs make, in the order of their principles.
pub fn sheet(packs: &[&Pack]) -> Vec<SheetRow> {
    let Some((system, component)) = schema().kind("system").zip(schema().kind("component")) else { return Vec::new() };
    let mut rows: Vec<SheetRow> = Vec::new();
    for pack in packs {
        for rule in &pack.rules {
            if rule.kind == system {
                for fact in rule.uses() {
                    if fact.kind == system
                        && let Some(row) = fact_row(pack, rule, (system, fact.name))
                    {
                        put(&mut rows, row);
                    }
                }
                if let Body::Ask(question) = &rule.body {
                    let words = question.choices.iter().map(|choice| &choice.text);
                    let join = |lang: Lang| words.clone().map(|text| text.get(lang)).collect::<Vec<_>>().join(" / ");
                    let allowed = Text { da: join(Lang::Da), en: join(Lang::En) };
                    let asked = (question.text.clone(), allowed, Answerer::Municipality);
                    put(&mut rows, row(pack, rule, rule.code.clone(), asked));
                }
            } else if rule.kind == component {
                put(&mut rows, row(pack, rule, "sbom".to_owned(), wording::bill_of_materials()));
            }
        }
    }
    rows
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
    Some(row(pack, rule, format!("system.{name}"), asked))
}

fn row(pack: &Pack, rule: &Rule, code: String, (question, allowed, answerer): (Text, Text, Answerer)) -> SheetRow {
    let principle = pack.principle_of(rule);
    SheetRow {
        code,
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
        Cell::Amount(amount) => amount.danish(),
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
