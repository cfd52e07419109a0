//! Files derived from code and packs: the reference of facts, and one heading for each finding code.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use facts::schema::{EmptyCell, Origin, Word};
use facts::{Attribute, ValueType, schema};
use principles::{Body, Pack, Rule};

/// Writes every generated file.
pub fn write(root: &Path) -> Result<()> {
    for (path, text) in files(root) {
        let path = root.join(path);
        fs::write(&path, text).with_context(|| path.display().to_string())?;
        println!("{}", path.display());
    }
    Ok(())
}

/// Every generated file with what it must hold.
pub fn files(root: &Path) -> Vec<(PathBuf, String)> {
    let mut files = vec![
        (PathBuf::from("docs/facts.md"), facts()),
        (PathBuf::from("docs/rights.txt"), house::rights::matrix()),
        (PathBuf::from("docs/openapi.json"), web::openapi()),
        (PathBuf::from("docs/problems.md"), crate::problems::page(root)),
    ];
    for name in pack_names(root) {
        files.push((PathBuf::from(format!("docs/findings/{name}.md")), findings(&testkit::pack(&name))));
    }
    files
}

/// The packs of the repository, by folder.
pub fn pack_names(root: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(root.join("strategy"))
        .map(|entries| entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect())
        .unwrap_or_default();
    names.sort();
    names
}

fn facts() -> String {
    let mut page = String::from(
        "# The facts\n\nGenerated from the schema (`crates/facts/src/kinds`) by `cargo xtask generate`; do not edit.\n\n\
         Each kind is one CSV file of the [estate folder](estate-folder.md). A header may be the name, the Danish or the\n\
         English label. *Empty = none*: an empty cell says that there is none; elsewhere it says nothing. *Derived* facts are\n\
         computed and not imported. *Register*: whose word counts, where sources disagree.\n",
    );
    for kind in schema().kinds() {
        let def = schema().def(kind);
        let _ = write!(
            page,
            "\n## {}\n\n{} / {}. File `{}.csv`, register `{}`.\n\n",
            def.name, def.one.da, def.one.en, def.file, def.register
        );
        page.push_str("| name | type | Danish | English | notes |\n|---|---|---|---|---|\n");
        for attribute in def.attributes {
            let (name, label) = (attribute.name, attribute.label);
            let _ = writeln!(
                page,
                "| `{name}` | {} | {} | {} | {} |",
                type_of(attribute.value),
                label.da,
                label.en,
                notes(attribute)
            );
        }
        for relation in schema().relations(kind) {
            let from = schema().def(relation.from);
            let via = schema().attribute(relation.from, relation.via).name;
            let _ = writeln!(
                page,
                "| `{}` | list of {} | {} | {} | those whose `{via}` is this |",
                relation.name, from.name, from.many.da, from.many.en
            );
        }
    }
    page
}

fn type_of(value: ValueType) -> String {
    let words = |words: &[Word]| words.iter().map(|word| word.word).collect::<Vec<_>>().join(", ");
    match value {
        ValueType::Bool => "yes/no".to_owned(),
        ValueType::Int => "whole number".to_owned(),
        ValueType::Money => "amount".to_owned(),
        ValueType::Day => "day".to_owned(),
        ValueType::Text => "text".to_owned(),
        ValueType::Enum(all) => format!("one of: {}", words(all)),
        ValueType::EnumList(all) => format!("some of: {}", words(all)),
        ValueType::TextList => "texts".to_owned(),
        ValueType::Ref(kind) => format!("{kind} key"),
        ValueType::RefList(kind) => format!("{kind} keys"),
    }
}

fn notes(attribute: &Attribute) -> String {
    let mut notes = Vec::new();
    if attribute.required {
        notes.push("required".to_owned());
    }
    if attribute.empty == EmptyCell::None {
        notes.push("empty = none".to_owned());
    }
    if let Some(register) = attribute.register {
        notes.push(format!("register `{register}`"));
    }
    if let Origin::Derived(inputs) = attribute.origin {
        notes.push(format!("derived from {}", inputs.join(", ")));
    }
    notes.join("; ")
}

fn findings(pack: &Pack) -> String {
    let mut page = format!(
        "# Findings of {} {}\n\nGenerated from the pack by `cargo xtask generate`; do not edit. One heading a finding code.\n",
        pack.id, pack.version
    );
    for rule in &pack.rules {
        finding(pack, rule, &mut page);
    }
    page
}

fn finding(pack: &Pack, rule: &Rule, page: &mut String) {
    let principle = pack.principle_of(rule);
    let _ = write!(page, "\n## {}\n\n**{}** / {}\n\n", rule.code, rule.title.da, rule.title.en);
    if rule.unverified {
        page.push_str("Source not verified (*skal bekræftes*).\n\n");
    }
    let _ = writeln!(
        page,
        "- Section {}, principle `{}` ({}), weight `{}`",
        principle.section,
        principle.id,
        principle.strength.word(),
        rule.weight_text
    );
    let _ = writeln!(
        page,
        "- Applies to: {}{}",
        Pack::kind_name(rule),
        rule.when_text.as_ref().map(|when| format!(", when `{}`", one_line(when))).unwrap_or_default()
    );
    match &rule.body {
        Body::Require(_) => {
            let require = rule.require_text.as_deref().unwrap_or_default();
            let _ = writeln!(page, "- Must hold: `{}`", one_line(require));
        }
        Body::Ask(question) => {
            let answers: Vec<&str> = question.choices.iter().map(|choice| choice.word.as_str()).collect();
            let (who, valid) = (question.who.word(), question.valid);
            let _ =
                writeln!(page, "- Asked of {who}, counts for {valid}: {} ({})", question.text.da, answers.join(", "));
        }
    }
    let _ = writeln!(page, "- Finding: {} / {}", rule.finding_text.da, rule.finding_text.en);
    let _ = writeln!(page, "- Remedy: {} / {}", rule.remedy.da, rule.remedy.en);
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
