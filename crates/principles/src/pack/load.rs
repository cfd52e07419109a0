//! Putting a pack together from its files: strategy first, then parameters, then chapters in the order of their names.

use std::collections::{BTreeMap, HashMap};

use kernel::{Day, Hasher, nests_deeply};
use serde::de::DeserializeOwned;

use super::chapter::Chapter;
use super::parameter::{Parameter, parameter};
use super::place::{PackError, Source};
use super::raw::{RawChapter, RawParameter, RawStrategy};
use super::{Pack, PackFile, Principle, Rule};
use crate::lang::Parameters;

const STRATEGY: &str = "strategy.toml";
const FIXTURES: &str = ".fixtures.toml";

/// One TOML file, or its error.
pub(super) fn toml<T: DeserializeOwned>(source: Source<'_>) -> Result<T, PackError> {
    if nests_deeply(source.text) {
        return Err(source.error(
            0,
            "toml",
            "filen åbner flere parenteser, end den lukker: hver { og [ skal lukkes igen",
            "the file opens more brackets than it closes: each { and [ must be closed again",
        ));
    }
    toml::from_str(source.text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        let said = error.message().to_owned();
        source.error(
            at,
            "toml",
            format!("filen kan ikke læses her: {said}"),
            format!("the file cannot be read here: {said}"),
        )
    })
}

pub(super) fn pack(files: &[PackFile]) -> Result<Pack, Vec<PackError>> {
    let mut files: Vec<&PackFile> = files.iter().filter(|file| !file.name.ends_with(FIXTURES)).collect();
    files.sort_by(|a, b| a.name.cmp(&b.name));
    let Some(strategy) = files.iter().find(|file| file.name == STRATEGY) else {
        let source = Source { name: STRATEGY, text: "" };
        return Err(vec![source.error(
            0,
            "no-strategy",
            "pakken har ingen strategy.toml",
            "the pack has no strategy.toml",
        )]);
    };
    let strategy_source = Source { name: STRATEGY, text: &strategy.text };
    let mut raw: RawStrategy = toml(strategy_source).map_err(|error| vec![error])?;
    let mut errors = Vec::new();
    let mut chapters: Vec<(Source<'_>, RawChapter)> = Vec::new();
    let mut parameters = Declared::default();
    parameters.add(strategy_source, std::mem::take(&mut raw.parameters), &mut errors);
    for file in files.iter().filter(|file| file.name != STRATEGY) {
        let source = Source { name: &file.name, text: &file.text };
        match toml::<RawChapter>(source) {
            Ok(mut chapter) => {
                parameters.add(source, std::mem::take(&mut chapter.parameters), &mut errors);
                chapters.push((source, chapter));
            }
            Err(error) => errors.push(error),
        }
    }
    let constants: Parameters = parameters.all.iter().map(|p| (p.name.clone(), p.value.clone())).collect();
    let sections: Vec<String> = raw.sections.iter().map(|section| section.id.get_ref().clone()).collect();
    let (principles, rules) = contents(&chapters, &constants, &sections, &mut errors);
    let adopted_on = raw.adopted_on.as_ref().and_then(|text| match Day::parse(text.get_ref()) {
        Ok(day) => Some(day),
        Err(error) => {
            errors.push(strategy_source.error(
                text.span().start,
                "bad-date",
                "skriv en dato som 2026-05-03",
                error.to_string(),
            ));
            None
        }
    });
    if !errors.is_empty() {
        errors.sort_by(|a, b| (&a.file, a.line, a.column).cmp(&(&b.file, b.line, b.column)));
        return Err(errors);
    }
    let mut hasher = Hasher::default();
    for file in &files {
        hasher = hasher.field(file.name.as_bytes()).field(file.text.as_bytes());
    }
    Ok(Pack {
        id: raw.id.into_inner(),
        version: raw.version,
        title: raw.title,
        adopted_on,
        adopted_by: raw.adopted_by,
        sections: raw.sections.into_iter().map(|s| super::Section { id: s.id.into_inner(), title: s.title }).collect(),
        parameters: parameters.all,
        principles,
        rules,
        hash: hasher.finish(),
    })
}

/// Parameters of all files, each name once.
#[derive(Default)]
struct Declared {
    all: Vec<Parameter>,
}

impl Declared {
    fn add(
        &mut self,
        source: Source<'_>,
        raw: BTreeMap<toml::Spanned<String>, RawParameter>,
        errors: &mut Vec<PackError>,
    ) {
        for (name, raw) in raw {
            if self.all.iter().any(|known| known.name == *name.get_ref()) {
                errors.push(source.error(
                    name.span().start,
                    "duplicate-parameter",
                    format!("parameteren {} er erklæret to gange", name.get_ref()),
                    format!("the parameter {} is declared twice", name.get_ref()),
                ));
                continue;
            }
            match parameter(source, name.get_ref(), raw) {
                Ok(parameter) => self.all.push(parameter),
                Err(error) => errors.push(error),
            }
        }
        self.all.sort_by(|a, b| a.name.cmp(&b.name));
    }
}

fn contents(
    chapters: &[(Source<'_>, RawChapter)],
    constants: &Parameters,
    sections: &[String],
    errors: &mut Vec<PackError>,
) -> (Vec<Principle>, Vec<Rule>) {
    let (mut principles, mut rules) = (Vec::new(), Vec::new());
    let mut ids: HashMap<&str, &str> = HashMap::new();
    let mut codes: HashMap<&str, (&str, usize)> = HashMap::new();
    for (source, chapter) in chapters {
        for raw in &chapter.principles {
            let id = raw.id.get_ref();
            if let Some(first) = ids.insert(id, source.name) {
                errors.push(source.error(
                    raw.id.span().start,
                    "duplicate-principle",
                    format!("princippet {id} står også i {first}"),
                    format!("the principle {id} is in {first} too"),
                ));
            }
            let mut work = Chapter { source: *source, parameters: constants, sections, errors };
            let place = principles.len();
            principles.extend(work.principle(raw));
            for raw in &raw.rules {
                let line = source.line_and_column(raw.code.span().start).0;
                if let Some((file, first)) = codes.insert(raw.code.get_ref(), (source.name, line)) {
                    work.errors.push(source.error(
                        raw.code.span().start,
                        "duplicate-code",
                        format!("koden {} er brugt i {file}, linje {first}: vælg en anden", raw.code.get_ref()),
                        format!("the code {} is used in {file} line {first}: choose another", raw.code.get_ref()),
                    ));
                }
                rules.extend(work.rule(raw, place));
            }
        }
    }
    (principles, rules)
}
