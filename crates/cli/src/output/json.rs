//! `--format json`: every finding with its grounds, and a summary whose four counts add up to its pairs.
//!
//! Written finding by finding, so that a large estate needs no more memory than a small one.

use std::io::Write;

use anyhow::Result;
use facts::Slots;
use findings::{Assessment, Tally};
use principles::Pack;
use reports::{Filter, PackInfo, Record, record};
use serde::Serialize;

#[derive(Serialize)]
struct Summary<'s> {
    packs: &'s [PackInfo],
    today: kernel::Day,
    objects: u64,
    rules: u64,
    pairs: u64,
    #[serde(flatten)]
    verdicts: Tally,
}

pub fn write(
    assessment: &Assessment,
    slots: &Slots,
    packs: &[&Pack],
    filter: &Filter,
    out: &mut dyn Write,
) -> Result<()> {
    let mut counted = Counted::default();
    out.write_all(b"{\"findings\":[")?;
    for (place, finding) in assessment.findings().filter(|f| filter.wants(f, slots, packs)).enumerate() {
        let record: Record = record(&finding, slots, packs);
        out.write_all(if place == 0 { b"\n" } else { b",\n" })?;
        serde_json::to_writer(&mut *out, &record)?;
        counted.add(&finding);
    }
    let infos: Vec<PackInfo> = packs.iter().map(|pack| PackInfo::from(*pack)).collect();
    let summary = Summary {
        packs: &infos,
        today: slots.today(),
        objects: counted.objects.len() as u64,
        rules: counted.rules.len() as u64,
        pairs: counted.verdicts.pairs(),
        verdicts: counted.verdicts,
    };
    out.write_all(b"\n],\"summary\":")?;
    serde_json::to_writer(&mut *out, &summary)?;
    out.write_all(b"}\n")?;
    Ok(())
}

/// What was written, so that the summary speaks of the same.
#[derive(Default)]
struct Counted {
    objects: std::collections::HashSet<(facts::KindId, u32)>,
    rules: std::collections::HashSet<(usize, usize)>,
    verdicts: Tally,
}

impl Counted {
    fn add(&mut self, finding: &findings::Finding<'_>) {
        let of = finding.rule_findings();
        self.objects.insert((of.kind, finding.object));
        self.rules.insert((of.pack, of.rule));
        self.verdicts.count(finding.verdict);
    }
}
