//! `fundament estate check`: what came in from a folder, what was rejected and why.

use std::io::Write;

use anyhow::Result;
use inbound::Outcome;
use kernel::Lang;

use super::FOUND;
use crate::args::EstateArgs;
use crate::output;
use crate::say::{Paint, plural, say};

/// More rejected rows than this are for the rejects file.
const SHOWN: usize = 20;

pub fn check(args: &EstateArgs, lang: Lang, out: &mut dyn Write) -> Result<u8> {
    let (import, today) = super::read(args, lang)?;
    let paint = Paint::for_stdout();
    let report = &import.report;
    for file in &report.files {
        let rows = plural(lang, file.accepted, ["række", "rækker"], ["row", "rows"]);
        let mut line = format!("{}: {rows}", paint.bold(&file.name));
        if file.rejected > 0 {
            let word = plural(lang, file.rejected, ["afvist", "afvist"], ["rejected", "rejected"]);
            line = format!("{line}, {}", paint.red(&word));
        }
        if !matches!(file.outcome, Outcome::Read) {
            line = format!("{line} {}", paint.red(say(lang, "(ikke læst til ende)", "(not read whole)")));
        }
        writeln!(out, "{line}")?;
        for column in &file.unknown_columns {
            let unknown = say(lang, "ukendt kolonne", "unknown column");
            let hint =
                column.nearest.as_ref().map(|near| format!(" ({} {near}?)", say(lang, "mente du", "did you mean")));
            writeln!(out, "  {unknown} \"{}\"{}", column.header, hint.unwrap_or_default())?;
        }
        for notice in &file.notices {
            writeln!(out, "  {}", notice.text.get(lang))?;
        }
    }
    for rejected in report.rejected.iter().take(SHOWN) {
        writeln!(out, "{}", output::rejected(rejected, lang))?;
    }
    let more = report.rejected.len().saturating_sub(SHOWN) as u64 + report.rejected_not_shown;
    if more > 0 {
        let rest = plural(lang, more, ["fejl mere", "fejl mere"], ["more error", "more errors"]);
        let how = say(lang, "gem dem alle med --rejects FIL", "write them all with --rejects FILE");
        writeln!(out, "{rest}: {how}")?;
    }
    let conflicts = import.estate.clone().unified().slots(today).conflicts().len() as u64;
    writeln!(out, "{}", output::intake(report, lang))?;
    if conflicts > 0 {
        let many = plural(
            lang,
            conflicts,
            ["ting passer ikke sammen", "ting passer ikke sammen"],
            ["thing does not fit", "things do not fit"],
        );
        writeln!(out, "{many}: fundament estate conflicts --estate {}", args.estate.display())?;
    }
    Ok(if report.is_clean() { 0 } else { FOUND })
}
