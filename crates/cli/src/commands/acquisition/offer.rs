//! One offer in the words of its page: how it stands under each principle and why, both parties' views, what is stated of it and by
//! whom, and what it is made of.

use anyhow::Result;
use decisions::{Assessed, Candidate, Novelty, Party, Stand, StatedAnswer};
use findings::Verdict;
use house::cases::PRINT;
use reports::{Depth, fact_label, fact_shown, offer_reasons};

use super::show::{Shown, called};
use crate::say::{plural, say};

/// Everything of one offer.
pub(super) fn show(shown: &mut Shown<'_>, candidate: &Candidate) -> Result<()> {
    let lang = shown.lang;
    shown.line(0, &format!("{} {}", candidate.key, called(candidate)))?;
    if let Some(why) = &candidate.withdrawn {
        shown.named(2, ("Trukket tilbage", "Withdrawn"), why)?;
    }
    let all = shown.assessed;
    let assessed = all.iter().find(|one| one.candidate == candidate.key);
    if let Some(assessed) = assessed {
        shown.named(2, ("Aftryk", "Fingerprint"), print(&assessed.hash()))?;
        shown.line(2, say(lang, "Princip for princip", "Principle by principle"))?;
        for stand in assessed.stands.iter().filter(|stand| stand.verdict != Verdict::NotApplicable) {
            principle(shown, candidate, (assessed, stand))?;
        }
        let besides = assessed.stands.iter().filter(|stand| stand.verdict == Verdict::NotApplicable);
        let besides: Vec<&str> = besides.map(|stand| stand.title.get(lang)).collect();
        if !besides.is_empty() {
            shown.named(4, ("Ikke relevant for tilbuddet", "Not applicable to the offer"), &besides.join("; "))?;
        }
    }
    if !candidate.facts.is_empty() {
        shown.line(2, say(lang, "Oplyst om tilbuddet", "Stated of the offer"))?;
    }
    for fact in &candidate.facts {
        let (label, value) = (fact_label(&fact.fact, lang), fact_shown(&fact.fact, &fact.value, lang));
        let signed = format!("{}, {}, {}", fact.source.label().pick(lang), shown.signed(&fact.by), fact.day.long(lang));
        shown.line(4, &format!("{label}: {value} ({signed})"))?;
    }
    if !candidate.answers.is_empty() {
        shown.line(2, say(lang, "Svar, der kun gælder dette tilbud", "Answers that hold of this offer only"))?;
    }
    for one in &candidate.answers {
        answer(shown, 4, one)?;
    }
    if !candidate.own_words.is_empty() {
        shown.line(2, say(lang, "Svar i egne ord", "Answers in own words"))?;
    }
    for said in &candidate.own_words {
        shown.line(4, &format!("{}: {}", said.principle, said.words))?;
        let source = said.source.label().pick(lang);
        shown.line(6, &format!("{source}, {}, {}", shown.signed(&said.by), said.day.long(lang)))?;
    }
    parts(shown, candidate, assessed)
}

fn principle(shown: &mut Shown<'_>, candidate: &Candidate, (assessed, stand): (&Assessed, &Stand)) -> Result<()> {
    let (lang, packs) = (shown.lang, shown.snapshot.packs());
    let board = if stand.for_board { say(lang, " (for direktionen)", " (for the board)") } else { "" };
    let (verdict, title) = (stand.verdict.label().pick(lang), stand.title.get(lang));
    shown.line(4, &format!("{verdict:<14} {title}{board}"))?;
    let id = (stand.pack.as_str(), stand.principle.as_str());
    let to_be_seen = stand.verdict == Verdict::Deviates || !stand.unanswered.is_empty();
    if to_be_seen {
        shown.line(6, &format!("{}/{} {}", stand.pack, stand.principle, print(&stand.hash)))?;
    }
    for reason in offer_reasons(assessed, id, &packs, (Depth::Facts, lang)) {
        shown.line(6, &format!("- {reason}"))?;
    }
    for held in Party::ALL.iter().filter_map(|party| candidate.view(id, *party)) {
        let (party, rating) = (held.view.party.label().pick(lang), held.view.rating.label().pick(lang));
        let other = say(lang, " (set på andre oplysninger)", " (seen on other facts)");
        let other = if held.view.shown == stand.hash { "" } else { other };
        let signed = format!("{}, {}", shown.signed(&held.by), held.day.long(lang));
        shown.line(6, &format!("{party}, {rating} ({signed}): {}{other}", held.view.reason))?;
    }
    Ok(())
}

/// The answer to a rule's question.
pub(super) fn answer(shown: &mut Shown<'_>, indent: usize, one: &StatedAnswer) -> Result<()> {
    let (lang, packs) = (shown.lang, shown.snapshot.packs());
    let rule = packs.iter().find_map(|pack| pack.rule(&one.rule));
    let title = rule.map_or(one.rule.as_str(), |rule| rule.title.get(lang));
    let questions = reports::sheet::rule_questions(&packs);
    let words = questions.iter().find(|(code, _)| *code == one.rule).map(|(_, words)| words);
    let label = words.into_iter().flatten().find(|(word, _)| *word == one.word);
    let word = label.map_or(one.word.as_str(), |(_, label)| label.get(lang));
    let signed = format!("{}, {}", shown.signed(&one.by), one.day.long(lang));
    shown.line(indent, &format!("{title}: {word} ({signed})"))
}

/// The components, those that are new to the portfolio marked.
fn parts(shown: &mut Shown<'_>, candidate: &Candidate, assessed: Option<&Assessed>) -> Result<()> {
    let lang = shown.lang;
    if candidate.parts.is_empty() {
        let none = say(lang, "Der er ingen komponentliste (SBOM) endnu.", "There is no bill of materials (SBOM) yet.");
        return shown.line(2, none);
    }
    let novelty = |name: &str| {
        let known = assessed.into_iter().flat_map(|one| &one.parts).find(|(part, _)| part == name);
        known.map(|(_, novelty)| *novelty)
    };
    let new = candidate.parts.iter().filter(|part| novelty(&part.name) == Some(Novelty::New)).count();
    let count = plural(lang, candidate.parts.len() as u64, ["komponent", "komponenter"], ["component", "components"]);
    let told = if candidate.parts.iter().any(|part| novelty(&part.name) == Some(Novelty::NotKnown)) {
        let unknown = "det er ikke oplyst, hvilke komponenter kommunen bruger i forvejen";
        say(lang, unknown, "which components the municipality uses already is not told").to_owned()
    } else {
        plural(lang, new as u64, ["ny i porteføljen", "nye i porteføljen"], ["new to the portfolio"; 2])
    };
    shown.line(2, &format!("{count}, {told}"))?;
    for part in &candidate.parts {
        let particulars =
            [&part.version, &part.licence].map(String::as_str).into_iter().filter(|text| !text.is_empty());
        let named = std::iter::once(part.name.as_str()).chain(particulars).collect::<Vec<_>>().join(" · ");
        shown.line(4, &format!("{named}{}", mark(shown, &part.name, novelty(&part.name))))?;
    }
    Ok(())
}

/// What is to be said of a component that is new.
fn mark(shown: &Shown<'_>, name: &str, novelty: Option<Novelty>) -> String {
    let lang = shown.lang;
    if novelty != Some(Novelty::New) {
        return String::new();
    }
    let known = shown.it.assessed_parts.iter().find(|(part, ..)| part.trim().eq_ignore_ascii_case(name.trim()));
    match known {
        Some((_, conclusion, by, day)) => {
            let (new, day) = (say(lang, "NY, sikkerhedsvurderet", "NEW, security assessed"), day.long(lang));
            format!(" [{new} {day}, {by}: {conclusion}]")
        }
        None => say(lang, " [NY, skal sikkerhedsvurderes]", " [NEW, needs its security assessment]").to_owned(),
    }
}

fn print(hash: &str) -> &str {
    hash.get(..PRINT).unwrap_or(hash)
}
