//! `--format text`: what a person reads. Bars with their numbers, reasons in plain words, shares with their denominator.

use std::io::Write;

use anyhow::Result;
use facts::{Slots, schema};
use findings::{Assessment, Tally, Verdict};
use kernel::Lang;
use principles::{Pack, Strength};
use reports::{Filter, HeavyDeviation, LackingFact, Overview, SectionOverview};

use crate::say::{Paint, number, plural, say};

const BAR: u64 = 30;
/// Findings that one screen can hold; the rest is counted.
const FINDINGS: usize = 100;

/// The whole overview.
pub fn overview(overview: &Overview, lang: Lang, out: &mut dyn Write) -> Result<()> {
    let paint = Paint::for_stdout();
    for pack in &overview.packs {
        let on = overview.today.long(lang);
        writeln!(out, "\n{}", paint.bold(&format!("{} · {on}", pack.title.get(lang))))?;
        writeln!(
            out,
            "{}",
            paint.dim(&format!("{} {} ({})", pack.pack.id, pack.pack.version, &pack.pack.hash.short()))
        )?;
        let width = pack.sections.iter().map(|s| heading(s, lang).chars().count()).max().unwrap_or(0);
        for section in &pack.sections {
            writeln!(out, "{}", section_line(section, width, paint, lang))?;
        }
        let mut total = Tally::default();
        pack.sections.iter().for_each(|section| total.add(section.verdicts));
        writeln!(out, "{}", paint.dim(&counts(total, lang)))?;
    }
    if !overview.heaviest.is_empty() {
        writeln!(out, "\n{}", paint.bold(say(lang, "Det, der vejer mest", "What weighs most")))?;
        for (place, heavy) in overview.heaviest.iter().enumerate() {
            heaviest(place + 1, heavy, paint, lang, out)?;
        }
    }
    if overview.lacking_count > 0 {
        let all = number(lang, overview.lacking_count as u64);
        let title = match lang {
            Lang::Da => format!("Ikke vurderet: {all} oplysninger og svar mangler. Disse afgør mest:"),
            Lang::En => format!("Not assessed: {all} facts and answers are lacking. These settle most:"),
        };
        writeln!(out, "\n{}", paint.bold(&title))?;
        for (place, lacking) in overview.lacking.iter().enumerate() {
            writeln!(out, "{:>3}. {}", place + 1, lacking_line(lacking, lang))?;
        }
    }
    if overview.conflicts > 0 {
        let count = plural(
            lang,
            overview.conflicts as u64,
            ["sted passer kilderne ikke sammen", "steder passer kilderne ikke sammen"],
            ["place where the sources do not fit", "places where the sources do not fit"],
        );
        writeln!(out, "\n{count}")?;
    }
    Ok(())
}

fn heading(section: &SectionOverview, lang: Lang) -> String {
    let sign = if section.id.starts_with(|c: char| c.is_ascii_digit()) { "§" } else { "" };
    format!("{sign}{} {}", section.id, section.title.get(lang))
}

fn section_line(section: &SectionOverview, width: usize, paint: Paint, lang: Lang) -> String {
    let tally = section.verdicts;
    let heading = heading(section, lang);
    let padding = " ".repeat(width - heading.chars().count());
    let all = tally.applicable();
    let share = |count: u64| format!("{:>3} %", (count * 100 + all / 2).checked_div(all).unwrap_or(0));
    let words: [(&str, &str); 3] = [("følger", "follows"), ("afviger", "deviates"), ("ikke vurderet", "not assessed")];
    let said = |place: usize| say(lang, words[place].0, words[place].1);
    format!(
        "{heading}{padding} {} {} {} · {} {} · {} {} {} {}",
        bar(tally, paint),
        share(tally.follows),
        said(0),
        share(tally.deviates),
        said(1),
        share(tally.not_assessed),
        said(2),
        say(lang, "· i alt", "of"),
        number(lang, all),
    )
}

/// Follows, deviates, not assessed: three signs, so that the bar reads without colours too.
fn bar(tally: Tally, paint: Paint) -> String {
    let all = tally.applicable().max(1);
    let mut follows = tally.follows * BAR / all;
    let mut deviates = tally.deviates * BAR / all;
    // What there is of, shows.
    follows += u64::from(follows == 0 && tally.follows > 0);
    deviates += u64::from(deviates == 0 && tally.deviates > 0);
    let rest = BAR.saturating_sub(follows + deviates);
    let signs = |sign: &str, count: u64| sign.repeat(usize::try_from(count).unwrap_or(0));
    let filled = format!("{}{}", paint.green(&signs("█", follows)), paint.red(&signs("▒", deviates)));
    if tally.applicable() == 0 { signs(" ", BAR) } else { format!("{filled}{}", paint.dim(&signs("·", rest))) }
}

fn counts(tally: Tally, lang: Lang) -> String {
    let n = |count| number(lang, count);
    match lang {
        Lang::Da => format!(
            "{} vurderinger: {} følger, {} afviger, {} er ikke vurderet ({} ikke relevante)",
            n(tally.applicable()),
            n(tally.follows),
            n(tally.deviates),
            n(tally.not_assessed),
            n(tally.not_applicable)
        ),
        Lang::En => format!(
            "{} verdicts: {} follow, {} deviate, {} are not assessed ({} not applicable)",
            n(tally.applicable()),
            n(tally.follows),
            n(tally.deviates),
            n(tally.not_assessed),
            n(tally.not_applicable)
        ),
    }
}

fn heaviest(place: usize, heavy: &HeavyDeviation, paint: Paint, lang: Lang, out: &mut dyn Write) -> Result<()> {
    let of = format!("{} {} {}", number(lang, heavy.deviating), say(lang, "af", "of"), number(lang, heavy.applicable));
    let mut marks = Vec::new();
    if heavy.strength != Strength::FollowOrExplain {
        marks.push(heavy.strength.label().get(lang).to_owned());
    }
    if heavy.material > 0 {
        let material = number(lang, heavy.material);
        marks.push(match lang {
            Lang::Da => format!("{material} til direktionen"),
            Lang::En => format!("{material} for the board"),
        });
    }
    let marks = if marks.is_empty() { String::new() } else { format!(" ({})", marks.join(", ")) };
    let kind = heavy.kind.get(lang);
    writeln!(
        out,
        "{place:>3}. {} · {of} {kind} {}{marks}",
        paint.bold(heavy.title.get(lang)),
        say(lang, "afviger", "deviate")
    )?;
    writeln!(out, "     {} {}", say(lang, "F.eks.:", "E.g.:"), heavy.example.get(lang))?;
    writeln!(out, "     {} {} {}", paint.green("→"), heavy.remedy.get(lang), paint.dim(&format!("[{}]", heavy.rule)))?;
    Ok(())
}

fn lacking_line(lacking: &LackingFact, lang: Lang) -> String {
    let who = match &lacking.person {
        Some(person) => person.clone(),
        None => lacking.role.get(lang).to_owned(),
    };
    let settles = match lang {
        Lang::Da => format!("afgør {} af {} vurderinger", lacking.settles, lacking.touches),
        Lang::En => format!("settles {} of {} verdicts", lacking.settles, lacking.touches),
    };
    format!("{} · {}: {settles} · {} {who}", lacking.object, lacking.question.get(lang), say(lang, "spørg", "ask"))
}

/// Findings one by one, for a reader who asked for a section, rule or object.
pub fn findings(
    assessment: &Assessment,
    slots: &Slots,
    packs: &[&Pack],
    filter: &Filter,
    lang: Lang,
    out: &mut dyn Write,
) -> Result<()> {
    let paint = Paint::for_stdout();
    let mut tally = Tally::default();
    let mut shown = 0;
    for finding in assessment.findings().filter(|finding| filter.wants(finding, slots, packs)) {
        tally.count(finding.verdict);
        if finding.verdict == Verdict::NotApplicable && filter.object.is_none() {
            continue;
        }
        shown += 1;
        if shown > FINDINGS {
            continue;
        }
        let rule = finding.rule(packs);
        let label = finding.verdict.label();
        let label = match finding.verdict {
            Verdict::Follows => paint.green(label.get(lang)),
            Verdict::Deviates => paint.red(label.get(lang)),
            Verdict::NotAssessed => paint.yellow(label.get(lang)),
            Verdict::NotApplicable => paint.dim(label.get(lang)),
        };
        let title = slots.title(rule.kind, finding.object);
        writeln!(out, "{label}: {} · {title} {}", rule.title.get(lang), paint.dim(&format!("[{}]", rule.code)))?;
        let why = match finding.verdict {
            Verdict::Deviates => Some(reports::reason(&finding, slots, packs, lang)),
            Verdict::NotAssessed => Some(lacks(&finding, slots, packs, lang)),
            Verdict::Follows | Verdict::NotApplicable => {
                let parts = reports::reason_parts(&finding, slots, lang);
                (!parts.is_empty()).then(|| parts.into_iter().take(4).collect::<Vec<_>>().join("; "))
            }
        };
        if let Some(why) = why {
            writeln!(out, "  {why}")?;
        }
    }
    if shown > FINDINGS {
        let more = number(lang, (shown - FINDINGS) as u64);
        let how =
            say(lang, "mere: se dem alle med --format csv eller json", "more: use --format csv or json for them all");
        writeln!(out, "{more} {how}")?;
    }
    writeln!(out, "{}", paint.dim(&counts(tally, lang)))?;
    Ok(())
}

fn lacks(finding: &findings::Finding<'_>, slots: &Slots, packs: &[&Pack], lang: Lang) -> String {
    let cause = finding.cause(slots, packs).map_or("", |cause| cause.label().pick(lang));
    let parts = reports::reason_parts(finding, slots, lang);
    let who = schema().def(finding.rule(packs).kind).steward.label();
    if parts.is_empty() {
        return format!("{cause} ({})", who.get(lang));
    }
    let more = if parts.len() > 4 { format!(" (+{})", parts.len() - 4) } else { String::new() };
    format!("{cause}: {}{more}", parts.into_iter().take(4).collect::<Vec<_>>().join("; "))
}
