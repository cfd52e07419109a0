//! The candidates side by side against all principles: a badge each, and why.

use decisions::Assessed;
use facts::schema;
use findings::Verdict;
use maud::{Markup, html};
use principles::Pack;

use super::{Open, called};
use crate::gate::encoded;
use crate::locale::Say;
use crate::pages::widgets::{badge, counts};

/// So many reasons are shown in a cell.
const MOST: usize = 3;

/// The table; nothing when there are no candidates.
pub(super) fn table(open: &Open, say: Say) -> Markup {
    let packs = open.snapshot.packs();
    let live: Vec<(&decisions::Candidate, &Assessed)> =
        open.it().live().filter_map(|candidate| Some((candidate, open.assessed(&candidate.key)?))).collect();
    let Some((_, first)) = live.first() else {
        let none = if open.it().candidates.is_empty() {
            say.t("Der er ingen tilbud endnu.", "There are no offers yet.")
        } else {
            say.t("Alle tilbud er trukket tilbage.", "All offers have been withdrawn.")
        };
        return html! { p { (none) } (withdrawn(open, say)) };
    };
    html! {
        div .fu-scroll tabindex="0" role="region" aria-label=(say.t("Tilbud side om side", "Offers side by side")) {
            table .table .table--compact {
                thead { tr {
                    th scope="col" .fu-wide-col { (say.t("Princip", "Principle")) }
                    @for (candidate, _) in &live {
                        th scope="col" .fu-wide-col {
                            a href={ (open.href()) "/tilbud/" (encoded(&candidate.key)) } { (candidate.key) ": " (called(candidate)) }
                            @if open.it().winner.as_ref().is_some_and(|(winner, ..)| *winner == candidate.key) { " " strong { (say.t("(valgt)", "(chosen)")) } }
                        }
                    }
                } }
                tbody {
                    tr {
                        th scope="row" { (say.t("I alt, principper", "In all, principles")) }
                        @for (_, assessed) in &live { td { (tally(assessed, say)) } }
                    }
                    @for (place, stand) in first.stands.iter().enumerate() {
                        @if live.iter().any(|(_, one)| one.stands.get(place).is_some_and(|stand| stand.verdict != Verdict::NotApplicable)) {
                            tr class=[differs(&live, place).then_some("fu-differs")] {
                                th scope="row" {
                                    a href={ "/strategi/" (encoded(&stand.pack)) "/principper/" (encoded(&stand.principle)) } { (say.text(&stand.title)) }
                                }
                                @for (_, assessed) in &live { td { (cell(assessed, place, &packs, say)) } }
                            }
                        }
                    }
                }
            }
        }
        (withdrawn(open, say))
    }
}

/// The offers that are out, and why.
fn withdrawn(open: &Open, say: Say) -> Markup {
    let out: Vec<(&decisions::Candidate, &String)> =
        open.it().candidates.iter().filter_map(|one| Some((one, one.withdrawn.as_ref()?))).collect();
    html! {
        @if !out.is_empty() {
            p { (say.t("Trukket tilbage:", "Withdrawn:")) }
            ul { @for (candidate, why) in out { li { a href={ (open.href()) "/tilbud/" (encoded(&candidate.key)) } { (candidate.key) ": " (called(candidate)) } ". " (why) } } }
        }
    }
}

fn differs(live: &[(&decisions::Candidate, &Assessed)], place: usize) -> bool {
    let verdicts: Vec<Option<Verdict>> =
        live.iter().map(|(_, one)| one.stands.get(place).map(|stand| stand.verdict)).collect();
    verdicts.windows(2).any(|pair| pair[0] != pair[1])
}

fn tally(assessed: &Assessed, say: Say) -> String {
    let mut tally = findings::Tally::default();
    assessed.stands.iter().for_each(|stand| tally.count(stand.verdict));
    counts(tally, say)
}

fn cell(assessed: &Assessed, place: usize, packs: &[&Pack], say: Say) -> Markup {
    let Some(stand) = assessed.stands.get(place) else { return html! {} };
    let reasons = reasons(assessed, (&stand.pack, &stand.principle), packs, (Depth::Sentence, say));
    let more = reasons.len().saturating_sub(MOST);
    html! {
        (badge(stand.verdict, say))
        @if stand.for_board { " " span .fu-quiet { (say.t("for direktionen", "for the board")) } }
        @if !reasons.is_empty() {
            ul .fu-evidence {
                @for reason in reasons.iter().take(MOST) { li { (reason) } }
                @if more > 0 { li { (say.t("og ", "and ")) (more) (say.t(" mere", " more")) } }
            }
        }
    }
}

/// How much is told of what deviates.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Depth {
    /// The rule's sentence.
    Sentence,
    /// The facts that decided, too.
    Facts,
}

/// Why a candidate does not follow a principle: what deviates in the rule's own words, and which facts are lacking.
pub(super) fn reasons(
    assessed: &Assessed,
    id: (&str, &str),
    packs: &[&Pack],
    (depth, say): (Depth, Say),
) -> Vec<String> {
    let systems = schema().kind("system");
    let parts = schema().kind("component");
    let (mut deviating, mut lacking) = (Vec::new(), Vec::new());
    for findings in assessed.assessment.rules() {
        let pack = packs[findings.pack];
        let rule = &pack.rules[findings.rule];
        if (pack.id.as_str(), pack.principle_of(rule).id.as_str()) != id {
            continue;
        }
        let objects = if Some(rule.kind) == systems {
            assessed.system..assessed.system + 1
        } else if Some(rule.kind) == parts {
            0..assessed.slots.count(rule.kind)
        } else {
            continue;
        };
        for object in objects {
            let finding = assessed.assessment.finding(findings, object);
            match finding.verdict {
                Verdict::Deviates if depth == Depth::Facts => {
                    deviating.push(reports::reason(&finding, &assessed.slots, packs, say.0));
                }
                Verdict::Deviates => {
                    let sentence = if say.0 == kernel::Lang::Da { &rule.finding.da } else { &rule.finding.en };
                    deviating.push(sentence.fill(&assessed.slots, object, say.0));
                }
                Verdict::NotAssessed => {
                    let parts = reports::reason_parts(&finding, &assessed.slots, say.0);
                    let asked = if parts.is_empty() { say.text(&rule.title).to_owned() } else { parts.join(", ") };
                    let line = format!("{}: {asked}", say.t("Mangler", "Lacks"));
                    if !lacking.contains(&line) {
                        lacking.push(line);
                    }
                }
                Verdict::Follows | Verdict::NotApplicable => {}
            }
        }
    }
    deviating.extend(lacking);
    let offer = systems.map(|kind| assessed.slots.keys(kind)[assessed.system as usize].to_string());
    deviating.into_iter().map(|reason| without_keys(&reason, offer.as_deref().unwrap_or_default())).collect()
}

/// A sentence without the keys that an offer and its components have here only: nobody can look them up.
fn without_keys(sentence: &str, offer: &str) -> String {
    let begin = format!(" ({offer}");
    let mut told = String::with_capacity(sentence.len());
    let mut rest = sentence;
    while let Some((before, after)) = rest.split_once(&begin).filter(|_| !offer.is_empty()) {
        told.push_str(before);
        match after.split_once(')') {
            // T1 is not T10.
            Some((key, behind)) if key.is_empty() || key.starts_with('/') => rest = behind,
            _ => {
                told.push_str(&begin);
                rest = after;
            }
        }
    }
    told + rest
}

#[cfg(test)]
mod tests {
    use super::without_keys;

    #[test]
    fn an_offers_own_keys_are_not_told() {
        for (told, read) in [
            ("openssl (A2026-0001/T1/1) er ukendt.", "openssl er ukendt."),
            ("Omsorg (A2026-0001/T1) og zlib (A2026-0001/T1/12)", "Omsorg og zlib"),
            ("Løn (S0140) (A2026-0001/T10)", "Løn (S0140) (A2026-0001/T10)"),
            ("brudt (A2026-0001/T1", "brudt (A2026-0001/T1"),
        ] {
            assert_eq!(without_keys(told, "A2026-0001/T1"), read);
        }
        assert_eq!(without_keys("Løn (S1)", ""), "Løn (S1)");
    }
}
