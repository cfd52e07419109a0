//! What suppliers say of principles as such, in their own words: shown with the offer and side by side, and judged by nobody's rule.

use decisions::Candidate;
use maud::{Markup, html};
use reports::sheet::{Asks, SheetRow, sheet};

use super::{Open, called};
use crate::gate::encoded;
use crate::locale::Say;

fn rows(open: &Open) -> Vec<SheetRow> {
    sheet(&open.snapshot.packs()).into_iter().filter(|row| row.asks == Asks::Principle).collect()
}

fn principle(row: &SheetRow, say: Say) -> Markup {
    let href = format!("/strategi/{}/principper/{}", encoded(&row.pack), encoded(&row.principle));
    html! { a href=(href) { (say.text(&row.principle_title)) } }
}

/// What is said with one offer.
pub(super) fn of_offer(open: &Open, candidate: &Candidate, say: Say) -> Markup {
    let rows = rows(open);
    let said: Vec<_> = rows.iter().filter_map(|row| candidate.words_of(&row.code).map(|words| (row, words))).collect();
    html! {
        h2 { (say.t("Svar i egne ord", "Answers in own words")) }
        p { (said.len()) " " (say.t("af", "of")) " " (rows.len()) " " (say.t("spørgsmål er besvaret", "questions are answered")) ". "
            (say.t("Svarene vises, som de er givet, og ændrer ingen vurdering.", "The answers are shown as they were given, and change no verdict.")) }
        @if !said.is_empty() {
            dl {
                @for (row, words) in said {
                    dt { (principle(row, say)) }
                    dd {
                        p .fu-quiet { (say.text(&row.question)) }
                        p .fu-prose { (words.words) }
                        p .fu-quiet { (crate::pages::capital(words.source.label().pick(say.0))) ", " (words.by) ", " (say.day(words.day)) }
                    }
                }
            }
        }
    }
}

/// What is said with every offer, side by side; nothing when nobody has said anything.
pub(super) fn side_by_side(open: &Open, say: Say) -> Markup {
    let live: Vec<&Candidate> = open.it().live().collect();
    let said = |row: &SheetRow| live.iter().any(|candidate| candidate.words_of(&row.code).is_some());
    let rows: Vec<SheetRow> = rows(open).into_iter().filter(said).collect();
    if rows.is_empty() {
        return html! {};
    }
    html! {
        h3 { (say.t("Leverandørernes egne ord", "The suppliers' own words")) }
        div .fu-scroll tabindex="0" role="region" aria-label=(say.t("Leverandørernes egne ord", "The suppliers' own words")) {
            table .table .table--compact {
                thead { tr {
                    th scope="col" .fu-wide-col { (say.t("Princip", "Principle")) }
                    @for candidate in &live { th scope="col" .fu-wide-col { (candidate.key) ": " (called(candidate)) } }
                } }
                tbody { @for row in &rows { tr {
                    th scope="row" { (principle(row, say)) }
                    @for candidate in &live {
                        td { @match candidate.words_of(&row.code) {
                            Some(words) => span .fu-prose { (words.words) },
                            None => span .fu-quiet { (say.t("ikke besvaret", "not answered")) },
                        } }
                    }
                } } }
            }
        }
    }
}
