//! `--format sarif`: deviations as SARIF 2.1.0, for code-scanning pages in the CI job that tests a strategy.

use std::io::Write;

use anyhow::Result;
use facts::{Slots, schema};
use findings::{Assessment, Verdict};
use kernel::Lang;
use principles::{Pack, Strength};
use reports::Filter;
use serde_json::{Value, json};

pub fn write(
    assessment: &Assessment,
    slots: &Slots,
    packs: &[&Pack],
    filter: &Filter,
    lang: Lang,
    out: &mut dyn Write,
) -> Result<()> {
    let rules: Vec<Value> =
        packs.iter().flat_map(|pack| pack.rules.iter().map(|rule| descriptor(pack, rule, lang))).collect();
    let results: Vec<Value> = assessment
        .findings()
        .filter(|finding| finding.verdict == Verdict::Deviates && filter.wants(finding, slots, packs))
        .map(|finding| result(&finding, slots, packs, lang))
        .collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": { "name": "fundament", "version": env!("CARGO_PKG_VERSION"), "rules": rules } },
            "results": results,
        }],
    });
    super::pretty(&log, out)
}

fn descriptor(pack: &Pack, rule: &principles::Rule, lang: Lang) -> Value {
    let principle = pack.principle_of(rule);
    json!({
        "id": rule.code,
        "shortDescription": { "text": rule.title.get(lang) },
        "fullDescription": { "text": principle.text.get(lang) },
        "help": { "text": rule.remedy.get(lang) },
        "properties": { "section": principle.section, "principle": principle.id, "strength": principle.strength.word() },
    })
}

fn result(finding: &findings::Finding<'_>, slots: &Slots, packs: &[&Pack], lang: Lang) -> Value {
    let rule = finding.rule(packs);
    let pack = packs[finding.rule_findings().pack];
    let def = schema().def(rule.kind);
    let key = &slots.keys(rule.kind)[finding.object as usize];
    let level = match (pack.principle_of(rule).strength, finding.rule_findings().is_material(rule, finding.object)) {
        (Strength::RedLine, _) | (Strength::FollowOrExplain, true) => "error",
        (Strength::FollowOrExplain, false) => "warning",
        (Strength::Aspiration, _) => "note",
    };
    json!({
        "ruleId": rule.code,
        "level": level,
        "message": { "text": reports::reason(finding, slots, packs, lang) },
        "locations": [{
            "physicalLocation": { "artifactLocation": { "uri": format!("{}.csv", def.file) } },
            "logicalLocations": [{ "name": &**key, "kind": def.name, "fullyQualifiedName": format!("{}:{key}", def.name) }],
        }],
        "partialFingerprints": { "ruleAndObject": format!("{}/{}:{key}", rule.code, def.name) },
    })
}
