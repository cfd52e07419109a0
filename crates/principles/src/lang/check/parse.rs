//! Reading CEL text with the `cel` crate's parser, its macros left unexpanded so that we see them as written.

use std::sync::LazyLock;

use cel::common::ast::{IdedExpr, SourceInfo};

use crate::lang::error::LangError;

/// Longer expressions are no rule that anybody reads.
const LONGEST: usize = 4_000;
/// Deeper nesting likewise.
const DEEPEST: u16 = 48;

pub(super) fn parse(source: &str) -> Result<(IdedExpr, SourceInfo), LangError> {
    static ENV: LazyLock<cel::Env> = LazyLock::new(|| cel::Env::default().with_optional_support(false));
    if source.trim().is_empty() {
        return Err(LangError::new(0, "syntax", "udtrykket er tomt", "the expression is empty"));
    }
    if source.chars().count() > LONGEST || brackets_too_deep(source) {
        let (da, en) = (
            "udtrykket er for stort: del det i flere regler",
            "the expression is too big: split it into several rules",
        );
        return Err(LangError::new(0, "too-big", da, en));
    }
    ENV.parser().max_recursion_depth(DEEPEST).parse_with_source_info(source).map_err(|errors| {
        let first = errors.errors.first();
        let (line, column) = first.map_or((1, 1), |error| error.pos);
        let said = first.map_or("", |error| error.msg.as_str());
        let said = said.strip_prefix("Syntax error: ").unwrap_or(said);
        let said: String = said.chars().take(160).collect();
        LangError::new(
            offset(source, line, column),
            "syntax",
            format!("udtrykket kan ikke læses her ({said})"),
            format!("the expression cannot be read here ({said})"),
        )
    })
}

/// The recursive parser is not asked about nesting that would exhaust its stack.
fn brackets_too_deep(source: &str) -> bool {
    let mut depth = 0_usize;
    let mut run = 0_usize;
    for letter in source.chars() {
        match letter {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        run = if matches!(letter, '!' | '-') { run + 1 } else { 0 };
        if depth > usize::from(DEEPEST) || run > usize::from(DEEPEST) {
            return true;
        }
    }
    false
}

/// The parser counts lines and columns from one; we count characters from zero.
fn offset(source: &str, line: isize, column: isize) -> usize {
    let before: usize = source
        .split_inclusive('\n')
        .take(usize::try_from(line - 1).unwrap_or(0))
        .map(|line| line.chars().count())
        .sum();
    (before + usize::try_from(column - 1).unwrap_or(0)).min(source.chars().count())
}
