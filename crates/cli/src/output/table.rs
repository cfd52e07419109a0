//! `--format csv`: one line a finding, for spreadsheets. Cells that a spreadsheet would compute are defused.

use std::io::Write;

use anyhow::Result;
use facts::{Plain, Slots};
use findings::Assessment;
use principles::Pack;
use reports::{EvidenceItem, Filter, record};
use serde::Serialize;

#[derive(Serialize)]
struct Row {
    pack: String,
    section: String,
    principle: String,
    rule: String,
    kind: &'static str,
    key: String,
    verdict: &'static str,
    cause: &'static str,
    weight: &'static str,
    strength: &'static str,
    evidence: String,
    missing: String,
}

/// One fact as a line.
#[derive(Serialize)]
pub struct FlatFact {
    fact: String,
    value: String,
    /// Whether a list may have more than is known.
    open: bool,
    source: String,
    seen_at: String,
}

pub fn flat(item: &EvidenceItem) -> FlatFact {
    FlatFact {
        fact: item.fact.clone(),
        value: defused(&plain(&item.value)),
        open: item.open,
        source: defused(item.source.as_deref().unwrap_or_default()),
        seen_at: item.seen_at.map(|day| day.to_string()).unwrap_or_default(),
    }
}

pub fn write(
    assessment: &Assessment,
    slots: &Slots,
    packs: &[&Pack],
    filter: &Filter,
    out: &mut dyn Write,
) -> Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    for finding in assessment.findings().filter(|f| filter.wants(f, slots, packs)) {
        let record = record(&finding, slots, packs);
        let beyond = |more: usize| (more > 0).then(|| format!("+{more}"));
        let evidence = record.evidence.iter().map(grounds).chain(beyond(record.evidence_more));
        let missing = record.missing.iter().map(|item| match &item.object {
            Some(object) => format!("{}:{object} ({})", item.fact, item.cause.word()),
            None => format!("{} ({})", item.fact, item.cause.word()),
        });
        let missing = missing.chain(beyond(record.missing_more));
        writer.serialize(Row {
            pack: record.pack,
            section: record.section,
            principle: record.principle,
            rule: record.rule,
            kind: record.kind,
            key: defused(&record.key),
            verdict: record.verdict.word(),
            cause: record.cause.map_or("", |cause| cause.word()),
            weight: record.weight,
            strength: record.strength.word(),
            evidence: evidence.collect::<Vec<_>>().join("; "),
            missing: missing.collect::<Vec<_>>().join("; "),
        })?;
    }
    writer.flush()?;
    Ok(())
}

/// One fact that decided, with who stated it and when it was seen: `system.owner=P7 (OS2kitos, 2026-11-20)`. After a list, `+3` says
/// that three more are known, and `?` that there may be others.
fn grounds(item: &EvidenceItem) -> String {
    let object = item.object.as_deref().map(|object| format!(":{object}")).unwrap_or_default();
    let seen_at = item.seen_at.map(|day| day.to_string());
    let stated = [item.source.clone(), seen_at].into_iter().flatten().collect::<Vec<_>>().join(", ");
    let stated = if stated.is_empty() { stated } else { format!(" ({stated})") };
    let more = if item.more > 0 { format!("|+{}", item.more) } else { String::new() };
    let open = if item.open { "|?" } else { "" };
    format!("{}{object}={}{more}{open}{stated}", item.fact, plain(&item.value))
}

fn plain(value: &Plain) -> String {
    match value {
        Plain::Nothing(_) => String::new(),
        Plain::Bool(yes) => yes.to_string(),
        Plain::Number(number) => number.to_string(),
        Plain::Range { at_least, at_most } => format!("{at_least}..{at_most}"),
        Plain::Text(text) => text.clone(),
        Plain::List(items) => items.join("|"),
    }
}

/// A cell that begins like a formula gets an apostrophe in front (OWASP, CSV injection).
pub fn defused(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell.to_owned() }
}
